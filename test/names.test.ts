import { checkDnsLabel, checkDnsSubdomain, checkHostname, checkLabelValue, checkPort, checkPortName, checkWhole,
  quote } from '../src/names';

const label = (value: any) => checkDnsLabel('app', value);
const subdomain = (value: any) => checkDnsSubdomain('rule name', value);
const portName = (value: string) => checkPortName('port name', value);
const labelValue = (value: any) => checkLabelValue('label team', value);
const port = (value: any) => checkPort('port', value);
const atLeastOne = (value: any) => checkWhole('replicas', value, 1);
const percent = (value: any) => checkWhole('percent', value, 1, 99);

type Check = (value: any) => unknown;

/** What is taken as it is: the extremes that RFC 1123, Kubernetes and the Gateway API allow. */
const ALLOWED: [string, Check, unknown[]][] = [
  ['DNS label', label, ['a', '1', 'task-api', '1-a', 'a'.repeat(63)]],
  ['DNS subdomain', subdomain, ['a', 'a.b', 'task-api.v1', '1.2', `${'a'.repeat(63)}.${'b'.repeat(189)}`]],
  ['hostname', checkHostname, ['example.com', '*.example.com', 'localhost', 'xn--bcher-kva.example', '1.example.com', 'a'.repeat(253)]],
  ['port', port, [1, 80, 65535]],
  ['port name', portName, ['http', 'a', 'h2c-2', '9a', 'a'.repeat(15)]],
  ['label value', labelValue, ['', 'v1', 'V_1.2-x', 'a'.repeat(63)]],
  ['whole number with a minimum', atLeastOne, [1, 1000000]],
  ['whole number in a range', percent, [1, 50, 99]],
];

test.each(ALLOWED)('%s: takes what is allowed and gives it back', (_name, check, values) => {
  values.forEach(value => expect(check(value)).toBe(value));
});

const REFUSED: [string, Check, unknown[], string[]][] = [
  ['DNS label', label, ['', 'A', 'a_b', '-a', 'a-', 'a.b', 'ä', undefined, 7],
    ['app is ', 'DNS label', 'at most 63 characters', "a-z, 0-9 and '-'"]],
  ['DNS subdomain', subdomain, ['', 'A', 'a..b', '.a', 'a.', '-a', 'a.-b', 'a'.repeat(254), undefined],
    ['rule name is ', 'DNS subdomain', 'at most 253']],
  ['hostname', checkHostname, ['', '*', '*.', 'Example.com', 'example.com:80', 'a.*.b', '*a.com', 'https://a', 'a'.repeat(254)],
    ['hostname is ', 'lower-case DNS name without port', "'*.example.com'"]],
  ['IP address', checkHostname, ['10.0.0.1', '192.168.1.1'], ['hostname is ', 'IP address is not allowed', 'leave hostnames out']],
  ['port', port, [0, -1, 65536, 1.5, NaN, '80', undefined], ['port is ', 'whole number from 1 to 65535']],
  ['port name', portName, ['', '80', 'a--b', '-a', 'a-', 'Http', 'a'.repeat(16)],
    ['port name is ', 'at most 15 characters', 'at least one letter']],
  ['label value', labelValue, ['-a', 'a-', 'a b', 'a/b', 'a'.repeat(64), undefined], ['label team is ', 'at most 63 characters']],
  ['whole number with a minimum', atLeastOne, [0, -1, 1.5, NaN, Infinity, '3'], ['replicas is ', 'whole number of at least 1']],
  ['whole number in a range', percent, [0, 100, 5.5], ['percent is ', 'whole number from 1 to 99']],
];

test.each(REFUSED)('%s: refuses the rest, says the place, the value and what is allowed', (_name, check, values, parts) => {
  for (const value of values) {
    for (const part of [...parts, quote(value)]) expect(() => check(value)).toThrow(part);
  }
});

test('a name that is too long says how long it is', () => {
  expect(() => label('a'.repeat(64))).toThrow('(64 characters), but must be');
  expect(() => label('A')).not.toThrow('characters),');
});

test('a text is quoted in messages, anything else is not', () => {
  expect([quote('a'), quote(''), quote(5), quote(undefined), quote(null)]).toEqual(["'a'", "''", '5', 'undefined', 'null']);
});
