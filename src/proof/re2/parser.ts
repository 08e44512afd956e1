import { CharSet, inverted, MAX_CHAR, NEWLINE } from './char-set';
import { takeClass } from './class-parser';
import { Cursor } from './cursor';
import { takeEscape, takeEscapedSet } from './escapes';
import { Flags, takeOpening } from './group-opening';
import { chars, choice, group, Node, Place, place, repeat, sequence } from './syntax';
import { folded } from './unicode';

/** RE2 repeats nothing more often by count. */
const MAX_COUNT = 1000;
/** RE2's limit too; it keeps what walks the tree from running out of stack. */
const MAX_HEIGHT = 1000;

/** Reads a pattern into its tree. @throws UnsupportedPattern */
export function parse(pattern: string): Node {
  return new Parser(pattern).parse();
}

/** A group that is still open. */
interface Open {
  readonly start: number;
  /** The flags to go back to behind the group. */
  readonly flags: Flags;
  readonly alternatives: Node[];
  items: Node[];
}

/** Keeps open groups in a list, not on the call stack, so that no pattern is too deep to be refused properly. */
class Parser {
  private readonly cursor: Cursor;
  private readonly outer: Open[] = [];
  private readonly names = new Set<string>();
  private flags: Flags = { fold: false, lines: false, dotAll: false };
  private open: Open = { start: 0, flags: this.flags, alternatives: [], items: [] };
  /** The repetition that was read last, if nothing came between. */
  private repeated = '';

  constructor(pattern: string) {
    this.cursor = new Cursor(pattern);
  }

  public parse(): Node {
    while (!this.cursor.done) {
      const before = this.repeated;
      this.repeated = '';
      this.next(before);
    }
    if (this.outer.length > 0) this.cursor.refuse(this.open.start, "'(' is not closed by ')'");
    return this.closed();
  }

  private next(before: string): void {
    const cursor = this.cursor;
    const c = cursor.peek();
    switch (c) {
      case '(': return this.openGroup();
      case ')': return this.closeGroup();
      case '|':
        cursor.at++;
        this.open.alternatives.push(sequence(this.open.items));
        this.open.items = [];
        return;
      case '^':
        cursor.at++;
        return this.add(place(this.flags.lines ? Place.LineStart : Place.TextStart));
      case '$':
        cursor.at++;
        return this.add(place(this.flags.lines ? Place.LineEnd : Place.TextEnd));
      case '.':
        cursor.at++;
        return this.add(chars(this.flags.dotAll ? [0, MAX_CHAR] : inverted(NEWLINE)));
      case '[': return this.add(chars(takeClass(cursor, this.flags.fold)));
      case '*':
      case '+':
      case '?':
        cursor.at++;
        return this.repeat(cursor.at - 1, before, c === '+' ? 1 : 0, c === '?' ? 1 : Infinity, false);
      case '{': return this.brace(before);
      case '\\': return this.backslash();
      default:
        return this.literal(cursor.take().codePointAt(0)!);
    }
  }

  private add(node: Node): void {
    this.open.items.push(node);
  }

  private literal(char: number): void {
    const set: CharSet = [char, char];
    this.add(chars(this.flags.fold ? folded(set) : set));
  }

  private openGroup(): void {
    const start = this.cursor.at;
    const { opens, flags, name } = takeOpening(this.cursor, this.flags);
    if (name !== undefined) {
      if (this.names.has(name)) this.cursor.refuse(start, `'${name}' names more than one group`);
      this.names.add(name);
    }
    if (opens) {
      this.outer.push(this.open);
      this.open = { start, flags: this.flags, alternatives: [], items: [] };
    }
    this.flags = flags;
  }

  private closeGroup(): void {
    const outer = this.outer.pop();
    if (outer === undefined) return this.cursor.refuse(this.cursor.at, "')' closes no '('");
    const node = group(this.closed());
    this.flags = this.open.flags;
    this.open = outer;
    this.checkHeight(node, this.cursor.at);
    this.cursor.at++;
    this.add(node);
  }

  private closed(): Node {
    const node = choice([...this.open.alternatives, sequence(this.open.items)]);
    this.checkHeight(node, this.open.start);
    return node;
  }

  private checkHeight(node: Node, at: number): void {
    if (node.height > MAX_HEIGHT) this.cursor.refuse(at, `groups and repetitions are nested more than ${MAX_HEIGHT} deep`);
  }

  private brace(before: string): void {
    const cursor = this.cursor;
    const start = cursor.at;
    const count = takeCount(cursor);
    if (count === undefined) {
      // What is no repetition is text.
      cursor.at = start + 1;
      return this.literal('{'.charCodeAt(0));
    }
    const [min, max] = count;
    const text = cursor.since(start);
    if (min > MAX_COUNT || (max !== Infinity && max > MAX_COUNT)) {
      cursor.refuse(start, `'${text}' repeats more than ${MAX_COUNT} times, RE2's limit`);
    }
    if (min > max) cursor.refuse(start, `'${text}' repeats at least more often than at most`);
    this.repeat(start, before, min, max, true);
  }

  private repeat(start: number, before: string, min: number, max: number, counted: boolean): void {
    const cursor = this.cursor;
    cursor.takes('?');
    const text = cursor.since(start);
    if (before !== '') {
      const possessive = text.startsWith('+') ? '; a possessive repetition is not supported' : '';
      const help = "put what is to be repeated twice in '(?:...)'";
      cursor.refuse(start, `invalid nested repetition operator '${before}${text}'${possessive}; ${help}`);
    }
    const last = this.open.items.pop();
    if (last === undefined) return cursor.refuse(start, `'${text}' has nothing to repeat before it`);
    const node = repeat(last, min, max, counted);
    if (node.copies > MAX_COUNT) {
      cursor.refuse(start, `'${text}' and the repetitions in what it repeats multiply to more than ${MAX_COUNT}, RE2's limit`);
    }
    this.checkHeight(node, start);
    this.add(node);
    this.repeated = text;
  }

  private backslash(): void {
    const cursor = this.cursor;
    switch (cursor.peek(1)) {
      case 'A': return this.placeEscape(Place.TextStart);
      case 'z': return this.placeEscape(Place.TextEnd);
      case 'b': return this.placeEscape(Place.WordEdge);
      case 'B': return this.placeEscape(Place.NoWordEdge);
      case 'Q':
        cursor.at += 2;
        while (!cursor.done && !cursor.takes('\\E')) this.literal(cursor.take().codePointAt(0)!);
        return;
      default: {
        const set = takeEscapedSet(cursor, this.flags.fold);
        return set === undefined ? this.literal(takeEscape(cursor)) : this.add(chars(set));
      }
    }
  }

  private placeEscape(at: Place): void {
    this.cursor.at += 2;
    this.add(place(at));
  }
}

/** Reads `{n}`, `{n,}` or `{n,m}` without leading zeros. */
function takeCount(cursor: Cursor): [number, number] | undefined {
  cursor.at++;
  const min = takeNumber(cursor);
  if (min === undefined) return undefined;
  let max: number | undefined = min;
  if (cursor.takes(',')) max = cursor.peek() === '}' ? Infinity : takeNumber(cursor);
  return max !== undefined && cursor.takes('}') ? [min, max] : undefined;
}

function takeNumber(cursor: Cursor): number | undefined {
  const start = cursor.at;
  while (/^[0-9]/.test(cursor.peek())) cursor.at++;
  const digits = cursor.since(start);
  return digits === '' || (digits.length > 1 && digits.startsWith('0')) ? undefined : Number(digits);
}
