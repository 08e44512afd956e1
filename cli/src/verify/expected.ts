import { InvalidArgumentError } from 'commander';
import { UsageError } from '../exit.js';
import type { TrafficModel, TrafficRequest } from '../library.js';
import { suggestion } from '../nearest.js';

/** A version with a weight, by what the weights are told. */
export interface Expected {
  /** As it is told: a name of the user's, or `namespace/service`. */
  readonly name: string;
  readonly weight: number;
}

/** Whose requests are counted beside those of the split; undefined where nobody's are known. */
export type Mixed = string | undefined;

/** What the manifests say of a request: shares of the versions, and who else reaches them. */
export interface OfManifests {
  readonly expected: readonly Expected[];
  readonly mixed: Mixed;
}

/** The shares of a request by manifests. @throws UsageError where no backend answers it */
export function expectedByManifests(model: TrafficModel, request: TrafficRequest, objects: readonly any[]): OfManifests {
  const { route, rule, shares, status, notes } = model.decide(request).toJson();
  const expected = Object.entries(shares as Record<string, number>).map(([name, weight]) => ({ name, weight }));
  if (expected.length === 0) throw new UsageError(`no backend answers ${request.describe()}, but status ${status}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`);
  return { expected, mixed: othersOf(objects, route, rule, new Set(expected.map(({ name }) => name))) };
}

/** Joins counts with weights by name: in full, by the Service's bare name, or by the version at its end. @throws UsageError for a name without a weight */
export function byName(expected: readonly Expected[], counts: ReadonlyMap<string, number>): { name: string; weight: number; count: number }[] {
  const names = expected.map(({ name }) => name);
  const found = new Map<string, number>();
  for (const [name, count] of counts) {
    const full = match(name, names);
    if (full === undefined) throw new UsageError(`'${name}' has counts but no weight. ${suggestion(name, names)}`);
    found.set(full, (found.get(full) ?? 0) + count);
  }
  return expected.map(({ name, weight }) => ({ name, weight, count: found.get(name) ?? 0 }));
}

/** The name that is meant among full ones; undefined where none is, or several are. */
export function match(name: string, names: readonly string[]): string | undefined {
  for (const fits of [
    (full: string) => full === name,
    (full: string) => full.split('/').at(-1) === name,
    (full: string) => full.endsWith(`-${name}`),
  ]) {
    const some = names.filter(fits);
    if (some.length > 0) return some.length === 1 ? some[0] : undefined;
  }
  return undefined;
}

/** A parser of `NAME=NUMBER`, which may be given several times. */
export function nameAndNumber(value: string, before: ReadonlyMap<string, number> = new Map()): ReadonlyMap<string, number> {
  const at = value.lastIndexOf('=');
  const [name, number] = [value.slice(0, at), value.slice(at + 1)];
  if (at < 1 || !/^\d+(\.\d+)?$/.test(number)) throw new InvalidArgumentError('Write a name and a number, such as canary=5.');
  if (before.has(name)) throw new InvalidArgumentError(`${name} is given twice.`);
  return new Map(before).set(name, Number(number));
}

/** Rules beside the one that decides, and mirrors, that send requests to the same Services. */
function othersOf(objects: readonly any[], route: string | null, rule: number, services: ReadonlySet<string>): Mixed {
  const others = objects.filter(({ kind }) => kind === 'HTTPRoute' || kind === 'GRPCRoute').flatMap(({ metadata, spec }) => {
    const key = `${metadata?.namespace ?? 'default'}/${metadata?.name}`;
    return ((spec?.rules ?? []) as any[]).flatMap((other, index) => {
      const refs = ((other.backendRefs ?? []) as any[]).filter(({ weight }) => weight !== 0);
      const mirrors = [other, ...other.backendRefs ?? []].flatMap(({ filters }) => filters ?? [])
        .filter(({ type }) => type === 'RequestMirror').map(({ requestMirror }) => requestMirror?.backendRef ?? {});
      const here = key === route && index === rule;
      const reached = [...here ? [] : refs, ...mirrors].map(({ name, namespace }) => `${namespace ?? metadata?.namespace ?? 'default'}/${name}`);
      return reached.some(service => services.has(service)) ? [`${key} ${other.name ?? `rules[${index}]`}${here ? ' (mirror)' : ''}`] : [];
    });
  });
  return others.length === 0 ? undefined : others.join(', ');
}
