/** What a cluster holds of an app, as it was read. */
export interface LiveState {
  /** The context of the kubeconfig. */
  readonly context: string;
  /** Namespace of objects that state none. */
  readonly namespace: string;
  /** The objects that Git has, by `keyOf`; one that is not here is not in the cluster. */
  readonly objects: ReadonlyMap<string, any>;
  /** ReplicaSets with the labels of a Deployment, by the Deployment's key; none where they may not be read. */
  readonly replicaSets: ReadonlyMap<string, readonly any[]>;
  /** Pods with the labels of a Deployment, by the Deployment's key; none where they may not be read. */
  readonly pods: ReadonlyMap<string, readonly any[]>;
  /** EndpointSlices of each Service, by its key. */
  readonly slices: ReadonlyMap<string, readonly any[]>;
  /** The Gateways that routes hang on, by their keys; none where they may not be read. */
  readonly gateways: ReadonlyMap<string, any>;
  /** Deployments with the app's label, whether Git has them or not. */
  readonly deployments: readonly any[];
  /** What could not be looked at, though it does not decide. */
  readonly notes: readonly string[];
}

/** 'Kind namespace/name' of an object. */
export function keyOf({ kind, metadata }: any, namespace: string): string {
  return `${kind} ${metadata?.namespace ?? namespace}/${metadata?.name}`;
}

/** A Service that a route leads to. */
export interface ServiceRef {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  /** The most that any rule gives it. */
  readonly weight: number;
}

/** The Services that routes lead to, each once. Backends of other kinds are left out. */
export function servicesOf(objects: readonly any[], namespace: string): ServiceRef[] {
  const found = new Map<string, ServiceRef>();
  for (const route of objects.filter(isRoute)) {
    for (const ref of (route.spec?.rules ?? []).flatMap((rule: any) => rule?.backendRefs ?? [])) {
      if (!isServiceRef(ref)) continue;
      const place = { namespace: ref.namespace ?? route.metadata?.namespace ?? namespace, name: ref.name };
      const key = `Service ${place.namespace}/${place.name}`;
      found.set(key, { key, ...place, weight: Math.max(found.get(key)?.weight ?? 0, ref.weight ?? 1) });
    }
  }
  return [...found.values()];
}

/** Whether an object is a route of the Gateway API. */
export function isRoute({ apiVersion, kind }: any): boolean {
  return typeof apiVersion === 'string' && apiVersion.startsWith('gateway.networking.k8s.io/') && ['HTTPRoute', 'GRPCRoute'].includes(kind);
}

/** Whether a backend of a route is a Service. */
export function isServiceRef(ref: any): boolean {
  return (ref?.group ?? '') === '' && (ref?.kind ?? 'Service') === 'Service';
}

/** The parents of a route with what the API server would fill in. */
export function parentsOf(route: any, namespace: string): any[] {
  return (route.spec?.parentRefs ?? []).map((ref: any) => parentOf(ref, route.metadata?.namespace ?? namespace));
}

/** A reference to a parent with what the API server would fill in. */
export function parentOf({ group, kind, namespace, name, sectionName, port }: any, own: string): any {
  return {
    group: group ?? 'gateway.networking.k8s.io', kind: kind ?? 'Gateway', namespace: namespace ?? own, name, sectionName, port,
  };
}
