import { listOf, ReadMatch } from '../manifests';
import { NamedValue } from '../request';
import { NamedTest, PathTest, RequestTest, ValueTest } from '../request-test';
import { bareDraft, Draft, holds, wrongValue } from './draft';

/** A draft and what is special about it, in words. */
export interface Variant {
  readonly what: string;
  readonly draft: Draft;
}

/** Values that the matches of one host compare with: what a pattern must be tried on. */
export interface Pool {
  readonly headers: Map<string, Set<string>>;
  readonly query: Map<string, Set<string>>;
  readonly methods: Set<string>;
  readonly paths: Set<string>;
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT'];
/** The most values that one pattern of a header or query parameter is tried on. */
const MOST_VALUES = 16;

/** Requests around one match: each condition by itself met, missed, doubled, at and beside its boundary. */
export function variantsOf(match: ReadMatch, base: Draft, pool: Pool): Variant[] {
  const { test } = match;
  return [
    { what: 'as stated', draft: base },
    ...pathVariants(test, base, pool),
    ...callVariants(test, base),
    ...methodVariants(base, pool),
    ...namedVariants('header', test.headers, base.headers, pool.headers, headers => ({ ...base, headers })),
    ...namedVariants('query', test.query, base.query, pool.query, query => ({ ...base, query })),
    ...filterVariants(match, base),
  ];
}

/** Requests at the boundaries of the patterns of one match: the ends of their character classes, the least and most of repetitions. */
export function boundariesOf({ test }: ReadMatch, base: Draft): Variant[] {
  const texts = (condition: ValueTest | PathTest | undefined) => condition?.regex?.boundaries() ?? [];
  const named = (what: string, tests: NamedTest[], values: NamedValue[], draft: (list: NamedValue[]) => Draft) => tests.flatMap(condition =>
    texts(condition).map(value => ({
      what: `${what} ${condition.name} '${value}'`, draft: draft(values.map(item => item.name === condition.name ? { ...item, value } : item)),
    })));
  const { call } = base;
  return [
    ...texts(test.path).filter(path => path.startsWith('/')).map(path => ({ what: `path ${path}`, draft: { ...base, path } })),
    ...call === undefined ? [] : [
      ...texts(test.service).filter(isPlainName).map(service => ({ what: `gRPC service ${service}`, draft: { ...base, call: { ...call, service } } })),
      ...texts(test.grpcMethod).filter(isPlainName).map(method => ({ what: `gRPC method ${method}`, draft: { ...base, call: { ...call, method } } })),
    ],
    ...named('header', test.headers, base.headers, headers => ({ ...base, headers })),
    ...named('query', test.query, base.query, query => ({ ...base, query })),
  ];
}

/** A method that no match of the host names: a request by it meets few other matches. */
export function unnamedMethod(pool: Pool): string {
  return METHODS.find(method => !pool.methods.has(method)) ?? 'GET';
}

/** Paths at and around the boundary of a path condition. */
export function pathsAround(path: PathTest): string[] {
  if (path.type === 'RegularExpression') {
    const texts = path.regex?.variants() ?? [];
    const near = texts.slice(0, 1).flatMap(sample => [sample, `${sample}/`, `${sample}/x`, `${sample}x`]);
    return unique([...near, ...texts, path.regex?.counterSample()].filter((text): text is string => text !== undefined && text.startsWith('/')));
  }
  const { bare } = path;
  if (bare === '') return ['/', '/x'];
  const parent = bare.slice(0, bare.lastIndexOf('/')) || '/';
  return unique([path.value, bare, `${bare}/`, `${bare}/x`, `${bare}x`, parent]);
}

function pathVariants(test: RequestTest, base: Draft, pool: Pool): Variant[] {
  if (test.path === undefined) return [];
  const pattern = test.path.type === 'RegularExpression' ? test.path.regex : undefined;
  const others = pattern ? [...pool.paths].filter(path => pattern.matches(path)).slice(0, 16) : [];
  return unique([...pathsAround(test.path), ...others]).flatMap(path => [
    { what: `path ${path}`, draft: { ...base, path } },
    { what: `path ${path}, nothing else`, draft: bareDraft(path) },
  ]);
}

function callVariants(test: RequestTest, base: Draft): Variant[] {
  const { call } = base;
  if (call === undefined) return [];
  const other = (condition: ValueTest | undefined, value: string) => (condition === undefined ? undefined : wrongValue(condition)) ?? `Other${value}`;
  const named = (text: string) => text.replace(/[^A-Za-z0-9_.]/g, '_');
  const [services, methods] = [test.service, test.grpcMethod].map(condition => condition?.regex?.variants().slice(1).filter(isCallName) ?? []);
  return [
    { what: 'another gRPC method', draft: { ...base, call: { ...call, method: named(other(test.grpcMethod, call.method)) } } },
    { what: 'another gRPC service', draft: { ...base, call: { ...call, service: named(other(test.service, call.service)) } } },
    { what: 'gRPC method in other case', draft: { ...base, call: { ...call, method: otherCase(call.method) } } },
    { what: 'nothing but the gRPC method', draft: { ...base, headers: [] } },
    ...services.map(service => ({ what: `gRPC service ${service}`, draft: { ...base, call: { ...call, service } } })),
    ...methods.map(method => ({ what: `gRPC method ${method}`, draft: { ...base, call: { ...call, method } } })),
  ];
}

/** Each method that a match of the host names, and one that none names. */
function methodVariants(base: Draft, pool: Pool): Variant[] {
  if (base.call !== undefined) return [];
  return unique([...pool.methods, unnamedMethod(pool)]).filter(method => method !== base.method)
    .map(method => ({ what: `method ${method}`, draft: { ...base, method } }));
}

function namedVariants(
  what: 'header' | 'query', tests: NamedTest[], values: NamedValue[], pool: Map<string, Set<string>>, draft: (list: NamedValue[]) => Draft,
): Variant[] {
  return tests.flatMap((test, i) => {
    const others = values.filter((_, k) => k !== i);
    const { name, value } = values[i];
    const wrong = wrongValue(test);
    const changed = otherCase(value);
    const known = test.type === 'Exact' ? [] : unique([...test.regex?.variants() ?? [], ...pool.get(name) ?? []])
      .filter(text => text !== value && holds(test, text)).slice(0, MOST_VALUES);
    const list: [string, NamedValue[]][] = [
      ['absent', []],
      ['empty', [{ name, value: '' }]],
      ['twice', [{ name, value }, { name, value }]],
    ];
    if (wrong !== undefined) {
      list.push(['wrong', [{ name, value: wrong }]], ['right, then wrong', [{ name, value }, { name, value: wrong }]],
        ['wrong, then right', [{ name, value: wrong }, { name, value }]]);
    }
    if (changed !== value) list.push(['value in other case', [{ name, value: changed }]]);
    if (otherCase(name) !== name) list.push(['name in other case', [{ name: otherCase(name), value }]]);
    list.push(...known.map((text): [string, NamedValue[]] => [`'${text}'`, [{ name, value: text }]]));
    return list.map(([how, own]) => ({ what: `${what} ${name} ${how}`, draft: draft([...others, ...own]) }));
  });
}

/** Headers that filters change, present in the request: set and add differ there only. */
function filterVariants({ rule }: ReadMatch, base: Draft): Variant[] {
  const filters = [...rule.filters, ...rule.backendRefs.flatMap(ref => listOf(ref?.filters))];
  const changes = filters.filter(filter => filter?.type === 'RequestHeaderModifier').map(filter => filter.requestHeaderModifier ?? {});
  const names = changes.flatMap(({ set, add, remove }) => [...listOf(set).map(h => h?.name), ...listOf(add).map(h => h?.name), ...listOf(remove)]);
  const present = unique(names.filter(name => /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/.test(String(name))).map(name => String(name).toLowerCase()))
    .filter(name => !base.headers.some(header => header.name === name));
  return present.map(name => ({ what: `header ${name} present`, draft: { ...base, headers: [...base.headers, { name, value: 'present' }] } }));
}

/** Whether a text can be the name of a gRPC service or method in a request. */
function isCallName(text: string): boolean {
  return text !== '' && !text.includes('/');
}

/** Whether a text is a name as protocol buffers have them: of many texts only these are worth a request. */
function isPlainName(text: string): boolean {
  return /^[A-Za-z0-9_.]+$/.test(text);
}

function otherCase(text: string): string {
  return text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase();
}

function unique(list: string[]): string[] {
  return [...new Set(list)];
}
