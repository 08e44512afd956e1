// The functions that Kubernetes adds to CEL (k8s.io/apiserver/pkg/cel/library): lists, regular expressions, sets, optionals, URLs.
import { CelInput, CelList, CelScalar, CelValue, listType, parse, plan, celEnv } from '@bufbuild/cel';
import { RE2JS } from '@bufbuild/re2';
import { func, method, needPayload, OPAQUE, opaque } from './cel-opaque.js';

const { BOOL, DYN, INT, STRING } = CelScalar;
const LIST = listType(DYN);
const env = celEnv();
const less = plan(env, parse('a < b'));
const equal = plan(env, parse('a == b'));
const plus = plan(env, parse('a + b'));

const both = (program: typeof less, a: unknown, b: unknown): CelValue => {
  const result = program({ a: a as CelInput, b: b as CelInput });
  if (result instanceof Error) throw result;
  return result as CelValue;
};
const holds = (list: CelList, item: unknown) => [...list].some(each => both(equal, each, item) === true);
const holdsAll = (list: CelList, items: CelList) => [...items].every(item => holds(list, item));

const LISTS = [
  method('sum', LIST, [], DYN, list => {
    const [first, ...rest] = [...list as CelList];
    return first === undefined ? 0n : rest.reduce((total: unknown, item) => both(plus, total, item), first) as CelInput;
  }),
  method('min', LIST, [], DYN, list => extreme(list, 'min', (a, b) => both(less, a, b) === true)),
  method('max', LIST, [], DYN, list => extreme(list, 'max', (a, b) => both(less, b, a) === true)),
  method('isSorted', LIST, [], BOOL, list => {
    const items = [...list as CelList];
    return items.every((item, i) => i === 0 || both(less, item, items[i - 1]) !== true);
  }),
  method('indexOf', LIST, [DYN], INT, (list, item) => BigInt([...list as CelList].findIndex(each => both(equal, each, item) === true))),
  method('lastIndexOf', LIST, [DYN], INT, (list, item) => {
    const items = [...list as CelList];
    while (items.length > 0 && both(equal, items[items.length - 1], item) !== true) items.pop();
    return BigInt(items.length - 1);
  }),
  func('sets.contains', [LIST, LIST], BOOL, (list, items) => holdsAll(list, items)),
  func('sets.equivalent', [LIST, LIST], BOOL, (one, other) => holdsAll(one, other) && holdsAll(other, one)),
  func('sets.intersects', [LIST, LIST], BOOL, (one, other) => [...one as CelList].some(item => holds(other, item))),
];

function extreme(list: CelList, name: string, isBetter: (a: unknown, b: unknown) => boolean): CelInput {
  const items = [...list];
  if (items.length === 0) throw new Error(`${name} called on empty list`);
  return items.reduce((best, item) => isBetter(item, best) ? item : best) as CelInput;
}

const REGEX = [
  method('find', STRING, [STRING], STRING, (text, regex) => matchesOf(text, regex, 1)[0] ?? ''),
  method('findAll', STRING, [STRING], LIST, (text, regex) => matchesOf(text, regex, -1)),
  method('findAll', STRING, [STRING, INT], LIST, (text, regex, limit) => matchesOf(text, regex, Number(limit))),
];

/** The evaluator's own engine only tests; where a match lies is found by testing ever shorter texts, so this is bounded. */
function matchesOf(text: string, regex: string, limit: number): string[] {
  if (text.length > 2000) throw new Error('find() on more than 2000 characters is not supported here');
  const found: string[] = [];
  const anchored = RE2JS.compile(`^(?:${regex})$`);
  const somewhere = RE2JS.compile(`^(?:${regex})`);
  for (let from = 0; from <= text.length && (limit < 0 || found.length < limit);) {
    const length = somewhere.test(text.slice(from)) ? longest(anchored, text.slice(from)) : -1;
    if (length >= 0) found.push(text.slice(from, from + length));
    from += Math.max(length, 1);
  }
  return found;
}

function longest(anchored: RE2JS, text: string): number {
  for (let length = text.length; length >= 0; length--) if (anchored.test(text.slice(0, length))) return length;
  return -1;
}

/** A value that may be missing, as `oldSelf` with `optionalOldSelf`. */
export class Optional {
  public constructor(public readonly value: CelInput | undefined) {}
}

/** The optional in CEL. */
export function optionalOf(value: CelInput | undefined): CelInput {
  return opaque('optional', value === undefined ? '' : 'some', new Optional(value));
}

const OPTIONALS = [
  func('optional.of', [DYN], OPAQUE, value => optionalOf(value)),
  func('optional.none', [], OPAQUE, () => optionalOf(undefined)),
  method('hasValue', OPAQUE, [], BOOL, target => needPayload(target, Optional).value !== undefined),
  method('value', OPAQUE, [], DYN, target => {
    const { value } = needPayload(target, Optional);
    if (value === undefined) throw new Error('optional.none() dereference');
    return value;
  }),
  method('orValue', OPAQUE, [DYN], DYN, (target, otherwise) => needPayload(target, Optional).value ?? otherwise),
  method('or', OPAQUE, [OPAQUE], OPAQUE, (target, otherwise) => needPayload(target, Optional).value === undefined ? otherwise : target),
];

const URL_PARTS = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/(?:[^@/?]*@)?([^/?]*))?([^?]*)(?:\?(.*))?$/;

/** The parts of an absolute URL, or of a path alone, that Go's url.ParseRequestURI gives; nothing is made canonical. */
class Url {
  public readonly scheme: string;
  public readonly host: string;
  public readonly path: string;
  public readonly query: URLSearchParams;

  public constructor(text: string) {
    const [, scheme = '', host = '', path, query = ''] = URL_PARTS.exec(text)!;
    this.scheme = scheme.toLowerCase();
    this.host = host;
    this.path = path;
    this.query = new URLSearchParams(query);
  }
}

function isUrl(text: string): boolean {
  if (/[\s#]/.test(text)) return false;
  return text.startsWith('/') ? URL.canParse(text, 'http://host') : URL.canParse(text);
}

const ofUrl = (name: string, read: (url: Url) => string) => method(name, OPAQUE, [], STRING, target => read(needPayload(target, Url)));

const URLS = [
  func('isURL', [STRING], BOOL, isUrl),
  func('url', [STRING], OPAQUE, text => {
    if (!isUrl(text)) throw new Error(`URL parse error during conversion from string: ${JSON.stringify(text)}: invalid URI for request`);
    return opaque('url', text, new Url(text));
  }),
  ofUrl('getScheme', url => url.scheme),
  ofUrl('getHost', url => url.host),
  ofUrl('getHostname', url => url.host.replace(/:\d*$/, '').replace(/^\[|\]$/g, '')),
  ofUrl('getPort', url => /:(\d+)$/.exec(url.host)?.[1] ?? ''),
  ofUrl('getEscapedPath', url => url.path),
  method('getQuery', OPAQUE, [], OPAQUE, target => {
    const { query } = needPayload(target, Url);
    return new Map([...new Set(query.keys())].map(key => [key, query.getAll(key)]));
  }),
];

const plainDuration = plan(env, parse('duration(text)'));

const CORRECTED = [
  // The evaluator takes an empty text for no time at all; Go does not.
  func('duration', [STRING], DYN, text => {
    const result = plainDuration({ text: text === '' ? 'none' : text });
    if (result instanceof Error) throw new Error('type conversion error from \'string\' to \'google.protobuf.Duration\'');
    return result as CelInput;
  }),
];

/** All functions of this file. */
export const LIBRARY = [...CORRECTED, ...LISTS, ...REGEX, ...OPTIONALS, ...URLS];
