// Manifests as an API server keeps them, read field by field: the defaults of the CRDs, nothing else.

const GROUP = 'gateway.networking.k8s.io';

/** An object's namespace; 'default' where it states none. */
export function namespaceOf(object: any): string {
  return object.metadata.namespace ?? 'default';
}

/** 'namespace/name', the key that ties are broken by. */
export function keyOf(object: any): string {
  return `${namespaceOf(object)}/${object.metadata.name}`;
}

/** The objects of one kind of the Gateway API, in the versions that are read alike. */
export function gatewayObjects(manifests: any[], kind: string): any[] {
  const versions = kind === 'GRPCRoute' || kind === 'ReferenceGrant' ? ['v1', 'v1beta1', 'v1alpha2'] : ['v1', 'v1beta1'];
  return manifests.filter(object => object.kind === kind && versions.some(version => object.apiVersion === `${GROUP}/${version}`));
}

/** The objects of one kind of the core group. */
export function coreObjects(manifests: any[], kind: string): any[] {
  return manifests.filter(object => object.kind === kind && object.apiVersion === 'v1');
}

/** The HTTPRoutes and GRPCRoutes. */
export function routesOf(manifests: any[]): any[] {
  return [...gatewayObjects(manifests, 'HTTPRoute'), ...gatewayObjects(manifests, 'GRPCRoute')];
}

/** A parentRef with its defaults, where it names a Gateway: ParentReference.group, kind and namespace. */
export interface GatewayParent {
  readonly gateway: string;
  readonly sectionName?: string;
  readonly port?: number;
}

/** The Gateways that a route refers to. */
export function parentsOf(route: any): GatewayParent[] {
  const refs: any[] = route.spec?.parentRefs ?? [];
  return refs.filter(ref => (ref.group ?? GROUP) === GROUP && (ref.kind ?? 'Gateway') === 'Gateway').map(ref => ({
    gateway: `${ref.namespace ?? namespaceOf(route)}/${ref.name}`,
    sectionName: ref.sectionName,
    port: ref.port,
  }));
}

/** Rules with their matches: HTTPRouteSpec.rules, HTTPRouteRule.matches and GRPCRouteRule.matches say what stands for none. */
export function rulesOf(route: any): any[] {
  const http = route.kind === 'HTTPRoute';
  const everything = http ? { path: { type: 'PathPrefix', value: '/' } } : {};
  const rules: any[] = route.spec?.rules ?? (http ? [{}] : []);
  return rules.map(rule => ({ ...rule, matches: (rule.matches ?? []).length === 0 ? [everything] : rule.matches }));
}

/** Hostnames of a route; [] for any host. */
export function hostnamesOf(route: any): string[] {
  return route.spec?.hostnames ?? [];
}

/** Age for 'the oldest Route based on creation timestamp': the smaller, the older; a route that is not created yet is the newest. */
export function createdAt(route: any): number {
  const stamp = route.metadata.creationTimestamp;
  return stamp === undefined || stamp === null ? Infinity : Date.parse(stamp);
}

/** Whether a ReferenceGrant lets routes of one kind and namespace refer to a Service of another namespace (ReferenceGrantSpec). */
export function isGranted(manifests: any[], route: any, namespace: string, name: string): boolean {
  return gatewayObjects(manifests, 'ReferenceGrant').some(grant => namespaceOf(grant) === namespace
    && grant.spec.from.some((from: any) => from.group === GROUP && from.kind === route.kind && from.namespace === namespaceOf(route))
    && grant.spec.to.some((to: any) => (to.group ?? '') === '' && to.kind === 'Service' && (to.name ?? name) === name));
}

/** Whether a backendRef is valid for a route (HTTPBackendRef): known kind, granted, and there as far as the manifests tell. */
export function isValidRef(manifests: any[], route: any, ref: any, complete: boolean): boolean {
  if ((ref.group ?? '') !== '' || (ref.kind ?? 'Service') !== 'Service') return false;
  const namespace = ref.namespace ?? namespaceOf(route);
  if (namespace !== namespaceOf(route) && !isGranted(manifests, route, namespace, ref.name)) return false;
  const service = coreObjects(manifests, 'Service').find(object => keyOf(object) === `${namespace}/${ref.name}`);
  if (service === undefined) return !complete;
  return service.spec?.type === 'ExternalName' || (service.spec?.ports ?? []).some((port: any) => port.port === ref.port);
}
