// Listeners, and the routes that each takes.
import { compareHostnames, hostMatches, intersection } from './hostnames';
import { coreObjects, createdAt, gatewayObjects, hostnamesOf, keyOf, namespaceOf, parentsOf, routesOf } from './objects';

/** A listener of a Gateway, or an assumed one of a Gateway that is not among the manifests. */
export interface Listener {
  readonly gateway: string;
  readonly name?: string;
  readonly port?: number;
  readonly protocol?: string;
  readonly hostname?: string;
  /** The object, absent for an assumed listener. */
  readonly object?: any;
  readonly gatewayObject?: any;
}

const ROUTE_GROUP = 'gateway.networking.k8s.io';

/** What a request may come to, in the order in which it is tried: all listeners of one port, or one assumed listener. */
export function entriesOf(manifests: any[], complete: boolean): Listener[][] {
  const gateways = gatewayObjects(manifests, 'Gateway');
  const real = gateways.map(keyOf);
  const referred = routesOf(manifests).flatMap(parentsOf).map(parent => parent.gateway);
  const assumed = complete ? [] : referred.filter(key => !real.includes(key));
  const keys = [...new Set([...real, ...assumed])].sort((a, b) => a < b ? -1 : 1);
  return keys.flatMap(key => {
    const gateway = gateways.find(object => keyOf(object) === key);
    return gateway === undefined ? assumedEntries(manifests, key) : realEntries(gateway);
  });
}

function realEntries(gateway: any): Listener[][] {
  // TLS listeners serve no HTTPRoute, but take the connections for their hosts away from HTTPS listeners of their port (SNI).
  const taking = (listener: any) => ['HTTP', 'HTTPS'].includes(listener.protocol);
  const ofPort = (port: number) => gateway.spec.listeners.filter((listener: any) => listener.port === port);
  const listeners: Listener[] = gateway.spec.listeners
    .filter((listener: any) => taking(listener) || (listener.protocol === 'TLS' && ofPort(listener.port).some(taking)))
    .map((listener: any) => ({
      gateway: keyOf(gateway),
      name: listener.name,
      port: listener.port,
      protocol: listener.protocol,
      hostname: listener.hostname === '' ? undefined : listener.hostname,
      object: listener,
      gatewayObject: gateway,
    }));
  const rank = (port: number) => port === 80 ? -2 : port === 443 ? -1 : port;
  const ports = [...new Set(listeners.map(listener => listener.port!))].sort((a, b) => rank(a) - rank(b));
  return ports.map(port => listeners.filter(listener => listener.port === port));
}

function assumedEntries(manifests: any[], key: string): Listener[][] {
  const refs = routesOf(manifests).flatMap(parentsOf).filter(parent => parent.gateway === key);
  const listeners: Listener[] = [];
  for (const { sectionName: name, port } of refs) {
    if (!listeners.some(listener => listener.name === name && listener.port === port)) listeners.push({ gateway: key, name, port });
  }
  const isGeneral = (listener: Listener) => listener.name === undefined && listener.port === undefined;
  listeners.sort((a, b) => Number(isGeneral(b)) - Number(isGeneral(a)) || absentFirst(a.name, b.name) || absentFirst(a.port, b.port));
  return listeners.map(listener => [listener]);
}

function absentFirst<T extends string | number>(a: T | undefined, b: T | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  return a < b ? -1 : 1;
}

/** The listener of an entry that gets the requests for a host: the one with the most specific hostname, then the first. */
export function listenerFor(entry: Listener[], host: string): Listener | undefined {
  const matching = entry.filter(({ hostname }) => hostname === undefined || hostMatches(hostname, host));
  return matching.sort((a, b) => compareHostnames(a.hostname, b.hostname))[0];
}

/** The routes that a listener accepts. HTTPRoute and GRPCRoute never share a hostname of it (GRPCRouteSpec.hostnames): the older has it. */
export function routesAt(manifests: any[], listener: Listener, complete: boolean): any[] {
  const attached = routesOf(manifests).filter(route => parentsOf(route).some(parent => parent.gateway === listener.gateway
    && (parent.sectionName === undefined || parent.sectionName === listener.name)
    && (parent.port === undefined || parent.port === listener.port))
    && isAllowed(manifests, listener, route, complete)
    && effectiveHostnames(listener, route).length > 0);
  const byAge = attached.sort((a, b) => compareAge(a, b) || Number(a.kind === 'GRPCRoute') - Number(b.kind === 'GRPCRoute'));
  const accepted: any[] = [];
  for (const route of byAge) {
    const rivals = accepted.filter(other => other.kind !== route.kind);
    if (!rivals.some(other => intersect(effectiveHostnames(listener, route), effectiveHostnames(listener, other)))) accepted.push(route);
  }
  return accepted;
}

/** 'The oldest Route based on creation timestamp. The Route appearing first in alphabetical order by "{namespace}/{name}".' */
export function compareAge(a: any, b: any): number {
  const [before, after] = [createdAt(a), createdAt(b)];
  if (before !== after) return before < after ? -1 : 1;
  return keyOf(a) === keyOf(b) ? 0 : keyOf(a) < keyOf(b) ? -1 : 1;
}

/** The hostnames of a route that count at a listener; [undefined] for any host. */
function effectiveHostnames(listener: Listener, route: any): (string | undefined)[] {
  const own = hostnamesOf(route);
  if (own.length === 0) return [listener.hostname];
  if (listener.hostname === undefined) return own;
  return own.map(hostname => intersection(listener.hostname!, hostname)).filter(hostname => hostname !== undefined);
}

function intersect(some: (string | undefined)[], others: (string | undefined)[]): boolean {
  return some.some(one => others.some(other => one === undefined || other === undefined || intersection(one, other) !== undefined));
}

/** AllowedRoutes of the listener: kinds and namespaces. */
function isAllowed(manifests: any[], listener: Listener, route: any, complete: boolean): boolean {
  if (listener.object === undefined) return true;
  if (listener.protocol === 'TLS') return false;
  const { kinds = [], namespaces = {} } = listener.object.allowedRoutes ?? {};
  if (kinds.length > 0 && !kinds.some((kind: any) => (kind.group ?? ROUTE_GROUP) === ROUTE_GROUP && kind.kind === route.kind)) return false;
  switch (namespaces.from ?? 'Same') {
    case 'All': return true;
    case 'Same': return namespaceOf(route) === namespaceOf(listener.gatewayObject);
    case 'Selector': return isSelected(manifests, namespaces.selector, namespaceOf(route), complete);
    default: return false;
  }
}

function isSelected(manifests: any[], selector: any, namespace: string, complete: boolean): boolean {
  if (selector === undefined || selector === null) return false;
  const object = coreObjects(manifests, 'Namespace').find(candidate => candidate.metadata.name === namespace);
  const unknown = object === undefined && !complete;
  const labels: any = { ...object?.metadata.labels, 'kubernetes.io/metadata.name': namespace };
  const byLabels = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => (unknown && key !== 'kubernetes.io/metadata.name') || labels[key] === value);
  const byExpressions = (selector.matchExpressions ?? []).every(({ key, operator, values = [] }: any) => {
    if (unknown && key !== 'kubernetes.io/metadata.name') return true;
    switch (operator) {
      case 'In': return key in labels && values.includes(labels[key]);
      case 'NotIn': return !(key in labels) || !values.includes(labels[key]);
      case 'Exists': return key in labels;
      case 'DoesNotExist': return !(key in labels);
      default: return false;
    }
  });
  return byLabels && byExpressions;
}
