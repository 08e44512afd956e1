import { locate } from './locate.js';
import { countLines, type Chunk } from './split.js';
import type { Position, Source } from './types.js';

/** Characters that may be read again for line numbers in one run; beyond them a document's first line has to do. */
export interface LineBudget {
  left: number;
}

/** The text that a document, or an item of a List, was read from. */
export interface DocumentText {
  readonly file: string;
  /** Its first line in the file, from 1. */
  readonly line: number;
  /** In bytes. */
  readonly length: number;
  read(): string;
  /** Where a field stands; the first content for an empty path. */
  lineOf(path: readonly (string | number)[]): Position;
  /** The texts of a List's items, given where they stand in it; the List's own where an item has none, as with an alias. */
  items(count: number, spans: readonly (readonly [start: number, end: number] | undefined)[]): DocumentText[];
}

/** A document's text, which stays in the file's bytes until it is asked for. */
export function chunkText(source: Source, chunk: Chunk, budget: LineBudget): DocumentText {
  const read = () => source.bytes.toString('utf8', chunk.start, chunk.end);
  return new Text(source.name, chunk.line + 1, chunk.end - chunk.start, read, budget);
}

/** Line and column of an offset, in a text that begins on `line`. */
export function positionAt(text: string, offset: number, line: number): Position {
  const before = Buffer.from(text.slice(0, offset));
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  return { line: line + countLines(before, 0, before.length), column: (offset === 0 ? 0 : offset - lineStart) + 1 };
}

class Text implements DocumentText {
  private first?: Position;

  constructor(
    readonly file: string, readonly line: number, readonly length: number, readonly read: () => string,
    private readonly budget: LineBudget,
  ) {}

  lineOf(path: readonly (string | number)[]): Position {
    if (path.length > 0) {
      this.budget.left -= this.length;
      if (this.budget.left >= 0) {
        const text = this.read();
        return positionAt(text, locate(text, path).offset, this.line);
      }
    }
    if (this.first === undefined) {
      const text = this.read();
      this.first = positionAt(text, firstContent(text), this.line);
    }
    return this.first;
  }

  items(count: number, spans: readonly (readonly [number, number] | undefined)[]): DocumentText[] {
    const content = this.read();
    let before = 0;
    let line = this.line;
    let column = 1;
    return Array.from({ length: count }, (_, index) => {
      const span = spans[index];
      if (span === undefined) return this;
      const [start, end] = span;
      // From item to item: counted from the beginning each time, the lines of a long List would take for ever.
      const place = positionAt(content.slice(before, start), start - before, line);
      const indent = (place.line === line ? column : 1) + place.column - 2;
      before = start;
      line = place.line;
      column = indent + 1;
      // Indented as in the file, so that it parses by itself and columns stay true.
      return new Text(this.file, line, end - start, () => ' '.repeat(indent) + content.slice(start, end), this.budget);
    });
  }
}

/** Behind blank lines, comments, directives and the document's marker. */
function firstContent(text: string): number {
  let at = 0;
  while (at < text.length) {
    const character = text[at];
    const lineStart = at === 0 || text[at - 1] === '\n' || text[at - 1] === '\r';
    if (lineStart && text.startsWith('---', at)) {
      at += 3;
    } else if (character === '#' || (lineStart && character === '%')) {
      while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
    } else if (character.trim() === '') {
      at++;
    } else {
      return at;
    }
  }
  return 0;
}
