import { weightOf } from '../backend-refs';
import { listOf, ReadMatch, ReadRoute, ReadRule } from '../manifests';
import { RequestTest, unsupportedPatterns } from '../request-test';
import { Finding } from './finding';
import { isDead } from './implication';
import { matchPath, rulePath, ruleText } from './rule-words';
import { Survey } from './survey';

/** What is wrong with a rule whatever the others are: names, weights, matches. */
export function singleRules(survey: Survey): Finding[] {
  return survey.routes.flatMap(route => [
    ...repeatedNames(route),
    ...route.rules.flatMap(weights),
    ...route.rules.flatMap(rule => rule.matches).flatMap(match => [...repeatedConditions(match), ...patterns(match)]),
  ]);
}

/** Rules of one name: what refers to a rule by name (sectionName, the patches of the tools) means one of them (HTTPRouteRule.name). */
function repeatedNames({ object, rules }: ReadRoute): Finding[] {
  const first = new Map<string, ReadRule>();
  return rules.flatMap((rule): Finding[] => {
    if (rule.name === undefined) return [];
    const other = first.get(rule.name);
    if (other === undefined) {
      first.set(rule.name, rule);
      return [];
    }
    return [{
      rule: 'route/rule-name',
      severity: 'error',
      object,
      path: `${rulePath(rule)}.name`,
      message: `rules[${other.index}] and rules[${rule.index}] are both named '${rule.name}'; the experimental CRD refuses that, the standard one admits it, and a policy or patch that names the rule may mean either`,
      fix: 'Give each rule a name of its own',
    }];
  });
}

function weights(rule: ReadRule): Finding[] {
  const { backendRefs, filters, route } = rule;
  const base = { severity: 'error' as const, object: route.object };
  if (backendRefs.length === 0) {
    // A filter of an extension may answer by itself.
    if (filters.some(filter => ['RequestRedirect', 'ExtensionRef'].includes(filter?.type))) return [];
    return [{
      ...base,
      severity: 'warning',
      rule: 'route/no-backends',
      path: rulePath(rule),
      message: `${ruleText(rule)} has neither backendRefs nor a redirect, so every request that it matches gets 500`,
      fix: 'Give the rule a backend or a RequestRedirect filter, or delete it: without a rule the answer is 404',
    }];
  }
  if (backendRefs.some(ref => weightOf(ref) > 0)) return [];
  if (backendRefs.length === 1) {
    return [{
      ...base,
      rule: 'route/sole-zero-weight',
      path: `${rulePath(rule)}.backendRefs[0].weight`,
      message: `${backendRefs[0].name} is the only backend of ${ruleText(rule)} and has weight 0: some gateways answer 500 or 503, others send it everything`,
      fix: 'Set the weight to 1, or delete the rule',
    }];
  }
  return [{
    ...base,
    rule: 'route/zero-weights',
    path: `${rulePath(rule)}.backendRefs`,
    message: `all ${backendRefs.length} backends of ${ruleText(rule)} have weight 0: nobody gets the requests, and the answer is 500 or 503, which differs between gateways`,
    fix: 'Give at least one backend a weight above 0',
  }];
}

/** Of two conditions on one name the first counts (HTTPHeaderMatch.name, HTTPQueryParamMatch.name). */
function repeatedConditions(match: ReadMatch): Finding[] {
  const stated = listOf(listOf(match.rule.route.object.spec?.rules)[match.rule.index]?.matches)[match.index];
  const repeated = (list: string, rule: string, what: string, key: (name: string) => string, why: string) => {
    const first = new Map<string, any>();
    return listOf(stated?.[list]).flatMap((item, i): Finding[] => {
      const name = String(item?.name);
      const other = first.get(key(name));
      if (other === undefined) {
        first.set(key(name), item);
        return [];
      }
      return [{
        rule,
        severity: 'error',
        object: match.rule.route.object,
        path: `${matchPath(match)}.${list}[${i}]`,
        message: `the ${what} '${name}' (${item?.value}) stands beside '${other?.name}' (${other?.value}) in one match: ${why}, so this condition is ignored`,
        fix: 'Keep one condition; for "either value" write two matches, for "both" a RegularExpression',
      }];
    });
  };
  return [
    ...repeated('headers', 'route/header-case', 'header', name => name.toLowerCase(),
      'header names are the same in any case, and only the first of two counts'),
    ...repeated('queryParams', 'route/query-twice', 'query parameter', name => name, 'only the first of two equal names counts'),
  ];
}

/** Patterns that RE2, which most gateways match with, refuses; each with its place. */
function patterns(match: ReadMatch): Finding[] {
  if (!isDead(match.test)) return [];
  const { path, service, grpcMethod, headers, query } = match.test;
  const none: RequestTest = { headers: [], query: [] };
  const stated = listOf(listOf(match.rule.route.object.spec?.rules)[match.rule.index]?.matches)[match.index];
  const at = (list: string, name: string, lower: boolean) =>
    `.${list}[${listOf(stated?.[list]).findIndex(item => (lower ? String(item?.name).toLowerCase() : String(item?.name)) === name)}]`;
  const places: [string, RequestTest][] = [
    ['.path', { ...none, path }], ['.method.service', { ...none, service }], ['.method.method', { ...none, grpcMethod }],
    ...headers.map((header): [string, RequestTest] => [at('headers', header.name, true), { ...none, headers: [header] }]),
    ...query.map((parameter): [string, RequestTest] => [at('queryParams', parameter.name, false), { ...none, query: [parameter] }]),
  ];
  return places.flatMap(([place, test]) => unsupportedPatterns(test).map(problem => ({
    rule: 'route/pattern',
    severity: 'error' as const,
    object: match.rule.route.object,
    path: `${matchPath(match)}${place}`,
    message: `${problem}; this match can never hold, and a gateway may refuse the whole route`,
    fix: 'Write the pattern in the syntax of RE2: no look-around, no back references, no possessive repetition',
  })));
}
