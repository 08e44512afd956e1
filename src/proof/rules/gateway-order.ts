import { byText } from '../../text';
import { ReadMatch, ReadRule } from '../manifests';
import { compareMatches } from '../precedence';
import { RequestTest, ValueTest } from '../request-test';
import { Finding } from './finding';
import { both } from './header-loses';
import { covers, isDead, mayMeet } from './implication';
import { meetingPairs } from './meetings';
import { HostRules } from './places';
import { backendsText, destination, matchPath, matchText, ruleText } from './rule-words';
import { Survey } from './survey';

/**
 * Matches of one path that the named gateway puts in another order than the specification does (HTTPRouteRule.matches,
 * GRPCRouteRule.matches): measured on a running one, see docs/gateways.md. Only Envoy Gateway is known to.
 */
export function gatewayOrder(survey: Survey): Finding[] {
  if (survey.options.gateway !== 'envoy-gateway') return [];
  const told = new Set<string>();
  const groups = survey.places.all.flatMap(({ byHostname }) => byHostname.flatMap(groupsOf));
  return groups.flatMap(matches => pairsOf(matches).flatMap(([a, b]) => {
    const [first, second] = compareMatches(a, b) < 0 ? [a, b] : [b, a];
    const key = [first, second].map(({ rule, index }) => `${rule.route.kind} ${rule.route.key} ${rule.index} ${index}`).join();
    if (told.has(key) || !isTurned(first, second, matches)) return [];
    told.add(key);
    return [finding(first, second)];
  }));
}

/** Matches of one path or gRPC call; those of gRPC that name no service are one group, as their method is a header there. */
function groupsOf({ groups }: HostRules): ReadMatch[][] {
  const all = [...groups.values()];
  const open = all.filter(({ matches: [{ rule, test }] }) => rule.route.kind === 'GRPCRoute' && isOpen(test));
  return [...all.filter(group => !open.includes(group)).map(({ matches }) => matches), open.flatMap(({ matches }) => matches)];
}

/** Whether a gRPC call names at most its method: Envoy Gateway then has no path for it. */
function isOpen({ service, grpcMethod }: RequestTest): boolean {
  return service === undefined && grpcMethod?.type !== 'RegularExpression';
}

function pairsOf(matches: readonly ReadMatch[]): [ReadMatch, ReadMatch][] {
  const live = matches.filter(({ test }) => !isDead(test));
  return meetingPairs(live.map(match => ({ owner: match, key: '', conditions: { ...match.test, queryParams: match.test.query } })));
}

/** Whether requests that both admit go to the second, and elsewhere than they should. */
function isTurned(first: ReadMatch, second: ReadMatch, all: readonly ReadMatch[]): boolean {
  return treatment(first.rule) !== treatment(second.rule) && byEnvoyGateway(first, second) > 0 && mayMeet(first.test, second.test)
    // A match for those that both admit, which either order puts first: whoever wrote it has thought of it.
    && !all.some(other => other !== first && other !== second && covers(other.test, both(first.test, second.test))
      && compareMatches(other, first) < 0 && byEnvoyGateway(other, second) < 0);
}

/** Where a rule sends requests, and what its filters do to them. */
function treatment(rule: ReadRule): string {
  return `${destination(rule)} ${JSON.stringify([rule.filters, rule.backendRefs.map(ref => ref?.filters)])}`;
}

/** Below 0 where Envoy Gateway puts the first before the second, of two with the same path. */
function byEnvoyGateway(a: ReadMatch, b: ReadMatch): number {
  const [x, y] = [a, b].map(({ rule, test }) => (rule.route.kind === 'GRPCRoute' ? callCounts(test) : counts(test)));
  const at = x.findIndex((value, index) => value !== y[index]);
  if (at >= 0) return y[at] - x[at];
  const [routeA, routeB] = [a.rule.route, b.rule.route];
  return (routeA.created === routeB.created ? 0 : routeA.created - routeB.created) || byText(routeA.key, routeB.key) || a.rule.index - b.rule.index || a.index - b.index;
}

/** Headers, exact ones among them, query parameters, exact ones among them; the method counts as an exact header. */
function counts({ method, headers, query }: RequestTest): number[] {
  const exact = (tests: readonly ValueTest[]) => tests.filter(({ type }) => type === 'Exact').length;
  const methods = method === undefined ? 0 : 1;
  return [headers.length + methods, exact(headers) + methods, query.length, exact(query)];
}

/** The same of gRPC: a method without its service counts as a header by the end of the path, which is not exact. */
function callCounts(test: RequestTest): number[] {
  const [all, ...rest] = counts(test);
  return [all + (isOpen(test) && test.grpcMethod !== undefined ? 1 : 0), ...rest];
}

function finding(first: ReadMatch, second: ReadMatch): Finding {
  const { rule } = first;
  const other = ruleText(second.rule, rule.route);
  return {
    rule: 'gateway/precedence',
    severity: 'warning',
    object: rule.route.object,
    path: matchPath(first),
    message: `by the specification ${ruleText(rule)} (${matchText(first)}) goes before ${other} (${matchText(second)}), but Envoy Gateway puts ${other} first: it counts ${rule.route.kind === 'GRPCRoute' ? 'a method without its service' : 'the method'} as a header, and of equal numbers more exact headers go first. Requests that both admit ${destination(rule) === destination(second.rule) ? 'get the filters of the second' : `reach ${backendsText(second.rule)} instead of ${backendsText(rule)}`}`,
    fix: `Add a match with the conditions of both to ${ruleText(rule)}: either order puts it first`,
  };
}
