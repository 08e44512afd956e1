import { listOf, ReadMatch, ReadRoute, ReadRule } from '../manifests';
import { describeTest } from '../request-test';

/** A rule as messages name it: "rules[1] 'split'", with its route where that is another. */
export function ruleText(rule: ReadRule, from?: ReadRoute): string {
  const name = `rules[${rule.index}]${rule.name === undefined ? '' : ` '${rule.name}'`}`;
  return from === undefined || from === rule.route ? name : `${name} of ${rule.route.kind} ${rule.route.key}`;
}

/** Where a match stands: 'spec.rules[0].matches[1]', or the rule where it states no matches. */
export function matchPath({ rule, index }: ReadMatch): string {
  const stated = listOf(listOf(rule.route.object.spec?.rules)[rule.index]?.matches).length > 0;
  return `${rulePath(rule)}${stated ? `.matches[${index}]` : ''}`;
}

/** Where a rule stands; the route itself where it states none. */
export function rulePath(rule: ReadRule): string {
  return Array.isArray(rule.route.object.spec?.rules) ? `spec.rules[${rule.index}]` : 'spec';
}

/** A match in words. */
export function matchText({ test }: ReadMatch): string {
  return describeTest(test);
}

/** Where a rule sends requests, as a text that is equal for two rules with the same backends in the same shares. */
export function destination(rule: ReadRule): string {
  const kept = destinations.get(rule);
  if (kept !== undefined) return kept;
  const refs = rule.backendRefs.map(ref => ({ key: refKey(ref, rule.route), weight: typeof ref?.weight === 'number' ? ref.weight : 1 }));
  const sum = refs.reduce((total, { weight }) => total + weight, 0);
  const shares = refs.map(({ key, weight }) => `${key}=${sum === 0 ? 0 : (weight / sum).toFixed(6)}`).sort();
  const answers = rule.filters.filter(filter => ['RequestRedirect', 'ExtensionRef'].includes(filter?.type));
  const text = JSON.stringify([shares, answers]);
  destinations.set(rule, text);
  return text;
}

const destinations = new WeakMap<ReadRule, string>();

/** The backends of a rule in words. */
export function backendsText(rule: ReadRule): string {
  const names = rule.backendRefs.map(ref => String(ref?.name));
  if (names.length > 0) return names.length > 3 ? `${names.slice(0, 3).join(', ')} and others` : names.join(' and ');
  return rule.filters.some(filter => filter?.type === 'RequestRedirect') ? 'a redirect' : 'no backend';
}

function refKey(ref: any, route: ReadRoute): string {
  const { group = '', kind = 'Service', namespace = route.namespace, name = null, port = null } = ref ?? {};
  return JSON.stringify([group, kind, namespace, name, port]);
}
