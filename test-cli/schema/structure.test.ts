// The words are those of k8s.io/kube-openapi/pkg/validation and k8s.io/apiextensions-apiserver.
import { saidOf, storeOf, thing } from '../support/crd';
import { lines } from '../support/schema';

const text = { type: 'string' };
const of = (field: object) => ({ type: 'object', properties: { x: field } });

test.each<[object, unknown, string]>([
  [text, 1, 'schema/type spec.x: Invalid value: "integer": spec.x in body must be of type string: "integer"'],
  [{ type: 'integer' }, 1.5, 'schema/type spec.x: Invalid value: "number": spec.x in body must be of type integer: "number"'],
  [{ type: 'number' }, 1, ''],
  [{ type: 'boolean' }, 'true', 'schema/type spec.x: Invalid value: "string": spec.x in body must be of type boolean: "string"'],
  [{ type: 'array', items: text }, {}, 'schema/type spec.x: Invalid value: "object": spec.x in body must be of type array: "object"'],
  [{ type: 'object' }, [], 'schema/type spec.x: Invalid value: "array": spec.x in body must be of type object: "array"'],
  [{ 'x-kubernetes-int-or-string': true }, '50%', ''],
  [{ 'x-kubernetes-int-or-string': true }, 50, ''],
  [{ 'x-kubernetes-int-or-string': true }, true,
    'schema/type spec.x: Invalid value: "boolean": spec.x in body must be of type integer,string: "boolean"'],
  [{ ...text, enum: ['A', 'B'] }, 'C', 'schema/enum spec.x: Unsupported value: "C": supported values: "A", "B"'],
  [{ type: 'integer', enum: [301, 302] }, 303, 'schema/enum spec.x: Unsupported value: 303: supported values: "301", "302"'],
  [{ ...text, maxLength: 3 }, 'four', 'schema/too-long spec.x: Too long: may not be more than 3 bytes'],
  // Characters, not units of UTF-16.
  [{ ...text, maxLength: 3 }, '😀😀😀', ''],
  [{ ...text, minLength: 2 }, '😀', 'schema/too-short spec.x: Invalid value: "😀": spec.x in body should be at least 2 chars long'],
  [{ ...text, pattern: '^a$|b' }, 'xbx', ''],
  [{ ...text, pattern: '^(?i)A$' }, 'a', ''],
  [{ ...text, pattern: '^a+$' }, 'b', 'schema/pattern spec.x: Invalid value: "b": spec.x in body should match \'^a+$\''],
  [{ type: 'integer', minimum: 1, maximum: 9 }, 0,
    'schema/range spec.x: Invalid value: 0: spec.x in body should be greater than or equal to 1'],
  [{ type: 'integer', minimum: 1, maximum: 9 }, 10,
    'schema/range spec.x: Invalid value: 10: spec.x in body should be less than or equal to 9'],
  [{ type: 'number', maximum: 1, exclusiveMaximum: true }, 1,
    'schema/range spec.x: Invalid value: 1: spec.x in body should be less than 1'],
  [{ type: 'integer', multipleOf: 5 }, 7, 'schema/range spec.x: Invalid value: 7: spec.x in body should be a multiple of 5'],
  [{ type: 'array', items: text, minItems: 1 }, [],
    'schema/too-few spec.x: Invalid value: 0: spec.x in body should have at least 1 items'],
  [{ type: 'array', items: text, maxItems: 1 }, ['a', 'b'], 'schema/too-many spec.x: Too many: 2: must have at most 1 item'],
  [{ type: 'object', additionalProperties: text, maxProperties: 1 }, { a: 'b', c: 'd' },
    'schema/too-many spec.x: Too many: 2: must have at most 1 item'],
  [{ type: 'object', additionalProperties: text, minProperties: 1 }, {},
    'schema/too-few spec.x: Invalid value: 0: spec.x in body should have at least 1 properties'],
  [{ type: 'object', additionalProperties: { type: 'integer' } }, { a: 'b' },
    'schema/type spec.x.a: Invalid value: "string": spec.x.a in body must be of type integer: "string"'],
  [{ type: 'object', required: ['y'], properties: { y: text } }, {}, 'schema/required spec.x.y: Required value'],
  [{ type: 'object', properties: { y: text } }, { z: 1 }, 'schema/unknown-field strict decoding error: unknown field "spec.x.z"'],
  [{ type: 'object' }, { z: 1 }, 'schema/unknown-field strict decoding error: unknown field "spec.x.z"'],
  [{ type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { y: of(text) } }, { z: { any: [1] } }, ''],
  [{ type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { y: of(text) } }, { y: { z: 1 } },
    'schema/unknown-field strict decoding error: unknown field "spec.x.y.z"'],
  [{ type: 'array', items: text, 'x-kubernetes-list-type': 'set' }, ['a', 'b', 'a', 'a'],
    'schema/duplicate spec.x[2]: Duplicate value: "a"'],
  [{ anyOf: [{ required: ['y'] }, { required: ['z'] }], type: 'object', properties: { y: text, z: text } }, {},
    'schema/combination spec.x: Invalid value: "": "spec.x" must validate at least one schema (anyOf)|schema/required spec.x.y: '
    + 'Required value'],
  [{ oneOf: [{ required: ['y'] }, { required: ['z'] }], type: 'object', properties: { y: text, z: text } }, { y: 'a', z: 'b' },
    'schema/combination spec.x: Invalid value: "": "spec.x" must validate one and only one schema (oneOf). Found 2 valid alternatives'],
  [{ allOf: [{ minLength: 2 }], ...text }, 'a',
    'schema/too-short spec.x: Invalid value: "a": spec.x in body should be at least 2 chars long'
    + '|schema/combination spec.x: Invalid value: "": "spec.x" must validate all the schemas (allOf). None validated'],
  [{ not: { pattern: '^a' }, ...text }, 'ab', 'schema/combination spec.x: Invalid value: "": "spec.x" must not validate the schema (not)'],
])('%j takes %j so', (field, value, expected) => {
  expect(saidOf(of(field), { x: value })).toBe(expected);
});

const LIST = {
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
  items: { type: 'object', properties: { name: text } },
};

test.each<[object, unknown[], string]>([
  [LIST, [{ name: 'a' }, { name: 'A' }], ''],
  [LIST, [{ name: 'a' }, { name: 'a' }], 'schema/duplicate spec.x[1]: Duplicate value: {"name":"a"}'],
  [LIST, [{}, {}], 'schema/duplicate spec.x[1]: Duplicate value: {}'],
  [{ ...LIST, 'x-kubernetes-list-map-keys': ['name', 'port'],
    items: { type: 'object', properties: { name: text, port: { type: 'integer' } } } },
  [{ name: 'a', port: 1 }, { name: 'a', port: 2 }, { port: 2, name: 'a' }],
  'schema/duplicate spec.x[2]: Duplicate value: {"name":"a","port":2}'],
])('the list map %j takes %j so', (list, value, expected) => {
  expect(saidOf(of(list), { x: value })).toBe(expected);
});

test.each<[string, string[], string[]]>([
  ['ipv4', ['1.2.3.4', '01.2.3.4'], ['1.2.3', '::1', '1.2.3.256']],
  ['ipv6', ['::1', '2001:db8::1', '::ffff:1.2.3.4'], ['1.2.3.4', ':::', 'fe80::1%eth0']],
  ['cidr', ['10.0.0.0/8', '::/0'], ['10.0.0.0', '10.0.0.0/33', '10.0.0.0/08']],
  ['date', ['2024-02-29'], ['2023-02-29', '2024-2-1', '2024-13-01']],
  ['date-time', ['2024-01-01T00:00:00Z', '2024-01-01t23:59:59.123+02:00'], ['2024-01-01', '2024-01-01T24:00:00Z', '2024-01-01T00:00:00']],
  ['duration', ['1s', '1h30m', '22 ns', '3 weeks', '1.5h', '-1s', '0'], ['', 's', '1', 'one second']],
  ['byte', ['YQ==', 'YWJj'], ['YQ', 'Y===', '']],
  ['uuid', ['123e4567-e89b-12d3-a456-426614174000', '123E4567E89B12D3A456426614174000'], ['123e4567']],
  ['uuid4', ['123e4567-e89b-42d3-a456-426614174000'], ['123e4567-e89b-12d3-a456-426614174000']],
  ['uri', ['https://a.example/b?c', '/path', 'urn:x'], ['a.example', '', 'https://a b']],
  ['email', ['a@b.example'], ['a', 'a@', '@b']],
  ['hostname', ['a.example', 'localhost'], ['a_b', '-a.example']],
  ['mac', ['00:00:5e:00:53:01', '0000.5e00.5301'], ['00:00:5e:00:53', '00:00-5e:00:53:01']],
  ['isbn', ['0321751043', '978-0321751041'], ['0321751044']],
  ['creditcard', ['4111 1111 1111 1111'], ['4111 1111 1111 1112']],
  ['hexcolor', ['#FFFFFF', 'abc'], ['#FFFF']],
  ['rgbcolor', ['rgb(1, 2,255)'], ['rgb(1,2,256)', 'rgb(1,2)']],
  ['ssn', ['111-11-1111'], ['111-11-111']],
  ['k8s-short-name', ['a-b'], ['a.b', 'A']],
  ['k8s-long-name', ['a.b'], ['a..b']],
])('the format %s', (format, good, bad) => {
  const refused = [...good, ...bad].filter(value => saidOf(of({ ...text, format }), { x: value }) !== '');
  expect(refused).toEqual(bad);
  expect(saidOf(of({ ...text, format }), { x: bad[0] }))
    .toBe(`schema/format spec.x: Invalid value: "${bad[0]}": spec.x in body must be of type ${format}: "${bad[0]}"`);
});

test.each(['int32', 'int64', 'something'])('the format %s is not checked, as in an API server', format => {
  const [type, x] = format.startsWith('int') ? ['integer', 2 ** 40] : ['string', ''];
  expect(saidOf(of({ type, format }), { x })).toBe('');
});

test('nulls are dropped where they are no value, and refused in lists', () => {
  const properties = { x: text, y: { ...text, nullable: true }, z: { type: 'array', items: text } };
  const schema = { type: 'object', required: ['x'], properties };
  expect(saidOf(schema, { x: null, y: null, z: [null] })).toBe(
    'schema/type spec.z[0]: Invalid value: "null": spec.z[0] in body must be of type string: "null"|schema/required spec.x: Required '
    + 'value');
  expect(storeOf(schema).withDefaults(thing({ x: null, y: null })).spec).toEqual({ y: null });
});

test('defaults go all the way down, and stand in for nulls', () => {
  const properties = { a: { type: 'object', properties: { b: { type: 'integer', default: 1 } } } };
  const item = { type: 'object', default: { a: {} }, properties };
  const schema = { type: 'object', properties: { x: item, y: { type: 'array', items: item }, z: { ...text, default: 'd' } } };
  const before = thing({ y: [{}, { a: {} }, null], z: null });
  expect(storeOf(schema).withDefaults(before).spec).toEqual({ x: { a: { b: 1 } }, y: [{}, { a: { b: 1 } }, { a: { b: 1 } }], z: 'd' });
  expect(before.spec).toEqual({ y: [{}, { a: {} }, null], z: null });
});

test('embedded resources keep their type and metadata', () => {
  const schema = of({ type: 'object', 'x-kubernetes-embedded-resource': true, properties: { spec: { type: 'object' } } });
  const resource = { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { a: 'b' } } };
  expect(saidOf(schema, { x: resource })).toBe('');
  expect(saidOf(schema, { x: { ...resource, kind: undefined, apiVersion: 3, other: 1 } })).toBe(
    'schema/unknown-field strict decoding error: unknown field "spec.x.other"|schema/type spec.x.apiVersion: Invalid value: 3: must be '
    + 'a string'
    + '|schema/required spec.x.kind: Required value');
});

test('the status counts only in a write of the status', () => {
  const store = storeOf({ type: 'object' });
  const object = { ...thing({}), status: { ready: 'yes' } };
  expect(store.validate(object)).toEqual([]);
  expect(lines(store.validate(object, { operation: 'status' }))).toEqual([
    'schema/type status.ready: Invalid value: "string": ready in body must be of type boolean: "string"',
  ]);
});

test.each([
  ['example.org/v2', 'error', 'no matches for kind "Thing" in version "example.org/v2": the CRD of things.yaml serves v1'],
  ['example.org/v1alpha1', 'error', 'no matches for kind "Thing" in version "example.org/v1alpha1": the CRD of things.yaml serves v1'],
  ['example.com/v1', 'warning',
    'no schema for the kind Thing of example.com/v1, so only its metadata were checked: give its CRD with --crds FILE'],
])('a Thing of %s', (apiVersion, severity, message) => {
  const findings = storeOf({ type: 'object' }).validate({ ...thing({}), apiVersion });
  expect(findings).toMatchObject([{ rule: 'schema/unknown-kind', severity, message }]);
});
