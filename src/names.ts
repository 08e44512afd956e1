import { TrafficError } from './errors';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const PORT_NAME = /^(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Checks a name that becomes an object's name or a label: a DNS label of at most 63 characters (RFC 1123). */
export function checkDnsLabel(what: string, value: string): string {
  if (typeof value !== 'string' || value.length === 0 || value.length > 63 || !DNS_LABEL.test(value)) {
    const length = typeof value === 'string' && value.length > 63 ? ` (${value.length} characters)` : '';
    throw new TrafficError(
      `${what} is ${quote(value)}${length}, but must be a DNS label: at most 63 characters of a-z, 0-9 and '-', starting and ending with a letter or digit`);
  }
  return value;
}

/** Checks a name of an object that may hold dots, such as a Gateway or a rule: a DNS subdomain of at most 253 characters. */
export function checkDnsSubdomain(what: string, value: string): string {
  if (typeof value !== 'string' || value.length === 0 || value.length > 253 || !DNS_SUBDOMAIN.test(value)) {
    throw new TrafficError(
      `${what} is ${quote(value)}, but must be a DNS subdomain: at most 253 characters of a-z, 0-9, '-' and '.', each part starting and ending with a letter or digit`);
  }
  return value;
}

/** Checks a hostname of a route: a DNS name, its first label may be '*' (Gateway API, HTTPRouteSpec.hostnames). */
export function checkHostname(value: string): string {
  const rest = value.startsWith('*.') ? value.slice(2) : value;
  if (value.length > 253 || !DNS_SUBDOMAIN.test(rest)) {
    throw new TrafficError(
      `hostname is ${quote(value)}, but must be a lower-case DNS name without port, such as 'api.example.com' or '*.example.com'`);
  }
  if (/^[0-9.]+$/.test(rest)) {
    throw new TrafficError(`hostname is ${quote(value)}, but an IP address is not allowed; leave hostnames out to match every host`);
  }
  return value;
}

/** Checks a port number, 1 to 65535. */
export function checkPort(what: string, value: number): number {
  if (!Number.isInteger(value) || value < 1 || value > 65535) {
    throw new TrafficError(`${what} is ${quote(value)}, but must be a whole number from 1 to 65535`);
  }
  return value;
}

/** Checks the name of a port: at most 15 characters with at least one letter (Kubernetes IANA_SVC_NAME). */
export function checkPortName(what: string, value: string): string {
  if (value.length > 15 || !PORT_NAME.test(value) || value.includes('--')) {
    throw new TrafficError(`${what} is ${quote(value)}, but must be at most 15 characters of a-z, 0-9 and single '-', with at least one letter`);
  }
  return value;
}

/** Checks a label's value: at most 63 characters. */
export function checkLabelValue(what: string, value: string): string {
  if (typeof value !== 'string' || value.length > 63 || !LABEL_VALUE.test(value)) {
    throw new TrafficError(`${what} is ${quote(value)}, but a label's value has at most 63 characters of letters, digits, '-', '_' and '.'`);
  }
  return value;
}

/** Checks a whole number within a range. */
export function checkWhole(what: string, value: number, min: number, max: number = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new TrafficError(`${what} is ${quote(value)}, but must be a whole number ${range}`);
  }
  return value;
}

/** A value as it is shown in a message. */
export function quote(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
