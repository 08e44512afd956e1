import { isObject } from '../schema/json.js';

/** A Service that routes refer to, and how it is spoken to. */
export interface PreviewService {
  /** 'namespace/name'. */
  readonly key: string;
  readonly h2c: boolean;
}

/** A listener of a Gateway, and the port at which it listens here. */
export interface PreviewListener {
  /** 'namespace/name' of the Gateway. */
  readonly gateway: string;
  readonly name: string;
  /** The port that the manifests state; undefined where no manifest has the Gateway. */
  readonly stated?: number;
  readonly port: number;
  readonly hostname?: string;
}

/** Manifests as Envoy Gateway takes them on one machine. */
export interface Translated {
  readonly objects: readonly any[];
  readonly listeners: readonly PreviewListener[];
  readonly services: readonly PreviewService[];
  /** What is otherwise than in a cluster, a sentence each. */
  readonly notes: readonly string[];
}

/** What translation needs from outside: ports that are free, and those of the stand-in backends. */
export interface Ports {
  /** A free port for a Gateway's listener; the same for the same key. */
  listener(key: string): number;
  /** Ports of a Service's endpoints; empty for none. */
  backend(service: PreviewService): readonly number[];
}

/** The class, and the names that are ours. */
export const CLASS = 'preview';
const CONTROLLER = 'gateway.envoyproxy.io/gatewayclass-controller';
const API = 'gateway.networking.k8s.io/v1';
const EG = 'gateway.envoyproxy.io';

/**
 * Rewrites manifests for Envoy Gateway without a cluster: Services become Backends on loopback, listeners get ports that are free, a Gateway that
 * no manifest has is made up, and what no such setting has is left out and told.
 */
export function translate(manifests: readonly any[], ports: Ports, envoyVersion: string, concurrency = 1): Translated {
  const notes = new Set<string>();
  const given = manifests.filter(object => isObject(object) && typeof object.kind === 'string') as any[];
  const routes = given.filter(({ kind, apiVersion }) => (kind === 'HTTPRoute' || kind === 'GRPCRoute') && String(apiVersion).startsWith('gateway.networking.k8s.io/'));
  const gateways = [...given.filter(({ kind }) => kind === 'Gateway'), ...missingGateways(given, routes, notes)].map(plain);
  const listeners: PreviewListener[] = [];
  const services = new Map<string, PreviewService>();
  const declared = new Map(given.filter(({ kind, apiVersion }) => kind === 'Service' && apiVersion === 'v1').map(service => [keyOf(service), service]));
  const objects = [
    ...gatewayClass(envoyVersion, concurrency),
    ...gateways.map(gateway => ownGateway(gateway, listeners, ports, notes)),
    ...routes.map(route => ownRoute(plain(route), services, declared)),
    ...given.filter(({ kind }) => kind === 'ReferenceGrant').map(grant => ownGrant(plain(grant))),
    ...given.filter(({ apiVersion }) => String(apiVersion).startsWith(`${EG}/`)).flatMap(policy => ownPolicy(plain(policy), notes)),
  ];
  const backends = [...services.values()].map(service => backendOf(service, ports.backend(service)));
  const all = [...objects, ...backends];
  return { objects: [...namespaces(all, given), ...all], listeners, services: [...services.values()], notes: [...notes] };
}

/** 'namespace/name' of an object. */
export function keyOf({ metadata }: any): string {
  return `${metadata?.namespace ?? 'default'}/${metadata?.name}`;
}

function gatewayClass(envoyVersion: string, concurrency: number): any[] {
  return [
    {
      apiVersion: API, kind: 'GatewayClass', metadata: { name: CLASS },
      spec: { controllerName: CONTROLLER, parametersRef: { group: EG, kind: 'EnvoyProxy', name: CLASS, namespace: 'default' } },
    },
    {
      apiVersion: `${EG}/v1alpha1`, kind: 'EnvoyProxy', metadata: { name: CLASS, namespace: 'default' },
      spec: {
        provider: { type: 'Host', host: { envoyVersion } },
        concurrency,
        // One Envoy for all Gateways; and none that shares memory with another's.
        mergeGateways: true,
        extraArgs: ['--disable-hot-restart'],
        logging: { level: { default: 'warn' } },
        shutdown: { drainTimeout: '1s' },
        telemetry: { accessLog: { disable: true } },
      },
    },
  ];
}

/** Gateways that routes name and no manifest has: open to every host and namespace, as `route` assumes them. */
function missingGateways(given: readonly any[], routes: readonly any[], notes: Set<string>): any[] {
  const there = new Set(given.filter(({ kind }) => kind === 'Gateway').map(keyOf));
  const wanted = new Map<string, Map<string, number | undefined>>();
  for (const route of routes) {
    for (const { kind = 'Gateway', name, namespace, sectionName, port } of route.spec?.parentRefs ?? []) {
      const key = `${namespace ?? route.metadata?.namespace ?? 'default'}/${name}`;
      if (kind !== 'Gateway' || there.has(key)) continue;
      const sections = wanted.get(key) ?? wanted.set(key, new Map()).get(key)!;
      if (sectionName !== undefined || port !== undefined) sections.set(sectionName ?? `port-${port}`, port);
    }
  }
  return [...wanted].map(([key, sections]) => {
    notes.add(`no manifest has the Gateway ${key}: one is assumed that takes every host and namespace`);
    const [namespace, name] = key.split('/');
    // A route may attach to the whole Gateway and others to a listener of it: every one is there.
    const names: [string, number | undefined][] = sections.size === 0 ? [['http', undefined]] : [...sections];
    return {
      apiVersion: API, kind: 'Gateway', metadata: { name, namespace }, assumed: true,
      spec: { gatewayClassName: CLASS, listeners: names.map(([section, port]) => ({ name: section, protocol: 'HTTP', port, allowedRoutes: { namespaces: { from: 'All' } } })) },
    };
  });
}

function ownGateway(gateway: any, listeners: PreviewListener[], ports: Ports, notes: Set<string>): any {
  const key = keyOf(gateway);
  const kept = ((gateway.spec?.listeners ?? []) as any[]).filter(({ name, protocol }) => {
    const known = ['HTTP', 'HTTPS'].includes(protocol);
    if (!known) notes.add(`${key}: the listener ${name} of protocol ${protocol} is left out`);
    return known;
  });
  const own = kept.map(({ tls: _tls, protocol, ...listener }) => {
    if (protocol === 'HTTPS') notes.add(`${key}: the listener ${listener.name} serves plain HTTP here, as there is no certificate`);
    const port = ports.listener(`${key}:${listener.port ?? listener.name}`);
    listeners.push({ gateway: key, name: listener.name, stated: gateway.assumed ? undefined : listener.port, port, hostname: listener.hostname });
    return { ...listener, protocol: 'HTTP', port };
  });
  return { apiVersion: API, kind: 'Gateway', metadata: bare(gateway), spec: { gatewayClassName: CLASS, listeners: own } };
}

function ownRoute(route: any, services: Map<string, PreviewService>, declared: ReadonlyMap<string, any>): any {
  const namespace = route.metadata?.namespace ?? 'default';
  const rewrite = (ref: any) => {
    if (!isObject(ref) || ((ref as any).kind ?? 'Service') !== 'Service' || ((ref as any).group ?? '') !== '') return;
    const target = ref as any;
    const key = `${target.namespace ?? namespace}/${target.name}`;
    const service = declared.get(key);
    const port = service?.spec?.ports?.find((one: any) => one.port === target.port);
    const h2c = route.kind === 'GRPCRoute' || /h2c$/.test(port?.appProtocol ?? '');
    const known = service === undefined || port !== undefined;
    const name = known ? `${target.name}${h2c ? '-h2c' : ''}` : `${target.name}-without-port-${target.port}`;
    if (known) services.set(`${key} ${h2c}`, { key, h2c });
    Object.assign(target, { group: EG, kind: 'Backend', name });
    delete target.port;
  };
  for (const rule of route.spec?.rules ?? []) {
    for (const ref of rule.backendRefs ?? []) {
      rewrite(ref);
      for (const filter of ref.filters ?? []) rewrite(filter.requestMirror?.backendRef);
    }
    for (const filter of rule.filters ?? []) rewrite(filter.requestMirror?.backendRef);
  }
  return { apiVersion: API, kind: route.kind, metadata: bare(route), spec: route.spec };
}

function ownGrant(grant: any): any {
  const to = ((grant.spec?.to ?? []) as any[]).map(target => (
    (target.group ?? '') === '' && target.kind === 'Service' ? { group: EG, kind: 'Backend', ...target.name !== undefined && { name: target.name } } : target));
  // A Backend of a gRPC Service has another name.
  const grpc = to.filter(({ kind, name }) => kind === 'Backend' && name !== undefined).map(target => ({ ...target, name: `${target.name}-h2c` }));
  return { apiVersion: 'gateway.networking.k8s.io/v1beta1', kind: 'ReferenceGrant', metadata: bare(grant), spec: { ...grant.spec, to: [...to, ...grpc] } };
}

function ownPolicy(policy: any, notes: Set<string>): any[] {
  if (policy.kind === 'BackendTrafficPolicy' && policy.spec?.rateLimit?.global !== undefined) {
    notes.add(`BackendTrafficPolicy ${keyOf(policy)}: a global rate limit needs a rate limit service, so it is left out`);
    return [];
  }
  if (policy.spec?.headers?.earlyRequestHeaders !== undefined) {
    notes.add(`${policy.kind} ${keyOf(policy)}: it is left out, so that clients may send the headers that it removes; what sets them behind the edge is not here`);
    return [];
  }
  if (!['BackendTrafficPolicy', 'ClientTrafficPolicy'].includes(policy.kind)) {
    notes.add(`${policy.kind} ${keyOf(policy)} is left out`);
    return [];
  }
  return [policy];
}

function backendOf({ key, h2c }: PreviewService, ports: readonly number[]): any {
  const [namespace, name] = key.split('/');
  return {
    apiVersion: `${EG}/v1alpha1`, kind: 'Backend', metadata: { name: `${name}${h2c ? '-h2c' : ''}`, namespace },
    spec: {
      endpoints: ports.map(port => ({ ip: { address: '127.0.0.1', port } })),
      ...h2c && { appProtocols: ['gateway.envoyproxy.io/h2c'] },
    },
  };
}

/** Every namespace that is used, with the labels that a manifest gives it. */
function namespaces(objects: readonly any[], given: readonly any[]): any[] {
  const labels = new Map(given.filter(({ kind, apiVersion }) => kind === 'Namespace' && apiVersion === 'v1').map(({ metadata }) => [metadata?.name, metadata?.labels]));
  const names = new Set(['default', ...objects.flatMap(({ metadata }) => metadata.namespace ?? [])]);
  return [...names].sort().map(name => ({
    apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...labels.get(name) } },
  }));
}

function bare({ metadata }: any): any {
  const { name, namespace, labels } = metadata ?? {};
  return { name, namespace: namespace ?? 'default', ...labels !== undefined && { labels } };
}

/** A copy that may be changed. */
function plain(object: any): any {
  return structuredClone(object);
}
