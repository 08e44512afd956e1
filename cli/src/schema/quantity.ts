// Quantities such as 100m, 1.5Gi or 1e3 as exact numbers (k8s.io/apimachinery/pkg/api/resource).

/** An exact amount: `value` times ten to the power of -`scale`. */
export interface Quantity {
  readonly value: bigint;
  readonly scale: number;
}

const DECIMAL: { readonly [suffix: string]: number } = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
/** Longer is no amount of anything, and its digits would cost time. */
const MAX_LENGTH = 100;
const MAX_EXPONENT = 1000;

/** The amount in the text; undefined if it is no quantity. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = text.length > MAX_LENGTH ? null : /^([+-]?)(\d+)?(?:(\.)(\d*))?([A-Za-z]*|[eE][+-]?\d+)$/.exec(text);
  if (match === null || (match[2] === undefined && (match[4] ?? '') === '')) return undefined;
  const fraction = match[4] ?? '';
  const digits = BigInt(`${match[2] ?? ''}${fraction}`) * (match[1] === '-' ? -1n : 1n);
  const binary = BINARY.indexOf(match[5]);
  if (binary > 0) return { value: digits * 1024n ** BigInt(binary), scale: fraction.length };
  const exponent = exponentOf(match[5]);
  return exponent === undefined ? undefined : shifted(digits, exponent - fraction.length);
}

/** Negative if the first is less, positive if it is more. */
export function compareQuantities(one: Quantity, other: Quantity): number {
  const [a, b] = aligned(one, other);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The sum. */
export function addQuantities(one: Quantity, other: Quantity): Quantity {
  const [a, b] = aligned(one, other);
  return { value: a + b, scale: Math.max(one.scale, other.scale) };
}

/** The whole number that the quantity is; undefined if it is none of 64 bits. */
export function quantityInteger({ value, scale }: Quantity): bigint | undefined {
  const unit = 10n ** BigInt(scale);
  return value % unit === 0n && BigInt.asIntN(64, value / unit) === value / unit ? value / unit : undefined;
}

/** The quantity as a floating point number. */
export function quantityNumber({ value, scale }: Quantity): number {
  return Number(`${value}e-${scale}`);
}

function exponentOf(suffix: string): number | undefined {
  if (Object.hasOwn(DECIMAL, suffix)) return DECIMAL[suffix];
  const exponent = /^[eE]([+-]?\d+)$/.exec(suffix);
  return exponent === null || Math.abs(Number(exponent[1])) > MAX_EXPONENT ? undefined : Number(exponent[1]);
}

function shifted(value: bigint, exponent: number): Quantity {
  return exponent >= 0 ? { value: value * 10n ** BigInt(exponent), scale: 0 } : { value, scale: -exponent };
}

function aligned(one: Quantity, other: Quantity): [bigint, bigint] {
  const scale = Math.max(one.scale, other.scale);
  const value = (quantity: Quantity) => quantity.value * 10n ** BigInt(scale - quantity.scale);
  return [value(one), value(other)];
}
