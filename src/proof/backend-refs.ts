import { GATEWAY_GROUP, listOf, Manifests, ReadRoute } from './manifests';

/** A reference of a route to a backend, and whether it leads anywhere. */
export interface ResolvedRef {
  /** 'namespace/name' of the Service. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly port?: number;
  /** Weight with its default. */
  readonly weight: number;
  /** Why requests to it get an error; undefined for a valid one. */
  readonly problem?: RefProblem;
  /** The Service is not among the manifests, and is assumed to exist. */
  readonly assumed: boolean;
  readonly filters: any[];
}

/** Kinds of invalid references, as the condition ResolvedRefs names them. */
export interface RefProblem {
  readonly reason: 'InvalidKind' | 'RefNotPermitted' | 'BackendNotFound' | 'PortNotFound';
  readonly message: string;
}

/** Resolves references of routes to Services (HTTPBackendRef, ReferenceGrant). */
export class BackendRefs {
  private readonly grants = new Map<string, any[]>();

  public constructor(private readonly manifests: Manifests, private readonly complete: boolean) {
    for (const grant of manifests.of(GATEWAY_GROUP, 'ReferenceGrant')) {
      const namespace = String(grant.metadata?.namespace ?? 'default');
      this.grants.set(namespace, [...this.grants.get(namespace) ?? [], grant]);
    }
  }

  /** What a reference leads to. */
  public resolve(route: ReadRoute, ref: any): ResolvedRef {
    const group = String(ref?.group ?? '');
    const kind = String(ref?.kind ?? 'Service');
    const namespace = String(ref?.namespace ?? route.namespace);
    const name = String(ref?.name);
    const base = {
      key: `${namespace}/${name}`, namespace, name, port: ref?.port ?? undefined, weight: weightOf(ref), assumed: false, filters: listOf(ref?.filters),
    };
    const invalid = (reason: RefProblem['reason'], message: string) => ({ ...base, problem: { reason, message } });
    if (group !== '' || kind !== 'Service') {
      return invalid('InvalidKind', `the backend ${kind}${group === '' ? '' : `.${group}`} ${base.key} is no Service`);
    }
    if (namespace !== route.namespace && !this.granted(route, namespace, name)) {
      return invalid('RefNotPermitted', `the Service ${base.key} is in another namespace, and no ReferenceGrant there lets ${route.kind}s of '${route.namespace}' refer to it`);
    }
    const service = this.manifests.get('', 'Service', namespace, name);
    if (service === undefined) {
      return this.complete ? invalid('BackendNotFound', `there is no Service ${base.key}`) : { ...base, assumed: true };
    }
    // An ExternalName stands for a host outside: its ports say nothing.
    if (service.spec?.type === 'ExternalName') return base;
    const ports = listOf(service.spec?.ports).map((port: any) => port?.port);
    if (!ports.includes(base.port)) {
      return invalid('PortNotFound', `the Service ${base.key} has no port ${base.port}, only ${ports.join(', ') || 'none'}`);
    }
    return base;
  }

  /** Whether a ReferenceGrant of a namespace lets a route refer to a Service there (ReferenceGrantSpec). */
  public granted(route: ReadRoute, namespace: string, service: string): boolean {
    return (this.grants.get(namespace) ?? []).some(({ spec }) =>
      listOf(spec?.from).some((from: any) => from?.group === GATEWAY_GROUP && from?.kind === route.kind && from?.namespace === route.namespace)
      && listOf(spec?.to).some((to: any) => (to?.group ?? '') === '' && to?.kind === 'Service' && (!to?.name || to.name === service)));
  }
}

/** Weight of a reference: 1 where it states none (BackendRef.weight). */
export function weightOf(ref: any): number {
  const weight = ref?.weight ?? 1;
  return typeof weight === 'number' && weight > 0 ? weight : 0;
}
