/** The highest code point. */
export const MAX_CHAR = 0x10ffff;

/** A set of code points: pairs of first and last, sorted, neither touching nor overlapping. */
export type CharSet = readonly number[];

/** The set of pairs in any order, overlapping or not. */
export function setOf(pairs: readonly number[]): CharSet {
  const ranges: [number, number][] = [];
  for (let i = 0; i < pairs.length; i += 2) ranges.push([pairs[i], pairs[i + 1]]);
  ranges.sort((a, b) => a[0] - b[0]);
  const set: number[] = [];
  for (const [low, high] of ranges) {
    if (set.length > 0 && low <= set[set.length - 1] + 1) {
      set[set.length - 1] = Math.max(set[set.length - 1], high);
    } else {
      set.push(low, high);
    }
  }
  return set;
}

/** Every code point that is not in the set. */
export function inverted(set: CharSet): CharSet {
  const rest: number[] = [];
  let from = 0;
  for (let i = 0; i < set.length; i += 2) {
    if (set[i] > from) rest.push(from, set[i] - 1);
    from = set[i + 1] + 1;
  }
  if (from <= MAX_CHAR) rest.push(from, MAX_CHAR);
  return rest;
}

/** Whether the set holds a code point. */
export function holds(set: CharSet, char: number): boolean {
  let low = 0;
  let high = set.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (char > set[2 * middle + 1]) low = middle + 1;
    else high = middle;
  }
  return 2 * low < set.length && set[2 * low] <= char;
}

/** Pairs of the characters from..to of each two-character text, such as 'az', '09'. */
export function setOfRanges(...ranges: string[]): CharSet {
  return setOf(ranges.flatMap(range => [range.codePointAt(0)!, range.codePointAt(range.length - 1)!]));
}

/** `\d` of RE2: ASCII only. */
export const DIGITS = setOfRanges('09');
/** `\w` of RE2: ASCII only. */
export const WORD = setOfRanges('09', 'AZ', 'az', '_');
/** `\s` of RE2: ASCII only, without the vertical tab. */
export const SPACE = setOfRanges('\t\n', '\f\r', ' ');
/** The line feed, which ends a line. */
export const NEWLINE: CharSet = [10, 10];

/** The names of POSIX classes, for `[[:name:]]`. */
export const POSIX: ReadonlyMap<string, CharSet> = new Map([
  ['alnum', setOfRanges('09', 'AZ', 'az')],
  ['alpha', setOfRanges('AZ', 'az')],
  ['ascii', setOfRanges('\0\x7f')],
  ['blank', setOfRanges('\t', ' ')],
  ['cntrl', setOfRanges('\0\x1f', '\x7f')],
  ['digit', DIGITS],
  ['graph', setOfRanges('!~')],
  ['lower', setOfRanges('az')],
  ['print', setOfRanges(' ~')],
  ['punct', setOfRanges('!/', ':@', '[`', '{~')],
  ['space', setOfRanges('\t\r', ' ')],
  ['upper', setOfRanges('AZ')],
  ['word', WORD],
  ['xdigit', setOfRanges('09', 'AF', 'af')],
]);

/** The characters that a person reads best, best first: all of printable ASCII. */
export const READABLE: readonly number[] = [
  ...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890-_./~:=,;@!$&()*+\'"<>[]{}|^`\\%?# ',
].map(char => char.charCodeAt(0));

/** The character of the set that a person reads best; undefined where the set is empty. */
export function readableOf(set: CharSet): number | undefined {
  const best = READABLE.find(char => holds(set, char));
  if (best !== undefined) return best;
  for (let i = 0; i < set.length; i += 2) {
    if (set[i + 1] > 0xa0) return Math.max(set[i], 0xa1);
  }
  return set[0];
}
