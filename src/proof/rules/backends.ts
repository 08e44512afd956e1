import { ResolvedRef, weightOf } from '../backend-refs';
import { GATEWAY_GROUP, groupOf, listOf, nameOf, namespaceOf, ReadRoute } from '../manifests';
import { Finding, Severity } from './finding';
import { selectorOf } from './pods';
import { Survey } from './survey';

/** A reference to a backend, and where it stands. */
interface Place {
  readonly path: string;
  readonly ref: any;
  readonly use: 'backend' | 'mirror' | 'auth';
  /** The backends among which the weight counts. */
  readonly among: any[];
}

/** References of routes to backends that lead nowhere (HTTPBackendRef, HTTPRequestMirrorFilter.backendRef). */
export function backendRefs(survey: Survey): Finding[] {
  return survey.routes.flatMap(route => {
    const said = new Set<string>();
    return placesOf(route).flatMap(place => {
      const resolved = survey.model._refs.resolve(route, place.ref);
      const finding = unresolved(survey, route, place, resolved) ?? withoutPods(survey, route, place, resolved);
      if (finding === undefined) return [];
      // Of sixteen rules that name one missing Service one word is enough; a port belongs to its place.
      const key = finding.rule === 'reference/no-port' ? finding.path : `${finding.rule} ${place.use} ${resolved.key} ${place.ref?.kind}`;
      if (said.has(key)) return [];
      said.add(key);
      return [finding];
    });
  });
}

/** Filters that name objects of an extension. */
export function extensionRefs(survey: Survey): Finding[] {
  const known = new Set(survey.objects.map(object => JSON.stringify([groupOf(object), object.kind, namespaceOf(object), nameOf(object)])));
  return survey.routes.flatMap(route => filtersOf(route).flatMap(({ filter, path }) => {
    const ref = filter?.type === 'ExtensionRef' ? filter.extensionRef : undefined;
    if (ref === undefined || ref === null || known.has(JSON.stringify([ref.group ?? '', ref.kind, route.namespace, ref.name]))) return [];
    return [{
      rule: 'reference/no-extension',
      severity: survey.outside,
      object: route.object,
      path: `${path}.extensionRef`,
      message: `the filter names ${ref.kind}.${ref.group} ${route.namespace}/${ref.name}, which is not in the input; where a gateway cannot apply a filter, it answers every request of the rule with 500`,
      fix: `Add the ${ref.kind} to the manifests of the namespace '${route.namespace}', or mend the name in extensionRef`,
    }];
  }));
}

/** The filters of a route's rules and backends. */
export function filtersOf(route: ReadRoute): { readonly filter: any; readonly path: string; readonly onBackend: boolean }[] {
  return route.rules.flatMap(rule => [
    ...rule.filters.map((filter, k) => ({ filter, path: `spec.rules[${rule.index}].filters[${k}]`, onBackend: false })),
    ...rule.backendRefs.flatMap((ref, j) => listOf(ref?.filters).map((filter, k) => (
      { filter, path: `spec.rules[${rule.index}].backendRefs[${j}].filters[${k}]`, onBackend: true }))),
  ]);
}

function placesOf(route: ReadRoute): Place[] {
  const backends = route.rules.flatMap(rule => rule.backendRefs.map((ref, j): Place => (
    { path: `spec.rules[${rule.index}].backendRefs[${j}]`, ref, use: 'backend', among: rule.backendRefs })));
  const others = filtersOf(route).flatMap(({ filter, path }): Place[] => {
    const found = (field: string, use: Place['use']): Place[] => [{ path: `${path}.${field}.backendRef`, ref: filter[field]?.backendRef, use, among: [] }];
    if (filter?.type === 'RequestMirror') return found('requestMirror', 'mirror');
    return filter?.type === 'ExternalAuth' ? found('externalAuth', 'auth') : [];
  });
  return [...backends, ...others].filter(({ ref }) => typeof ref === 'object' && typeof ref?.name === 'string');
}

function unresolved(survey: Survey, route: ReadRoute, place: Place, resolved: ResolvedRef): Finding | undefined {
  const { problem, assumed, key, namespace, port } = resolved;
  if (problem === undefined && !assumed) return undefined;
  const found = (rule: string, severity: Severity, message: string, fix: string): Finding => (
    { rule, severity, object: route.object, path: place.path, message: `${message}${problem?.reason === 'InvalidKind' ? ',' : ';'} ${consequence(place)}`, fix });
  const hedge = survey.options.complete ? '' : ', and if the cluster has none either';
  switch (problem?.reason) {
    case 'InvalidKind':
      if (isKnown(survey.options.gateway, place.ref)) return undefined;
      return found('reference/kind', 'warning', `${problem.message}: unless the gateway knows this kind`,
        'Refer to a Service, or make sure that your gateway knows this kind, and silence the finding with that reason');
    case 'RefNotPermitted':
      return found('reference/no-grant', survey.outside, `${problem.message}${hedge}`,
        `Add a ReferenceGrant to the namespace '${namespace}': from {group: ${GATEWAY_GROUP}, kind: ${route.kind}, namespace: ${route.namespace}}, to {group: "", kind: Service, name: ${resolved.name}}`);
    case 'PortNotFound':
      return found('reference/no-port', 'error', port === undefined ? `the reference to the Service ${key} names no port` : problem.message,
        'Write the port of the Service (spec.ports[].port), not the one of the container');
    default:
      return found('reference/no-service', survey.outside, problem?.message ?? `the Service ${key} is not in the input${hedge}`,
        survey.options.complete ? 'Add the Service, or mend the name' : 'Give its manifest too, or mend the name');
  }
}

/** A backend whose pods are all scaled away while it has a share. */
function withoutPods(survey: Survey, route: ReadRoute, place: Place, resolved: ResolvedRef): Finding | undefined {
  if (place.use !== 'backend' || resolved.weight === 0 || resolved.problem !== undefined || resolved.assumed) return undefined;
  const service = survey.manifests.get('', 'Service', resolved.namespace, resolved.name);
  const workloads = survey.workloads.matching(service, selectorOf(service));
  if (workloads.length === 0 || workloads.some(workload => survey.workloads.replicasOf(workload) !== 0)) return undefined;
  return {
    rule: 'workload/zero-replicas',
    severity: 'error',
    object: route.object,
    path: place.path,
    message: `the Service ${resolved.key} gets ${shareOf(place)}, but ${workloads.map(workload => `${workload.kind} ${nameOf(workload)}`).join(' and ')} behind it has 0 replicas; those requests get 503`,
    fix: 'Raise the replicas first, and the weight in a later commit; or set the weight to 0',
  };
}

function consequence(place: Place): string {
  if (place.use === 'mirror') return 'the copies of the requests are lost';
  if (place.use === 'auth') return 'without it no request of the rule is let in';
  return weightOf(place.ref) === 0
    ? 'with weight 0 no request goes there now, but the gateway marks the route as not resolved (ResolvedRefs)'
    : `${shareOf(place)} get 500`;
}

function shareOf({ ref, among }: Place): string {
  const sum = among.reduce((total, other) => total + weightOf(other), 0);
  if (weightOf(ref) === sum) return 'all requests of the rule';
  const percent = Math.round(weightOf(ref) / sum * 1000) / 10;
  const share = percent === 0 ? 'less than 0.1' : percent === 100 ? 'more than 99.9' : percent;
  return `${share} % of the rule's requests`;
}

/** Kinds of backends beside the Service that implementations have of their own. */
const OWN_KINDS: { readonly [gateway: string]: readonly string[] } = { 'envoy-gateway': ['Backend.gateway.envoyproxy.io'] };

function isKnown(gateway: string | undefined, ref: any): boolean {
  return gateway !== undefined && (OWN_KINDS[gateway] ?? []).includes(`${ref?.kind}.${ref?.group}`);
}
