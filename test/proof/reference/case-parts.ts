// The form of a case, and short ways to write manifests.
import { TrafficRequest } from '../../../src/proof/request';

/** A decision that the specification fixes, for the reference and the model alike. */
export interface DecideCase {
  readonly title: string;
  /** The Go type comment, or the section, of Gateway API v1.6.1; 'own reading: …' where it leaves the answer open. */
  readonly cites: string;
  readonly manifests: any[];
  readonly request: TrafficRequest;
  /** Fields of the decision's JSON, each compared as a whole. */
  readonly expected: { readonly [field: string]: any };
  /** Whether what is not among the manifests does not exist. */
  readonly complete?: boolean;
}

const API = 'gateway.networking.k8s.io/v1';
export const DAY_1 = '2026-01-01T00:00:00Z';
export const DAY_2 = '2026-01-02T00:00:00Z';

/** A Gateway infra/gw. */
export function gateway(...listeners: object[]): any {
  const all = { namespaces: { from: 'All' } };
  return {
    apiVersion: API,
    kind: 'Gateway',
    metadata: { name: 'gw', namespace: 'infra' },
    spec: {
      gatewayClassName: 'any',
      listeners: listeners.map((listener, i) => ({ name: `l${i}`, port: 80, protocol: 'HTTP', allowedRoutes: all, ...listener })),
    },
  };
}

/** What a route states beside its name, 'name' or 'namespace/name'. */
export interface RouteParts {
  readonly created?: string;
  readonly hostnames?: string[];
  readonly ref?: object;
  readonly rules?: any[];
}

function route(kind: string, key: string, { created, hostnames, ref, rules }: RouteParts): any {
  const [name, namespace = 'shop'] = key.split('/').reverse();
  return {
    apiVersion: API,
    kind,
    metadata: { name, namespace, ...(created === undefined ? {} : { creationTimestamp: created }) },
    spec: {
      parentRefs: [{ name: 'gw', namespace: 'infra', ...ref }],
      ...(hostnames === undefined ? {} : { hostnames }),
      ...(rules === undefined ? {} : { rules }),
    },
  };
}

/** An HTTPRoute for infra/gw; its rules go to a Service of the route's name unless they state where. */
export function http(key: string, parts: RouteParts = {}): any {
  const rules = parts.rules ?? [{}];
  return route('HTTPRoute', key, { ...parts, rules: rules.map(rule =>
    ({ ...('filters' in rule ? {} : to(key.split('/').at(-1)!)), ...rule })) });
}

/** A GRPCRoute alike. */
export function grpc(key: string, parts: RouteParts = {}): any {
  return { ...http(key, parts), kind: 'GRPCRoute' };
}

/** An HTTPRoute whose rules are just these, or none. */
export function bareHttp(key: string, rules?: any[]): any {
  return route('HTTPRoute', key, { rules });
}

/** backendRefs to Services by name. */
export function to(...names: string[]): any {
  return { backendRefs: names.map(name => ({ name, port: 80 })) };
}

/** A rule of one match. */
export function on(match: object): any {
  return { matches: [match] };
}

export const prefix = (value: string) => ({ path: { type: 'PathPrefix', value } });
export const exact = (value: string) => ({ path: { type: 'Exact', value } });
export const regex = (value: string) => ({ path: { type: 'RegularExpression', value } });
export const headers = (...pairs: [string, string, string?][]) => ({ headers: pairs.map(condition) });
export const query = (...pairs: [string, string, string?][]) => ({ queryParams: pairs.map(condition) });
export const call = (service?: string, method?: string, type?: string) =>
  ({ method: JSON.parse(JSON.stringify({ type, service, method })) });

function condition([name, value, type]: [string, string, string?]): any {
  return type === undefined ? { name, value } : { name, value, type };
}

export function service(key: string, spec: object = { ports: [{ port: 80 }] }): any {
  const [name, namespace = 'shop'] = key.split('/').reverse();
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec };
}

export function namespace(name: string, labels: object): any {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** A ReferenceGrant in a namespace for routes of another. */
export function grant(where: string, from: object, target: object = {}): any {
  return {
    apiVersion: API,
    kind: 'ReferenceGrant',
    metadata: { name: 'grant', namespace: where },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop', ...from }],
      to: [{ group: '', kind: 'Service', ...target }],
    },
  };
}

export function get(path = '/', host = 'x.a.example'): TrafficRequest {
  return TrafficRequest.get(path).withHost(host);
}
