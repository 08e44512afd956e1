import { ReadRoute } from '../manifests';
import { filtersOf } from './backends';
import { Finding } from './finding';
import { Survey } from './survey';

/**
 * Mirrors of GRPCRoutes whose Service Envoy Gateway does not know (measured, and so in its source: v1.9.0 loads the Services of
 * backendRefs, and those of mirrors of HTTPRoutes only). The filter then counts as broken, and the whole rule answers with an error.
 */
export function grpcMirrors(survey: Survey): Finding[] {
  if (survey.options.gateway !== 'envoy-gateway') return [];
  const loaded = new Set(survey.routes.flatMap(servicesOf));
  return survey.routes.filter(({ kind }) => kind === 'GRPCRoute').flatMap(route => mirrorsOf(route).flatMap(({ ref, path }) => (loaded.has(key(ref, route)) ? [] : [{
    rule: 'gateway/grpc-mirror',
    severity: 'error' as const,
    object: route.object,
    path,
    message: `Envoy Gateway does not load the Service ${key(ref, route)} of a mirror in a GRPCRoute, so it takes the filter for broken and answers every request of the rule with an error`,
    fix: `Do without the mirror, or name ${String(ref?.name)} in a backendRef of some route, with weight 0 in this rule for instance, so that it is loaded`,
  }])));
}

function servicesOf(route: ReadRoute): string[] {
  return [
    ...route.rules.flatMap(({ backendRefs }) => backendRefs.map(ref => key(ref, route))),
    ...route.kind === 'HTTPRoute' ? mirrorsOf(route).map(({ ref }) => key(ref, route)) : [],
  ];
}

function mirrorsOf(route: ReadRoute): { readonly ref: any; readonly path: string }[] {
  return filtersOf(route).filter(({ filter }) => filter?.type === 'RequestMirror')
    .map(({ filter, path }) => ({ ref: filter.requestMirror?.backendRef, path: `${path}.requestMirror.backendRef` }));
}

function key(ref: any, { namespace }: ReadRoute): string {
  return `${ref?.namespace ?? namespace}/${String(ref?.name)}`;
}
