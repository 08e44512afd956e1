import { TrafficError } from '../../errors';
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

/** A request that satisfies two matches at once, by this method where both state none; undefined where none is known. */
export function both(a: RequestTest, b: RequestTest, grpc: boolean, anyMethod: string): Draft | undefined {
  const [x, y] = [witness(a, grpc), witness(b, grpc)];
  if (x === undefined || y === undefined) return undefined;
  if (a.method !== undefined && b.method !== undefined && a.method !== b.method) return undefined;
  const headers = union(a.headers, b.headers, x.headers, y.headers);
  const query = union(a.query, b.query, x.query, y.query);
  if (headers === undefined || query === undefined) return undefined;
  if (grpc) {
    const service = [x.call!.service, y.call!.service].find(value => holds(a.service, value) && holds(b.service, value));
    const method = [x.call!.method, y.call!.method].find(value => holds(a.grpcMethod, value) && holds(b.grpcMethod, value));
    return service && method ? { ...x, headers, query, call: { service, method } } : undefined;
  }
  const path = [x.path, y.path].find(value => pathHolds(a.path, value) && pathHolds(b.path, value));
  return path === undefined ? undefined : { path, method: a.method ?? b.method ?? anyMethod, headers, query };
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

function union(a: NamedTest[], b: NamedTest[], x: NamedValue[], y: NamedValue[]): NamedValue[] | undefined {
  const result = [...x];
  for (const item of y) {
    const at = result.findIndex(({ name }) => name === item.name);
    if (at < 0) {
      result.push(item);
      continue;
    }
    const tests = [...a, ...b].filter(({ name }) => name === item.name);
    const value = [result[at].value, item.value].find(candidate => tests.every(test => holds(test, candidate)));
    if (value === undefined) return undefined;
    result[at] = { name: item.name, value };
  }
  return result;
}
