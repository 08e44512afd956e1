import { UsageError } from '../exit.js';
import { visible } from '../escape.js';

/** How the API server names the objects of a kind. */
export interface Resource {
  readonly group: string;
  readonly plural: string;
}

/** The kinds that are read. Secrets and ConfigMaps are not among them, and shall not be. */
const RESOURCES: { readonly [kind: string]: Resource } = {
  Deployment: { group: 'apps', plural: 'deployments' },
  Service: { group: '', plural: 'services' },
  HTTPRoute: { group: 'gateway.networking.k8s.io', plural: 'httproutes' },
  GRPCRoute: { group: 'gateway.networking.k8s.io', plural: 'grpcroutes' },
  HorizontalPodAutoscaler: { group: 'autoscaling', plural: 'horizontalpodautoscalers' },
};

/** The resource of an object; undefined where objects of its kind are not read. */
export function resourceOf({ apiVersion, kind }: any): Resource | undefined {
  const resource = Object.hasOwn(RESOURCES, kind) ? RESOURCES[kind] : undefined;
  const [version, group] = String(apiVersion).split('/').reverse();
  return resource !== undefined && (group ?? '') === resource.group && /^v[a-z0-9]+$/.test(version) ? resource : undefined;
}

/** A request to the API server, with what a message about it needs. */
export interface Query {
  readonly verb: 'get' | 'list';
  /** `plural.group`, as `kubectl auth can-i` takes it. */
  readonly resource: string;
  readonly apiVersion: string;
  readonly namespace: string;
  readonly name?: string;
  readonly path: string;
}

/** The query for one object. @throws UsageError where no API server would take its name */
export function getQuery(apiVersion: string, { group, plural }: Resource, namespace: string, name: string): Query {
  return {
    verb: 'get', resource: fullName(group, plural), apiVersion, namespace, name,
    path: `${base(apiVersion)}/namespaces/${checked(namespace)}/${plural}/${checked(name)}`,
  };
}

/** The query for the objects with some labels. */
export function listQuery(apiVersion: string, { group, plural }: Resource, namespace: string, selector: string): Query {
  return {
    verb: 'list', resource: fullName(group, plural), apiVersion, namespace,
    path: `${base(apiVersion)}/namespaces/${checked(namespace)}/${plural}?limit=500&labelSelector=${encodeURIComponent(selector)}`,
  };
}

/** A label selector as the API server's parameter takes it. */
export function selectorText({ matchLabels, matchExpressions }: any): string {
  const labels = Object.entries(matchLabels ?? {}).map(([key, value]) => `${key}=${String(value)}`);
  const expressions = (matchExpressions ?? []).map(({ key, operator, values }: any) => ({
    In: `${key} in (${(values ?? []).join(',')})`,
    NotIn: `${key} notin (${(values ?? []).join(',')})`,
    Exists: key,
    DoesNotExist: `!${key}`,
  }[operator as string] ?? ''));
  return [...labels, ...expressions].filter(part => part !== '').join(',');
}

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** A name goes into the path of a request: `..` or a slash would lead it elsewhere. */
function checked(name: unknown): string {
  if (typeof name === 'string' && name.length <= 253 && NAME.test(name)) return name;
  throw new UsageError(`the manifests name an object ${visible(JSON.stringify(name) ?? 'without a name')}, which Kubernetes does not take,`
    + ' so the cluster cannot have it; correct the manifests');
}

function base(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function fullName(group: string, plural: string): string {
  return group === '' ? plural : `${plural}.${group}`;
}
