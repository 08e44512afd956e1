import { configMap, readText } from '../support/manifests';
import { loadCli } from '../support/load';

const { parseYaml } = loadCli<{ parseYaml(text: string, budget: { left: number }): any[] }>('input/yaml');
const parse = (text: string) => parseYaml(text, { left: 1000 })[0];

/** Each as `kubectl label --local -o json` (1.32) prints it. */
const SCALARS: readonly (readonly [text: string, value: unknown])[] = [
  ['yes', true], ['on', true], ['y', true], ['Y', true], ['TRUE', true], ['No', false], ['n', false], ['Off', false], ['tRue', 'tRue'],
  ['~', null], ['Null', null], ['', null], ['nUll', 'nUll'],
  ['0777', 511], ['0o17', 15], ['0o777', 511], ['0_7', 7], ['08', 8], ['0x1F', 31], ['0X1f', 31], ['0x_1', 1], ['0b11', 3],
  ['0B1', 1], ['-0b11', -3], ['1_000', 1000], ['1__0', 10], ['_1', '_1'], ['+12', 12], ['-0', 0], ['0xg', '0xg'],
  ['.5', 0.5], ['+.5', 0.5], ['0.', 0], ['1.0', 1], ['1e3', 1000], ['1E5', 100000], ['1.e3', 1000], ['1_0.5', 10.5],
  ['1e400', '1e400'], ['0xffffffffffffffffff', '0xffffffffffffffffff'], ['12345678901234567890', Number('12345678901234567890')],
  ['1:30', '1:30'], ['1:30:20.5', '1:30:20.5'], ['2001-01-01', '2001-01-01'], ['2001-01-01T00:00:00Z', '2001-01-01T00:00:00Z'],
  ['=', '='], ['<<', '<<'], ['--', '--'], ['1.2.3', '1.2.3'],
  ['!!binary aGVsbG8=', 'hello'], ['!!str 1', '1'], ['!!int "3"', 3], ['!!float 3', 3], ['!!bool yes', true], ['!!null ""', null],
  ['! 1', '1'], ['"1"', '1'], ['\'yes\'', 'yes'], ['!!timestamp 2001-01-01', '2001-01-01'],
];

test('scalars are what kubectl reads', () => {
  expect(SCALARS.map(([text]) => [text, parse(`v: ${text}`).v])).toEqual(SCALARS);
});

test('keys are text, as kubectl makes it of what else they are', () => {
  expect(Object.keys(parse('n: 1\nyes: 2\n0777: 3\n1.5: 4\n"0777": 5\n')).sort())
    .toEqual(['0777', '1.5', '511', 'false', 'true']);
});

/** Texts that kubectl reads, and that stricter parsers refuse. */
test.each([
  ['a closing bracket at the indentation of its key', 'd: [\n  a\n]\n', ['a']],
  ['a flow mapping at column 0', 'd: {\na: 1\n}\n', { a: 1 }],
  ['a tab within brackets', 'd: {\n\ta: 1\n}\n', { a: 1 }],
  ['quotes that go on at column 0', 'd: "x\ny"\n', 'x y'],
  ['CR LF', 'd:\r\n  e: |\r\n    f\r\n    g\r\n', { e: 'f\ng\n' }],
  ['escaped halves of one character', 'd: "\\ud83d\\ude00"\n', '😀'],
])('%s', async (_, text, value) => {
  const { documents, problems } = await readText(configMap('a', text));
  expect(problems).toEqual([]);
  expect(documents[0].object.d).toEqual(value);
});

test.each([
  ['a byte order mark', `\uFEFF${configMap('a')}`],
  ['JSON', '{\n\t"apiVersion": "v1", "kind": "ConfigMap",\n\t"metadata": {"name": "a"}\n}'],
  ['a directive', `# c\n%YAML 1.1\n---\n${configMap('a')}`],
  ['content beside the marker', '--- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n'],
  ['no line break at the end', configMap('a').trimEnd()],
])('%s', async (_, text) => {
  const { documents, problems } = await readText(text);
  expect(problems).toEqual([]);
  expect(documents.map(({ document, object }) => [document, object.metadata])).toEqual([[0, { name: 'a' }]]);
});

test.each([
  ['a key twice', 'data:\n  a: 1\n  a: 2\n', 'the key a stands twice', 7, 3],
  ['a quoted key twice', 'data: {"a b": 1, "a b": 2}\n', 'the key "a b" stands twice', 5, 18],
  ['a tag of an application', 'data: !Ref a\n', 'the tag !Ref has no meaning', 5, undefined],
  ['a tag that other parsers run', 'data: !!js/function "x"\n', 'the tag !!js/function has no meaning', 5, undefined],
  ['a tag that does not fit', 'data: !!int a\n', '!!int', 5, undefined],
  ['a tab as indentation', 'data:\n\t- a\n', 'tab characters must not be used', 6, undefined],
  ['no number', 'data:\n  a: .inf\n', 'the value Infinity is no number', 6, 3],
  ['an unrendered template', 'data:\n  a: {{ .Values.a }}\n', 'a mapping stands where a key should', 6, 3],
  ['an alias to nothing', 'data: *a\n', 'unidentified alias', 5, undefined],
  ['an alias within its own value', 'data: &a\n  b: *a\n', 'stands within the very value', 6, 3],
  ['a NUL byte', 'data: a\u0000\n', 'null byte', 5, 8],
  ['nested too deep', `data: ${'['.repeat(600)}\n`, 'nested deeper than 500 levels', 5, undefined],
  ['brackets left open', 'data: [a\n', 'unexpected end', undefined, undefined],
])('%s is a problem with a place', async (_, text, message, line, column) => {
  const { documents, problems } = await readText(`${configMap('a', text)}---\n${configMap('b')}`);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ file: '<stdin>', document: 0, rule: 'schema/yaml', message: expect.stringContaining(message) });
  if (line !== undefined) expect(problems[0].line).toBe(line);
  if (column !== undefined) expect(problems[0].column).toBe(column);
  // A fault takes nothing from the documents behind it.
  expect(documents.map(({ document, object }) => [document, object.metadata.name])).toEqual([[1, 'b']]);
});

test.each([
  ['[a, b]', 'a manifest is a mapping with apiVersion, kind and metadata, but this is a list'],
  ['just text', 'but this is the string "just text"'],
  ['42', 'but this is the number 42'],
  ['kind: ConfigMap', 'its apiVersion is missing'],
  ['apiVersion: v1', 'its kind is missing'],
  ['apiVersion: v1\nkind:', 'its kind is null, not a name'],
  ['apiVersion: 1\nkind: A', 'its apiVersion is 1, not a name'],
  ['__proto__: {apiVersion: v1, kind: ConfigMap}', 'its apiVersion is missing'],
])('no object: %s', async (text, message) => {
  const { documents, problems } = await readText(`# comment\n${text}\n`);
  expect(documents).toEqual([]);
  expect(problems).toEqual([{
    file: '<stdin>', document: 0, line: 2, column: 1, rule: 'schema/yaml', message: expect.stringContaining(message),
  }]);
});

test('keys of JavaScript\'s own are plain data, and change nothing else', () => {
  const object = parse('__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}\ndata: {__proto__: x, toString: z}\n');
  expect(Object.keys(object)).toEqual(['__proto__', 'constructor', 'data']);
  expect(Object.getOwnPropertyDescriptor(object, '__proto__')!.value).toEqual({ polluted: 1 });
  expect(Object.keys(object.data)).toEqual(['__proto__', 'toString']);
  expect([object.polluted, ({} as any).polluted]).toEqual([undefined, undefined]);
});

test.each([
  ['an alias', 'a: &a {x: {k: 1}}\nb: *a\n'],
  ['a merge key', 'a: &a {x: {k: 1}}\nb:\n  <<: *a\n'],
])('what %s shares is copied', (_, text) => {
  const value = parse(text);
  value.a.x.k = 5;
  expect(value.b).toEqual({ x: { k: 1 } });
});

test('__proto__ is copied as data, too', () => {
  const { b } = parse('a: &a {__proto__: {k: 1}}\nb: [*a, *a]\n');
  expect(b.map((copy: object) => Object.getOwnPropertyDescriptor(copy, '__proto__')?.value)).toEqual([{ k: 1 }, { k: 1 }]);
});

test('an own key wins over a merged one, before it or behind', () => {
  const { d, e } = parse('x: &x {k: 1, l: 2}\nd: {k: 0, <<: *x}\ne: {<<: *x, k: 0}\n');
  expect([d, e]).toEqual([{ k: 0, l: 2 }, { k: 0, l: 2 }]);
});
