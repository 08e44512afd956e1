import { ReadMatch } from '../manifests';
import { NamedTest } from '../request-test';
import { Pool } from './variants';

/** The most other matches that one match is paired with, the nearest first. */
const MOST_PAIRS = 48;
/** The most other matches whose values one match is tried on. */
const MOST_POOLED = 256;

/**
 * Which matches of one host a request can meet together: those at the same path and at the paths above it. Found by path, so
 * that thousands of routes do not make millions of pairs.
 */
export class Neighbours {
  private readonly byPath = new Map<string, ReadMatch[]>();
  private readonly patterns: ReadMatch[] = [];
  private readonly calls: ReadMatch[] = [];
  private readonly exact = new Set<string>();
  private readonly positions = new Map<ReadMatch, number>();

  public constructor(public readonly matches: ReadMatch[]) {
    for (const match of matches) {
      this.positions.set(match, this.positions.size);
      const { path } = match.test;
      if (path?.type === 'Exact') this.exact.add(path.value);
      if (path === undefined) this.calls.push(match);
      else if (path.type === 'RegularExpression') this.patterns.push(match);
      else this.byPath.set(path.bare, [...this.byPath.get(path.bare) ?? [], match]);
    }
  }

  /** Matches to try together with one, those at its own path first, then those above. */
  public of(match: ReadMatch): ReadMatch[] {
    const near = this.near(match);
    if (near.length <= MOST_PAIRS) return near;
    // Of many at one path, those written around it first: an order that changes does so between rules side by side at least.
    const beside = this.closest(match, near.filter(other => placeOf(other) === placeOf(match)), MOST_PAIRS / 2);
    return [...new Set([...beside, ...near])].slice(0, MOST_PAIRS);
  }

  /** Of some matches those that are written closest to one, so many at most. */
  public closest(match: ReadMatch, others: ReadMatch[], most: number): ReadMatch[] {
    if (others.length <= most) return others;
    const own = this.positions.get(match) ?? 0;
    const distance = (other: ReadMatch) => Math.abs((this.positions.get(other) ?? 0) - own);
    return [...others].sort((a, b) => distance(a) - distance(b)).slice(0, most);
  }

  /** Whether a match names just this path: it hides what others do there. */
  public isNamed(path: string): boolean {
    return this.exact.has(path);
  }

  /** The values that a match and those around it compare with. */
  public poolOf(match: ReadMatch): Pool {
    const pool: Pool = { headers: new Map(), query: new Map(), methods: new Set(), paths: new Set() };
    for (const { test } of [match, ...this.near(match).slice(0, MOST_POOLED)]) {
      collect(pool.headers, test.headers);
      collect(pool.query, test.query);
      if (test.method !== undefined) pool.methods.add(test.method);
      if (test.path !== undefined && test.path.type !== 'RegularExpression') pool.paths.add(test.path.value);
    }
    return pool;
  }

  private near(match: ReadMatch): ReadMatch[] {
    const { path } = match.test;
    if (path === undefined) return this.calls.filter(other => other !== match);
    const found: ReadMatch[] = [];
    if (path.type === 'RegularExpression') {
      for (const list of this.byPath.values()) {
        found.push(...list);
        if (found.length > MOST_PAIRS) break;
      }
    } else {
      for (const bare of [path.bare, ...above(path.bare)]) found.push(...this.byPath.get(bare) ?? []);
    }
    found.push(...this.patterns);
    return found.filter(other => other !== match);
  }
}

/** Equal for matches at one path, for patterns of a path, and for calls. */
function placeOf({ test: { path } }: ReadMatch): string {
  return path === undefined ? 'call' : path.type === 'RegularExpression' ? 'pattern' : `path ${path.bare}`;
}

/** The paths above a path, the nearest first: '/a/b' is under '/a' and ''. */
function above(bare: string): string[] {
  const found: string[] = [];
  for (let end = bare.lastIndexOf('/'); end >= 0; end = end === 0 ? -1 : bare.lastIndexOf('/', end - 1)) found.push(bare.slice(0, end));
  return found;
}

function collect(map: Map<string, Set<string>>, tests: NamedTest[]): void {
  for (const { name, type, value, regex } of tests) {
    const text = type === 'Exact' ? value : regex?.sample();
    if (text !== undefined) map.set(name, (map.get(name) ?? new Set()).add(text));
  }
}
