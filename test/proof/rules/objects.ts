import { checkObjects, CheckOptions, Finding } from '../../../src/proof/rules/check';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';

/** Fields that a case sets beside the usual ones. */
export interface RouteGiven {
  readonly name?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly created?: string;
  readonly parentRefs?: object[];
  readonly hostnames?: string[];
  readonly rules?: object[];
}

/** An HTTPRoute 'cart' of namespace 'shop' on Gateway 'edge'. */
export function route({ name = 'cart', kind = 'HTTPRoute', namespace = 'shop', created, parentRefs = [{ name: 'edge' }], hostnames, rules }: RouteGiven): any {
  return {
    apiVersion: GATEWAY_API, kind, metadata: { name, namespace, ...created === undefined ? {} : { creationTimestamp: created } },
    spec: { parentRefs, hostnames, rules },
  };
}

/** A rule: matches, and backends as 'name' or 'name=weight'. */
export function rule(matches: object[], backends: string[] = ['a'], more: object = {}): object {
  return { ...matches.length === 0 ? {} : { matches }, backendRefs: backends.map(backend), ...more };
}

/** A backend as 'name' or 'name=weight', at port 80. */
export function backend(text: string): any {
  const [name, weight] = text.split('=');
  return { name, port: 80, ...weight === undefined ? {} : { weight: Number(weight) } };
}

/** A path condition. */
export function path(value: string, type = 'PathPrefix'): any {
  return { path: { type, value } };
}

/** Header conditions as 'name: value'; '~value' is a pattern. */
export function headers(...list: string[]): any {
  return { headers: list.map(named) };
}

/** Query conditions as 'name: value'. */
export function query(...list: string[]): any {
  return { queryParams: list.map(named) };
}

/** The Gateway 'edge' of namespace 'shop'. */
export function gateway(...listeners: object[]): any {
  const all = listeners.length === 0 ? [{}] : listeners;
  return {
    apiVersion: GATEWAY_API, kind: 'Gateway', metadata: { name: 'edge', namespace: 'shop' },
    spec: { gatewayClassName: 'x', listeners: all.map((listener, i) => ({ name: `l${i}`, port: 80, protocol: 'HTTP', ...listener })) },
  };
}

/** A Service at port 80 that selects by labels. */
export function service(name: string, selector: object | undefined = { app: name }, namespace = 'shop'): any {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { selector, ports: [{ port: 80 }] } };
}

/** A Deployment whose selector and pods have the same labels. */
export function deployment(name: string, labels: object = { app: name }, more: object = {}): any {
  return {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'shop' },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels } }, ...more },
  };
}

/** An object of any kind in namespace 'shop'. */
export function object(apiVersion: string, kind: string, name: string, spec: object): any {
  return { apiVersion, kind, metadata: { name, namespace: 'shop' }, spec };
}

/** What the rules of one id find, as 'severity kind/name path: message'. */
export function found(id: string, objects: any[], options?: CheckOptions): string[] {
  return checkObjects(objects, options).filter(finding => finding.rule === id).map(text);
}

/** A finding in one line. */
export function text({ severity, object: { kind, metadata }, path: where, message }: Finding): string {
  return `${severity} ${kind}/${metadata.name} ${where}: ${message}`;
}

function named(item: string): object {
  const at = item.indexOf(': ');
  const [name, value] = [item.slice(0, at), item.slice(at + 2)];
  return value.startsWith('~') ? { type: 'RegularExpression', name, value: value.slice(1) } : { name, value };
}
