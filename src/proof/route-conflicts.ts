import { Conditions, describeConditions, NamedCondition, sameName, withoutSlash } from '../traffic/conditions';
import { conjunction, precedence } from '../traffic/override';
import { AppObject } from './app-objects';
import { listOf } from './manifests';
import { hostPairs, meetingPairs } from './rules/meetings';

/** Two routes that one request may reach, without anything in Git to say which of them answers. */
export interface Conflict {
  readonly a: any;
  readonly b: any;
  /** 'namespace/name' of the Gateway, or the bare name where no namespace is stated. */
  readonly gateway: string;
  /** A host that both answer for; '*' for every one. */
  readonly host: string;
  /** The requests in words; undefined for an HTTPRoute and a GRPCRoute, which cannot share a host at all. */
  readonly requests?: string;
  /** Where the match of b stands; undefined where requests is. */
  readonly place?: Place;
}

/** Place of a match in its route. */
interface Place {
  readonly rule: number;
  readonly match: number;
}

interface PlacedConditions extends Conditions {
  readonly place: Place;
}

interface Route {
  readonly object: any;
  readonly grpc: boolean;
  readonly parents: Parent[];
  readonly hostnames: string[];
  readonly matches: PlacedConditions[];
}

interface Parent {
  readonly gateway: string;
  readonly sectionName?: string;
  readonly port?: number;
}

/**
 * Routes of an app that compete: on one Gateway, for one host, with matches of equal precedence that one request can satisfy. The
 * oldest object wins then, which Git cannot state (Gateway API, HTTPRouteRule.matches).
 */
export function competingRoutes(objects: AppObject[], holds: (conflict: Conflict) => boolean = () => true): string[] {
  const paths = new Map(objects.map(({ json, path }) => [json, path]));
  const problems = conflictsOf(objects.map(({ json }) => json)).filter(holds).map(conflict => {
    const both = [conflict.a, conflict.b].map(route => `${routeName(route)} (${paths.get(route)})`).join(' and ');
    return `route/conflict: ${conflictText(conflict, both)}${conflict.requests === undefined ? '; ' : '. '}${inSentence(conflict)}`;
  });
  return [...new Set(problems)];
}

/** The conflicts among plain manifests. */
export function conflictsOf(objects: readonly any[]): Conflict[] {
  const routes = objects.filter(json => ['HTTPRoute', 'GRPCRoute'].includes(json.kind) && isGatewayApi(json)).map(readRoute);
  const byGateway = new Map<string, Route[]>();
  for (const route of routes) {
    for (const gateway of new Set(route.parents.map(parent => parent.gateway))) {
      const list = byGateway.get(gateway);
      if (list === undefined) byGateway.set(gateway, [route]);
      else list.push(route);
    }
  }
  return [...byGateway].flatMap(([gateway, rivals]) => pairs(rivals)
    .map(([a, b]) => compete(gateway, a, b)).filter(conflict => conflict !== undefined));
}

/** What competes, in words; `both` names the two routes. */
export function conflictText({ gateway, host, requests }: Conflict, both: string): string {
  return requests === undefined
    ? `${both} share Gateway ${gateway} and host '${host}', but of an HTTPRoute and a GRPCRoute for one host a gateway accepts only the oldest`
    : `${both} compete on Gateway ${gateway} and host '${host}' for ${requests}; the oldest object wins, which Git cannot state`;
}

/** What to do about it. */
export function conflictFix({ requests }: Conflict): string {
  return requests === undefined ? 'Give them different hostnames' : 'Give one a sharper path or other hostnames, or put both audiences into one pattern';
}

/** A route as messages name it. */
export function routeName(json: any): string {
  return `${json.kind} ${json.metadata?.namespace === undefined ? '' : `${json.metadata.namespace}/`}${json.metadata?.name}`;
}

/**
 * Pairs that may compete, each once. Matches of equal precedence that one request can satisfy have the same host and path, so
 * routes meet there only: else thousands of routes on one Gateway would make millions of pairs.
 */
function pairs(rivals: Route[]): [Route, Route][] {
  const place = new Map(rivals.map((route, i) => [route, i]));
  const found = new Map<string, [Route, Route]>();
  const add = (a: Route, b: Route) => {
    const [first, second] = a.grpc !== b.grpc ? [a, b] : place.get(a)! <= place.get(b)! ? [a, b] : [b, a];
    if (a !== b) found.set(`${place.get(first)}/${place.get(second)}`, [first, second]);
  };
  for (const [a, b] of meetingPairs(rivals.flatMap(route => hostsOf(route).flatMap(host => route.matches.map(match => ({
    owner: route,
    key: JSON.stringify([route.grpc, host, match.path?.type, match.path && withoutSlash(match.path.value), match.grpc,
      match.method !== undefined, match.headers.length, match.queryParams.length]),
    conditions: match,
  })))))) add(a, b);
  const [grpc, http] = [rivals.filter(route => route.grpc), rivals.filter(route => !route.grpc)];
  for (const [a, b] of hostPairs(http, grpc, hostsOf)) add(a, b);
  return [...found.values()];
}

function compete(gateway: string, a: Route, b: Route): Conflict | undefined {
  const meet = a.parents.some(p => b.parents.some(q => p.gateway === q.gateway && p.gateway === gateway
    && sameIfStated(p.sectionName, q.sectionName) && sameIfStated(p.port, q.port)));
  if (!meet) return undefined;
  const host = commonHost(hostsOf(a), hostsOf(b), a.grpc !== b.grpc);
  if (host === undefined) return undefined;
  const conflict = { a: a.object, b: b.object, gateway, host };
  if (a.grpc !== b.grpc) return conflict;
  for (const x of a.matches) {
    for (const y of b.matches) {
      const shared = conjunction(x, y);
      if (shared !== undefined && shared !== 'unknown' && precedence(x, y) === 0) {
        return { ...conflict, requests: describeConditions(shared), place: y.place };
      }
    }
  }
  return undefined;
}

/** The fix after a ';', where the sentence goes on. */
function inSentence(conflict: Conflict): string {
  const fix = conflictFix(conflict);
  return conflict.requests === undefined ? fix.charAt(0).toLowerCase() + fix.slice(1) : fix;
}

function sameIfStated<T>(a: T | undefined, b: T | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

/**
 * A host for which neither route is the more specific one; undefined where there is none. Between an HTTPRoute and a GRPCRoute
 * any common host counts.
 */
function commonHost(one: string[], other: string[], anyCommon: boolean): string | undefined {
  const equal = one.find(host => other.includes(host));
  if (equal !== undefined || !anyCommon) return equal;
  return one.find(x => other.some(y => hostCovers(x, y) || hostCovers(y, x)));
}

function hostsOf({ hostnames }: Route): string[] {
  return hostnames.length === 0 ? ['*'] : hostnames;
}

function hostCovers(wide: string, narrow: string): boolean {
  return wide === '*' || (wide.startsWith('*.') && narrow.endsWith(wide.slice(1)));
}

function isGatewayApi(json: any): boolean {
  return String(json.apiVersion).startsWith('gateway.networking.k8s.io/');
}

/** Manifests of anybody: what is not of the right type is read as none, and is the schema's to refuse. */
function readRoute(object: any): Route {
  const { kind, metadata } = object;
  const spec = object.spec ?? {};
  const grpc = kind === 'GRPCRoute';
  // The API server gives an HTTPRoute without rules one for every request.
  const rules: any[] = spec.rules === undefined && !grpc ? [{}] : listOf(spec.rules);
  return {
    object,
    grpc,
    parents: listOf(spec.parentRefs)
      .filter(ref => (ref?.kind ?? 'Gateway') === 'Gateway')
      .map(ref => ({
        gateway: `${ref?.namespace ?? metadata?.namespace ?? ''}/${ref?.name}`.replace(/^\//, ''),
        sectionName: ref?.sectionName,
        port: ref?.port,
      })),
    hostnames: listOf(spec.hostnames).map(String),
    matches: rules.flatMap((rule, i) => matchesOf(rule).flatMap((match, j) =>
      (grpc ? readGrpcMatch(match) : [readHttpMatch(match)]).map(conditions => ({ ...conditions, place: { rule: i, match: j } })))),
  };
}

function matchesOf(rule: any): any[] {
  const matches = listOf(rule?.matches);
  return matches.length === 0 ? [{}] : matches;
}

function readHttpMatch(match: any): Conditions {
  return {
    path: { type: match?.path?.type ?? 'PathPrefix', value: String(match?.path?.value ?? '/') },
    method: match?.method,
    headers: readNamed('header', match?.headers),
    queryParams: readNamed('query parameter', match?.queryParams),
  };
}

/** Nothing for a method without service or by pattern: what it shares with another match cannot be told. */
function readGrpcMatch(match: any): Conditions[] {
  const method = match?.method ?? undefined;
  if (method !== undefined && (method.service === undefined || method.type === 'RegularExpression')) return [];
  const grpc = method && { service: method.service, method: method.method };
  return [{ grpc, headers: readNamed('header', match?.headers), queryParams: [] }];
}

/** Of two equal names only the first counts (Gateway API, HTTPRouteMatch.headers and queryParams). */
function readNamed(kind: 'header' | 'query parameter', list: any): NamedCondition[] {
  return listOf(list)
    .map(item => ({ name: String(item?.name), type: item?.type ?? 'Exact', value: String(item?.value ?? '') }))
    .filter((item, i, all) => all.findIndex(other => sameName(kind, other.name, item.name)) === i);
}
