import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlias, isMap, isPair, isSeq, parseDocument, type Node, type Scalar } from 'yaml';
import { ROOT } from '../support/build';
import { loadCli } from '../support/load';
import { configMap, readText } from '../support/manifests';

type Path = (string | number)[];

const { locate } = loadCli<{ locate(text: string, path: Path): { offset: number } }>('input/locate');

/** Every field and item of a document with the place that another parser, which keeps all places, has for it. */
function places(text: string): [Path, number][] {
  const found: [Path, number][] = [];
  const visit = (node: Node | null, path: Path) => {
    if (isMap<Scalar, Node | null>(node)) {
      for (const { key, value } of node.items) {
        found.push([[...path, String(key.value)], key.range![0]]);
        visit(value, [...path, String(key.value)]);
      }
    } else if (isSeq<Node>(node)) {
      node.items.forEach((item, index) => {
        // A dash with nothing behind it has no place, and neither has [a: b].
        if (isPair(item) || isAlias(item) || (item as Scalar).source === '') return;
        found.push([[...path, index], item.range![0]]);
        visit(item, [...path, index]);
      });
    }
  };
  const document = parseDocument<Node>(text, { version: '1.1' });
  expect(document.errors).toEqual([]);
  visit(document.contents, []);
  return found;
}

const STYLES: readonly string[] = [
  'a: &x\n  b: 1\nc: [1, 2, {d: e, "f": [g, h]}]\n? k\n: v: 1\n  w:\n  - a\n  -\n  - b: 1\n    c: 2\n  - - x\n    - z\n',
  'a:\n- b\n- c: {d}\n- {e, f: g}\n# c: x\nh: # comment: - here\n  - i # - x\n  # - z\n  - j\n',
  '{a: {b: 1}, c: [d, [e, f], {g: h}]}',
  '{"a": {"b": [1, {"c": null}]},\n"d"  :  [\n  1,2\n]}',
  'a: "x: z"\nb: \'it\'\'s\'\nc: |\n  k: v\n  - z\nd: >-\n  a\n\n  b\ne: f\n',
  'x: !!str a\nz: !!map\n  z: 1\nw: &q {r: s}\nv: *q\nu: 1\n',
  'a: plain\n  multi\nb: c',
  '- a\n- b: c\n  d: e\n-   f: g\n',
  'a: b\nb: b\nkind: kind\nc: c\n',
  'true: 1\n1: 2\n"q r": 4\n',
  'a: # x\n\n\n   b:\n\n     - c\n\n     -   - d\n         - e: f\n           g: [h,\n            i]\n',
  '--- # hello\n# c\na: 1\nb: 2\n',
  'a: []\nb: {}\nc: ""\nd:\ne: ~\nf: {g: , h: 1}\ni: [j: k, l]\nm: p\n',
  'a:\r\n  b: 1\r\n  c:\r\n  - d\r\n  - e\r\n',
];

test.each(STYLES)('every field of style %#', text => {
  const expected = places(text);
  expect(expected.length).toBeGreaterThan(1);
  expect(expected.map(([path]) => [path, locate(text, path).offset])).toEqual(expected);
});

test('every field of the examples\' manifests', () => {
  const files = readdirSync(join(ROOT, 'dist'), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.yaml'));
  const texts = files.flatMap(name => readFileSync(join(ROOT, 'dist', name), 'utf8').split(/^---\n/m)).filter(text => text.trim() !== '');
  let checked = 0;
  for (const text of texts) {
    const expected = places(text);
    expect(expected.map(([path]) => [path, locate(text, path).offset])).toEqual(expected);
    checked += expected.length;
  }
  expect(checked).toBeGreaterThan(2000);
});

test.each<[Path, number, number]>([
  [['metadata', 'name'], 5, 3],
  [['data', 'a', 'b', 'c'], 8, 7],
  [['data', 'list', 1, 'x'], 11, 7],
  // What is not there has the place of its nearest parent.
  [['data', 'list', 5], 9, 3],
  [['data', 'nothing'], 6, 1],
  [['metadata', 'labels', 'app'], 4, 1],
  [['spec'], 2, 1],
  [[], 2, 1],
])('%j stands in line %i, column %i', async (path, line, column) => {
  const text = `# comment\n${configMap('a', 'data:\n  # c\n  a: {b: 1}\n  list:\n    - x\n    - x: 1\n      z: 2\n')}`;
  const { documents: [document] } = await readText(text);
  expect([document.line, document.lineOf(path)]).toEqual([2, { line, column }]);
});

test('lines are counted over the documents before, whatever ends them', async () => {
  const { documents } = await readText('a\r\n...\r\n# c\r\n---\r\napiVersion: v1\r\nkind: A\r\n---\n\nx: 1\rapiVersion: v1\rkind: B\n');
  expect(documents.map(document => [document.object.kind, document.document, document.line, document.lineOf(['kind'])]))
    .toEqual([['A', 1, 5, { line: 6, column: 1 }], ['B', 2, 9, { line: 11, column: 1 }]]);
});

test.each([
  ['items: {}\n', 'a List has its objects in a list, items: [...], but items is {}'],
  ['', 'a List has its objects in a list, items: [...], but it has no items'],
])('a List without a list: %j', async (items, message) => {
  const { documents, problems } = await readText(`---\napiVersion: v1\nkind: List\n${items}`);
  expect([documents, problems]).toEqual([[], [{ file: '<stdin>', document: 0, line: 2, column: 1, message, rule: 'schema/yaml' }]]);
});

test('kinds of one\'s own may end in List', async () => {
  expect((await readText('apiVersion: x.io/v1\nkind: AllowList\nmetadata: {name: a}\nitems: {}\n')).documents).toHaveLength(1);
});

test.each([
  ['block items', 'items:\n- apiVersion: v1\n  kind: A\n  data: {k: 1}\n-\n  apiVersion: v1\n  kind: B\n  data:\n    k: 1\n',
    [4, 6, 10], [8, 11, 5]],
  ['indented items', 'items:\n    - apiVersion: v1\n      kind: A\n      data: {k: 1}\n    # c\n    - {apiVersion: v1, kind: B,\n'
    + '       data: {k: 1}}\n', [4, 6, 14], [8, 9, 15]],
  ['brackets', 'items: [{apiVersion: v1, kind: A, data: {k: 1}}, {apiVersion: v1, kind: B, data: {k: 1}}]\n', [3, 3, 42], [3, 3, 83]],
  // An alias has no field of its own: where it stands has to do.
  ['an alias', 'items:\n- &a {apiVersion: v1, kind: A, data: {k: 1}}\n- *a\n', [4, 4, 39], [5, 5, 3]],
])('the items of a List have places of their own: %s', async (_, items, ...expected) => {
  const { documents, problems } = await readText(`apiVersion: v1\nkind: List\n${items}`);
  expect(problems).toEqual([]);
  expect(documents.map(document => {
    const { line, column } = document.lineOf(['data', 'k'])!;
    return [document.document, document.line, line, column];
  })).toEqual(expected.map(numbers => [0, ...numbers]));
});
