import { intersection } from '../hostname';
import { Attachment, Listener } from '../listeners';
import { ReadMatch, ReadRoute } from '../manifests';
import { compareMatches } from '../precedence';
import { PathTest, RequestTest } from '../request-test';
import { hasPattern, isDead } from './implication';

/** The matches of one path, in the order of precedence. */
export interface PathGroup {
  readonly path?: PathTest;
  readonly matches: ReadMatch[];
  /** Of each set of equal conditions the first match, over all routes. */
  readonly firstOf: Map<string, ReadMatch>;
  /** The same within one route: the route's key before the conditions. */
  readonly firstOfRoute: Map<string, ReadMatch>;
  /** Matches with a pattern on a header, parameter or gRPC call, which may admit what others name. */
  readonly patterns: ReadMatch[];
}

/** The matches of the routes that name one hostname, by path. */
export interface HostRules {
  /** As the routes state it; '' for none. */
  readonly hostname: string;
  readonly groups: Map<string, PathGroup>;
  readonly routes: Set<ReadRoute>;
}

/** The requests for one host (or all hosts under a wildcard) at one listener; without a listener those of one route alone. */
export interface Place {
  readonly listener?: Listener;
  /** '' for every host. */
  readonly host: string;
  /** The most specific hostname first: its rules go before those of the others. */
  readonly byHostname: HostRules[];
}

/** Where matches compete with each other: grouped, so that thousands of routes are not held against each other. */
export class Places {
  public readonly all: Place[] = [];
  private readonly byRoute = new Map<ReadRoute, Place[]>();

  public constructor(routes: readonly ReadRoute[], attachments: (route: ReadRoute) => Attachment[]) {
    const byListener = new Map<Listener, Map<string, Draft>>();
    for (const route of routes) {
      const listeners = new Set(attachments(route).flatMap(attachment => attachment.listeners));
      for (const listener of listeners) {
        const hosts = byListener.get(listener) ?? new Map<string, Draft>();
        byListener.set(listener, hosts);
        this.enter(route, listener, hosts);
      }
      // A route of a mesh, or one that attaches nowhere, still has rules that may hide each other.
      if (listeners.size === 0) this.enter(route, undefined, new Map());
    }
    this.all.forEach(finish);
  }

  /** The places where a route's rules are asked. */
  public of(route: ReadRoute): Place[] {
    return this.byRoute.get(route) ?? [];
  }

  private enter(route: ReadRoute, listener: Listener | undefined, hosts: Map<string, Draft>): void {
    for (const hostname of route.hostnames.length === 0 ? [''] : new Set(route.hostnames)) {
      const host = hostAt(listener, hostname);
      if (host === undefined) continue;
      let draft = hosts.get(host);
      if (draft === undefined) {
        draft = { listener, host, byHostname: [], known: new Map() };
        hosts.set(host, draft);
        this.all.push(draft);
      }
      add(draft, hostname, route);
      const places = this.byRoute.get(route);
      if (places === undefined) this.byRoute.set(route, [draft]);
      else if (!places.includes(draft)) places.push(draft);
    }
  }
}

interface Draft extends Place {
  readonly known: Map<string, HostRules>;
}

/** What a hostname of a route means at a listener: the hosts that both have; undefined for none. */
export function hostAt(listener: Listener | undefined, hostname: string): string | undefined {
  if (listener?.hostname === undefined) return hostname;
  return hostname === '' ? listener.hostname : intersection(listener.hostname, hostname);
}

/** Key of the group that a match belongs to. */
export function pathKey(test: RequestTest): string {
  if (test.path === undefined) return `grpc ${call(test.service)} ${call(test.grpcMethod)}`;
  return test.path.type === 'PathPrefix' ? prefixKey(test.path.bare) : `${test.path.type} ${test.path.value}`;
}

/** Key of the group of a prefix without its trailing slash. */
export function prefixKey(bare: string): string {
  return `PathPrefix ${bare}`;
}

/** The groups whose prefix contains a path, or that are for the very same path, the longest first. */
export function groupsAround(rules: HostRules, test: RequestTest): PathGroup[] {
  const keys = new Set([pathKey(test)]);
  if (test.path === undefined) {
    keys.add(`grpc ${call(test.service)} -`).add('grpc - -');
  } else if (test.path.type !== 'RegularExpression') {
    let bare = test.path.type === 'Exact' ? test.path.value : test.path.bare;
    for (let length = bare.length; length >= 0; length = bare.lastIndexOf('/')) {
      bare = bare.slice(0, length);
      keys.add(prefixKey(bare));
    }
  }
  keys.add(prefixKey(''));
  return [...keys].map(key => rules.groups.get(key)).filter(group => group !== undefined);
}

/** A text that is equal for two matches with the same conditions beside the path. */
export function conditionsKey({ method, service, grpcMethod, headers, query }: RequestTest): string {
  const sorted = (list: RequestTest['headers']) => list.map(({ name, type, value }) => JSON.stringify([name, type, value])).sort();
  return JSON.stringify([method ?? null, call(service), call(grpcMethod), sorted(headers), sorted(query)]);
}

function add(place: Draft, hostname: string, route: ReadRoute): void {
  let rules = place.known.get(hostname);
  if (rules === undefined) {
    rules = { hostname, groups: new Map(), routes: new Set() };
    place.known.set(hostname, rules);
    place.byHostname.push(rules);
  }
  rules.routes.add(route);
  for (const match of route.rules.flatMap(rule => rule.matches)) {
    if (isDead(match.test)) continue;
    const key = pathKey(match.test);
    let group = rules.groups.get(key);
    if (group === undefined) {
      group = { path: match.test.path, matches: [], firstOf: new Map(), firstOfRoute: new Map(), patterns: [] };
      rules.groups.set(key, group);
    }
    group.matches.push(match);
  }
}

function finish(place: Place): void {
  place.byHostname.sort((a, b) => specificity(b.hostname) - specificity(a.hostname));
  for (const group of place.byHostname.flatMap(({ groups }) => [...groups.values()])) {
    group.matches.sort(compareMatches);
    for (const match of group.matches) {
      const key = conditionsKey(match.test);
      const ofRoute = `${match.rule.route.kind} ${match.rule.route.key} ${key}`;
      if (!group.firstOf.has(key)) group.firstOf.set(key, match);
      if (!group.firstOfRoute.has(ofRoute)) group.firstOfRoute.set(ofRoute, match);
      if (hasPattern(match.test)) group.patterns.push(match);
    }
  }
}

function specificity(hostname: string): number {
  return hostname === '' ? -1 : hostname.startsWith('*.') ? hostname.length : 1000 + hostname.length;
}

function call(value: RequestTest['service']): string {
  return value === undefined ? '-' : `${value.type} ${value.value}`;
}
