import { hostMatches } from '../hostname';
import { GATEWAY_GROUP, groupOf, listOf, ReadRoute } from '../manifests';
import { canonicalText } from './canonical';
import { keyOf } from './side';
import type { Side } from './types';

/**
 * Which hosts the change can touch: those of routes that come, go or change, or that lead to a Service that does.
 *
 * @returns undefined where it can touch every host
 */
export function touchedHosts(before: Side, after: Side): ((host: string) => boolean) | undefined {
  const [was, is] = [textsOf(before, isEverywhere), textsOf(after, isEverywhere)];
  if (changedKeys(was, is).length > 0) return undefined;
  const services = new Set(changedKeys(textsOf(before, isService), textsOf(after, isService)).map(key => key.slice('Service '.length)));
  const routes = new Set(changedKeys(textsOf(before, isRoute), textsOf(after, isRoute)));
  const hostnames = new Set<string>();
  for (const route of [...before.model._manifests.routes, ...after.model._manifests.routes]) {
    if (!routes.has(`${route.kind} ${route.key}`) && !leadsTo(route, services)) continue;
    // A route without hostnames answers for every host that its listeners do.
    if (route.hostnames.length === 0) return undefined;
    for (const hostname of route.hostnames) hostnames.add(hostname);
  }
  const wildcards = [...hostnames].filter(hostname => hostname.startsWith('*'));
  return host => hostnames.has(host) || wildcards.some(hostname => hostMatches(hostname, host));
}

const isRoute = (object: any) => groupOf(object) === GATEWAY_GROUP && (object.kind === 'HTTPRoute' || object.kind === 'GRPCRoute');
const isService = (object: any) => groupOf(object) === '' && object.kind === 'Service';
/** What a model reads besides: Gateway, ReferenceGrant and whatever the group has, and the labels of namespaces. */
const isEverywhere = (object: any) => (groupOf(object) === GATEWAY_GROUP && !isRoute(object)) || (groupOf(object) === '' && object.kind === 'Namespace');

function textsOf(side: Side, picks: (object: any) => boolean): Map<string, string> {
  return new Map(side.model._manifests.objects.filter(picks).map(object => [keyOf(object), canonicalText(object)]));
}

function changedKeys(before: Map<string, string>, after: Map<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(key => before.get(key) !== after.get(key));
}

function leadsTo(route: ReadRoute, services: Set<string>): boolean {
  if (services.size === 0) return false;
  const refs = route.rules.flatMap(({ backendRefs, filters }) => [
    ...backendRefs, ...[...filters, ...backendRefs.flatMap(ref => listOf(ref?.filters))].map(filter => filter?.requestMirror?.backendRef),
  ]);
  return refs.some(ref => ref !== undefined && services.has(`${ref?.namespace ?? route.namespace}/${ref?.name}`));
}
