// Whether a match takes a request, and which of two matches wins: HTTPRouteRule.matches and GRPCRouteRule.matches, word by word.
import { NamedValue, TrafficRequest } from '../../../src/proof/request';
import { RouteProtocol } from '../../../src/route/protocol';
import { bestHostname, compareHostnames, intersection } from './hostnames';
import { Listener, compareAge } from './listeners';
import { hostnamesOf, rulesOf } from './objects';

/** A match of a rule that takes the request. */
export interface Candidate {
  readonly route: any;
  /** The most specific own hostname that matches; undefined for none. */
  readonly hostname?: string;
  readonly rule: any;
  readonly ruleIndex: number;
  readonly match: any;
  readonly matchIndex: number;
}

/** Every match of the routes that takes the request, the winner first. */
export function candidatesOf(routes: any[], listener: Listener, request: TrafficRequest): Candidate[] {
  const candidates: Candidate[] = [];
  for (const route of routes) {
    // 'any HTTPRoute hostnames that do not match the Listener hostname MUST be ignored'
    const own = hostnamesOf(route);
    const counted = own.filter(hostname => listener.hostname === undefined || intersection(listener.hostname, hostname) !== undefined);
    const hostname = own.length > 0 && counted.length === 0 ? null : bestHostname(counted, request.host);
    if (hostname === null) continue;
    rulesOf(route).forEach((rule, ruleIndex) => rule.matches.forEach((match: any, matchIndex: number) => {
      if (takes(route, match, request)) candidates.push({ route, hostname, rule, ruleIndex, match, matchIndex });
    }));
  }
  return candidates.sort(compare);
}

function takes(route: any, match: any, request: TrafficRequest): boolean {
  const headers = firstOfEach(match.headers ?? [], name => name.toLowerCase())
    .every((header: any) => fits(header, headerValue(request, header.name)));
  if (!headers) return false;
  if (route.kind === 'GRPCRoute') {
    if (request.protocol !== RouteProtocol.GRPC) return false;
    const { type, service, method } = match.method ?? {};
    return isAnyOr(service, value => fits({ type, value }, request.grpcService))
      && isAnyOr(method, value => fits({ type, value }, request.grpcMethod));
  }
  return pathMatches(pathOf(match), request.path)
    && (match.method === undefined || match.method === request.method)
    && firstOfEach(match.queryParams ?? [], name => name)
      .every((param: any) => fits(param, request.query.find(({ name }) => name === param.name)?.value));
}

/** 'If left empty or omitted, will match any service' (GRPCMethodMatch). */
function isAnyOr(value: string | undefined, check: (value: string) => boolean): boolean {
  return value === undefined || value === '' || check(value);
}

/** Criteria in order, negative if the first wins. */
function compare(a: Candidate, b: Candidate): number {
  const criteria = [
    compareHostnames(a.hostname, b.hostname),
    Number(a.route.kind === 'GRPCRoute') - Number(b.route.kind === 'GRPCRoute'),
    ...a.route.kind === b.route.kind ? a.route.kind === 'HTTPRoute' ? httpCriteria(a.match, b.match) : grpcCriteria(a.match, b.match) : [],
    compareAge(a.route, b.route),
    a.ruleIndex - b.ruleIndex,
    a.matchIndex - b.matchIndex,
  ];
  return criteria.find(criterion => criterion !== 0) ?? 0;
}

const PATH_TYPES = ['Exact', 'RegularExpression', 'PathPrefix'];

function httpCriteria(a: any, b: any): number[] {
  const [path, other] = [pathOf(a), pathOf(b)];
  const length = ({ type, value }: any) => characters(type === 'PathPrefix' ? withoutSlash(value) : value);
  return [
    PATH_TYPES.indexOf(path.type) - PATH_TYPES.indexOf(other.type),
    path.type === 'Exact' ? 0 : length(other) - length(path),
    Number(b.method !== undefined) - Number(a.method !== undefined),
    headerCount(b) - headerCount(a),
    firstOfEach(b.queryParams ?? [], name => name).length - firstOfEach(a.queryParams ?? [], name => name).length,
  ];
}

/** How Envoy Gateway stands to patterns, since the specification says nothing: the path that it makes of a call decides. */
const CALL_KINDS = ['full', 'pattern', 'part'];

function callKind({ method: { type, service = '', method = '' } = {} }: any): string {
  if (type === 'RegularExpression' && service + method !== '') return 'pattern';
  return service !== '' && method !== '' ? 'full' : 'part';
}

/** What is left out of a pattern stands for any name: 44 characters for a service, 22 for a method. */
function patternCharacters({ method: { service = '', method = '' } }: any): number {
  return (service === '' ? 44 : characters(service)) + (method === '' ? 22 : characters(method));
}

function grpcCriteria(a: any, b: any): number[] {
  const [kind, other] = [callKind(a), callKind(b)];
  if (kind === 'pattern' && other === 'pattern') return [patternCharacters(b) - patternCharacters(a), headerCount(b) - headerCount(a)];
  if (kind === 'pattern' || other === 'pattern') return [CALL_KINDS.indexOf(kind) - CALL_KINDS.indexOf(other)];
  return [
    characters(b.method?.service ?? '') - characters(a.method?.service ?? ''),
    characters(b.method?.method ?? '') - characters(a.method?.method ?? ''),
    headerCount(b) - headerCount(a),
  ];
}

function headerCount(match: any): number {
  return firstOfEach(match.headers ?? [], name => name.toLowerCase()).length;
}

function characters(text: string): number {
  return [...text].length;
}

/** 'only the first entry with an equivalent name MUST be considered for a match' (HTTPHeaderMatch.name, HTTPQueryParamMatch.name). */
export function firstOfEach<T extends { name: string }>(entries: T[], key: (name: string) => string): T[] {
  return entries.filter((entry, i) => entries.findIndex(other => key(other.name) === key(entry.name)) === i);
}

/** The path of a match with its defaults. */
export function pathOf(match: any): { type: string; value: string } {
  return { type: match.path?.type ?? 'PathPrefix', value: match.path?.value ?? '/' };
}

/** 'When specified, a trailing `/` is ignored.' */
export function withoutSlash(prefix: string): string {
  return prefix.endsWith('/') ? prefix.slice(0, -1) : prefix;
}

function pathMatches({ type, value }: { type: string; value: string }, path: string): boolean {
  if (type !== 'PathPrefix') return fits({ type, value }, path);
  const wanted = withoutSlash(value).split('/');
  const given = path.split('/');
  return wanted.every((element, i) => given[i] === element);
}

/** Repeated headers are one, joined by ',' (RFC 9110, 5.3). The host is the header Host. */
function headerValue(request: TrafficRequest, name: string): string | undefined {
  const values = request.headers.filter((header: NamedValue) => header.name.toLowerCase() === name.toLowerCase()).map(({ value }) => value);
  if (values.length > 0) return values.join(',');
  return name.toLowerCase() === 'host' && request.host !== '' ? request.host : undefined;
}

function fits({ type, value }: { type?: string; value: string }, given: string | undefined): boolean {
  if (given === undefined) return false;
  if ((type ?? 'Exact') === 'Exact') return given === value;
  return type === 'RegularExpression' && (pattern(value)?.test(given) ?? false);
}

/** The whole text must match; undefined for what is no pattern. */
function pattern(source: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      // Alone first: 'a)(b' would become one inside the group.
      new RegExp(source, flags);
      return new RegExp(`^(?:${source})$`, flags);
    } catch {
      continue;
    }
  }
  return undefined;
}
