import { RouteProtocol } from '../route/protocol';
import { BackendRefs, ResolvedRef } from './backend-refs';
import { DecidedBackend, DecidedMirror, DecidedRedirect, TrafficDecision } from './decision';
import { applyFilters, Forwarded, newPath, responseFilters } from './filters';
import { Listener } from './listeners';
import { portOf, ReadRule } from './manifests';
import { Candidate } from './precedence';
import { PathTest } from './request-test';
import { TrafficRequest } from './request';

/** What a rule does, as far as it does not depend on the request. */
interface RuleFacts {
  readonly valid: ResolvedRef[];
  readonly weights: number;
  readonly errorShare: number;
  readonly mirrors: DecidedMirror[];
  readonly redirect?: any;
  readonly notes: string[];
}

/** Turns the match that won into the decision: shares, filters, status. */
export class Outcomes {
  private readonly facts = new Map<ReadRule, RuleFacts>();

  public constructor(private readonly refs: BackendRefs) {}

  /** The decision of a match. */
  public of(request: TrafficRequest, listener: Listener, { match }: Candidate, notes: string[]): TrafficDecision {
    const { rule, test } = match;
    const facts = this.factsOf(rule);
    const redirect = facts.redirect === undefined ? undefined : redirectOf(facts.redirect, request, listener, test.path);
    const status = redirect?.statusCode ?? (facts.valid.length > 0 ? 200 : 500);
    return new TrafficDecision({
      status,
      // A redirect is no answer that a gRPC client knows.
      grpcCode: redirect !== undefined ? undefined : codeOf(request, status === 500 ? 'UNAVAILABLE' : 'OK'),
      gateway: listener.gateway.key,
      listener: listener.name,
      route: rule.route.key,
      routeKind: rule.route.kind,
      rule: rule.index,
      ruleName: rule.name,
      backends: redirect === undefined ? backendsOf(facts, rule, request, test.path) : [],
      errorShare: redirect === undefined ? facts.errorShare : 0,
      mirrors: facts.mirrors,
      redirect,
      notes: facts.notes.length === 0 ? notes : [...facts.notes, ...notes],
    });
  }

  /** What the parts of a rule lead to, valid or not. */
  public refsOf(rule: ReadRule): ResolvedRef[] {
    return rule.backendRefs.map(ref => this.refs.resolve(rule.route, ref));
  }

  private factsOf(rule: ReadRule): RuleFacts {
    const kept = this.facts.get(rule);
    if (kept !== undefined) return kept;
    const facts = this.computeFacts(rule);
    this.facts.set(rule, facts);
    return facts;
  }

  private computeFacts(rule: ReadRule): RuleFacts {
    const refs = this.refsOf(rule);
    const weights = refs.reduce((sum, { weight }) => sum + weight, 0);
    const valid = refs.filter(({ weight, problem }) => weight > 0 && problem === undefined);
    const wrong = refs.filter(({ weight, problem }) => weight > 0 && problem !== undefined);
    const redirect = rule.filters.find(filter => filter?.type === 'RequestRedirect')?.requestRedirect ?? undefined;
    const notes = [...new Set(refs.filter(({ assumed, weight }) => assumed && weight > 0).map(({ key }) => key))]
      .map(key => `the Service ${key} is not among the manifests; it is assumed to exist with the port`);
    notes.push(...new Set(wrong.map(({ problem }) => `${problem!.message}: its requests get status 500`)));
    if (refs.length > 0 && weights === 0) notes.push('all weights of the rule are 0; the specification leaves the answer open, it is read as status 500');
    for (const { extensionRef: ref } of rule.filters.filter(filter => filter?.type === 'ExtensionRef')) {
      notes.push(`the filter ${ref?.kind} ${ref?.name} of the gateway's own may change the answer; what it does is not known here`);
    }
    const error = redirect !== undefined ? 0 : weights === 0 ? 1 : wrong.reduce((sum, { weight }) => sum + weight, 0) / weights;
    return { valid, weights, errorShare: error, mirrors: this.mirrorsOf(rule, refs, weights), redirect, notes };
  }

  /** Copies by the rule, and by its backends: those only of the part that a backend is sent (HTTPBackendRef.filters). */
  private mirrorsOf(rule: ReadRule, refs: ResolvedRef[], weights: number): DecidedMirror[] {
    const parts = [{ filters: rule.filters, share: 1 }, ...refs
      .filter(({ weight, problem }) => weight > 0 && problem === undefined)
      .map(({ filters, weight }) => ({ filters, share: weight / weights }))];
    return parts.flatMap(({ filters, share }) => filters.filter(filter => filter?.type === 'RequestMirror').flatMap(({ requestMirror: mirror }) => {
      const ref = this.refs.resolve(rule.route, mirror?.backendRef);
      return ref.problem === undefined ? [{ backend: ref.key, percent: mirrorPercent(mirror) * share }] : [];
    }));
  }
}

/** The decision for a request that no route takes. */
export function noRoute(request: TrafficRequest, gateway: string | undefined, listener: Listener | undefined, notes: string[]): TrafficDecision {
  return new TrafficDecision({
    status: 404, grpcCode: codeOf(request, 'UNIMPLEMENTED'), gateway, listener: listener?.name, backends: [], errorShare: 0, mirrors: [], notes,
  });
}

/** Share of a mirror in percent (HTTPRequestMirrorFilter.percent and fraction). */
export function mirrorPercent(mirror: any): number {
  if (typeof mirror?.percent === 'number') return mirror.percent;
  const { numerator, denominator } = mirror?.fraction ?? {};
  const whole = denominator ?? 100;
  return typeof numerator === 'number' && whole > 0 ? (numerator / whole) * 100 : 100;
}

function backendsOf({ valid, weights }: RuleFacts, rule: ReadRule, request: TrafficRequest, path: PathTest | undefined): DecidedBackend[] {
  if (valid.length === 0) return [];
  const received: Forwarded = { host: request.host, path: request.path, headers: request.headers };
  const forwarded = rule.filters.length === 0 ? received : applyFilters(received, rule.filters, path);
  const answer = rule.filters.length === 0 ? NO_FILTERS : responseFilters(rule.filters);
  return valid.map(({ key, port, weight, filters }) => {
    const own = filters.length === 0 ? forwarded : applyFilters(forwarded, filters, path);
    const responseHeaders = filters.length === 0 ? answer : [...answer, ...responseFilters(filters)];
    return { backend: key, port, share: weight / weights, host: own.host, path: own.path, headers: own.headers, responseHeaders };
  });
}

const NO_FILTERS: never[] = [];

/** HTTPRequestRedirectFilter: what it does not state stays as in the request, the port as the scheme or the listener has it. */
function redirectOf(filter: any, request: TrafficRequest, listener: Listener, path: PathTest | undefined): DecidedRedirect {
  const scheme = textOf(filter.scheme);
  const resulting = scheme ?? listener.protocol.toLowerCase();
  const port = portOf(filter.port) ?? (scheme === undefined ? listener.port : undefined);
  const wellKnown = resulting === 'https' ? 443 : 80;
  return {
    ...(scheme === undefined ? {} : { scheme }),
    hostname: textOf(filter.hostname) ?? request.host,
    ...(port === undefined || port === wellKnown ? {} : { port }),
    path: newPath(request.path, filter.path, path),
    statusCode: REDIRECTS.includes(filter.statusCode) ? filter.statusCode : 302,
  };
}

/** The values that HTTPRequestRedirectFilter.statusCode may have. */
const REDIRECTS = [301, 302, 303, 307, 308];

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function codeOf(request: TrafficRequest, code: string): string | undefined {
  return request.protocol === RouteProtocol.GRPC ? code : undefined;
}
