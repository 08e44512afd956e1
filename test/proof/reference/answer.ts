// What the rule that wins does with the request: filters, backends, shares.
import { NamedValue, TrafficRequest } from '../../../src/proof/request';
import { Listener } from './listeners';
import { Candidate, firstOfEach, pathOf, withoutSlash } from './matching';
import { isValidRef, namespaceOf } from './objects';

/** The part of a decision that the rule makes. */
export interface Answer {
  readonly status: number;
  readonly shares: { [service: string]: number };
  readonly errorShare: number;
  readonly mirrors: { backend: string; percent: number }[];
  readonly redirect?: any;
  readonly backends: any[];
}

/** The answer of the winner. */
export function answerOf(manifests: any[], winner: Candidate, listener: Listener, request: TrafficRequest, complete: boolean): Answer {
  const { route, rule, match } = winner;
  const filters: any[] = rule.filters ?? [];
  const mirrors = mirrorsOf(manifests, route, filters, 1, complete);
  const redirect = filters.find(filter => filter.type === 'RequestRedirect');
  if (redirect !== undefined) {
    const location = redirectTo(redirect.requestRedirect, match, listener, request);
    return { status: location.statusCode, shares: {}, errorShare: 0, mirrors, redirect: location, backends: [] };
  }
  const refs: any[] = (rule.backendRefs ?? []).map((ref: any) => ({ ...ref, weight: ref.weight ?? 1 }));
  const total = refs.reduce((sum, ref) => sum + ref.weight, 0);
  if (total === 0) return { status: 500, shares: {}, errorShare: 1, mirrors, backends: [] };
  const shares: { [service: string]: number } = {};
  const backends: any[] = [];
  let invalid = 0;
  for (const ref of refs) {
    if (ref.weight === 0) continue;
    if (!isValidRef(manifests, route, ref, complete)) {
      invalid += ref.weight;
      continue;
    }
    const backend = serviceOf(route, ref);
    const share = ref.weight / total;
    const own: any[] = ref.filters ?? [];
    shares[backend] = (shares[backend] ?? 0) + share;
    backends.push({ backend, port: ref.port, share, ...sentTo([...filters, ...own], match, request),
      responseHeaders: responseOf([...filters, ...own]) });
    mirrors.push(...mirrorsOf(manifests, route, own, share, complete));
  }
  return { status: backends.length > 0 ? 200 : 500, shares, errorShare: invalid / total, mirrors, backends };
}

function serviceOf(route: any, ref: any): string {
  return `${ref.namespace ?? namespaceOf(route)}/${ref.name}`;
}

/**
 * HTTPRequestMirrorFilter: all requests unless percent or fraction says less. A backend's filters are 'executed if and only if the
 * request is being forwarded to the backend' (HTTPBackendRef.filters), so its mirrors copy a part of its share.
 */
function mirrorsOf(manifests: any[], route: any, filters: any[], share: number, complete: boolean): { backend: string; percent: number }[] {
  return filters.filter(filter => filter.type === 'RequestMirror').map(filter => filter.requestMirror)
    .filter(mirror => isValidRef(manifests, route, mirror.backendRef, complete))
    .map(({ backendRef, percent, fraction }) => ({
      backend: serviceOf(route, backendRef),
      percent: share * (percent ?? (fraction === undefined ? 100 : fraction.numerator / (fraction.denominator ?? 100) * 100)),
    }));
}

/** Host, path and headers after the filters. */
function sentTo(filters: any[], match: any, request: TrafficRequest): { host: string; path: string; headers: NamedValue[] } {
  let { host, path } = request;
  let headers = request.headers.map(({ name, value }) => ({ name, value }));
  for (const filter of filters) {
    if (filter.type === 'RequestHeaderModifier') headers = changedHeaders(headers, filter.requestHeaderModifier);
    if (filter.type === 'URLRewrite') {
      host = filter.urlRewrite.hostname ?? host;
      path = changedPath(path, filter.urlRewrite.path, match);
    }
  }
  return { host, path, headers };
}

/** HTTPHeaderFilter: set, then add after what is there, then remove; names in any case, of equivalent ones the first counts. */
export function changedHeaders(before: NamedValue[], { set = [], add = [], remove = [] }: any): NamedValue[] {
  let headers = [...before];
  const is = (name: string) => (header: NamedValue) => header.name.toLowerCase() === name.toLowerCase();
  for (const { name, value } of firstOfEach<NamedValue>(set, key => key.toLowerCase())) {
    const at = headers.findIndex(is(name));
    if (at < 0) headers.push({ name, value });
    else headers = headers.map((header, i) => i === at ? { name: header.name, value } : header).filter((header, i) => i <= at
      || !is(name)(header));
  }
  for (const { name, value } of firstOfEach<NamedValue>(add, key => key.toLowerCase())) {
    const there = headers.filter(is(name));
    if (there.length === 0) headers.push({ name, value });
    else headers = headers.map(header => header === there[there.length - 1] ? { name: header.name,
      value: `${header.value},${value}` } : header);
  }
  return headers.filter(header => !remove.some((name: string) => is(name)(header)));
}

/** HTTPPathModifier, with the table of ReplacePrefixMatch. */
export function changedPath(path: string, modifier: any, match: any): string {
  if (modifier === undefined) return path;
  if (modifier.type === 'ReplaceFullPath') return modifier.replaceFullPath;
  const { type, value } = pathOf(match);
  if (type !== 'PathPrefix') return path;
  const rest = path.slice(withoutSlash(value).length);
  const changed = `${withoutSlash(modifier.replacePrefixMatch)}${rest}`;
  return changed === '' ? '/' : changed;
}

function responseOf(filters: any[]): any[] {
  return filters.filter(filter => filter.type === 'ResponseHeaderModifier').map(filter => filter.responseHeaderModifier)
    .map(({ set = [], add = [], remove = [] }) => ({ set: distinct(set), add: distinct(add), remove }));
}

const WELL_KNOWN: any = { http: 80, https: 443 };

/** HTTPRequestRedirectFilter; the port is absent where the Location header SHOULD NOT have it. */
function redirectTo(filter: any, match: any, listener: Listener, request: TrafficRequest): any {
  // Of an assumed listener nothing is known; it is taken to speak HTTP.
  const scheme = filter.scheme ?? (listener.protocol ?? 'HTTP').toLowerCase();
  const port = filter.port ?? (filter.scheme === undefined ? listener.port : undefined);
  return {
    ...(filter.scheme === undefined ? {} : { scheme: filter.scheme }),
    hostname: filter.hostname ?? request.host,
    ...(port === undefined || port === WELL_KNOWN[scheme] ? {} : { port }),
    path: changedPath(request.path, filter.path, match),
    statusCode: filter.statusCode ?? 302,
  };
}

function distinct(changes: NamedValue[]): NamedValue[] {
  return firstOfEach<NamedValue>(changes, key => key.toLowerCase());
}
