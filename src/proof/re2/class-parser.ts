import { CharSet, inverted, POSIX, setOf } from './char-set';
import { Cursor } from './cursor';
import { signed, takeEscape, takeEscapedSet } from './escapes';
import { folded } from './unicode';

/** Reads a bracketed class; the next character is `[`. @param fold whether case is ignored */
export function takeClass(cursor: Cursor, fold: boolean): CharSet {
  const start = cursor.at;
  cursor.at++;
  const negated = cursor.takes('^');
  const pairs: number[] = [];
  // A ']' that comes first is a character.
  for (let first = true; first || cursor.peek() !== ']'; first = false) {
    const set = takePosix(cursor, fold) ?? takeEscapedSet(cursor, fold) ?? takeRange(cursor, start, fold);
    // No spread: a Unicode class has more ranges than a call takes arguments in the worst case.
    for (const bound of set) pairs.push(bound);
  }
  cursor.at++;
  const set = setOf(pairs);
  return negated ? inverted(set) : set;
}

function takePosix(cursor: Cursor, fold: boolean): CharSet | undefined {
  if (!cursor.sees('[:')) return undefined;
  const start = cursor.at;
  cursor.at += 2;
  const end = cursor.find(':]');
  if (end < 0) {
    cursor.at = start;
    return undefined;
  }
  const text = cursor.between(cursor.at, end);
  const negated = text.startsWith('^');
  const set = POSIX.get(negated ? text.slice(1) : text);
  if (set === undefined) {
    return cursor.refuse(start, `'[:${text}:]' is no POSIX class; there are ${[...POSIX.keys()].join(', ')}`);
  }
  cursor.at = end + 2;
  return signed(set, negated, fold);
}

function takeRange(cursor: Cursor, classStart: number, fold: boolean): CharSet {
  const start = cursor.at;
  const low = takeChar(cursor, classStart);
  let high = low;
  // The '-' of 'a-]' is a character.
  if (cursor.peek() === '-' && cursor.peek(1) !== ']' && cursor.peek(1) !== '') {
    cursor.at++;
    high = takeChar(cursor, classStart);
    if (high < low) cursor.refuse(start, `range '${cursor.since(start)}' is the wrong way round`);
  }
  return fold ? folded([low, high]) : [low, high];
}

function takeChar(cursor: Cursor, classStart: number): number {
  if (cursor.done) cursor.refuse(classStart, "'[' is not closed by ']'");
  return cursor.peek() === '\\' ? takeEscape(cursor) : cursor.take().codePointAt(0)!;
}
