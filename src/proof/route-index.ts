import { RouteProtocol } from '../route/protocol';
import { ReadMatch, ReadRoute } from './manifests';
import { Candidate, compareCandidates, compareMatches } from './precedence';
import { admits, callHolds, restHolds, unsupportedPatterns, withoutUnsupported } from './request-test';
import { TrafficRequest } from './request';

/**
 * The matches of one listener's routes, found by host and path without looking at the others: a decision costs about as much
 * among thousands of routes as among ten.
 */
export class RouteIndex {
  private readonly hosts = new Map<string, HostIndex>();
  private readonly routes = new Set<ReadRoute>();
  private readonly headers = new Set<string>();
  private readonly query = new Set<string>();
  private longestHost = 0;

  /** Adds the matches of a route. `finish` must follow. */
  public add(route: ReadRoute): void {
    this.routes.add(route);
    for (const { test } of route.rules.flatMap(({ matches }) => matches)) {
      test.headers.forEach(({ name }) => this.headers.add(name));
      test.query.forEach(({ name }) => this.query.add(name));
    }
    for (const hostname of route.hostnames.length === 0 ? [''] : new Set(route.hostnames)) {
      const host = this.hosts.get(hostname) ?? new HostIndex();
      this.hosts.set(hostname, host);
      this.longestHost = Math.max(this.longestHost, hostname.length);
      for (const rule of route.rules) rule.matches.forEach(match => host.add(match));
    }
  }

  /** Brings each list into the order of precedence. */
  public finish(): void {
    this.hosts.forEach(host => host.finish());
  }

  /** The match that a request goes to; undefined for none. A more specific hostname without a match falls through to the next. */
  public find(request: TrafficRequest): Candidate | undefined {
    for (const hostname of this.hostnamesFor(request.host)) {
      const match = this.hosts.get(hostname)!.find(request);
      if (match !== undefined) return { match, hostname };
    }
    return undefined;
  }

  /** Every match that a request satisfies, the winner first. For explanations: it looks at all matches of the hosts. */
  public all(request: TrafficRequest): Candidate[] {
    const found = this.matchesFor(request.host).filter(({ match }) => kindFits(match, request) && admits(match.test, request));
    return found.sort((a, b) => compareCandidates(a, b).order);
  }

  /** Every match of the routes that answer for a host. */
  public matchesFor(host: string): Candidate[] {
    return this.hostnamesFor(host).flatMap(hostname => this.hosts.get(hostname)!.matches.map(match => ({ match, hostname })));
  }

  /**
   * Another route's match that fits a request as well as the winner, so that the routes' age or names decide; undefined for none, and
   * where both ages are known.
   */
  public rivalOf(winner: Candidate, request: TrafficRequest): Candidate | undefined {
    if (!this.hosts.get(winner.hostname)!.contested.has(winner.match)) return undefined;
    return this.all(request).find(other => {
      const { criterion } = compareCandidates(winner, other);
      const ages = [winner, other].map(({ match }) => match.rule.route.created);
      return criterion === 'name' || (criterion === 'age' && ages.includes(Infinity));
    });
  }

  /** Matches by patterns that are not supported, which would take a request if these held. */
  public unsupportedFor(request: TrafficRequest): Candidate[] {
    return this.hostnamesFor(request.host).flatMap(hostname => this.hosts.get(hostname)!.unsupported
      .filter(match => kindFits(match, request) && admits(withoutUnsupported(match.test), request))
      .map(match => ({ match, hostname })));
  }

  /** Whether some match looks at a header, by its name in lower case. */
  public looksAtHeader(name: string): boolean {
    return this.headers.has(name);
  }

  /** Whether some match looks at a query parameter. */
  public looksAtQuery(name: string): boolean {
    return this.query.has(name);
  }

  /** Whether a route is among those of the listener. */
  public serves(route: ReadRoute): boolean {
    return this.routes.has(route);
  }

  /** The hostnames of all routes. */
  public hostnames(): string[] {
    return [...this.hosts.keys()].filter(hostname => hostname !== '');
  }

  /** Hostnames of routes that admit a host, the most specific first; '' are the routes without one. */
  public hostnamesFor(host: string): string[] {
    const found: string[] = [];
    if (host !== '') {
      if (this.hosts.has(host)) found.push(host);
      const start = Math.max(0, host.length - this.longestHost);
      for (let dot = host.indexOf('.', start); dot >= 0; dot = host.indexOf('.', dot + 1)) {
        const wildcard = `*${host.slice(dot)}`;
        if (dot > 0 && this.hosts.has(wildcard)) found.push(wildcard);
      }
    }
    if (this.hosts.has('')) found.push('');
    return found;
  }
}

/** Whether a request can satisfy matches of a route's kind at all: a gRPC call is also HTTP, but not the other way round. */
export function kindFits(match: ReadMatch, request: TrafficRequest): boolean {
  return match.rule.route.kind === 'HTTPRoute' || request.protocol === RouteProtocol.GRPC;
}

/** The matches of the routes with one hostname. */
class HostIndex {
  public readonly matches: ReadMatch[] = [];
  /** Matches that stand before another route's only by its age or name. */
  public readonly contested = new Set<ReadMatch>();
  public readonly unsupported: ReadMatch[] = [];
  private readonly exact = new Map<string, ReadMatch[]>();
  private readonly prefixes = new Map<string, ReadMatch[]>();
  private readonly patterns: ReadMatch[] = [];
  private readonly calls = new Map<string, ReadMatch[]>();
  private readonly callPatterns: ReadMatch[] = [];
  private longestPrefix = 0;

  public add(match: ReadMatch): void {
    const { path, service, grpcMethod } = match.test;
    this.matches.push(match);
    if (unsupportedPatterns(match.test).length > 0) this.unsupported.push(match);
    if (match.rule.route.kind === 'GRPCRoute') {
      if (service?.type === 'RegularExpression' || grpcMethod?.type === 'RegularExpression') this.callPatterns.push(match);
      else push(this.calls, `${service?.value ?? ''}/${grpcMethod?.value ?? ''}`, match);
    } else if (path!.type === 'Exact') {
      push(this.exact, path!.value, match);
    } else if (path!.type === 'RegularExpression') {
      this.patterns.push(match);
    } else {
      push(this.prefixes, path!.bare, match);
      this.longestPrefix = Math.max(this.longestPrefix, path!.bare.length);
    }
  }

  public finish(): void {
    for (const list of [...this.exact.values(), ...this.prefixes.values(), ...this.calls.values(), this.patterns, this.callPatterns]) {
      list.sort(compareMatches);
      this.contest(list);
    }
  }

  /** Finds runs of equal rank that matches of several routes share. */
  private contest(list: ReadMatch[]): void {
    for (let start = 0, end = 1; start < list.length; start = end++) {
      while (end < list.length && !decides(list[start], list[end])) end++;
      const run = list.slice(start, end);
      if (run.some(match => match.rule.route !== run[0].rule.route)) run.forEach(match => this.contested.add(match));
    }
  }

  public find(request: TrafficRequest): ReadMatch | undefined {
    return this.findHttp(request) ?? (request.protocol === RouteProtocol.GRPC ? this.findCall(request) : undefined);
  }

  private findHttp(request: TrafficRequest): ReadMatch | undefined {
    const { path } = request;
    const exact = first(this.exact.get(path), request);
    if (exact !== undefined) return exact;
    for (const match of this.patterns) {
      if (admits(match.test, request)) return match;
    }
    if (this.prefixes.size === 0) return undefined;
    // A prefix ends where an element of the path does; none is longer than the longest there is.
    if (path.length <= this.longestPrefix) {
      const whole = first(this.prefixes.get(path), request);
      if (whole !== undefined) return whole;
    }
    for (let end = path.lastIndexOf('/', this.longestPrefix); end >= 0; end = end === 0 ? -1 : path.lastIndexOf('/', end - 1)) {
      const found = first(this.prefixes.get(path.slice(0, end)), request);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The best of what each way of naming a call finds: patterns may be longer than the names. */
  private findCall(request: TrafficRequest): ReadMatch | undefined {
    const { grpcService, grpcMethod } = request;
    const found = [`${grpcService}/${grpcMethod}`, `${grpcService}/`, `/${grpcMethod}`, '/']
      .map(key => first(this.calls.get(key), request));
    found.push(this.callPatterns.find(match => callHolds(match.test, request) && restHolds(match.test, request)));
    return found.filter(match => match !== undefined).sort(compareMatches)[0];
  }
}

/** Whether the conditions of two matches tell which one comes first. */
function decides(a: ReadMatch, b: ReadMatch): boolean {
  const { criterion } = compareCandidates({ match: a, hostname: '' }, { match: b, hostname: '' });
  return !['age', 'name', 'rule', 'match', 'none'].includes(criterion);
}

function first(list: ReadMatch[] | undefined, request: TrafficRequest): ReadMatch | undefined {
  if (list === undefined) return undefined;
  for (const match of list) {
    if (restHolds(match.test, request)) return match;
  }
  return undefined;
}

function push(map: Map<string, ReadMatch[]>, key: string, match: ReadMatch): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [match]);
  else list.push(match);
}
