import { Duration } from 'cdk8s';
import { TrafficError } from '../errors';
import { checkDnsSubdomain } from '../names';
import { checkFilters, RouteFilter } from './filter';
import { Match } from './match';
import { TrafficSplit } from './split';

/** How long a request may take (Gateway API HTTPRouteTimeouts, GEP-1742; extended support, HTTP only). */
export interface RouteTimeouts {
  /**
   * From the first byte of the request to the last of the answer, all tries together; 0 seconds means no limit.
   * @default - the gateway's
   */
  readonly request?: Duration;
  /**
   * One try at a backend; not longer than `request`.
   * @default - the gateway's
   */
  readonly backendRequest?: Duration;
}

/** Parts of a rule. */
export interface TrafficRuleOptions {
  /** Name within the route, a DNS subdomain of at most 253 characters (GEP-995); policies and patches refer to it. */
  readonly name: string;
  /**
   * Requests that the rule is for, at most 64 alternatives.
   * @default - every request
   */
  readonly match?: Match;
  /**
   * Where they go.
   * @default - nowhere: the filters hold a redirect
   */
  readonly split?: TrafficSplit;
  /**
   * What is done to them.
   * @default - nothing
   */
  readonly filters?: RouteFilter[];
  /**
   * How long they may take.
   * @default - the gateway's
   */
  readonly timeouts?: RouteTimeouts;
}

/** One rule of a route: which requests, what is done to them, where they go; immutable (Gateway API HTTPRouteRule, GRPCRouteRule). */
export class TrafficRule {
  /**
   * A rule of its parts.
   *
   * @throws when it has neither split nor redirect, has both, or a part is not allowed
   */
  public static of(options: TrafficRuleOptions): TrafficRule {
    return new TrafficRule(options);
  }

  /** Name within the route. */
  public readonly name: string;
  /** Requests that the rule is for. */
  public readonly match: Match;
  /** Where they go; absent in a redirect. */
  public readonly split?: TrafficSplit;
  /** What is done to them. */
  public readonly filters: RouteFilter[];
  /** How long they may take. */
  public readonly timeouts?: RouteTimeouts;

  private constructor(options: TrafficRuleOptions) {
    this.name = checkDnsSubdomain('rule name', options.name);
    this.match = options.match ?? Match.everything();
    this.split = options.split;
    this.filters = [...options.filters ?? []];
    this.timeouts = options.timeouts;
    const say = (problem: string): never => {
      throw new TrafficError(`rule '${this.name}': ${problem}`);
    };
    checkFilters(this.filters);
    for (const { backend } of this.split?.backends ?? []) {
      checkFilters(backend.filters);
      if (backend.filters.some(filter => filter._spec.type === 'RequestRedirect')) {
        say(`backend ${backend.describe()} has a redirect among its filters; put the redirect on a rule of its own`);
      }
    }
    const redirects = this.filters.some(filter => filter._spec.type === 'RequestRedirect');
    if (redirects && this.split !== undefined) say('it has a redirect and backends, but a redirected request reaches none; leave one out');
    if (!redirects && this.split === undefined) say('it has neither backends nor a redirect, so its requests would get status 500');
    const count = this.match._alternatives.length;
    if (count > 64) say(`it has ${count} alternatives in its match, but at most 64 are allowed`);
    for (const c of this.match._alternatives) {
      if (c.headers.length > 16 || c.queryParams.length > 16) say('one match has more than 16 headers or query parameters');
    }
    const path = this.match._alternatives[0].path;
    const onPrefix = count === 1 && (path === undefined || path.type === 'PathPrefix');
    const spec = [...this.filters, ...this.split?.backends.flatMap(b => b.backend.filters) ?? []].map(filter => filter._spec);
    if (!onPrefix && spec.some(s => s.redirect?.prefix !== undefined || s.rewrite?.prefix !== undefined)) {
      say('it replaces a path prefix, so its match must be exactly one path prefix');
    }
    checkTimeouts(this.timeouts, say);
  }

  /** The rule in words, as messages show it. */
  public describe(): string {
    return `'${this.name}': ${this.match.describe()} -> ${this.split?.describe() ?? 'redirect'}`;
  }
}

function checkTimeouts(timeouts: RouteTimeouts | undefined, say: (problem: string) => never): void {
  const request = timeouts?.request?.toMilliseconds();
  const backend = timeouts?.backendRequest?.toMilliseconds();
  if (request !== undefined && backend !== undefined && request !== 0 && backend > request) {
    say(`timeouts.backendRequest (${backend} ms) is longer than timeouts.request (${request} ms)`);
  }
}
