// Whatever is given, there is an answer: no crash, no hang, and no property that objects inherit is taken for data.
import { saidOf, storeOf, thing } from '../support/crd';
import { embedded, lines } from '../support/schema';

const text = { type: 'string' };
const of = (field: object, rest: object = {}) => ({ type: 'object', properties: { x: field }, ...rest });
const rule = (words: string) => ({ 'x-kubernetes-validations': [{ rule: words, message: 'refused' }] });
const json = (source: string) => JSON.parse(source) as unknown;
const PROTO = json('{"__proto__": {"polluted": true}, "constructor": 1, "toString": "x", "hasOwnProperty": []}');

test('inherited names are unknown fields', () => {
  expect(saidOf(of(text), PROTO).split('|')).toEqual(['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    .map(name => `schema/unknown-field strict decoding error: unknown field "spec.${name}"`));
});

test('inherited names are data where a schema lets them', () => {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const copy = storeOf(open).withDefaults(thing(PROTO)).spec as object;
  expect(Object.keys(copy)).toEqual(['__proto__', 'constructor', 'toString', 'hasOwnProperty']);
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  expect(({} as any).polluted).toBeUndefined();
  const map = of({ type: 'object', additionalProperties: text }, rule('self.x.all(k, self.x[k] == "v") && !("valueOf" in self.x)'));
  expect(saidOf(map, { x: json('{"__proto__": "v", "constructor": "v"}') })).toBe('');
});

test('inherited names are not there when they are required, or in metadata', () => {
  expect(saidOf({ type: 'object', required: ['constructor', 'toString'] }, {})).toBe(
    'schema/required spec.constructor: Required value|schema/required spec.toString: Required value');
  expect(lines(embedded().validate({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', labels: json('{"__proto__": "b"}') } })))
    .toEqual([expect.stringMatching(/^schema\/name metadata\.labels: Invalid value: "__proto__"/)]);
  expect(lines(embedded().validate({ apiVersion: 'v1', kind: 'toString', metadata: { name: 'a' } })))
    .toEqual(['schema/unknown-kind no matches for kind "toString" in version "v1": Kubernetes has no such kind']);
});

test('an object that is too deep or too large is refused', () => {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const deep = json(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`);
  expect(saidOf(open, deep)).toBe('schema/unreadable the object is nested more than 500 levels deep');
  // An alias bomb: ten levels of ten references each.
  const bomb = Array.from({ length: 10 }).reduce<unknown>(inner => Array.from({ length: 10 }, () => inner), 'x');
  expect(saidOf(open, { bomb })).toBe('schema/unreadable the object has more than 1500000 values: no API server takes that much');
});

test('of very many errors the first are shown, and the rest counted', () => {
  const said = saidOf(of({ type: 'array', items: text }), { x: Array.from({ length: 100_000 }, (_, i) => i) }).split('|');
  expect(said).toHaveLength(201);
  expect(said.at(-1)).toBe('schema/more 99800 more errors in this object are not shown');
});

test.each([
  // Each is exponential for an engine that backtracks.
  ['^(a+)+$', `${'a'.repeat(50_000)}!`],
  ['^(a|aa)+$', `${'a'.repeat(50_000)}!`],
  ['(.*)(.*)(.*)(.*)(.*)b$', 'a'.repeat(50_000)],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(50_000)],
])('the pattern %s takes time in proportion to the text', (pattern, value) => {
  expect(saidOf(of({ ...text, pattern }), { x: value })).toMatch(/^schema\/pattern /);
  expect(saidOf(of(text, rule(`self.x.matches(${JSON.stringify(pattern)})`)), { x: value })).toMatch(/^cel\/rule /);
});

test.each([
  ['(', 'but pattern is invalid: '],
  ['(?=a)', 'but pattern is invalid: '],
  ['((a{100}){100}){100}', 'but pattern is invalid: '],
])('the pattern %s is none', (pattern, words) => {
  expect(saidOf(of({ ...text, pattern }), { x: 'a' })).toContain(words);
});

test('a rule whose loops would not end is stopped', () => {
  const list = { type: 'array', items: { type: 'integer' } };
  const endless = rule('self.x.all(a, self.x.all(b, self.x.all(c, self.x.all(d, a + b + c + d >= 0))))');
  expect(saidOf(of(list, endless), { x: Array.from({ length: 1000 }, (_, i) => i) })).toBe(
    'cel/error spec: Invalid value: "object": \'operation cancelled: actual cost limit exceeded\': no further validation rules will be '
    + 'run due to '
    + 'call cost exceeds limit for rule: refused');
});

test('the names of formats are read in time, too', () => {
  const values = { duration: `${'1 '.repeat(50_000)}x`, email: '@'.repeat(50_000), mac: '00:'.repeat(50_000), byte: 'A'.repeat(50_001) };
  for (const [format, value] of Object.entries(values)) expect(saidOf(of({ ...text, format }), { x: value })).toMatch(/^schema\/format /);
});

test.each<[string, object, string]>([
  ['types', { type: 3, properties: { x: text } }, 'v1: properties.spec.type is of a wrong type'],
  ['fields', { type: 'object', properties: { x: text, y: true } }, 'v1: properties.spec.properties is of a wrong type'],
  ['names of fields', { type: 'object', required: ['x', true] }, 'v1: properties.spec.required is of a wrong type'],
  ['rules', { type: 'object', 'x-kubernetes-validations': [{ message: 'x' }] }, 'v1: properties.spec.x-kubernetes-validations[0] has no '
    + 'rule'],
])('a CRD with broken %s is told of', (_, schema, problem) => {
  const said = lines(storeOf(schema).validate(thing({ x: 'a' }))).filter(line => line.startsWith('warning'));
  const words = 'the CRD of Thing in things.yaml is wrong itself, so not all of it was checked';
  expect(said).toEqual([`warning schema/broken-crd ${words}: ${problem}`]);
});

test.each([
  [{ kind: 'CustomResourceDefinition' }],
  [{ kind: 'CustomResourceDefinition', spec: 'x' }],
  [{ kind: 'CustomResourceDefinition', spec: { group: 'a', names: { kind: ['A'] } } }],
  [{ kind: 'Deployment' }], [null], [3],
])('%j is no CRD', document => {
  expect(embedded().addCrdDocuments([document], 'x.yaml')).toBe(0);
});

test.each([
  [{ group: 'a', names: { kind: 'A' } }],
  [{ group: 'a', names: { kind: 'A' }, versions: [null, 'v1', { name: 3 }, { name: 'v1', schema: 'x' }] }],
  [{ group: '__proto__', names: { kind: 'constructor' }, versions: [{ name: 'v1' }] }],
])('a CRD with little in it (%j) is taken', spec => {
  const store = embedded();
  expect(store.addCrdDocuments([{ kind: 'CustomResourceDefinition', spec }], 'x.yaml')).toBe(1);
  expect(store.validate({ apiVersion: 'a/v1', kind: 'A', metadata: { name: 'a' }, x: 1 })).toEqual(expect.any(Array));
});
