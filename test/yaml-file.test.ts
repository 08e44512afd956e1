import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { readYamlFile } from '../src/yaml-file';

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'yaml-file-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

function write(text: string): string {
  const file = path.join(folder, 'file.yaml');
  fs.writeFileSync(file, text);
  return file;
}

const read = (text: string) => readYamlFile('stage file', write(text));

test.each<[string, string, unknown[]]>([
  ['nothing', '', []],
  ['a comment only', '# none yet\n', []],
  ['one document', 'a: 1\n', [{ a: 1 }]],
  ['an empty document between two', 'a: 1\n---\n---\nb: 2\n', [{ a: 1 }, null, { b: 2 }]],
  ['several documents', 'a: 1\n---\nb: [2, three]\n', [{ a: 1 }, { b: [2, 'three'] }]],
  ['an anchor', 'a: &x {b: 1}\nc: *x\n', [{ a: { b: 1 }, c: { b: 1 } }]],
  ['YAML 1.1, as Kubernetes reads it', 'a: yes\nb: 0o10\nc: 010\n', [{ a: true, b: '0o10', c: 8 }]],
])('%s', (_name, text, expected) => {
  expect(read(text)).toEqual(expected);
});

/** Each line holds the one before ten times. */
const BOMB = ['a: &a [x, x, x, x, x, x, x, x, x, x]', ...['b', 'c', 'd', 'e'].map((key, i) =>
  `${key}: &${key} [${Array.from({ length: 10 }, () => `*${'abcd'[i]}`).join(', ')}]`)].join('\n');

test.each<[string, string, string[]]>([
  ['a key twice', 'a:\n  b: 1\n  b: 2\n', ['not valid YAML', 'unique', 'line 3, column 3']],
  ['broken flow', 'a: [1, 2\nb: 3\n', ['not valid YAML', 'line 2']],
  ['a tab', 'a:\n\tb: 1\n', ['not valid YAML', 'Tabs', 'line 2']],
  ['an alias without its anchor', 'a: *x\n', ['not valid YAML', 'Unresolved alias']],
  ['aliases that grow without end', BOMB, ['not valid YAML', 'Excessive alias count']],
  ['an error in the second document', 'a: 1\n---\na: 1\na: 2\n', ['not valid YAML', 'line 4']],
])('%s is refused with its place', (_name, text, parts) => {
  for (const part of [`stage file ${path.join(folder, 'file.yaml')}`, ...parts]) expect(() => read(text)).toThrow(part);
});

test('a file that is not there says where it was looked for', () => {
  const missing = path.join(folder, 'traffic.yml');
  expect(() => readYamlFile('stage file', missing)).toThrow(`stage file ${missing} cannot be read (no such file in ${folder})`);
});

test('a folder in place of a file says the system\'s reason', () => {
  expect(() => readYamlFile('manifest', folder)).toThrow(`manifest ${folder} cannot be read (EISDIR)`);
});
