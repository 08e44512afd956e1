import type { Colors } from './console.js';
import { visible } from './escape.js';

export { visible } from './escape.js';

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Numbers stand to the right; default left. */
  readonly align?: 'left' | 'right';
  /** The fewest characters it is narrowed to; default 8, or its title's length if that is less. */
  readonly min?: number;
  /** Whether what does not fit goes on in the next line; default is to cut it with an ellipsis. */
  readonly wrap?: boolean;
}

/**
 * Columns with two spaces between and no lines around, as kubectl prints them. Where the table is wider than `width`, the
 * widest columns are narrowed first, none below its least width: a table of many columns may so be wider than asked for.
 */
export function renderTable(
  columns: readonly Column[], rows: readonly (readonly string[])[], width: number, colors: Colors,
): string {
  const cells = rows.map(row => columns.map((_, index) => characters(visible(row[index] ?? ''))));
  const titles = columns.map(({ title }) => characters(visible(title)));
  const widths = fit(columns.map((column, index) => {
    const longest = cells.reduce((most, row) => Math.max(most, row[index].length), titles[index].length);
    return { wanted: longest, least: Math.min(longest, column.min ?? Math.min(LEAST, titles[index].length)) };
  }), width - GAP.length * (columns.length - 1));
  const lines = [colors.bold(line(columns, titles.map((title, index) => clip(title, widths[index])), widths))];
  for (const row of cells) {
    const parts = row.map((cell, index) => (columns[index].wrap ? broken(cell, widths[index]) : [clip(cell, widths[index])]));
    for (let at = 0; at < Math.max(1, ...parts.map(part => part.length)); at++) {
      lines.push(line(columns, parts.map(part => part[at] ?? []), widths));
    }
  }
  return `${lines.join('\n')}\n`;
}

const GAP = '  ';
const LEAST = 8;

/** By code points: an emoji is one character, not two halves. */
function characters(text: string): string[] {
  return Array.from(text);
}

interface Wish {
  readonly wanted: number;
  readonly least: number;
}

/** Takes from the widest column, character by character, the last of equals first, until all fit. */
function fit(wishes: readonly Wish[], width: number): number[] {
  const widths = wishes.map(({ wanted, least }) => Math.max(least, Math.min(wanted, width)));
  let excess = widths.reduce((sum, each) => sum + each, 0) - width;
  for (; excess > 0; excess--) {
    let widest = -1;
    widths.forEach((each, index) => {
      if (each > wishes[index].least && (widest < 0 || each >= widths[widest])) widest = index;
    });
    if (widest < 0) break;
    widths[widest]--;
  }
  return widths;
}

function line(columns: readonly Column[], cells: readonly (readonly string[])[], widths: readonly number[]): string {
  return cells.map((cell, index) => {
    const padding = ' '.repeat(Math.max(0, widths[index] - cell.length));
    return columns[index].align === 'right' ? padding + cell.join('') : cell.join('') + padding;
  }).join(GAP).trimEnd();
}

function clip(cell: readonly string[], width: number): readonly string[] {
  return cell.length <= width ? cell : [...cell.slice(0, Math.max(0, width - 1)), '…'];
}

/** Breaks at the last space that fits, and within a word only where it has none. */
function broken(cell: readonly string[], width: number): string[][] {
  const lines: string[][] = [];
  let rest = [...cell];
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  return [...lines, rest];
}
