import type { ParserState } from 'js-yaml';
import { load, YamlError } from './yaml.js';

/** Where a field stands in a document's text, as offsets into it. */
export interface Located {
  /** The key of the field, or the item of a list; of its nearest parent where the field itself is not there. */
  readonly offset: number;
  /** Beginning and end of each item, where the path names a list. */
  readonly items: readonly (readonly [start: number, end: number])[];
}

/**
 * Finds a field by following the parser once more, with no memory but the way to the field. The parser tells where nodes
 * open and close, not what they are to each other: that is read from the characters between them.
 */
export function locate(text: string, path: readonly (string | number)[]): Located {
  const locator = new Locator(path);
  try {
    load(text, { listener: (event, state) => (event === 'open' ? locator.open(state) : locator.close(state)) });
  } catch (error) {
    // Text behind the field that does not parse takes nothing from what was found before it.
    if (!(error instanceof YamlError)) throw error;
  }
  return { offset: locator.offset, items: locator.items };
}

type Role = 'root' | 'same' | 'item' | 'key' | 'value';

interface Frame {
  readonly role: Role;
  /** How many steps of the path lead here; -1 beside the path. */
  readonly depth: number;
  readonly start: number;
  /** The end of the child before, or the frame's own start. */
  childEnd: number;
  index: number;
  key?: string;
}

const OPEN_LIST = 0x5B;
const OPEN_MAP = 0x7B;
const DASH = 0x2D;

class Locator {
  offset = 0;
  items: [number, number][] = [];
  private found = -1;
  private readonly frames: Frame[] = [];

  constructor(private readonly path: readonly (string | number)[]) {}

  open({ input, position }: ParserState): void {
    const parent = this.frames.at(-1);
    if (parent !== undefined && parent.depth < 0) {
      this.frames.push({ ...BESIDE });
      return;
    }
    const start = contentStart(input, position);
    const [role, depth] = parent === undefined ? ['root', 0] as const : this.place(parent, input, start);
    if (role !== 'value' && depth > this.found) {
      this.found = depth;
      this.offset = start;
    }
    this.frames.push({ role, depth, start, childEnd: start, index: -1 });
  }

  close({ input, position, kind, result }: ParserState): void {
    const frame = this.frames.pop()!;
    const parent = this.frames.at(-1);
    if (parent === undefined || parent.depth < 0) return;
    parent.childEnd = Math.min(position, input.length - 1);
    if (frame.role === 'item' && parent.depth === this.path.length) this.items[parent.index] = [frame.start, position];
    if (frame.role !== 'key') {
      parent.key = undefined;
      return;
    }
    parent.key = kind === 'scalar' ? String(result) : undefined;
    if (parent.key !== undefined && parent.key === this.path[parent.depth] && parent.depth + 1 > this.found) {
      this.found = parent.depth + 1;
      this.offset = frame.start;
    }
  }

  /** What a node that begins at `start` is to its parent, and how many steps of the path lead to it. */
  private place(parent: Frame, input: string, start: number): [Role, number] {
    const first = input.charCodeAt(parent.start);
    // The parser reads a bracket as a possible key of a mapping first.
    if (start === parent.start && (first === OPEN_LIST || first === OPEN_MAP)) return ['same', parent.depth];
    const wanted = this.path[parent.depth];
    const between = withoutComments(input.slice(parent.childEnd, start));
    if (first === OPEN_LIST) {
      // [a: b] is a list of one mapping, but its key and value open in the list itself.
      if (between.includes(':')) return ['value', -1];
      parent.index++;
      return ['item', parent.index === wanted ? parent.depth + 1 : -1];
    }
    if (first === DASH && isSpace(input.charCodeAt(parent.start + 1))) {
      // An item without a value is no node: only its dash is there.
      parent.index += between.split('-').length - 1;
      return ['item', parent.index === wanted ? parent.depth + 1 : -1];
    }
    if (parent.key === undefined || !between.includes(':')) return ['key', -1];
    return ['value', parent.key === wanted ? parent.depth + 1 : -1];
  }
}

const BESIDE: Frame = { role: 'root', depth: -1, start: 0, childEnd: 0, index: -1 };

function withoutComments(text: string): string {
  return text.includes('#') ? text.replace(/#[^\r\n]*/g, '') : text;
}

/** The first character of a node's content: behind spaces, comments, anchor and tag. */
function contentStart(input: string, position: number): number {
  let at = position;
  for (;;) {
    const character = input[at];
    if (character === ' ' || character === '\n' || character === '\r' || character === '\t') {
      at++;
    } else if (character === '#') {
      while (at < input.length - 1 && input[at] !== '\n' && input[at] !== '\r') at++;
    } else if ((character === '&' || character === '!') && at < input.length - 1) {
      while (!isSpace(input.charCodeAt(at)) && at < input.length - 1) at++;
    } else {
      return at;
    }
    if (at >= input.length - 1) return Math.min(position, input.length - 1);
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0A || code === 0x0D;
}
