import { Alphabet } from './alphabet';
import { READABLE } from './char-set';
import { Machine, State } from './machine';

/** Pairs of states that a search looks at, at most. */
const MAX_PAIRS = 500;
/** Steps from one pair to another that a search takes, at most. */
const MAX_STEPS = 15_000;

/** Short texts by which of two patterns they match; undefined where none was found. */
export interface JointSamples {
  /** Matches both. */
  readonly both?: string;
  /** Matches the first only. */
  readonly first?: string;
  /** Matches the second only. */
  readonly second?: string;
}

/** A machine and its alphabet. */
export interface Reader {
  readonly machine: Machine;
  readonly alphabet: Alphabet;
}

interface Path {
  readonly a: State;
  readonly b: State;
  readonly char: number;
  readonly from?: Path;
}

/**
 * Walks both machines over the same texts, the shortest first: the product of the two automata.
 *
 * @param start how each text begins
 */
export function searchJoint(one: Reader, other: Reader, start: string): JointSamples {
  const letters = jointLetters(one.alphabet, other.alphabet);
  const first = { a: read(one, start), b: read(other, start), char: 0 };
  const found: { both?: string; first?: string; second?: string } = {};
  const note = (path: Path): void => {
    const [a, b] = [one.machine.accepts(path.a), other.machine.accepts(path.b)];
    if (!a && !b) return;
    const kind = a && b ? 'both' : a ? 'first' : 'second';
    found[kind] ??= start + textOf(path);
  };
  const seen = new Map([[first.a.key, new Set([first.b.key])]]);
  let paths: Path[] = [first];
  let pairs = 1;
  let steps = 0;
  while (paths.length > 0 && steps <= MAX_STEPS) {
    const longer: Path[] = [];
    for (const path of paths) {
      for (const { a: letter, b: otherLetter, char } of letters) {
        steps++;
        const next = { a: one.machine.after(path.a, letter), b: other.machine.after(path.b, otherLetter), char, from: path };
        if (next.a.seeds.length === 0 && next.b.seeds.length === 0) continue;
        note(next);
        const known = seen.get(next.a.key) ?? new Set();
        seen.set(next.a.key, known);
        if (known.has(next.b.key) || pairs === MAX_PAIRS) continue;
        known.add(next.b.key);
        pairs++;
        longer.push(next);
      }
      if (found.both !== undefined && found.first !== undefined && found.second !== undefined || steps > MAX_STEPS) break;
    }
    if (found.both !== undefined && found.first !== undefined && found.second !== undefined) break;
    paths = longer;
  }
  // An empty text says little, so it comes last.
  note(first);
  return found;
}

/** A character for each two letters that a character can have in the two alphabets, best read first; none that no request can carry. */
function jointLetters(one: Alphabet, other: Alphabet): { a: number; b: number; char: number }[] {
  const found = new Map<string, { a: number; b: number; char: number }>();
  const offer = (char: number): void => {
    const [a, b] = [one.of(char), other.of(char)];
    const key = `${a},${b}`;
    if (!found.has(key)) found.set(key, { a, b, char });
  };
  READABLE.forEach(offer);
  for (const { starts } of [one, other]) {
    starts.forEach(char => {
      if (char > 0xa0 && (char < 0xd800 || char > 0xdfff)) offer(char);
    });
  }
  return [...found.values()];
}

function read({ machine, alphabet }: Reader, text: string): State {
  let state = machine.start();
  for (const char of text) state = machine.after(state, alphabet.of(char.codePointAt(0)!));
  return state;
}

function textOf(end: Path): string {
  const chars: number[] = [];
  for (let path = end; path.from !== undefined; path = path.from) chars.push(path.char);
  return chars.reverse().map(char => String.fromCodePoint(char)).join('');
}
