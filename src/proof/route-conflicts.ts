import { Conditions, describeConditions, NamedCondition, sameName, withoutSlash } from '../traffic/conditions';
import { conjunction, precedence } from '../traffic/override';
import { AppObject } from './app-objects';

interface Route {
  readonly object: AppObject;
  readonly grpc: boolean;
  readonly parents: Parent[];
  readonly hostnames: string[];
  readonly matches: Conditions[];
}

interface Parent {
  readonly gateway: string;
  readonly sectionName?: string;
  readonly port?: number;
}

/**
 * Routes that compete: on one Gateway, for one host, with matches of equal precedence that one request can satisfy. The oldest
 * object wins then, which Git cannot state (Gateway API, HTTPRouteRule.matches).
 */
export function competingRoutes(objects: AppObject[]): string[] {
  const routes = objects.filter(({ json }) => ['HTTPRoute', 'GRPCRoute'].includes(json.kind) && isGatewayApi(json)).map(readRoute);
  const byGateway = new Map<string, Route[]>();
  for (const route of routes) {
    for (const gateway of new Set(route.parents.map(parent => parent.gateway))) {
      byGateway.set(gateway, [...byGateway.get(gateway) ?? [], route]);
    }
  }
  const problems = new Set<string>();
  for (const [gateway, rivals] of byGateway) {
    for (const [a, b] of pairs(rivals)) {
      const problem = compete(gateway, a, b);
      if (problem !== undefined) problems.add(problem);
    }
  }
  return [...problems];
}

/**
 * Pairs that may compete, each once. Matches of equal precedence that one request can satisfy have the same path, so routes meet
 * under their paths only: else thousands of routes on one Gateway would make millions of pairs.
 */
function pairs(rivals: Route[]): [Route, Route][] {
  const meetings = new Map<string, Set<Route>>();
  for (const route of rivals) {
    for (const match of route.matches) {
      const key = JSON.stringify([route.grpc, match.path?.type, match.path && withoutSlash(match.path.value), match.grpc]);
      meetings.set(key, (meetings.get(key) ?? new Set()).add(route));
    }
  }
  const place = new Map(rivals.map((route, i) => [route, i]));
  const found = new Map<string, [Route, Route]>();
  const add = (a: Route, b: Route) => found.set(`${place.get(a)}/${place.get(b)}`, [a, b]);
  for (const group of meetings.values()) {
    const list = [...group];
    list.forEach((a, i) => list.slice(i + 1).forEach(b => add(a, b)));
  }
  const grpc = rivals.filter(route => route.grpc);
  for (const http of grpc.length === 0 ? [] : rivals.filter(route => !route.grpc)) grpc.forEach(other => add(http, other));
  return [...found.values()];
}

function compete(gateway: string, a: Route, b: Route): string | undefined {
  const meet = a.parents.some(p => b.parents.some(q => p.gateway === q.gateway && p.gateway === gateway
    && sameIfStated(p.sectionName, q.sectionName) && sameIfStated(p.port, q.port)));
  if (!meet) return undefined;
  const host = commonHost(a.hostnames, b.hostnames, a.grpc !== b.grpc);
  if (host === undefined) return undefined;
  const both = `${name(a)} (${a.object.path}) and ${name(b)} (${b.object.path})`;
  if (a.grpc !== b.grpc) {
    return `route/conflict: ${both} share Gateway ${gateway} and host '${host}', but of an HTTPRoute and a GRPCRoute for one host a gateway accepts only the oldest; give them different hostnames`;
  }
  for (const x of a.matches) {
    for (const y of b.matches) {
      const shared = conjunction(x, y);
      if (shared !== undefined && shared !== 'unknown' && precedence(x, y) === 0) {
        return `route/conflict: ${both} compete on Gateway ${gateway} and host '${host}' for ${describeConditions(shared)}; the oldest object wins, which Git cannot state. Give one a sharper path or other hostnames, or put both audiences into one pattern`;
      }
    }
  }
  return undefined;
}

function sameIfStated<T>(a: T | undefined, b: T | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

/**
 * A host for which neither route is the more specific one; undefined where there is none. Between an HTTPRoute and a GRPCRoute
 * any common host counts.
 */
function commonHost(a: string[], b: string[], anyCommon: boolean): string | undefined {
  const [one, other] = [a.length === 0 ? ['*'] : a, b.length === 0 ? ['*'] : b];
  const equal = one.find(host => other.includes(host));
  if (equal !== undefined || !anyCommon) return equal;
  return one.find(x => other.some(y => covers(x, y) || covers(y, x)));
}

function covers(wide: string, narrow: string): boolean {
  return wide === '*' || (wide.startsWith('*.') && narrow.endsWith(wide.slice(1)));
}

function name({ object: { json } }: Route): string {
  return `${json.kind} ${json.metadata?.namespace === undefined ? '' : `${json.metadata.namespace}/`}${json.metadata?.name}`;
}

function isGatewayApi(json: any): boolean {
  return String(json.apiVersion).startsWith('gateway.networking.k8s.io/');
}

function readRoute(object: AppObject): Route {
  const { kind, metadata, spec = {} } = object.json;
  const grpc = kind === 'GRPCRoute';
  return {
    object,
    grpc,
    parents: (spec.parentRefs ?? [])
      .filter((ref: any) => (ref.kind ?? 'Gateway') === 'Gateway')
      .map((ref: any) => ({
        gateway: `${ref.namespace ?? metadata?.namespace ?? ''}/${ref.name}`.replace(/^\//, ''),
        sectionName: ref.sectionName,
        port: ref.port,
      })),
    hostnames: spec.hostnames ?? [],
    // The API server gives an HTTPRoute without rules one for every request.
    matches: (spec.rules ?? (grpc ? [] : [{}])).flatMap((rule: any) => (rule.matches?.length ? rule.matches : [{}]).flatMap(grpc ? readGrpcMatch : readHttpMatch)),
  };
}

function readHttpMatch(match: any): Conditions {
  return {
    path: { type: match.path?.type ?? 'PathPrefix', value: match.path?.value ?? '/' },
    method: match.method,
    headers: readNamed('header', match.headers),
    queryParams: readNamed('query parameter', match.queryParams),
  };
}

/** Nothing for a method without service or by pattern: what it shares with another match cannot be told. */
function readGrpcMatch({ method, headers }: any): Conditions[] {
  if (method !== undefined && (method.service === undefined || method.type === 'RegularExpression')) return [];
  return [{ grpc: method && { service: method.service, method: method.method }, headers: readNamed('header', headers), queryParams: [] }];
}

/** Of two equal names only the first counts (Gateway API, HTTPRouteMatch.headers and queryParams). */
function readNamed(kind: 'header' | 'query parameter', list: any[] | undefined): NamedCondition[] {
  return (list ?? [])
    .filter((item, i, all) => all.findIndex(other => sameName(kind, other.name, item.name)) === i)
    .map(({ name: key, type, value }) => ({ name: key, type: type ?? 'Exact', value }));
}
