import { ReadMatch } from '../manifests';
import { compareMatches } from '../precedence';
import { RequestTest } from '../request-test';
import { Finding } from './finding';
import { covers, isDead, mayMeet, pathCovers } from './implication';
import { HostRules, Place } from './places';
import { backendsText, destination, matchPath, matchText, ruleText } from './rule-words';
import { Survey } from './survey';

/** Rules of other routes that are looked at for one match: the first that takes requests away is enough. */
const MOST_RIVALS = 64;

/**
 * An audience that loses part of its requests, because a longer path goes before headers (HTTPRouteRule.matches: the path is
 * compared before the number of headers).
 */
export function headersThatLose(survey: Survey): Finding[] {
  const longer = new Map<HostRules, ReadMatch[]>();
  return survey.routes.flatMap(route => {
    const all = route.rules.flatMap(rule => rule.matches).filter(({ test }) => !isDead(test));
    return all.filter(({ test }) => hasAudience(test)).flatMap(match => {
      const rival = all.find(other => takes(other, match, all)) ?? rivalElsewhere(match, survey.places.of(route), longer);
      return rival === undefined ? [] : [finding(match, rival)];
    });
  });
}

/** Between routes only where the match has no path of its own: else the paths divide the host, as they should. */
function rivalElsewhere(match: ReadMatch, places: readonly Place[], longer: Map<HostRules, ReadMatch[]>): ReadMatch | undefined {
  if (!isAudienceAlone(match.test)) return undefined;
  const { route } = match.rule;
  for (const rules of places.flatMap(({ byHostname }) => byHostname.filter(({ routes }) => routes.has(route)))) {
    let rivals = longer.get(rules);
    if (rivals === undefined) {
      rivals = [...rules.groups.values()].flatMap(({ matches }) => matches).filter(({ test }) => !isRoot(test));
      longer.set(rules, rivals);
    }
    const rival = rivals.slice(0, MOST_RIVALS).find(other => other.rule.route !== route
      && takes(other, match, [route, other.rule.route].flatMap(({ rules: list }) => list.flatMap(({ matches }) => matches))));
    if (rival !== undefined) return rival;
  }
  return undefined;
}

/** Whether a match takes requests that were meant for another with more conditions, and nothing sharper gives them back. */
function takes(rival: ReadMatch, match: ReadMatch, all: readonly ReadMatch[]): boolean {
  return rival.rule !== match.rule && rival.rule.route.kind === match.rule.route.kind
    && destination(rival.rule) !== destination(match.rule)
    && isNarrower(rival.test, match.test) && mayMeet(rival.test, match.test) && !restCovers(match.test, rival.test)
    && !all.some(other => other !== rival && restores(other, rival, match));
}

/** A rule for the rival's path and the audience's conditions: whoever wrote it has thought of it. */
function restores(other: ReadMatch, rival: ReadMatch, match: ReadMatch): boolean {
  return covers(other.test, both(rival.test, match.test)) && compareMatches(other, rival) < 0;
}

/** The conditions of two matches in one; the path is the first's. */
export function both(rival: RequestTest, match: RequestTest): RequestTest {
  const joined = (a: RequestTest['headers'], b: RequestTest['headers']) =>
    [...a, ...b.filter(({ name }) => !a.some(item => item.name === name))];
  return {
    ...rival,
    method: rival.method ?? match.method,
    headers: joined(rival.headers, match.headers),
    query: joined(rival.query, match.query),
  };
}

/** Whether the rival's rule has all conditions of the match beside the path: then it is a sharper rule for the same audience. */
function restCovers(match: RequestTest, rival: RequestTest): boolean {
  return covers({ ...match, path: undefined, service: undefined, grpcMethod: undefined }, rival);
}

function isNarrower(rival: RequestTest, match: RequestTest): boolean {
  // Where a pattern stands is the gateway's own affair, and has a rule of its own.
  if (rival.path?.type === 'RegularExpression') return false;
  if (rival.path !== undefined && match.path !== undefined) {
    return pathCovers(match.path, rival.path) && !pathCovers(rival.path, match.path);
  }
  const call = (test: RequestTest): RequestTest => ({ service: test.service, grpcMethod: test.grpcMethod, headers: [], query: [] });
  return covers(call(match), call(rival)) && !covers(call(rival), call(match));
}

/** A method alone tells no audience apart. */
function hasAudience({ headers, query }: RequestTest): boolean {
  return headers.length > 0 || query.length > 0;
}

/** A header or parameter on every path. */
function isAudienceAlone(test: RequestTest): boolean {
  return isRoot(test) && (test.headers.length > 0 || test.query.length > 0);
}

function isRoot({ path, service, grpcMethod }: RequestTest): boolean {
  return path === undefined ? service === undefined && grpcMethod === undefined : path.type === 'PathPrefix' && path.bare === '';
}

function finding(match: ReadMatch, rival: ReadMatch): Finding {
  const { rule } = match;
  return {
    rule: 'route/header-loses',
    severity: 'warning',
    object: rule.route.object,
    path: matchPath(match),
    message: `${ruleText(rule)} (${matchText(match)}) loses requests to ${ruleText(rival.rule, rule.route)} (${matchText(rival)}): ${rule.route.kind === 'GRPCRoute' ? 'a more specific call goes before headers' : 'a longer path goes before method, headers and query'}, so they reach ${backendsText(rival.rule)} instead of ${backendsText(rule)}`,
    fix: `Repeat the conditions of ${ruleText(rule)} in a rule with the longer path, before ${ruleText(rival.rule, rule.route)}`,
  };
}
