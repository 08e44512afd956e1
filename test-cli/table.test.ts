import type { Column } from '../cli/src/table.js' with { 'resolution-mode': 'import' };
import { loadCli } from './support/load';

type Row = readonly string[];

const { renderTable, visible } = loadCli<{
  renderTable(columns: readonly Column[], rows: readonly Row[], width: number, colors: object): string;
  visible(text: string): string;
}>('table');

const plain = { bold: (text: string) => text };
const table = (columns: readonly Column[], rows: readonly Row[], width = 80) => renderTable(columns, rows, width, plain).split('\n');

test('columns are two spaces apart, numbers to the right, and nothing trails', () => {
  expect(table([{ title: 'NAME' }, { title: 'SHARE', align: 'right' }, { title: 'NOTE' }], [
    ['task-api/stable', '95 %', ''], ['c', '5 %', 'canary'], ['short'],
  ])).toEqual([
    'NAME             SHARE  NOTE',
    'task-api/stable   95 %',
    'c                  5 %  canary',
    'short',
    '',
  ]);
});

test('the title is bold, and padding is not counted by its colours', () => {
  const bold = (text: string) => `<${text}>`;
  expect(renderTable([{ title: 'A' }, { title: 'B' }], [['long', 'x']], 80, { bold })).toBe('<A     B>\nlong  x\n');
});

test('the widest column gives way first, and is cut', () => {
  expect(table([{ title: 'A' }, { title: 'B' }], [['short', 'a text that goes on']], 20)).toEqual([
    'A      B', 'short  a text that …', '',
  ]);
});

test('no column is narrower than its least width, even if the table is then too wide', () => {
  expect(table([{ title: 'A', min: 6 }, { title: 'B', min: 6 }], [['aaaaaaaaaa', 'bbb bbb bbb']], 5)).toEqual([
    'A       B', 'aaaaa…  bbb b…', '',
  ]);
});

test('a column that wraps breaks at spaces, and within words where it must', () => {
  expect(table([{ title: 'A', wrap: true, min: 6 }, { title: 'B' }], [['one two threefour', 'x'], ['z', 'w']], 9)).toEqual([
    'A       B', 'one     x', 'two', 'threef', 'our', 'z       w', '',
  ]);
});

test('every line fits the width, whatever the texts', () => {
  const rows = Array.from({ length: 20 }, (_, i) => ['x'.repeat(i * 3), 'words of a note '.repeat(i % 4), '😀'.repeat(i)]);
  for (const width of [30, 47, 80, 200]) {
    const lines = table([{ title: 'A' }, { title: 'B', wrap: true }, { title: 'C', align: 'right' }], rows, width);
    expect(lines.filter(line => Array.from(line).length > width)).toEqual([]);
    // Nothing that wraps is lost.
    expect(lines.join(' ').match(/\bnote\b/g)).toHaveLength(rows.reduce((sum, [, note]) => sum + note.split('note').length - 1, 0));
  }
});

test('an emoji is one character, and is not cut in half', () => {
  expect(table([{ title: 'A', min: 3 }], [['😀😀😀😀']], 3)[1]).toBe('😀😀…');
});

test.each([
  ['plain, ünï, 日本 and 😀', 'plain, ünï, 日本 and 😀'],
  ['\u001B[31mred\u001B[0m', '\\u{1B}[31mred\\u{1B}[0m'],
  ['a\nb\tc\rd\u0000\u0007\u007F\u009B', 'a\\u{A}b\\u{9}c\\u{D}d\\u{0}\\u{7}\\u{7F}\\u{9B}'],
  ['abc\u202Edcb\u2066\u200F', 'abc\\u{202E}dcb\\u{2066}\\u{200F}'],
  ['zero\u200Bwidth\uFEFF\u2028\u2029', 'zero\\u{200B}width\\u{FEFF}\\u{2028}\\u{2029}'],
  ['tag\u{E0041}', 'tag\\u{E0041}'],
  ['half\uD83D', 'half\\u{D83D}'],
])('%j is shown so that nothing is hidden', (text, shown) => {
  expect(visible(text)).toBe(shown);
  expect(table([{ title: 'A' }], [[text]])[1]).toBe(shown);
});
