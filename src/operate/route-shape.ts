import { TrafficError } from '../errors';
import { quote } from '../names';
import { sameJson, without } from './json-patch';

/** A route in few words: 'HTTPRoute shop/cart'. */
export function describeRoute({ kind, metadata }: any): string {
  return `${kind} ${metadata?.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata?.name}`;
}

/** Rules of a route. */
export function rulesOf(route: any): any[] {
  return route?.spec?.rules ?? [];
}

/** References of a rule to its backends. */
export function refsOf(rule: any): any[] {
  return rule?.backendRefs ?? [];
}

/** Whether two references lead to the same place in the same way; their weights may differ. */
export function sameBackend(a: any, b: any, namespace: string | undefined): boolean {
  return sameJson(filledRef(a, namespace), filledRef(b, namespace));
}

/**
 * Refuses two states of a route that a patch of weights cannot lead from one to the other: other rules, other matches, or any
 * difference outside of the backends. Defaults of the CRDs are filled in first, since the live object has them.
 */
export function checkSameShape(current: any, target: any): void {
  const [from, to] = [describeRoute(current), describeRoute(target)];
  if (from !== to) throw new TrafficError(`the current route is ${from}, but the target is ${to}; give two states of one route`);
  const refuse = (problem: string): never => {
    throw new TrafficError(`${from}: ${problem}. A patch moves weights only, for it must not apply half of a change; apply the`
      + ' manifests of the target'
      + ' as a whole (--form ssa), or bring the cluster and the output of synth to the same commit first');
  };
  const names = [current, target].map(route => rulesOf(route).map(({ name }, index) => String(name ?? `rule ${index}`)));
  if (!sameJson(names[0], names[1])) refuse(`the list of rules differs: now ${list(names[0])}, then ${list(names[1])}`);
  for (const field of differing(filledSpec(current), filledSpec(target))) refuse(`${field} differ in more than backends`);
  rulesOf(current).forEach((rule, index) => {
    const fields = differing(filledRule(current.kind, rule), filledRule(target.kind, rulesOf(target)[index]));
    if (fields.length > 0) refuse(`the rule ${quote(names[0][index])} differs in ${fields.join(', ')}`);
  });
}

function list(names: string[]): string {
  return names.map(quote).join(', ') || 'none';
}

function differing(a: any, b: any): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(field => !sameJson(a[field], b[field])).sort();
}

/** The spec without its rules. */
function filledSpec({ spec, metadata }: any): any {
  const rest = without(spec, 'rules');
  const parentRefs = (rest.parentRefs ?? []).map((parent: any) => ({
    group: 'gateway.networking.k8s.io', kind: 'Gateway', ...inNamespace(metadata?.namespace), ...parent,
  }));
  return { ...rest, hostnames: rest.hostnames ?? [], parentRefs };
}

/** A rule without its backends. */
function filledRule(kind: string, rule: any): any {
  const rest = without(rule, 'backendRefs');
  return { ...rest, filters: rest.filters ?? [], matches: filledMatches(kind, rest.matches) };
}

function filledMatches(kind: string, matches: any[] | undefined): any[] {
  const typed = (entries: any[] | undefined) => (entries ?? []).map(entry => ({ type: 'Exact', ...entry }));
  if (kind === 'GRPCRoute') {
    return (matches ?? []).map(match => ({
      ...match, method: match.method === undefined ? undefined : { type: 'Exact', ...match.method }, headers: typed(match.headers),
    }));
  }
  return (matches === undefined || matches.length === 0 ? [{}] : matches).map(match => ({
    ...match,
    path: { type: 'PathPrefix', value: '/', ...match.path },
    headers: typed(match.headers),
    queryParams: typed(match.queryParams),
  }));
}

function filledRef(ref: any, namespace: string | undefined): any {
  const rest = without(ref, 'weight');
  return { group: '', kind: 'Service', ...inNamespace(namespace), ...rest, filters: rest.filters ?? [] };
}

function inNamespace(namespace: string | undefined): { namespace?: string } {
  return namespace === undefined ? {} : { namespace };
}
