// Quantities, versions, IP addresses, networks and named formats in CEL (k8s.io/apiserver/pkg/cel/library).
import { CelInput, CelScalar } from '@bufbuild/cel';
import { Cidr, holdsIp, Ip, ipText, maskedBits, parseCidr, parseIp } from './addresses.js';
import { optionalOf } from './cel-library.js';
import { func, method, needPayload, OPAQUE, opaque, payloadOf } from './cel-opaque.js';
import { hasFormat } from './formats.js';
import { label1035Errors, labelErrors, labelValueErrors, qualifiedNameErrors, subdomainErrors } from './names.js';
import { addQuantities, compareQuantities, parseQuantity, Quantity, quantityInteger, quantityNumber } from './quantity.js';

const { BOOL, DOUBLE, DYN, INT, STRING } = CelScalar;

class Amount {
  public constructor(public readonly quantity: Quantity) {}
}
class Version {
  public constructor(public readonly core: readonly bigint[], public readonly pre: readonly string[]) {}
}
class Address {
  public constructor(public readonly ip: Ip) {}
}
class Network {
  public constructor(public readonly cidr: Cidr) {}
}
class Format {
  public constructor(public readonly errorsOf: (text: string) => string[]) {}
}

function amount(text: string): Quantity {
  const quantity = parseQuantity(text);
  if (quantity === undefined) {
    throw new Error('quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\'');
  }
  return quantity;
}

function amountValue(quantity: Quantity): CelInput {
  let { value, scale } = quantity;
  while (scale > 0 && value % 10n === 0n) [value, scale] = [value / 10n, scale - 1];
  return opaque('quantity', `${value}e-${scale}`, new Amount(quantity));
}

/** A quantity, or an integer where one is allowed. */
function operand(value: unknown): Quantity {
  return typeof value === 'bigint' ? { value, scale: 0 } : needPayload(value, Amount).quantity;
}

function versionOf(text: string): Version | undefined {
  const match = /^(0|[1-9]\d{0,18})\.(0|[1-9]\d{0,18})\.(0|[1-9]\d{0,18})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text);
  return match === null ? undefined : new Version(match.slice(1, 4).map(BigInt), match[4]?.split('.') ?? []);
}

function compareVersions(one: Version, other: Version): number {
  for (const [i, part] of one.core.entries()) if (part !== other.core[i]) return part < other.core[i] ? -1 : 1;
  if (one.pre.length === 0 || other.pre.length === 0) return Math.sign(other.pre.length - one.pre.length);
  for (const [i, part] of one.pre.entries()) {
    const against = other.pre[i];
    if (against === undefined) return 1;
    if (part === against) continue;
    const [a, b] = [part, against].map(each => /^\d+$/.test(each));
    if (a !== b) return a ? -1 : 1;
    return (a ? BigInt(part) < BigInt(against) : part < against) ? -1 : 1;
  }
  return one.pre.length < other.pre.length ? -1 : 0;
}

function compared(one: unknown, other: unknown): number {
  const version = payloadOf(one, Version);
  return version === undefined ? compareQuantities(operand(one), operand(other)) : compareVersions(version, needPayload(other, Version));
}

const AMOUNTS = [
  func('quantity', [STRING], OPAQUE, text => amountValue(amount(text))),
  func('isQuantity', [STRING], BOOL, text => parseQuantity(text) !== undefined),
  method('sign', OPAQUE, [], INT, target => BigInt(compareQuantities(operand(target), { value: 0n, scale: 0 }))),
  method('isInteger', OPAQUE, [], BOOL, target => quantityInteger(operand(target)) !== undefined),
  method('asInteger', OPAQUE, [], INT, target => {
    const value = quantityInteger(operand(target));
    if (value === undefined) throw new Error('cannot convert value to integer');
    return value;
  }),
  method('asApproximateFloat', OPAQUE, [], DOUBLE, target => quantityNumber(operand(target))),
  method('add', OPAQUE, [DYN], OPAQUE, (target, other) => amountValue(addQuantities(operand(target), operand(other)))),
  method('sub', OPAQUE, [DYN], OPAQUE, (target, other) => {
    const { value, scale } = operand(other);
    return amountValue(addQuantities(operand(target), { value: -value, scale }));
  }),
  method('isLessThan', OPAQUE, [OPAQUE], BOOL, (target, other) => compared(target, other) < 0),
  method('isGreaterThan', OPAQUE, [OPAQUE], BOOL, (target, other) => compared(target, other) > 0),
  method('compareTo', OPAQUE, [OPAQUE], INT, (target, other) => BigInt(compared(target, other))),
  func('isSemver', [STRING], BOOL, text => versionOf(text) !== undefined),
  func('semver', [STRING], OPAQUE, text => {
    const version = versionOf(text);
    if (version === undefined) throw new Error(`${JSON.stringify(text)} is no semantic version`);
    return opaque('semver', [...version.core, ...version.pre].join('.'), version);
  }),
  ...['major', 'minor', 'patch'].map((name, i) => method(name, OPAQUE, [], INT, target => needPayload(target, Version).core[i])),
];

function address(text: string): Ip {
  const ip = parseIp(text);
  if (ip === undefined) throw new Error(`IP Address ${JSON.stringify(text)} parse error during conversion from string`);
  return ip;
}

function network(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(`network address parse error during conversion from string: ${JSON.stringify(text)}`);
  return cidr;
}

const addressValue = (ip: Ip) => opaque('ip', ipText(ip), new Address(ip));
const networkValue = (cidr: Cidr) => opaque('cidr', `${ipText(cidr.ip)}/${cidr.prefix}`, new Network(cidr));
const ofAddress = (name: string, ...networks: string[]) => method(name, OPAQUE, [], BOOL, target => {
  const { ip } = needPayload(target, Address);
  return networks.some(text => holdsIp(network(text), ip));
});

const SPECIAL = [
  '0.0.0.0/32', '::/128', '127.0.0.0/8', '::1/128', '224.0.0.0/4', 'ff00::/8', '169.254.0.0/16', 'fe80::/10', '255.255.255.255/32',
];

const ADDRESSES = [
  func('isIP', [STRING], BOOL, text => parseIp(text) !== undefined),
  func('ip', [STRING], OPAQUE, text => addressValue(address(text))),
  func('ip.isCanonical', [STRING], BOOL, text => ipText(address(text)) === text),
  method('family', OPAQUE, [], INT, target => BigInt(needPayload(target, Address).ip.family)),
  ofAddress('isUnspecified', '0.0.0.0/32', '::/128'),
  ofAddress('isLoopback', '127.0.0.0/8', '::1/128'),
  ofAddress('isLinkLocalMulticast', '224.0.0.0/24', 'ff02::/16'),
  ofAddress('isLinkLocalUnicast', '169.254.0.0/16', 'fe80::/10'),
  method('isGlobalUnicast', OPAQUE, [], BOOL, target => {
    const { ip } = needPayload(target, Address);
    return !SPECIAL.some(text => holdsIp(network(text), ip));
  }),
  func('isCIDR', [STRING], BOOL, text => parseCidr(text) !== undefined),
  func('cidr', [STRING], OPAQUE, text => networkValue(network(text))),
  method('containsIP', OPAQUE, [DYN], BOOL, (target, other) => {
    return holdsIp(needPayload(target, Network).cidr, typeof other === 'string' ? address(other) : needPayload(other, Address).ip);
  }),
  method('containsCIDR', OPAQUE, [DYN], BOOL, (target, other) => {
    const outer = needPayload(target, Network).cidr;
    const inner = typeof other === 'string' ? network(other) : needPayload(other, Network).cidr;
    return inner.prefix >= outer.prefix && holdsIp(outer, inner.ip);
  }),
  method('ip', OPAQUE, [], OPAQUE, target => addressValue(needPayload(target, Network).cidr.ip)),
  method('prefixLength', OPAQUE, [], INT, target => BigInt(needPayload(target, Network).cidr.prefix)),
  method('masked', OPAQUE, [], OPAQUE, target => {
    const { ip, prefix } = needPayload(target, Network).cidr;
    return networkValue({ ip: { family: ip.family, bits: maskedBits(ip, prefix) }, prefix });
  }),
];

const prefixOf = (errorsOf: (text: string) => string[]) => (text: string) => errorsOf(text.replace(/-$/, 'a'));
const byFormat = (format: string) => (text: string) => hasFormat(text, format) ? [] : [`invalid ${format}`];
const FORMATS: { readonly [name: string]: (text: string) => string[] } = {
  dns1123Label: labelErrors,
  dns1123Subdomain: subdomainErrors,
  dns1035Label: label1035Errors,
  dns1123LabelPrefix: prefixOf(labelErrors),
  dns1123SubdomainPrefix: prefixOf(subdomainErrors),
  dns1035LabelPrefix: prefixOf(label1035Errors),
  qualifiedName: qualifiedNameErrors,
  labelValue: labelValueErrors,
  uri: byFormat('uri'),
  uuid: byFormat('uuid'),
  byte: byFormat('byte'),
  date: byFormat('date'),
  datetime: byFormat('date-time'),
};

const formatValue = (name: string) => opaque('format', name, new Format(FORMATS[name]));

const NAMED_FORMATS = [
  ...Object.keys(FORMATS).map(name => func(`format.${name}`, [], OPAQUE, () => formatValue(name))),
  func('format.named', [STRING], OPAQUE, name => optionalOf(Object.hasOwn(FORMATS, name) ? formatValue(name) : undefined)),
  method('validate', OPAQUE, [STRING], OPAQUE, (target, text) => {
    const errors = needPayload(target, Format).errorsOf(text);
    return optionalOf(errors.length === 0 ? undefined : errors);
  }),
];

/** All functions of this file. */
export const AMOUNTS_LIBRARY = [...AMOUNTS, ...ADDRESSES, ...NAMED_FORMATS];
