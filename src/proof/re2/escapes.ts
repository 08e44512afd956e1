import { CharSet, DIGITS, inverted, MAX_CHAR, SPACE, WORD } from './char-set';
import { Cursor } from './cursor';
import { folded, unicodeSet } from './unicode';

const CONTROLS: ReadonlyMap<string, number> = new Map([['a', 7], ['f', 12], ['n', 10], ['r', 13], ['t', 9], ['v', 11]]);
const PERL: ReadonlyMap<string, CharSet> = new Map([['d', DIGITS], ['s', SPACE], ['w', WORD]]);

/** Reads `\d`, `\pL`, `\p{Greek}` and their like if one comes next. @param fold whether case is ignored */
export function takeEscapedSet(cursor: Cursor, fold: boolean): CharSet | undefined {
  if (cursor.peek() !== '\\') return undefined;
  const letter = cursor.peek(1);
  if (letter === 'p' || letter === 'P') return takeProperty(cursor, fold);
  const set = PERL.get(letter.toLowerCase());
  if (set === undefined || letter === '') return undefined;
  cursor.at += 2;
  return signed(set, letter !== letter.toLowerCase(), fold);
}

/** A named set, with case ignored or not, then turned round or not: RE2 folds first. */
export function signed(set: CharSet, negated: boolean, fold: boolean): CharSet {
  const all = fold ? folded(set) : set;
  return negated ? inverted(all) : all;
}

/** Reads an escape that stands for one character; the next character is the backslash. */
export function takeEscape(cursor: Cursor): number {
  const start = cursor.at;
  cursor.at++;
  if (cursor.done) cursor.refuse(start, "'\\' at the end escapes nothing; write '\\\\' for a backslash");
  const c = cursor.take();
  const control = CONTROLS.get(c);
  if (control !== undefined) return control;
  if (c === '0' || (/[1-7]/.test(c) && /^[0-7]/.test(cursor.peek()))) return takeOctal(cursor, c);
  if (c === 'x') return takeHex(cursor, start);
  // Escaped ASCII punctuation is always itself; letters have or may get a meaning.
  if (c < '\x80' && !/[A-Za-z0-9]/.test(c)) return c.charCodeAt(0);
  return cursor.refuse(start, unknownEscape(c));
}

function takeOctal(cursor: Cursor, first: string): number {
  let digits = first;
  while (digits.length < 3 && /^[0-7]/.test(cursor.peek())) digits += cursor.take();
  return parseInt(digits, 8);
}

function takeHex(cursor: Cursor, start: number): number {
  const wrong = "'\\x' must be followed by two hexadecimal digits, or by '{', digits up to 10FFFF and '}'";
  let digits = '';
  if (cursor.takes('{')) {
    while (/^[0-9A-Fa-f]/.test(cursor.peek())) digits += cursor.take();
    if (digits === '' || !cursor.takes('}')) cursor.refuse(start, wrong);
  } else {
    while (digits.length < 2 && /^[0-9A-Fa-f]/.test(cursor.peek())) digits += cursor.take();
    if (digits.length < 2) cursor.refuse(start, wrong);
  }
  const char = parseInt(digits, 16);
  return char <= MAX_CHAR ? char : cursor.refuse(start, wrong);
}

function unknownEscape(c: string): string {
  if (/[1-9k]/.test(c)) return `back reference '\\${c}' is not supported: RE2 matches in linear time`;
  if (c === 'Z') return "'\\Z' is not supported by RE2; use '\\z' for the end of the text";
  if (c === 'C') return "'\\C' (a single byte) is not supported";
  if (c === 'b' || c === 'B' || c === 'A' || c === 'z') return `'\\${c}' is a place, which a character class cannot hold`;
  return `'\\${c}' is no escape that RE2 knows; write the character without '\\' or as '\\x{...}'`;
}

function takeProperty(cursor: Cursor, fold: boolean): CharSet {
  const start = cursor.at;
  let negated = cursor.peek(1) === 'P';
  cursor.at += 2;
  let name = cursor.take();
  if (name === '{') {
    const end = cursor.find('}');
    if (end < 0) cursor.refuse(start, `'${cursor.since(start)}' is not closed by '}'`);
    name = cursor.between(cursor.at, end);
    cursor.at = end + 1;
  }
  if (name.startsWith('^')) {
    negated = !negated;
    name = name.slice(1);
  }
  const set = unicodeSet(name);
  if (set === undefined) {
    const known = 'Unicode category (such as L, Lu, Nd) or script (such as Greek, Han) that RE2 knows';
    return cursor.refuse(start, `'${cursor.since(start)}' names no ${known}`);
  }
  return signed(set, negated, fold);
}
