import { TrafficError } from '../errors';
import { checkDnsSubdomain, checkHostname, checkPort, checkWhole, quote } from '../names';
import type { Backend } from './backend';
import { checkPath, checkToken, checkValue } from './conditions';

/** Changes to headers (Gateway API HTTPHeaderFilter): `remove` before `set` before `add` has no meaning, name each header once. */
export interface HeaderChanges {
  /**
   * Headers to overwrite, by name.
   * @default - none
   */
  readonly set?: { [name: string]: string };
  /**
   * Headers to append to, by name.
   * @default - none
   */
  readonly add?: { [name: string]: string };
  /**
   * Headers to remove.
   * @default - none
   */
  readonly remove?: string[];
}

/** Options of a mirror. */
export interface MirrorOptions {
  /**
   * Share of the requests to copy, in percent, 0 to 100 (GEP-3171; extended support).
   * @default 100
   */
  readonly percent?: number;
}

/** Where a redirect leads (Gateway API HTTPRequestRedirectFilter); what is not set stays as in the request. */
export interface RedirectOptions {
  /**
   * `http` or `https`.
   * @default - the request's
   */
  readonly scheme?: string;
  /**
   * A DNS name without wildcard.
   * @default - the request's
   */
  readonly hostname?: string;
  /**
   * Port, 1 to 65535.
   * @default - the scheme's well-known port, or the listener's
   */
  readonly port?: number;
  /**
   * Replaces the whole path.
   * @default - the path stays
   */
  readonly path?: string;
  /**
   * Replaces the prefix that the rule matched; the rule's match must be exactly one path prefix.
   * @default - the path stays
   */
  readonly prefix?: string;
  /**
   * 301, 302, 303, 307 or 308.
   * @default 302
   */
  readonly statusCode?: number;
}

/** What a rewrite changes (Gateway API HTTPURLRewriteFilter). */
export interface RewriteOptions {
  /**
   * Host header sent to the backend.
   * @default - the request's
   */
  readonly hostname?: string;
  /**
   * Replaces the whole path.
   * @default - the path stays
   */
  readonly path?: string;
  /**
   * Replaces the prefix that the rule matched; the rule's match must be exactly one path prefix.
   * @default - the path stays
   */
  readonly prefix?: string;
}

/** @internal */
export interface FilterSpec {
  readonly type: 'RequestHeaderModifier' | 'ResponseHeaderModifier' | 'RequestMirror' | 'RequestRedirect' | 'URLRewrite' | 'ExtensionRef';
  readonly headers?: HeaderChanges;
  readonly backend?: Backend;
  readonly percent?: number;
  readonly redirect?: RedirectOptions;
  readonly rewrite?: RewriteOptions;
  readonly extension?: { readonly group: string; readonly kind: string; readonly name: string };
}

/** What a rule does to a request or answer besides choosing the backend; immutable (Gateway API HTTPRouteFilter, GRPCRouteFilter). */
export class RouteFilter {
  /** Changes headers of the request on its way to the backend. @throws when no change is given or a header is named twice */
  public static requestHeaders(changes: HeaderChanges): RouteFilter {
    return new RouteFilter({ type: 'RequestHeaderModifier', headers: checkHeaders('request', changes) });
  }

  /** Changes headers of the answer (extended support). @throws when no change is given or a header is named twice */
  public static responseHeaders(changes: HeaderChanges): RouteFilter {
    return new RouteFilter({ type: 'ResponseHeaderModifier', headers: checkHeaders('response', changes) });
  }

  /**
   * Sends a copy of each request, or of a share, to a further backend, whose answers are thrown away (extended support).
   * Requests that write would write twice.
   *
   * @throws when the percentage is not a whole number from 0 to 100
   */
  public static mirror(backend: Backend, options: MirrorOptions = {}): RouteFilter {
    const percent = checkWhole('mirror percent', options.percent ?? 100, 0, 100);
    return new RouteFilter({ type: 'RequestMirror', backend, percent });
  }

  /** Answers with a redirect in place of a backend. @throws when a value is not allowed, or path and prefix are both given */
  public static redirect(options: RedirectOptions): RouteFilter {
    if (options.scheme !== undefined && !['http', 'https'].includes(options.scheme)) {
      throw new TrafficError(`redirect scheme is ${quote(options.scheme)}, but must be 'http' or 'https'`);
    }
    if (options.statusCode !== undefined && ![301, 302, 303, 307, 308].includes(options.statusCode)) {
      throw new TrafficError(`redirect statusCode is ${quote(options.statusCode)}, but must be 301, 302, 303, 307 or 308`);
    }
    if (options.port !== undefined) checkPort('redirect port', options.port);
    const { statusCode, ...target } = options;
    if (statusCode !== undefined && Object.values(target).every(value => value === undefined)) {
      throw new TrafficError(`the redirect has only the statusCode ${statusCode}, so it leads to where it came from; give scheme, hostname, port, path or prefix`);
    }
    checkTarget('redirect', target);
    return new RouteFilter({ type: 'RequestRedirect', redirect: { ...options } });
  }

  /** Changes host or path on the way to the backend (extended support). @throws when nothing is changed, or path and prefix are both given */
  public static urlRewrite(options: RewriteOptions): RouteFilter {
    checkTarget('rewrite', options);
    return new RouteFilter({ type: 'URLRewrite', rewrite: { ...options } });
  }

  /**
   * A filter of the gateway's own, by reference to an object in the route's namespace (implementation-specific).
   *
   * @param group API group, such as 'gateway.envoyproxy.io'
   * @param kind kind, such as 'HTTPRouteFilter'
   * @param name the object's name
   */
  public static extensionRef(group: string, kind: string, name: string): RouteFilter {
    if (group !== '') checkDnsSubdomain('extension group', group);
    if (!/^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/.test(kind) || kind.length > 63) {
      throw new TrafficError(`extension kind is ${quote(kind)}, but must be a kind such as 'HTTPRouteFilter'`);
    }
    checkDnsSubdomain('extension name', name);
    return new RouteFilter({ type: 'ExtensionRef', extension: { group, kind, name } });
  }

  private constructor(
    /** @internal */
    readonly _spec: FilterSpec,
  ) {}

  /** The filter's type as in the manifest, such as 'RequestMirror'. */
  public describe(): string {
    return this._spec.type;
  }
}

/**
 * Checks a list of filters as the API server does: header changes, redirect and rewrite at most once, never redirect beside rewrite.
 *
 * @internal
 */
export function checkFilters(filters: RouteFilter[]): void {
  const types = filters.map(filter => filter._spec.type);
  if (types.length > 16) {
    throw new TrafficError(`${types.length} filters were given, but at most 16 are allowed`);
  }
  for (const type of ['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect', 'URLRewrite'] as const) {
    if (types.filter(t => t === type).length > 1) {
      throw new TrafficError(`the filter ${type} was given twice, but is allowed once in a list; put both changes into one`);
    }
  }
  if (types.includes('RequestRedirect') && types.includes('URLRewrite')) {
    throw new TrafficError('a redirect and a URL rewrite stand in one list of filters, but exclude each other');
  }
}

function checkHeaders(which: string, changes: HeaderChanges): HeaderChanges {
  const names = [...Object.keys(changes.set ?? {}), ...Object.keys(changes.add ?? {}), ...changes.remove ?? []];
  if (names.length === 0) {
    throw new TrafficError(`${which} header changes are empty; give set, add or remove`);
  }
  for (const list of [Object.keys(changes.set ?? {}), Object.keys(changes.add ?? {}), changes.remove ?? []]) {
    if (list.length > 16) {
      throw new TrafficError(`${list.length} ${which} headers were given in one list, but at most 16 are allowed`);
    }
  }
  const seen = new Map<string, string>();
  for (const name of names) {
    checkToken(`${which} header name`, name);
    const clash = seen.get(name.toLowerCase());
    if (clash !== undefined) {
      throw new TrafficError(`the ${which} header '${name}' is changed beside '${clash}', which is the same header; name each once`);
    }
    seen.set(name.toLowerCase(), name);
  }
  for (const [name, value] of [...Object.entries(changes.set ?? {}), ...Object.entries(changes.add ?? {})]) {
    checkValue(`${which} header ${name}`, value, 4096);
  }
  return { ...changes };
}

function checkTarget(what: string, options: RewriteOptions): void {
  if (Object.values(options).every(value => value === undefined)) {
    throw new TrafficError(`the ${what} changes nothing; give at least one option`);
  }
  if (options.path !== undefined && options.prefix !== undefined) {
    throw new TrafficError(`the ${what} has both path and prefix; give one`);
  }
  if (options.hostname !== undefined) {
    if (options.hostname.startsWith('*')) {
      throw new TrafficError(`the ${what}'s hostname is ${quote(options.hostname)}, but a wildcard has no meaning here`);
    }
    checkHostname(options.hostname);
  }
  if (options.path !== undefined) checkPath(options.path);
  if (options.prefix !== undefined) checkPath(options.prefix);
}
