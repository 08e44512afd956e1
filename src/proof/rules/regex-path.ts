import { ReadMatch } from '../manifests';
import { Finding } from './finding';
import { literalStart, mayMeet, mayMeetOnPath } from './implication';
import { HostRules, prefixKey } from './places';
import { backendsText, destination, matchPath, matchText, ruleText } from './rule-words';
import { Survey } from './survey';

/** Paths under what a pattern starts with that are looked at; the first that competes is enough. */
const MOST_UNDER = 32;

/** The matches of an exact path or prefix; a list of them is sorted by the text. */
interface SortedPath {
  readonly text: string;
  readonly matches: ReadMatch[];
}

/** Patterns on the path that compete with other paths (HTTPRouteRule.matches: their precedence is the implementation's own affair). */
export function regexPaths(survey: Survey): Finding[] {
  const seen = new Set<ReadMatch>();
  return survey.places.all.flatMap(place => place.byHostname.flatMap(rules => {
    const patterns = [...rules.groups.values()].filter(({ path }) => path?.type === 'RegularExpression').flatMap(({ matches }) => matches);
    const paths = patterns.length === 0 ? [] : [...rules.groups.values()]
      .filter(({ path }) => path !== undefined && path.type !== 'RegularExpression')
      .map(group => ({ text: group.path!.type === 'Exact' ? group.path!.value : group.path!.bare, matches: group.matches }))
      .sort((a, b) => a.text < b.text ? -1 : a.text > b.text ? 1 : 0);
    return patterns.flatMap(match => {
      const rival = seen.has(match) ? undefined : rivalOf(match, rules, paths);
      if (rival === undefined) return [];
      seen.add(match);
      return [finding(match, rival)];
    });
  }));
}

function rivalOf(match: ReadMatch, rules: HostRules, paths: readonly SortedPath[]): ReadMatch | undefined {
  const competes = (other: ReadMatch) => other.rule !== match.rule && destination(other.rule) !== destination(match.rule)
    // An exact path goes before a pattern everywhere.
    && other.test.path!.type === 'PathPrefix' && mayMeetOnPath(match.test, other.test) && mayMeet(match.test, other.test);
  const start = literalStart(match.test.path!.value);
  for (let at = start.lastIndexOf('/'); at >= 0; at = at === 0 ? -1 : start.lastIndexOf('/', at - 1)) {
    const found = rules.groups.get(prefixKey(start.slice(0, at)))?.matches.slice(0, MOST_UNDER).find(competes);
    if (found !== undefined) return found;
  }
  const first = firstFrom(paths, start);
  for (const { text, matches } of paths.slice(first, first + MOST_UNDER)) {
    if (!text.startsWith(start)) break;
    const found = matches.slice(0, MOST_UNDER).find(competes);
    if (found !== undefined) return found;
  }
  return rules.groups.get(prefixKey(''))?.matches.slice(0, MOST_UNDER).find(competes);
}

/** Where the texts from a start on begin in a sorted list. */
function firstFrom(paths: readonly SortedPath[], start: string): number {
  let [low, high] = [0, paths.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (paths[middle].text < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function finding(match: ReadMatch, rival: ReadMatch): Finding {
  const { rule } = match;
  return {
    rule: 'route/regex-path',
    severity: 'warning',
    object: rule.route.object,
    path: `${matchPath(match)}.path`,
    message: `the path pattern '${match.test.path!.value}' of ${ruleText(rule)} competes with ${ruleText(rival.rule, rule.route)} (${matchText(rival)}): whether a pattern goes before a prefix is the gateway's own affair, so one gateway answers with ${backendsText(rule)}, another with ${backendsText(rival.rule)}`,
    fix: 'Write the pattern as PathPrefix or Exact, or give the other rule a path that the pattern does not match',
  };
}
