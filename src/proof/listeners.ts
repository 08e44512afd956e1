import { hostMatches, intersection, isWildcard } from './hostname';
import { GATEWAY_GROUP, listOf, Manifests, nameOf, namespaceOf, portOf, ReadParent, ReadRoute } from './manifests';
import { RouteIndex } from './route-index';
import { byText } from '../text';

/** A Gateway: read from its manifest, or assumed where routes name it and the manifests do not hold it. */
export interface ReadGateway {
  /** 'namespace/name'. */
  readonly key: string;
  readonly assumed: boolean;
  readonly listeners: Listener[];
}

/** A listener and the routes that it serves. */
export interface Listener {
  readonly gateway: ReadGateway;
  readonly name?: string;
  readonly port?: number;
  readonly protocol: string;
  readonly hostname?: string;
  readonly index: RouteIndex;
  /** allowedRoutes; undefined for an assumed listener, which admits every route. */
  readonly allowed?: any;
}

/** What became of one parentRef of a route. */
export interface Attachment {
  readonly route: ReadRoute;
  readonly parent: ReadParent;
  /** Listeners that serve the route. */
  readonly listeners: Listener[];
  /** Why others do not, in words. */
  readonly refusals: string[];
}

/** A place where requests come in: the listeners of one Gateway on one port. */
export interface EntryPoint {
  readonly gateway: ReadGateway;
  readonly port?: number;
  readonly listeners: Listener[];
}

/** Gateways with their listeners, and the routes attached to them. */
export class Attachments {
  /** Gateways by 'namespace/name', in this order. */
  public readonly gateways: ReadGateway[];
  /** Places where requests come in, in the order in which they are asked where a request names none. */
  public readonly entries: EntryPoint[];
  /** What became of each parentRef that names a Gateway. */
  public readonly attachments: Attachment[];
  /** What was assumed, in words. */
  public readonly notes: string[] = [];
  private readonly byGateway = new Map<string, EntryPoint[]>();
  private readonly byRoute = new Map<ReadRoute, Attachment[]>();

  public constructor(private readonly manifests: Manifests, private readonly complete: boolean) {
    const read = manifests.of(GATEWAY_GROUP, 'Gateway').map(readGateway);
    const known = new Map(read.map(gateway => [gateway.key, gateway]));
    if (!complete) {
      for (const gateway of assumedGateways(manifests.routes, known)) known.set(gateway.key, gateway);
    }
    this.gateways = [...known.values()].sort((a, b) => byText(a.key, b.key));
    this.attachments = manifests.routes.flatMap(route => route.parents
      .filter(parent => parent.gateway !== undefined)
      .map(parent => this.attach(route, parent, known.get(parent.gateway!))));
    for (const attachment of this.attachments) this.byRoute.set(attachment.route, [...this.byRoute.get(attachment.route) ?? [], attachment]);
    this.fill();
    this.entries = this.gateways.flatMap(entriesOf);
    for (const entry of this.entries) {
      const list = this.byGateway.get(entry.gateway.key) ?? [];
      list.push(entry);
      this.byGateway.set(entry.gateway.key, list);
    }
  }

  /** The entry points that a request may mean. */
  public entriesFor({ gateway, port, listener }: { readonly gateway?: string; readonly port?: number; readonly listener?: string }): EntryPoint[] {
    let entries = gateway === undefined ? this.entries : this.byGateway.get(gateway) ?? [];
    if (port !== undefined) entries = entries.filter(entry => entry.port === undefined || entry.port === port);
    if (listener === undefined) return entries;
    return entries.map(entry => ({ ...entry, listeners: entry.listeners.filter(({ name }) => name === listener) })).filter(({ listeners }) => listeners.length > 0);
  }

  /** Routes with a parent that is no Gateway, as 'Kind namespace/name'. */
  public elsewhere(): string[] {
    return this.manifests.routes.filter(({ parents }) => parents.some(({ gateway }) => gateway === undefined)).map(({ kind, key }) => `${kind} ${key}`);
  }

  /** What became of the parentRefs of a route that name a Gateway. */
  public attachmentsOf(route: ReadRoute): Attachment[] {
    return this.byRoute.get(route) ?? [];
  }

  /** The listeners that serve a route. */
  public listenersOf(route: ReadRoute): Set<Listener> {
    return new Set((this.byRoute.get(route) ?? []).flatMap(({ listeners }) => listeners));
  }

  private attach(route: ReadRoute, parent: ReadParent, gateway: ReadGateway | undefined): Attachment {
    const refusals: string[] = [];
    if (gateway === undefined) {
      return { route, parent, listeners: [], refusals: [`there is no Gateway ${parent.gateway} among the manifests`] };
    }
    const meant = gateway.listeners.filter(({ name, port }) =>
      (parent.sectionName === undefined || parent.sectionName === name) && (parent.port === undefined || parent.port === port));
    if (meant.length === 0) refusals.push(`Gateway ${gateway.key} has no listener${describeParent(parent)}; it has ${gateway.listeners.map(describeListener).join(', ') || 'none'}`);
    const listeners = meant.filter(listener => {
      const refusal = this.refusal(route, listener);
      if (refusal !== undefined) refusals.push(refusal);
      return refusal === undefined;
    });
    return { route, parent, listeners, refusals };
  }

  private refusal(route: ReadRoute, listener: Listener): string | undefined {
    const { allowed, gateway, hostname, protocol } = listener;
    if (allowed === undefined) return undefined;
    const who = `listener ${describeListener(listener)} of Gateway ${gateway.key}`;
    if (protocol !== 'HTTP' && protocol !== 'HTTPS') return `${who} speaks ${protocol}, which takes no ${route.kind}`;
    const kinds = listOf(allowed.kinds);
    if (kinds.length > 0 && !kinds.some((one: any) => (one?.group ?? GATEWAY_GROUP) === GATEWAY_GROUP && one?.kind === route.kind)) {
      return `${who} allows the kinds ${kinds.map((one: any) => one?.kind).join(', ')} only`;
    }
    if (!this.namespaceAllowed(route.namespace, gateway, allowed.namespaces ?? {})) {
      return `${who} allows no route of the namespace '${route.namespace}' (allowedRoutes.namespaces.from ${allowed.namespaces?.from ?? 'Same'})`;
    }
    if (effectiveHosts(route, hostname).length === 0) {
      return `${who} answers for '${hostname}', which has nothing in common with the route's hostnames ${route.hostnames.join(', ')}`;
    }
    return undefined;
  }

  private namespaceAllowed(namespace: string, gateway: ReadGateway, { from = 'Same', selector }: any): boolean {
    if (from === 'All') return true;
    if (from === 'Same') return gateway.key.startsWith(`${namespace}/`);
    if (from !== 'Selector') return false;
    const object = this.manifests.get('', 'Namespace', 'default', namespace) ?? this.manifests.of('', 'Namespace').find(ns => nameOf(ns) === namespace);
    if (object === undefined && !this.complete) {
      const [known, others] = partsOf(selector);
      if (!selects(known, { [NAME_LABEL]: namespace })) return false;
      if (others) this.note(`Namespace ${namespace} is not among the manifests; its labels are assumed to be those that Gateway ${gateway.key} selects`);
      return true;
    }
    return selects(selector, { ...object?.metadata?.labels, [NAME_LABEL]: namespace });
  }

  /**
   * Puts the attached routes into the index of their listeners. Of an HTTPRoute and a GRPCRoute with hosts in common only the
   * older is accepted (GRPCRouteSpec, "cross serving").
   */
  private fill(): void {
    const byListener = new Map<Listener, Set<ReadRoute>>();
    for (const { route, listeners } of this.attachments) {
      for (const listener of listeners) {
        const routes = byListener.get(listener) ?? new Set();
        byListener.set(listener, routes.add(route));
      }
    }
    for (const [listener, routes] of byListener) {
      const refused = crossServing([...routes], listener.hostname);
      for (const [route, other] of refused) this.refuse(listener, route, other);
      for (const route of routes) {
        if (!refused.has(route)) listener.index.add(route);
      }
      listener.index.finish();
    }
  }

  private refuse(listener: Listener, route: ReadRoute, other: ReadRoute): void {
    for (const attachment of this.byRoute.get(route)!) {
      const at = attachment.listeners.indexOf(listener);
      if (at < 0) continue;
      attachment.listeners.splice(at, 1);
      attachment.refusals.push(
        `listener ${describeListener(listener)} of Gateway ${listener.gateway.key} has accepted the ${other.kind} ${other.key} for a host in common, and so no ${route.kind}`);
    }
  }

  private note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text);
  }
}

/** The listener of an entry point that a host's requests belong to: the most specific one alone (GatewayHTTPListenerIsolation). */
export function listenerFor(entry: EntryPoint, host: string): Listener | undefined {
  let best: Listener | undefined;
  for (const listener of entry.listeners) {
    if (listener.hostname !== undefined && !hostMatches(listener.hostname, host)) continue;
    if (best === undefined || specificity(listener.hostname) > specificity(best.hostname)) best = listener;
  }
  return best;
}

/** A route's hosts on a listener: '' for every one. Hostnames outside the listener's are ignored (HTTPRouteSpec.hostnames). */
export function effectiveHosts(route: ReadRoute, listener: string | undefined): string[] {
  if (listener === undefined) return route.hostnames.length === 0 ? [''] : route.hostnames;
  if (route.hostnames.length === 0) return [listener];
  return route.hostnames.map(hostname => intersection(listener, hostname)).filter((host): host is string => host !== undefined);
}

/** A listener as messages name it. */
export function describeListener({ name, port }: { name?: string; port?: number }): string {
  return name === undefined ? port === undefined ? '(any)' : `on port ${port}` : port === undefined ? `'${name}'` : `'${name}' (port ${port})`;
}

/** Label selection by the rules of meta/v1 LabelSelector: an empty one selects everything, an absent one nothing. */
export function selects(selector: any, labels: { [name: string]: string }): boolean {
  return typeof selector === 'object' && selector !== null && Object.entries(selector?.matchLabels ?? {}).every(([name, value]) => labels[name] === value)
    && listOf(selector?.matchExpressions).every((expression: any) => {
      const { key, operator, values } = expression ?? {};
      const has = Object.prototype.hasOwnProperty.call(labels, key);
      if (operator === 'Exists') return has;
      if (operator === 'DoesNotExist') return !has;
      const listed = has && listOf(values).includes(labels[key]);
      return operator === 'In' ? listed : operator === 'NotIn' && !listed;
    });
}

/** The label that every Namespace has. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** The part of a selector that is about the name of a Namespace, and whether there is another part. */
function partsOf(selector: any): [any, boolean] {
  if (typeof selector !== 'object' || selector === null) return [selector, false];
  const labels = Object.entries(selector.matchLabels ?? {});
  const expressions = listOf(selector.matchExpressions);
  const known = {
    matchLabels: Object.fromEntries(labels.filter(([key]) => key === NAME_LABEL)),
    matchExpressions: expressions.filter(({ key }: any) => key === NAME_LABEL),
  };
  return [known, labels.some(([key]) => key !== NAME_LABEL) || expressions.some(({ key }: any) => key !== NAME_LABEL)];
}

function readGateway(object: any): ReadGateway {
  const listeners: Listener[] = [];
  const gateway: ReadGateway = { key: `${namespaceOf(object)}/${nameOf(object)}`, assumed: false, listeners };
  for (const listener of listOf(object.spec?.listeners)) {
    listeners.push({
      gateway,
      name: String(listener?.name),
      port: portOf(listener?.port),
      protocol: String(listener?.protocol),
      hostname: listener?.hostname ? String(listener.hostname).toLowerCase() : undefined,
      index: new RouteIndex(),
      allowed: listener?.allowedRoutes ?? {},
    });
  }
  return gateway;
}

/** A Gateway that only routes tell of has the listeners that they name, open for every host and namespace. */
function assumedGateways(routes: ReadRoute[], known: Map<string, ReadGateway>): ReadGateway[] {
  const found = new Map<string, ReadGateway>();
  const seen = new Set<string>();
  for (const { gateway: key, sectionName: name, port } of routes.flatMap(({ parents }) => parents)) {
    if (key === undefined || known.has(key)) continue;
    const gateway: ReadGateway = found.get(key) ?? { key, assumed: true, listeners: [] };
    found.set(key, gateway);
    const id = JSON.stringify([key, name ?? null, port ?? null]);
    if (seen.has(id)) continue;
    seen.add(id);
    gateway.listeners.push({ gateway, name, port, protocol: 'HTTP', index: new RouteIndex() });
  }
  for (const { listeners } of found.values()) {
    listeners.sort((a, b) => byText(a.name ?? '', b.name ?? '') || (a.port ?? 0) - (b.port ?? 0));
  }
  return [...found.values()];
}

/** Ports 80 and 443 first, as a client that names none would use them. */
function entriesOf(gateway: ReadGateway): EntryPoint[] {
  if (gateway.assumed) return gateway.listeners.map(listener => ({ gateway, port: listener.port, listeners: [listener] }));
  const byPort = new Map<number | undefined, Listener[]>();
  for (const listener of gateway.listeners) {
    // One for TLS takes its hosts' connections away from an HTTPS listener of the same port, though it serves no HTTPRoute.
    if (['HTTP', 'HTTPS', 'TLS'].includes(listener.protocol)) byPort.set(listener.port, [...byPort.get(listener.port) ?? [], listener]);
  }
  for (const [port, listeners] of byPort) {
    if (listeners.every(({ protocol }) => protocol === 'TLS')) byPort.delete(port);
  }
  const rank = (port: number | undefined) => port === 80 ? -2 : port === 443 ? -1 : port ?? 0;
  return [...byPort].sort(([a], [b]) => rank(a) - rank(b)).map(([port, listeners]) => ({ gateway, port, listeners }));
}

function crossServing(routes: ReadRoute[], hostname: string | undefined): Map<ReadRoute, ReadRoute> {
  const refused = new Map<ReadRoute, ReadRoute>();
  if (new Set(routes.map(({ kind }) => kind)).size < 2) return refused;
  const byAge = routes.sort((a, b) => (a.created === b.created ? 0 : a.created < b.created ? -1 : 1) || byText(a.key, b.key) || byText(b.kind, a.kind));
  const accepted: { readonly route: ReadRoute; readonly hosts: string[] }[] = [];
  for (const route of byAge) {
    const hosts = effectiveHosts(route, hostname);
    const other = accepted.find(before => before.route.kind !== route.kind && before.hosts.some(a => hosts.some(b => inCommon(a, b))));
    if (other === undefined) accepted.push({ route, hosts });
    else refused.set(route, other.route);
  }
  return refused;
}

function inCommon(a: string, b: string): boolean {
  return a === '' || b === '' || intersection(a, b) !== undefined;
}

function describeParent({ sectionName, port }: ReadParent): string {
  return `${sectionName === undefined ? '' : ` '${sectionName}'`}${port === undefined ? '' : ` on port ${port}`}`;
}

function specificity(hostname: string | undefined): number {
  return hostname === undefined ? -1 : isWildcard(hostname) ? hostname.length : 1000 + hostname.length;
}
