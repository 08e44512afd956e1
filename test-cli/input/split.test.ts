import { loadCli } from '../support/load';

const { split } = loadCli<{ split(bytes: Buffer): Iterable<{ start: number; end: number; line: number }> }>('input/split');
const { badUtf8 } = loadCli<{ badUtf8(bytes: Buffer): number | undefined }>('input/utf8');

const chunks = (text: string) => {
  const bytes = Buffer.from(text);
  return [...split(bytes)].map(({ start, end, line }) => [line, bytes.toString('utf8', start, end)]);
};

test.each([
  ['', []],
  ['a', [[0, 'a']]],
  ['a\n---\nb\n', [[0, 'a\n'], [1, '---\nb\n']]],
  ['---\na\n--- b\n---\n', [[0, '---\na\n'], [2, '--- b\n'], [3, '---\n']]],
  // Comments and directives belong to the document behind them.
  ['# c\n\n%YAML 1.1\n---\na\n---\n# d\n', [[0, '# c\n\n%YAML 1.1\n---\na\n'], [5, '---\n# d\n']]],
  ['a\n...\n# c\n---\nb', [[0, 'a\n...\n'], [2, '# c\n---\nb']]],
  ['a\n...', [[0, 'a\n...']]],
  // What only looks like a marker.
  ['a\n---b\n ---\n...c\n----\n', [[0, 'a\n---b\n ---\n...c\n----\n']]],
  // A marker ends a document even within quotes.
  ['a: "x\n---\ny"', [[0, 'a: "x\n'], [1, '---\ny"']]],
  ['\uFEFFa\r\n---\r\nb', [[0, 'a\r\n'], [1, '---\r\nb']]],
  ['a\rb\r\n---\nc', [[0, 'a\rb\r\n'], [2, '---\nc']]],
])('%j', (text, expected) => {
  expect(chunks(text)).toEqual(expected);
});

test('nothing between two markers is lost or read twice', () => {
  const text = Array.from({ length: 300 }, (_, i) => ['---', 'a: 1', '...', '# c', '', '---a', '%x'][(i * i + (i >> 3)) % 7]).join('\n');
  const found = chunks(text);
  expect(found.map(([, chunk]) => chunk).join('')).toBe(text);
  found.forEach(([line], index) => {
    const before = found.slice(0, index).map(([, chunk]) => chunk).join('');
    expect(line).toBe(before.split('\n').length - 1);
  });
});

test.each([
  ['', undefined],
  ['plain ü 日 😀', undefined],
  [[0xFF], 0],
  [[0x61, 0xC3], 1],
  [[0x61, 0xC3, 0xBC, 0x80], 3],
  [[0xE6, 0x97, 0xA5, 0xE6, 0x97], 3],
  [[0xED, 0xA0, 0x80], 0],
  [[0xC0, 0x80], 0],
  [[0xF0, 0x9F, 0x98, 0x80, 0xF0, 0x9F, 0x98], 4],
])('the first byte that is not UTF-8 in %j', (bytes, at) => {
  expect(badUtf8(Buffer.from(bytes as string))).toBe(at);
});

test('the first bad byte wherever it stands', () => {
  const text = Buffer.from('aü日😀'.repeat(40));
  for (let at = 0; at < text.length; at++) {
    // Only between characters: within one, it is the character's beginning that is bad.
    if ((text[at] & 0xC0) === 0x80) continue;
    expect(badUtf8(Buffer.concat([text.subarray(0, at), Buffer.from([0xFF]), text.subarray(at)]))).toBe(at);
  }
});
