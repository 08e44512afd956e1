import { wildcardsAbove } from '../hostname';

/** A match of something, under a key that is equal for those that may compete. */
export interface Entry<T> {
  readonly owner: T;
  readonly key: string;
  readonly conditions: Named;
}

/** What tells entries of one key apart. */
interface Named {
  readonly method?: string;
  readonly headers: readonly Value[];
  readonly queryParams: readonly Value[];
}

interface Value {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** Groups up to this size are held against each other one by one. */
const SMALL = 24;
/** So many partners are looked for on the other side, where everything meets everything. */
const MOST_PARTNERS = 16;

/**
 * Pairs of owners whose entries may be satisfied by one request. Large groups are divided by the value of the header (parameter,
 * method) that most of them name: a thousand tenants told apart by one header make no half a million pairs. Where nothing divides a large
 * group, each is paired with the first alone: all of them are told of, though not every pair.
 */
export function meetingPairs<T>(entries: Entry<T>[]): [T, T][] {
  const groups = new Map<string, Entry<T>[]>();
  for (const entry of entries) push(groups, entry.key, entry);
  return [...groups.values()].flatMap(group => pairsWithin(group, new Set()));
}

function pairsWithin<T>(group: Entry<T>[], tried: Set<string>): [T, T][] {
  if (group.length <= SMALL) return group.flatMap((a, i) => group.slice(i + 1).map((b): [T, T] => [a.owner, b.owner]));
  const divider = bestDivider(group, tried);
  if (divider === undefined) return group.slice(1).map((b): [T, T] => [group[0].owner, b.owner]);
  const [buckets, loose] = [new Map<string, Entry<T>[]>(), [] as Entry<T>[]];
  for (const entry of group) {
    const value = dividers(entry.conditions).get(divider);
    if (value === undefined) loose.push(entry);
    else push(buckets, value, entry);
  }
  const deeper = new Set([...tried, divider]);
  const inside = [...buckets.values()].flatMap(bucket => pairsWithin(bucket, deeper));
  const divided = [...buckets.values()].flat();
  const across = loose.flatMap(a => divided.slice(0, loose.length > MOST_PARTNERS ? MOST_PARTNERS : divided.length)
    .map((b): [T, T] => [a.owner, b.owner]));
  return [...inside, ...across, ...pairsWithin(loose, deeper)];
}

/** What most entries name with an exact value, if it has more than one value. */
function bestDivider<T>(group: Entry<T>[], tried: Set<string>): string | undefined {
  const values = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  for (const { conditions } of group) {
    for (const [name, value] of dividers(conditions)) {
      if (tried.has(name)) continue;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      values.set(name, (values.get(name) ?? new Set()).add(value));
    }
  }
  let best: string | undefined;
  for (const [name, count] of counts) {
    if (values.get(name)!.size > 1 && (best === undefined || count > counts.get(best)!)) best = name;
  }
  return best;
}

function dividers({ method, headers, queryParams }: Named): Map<string, string> {
  const found = new Map<string, string>();
  if (method !== undefined) found.set('method', method);
  for (const { name, type, value } of headers) if (type === 'Exact') found.set(`header ${String(name).toLowerCase()}`, value);
  for (const { name, type, value } of queryParams) if (type === 'Exact') found.set(`query ${name}`, value);
  return found;
}

/** Pairs of two lists whose hosts have something in common: '*' is every host, '*.b.com' those under it. */
export function hostPairs<T>(some: readonly T[], others: readonly T[], hostsOf: (item: T) => string[]): [T, T][] {
  if (some.length === 0 || others.length === 0) return [];
  return [...partners(some, others, hostsOf), ...partners(others, some, hostsOf).map(([a, b]): [T, T] => [b, a])];
}

function partners<T>(some: readonly T[], others: readonly T[], hostsOf: (item: T) => string[]): [T, T][] {
  const index = new Map<string, Set<T>>();
  for (const other of others) {
    // A host is found by itself and by every wildcard above it.
    for (const host of hostsOf(other)) for (const key of [`= ${host}`, ...above(host).map(wildcard => `under ${wildcard}`)]) {
      const set = index.get(key) ?? new Set();
      index.set(key, set.size < MOST_PARTNERS ? set.add(other) : set);
    }
  }
  return some.flatMap(item => {
    const found = new Set<T>();
    for (const host of hostsOf(item)) {
      const keys = [host, ...above(host)].map(wide => `= ${wide}`);
      for (const key of host.startsWith('*') ? [...keys, `under ${host}`] : keys) index.get(key)?.forEach(other => found.add(other));
    }
    return [...found].slice(0, MOST_PARTNERS).map((other): [T, T] => [item, other]);
  });
}

/** What covers a host beside itself, '*' last. */
function above(host: string): string[] {
  return host === '*' ? [] : [...wildcardsAbove(host), '*'];
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}
