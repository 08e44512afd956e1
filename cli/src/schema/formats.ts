// The formats that CRDs can ask for (k8s.io/apiextensions-apiserver/pkg/apiserver/validation/formats.go); others are ignored, as
// int32 and int64 are there. Each test is linear in the text.
import { parseCidr, parseIp } from './addresses.js';
import { labelErrors, subdomainErrors } from './names.js';
import { parseQuantity } from './quantity.js';
import { pattern } from './regex.js';

type Test = (text: string) => boolean;

const HOSTNAME = '^([a-zA-Z0-9\\p{S}\\p{L}]((-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)|([a-zA-Z0-9\\p{S}\\p{L}]'
  + '(([a-zA-Z0-9-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?)(\\.)){1,}([a-zA-Z\\p{L}]){2,63})$';
const CARD = /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/;
const uuid = (third: string, fourth: string): Test => {
  const regex = new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${third}-?${fourth}-?[0-9a-f]{12}$`, 'i');
  return text => regex.test(text);
};

const FORMATS = new Map<string, Test>([
  ['ipv4', text => text.includes('.') && parseIp(text, true) !== undefined],
  ['ipv6', text => text.includes(':') && parseIp(text, true) !== undefined],
  ['cidr', text => parseCidr(text, true) !== undefined],
  ['date', isDate],
  ['datetime', isDateTime],
  ['duration', isDuration],
  ['byte', text => text !== '' && isBase64(text)],
  ['uuid', uuid('[0-9a-f]{4}', '[0-9a-f]{4}')],
  ['uuid3', uuid('3[0-9a-f]{3}', '[0-9a-f]{4}')],
  ['uuid4', uuid('4[0-9a-f]{3}', '[89ab][0-9a-f]{3}')],
  ['uuid5', uuid('5[0-9a-f]{3}', '[89ab][0-9a-f]{3}')],
  ['uri', isRequestUri],
  ['email', text => /^(?:[^<>]* )?<?[^\s@<>,;:"]+@[^\s@<>,;:"]+>?$/.test(text)],
  ['hostname', text => text.length <= 255 && text.split('.').every(part => part.length <= 63) && pattern(HOSTNAME).test(text)],
  ['mac', text => /^(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1)*[0-9a-f]{2}|(?:[0-9a-f]{4}\.)+[0-9a-f]{4})$/i.test(text)
    && [6, 8, 20].includes(text.replace(/[:.-]/g, '').length / 2)],
  ['isbn', text => isIsbn10(text) || isIsbn13(text)],
  ['isbn10', isIsbn10],
  ['isbn13', isIsbn13],
  ['creditcard', text => isCard(text.replace(/[^0-9]+/g, ''))],
  ['ssn', text => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text)],
  ['hexcolor', text => /^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(text)],
  ['rgbcolor', text => /^rgb\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\)$/.exec(text)?.slice(1).every(part => Number(part) <= 255) ?? false],
  ['bsonobjectid', text => /^[0-9a-f]{24}$/i.test(text)],
  ['k8sshortname', text => labelErrors(text).length === 0],
  ['k8slongname', text => subdomainErrors(text).length === 0],
  // Not of CRDs: our names for what built-in kinds decode. Go's base64 skips line breaks.
  ['kubernetesquantity', text => parseQuantity(text) !== undefined],
  ['kubernetesbytes', text => isBase64(text.replace(/[\r\n]/g, ''))],
]);

/** Whether the text has the format; formats that an API server ignores fit anything. */
export function hasFormat(text: string, format: string): boolean {
  return FORMATS.get(format.replaceAll('-', ''))?.(text) ?? true;
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (day === undefined || month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}

function isDateTime(text: string): boolean {
  const [date, time, ...rest] = text.toLowerCase().split('t');
  if (time === undefined || rest.length > 0 || !isDate(date)) return false;
  const parts = /^(\d\d):(\d\d):(\d\d)(.\d+)?(z|[+-]\d\d:\d\d)$/.exec(time);
  return parts !== null && parts[1] <= '23' && parts[2] <= '59' && parts[3] <= '59';
}

const UNIT = /^(?:ns|nano|us|µs|micro|ms|milli|s|sec|m|min|h|hr|hour|d|day|w|wk|week)/i;

/** Go's durations, or Scala's such as `22 ns` and `3 weeks` anywhere in the text, as the server finds them. */
function isDuration(text: string): boolean {
  if (/^[-+]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(text)) return true;
  const found = pattern('\\d\\s*[A-Za-zµ]').test(text);
  return found && [...text.matchAll(/\d[ \t]{0,20}([A-Za-zµ]{1,20})/g)].some(match => UNIT.test(match[1]));
}

function isRequestUri(text: string): boolean {
  // An address has no space and no control character: what is left out here is '!' to '~', and all beyond ASCII.
  if (text === '' || /[^!-~\u0080-\uffff]/.test(text) || /%(?![0-9a-f]{2})/i.test(text)) return false;
  return text.startsWith('/') || (/^[a-z][a-z0-9+.-]*:/i.test(text) && !text.includes('#'));
}

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  const sum = [...digits].reduce((total, digit, i) => total + (10 - i) * (digit === 'X' ? 10 : Number(digit)), 0);
  return sum % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  return /^\d{13}$/.test(digits) && [...digits].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0) % 10 === 0;
}

/** With the check digit of Luhn. */
function isCard(digits: string): boolean {
  if (!CARD.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
