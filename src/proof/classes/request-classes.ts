import { Attachments, EntryPoint, Listener, listenerFor } from '../listeners';
import { isWildcard } from '../hostname';
import { ReadMatch, ReadRoute, ReadRule } from '../manifests';
import { TrafficRequest } from '../request';
import { admits, describeTest, httpTest, pathHolds, RequestTest } from '../request-test';
import { apart, bareDraft, both, Draft, meetInPatterns, requestOf, witness } from './draft';
import { Neighbours } from './neighbours';
import { boundariesOf, unnamedMethod, variantsOf } from './variants';

/** A request that stands for all that the rules treat alike. */
export interface RequestClass {
  /** The class in words: the rule it was made for, and what is special about it. */
  readonly name: string;
  /** The request. */
  readonly request: TrafficRequest;
}

/** The most classes of one model: what is beyond are pairs of rules, left out from the end. */
export const MOST_CLASSES = 50_000;
/** The most other matches for which texts are searched that two patterns match, those written closest: a search costs time. */
const MOST_SEARCHED = 16;
/** A host that no hostname names. */
export const OTHER_HOST = 'other.invalid';

/** Enumerates the requests that can tell the rules of a model apart. */
export class RequestClasses {
  private readonly neighbours = new Map<Listener, Map<string, Neighbours>>();

  public constructor(private readonly attachments: Attachments) {}

  /**
   * All classes, in the order of entry points, hosts and routes.
   *
   * @param wanted only those of the hosts that it holds for
   */
  public all(wanted?: (host: string) => boolean): RequestClass[] {
    const found = new Found();
    const { entries } = this.attachments;
    const hostsAt = (entry: EntryPoint) => (wanted === undefined ? hostsOf(entry) : hostsOf(entry).filter(wanted));
    for (const entry of entries) this.enumerate(found, entry, hostsAt(entry));
    for (const entry of entries.filter(({ gateway, port }) => gateway.assumed && port === undefined)) this.atOtherPort(found, entry, hostsAt(entry));
    return found.classes();
  }

  /** The classes made for the rules of one route at one entry point, and for what it was meant to match besides. */
  public of(route: ReadRoute, entry: EntryPoint, meant: RequestTest[] = []): RequestClass[] {
    const found = new Found();
    const stated = new Set(route.rules.flatMap(({ matches }) => matches.map(({ test }) => describeTest(test))));
    const unstated = meant.map(test => asMatch(test, route.kind)).filter((match): match is ReadMatch => match !== undefined && !stated.has(describeTest(match.test)));
    this.enumerate(found, entry, hostsOf(entry, route), route, unstated);
    return found.classes();
  }

  /** The classes that an alternative of a `Match` admits at one entry point: those of the rules, and those made for the match itself. */
  public admittedBy(test: RequestTest, entry: EntryPoint, route?: ReadRoute): RequestClass[] {
    const found = new Found();
    const hosts = hostsOf(entry, route);
    for (const host of hosts) {
      const matches = matchesOf(listenerFor(entry, host), host);
      const place = this.placeOf(entry, host);
      for (const kind of new Set(['HTTPRoute', ...matches.map(({ rule }) => rule.route.kind)])) {
        const own = asMatch(test, kind as ReadRoute['kind']);
        const draft = own === undefined ? undefined : witness(own.test, isGrpc(own));
        if (own === undefined || draft === undefined) continue;
        const neighbours = new Neighbours([...matches, own]);
        for (const { what, draft: variant } of variantsOf(own, draft, neighbours.poolOf(own))) found.add(place, `expected match: ${what}`, variant);
        addPairs(found, place, own, neighbours, matches, 16 * MOST_SEARCHED);
        for (const { what, draft: variant } of boundariesOf(own, draft)) found.add(place, `expected match: ${what}`, variant);
      }
    }
    this.enumerate(found, entry, hosts, route);
    return found.classes().filter(({ request }) => admits(test, request));
  }

  /** Of one route or of all: thousands of routes must not look at each other's matches. */
  private enumerate(found: Found, entry: EntryPoint, hosts: string[], route?: ReadRoute, besides: ReadMatch[] = []): void {
    for (const host of hosts) {
      const listener = listenerFor(entry, host);
      const place = this.placeOf(entry, host);
      const hostnames = listener?.index.hostnamesFor(host) ?? [];
      if (hostnames.length === 0) {
        if (route === undefined) found.add(place, 'no route', bareDraft('/'));
        continue;
      }
      const answers = route === undefined || (listener!.index.serves(route) && hostnames.some(name => name === '' ? route.hostnames.length === 0 : route.hostnames.includes(name)));
      if (!answers) continue;
      const neighbours = this.neighboursOf(listener!, host);
      addMatches(found, place, route === undefined ? neighbours.matches : [...route.rules.flatMap(({ matches }) => matches), ...besides], neighbours);
    }
  }

  /** Each match once at a port that nothing names: a Gateway that is only assumed answers there, unless its routes name ports. */
  private atOtherPort(found: Found, entry: EntryPoint, hosts: string[]): void {
    const ports = new Set(this.attachments.entries.map(({ port }) => port));
    let port = 65535;
    while (ports.has(port)) port--;
    for (const host of hosts) {
      const place = this.placeOf(entry, host).withGateway(...splitKey(entry.gateway.key)).withPort(port);
      for (const match of matchesOf(listenerFor(entry, host), host)) {
        const draft = witness(match.test, isGrpc(match));
        if (draft !== undefined) found.add(place, `${nameOf(match)}: at another port`, draft);
      }
    }
  }

  /** Where the requests come in: stated only where there is a choice. */
  private placeOf({ gateway, port, listeners }: EntryPoint, host: string): TrafficRequest {
    let place = TrafficRequest.get('/');
    if (host !== '') place = place.withHost(host);
    if (this.attachments.entries.length < 2) return place;
    place = place.withGateway(...splitKey(gateway.key));
    if (port !== undefined) return place.withPort(port);
    return listeners[0]?.name === undefined ? place : place.withListener(listeners[0].name);
  }

  /** Kept by the hostnames that admit the host: hosts of thousands of routes share few of them. */
  private neighboursOf(listener: Listener, host: string): Neighbours {
    const byHost = this.neighbours.get(listener) ?? new Map<string, Neighbours>();
    this.neighbours.set(listener, byHost);
    const key = JSON.stringify(listener.index.hostnamesFor(host));
    const kept = byHost.get(key) ?? new Neighbours(matchesOf(listener, host));
    byHost.set(key, kept);
    return kept;
  }
}

/** Classes found, each request once under its first name. */
class Found {
  private readonly byRequest = new Map<string, RequestClass>();

  public add(place: TrafficRequest, what: string, draft: Draft): void {
    if (this.byRequest.size >= MOST_CLASSES) return;
    const request = requestOf(draft, place);
    if (request === undefined) return;
    const key = keyOf(request);
    if (!this.byRequest.has(key)) this.byRequest.set(key, { name: `${place.host === '' ? '' : `${place.host} `}${what}`, request });
  }

  public classes(): RequestClass[] {
    return [...this.byRequest.values()];
  }
}

function addMatches(found: Found, place: TrafficRequest, matches: ReadMatch[], neighbours: Neighbours): void {
  const drafts: [ReadMatch, Draft][] = [];
  for (const match of matches) {
    const pool = neighbours.poolOf(match);
    const draft = witness(match.test, isGrpc(match), unnamedMethod(pool));
    if (draft === undefined) continue;
    drafts.push([match, draft]);
    for (const { what, draft: variant } of variantsOf(match, draft, pool)) found.add(place, `${nameOf(match)}: ${what}`, variant);
  }
  for (const match of matches) addPairs(found, place, match, neighbours, neighbours.of(match));
  // Last, as what is beyond the limit is left out from the end.
  for (const [match, draft] of drafts) {
    for (const { what, draft: variant } of boundariesOf(match, draft)) found.add(place, `${nameOf(match)}: ${what}`, variant);
  }
}

/** What two matches ask for at once, and what the other asks for at this one's path alone. */
function addPairs(found: Found, place: TrafficRequest, match: ReadMatch, neighbours: Neighbours, others: ReadMatch[], mostSearched = MOST_SEARCHED): void {
  const grpc = isGrpc(match);
  const method = unnamedMethod(neighbours.poolOf(match));
  const candidates = others.filter(one => isGrpc(one) === grpc);
  const searched = new Set(neighbours.closest(match, candidates.filter(other => meetInPatterns(match.test, other.test)), mostSearched));
  for (const other of candidates) {
    const search = searched.has(other);
    const add = (what: string, a: RequestTest) => {
      const joint = both(a, other.test, grpc, method, search);
      const base = joint ?? witness(a, grpc, method);
      if (search && base !== undefined) for (const draft of apart(a, other.test, base)) found.add(place, `${what}, apart`, draft);
      if (joint === undefined) return;
      found.add(place, what, joint);
      // Where a match names the very path it takes the request: the pair is seen beside it.
      const inside = `${joint.path.replace(/\/$/, '')}/x`;
      if (neighbours.isNamed(joint.path) && pathHolds(a.path, inside) && pathHolds(other.test.path, inside)) found.add(place, `${what}, inside`, { ...joint, path: inside });
    };
    add(`${nameOf(match)}: with ${nameOf(other)}`, match.test);
    add(`${nameOf(other)}: at ${match.test.path?.value ?? nameOf(match)}`, { ...match.test, method: undefined, headers: [], query: [] });
  }
}

/** Conditions as a match of a route that there is not; undefined where the kind has no such conditions. */
function asMatch(test: RequestTest, kind: ReadRoute['kind']): ReadMatch | undefined {
  const grpc = kind === 'GRPCRoute';
  const call = test.service !== undefined || test.grpcMethod !== undefined;
  if (grpc ? test.path !== undefined || test.method !== undefined || test.query.length > 0 : call) return undefined;
  const rules: ReadRule[] = [];
  const route: ReadRoute = { key: 'expected', kind, namespace: '', name: 'expected', created: Infinity, hostnames: [], parents: [], rules, object: {} };
  const rule: ReadRule = { route, index: 0, name: 'match', matches: [], backendRefs: [], filters: [] };
  return { rule, index: 0, test: grpc || test.path !== undefined ? test : { ...test, path: httpTest({}).path } };
}

/** Hosts that tell the hostnames of an entry point, or of one of its routes, apart. */
function hostsOf(entry: EntryPoint, route?: ReadRoute): string[] {
  const named = entry.listeners.flatMap(listener => [
    ...listener.hostname === undefined ? [] : [listener.hostname],
    ...route === undefined ? listener.index.hostnames() : [],
  ]);
  const hostnames = [...new Set([...named, ...route?.hostnames ?? []])];
  if (hostnames.length === 0) return [''];
  const hosts = hostnames.flatMap(hostname => isWildcard(hostname) ? [`x${hostname.slice(1)}`, `x.y${hostname.slice(1)}`, hostname.slice(2)] : [hostname]);
  return [...new Set([...hosts.filter(isHost), OTHER_HOST])];
}

/** Namespace and name of a key. */
function splitKey(key: string): [string, string] {
  return key.split('/') as [string, string];
}

/** Whether a client can name it: what the API server would refuse is passed over. */
function isHost(host: string): boolean {
  return host !== '' && !/[\s/?#@]/.test(host);
}

function matchesOf(listener: Listener | undefined, host: string): ReadMatch[] {
  return listener?.index.matchesFor(host).map(({ match }) => match) ?? [];
}

function isGrpc(match: ReadMatch): boolean {
  return match.rule.route.kind === 'GRPCRoute';
}

function nameOf({ rule, index }: ReadMatch): string {
  const own = rule.name ?? `rule ${rule.index}`;
  return `${rule.route.key} ${own}${rule.matches.length > 1 ? ` (${index + 1})` : ''}`;
}

/** Equal for requests that every model answers alike: names of headers in their own case, the order within one name kept. */
function keyOf(request: TrafficRequest): string {
  return JSON.stringify([
    request.protocol, request.gateway, request.port, request.listener, request.host, request.method, request.path,
    request.headers.map(({ name, value }) => [name, value]), request.query.map(({ name, value }) => [name, value]),
  ]);
}
