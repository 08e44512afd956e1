import { CharSet, holds, MAX_CHAR, setOf } from './char-set';

const CATEGORIES = /^(?:C[cfos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/;
/** Scripts' names of four letters; every other text of four letters is a short name (such as Grek), which RE2 does not know. */
const SHORT_SCRIPTS = new Set(['Ahom', 'Cham', 'Kawi', 'Lisu', 'Miao', 'Modi', 'Newa', 'Thai', 'Toto']);
/** No character above this one has another case. */
const LAST_CASED = 0x1e943;

/** The others hold no assigned code point, so no property. */
const PLANES = [0, 1, 2, 3, 14, 15, 16];

const properties = new Map<string, CharSet>();

/** The code points of a general category or script by RE2's name, such as L, Lu, Greek; undefined where there is none. */
export function unicodeSet(name: string): CharSet | undefined {
  if (name === 'Any') return [0, MAX_CHAR];
  const known = properties.get(name);
  if (known !== undefined) return known;
  const expression = expressionFor(name);
  if (expression === undefined) return undefined;
  const set = scan(expression);
  properties.set(name, set);
  return set;
}

/** The set and every character that differs from one of it in case only (Unicode simple folding). */
export function folded(set: CharSet): CharSet {
  const { chars, orbits, orbitOf } = folding();
  if (set.length === 2 && set[0] === set[1]) {
    const orbit = orbitOf.get(set[0]);
    return orbit === undefined ? set : setOf(orbit.flatMap(char => [char, char]));
  }
  const more: number[] = [];
  chars.forEach((char, i) => {
    if (holds(set, char)) for (const other of orbits[i]) more.push(other, other);
  });
  return more.length === 0 ? set : setOf([...set, ...more]);
}

function expressionFor(name: string): RegExp | undefined {
  if (CATEGORIES.test(name)) {
    // RE2's C has no unassigned code points, JavaScript's has. Lone surrogates are added by hand.
    return name === 'C' ? /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]+/gu : new RegExp(`\\p{${name}}+`, 'gu');
  }
  if (!/^[A-Z][A-Za-z_]+$/.test(name) || (name.length === 4 && !SHORT_SCRIPTS.has(name))) return undefined;
  try {
    return new RegExp(`\\p{Script=${name}}+`, 'gu');
  } catch {
    return undefined;
  }
}

/** Finds the runs of a property in all code points, a plane at a time. */
function scan(expression: RegExp): CharSet {
  const pairs: number[] = [];
  for (const plane of PLANES) {
    // Surrogates are left out: side by side in one text they would be read as other characters.
    const parts = plane === 0 ? [[0, 0xd7ff], [0xe000, 0xffff]] : [[plane * 0x10000, plane * 0x10000 + 0xffff]];
    const unit = plane === 0 ? 1 : 2;
    for (const [low, high] of parts) {
      for (const run of textOf(low, high).matchAll(expression)) {
        const from = low + run.index / unit;
        pairs.push(from, from + run[0].length / unit - 1);
      }
    }
  }
  const surrogates = new RegExp(expression.source, 'u').test('\ud800');
  return setOf(surrogates ? [...pairs, 0xd800, 0xdfff] : pairs);
}

function textOf(low: number, high: number): string {
  const parts: string[] = [];
  for (let char = low; char <= high; char++) parts.push(String.fromCodePoint(char));
  return parts.join('');
}

interface Folding {
  /** The characters that have another case. */
  readonly chars: readonly number[];
  /** For each of them all characters that equal it but for case. */
  readonly orbits: readonly (readonly number[])[];
  /** The same by character. */
  readonly orbitOf: ReadonlyMap<number, readonly number[]>;
}

let table: Folding | undefined;

/** JavaScript tells simple folding only through matching, so likely equals are gathered by case mapping, then matched. */
function folding(): Folding {
  if (table !== undefined) return table;
  const buckets = new Map<string, string[]>();
  const cased = /\p{Changes_When_Casemapped}|\p{Changes_When_Casefolded}/u;
  for (let char = 0; char <= LAST_CASED; char++) {
    const text = String.fromCodePoint(char);
    if (!cased.test(text)) continue;
    const key = text.toLowerCase().toUpperCase();
    buckets.set(key, [...buckets.get(key) ?? [], text]);
  }
  const found: [number, number[]][] = [];
  for (const bucket of buckets.values()) {
    for (const text of bucket) {
      const same = new RegExp(`^${text}$`, 'iu');
      const orbit = bucket.filter(other => same.test(other)).map(other => other.codePointAt(0)!);
      if (orbit.length > 1) found.push([text.codePointAt(0)!, orbit]);
    }
  }
  found.sort((a, b) => a[0] - b[0]);
  return table = { chars: found.map(([char]) => char), orbits: found.map(([, orbit]) => orbit), orbitOf: new Map(found) };
}
