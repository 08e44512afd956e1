import { Cursor } from './cursor';

/** What letters after `(?` switch. */
export interface Flags {
  /** i: case is ignored. */
  readonly fold: boolean;
  /** m: ^ and $ stand at lines' ends too. */
  readonly lines: boolean;
  /** s: the dot takes a line feed too. */
  readonly dotAll: boolean;
}

/** What an opening bracket opens. */
export interface Opening {
  /** False for `(?i)`, which only switches flags. */
  readonly opens: boolean;
  /** The flags from here on. */
  readonly flags: Flags;
  /** Name of a capturing group. */
  readonly name?: string;
}

/** Longest first: what stands after the bracket in other dialects, and what it is there. */
const OTHER_DIALECTS: readonly (readonly [string, string])[] = [
  ['?<=', 'look-behind'],
  ['?<!', 'look-behind'],
  ['?=', 'look-ahead'],
  ['?!', 'look-ahead'],
  ['?>', 'an atomic group'],
  ['?|', 'a branch reset group'],
  ['?#', 'a comment'],
  ['?P=', 'a back reference'],
  ['?P>', 'recursion'],
  ['?&', 'recursion'],
  ['?R', 'recursion'],
  ['?(', 'a condition'],
  ["?'", 'a name in single quotes'],
];

/** Reads `(`, `(?:`, `(?flags:`, `(?flags)`, `(?P<name>` or `(?<name>`; the next character is `(`. */
export function takeOpening(cursor: Cursor, flags: Flags): Opening {
  const start = cursor.at;
  cursor.at++;
  if (cursor.peek() !== '?') return { opens: true, flags };
  const other = OTHER_DIALECTS.find(([text]) => cursor.sees(text));
  if (other !== undefined) cursor.refuse(start, `'(${other[0]}' (${other[1]}) is not supported by RE2`);
  if (cursor.takes('?P<') || cursor.takes('?<')) return { opens: true, flags, name: takeName(cursor, start) };
  cursor.at++;
  return takeFlags(cursor, start, flags);
}

function takeName(cursor: Cursor, start: number): string {
  const end = cursor.find('>');
  if (end < 0) cursor.refuse(start, 'name of the group is not closed by \'>\'');
  const name = cursor.between(cursor.at, end);
  if (!/^[A-Za-z0-9_]+$/.test(name)) {
    cursor.refuse(start, `name of the group is '${name}', but must be letters of a-z and A-Z, digits and '_'`);
  }
  cursor.at = end + 1;
  return name;
}

function takeFlags(cursor: Cursor, start: number, before: Flags): Opening {
  const flags = { ...before };
  let on = true;
  let some = true;
  for (;;) {
    const c = cursor.take();
    if (c === 'i') flags.fold = on;
    else if (c === 'm') flags.lines = on;
    else if (c === 's') flags.dotAll = on;
    else if (c === '-' && on) on = some = false;
    else if ((c === ':' || c === ')') && some) return { opens: c === ':', flags };
    // U makes repetitions prefer fewer, which changes no verdict.
    else if (c !== 'U') return cursor.refuse(start, `'${cursor.since(start)}' opens no group that RE2 knows; flags are i, m, s and U`);
    if (c !== '-') some = true;
  }
}
