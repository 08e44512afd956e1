/** One label of a selector: equal to one of the values, or matching a pattern. */
export interface LabelTest {
  readonly label: string;
  /** Values of which it has one. */
  readonly values?: readonly string[];
  /** A regular expression in place of values, anchored at both ends as Prometheus does. */
  readonly pattern?: string;
  /** A regular expression that it must not match. */
  readonly without?: string;
}

/** A selector of series: `name{label="value",other=~"a|b"}`. */
export function selector(metric: string, tests: readonly LabelTest[]): string {
  return `${metric}{${tests.map(matcher).join(',')}}`;
}

/** A string as PromQL writes it. */
export function promString(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}

/** A share or number of seconds as PromQL writes it, without the noise of binary fractions. */
export function promNumber(value: number): string {
  return String(Number(value.toPrecision(12)));
}

/**
 * A bucket's boundary as label `le`. Client libraries write the same number in their own way: 1 and 1.0, 1000000 and 1e+06, 1e-7 and 1e-07.
 */
export function boundaryTest(boundary: number): LabelTest {
  const [digits, power] = Number(boundary.toPrecision(12)).toExponential().split('e');
  const exponent = Number(power);
  const plain = `${literal(decimal(digits.replace('.', ''), exponent))}${exponent < digits.replace('.', '').length - 1 ? '0*' : '(\\.0+)?'}`;
  // Go writes exponents from 1e-05 down and from 1e+06 up (others later), so no more than these are worth the reader's time.
  const pattern = Math.abs(exponent) < 5 ? plain : `${plain}|${literal(digits)}(\\.0+)?[eE][+]?${exponent < 0 ? '-' : ''}0*${Math.abs(exponent)}`;
  return { label: 'le', pattern };
}

/** Digits with the point where the exponent of the first digit puts it. */
function decimal(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.padEnd(exponent + 1, '0');
  return whole.length === exponent + 1 ? whole : `${whole.slice(0, exponent + 1)}.${whole.slice(exponent + 1)}`;
}

function matcher({ label, values, pattern, without }: LabelTest): string {
  if (without !== undefined) return `${label}!~${promString(without)}`;
  if (pattern !== undefined) return `${label}=~${promString(pattern)}`;
  return values!.length === 1
    ? `${label}=${promString(values![0])}`
    : `${label}=~${promString(values!.map(literal).join('|'))}`;
}

/** A text as a regular expression that matches just it. */
export function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
