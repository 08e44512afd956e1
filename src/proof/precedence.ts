import { ReadMatch } from './manifests';
import { isWildcard } from './hostname';
import { PathTest, RequestTest } from './request-test';
import { byText } from '../text';

/** A match together with the hostname of its route that admits the request ('' for none). */
export interface Candidate {
  readonly match: ReadMatch;
  readonly hostname: string;
}

/** The criteria in their order; 'age' and 'name' are the route's, 'rule' and 'match' the places in the route. */
export type Criterion =
  'hostname' | 'kind' | 'path' | 'service' | 'grpc method' | 'method' | 'headers' | 'query' | 'age' | 'name' | 'rule' | 'match' | 'none';

/** Why one candidate comes before another. */
export interface Reason {
  /** Below 0 where the first comes before the second. */
  readonly order: number;
  /** What decided: a criterion of the specification's list. */
  readonly criterion: Criterion;
  /** What decided, in words. */
  readonly why: string;
}

/**
 * Order of two matches that one request satisfies, by the specification's precedence (HTTPRouteRule.matches, GRPCRouteRule.matches,
 * HTTPRouteSpec.hostnames). A path by RegularExpression stands between Exact and PathPrefix, the longer pattern first, and a gRPC call by
 * RegularExpression between those named in full and those named in part: the specification leaves its place to the implementation, and
 * this is Envoy Gateway's.
 */
export function compareCandidates(a: Candidate, b: Candidate): Reason {
  for (const [why, order] of hostCriteria(a.hostname, b.hostname)) {
    if (order !== 0) return { order, criterion: 'hostname', why };
  }
  return comparison(a.match, b.match, true);
}

/** Order of two matches for one host and one path, for sorting. */
export function compareMatches(a: ReadMatch, b: ReadMatch): number {
  return comparison(a, b, false).order;
}

/** How much of a path a condition names: the class (Exact, pattern, prefix) and the characters. */
export function pathRank(path: PathTest | undefined): [number, number] {
  if (path === undefined) return [0, 0];
  if (path.type === 'Exact') return [2, 0];
  return path.type === 'RegularExpression' ? [1, path.value.length] : [0, path.bare.length];
}

function hostCriteria(a: string, b: string): [string, number][] {
  const exact = (hostname: string) => isWildcard(hostname) ? 0 : hostname.length;
  return [
    [`the hostname '${shorter(a, b)}' is more specific`, exact(b) - exact(a)],
    [`the hostname '${shorter(a, b)}' is more specific`, b.length - a.length],
  ];
}

/** The hostname that wins: an exact one, else the longer. */
function shorter(a: string, b: string): string {
  if (isWildcard(a) !== isWildcard(b) && a !== '' && b !== '') return isWildcard(a) ? b : a;
  return a.length >= b.length ? a : b;
}

/** Words are made only where they are wanted: sorting asks for the order alone. */
function comparison(a: ReadMatch, b: ReadMatch, words: boolean): Reason {
  const [x, y] = [a.test, b.test];
  const [routeA, routeB] = [a.rule.route, b.rule.route];
  if (routeA.kind !== routeB.kind) return { order: routeA.kind === 'HTTPRoute' ? -1 : 1, criterion: 'kind', why: 'HTTPRoutes come before GRPCRoutes' };
  const [classA, lengthA] = pathRank(x.path);
  const [classB, lengthB] = pathRank(y.path);
  const steps: [Criterion, number, () => string][] = [
    ['path', classB - classA, () => 'of the path conditions an exact one comes before a pattern, a pattern before a prefix'],
    ['path', lengthB - lengthA, () => `the path '${(lengthA > lengthB ? x : y).path!.value}' is longer`],
    ...callSteps(x, y),
    ['method', Number(y.method !== undefined) - Number(x.method !== undefined), () => 'it matches the method'],
    ['headers', y.headers.length - x.headers.length, () => `it matches more headers (${Math.max(x.headers.length, y.headers.length)} against ${Math.min(x.headers.length, y.headers.length)})`],
    ['query', y.query.length - x.query.length, () => `it matches more query parameters (${Math.max(x.query.length, y.query.length)} against ${Math.min(x.query.length, y.query.length)})`],
    ['age', older(routeA.created, routeB.created), () => 'its route is older'],
    ['name', byText(routeA.key, routeB.key), () => `its route comes first in the alphabet ('${routeA.key}', '${routeB.key}')`],
    ['rule', a.rule.index - b.rule.index, () => 'its rule comes first in the route'],
    ['match', a.index - b.index, () => 'it comes first in the rule'],
  ];
  for (const [criterion, order, why] of steps) {
    if (order !== 0) return { order, criterion, why: words ? why() : '' };
  }
  return { order: 0, criterion: 'none', why: 'nothing tells them apart' };
}

/** Of calls without a pattern the longer service goes first, then the longer method; a pattern has a place of its own among them. */
function callSteps(x: RequestTest, y: RequestTest): [Criterion, number, () => string][] {
  const [classX, classY] = [callClass(x), callClass(y)];
  if (classX === 1 && classY === 1) return [['grpc method', patternLength(y) - patternLength(x), () => 'the pattern of its gRPC call is longer']];
  if (classX === 1 || classY === 1) {
    return [['grpc method', classY - classX, () => 'a gRPC call named in full comes before a pattern, a pattern before one named in part']];
  }
  return [
    ['service', length(y.service) - length(x.service), () => 'the gRPC service has more characters'],
    ['grpc method', length(y.grpcMethod) - length(x.grpcMethod), () => 'the gRPC method has more characters'],
  ];
}

/** How a gRPC call is named: in full (2), by a pattern (1), in part or not at all (0). */
function callClass({ service, grpcMethod }: RequestTest): number {
  if (service?.type === 'RegularExpression' || grpcMethod?.type === 'RegularExpression') return 1;
  return service !== undefined && grpcMethod !== undefined ? 2 : 0;
}

/** Characters of the path pattern that Envoy Gateway makes of a call; what is not named has a pattern of its own. */
function patternLength({ service, grpcMethod }: RequestTest): number {
  return (service?.value.length ?? ANY_SERVICE.length) + (grpcMethod?.value.length ?? ANY_METHOD.length);
}

const ANY_SERVICE = '(?i)\\.?[a-z_][a-z_0-9]*(\\.[a-z_][a-z_0-9]*)*';
const ANY_METHOD = '[A-Za-z_][A-Za-z_0-9]*';

function length(test: { readonly value: string } | undefined): number {
  return test === undefined ? 0 : test.value.length;
}

/** Both may be Infinity, whose difference is no number. */
function older(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
