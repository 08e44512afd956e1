/** A part of a file that holds at most one document. */
export interface Chunk {
  /** Bytes of the file, from and to. */
  readonly start: number;
  readonly end: number;
  /** Lines of the file before it. */
  readonly line: number;
}

/**
 * Cuts a stream at its document markers, `---` or `...` at the beginning of a line, which end a document wherever they
 * stand, even within quotes (YAML 1.2, 9.1). Each document is then read by itself: a fault in one leaves the others, and
 * the memory that reading takes is that of one document.
 */
export function* split(bytes: Buffer): Generator<Chunk> {
  let start = bytes[0] === 0xEF && bytes[1] === 0xBB && bytes[2] === 0xBF ? 3 : 0;
  let line = 0;
  let dots = marker(bytes, '\n...', 0);
  let dashes = marker(bytes, '\n---', 0);
  for (let from = start; start < bytes.length;) {
    // Searched for again only where passed: a file full of one of them would be read to its end for each.
    if (dashes !== -1 && dashes < from) dashes = marker(bytes, '\n---', from);
    if (dots !== -1 && dots < from) dots = marker(bytes, '\n...', from);
    const ended = dots !== -1 && (dashes === -1 || dots < dashes);
    let end = bytes.length;
    if (ended) end = Math.max(dots + 4, bytes.indexOf('\n', dots + 4) + 1 || bytes.length);
    else if (dashes !== -1) end = dashes + 1;
    if (end < bytes.length && isBare(bytes, start, end)) {
      // Comments and directives before a document belong to it.
      from = end;
      continue;
    }
    yield { start, end, line };
    line += countLines(bytes, start, end);
    start = end;
    from = end;
  }
}

/** The lines that end between two places: a line ends with LF, CR LF or CR. */
export function countLines(text: Uint8Array, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at++) {
    if (text[at] === LF || (text[at] === CR && text[at + 1] !== LF)) lines++;
  }
  return lines;
}

const LF = 0x0A;
const CR = 0x0D;

function marker(bytes: Buffer, text: string, from: number): number {
  let at = bytes.indexOf(text, from);
  while (at !== -1 && !isMarker(bytes, at)) at = bytes.indexOf(text, at + 1);
  return at;
}

function isMarker(bytes: Buffer, at: number): boolean {
  const next = bytes[at + 4];
  return next === undefined || next === LF || next === CR || next === 0x20 || next === 0x09;
}

/** Nothing but blank lines, comments and directives. */
function isBare(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const first = bytes[at];
    if (first === 0x23 || (first === 0x25 && (at === start || bytes[at - 1] === LF))) {
      const next = bytes.indexOf('\n', at);
      at = next === -1 ? end : next + 1;
    } else if (first === 0x20 || first === 0x09 || first === LF || first === CR) {
      at++;
    } else {
      return false;
    }
  }
  return true;
}
