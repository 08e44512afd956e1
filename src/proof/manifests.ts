import { grpcTest, httpTest, RequestTest } from './request-test';

/** A route as the decision needs it: the defaults of its CRD filled in. */
export interface ReadRoute {
  /** 'namespace/name'. */
  readonly key: string;
  readonly kind: 'HTTPRoute' | 'GRPCRoute';
  readonly namespace: string;
  readonly name: string;
  /** Creation in milliseconds since 1970; Infinity where the manifest has none, as a manifest in Git never has. */
  readonly created: number;
  readonly hostnames: string[];
  readonly parents: ReadParent[];
  readonly rules: ReadRule[];
  readonly object: any;
}

/** A reference of a route to a Gateway. */
export interface ReadParent {
  /** Place in spec.parentRefs. */
  readonly index: number;
  /** 'namespace/name' of the Gateway; undefined for a parent of another kind. */
  readonly gateway?: string;
  readonly sectionName?: string;
  readonly port?: number;
}

/** A rule of a route. */
export interface ReadRule {
  readonly route: ReadRoute;
  readonly index: number;
  readonly name?: string;
  readonly matches: ReadMatch[];
  readonly backendRefs: any[];
  readonly filters: any[];
}

/** A match of a rule. */
export interface ReadMatch {
  readonly rule: ReadRule;
  readonly index: number;
  readonly test: RequestTest;
}

/** Objects by group, kind, namespace and name. Of two equal ones the later counts, as when both are applied. */
export class Manifests {
  /** All objects in the order given, those that are no objects left out. */
  public readonly objects: any[];
  /** Routes of both kinds, in the order given. */
  public readonly routes: ReadRoute[];
  private readonly byKey = new Map<string, any>();
  private readonly byRoute = new Map<string, ReadRoute>();

  public constructor(objects: any[]) {
    this.objects = objects.flatMap(itemsOf).filter(object => typeof object === 'object' && object !== null && typeof object.kind === 'string');
    for (const object of this.objects) this.byKey.set(keyOf(groupOf(object), object.kind, namespaceOf(object), nameOf(object)), object);
    this.routes = [...this.of(GATEWAY_GROUP, 'HTTPRoute'), ...this.of(GATEWAY_GROUP, 'GRPCRoute')].map(readRoute);
    for (const route of this.routes) this.byRoute.set(keyOf(route.kind, route.key), route);
  }

  /** The objects of a kind, each once. */
  public of(group: string, kind: string): any[] {
    return this.objects.filter(object => object.kind === kind && groupOf(object) === group && this.get(group, kind, namespaceOf(object), nameOf(object)) === object);
  }

  /** A route by its kind and 'namespace/name'; undefined where there is none. */
  public route(kind: string, key: string): ReadRoute | undefined {
    return this.byRoute.get(keyOf(kind, key));
  }

  /** An object by its name; undefined where there is none. */
  public get(group: string, kind: string, namespace: string, name: string): any {
    return this.byKey.get(keyOf(group, kind, namespace, name));
  }
}

/** The API group of the Gateway API. */
export const GATEWAY_GROUP = 'gateway.networking.k8s.io';

/** API group of an object; '' for the core group. */
export function groupOf(object: any): string {
  const version = String(object?.apiVersion ?? '');
  const at = version.indexOf('/');
  return at < 0 ? '' : version.slice(0, at);
}

/** Namespace of an object; 'default' where it states none, as kubectl reads it. */
export function namespaceOf(object: any): string {
  return String(object?.metadata?.namespace ?? 'default');
}

/** Name of an object. */
export function nameOf(object: any): string {
  return String(object?.metadata?.name ?? '');
}

/** A value that must be a list; anything else is read as none. */
export function listOf(value: any): any[] {
  return Array.isArray(value) ? value : [];
}

/** A port; undefined for what is none. */
export function portOf(value: any): number | undefined {
  return Number.isInteger(value) && value >= 1 && value <= 65535 ? value : undefined;
}

/** A List stands for its items, as kubectl writes them. */
function itemsOf(object: any): any[] {
  return object?.kind === 'List' && Array.isArray(object.items) ? object.items : [object];
}

function keyOf(...parts: string[]): string {
  return parts.join('\n');
}

function readRoute(object: any): ReadRoute {
  const grpc = object.kind === 'GRPCRoute';
  const namespace = namespaceOf(object);
  const spec = object.spec ?? {};
  const rules: ReadRule[] = [];
  const route: ReadRoute = {
    key: `${namespace}/${nameOf(object)}`,
    kind: object.kind,
    namespace,
    name: nameOf(object),
    created: createdAt(object.metadata?.creationTimestamp),
    hostnames: listOf(spec.hostnames).map(hostname => String(hostname).toLowerCase()),
    parents: listOf(spec.parentRefs).map((ref, index) => readParent(ref, index, namespace)),
    rules,
    object,
  };
  // The API server gives an HTTPRoute without rules one for every request (HTTPRouteSpec.rules).
  const list = spec.rules === undefined && !grpc ? [{}] : listOf(spec.rules);
  list.forEach((rule, index) => rules.push(readRule(route, rule, index)));
  return route;
}

function readParent(ref: any, index: number, namespace: string): ReadParent {
  const isGateway = (ref?.group ?? GATEWAY_GROUP) === GATEWAY_GROUP && (ref?.kind ?? 'Gateway') === 'Gateway';
  return {
    index,
    gateway: isGateway ? `${ref?.namespace ?? namespace}/${ref?.name}` : undefined,
    sectionName: ref?.sectionName || undefined,
    port: portOf(ref?.port),
  };
}

function readRule(route: ReadRoute, rule: any, index: number): ReadRule {
  const matches: ReadMatch[] = [];
  const read: ReadRule = {
    route,
    index,
    name: rule?.name || undefined,
    matches,
    backendRefs: listOf(rule?.backendRefs),
    filters: listOf(rule?.filters),
  };
  const list = listOf(rule?.matches);
  (list.length === 0 ? [{}] : list).forEach((match, i) => {
    matches.push({ rule: read, index: i, test: route.kind === 'GRPCRoute' ? grpcTest(match) : httpTest(match) });
  });
  return read;
}

function createdAt(timestamp: any): number {
  const time = timestamp instanceof Date ? timestamp.getTime() : Date.parse(String(timestamp ?? ''));
  return Number.isNaN(time) ? Infinity : time;
}
