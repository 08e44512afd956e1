import { ReadMatch, ReadRule } from '../manifests';
import { compareCandidates } from '../precedence';
import { covers, isDead } from './implication';
import { Finding } from './finding';
import { conditionsKey, groupsAround, HostRules, PathGroup, pathKey, Place } from './places';
import { backendsText, destination, matchPath, matchText, rulePath, ruleText } from './rule-words';
import { Survey } from './survey';

/** The match that takes every request of another, and why it wins. */
export interface Hider {
  readonly match: ReadMatch;
  readonly why: string;
}

/** Patterns of one path that are looked at; more in one place are not a route that somebody wrote. */
const MOST_PATTERNS = 64;

/** Rules and matches that no request can reach (HTTPRouteRule.matches, GRPCRouteRule.matches). */
export function shadowedRules(survey: Survey): Finding[] {
  return survey.routes.flatMap(route => {
    const places = survey.places.of(route);
    return route.rules.flatMap(rule => {
      const live = rule.matches.filter(match => !isDead(match.test));
      const hiders = new Map<ReadMatch, Hider>();
      for (const match of live) {
        const hider = hiderOf(match, places);
        if (hider !== undefined) hiders.set(match, hider);
      }
      if (hiders.size === 0) return [];
      if (hiders.size === rule.matches.length) return [hiddenRule(rule, hiders.get(live[0])!)];
      return [...hiders].map(([match, hider]) => hiddenMatch(match, hider));
    });
  });
}

/** What hides a match at every place where it is asked; undefined where some request reaches it. */
export function hiderOf(match: ReadMatch, places: readonly Place[]): Hider | undefined {
  let found: Hider | undefined;
  for (const place of places) {
    const hider = hiderAt(match, place);
    if (hider === undefined) return undefined;
    found ??= hider;
  }
  return found;
}

function hiderAt(match: ReadMatch, place: Place): Hider | undefined {
  let found: Hider | undefined;
  for (const rules of place.byHostname.filter(({ routes }) => routes.has(match.rule.route))) {
    const hider = hiderUnder(match, rules, place);
    if (hider === undefined) return undefined;
    found ??= hider;
  }
  return found;
}

/** A match under one hostname: hidden by a match of the same path, or by one whose hostname goes first. */
function hiderUnder(match: ReadMatch, own: HostRules, place: Place): Hider | undefined {
  const before = place.byHostname.slice(0, place.byHostname.indexOf(own));
  for (const rules of before) {
    for (const group of groupsAround(rules, match.test)) {
      const other = coveringIn(group, match);
      if (other !== undefined) return { match: other, why: reason(other, rules, match, own) };
    }
  }
  const group = own.groups.get(pathKey(match.test));
  if (group === undefined) return undefined;
  const equal = [group.firstOfRoute.get(routeKey(match)), group.firstOf.get(conditionsKey(match.test))];
  const other = [...equal, ...group.patterns.slice(0, MOST_PATTERNS)].find(candidate => candidate !== undefined
    && candidate.rule !== match.rule && isDecided(candidate, match) && covers(candidate.test, match.test)
    && compareCandidates({ match: candidate, hostname: '' }, { match, hostname: '' }).order < 0);
  return other && { match: other, why: reason(other, own, match, own) };
}

/** Under a hostname that goes first any wider match wins: one without conditions, with one of the match's, or with all. */
function coveringIn(group: PathGroup, match: ReadMatch): ReadMatch | undefined {
  const { headers, query, method } = match.test;
  const none = { ...match.test, method: undefined, headers: [], query: [] };
  const wider = [none, ...headers.map(header => ({ ...none, headers: [header] })), ...query.map(item => ({ ...none, query: [item] })),
    { ...none, method }, match.test];
  const callFree = wider.map(test => ({ ...test, service: undefined, grpcMethod: undefined }));
  const candidates = [...wider, ...callFree].map(test => group.firstOf.get(conditionsKey(test)));
  return [...candidates, ...group.patterns.slice(0, MOST_PATTERNS)].find(candidate => candidate !== undefined
    && candidate.rule !== match.rule && candidate.rule.route.kind === match.rule.route.kind && covers(candidate.test, match.test));
}

/** Between two routes the age may decide, which manifests in Git do not state: that is a conflict, not a hidden rule. */
function isDecided(a: ReadMatch, b: ReadMatch): boolean {
  const [x, y] = [a.rule.route, b.rule.route];
  if (x === y || x.created !== y.created && Number.isFinite(x.created) && Number.isFinite(y.created)) return true;
  return x.kind === y.kind && rankDiffers(a, b);
}

/** Whether the conditions alone decide: the same pair would be ordered so if both routes were one. */
function rankDiffers(a: ReadMatch, b: ReadMatch): boolean {
  const { why } = compareCandidates({ match: a, hostname: '' }, { match: b, hostname: '' });
  return why !== 'its route is older' && !why.startsWith('its route comes first');
}

function reason(winner: ReadMatch, winnerHost: HostRules, loser: ReadMatch, loserHost: HostRules): string {
  return compareCandidates({ match: winner, hostname: winnerHost.hostname }, { match: loser, hostname: loserHost.hostname }).why;
}

function routeKey({ rule, test }: ReadMatch): string {
  return `${rule.route.kind} ${rule.route.key} ${conditionsKey(test)}`;
}

function hiddenRule(rule: ReadRule, { match, why }: Hider): Finding {
  const same = destination(rule) === destination(match.rule);
  return {
    rule: 'route/shadowed',
    severity: same ? 'warning' : 'error',
    object: rule.route.object,
    path: rulePath(rule),
    message: `${ruleText(rule)} (${matchText(rule.matches[0])}) can never match: ${ruleText(match.rule, rule.route)} (${matchText(match)}) takes all its requests, because ${why}. `
      + (same ? 'Both send them to the same backends' : `They go to ${backendsText(match.rule)}, never to ${backendsText(rule)}`),
    fix: 'Delete the rule, or give it a condition that the other has not: a longer path, or one more header',
  };
}

function hiddenMatch(match: ReadMatch, hider: Hider): Finding {
  return {
    rule: 'route/shadowed',
    severity: 'warning',
    object: match.rule.route.object,
    path: matchPath(match),
    message: `this match (${matchText(match)}) of ${ruleText(match.rule)} is never used: ${ruleText(hider.match.rule, match.rule.route)} (${matchText(hider.match)}) takes all its requests, because ${hider.why}`,
    fix: 'Delete the match, or give it a condition that the other has not: a longer path, or one more header',
  };
}
