import { Conditions, withoutSlash } from '../traffic/conditions';
import { RouteProtocol } from '../route/protocol';
import { Re2, UnsupportedPattern } from './re2/re2';
import { TrafficRequest } from './request';

/** How a value is compared (HeaderMatchType, QueryParamMatchType, GRPCMethodMatchType). */
export interface ValueTest {
  readonly type: 'Exact' | 'RegularExpression';
  readonly value: string;
  /** The compiled pattern; null for one that is not supported, which matches nothing. */
  readonly regex?: Re2 | null;
}

/** A condition on a header or query parameter. */
export interface NamedTest extends ValueTest {
  /** Name to look up: of a header in lower case. */
  readonly name: string;
}

/** A condition on the path. */
export interface PathTest {
  readonly type: 'Exact' | 'PathPrefix' | 'RegularExpression';
  readonly value: string;
  /** The prefix without its trailing slash, which has no meaning. */
  readonly bare: string;
  readonly regex?: Re2 | null;
}

/** All conditions of one match: each must hold. */
export interface RequestTest {
  readonly path?: PathTest;
  readonly method?: string;
  readonly service?: ValueTest;
  readonly grpcMethod?: ValueTest;
  readonly headers: NamedTest[];
  readonly query: NamedTest[];
}

/** An HTTPRouteMatch as conditions, with the defaults of the API server. */
export function httpTest(match: any): RequestTest {
  const type = match?.path?.type ?? 'PathPrefix';
  const value = String(match?.path?.value ?? '/');
  return {
    path: pathTest(type, value),
    method: match?.method ?? undefined,
    headers: namedTests(match?.headers, true),
    query: namedTests(match?.queryParams, false),
  };
}

/** A GRPCRouteMatch as conditions. */
export function grpcTest(match: any): RequestTest {
  const { type = 'Exact', service, method } = match?.method ?? {};
  return {
    service: service === undefined || service === '' ? undefined : valueTest(type, service),
    grpcMethod: method === undefined || method === '' ? undefined : valueTest(type, method),
    headers: namedTests(match?.headers, true),
    query: [],
  };
}

/** One alternative of a `Match` as conditions. */
export function conditionsTest(c: Conditions): RequestTest {
  return {
    path: c.path && pathTest(c.path.type, c.path.value),
    method: c.method,
    service: c.grpc && valueTest('Exact', c.grpc.service),
    grpcMethod: c.grpc?.method === undefined ? undefined : valueTest('Exact', c.grpc.method),
    headers: namedTests(c.headers, true),
    query: namedTests(c.queryParams, false),
  };
}

/** Whether all conditions hold for a request. */
export function admits(test: RequestTest, request: TrafficRequest): boolean {
  return pathHolds(test.path, request.path) && callHolds(test, request) && restHolds(test, request);
}

/** Whether the conditions on method, headers and query hold; path and gRPC method were looked up. */
export function restHolds(test: RequestTest, request: TrafficRequest): boolean {
  if (test.method !== undefined && test.method !== request.method) return false;
  for (const header of test.headers) {
    if (!valueHolds(header, request._header(header.name))) return false;
  }
  for (const parameter of test.query) {
    if (!valueHolds(parameter, request._queryParam(parameter.name))) return false;
  }
  return true;
}

/** Whether the conditions on the gRPC service and method hold. */
export function callHolds(test: RequestTest, request: TrafficRequest): boolean {
  if (test.service === undefined && test.grpcMethod === undefined) return true;
  return request.protocol === RouteProtocol.GRPC
    && (test.service === undefined || valueHolds(test.service, request.grpcService))
    && (test.grpcMethod === undefined || valueHolds(test.grpcMethod, request.grpcMethod));
}

/** Whether a path condition holds: a prefix element by element (HTTPPathMatch, PathMatchPathPrefix). */
export function pathHolds(test: PathTest | undefined, path: string): boolean {
  if (test === undefined) return true;
  if (test.type === 'Exact') return path === test.value;
  if (test.type === 'RegularExpression') return test.regex !== null && test.regex!.matches(path);
  return path.startsWith(test.bare) && (path.length === test.bare.length || path[test.bare.length] === '/');
}

/** The conditions without those by a pattern that is not supported: what would hold if these did. */
export function withoutUnsupported(test: RequestTest): RequestTest {
  const supported = <T extends ValueTest>(value: T | undefined): T | undefined => value?.regex === null ? undefined : value;
  return {
    path: test.path?.regex === null ? undefined : test.path,
    method: test.method,
    service: supported(test.service),
    grpcMethod: supported(test.grpcMethod),
    headers: test.headers.filter(({ regex }) => regex !== null),
    query: test.query.filter(({ regex }) => regex !== null),
  };
}

/** The first condition that a request does not meet, in words; undefined where all hold. */
export function firstFailure(test: RequestTest, request: TrafficRequest): string | undefined {
  const [unsupported] = unsupportedPatterns(test);
  if (unsupported !== undefined && admits(withoutUnsupported(test), request)) return `a pattern is not supported, so it matches nothing: ${unsupported}`;
  if (!pathHolds(test.path, request.path)) return `${describePath(test.path!)} does not hold for '${request.path}'`;
  for (const [what, condition, got] of [
    ['gRPC service', test.service, request.grpcService], ['gRPC method', test.grpcMethod, request.grpcMethod]] as const) {
    if (condition !== undefined && !valueHolds(condition, got)) return `${what} ${describeValue(condition)} does not hold for ${shown(got)}`;
  }
  if (test.method !== undefined && test.method !== request.method) return `method ${test.method} is not ${request.method}`;
  for (const header of test.headers) {
    const got = request._header(header.name);
    if (!valueHolds(header, got)) return `header ${header.name} ${describeValue(header)} does not hold for ${shown(got)}`;
  }
  for (const parameter of test.query) {
    const got = request._queryParam(parameter.name);
    if (!valueHolds(parameter, got)) return `query ${parameter.name} ${describeValue(parameter)} does not hold for ${shown(got)}`;
  }
  return undefined;
}

/** Conditions in words: "path under '/api/' and header x-api-tier = 'premium'". */
export function describeTest(test: RequestTest): string {
  const parts: string[] = [];
  if (test.path !== undefined) parts.push(describePath(test.path));
  if (test.service !== undefined) parts.push(`gRPC service ${describeValue(test.service)}`);
  if (test.grpcMethod !== undefined) parts.push(`gRPC method ${describeValue(test.grpcMethod)}`);
  if (test.method !== undefined) parts.push(`method ${test.method}`);
  parts.push(...test.headers.map(header => `header ${header.name} ${describeValue(header)}`));
  parts.push(...test.query.map(parameter => `query ${parameter.name} ${describeValue(parameter)}`));
  return parts.length === 0 ? 'every request' : parts.join(' and ');
}

/** The patterns of a match that are not supported, each with the reason. */
export function unsupportedPatterns(test: RequestTest): string[] {
  const tests: ValueTest[] = [test.path as ValueTest | undefined, test.service, test.grpcMethod, ...test.headers, ...test.query]
    .filter((value): value is ValueTest => value?.regex === null);
  return tests.map(({ value }) => compile(value)).filter((problem): problem is UnsupportedPattern => problem instanceof UnsupportedPattern)
    .map(problem => problem.message);
}

function pathTest(type: PathTest['type'], value: string): PathTest {
  return { type, value, bare: withoutSlash(value), ...(type === 'RegularExpression' ? { regex: regexOf(value) } : {}) };
}

function valueTest(type: ValueTest['type'] | undefined, value: unknown): ValueTest {
  const text = String(value ?? '');
  return type === 'RegularExpression' ? { type, value: text, regex: regexOf(text) } : { type: 'Exact', value: text };
}

/** Of two equal names only the first counts, for headers in any case (HTTPHeaderMatch.name, HTTPQueryParamMatch.name). */
function namedTests(list: any, lower: boolean): NamedTest[] {
  const found = new Map<string, NamedTest>();
  for (const item of Array.isArray(list) ? list : []) {
    const name = lower ? String(item?.name).toLowerCase() : String(item?.name);
    if (!found.has(name)) found.set(name, { name, ...valueTest(item?.type, item?.value) });
  }
  return [...found.values()];
}

function valueHolds(test: ValueTest, got: string | undefined): boolean {
  if (got === undefined) return false;
  if (test.type === 'Exact') return got === test.value;
  return test.regex !== null && test.regex!.matches(got);
}

function regexOf(pattern: string): Re2 | null {
  const compiled = compile(pattern);
  return compiled instanceof Re2 ? compiled : null;
}

function compile(pattern: string): Re2 | UnsupportedPattern {
  try {
    return Re2.compile(pattern);
  } catch (error) {
    if (error instanceof UnsupportedPattern) return error;
    throw error;
  }
}

function describePath(path: PathTest): string {
  return `path ${{ Exact: '=', PathPrefix: 'under', RegularExpression: '~' }[path.type]} '${path.value}'`;
}

function describeValue(test: ValueTest): string {
  return `${test.type === 'Exact' ? '=' : '~'} '${test.value}'`;
}

function shown(got: string | undefined): string {
  return got === undefined ? 'its absence' : `'${got}'`;
}
