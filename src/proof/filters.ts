import { HeaderFilter } from './decision';
import { listOf } from './manifests';
import { PathTest } from './request-test';
import { NamedValue } from './request';

/** What a backend is sent, while filters are applied to it. */
export interface Forwarded {
  readonly host: string;
  readonly path: string;
  readonly headers: NamedValue[];
}

/** Applies the filters of a rule or backend to a request, in the order of the list. */
export function applyFilters(request: Forwarded, filters: any[], matched: PathTest | undefined): Forwarded {
  return filters.reduce((forwarded: Forwarded, filter) => {
    if (filter?.type === 'RequestHeaderModifier') return { ...forwarded, headers: changeHeaders(forwarded.headers, filter.requestHeaderModifier) };
    if (filter?.type !== 'URLRewrite') return forwarded;
    const { hostname, path } = filter.urlRewrite ?? {};
    return { ...forwarded, host: hostname ?? forwarded.host, path: newPath(forwarded.path, path, matched) };
  }, request);
}

/** Filters on the answer, as they stand. */
export function responseFilters(filters: any[]): HeaderFilter[] {
  return filters.filter(filter => filter?.type === 'ResponseHeaderModifier').map(({ responseHeaderModifier: change }) => ({
    set: named(change?.set), add: named(change?.add), remove: listOf(change?.remove).map(String),
  }));
}

/**
 * A path after HTTPPathModifier. A prefix is replaced element by element: '/foo' by '/xyz' makes '/foo/bar' '/xyz/bar' and
 * '/foo' '/xyz'; by '/' or '' it makes '/foo/bar' '/bar' (HTTPPathModifier.replacePrefixMatch).
 */
export function newPath(path: string, modifier: any, matched: PathTest | undefined): string {
  if (modifier?.type === 'ReplaceFullPath') return String(modifier.replaceFullPath ?? '/');
  if (modifier?.type !== 'ReplacePrefixMatch' || matched?.type !== 'PathPrefix') return path;
  const rest = path.slice(matched.bare.length);
  const prefix = String(modifier.replacePrefixMatch ?? '').replace(/\/$/, '');
  const replaced = `${prefix}${rest}`;
  return replaced.startsWith('/') ? replaced : `/${replaced}`;
}

/** Header changes: set, then add, then remove; an added value follows the last one there is, after a ',' (HTTPHeaderFilter). */
export function changeHeaders(headers: NamedValue[], change: any): NamedValue[] {
  let changed = [...headers];
  const same = (name: string) => (header: NamedValue) => header.name.toLowerCase() === name.toLowerCase();
  for (const { name, value } of named(change?.set)) {
    const at = changed.findIndex(same(name));
    changed = changed.filter((header, i) => i === at || !same(name)(header));
    if (at < 0) changed.push({ name, value });
    else changed[at] = { name: changed[at].name, value };
  }
  for (const { name, value } of named(change?.add)) {
    const at = changed.map(({ name: own }) => own.toLowerCase()).lastIndexOf(name.toLowerCase());
    if (at < 0) changed.push({ name, value });
    else changed[at] = { name: changed[at].name, value: `${changed[at].value},${value}` };
  }
  const removed = listOf(change?.remove).map(name => String(name).toLowerCase());
  return changed.filter(({ name }) => !removed.includes(name.toLowerCase()));
}

/** Of equivalent names only the first entry counts (HTTPHeader.name). */
function named(list: any): NamedValue[] {
  const found = new Map<string, NamedValue>();
  for (const item of listOf(list)) {
    const key = String(item?.name).toLowerCase();
    if (!found.has(key)) found.set(key, { name: String(item?.name), value: String(item?.value ?? '') });
  }
  return [...found.values()];
}
