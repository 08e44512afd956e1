import { TrafficError } from '../errors';
import { Re2, UnsupportedPattern } from '../proof/re2/re2';
import { addNamed, ANYTHING, Conditions, conditionsKey, describeConditions, NamedCondition, PathCondition, sameName, withoutSlash } from './conditions';
import { Match } from './match';

/**
 * The match of an override (pin, variant, tier): path, method and query of the rule it overrides are repeated, because
 * precedence looks at the path first and a rule without it would lose; its own conditions are added. A path of its own
 * must lie within the base path and replaces it.
 *
 * @throws when the result is not sharper than the base, or can match nothing
 */
export function overrideMatch(name: string, base: Match, own: Match): Match {
  const combined = new Map<string, Conditions>();
  const problems: string[] = [];
  for (const ownAlternative of own._alternatives) {
    let within = false;
    // Where the base has an alternative narrower than the audience's own path, the audience needs its own rule there too: the
    // base's would be the sharper one and win.
    const narrower = new Map<string, Conditions>();
    for (const baseAlternative of base._alternatives) {
      const result = sharpen(baseAlternative, ownAlternative);
      if (typeof result === 'string') {
        problems.push(result);
        continue;
      }
      const ownPath = ownAlternative.path;
      const asWide = ownPath === undefined || result.path === undefined || conditionsKey({ ...ANYTHING, path: ownPath }) === conditionsKey({ ...ANYTHING, path: result.path });
      within ||= asWide;
      if (!asWide) problems.push(`its path '${ownPath.value}' does not lie within '${baseAlternative.path!.value}'`);
      if (base._alternatives.some(b => conditionsKey(b) === conditionsKey(result))) {
        throw new TrafficError(
          `'${name}' matches ${describeConditions(ownAlternative)}, which does not sharpen what it overrides (${base.describe()}); add a header, query parameter, method or a longer path`);
      }
      (asWide ? combined : narrower).set(conditionsKey(result), result);
    }
    if (!within) {
      throw new TrafficError(`'${name}' matches ${describeConditions(ownAlternative)}, which can never match within ${base.describe()}: ${problems.join('; ')}`);
    }
    narrower.forEach((conditions, key) => combined.set(key, conditions));
  }
  return Match._of([...combined.values()]);
}

/** What two matches have in common. */
export interface Overlap {
  /** Requests that both admit; absent where there is none that can be written as a match. */
  readonly alternatives: Conditions[];
  /** Pairs that may overlap, but whose overlap no match can state (two patterns on one header). */
  readonly unstated: [Conditions, Conditions][];
}

/** The requests that both matches admit. */
export function overlap(a: Match, b: Match): Overlap {
  const alternatives = new Map<string, Conditions>();
  const unstated: [Conditions, Conditions][] = [];
  for (const x of a._alternatives) {
    for (const y of b._alternatives) {
      const both = conjunction(x, y);
      if (both === 'unknown') unstated.push([x, y]);
      else if (both !== undefined) alternatives.set(conditionsKey(both), both);
    }
  }
  return { alternatives: [...alternatives.values()], unstated };
}

/**
 * Which of two alternatives that both match a request wins by the specification (HTTPRouteRule.matches, GRPCRouteRule.matches):
 * more than 0 where `a` does, less than 0 where `b` does, 0 where the place decides, NaN where it is the gateway's own affair.
 */
export function precedence(a: Conditions, b: Conditions): number {
  const regex = (c: Conditions) => c.path?.type === 'RegularExpression';
  if ((regex(a) || regex(b)) && !(regex(a) && regex(b) && a.path!.value === b.path!.value)) return NaN;
  const rank = (c: Conditions) => [
    c.path?.type === 'Exact' ? 1 : 0,
    c.path?.type === 'PathPrefix' ? withoutSlash(c.path.value).length : 0,
    c.grpc?.service.length ?? 0,
    c.grpc?.method?.length ?? 0,
    c.method === undefined ? 0 : 1,
    c.headers.length,
    c.queryParams.length,
  ];
  const [x, y] = [rank(a), rank(b)];
  const decisive = x.findIndex((value, i) => value !== y[i]);
  return decisive < 0 ? 0 : x[decisive] - y[decisive];
}

/** Whether a path lies within a prefix, element by element. */
export function pathWithin(path: string, prefix: string): boolean {
  const bare = withoutSlash(prefix);
  return withoutSlash(path) === bare || path.startsWith(`${bare}/`);
}

/** Requests that two alternatives both admit: undefined for none, 'unknown' where no match can state them. */
export function conjunction(a: Conditions, b: Conditions): Conditions | undefined | 'unknown' {
  const met = meet(a, b);
  return met === undefined ? undefined : met.stated ? met.conditions : 'unknown';
}

/**
 * The requests of the first alternative that meet all of the second's conditions but those that no match can state beside the
 * first's: at least as sharp as either. Undefined where the two never meet, or their paths cannot be stated together.
 */
export function narrowed(first: Conditions, by: Conditions): Conditions | undefined {
  return meet(first, by)?.conditions;
}

/** Whether every request that meets all of the inner alternatives also meets the outer one, judged by its conditions. */
export function admits(outer: Conditions, ...inner: Conditions[]): boolean {
  const named = (kind: 'header' | 'query parameter', wanted: NamedCondition[], present: NamedCondition[]) => wanted.every(item =>
    present.some(other => sameName(kind, other.name, item.name) && implies(other, item)));
  return (outer.path === undefined || inner.some(({ path }) => path !== undefined && pathKey(samePath(outer.path, path)) === pathKey(path)))
    && (outer.method === undefined || inner.some(({ method }) => method === outer.method))
    && (outer.grpc === undefined || inner.some(({ grpc }) => grpc?.service === outer.grpc!.service && [undefined, grpc.method].includes(outer.grpc!.method)))
    && named('header', outer.headers, inner.flatMap(({ headers }) => headers))
    && named('query parameter', outer.queryParams, inner.flatMap(({ queryParams }) => queryParams));
}

/** What two alternatives ask for at once; where two patterns meet on one name the first's stands, and not all is stated. */
function meet(a: Conditions, b: Conditions): { conditions?: Conditions; stated: boolean } | undefined {
  const path = samePath(a.path, b.path);
  if (path === 'none') return undefined;
  if (a.method !== undefined && b.method !== undefined && a.method !== b.method) return undefined;
  if (a.grpc && b.grpc) {
    if (a.grpc.service !== b.grpc.service) return undefined;
    if (a.grpc.method !== undefined && b.grpc.method !== undefined && a.grpc.method !== b.grpc.method) return undefined;
  }
  const headers = mergeNamed('header', a.headers, b.headers);
  const queryParams = mergeNamed('query parameter', a.queryParams, b.queryParams);
  if (headers === 'none' || queryParams === 'none') return undefined;
  if (path === 'unknown' || headers.merged.length > 16 || queryParams.merged.length > 16) return { stated: false };
  return {
    conditions: {
      path, method: a.method ?? b.method, grpc: a.grpc?.method === undefined ? b.grpc ?? a.grpc : a.grpc,
      headers: headers.merged, queryParams: queryParams.merged,
    },
    stated: headers.stated && queryParams.stated,
  };
}

function sharpen(base: Conditions, own: Conditions): Conditions | string {
  if (own.path !== undefined && base.path !== undefined) {
    if (own.path.type === 'RegularExpression' || base.path.type === 'RegularExpression') {
      if (own.path.type !== base.path.type || own.path.value !== base.path.value) {
        return 'with a regular expression on the path, which rule wins is implementation-specific; leave the path out of the override';
      }
    } else if (samePath(own.path, base.path) === 'none') {
      return `its path '${own.path.value}' does not lie within '${base.path.value}'`;
    }
  }
  if (own.path?.type === 'RegularExpression' && base.path === undefined) {
    return 'with a regular expression on the path, which rule wins is implementation-specific; use a prefix or an exact path';
  }
  const both = conjunction(base, { ...own, path: undefined });
  if (both !== undefined && (mixes('header', base.headers, own.headers) || mixes('query parameter', base.queryParams, own.queryParams))) {
    return `it matches by a pattern what ${describeConditions(base)} matches already; use another header or parameter`;
  }
  if (both === undefined) return `its conditions contradict ${describeConditions(base)}`;
  if (both === 'unknown') return `it matches by a pattern what ${describeConditions(base)} matches already; use another header or parameter`;
  return { ...both, path: samePath(own.path, base.path) as PathCondition | undefined };
}

/** Whether one list compares with a value what the other compares with a pattern. */
function mixes(kind: 'header' | 'query parameter', a: NamedCondition[], b: NamedCondition[]): boolean {
  return a.some(item => b.some(other => sameName(kind, item.name, other.name) && item.type !== other.type));
}

function samePath(a: PathCondition | undefined, b: PathCondition | undefined): PathCondition | undefined | 'none' | 'unknown' {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.type === 'RegularExpression' || b.type === 'RegularExpression') {
    return a.type === b.type && a.value === b.value ? a : 'unknown';
  }
  if (a.type === 'Exact' && b.type === 'Exact') return a.value === b.value ? a : 'none';
  if (a.type === 'Exact') return pathWithin(a.value, b.value) ? a : 'none';
  if (b.type === 'Exact') return pathWithin(b.value, a.value) ? b : 'none';
  if (pathWithin(a.value, b.value)) return a;
  return pathWithin(b.value, a.value) ? b : 'none';
}

function mergeNamed(kind: 'header' | 'query parameter', a: NamedCondition[], b: NamedCondition[]): { merged: NamedCondition[]; stated: boolean } | 'none' {
  let merged = a;
  let stated = true;
  for (const item of b) {
    const present = a.find(other => sameName(kind, other.name, item.name));
    if (present === undefined) merged = addNamed(kind, merged, item);
    else if (implies(present, item)) continue;
    // A value says more than a pattern that it matches.
    else if (implies(item, present)) merged = merged.map(other => (other === present ? { ...item, name: present.name } : other));
    else if (refutes(present, item) || refutes(item, present)) return 'none';
    else stated = false;
  }
  return { merged, stated };
}

/** Whether each value that meets one condition meets another of the same name. */
function implies(inner: NamedCondition, outer: NamedCondition): boolean {
  if (inner.type === outer.type && inner.value === outer.value) return true;
  return inner.type === 'Exact' && outer.type === 'RegularExpression' && matches(outer.value, inner.value) === true;
}

/** Whether one condition asks for a value that does not meet another of the same name. */
function refutes(value: NamedCondition, other: NamedCondition): boolean {
  if (value.type !== 'Exact') return false;
  return other.type === 'Exact' ? value.value !== other.value : matches(other.value, value.value) === false;
}

/** Whether a pattern matches a whole text; undefined where it cannot be told. */
function matches(pattern: string, text: string): boolean | undefined {
  try {
    return Re2.compile(pattern).matches(text);
  } catch (error) {
    if (error instanceof UnsupportedPattern) return undefined;
    throw error;
  }
}

function pathKey(path: PathCondition | undefined | 'none' | 'unknown'): string {
  return typeof path === 'object' ? conditionsKey({ ...ANYTHING, path }) : String(path);
}
