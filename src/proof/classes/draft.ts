import { TrafficError } from '../../errors';
import { escapePattern } from '../../traffic/pattern-syntax';
import { JointSamples } from '../re2/joint';
import { Re2 } from '../re2/re2';
import { NamedValue, TrafficRequest } from '../request';
import { NamedTest, pathHolds, PathTest, RequestTest, ValueTest } from '../request-test';

/** A request in the making, without the host. */
export interface Draft {
  readonly path: string;
  readonly method: string;
  readonly headers: NamedValue[];
  readonly query: NamedValue[];
  readonly call?: { readonly service: string; readonly method: string };
}

/** A bare request for a path. */
export function bareDraft(path: string): Draft {
  return { path, method: 'GET', headers: [], query: [] };
}

/**
 * A request that satisfies a match; undefined where none is known: a pattern that is not supported or matches nothing.
 *
 * @param anyMethod method where the match states none
 */
export function witness(test: RequestTest, grpc: boolean, anyMethod = 'GET'): Draft | undefined {
  const headers = witnesses(test.headers);
  const query = witnesses(test.query);
  if (headers === undefined || query === undefined) return undefined;
  const method = test.method ?? anyMethod;
  if (grpc) {
    const [service, call] = [valueOf(test.service, 'any.Service'), valueOf(test.grpcMethod, 'Any')];
    return service && call ? { path: '/', method: 'POST', headers, query, call: { service, method: call } } : undefined;
  }
  const path = pathOf(test.path!);
  return path === undefined ? undefined : { path, method, headers, query };
}

/**
 * A request that satisfies two matches at once, by this method where both state none; undefined where none is known.
 *
 * @param search whether a text is searched for where two patterns meet and the samples do not tell
 */
export function both(a: RequestTest, b: RequestTest, grpc: boolean, anyMethod: string, search = true): Draft | undefined {
  const [x, y] = [witness(a, grpc), witness(b, grpc)];
  if (x === undefined || y === undefined) return undefined;
  if (a.method !== undefined && b.method !== undefined && a.method !== b.method) return undefined;
  const headers = union(a.headers, b.headers, x.headers, y.headers, search);
  const query = union(a.query, b.query, x.query, y.query, search);
  if (headers === undefined || query === undefined) return undefined;
  if (grpc) {
    const service = common(a.service, b.service, [x.call!.service, y.call!.service], search);
    const method = common(a.grpcMethod, b.grpcMethod, [x.call!.method, y.call!.method], search);
    return service && method ? { ...x, headers, query, call: { service, method } } : undefined;
  }
  const path = [x.path, y.path].find(value => pathHolds(a.path, value) && pathHolds(b.path, value)) ?? (search ? pathsOf(a.path!, b.path!).both : undefined);
  return path === undefined ? undefined : { path, method: a.method ?? b.method ?? anyMethod, headers, query };
}

/** Whether two matches have patterns that can meet: on the path, or on one header, parameter or part of the call. */
export function meetInPatterns(a: RequestTest, b: RequestTest): boolean {
  const named = (x: NamedTest[], y: NamedTest[]) => x.some(({ name, regex }) => regex && y.some(other => other.name === name && other.regex));
  return Boolean(a.path?.regex || b.path?.regex || (a.service?.regex && b.service?.regex) || (a.grpcMethod?.regex && b.grpcMethod?.regex))
    || named(a.headers, b.headers) || named(a.query, b.query);
}

/** The same request, for each pattern that both matches have on one thing with a text that only one of the two matches. */
export function apart(a: RequestTest, b: RequestTest, base: Draft): Draft[] {
  const named = (x: NamedTest[], y: NamedTest[], values: NamedValue[]): NamedValue[][] => x.flatMap(test => {
    const other = y.find(({ name }) => name === test.name);
    const others = values.filter(({ name }) => name !== test.name);
    return other === undefined ? [] : differing(together(test, other)).map(value => [...others, { name: test.name, value }]);
  });
  const { call } = base;
  return [
    ...named(a.headers, b.headers, base.headers).map(headers => ({ ...base, headers })),
    ...named(a.query, b.query, base.query).map(query => ({ ...base, query })),
    ...call !== undefined ? differing(together(a.service, b.service)).map(service => ({ ...base, call: { ...call, service } })) : [],
    ...call !== undefined ? differing(together(a.grpcMethod, b.grpcMethod)).map(method => ({ ...base, call: { ...call, method } })) : [],
    ...a.path?.regex && b.path?.regex ? differing(pathsOf(a.path, b.path)).map(path => ({ ...base, path })) : [],
  ];
}

/** The request of a draft; undefined for what nobody can send, such as a header by a name that is none. */
export function requestOf(draft: Draft, place: TrafficRequest): TrafficRequest | undefined {
  try {
    return sent(draft, place);
  } catch (error) {
    if (error instanceof TrafficError) return undefined;
    throw error;
  }
}

function sent(draft: Draft, place: TrafficRequest): TrafficRequest {
  const { call, path, method, headers, query } = draft;
  let request = call === undefined ? TrafficRequest.of(method, '/').withPath(path) : TrafficRequest.grpc(call.service, call.method);
  if (place.host !== '') request = request.withHost(place.host);
  if (place.gateway !== undefined) request = request.withGateway(...place.gateway.split('/') as [string, string]);
  if (place.port !== undefined) request = request.withPort(place.port);
  if (place.listener !== undefined) request = request.withListener(place.listener);
  for (const { name, value } of headers) request = request.withHeader(name, value);
  for (const { name, value } of query) request = request.withQuery(name, value);
  return request;
}

/** A value that does not satisfy a condition; undefined where none is known. */
export function wrongValue(test: ValueTest): string | undefined {
  if (test.type === 'Exact') return `${test.value}-other`;
  return test.regex?.counterSample();
}

/** Whether a condition holds for a value. */
export function holds(test: ValueTest | undefined, value: string): boolean {
  return test === undefined || (test.type === 'Exact' ? test.value === value : test.regex?.matches(value) === true);
}

function valueOf(test: ValueTest | undefined, otherwise: string): string | undefined {
  if (test === undefined) return otherwise;
  return test.type === 'Exact' ? test.value : test.regex?.sample();
}

function pathOf(test: PathTest): string | undefined {
  if (test.type !== 'RegularExpression') return test.value === '' ? '/' : test.value;
  const sample = test.regex?.sample();
  return sample?.startsWith('/') ? sample : undefined;
}

function witnesses(tests: NamedTest[]): NamedValue[] | undefined {
  const values = tests.map(test => ({ name: test.name, value: valueOf(test, '') }));
  return values.every((item): item is NamedValue => item.value !== undefined) ? values : undefined;
}

function union(a: NamedTest[], b: NamedTest[], x: NamedValue[], y: NamedValue[], search: boolean): NamedValue[] | undefined {
  const result = [...x];
  for (const item of y) {
    const at = result.findIndex(({ name }) => name === item.name);
    if (at < 0) {
      result.push(item);
      continue;
    }
    const [one, other] = [a, b].map(tests => tests.find(({ name }) => name === item.name));
    const value = common(one, other, [result[at].value, item.value], search);
    if (value === undefined) return undefined;
    result[at] = { name: item.name, value };
  }
  return result;
}

/** A value that meets both conditions: one of those that meet one of them, or one found for both. */
function common(a: ValueTest | undefined, b: ValueTest | undefined, values: string[], search: boolean): string | undefined {
  return values.find(value => holds(a, value) && holds(b, value)) ?? (search ? together(a, b).both : undefined);
}

/** Texts for two conditions that are both patterns. */
function together(a: ValueTest | undefined, b: ValueTest | undefined): JointSamples {
  return a?.regex && b?.regex && a.value !== b.value ? a.regex.together(b.regex) : {};
}

/** Paths for two conditions of which one at least is a pattern, and none a single path. */
function pathsOf(a: PathTest, b: PathTest): JointSamples {
  const [one, other] = [a, b].map(patternOf);
  return one && other && one !== other && (a.type === 'RegularExpression' || b.type === 'RegularExpression') ? one.together(other, '/') : {};
}

/** A prefix as a pattern: what lies under it, element by element. */
function patternOf(path: PathTest): Re2 | undefined {
  if (path.type === 'Exact') return undefined;
  return path.type === 'RegularExpression' ? path.regex ?? undefined : Re2.compile(`${escapePattern(path.bare)}(/.*)?`);
}

function differing({ first, second }: JointSamples): string[] {
  return [first, second].filter((text): text is string => text !== undefined);
}
