// Rules in CEL: what they see, when they run and what is said (k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel).
import { saidOf, storeOf, thing } from '../support/crd';
import { lines } from '../support/schema';

const text = { type: 'string' };
const integer = { type: 'integer' };
const rules = (...list: (object | string)[]) => (
  { 'x-kubernetes-validations': list.map(rule => typeof rule === 'string' ? { rule, message: 'refused' } : rule) });
const spec = (properties: object, ...list: (object | string)[]) => ({ type: 'object', properties, ...rules(...list) });
const REFUSED = 'cel/rule spec: Invalid value: "object": refused';

test('a rule says its message, the text of it or what its expression gives', () => {
  const all = spec({ x: integer }, { rule: 'self.x < 1', message: ' too much ' }, { rule: 'self.x < 2' },
    { rule: 'self.x < 3', messageExpression: '"x is " + string(self.x)' },
    { rule: 'self.x < 4', message: 'four', messageExpression: '"a\\nb"' },
    { rule: 'self.x < 5', message: 'five', messageExpression: 'self.y' });
  expect(saidOf(all, { x: 9 }).split('|')).toEqual([
    'cel/rule spec: Invalid value: "object": too much',
    'cel/rule spec: Invalid value: "object": failed rule: self.x < 2',
    'cel/rule spec: Invalid value: "object": x is 9',
    'cel/rule spec: Invalid value: "object": four',
    'cel/rule spec: Invalid value: "object": five',
  ]);
});

test.each([
  ['FieldValueInvalid', 'cel/rule spec.x: Invalid value: "object": no'],
  ['FieldValueForbidden', 'cel/rule spec.x: Forbidden: no'],
  ['FieldValueRequired', 'cel/rule spec.x: Required value: no'],
  ['FieldValueDuplicate', 'cel/rule spec.x: Duplicate value: "object"'],
])('the reason %s and a field path', (reason, expected) => {
  expect(saidOf(spec({ x: integer }, { rule: 'false', message: 'no', reason, fieldPath: '.x' }), {})).toBe(expected);
});

test.each<[string, object, string, unknown]>([
  ['fields by escaped names', spec({ namespace: text, 'a-b': text, 'c.d': text, 'e__f': text, 'if': text },
    'self.__namespace__ == "n" && self.a__dash__b == "ab" && self.c__dot__d == "cd" && self.e__underscores__f == "ef" && self.__if__ == '
    + '"i"'),
  '', { namespace: 'n', 'a-b': 'ab', 'c.d': 'cd', 'e__f': 'ef', if: 'i' }],
  ['keys of maps as they are', spec({ x: { type: 'object', additionalProperties: text } }, '"namespace" in self.x && self.x["a-b"] == "1"'),
    '', { x: { namespace: 'n', 'a-b': '1' } }],
  ['integers as 64 bit',
    spec({ x: integer, y: { type: 'number' } }, 'self.x + 1 == 3 && self.x / 2 == 1 && self.y * 2.0 == 3.0'), '', { x: 2, y: 1.5 }],
  ['numbers that are whole as doubles', spec({ y: { type: 'number' } }, 'self.y / 2.0 == 0.5'), '', { y: 1 }],
  ['integers or strings',
    spec({ x: { 'x-kubernetes-int-or-string': true } }, 'type(self.x) == int ? self.x < 5 : self.x == "50%"'), '', { x: '50%' }],
  ['defaults', spec({ x: { ...integer, default: 3 } }, 'self.x == 3'), '', {}],
  ['dates', spec({ x: { ...text, format: 'date-time' } }, 'self.x.getFullYear() == 2024'), '', { x: '2024-05-01T00:00:00Z' }],
  ['durations', spec({ x: { ...text, format: 'duration' } }, 'self.x > duration("59s")'), '', { x: '1m' }],
  ['bytes', spec({ x: { ...text, format: 'byte' } }, 'self.x == b"abc"'), '', { x: 'YWJj' }],
  ['nothing of what has no schema', spec({ x: { 'x-kubernetes-preserve-unknown-fields': true } }, '!has(self.x)'), '', { x: { a: 1 } }],
  ['a missing key as an error', spec({ x: integer }, 'self.x == 1'),
    'cel/error spec: Invalid value: "object": no such key: x evaluating rule: refused', {}],
  ['no error where || has the answer', spec({ x: integer, y: integer }, 'self.x == 1 || self.y == 1'), '', { y: 1 }],
  ['wrong types as an error', spec({ x: { 'x-kubernetes-int-or-string': true } }, 'self.x.startsWith("a")'),
    'cel/error spec: Invalid value: "object": \'no such overload\': call arguments did not match a supported operator, function or macro '
    + 'signature for rule: refused', { x: 1 }],
])('rules see %s', (_, schema, expected, value) => {
  expect(saidOf(schema, value)).toBe(expected);
});

test('rules stand at items, values and within allOf, and name the place', () => {
  const even = { ...integer, ...rules({ rule: 'self % 2 == 0', message: 'odd' }) };
  const schema = spec({ list: { type: 'array', items: even }, map: { type: 'object', additionalProperties: even } });
  expect(saidOf({ ...schema, allOf: [rules('has(self.list)')] }, { map: { 'a.b': 1 } })).toBe(
    `${REFUSED}|cel/rule spec.map[a.b]: Invalid value: "integer": odd`);
  expect(saidOf(schema, { list: [2, 3] })).toBe('cel/rule spec.list[1]: Invalid value: "integer": odd');
});

test('a rule at the root sees type and name', () => {
  const store = storeOf({ type: 'object' }, rules({ rule: 'self.kind == "Thing" && self.metadata.name.size() < 2 && '
    + '!has(self.metadata.labels)' }));
  expect(store.validate({ ...thing({}), metadata: { name: 'a', labels: { a: 'b' } } })).toEqual([]);
});

test('errors of the structure that block keep the rules from running; others do not', () => {
  const schema = spec({ x: { ...text, enum: ['a'] }, y: { ...integer, minimum: 1 } }, 'false');
  expect(saidOf(schema, { x: 'b' })).toMatch(/^schema\/enum [^|]*$/);
  expect(saidOf(schema, { y: 0 })).toMatch(/^schema\/range .*\|cel\/rule /);
});

describe('transition rules', () => {
  const immutable = spec({ x: text }, { rule: 'self.x == oldSelf.x', message: 'immutable' });
  const SAID = 'cel/rule spec: Invalid value: "object": immutable';

  test.each([
    ['run on an update', { x: 'b' }, { x: 'a' }, SAID],
    ['accept what stays', { x: 'a' }, { x: 'a' }, ''],
    ['are left out on a create', { x: 'b' }, undefined, ''],
  ])('%s', (_, now, before, expected) => {
    expect(saidOf(immutable, now, before)).toBe(expected);
  });

  test('find items of a map list by their keys, and no items of other lists', () => {
    const item = { type: 'object', properties: { name: text, x: text }, ...rules({ rule: 'self.x == oldSelf.x', message: 'immutable' }) };
    const list = { type: 'array', items: item };
    const map = { ...list, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] };
    const [now, before] = [[{ name: 'b', x: '1' }, { name: 'a', x: '2' }], [{ name: 'a', x: '1' }]];
    expect(saidOf(spec({ l: map }), { l: now }, { l: before })).toBe('cel/rule spec.l[1]: Invalid value: "object": immutable');
    expect(saidOf(spec({ l: list }), { l: now }, { l: before })).toBe('');
  });

  test('with optionalOldSelf run always', () => {
    const rule = 'oldSelf.hasValue() ? self.x == oldSelf.value().x : self.x == "first"';
    const schema = spec({ x: text }, { rule, message: 'refused', optionalOldSelf: true });
    expect([saidOf(schema, { x: 'first' }), saidOf(schema, { x: 'other' })]).toEqual(['', REFUSED]);
    expect([saidOf(schema, { x: 'a' }, { x: 'a' }), saidOf(schema, { x: 'b' }, { x: 'a' })]).toEqual(['', REFUSED]);
  });
});

/** Each must be true. From the documentation of k8s.io/apiserver/pkg/cel/library. */
test.each([
  '[1, 2, 3].sum() == 6 && [1.5, 2.5].sum() == 4.0 && [].sum() == 0 && [duration("1s"), duration("2s")].sum() == duration("3s")',
  '[3, 1, 2].min() == 1 && ["a", "c", "b"].max() == "c"',
  '[1, 2, 2].isSorted() && !["b", "a"].isSorted() && [].isSorted()',
  '[1, 2, 2].indexOf(2) == 1 && [1, 2, 2].lastIndexOf(2) == 2 && [1].indexOf(9) == -1 && [1].lastIndexOf(9) == -1',
  'sets.contains([1, 2], [2]) && sets.equivalent([1, 1, 2], [2, 1]) && sets.intersects([1], [1, 2]) && !sets.intersects([1], [2])',
  '"abc 123".find("[0-9]+") == "123" && "a1b22".findAll("[0-9]+") == ["1", "22"] && "a1b22".findAll("[0-9]+", 1) == ["1"] && '
  + '"a".find("b") == ""',
  'isURL("https://a.example:80/b?c=d") && !isURL("../a") && !isURL("a b")',
  'url("https://u@a.example:8080/b%20c?d=e&d=f").getHost() == "a.example:8080" && url("https://[::1]:80/").getHostname() == "::1"',
  'url("https://a.example:8080/b%20c").getEscapedPath() == "/b%20c" && url("https://a.example").getEscapedPath() == ""',
  'url("https://a.example:80").getPort() == "80" && url("https://a.example").getPort() == "" && url("/a").getScheme() == ""',
  'url("https://a.example/?d=e&d=f").getQuery() == {"d": ["e", "f"]} && url("https://a.example/b").getQuery() == {}',
  'isIP("::1") && !isIP("1.2.3") && ip("::1").family() == 6 && ip("127.0.0.1").isLoopback() && ip("10.0.0.1").isGlobalUnicast()',
  'ip.isCanonical("2001:db8::1") && !ip.isCanonical("2001:DB8::1") && ip("2001:db8:0::1") == ip("2001:db8::1") && '
  + 'ip("fe80::1").isLinkLocalUnicast()',
  'isCIDR("10.0.0.0/8") && cidr("10.0.0.0/8").containsIP("10.1.2.3") && !cidr("10.0.0.0/8").containsIP(ip("11.0.0.0"))',
  'cidr("10.0.0.0/8").containsCIDR("10.1.0.0/16") && cidr("10.1.2.3/8").masked() == cidr("10.0.0.0/8") && '
  + 'cidr("10.0.0.0/8").prefixLength() == 8',
  'cidr("10.0.0.0/8").ip() == ip("10.0.0.0") && ip("0.0.0.0").isUnspecified() && ip("224.0.0.1").isLinkLocalMulticast()',
  'isQuantity("1.5Gi") && !isQuantity("1.5GB") && quantity("1000m") == quantity("1") && quantity("1Ki").asInteger() == 1024',
  'quantity("1").isLessThan(quantity("1Ki")) && quantity("2").isGreaterThan(quantity("1999m")) && '
  + 'quantity("1k").compareTo(quantity("1000")) == 0',
  'quantity("1").add(quantity("500m")) == quantity("1.5") && quantity("50k").sub(20000) == quantity("30k") && quantity("-1").sign() == -1',
  '!quantity("0.5").isInteger() && quantity("0.5").asApproximateFloat() == 0.5 && quantity("1e3") == quantity("1k")',
  'semver("1.2.3").isLessThan(semver("1.10.0")) && semver("1.0.0-rc.1").compareTo(semver("1.0.0")) == -1 && isSemver("1.0.0") && '
  + '!isSemver("1.0")',
  'semver("1.2.3").major() == 1 && semver("1.2.3").minor() == 2 && semver("1.2.3").patch() == 3',
  '!format.dns1123Label().validate("a-b").hasValue() && format.dns1123Label().validate("A").hasValue() && format.named("uuid").hasValue()',
  'optional.of(1).value() == 1 && optional.none().orValue(2) == 2 && optional.none().or(optional.of(3)).value() == 3',
  '"a,b".split(",") == ["a", "b"] && ["a", "b"].join("-") == "a-b" && "Ab".lowerAscii() == "ab" && "%d".format([1]) == "1"',
  '[1, 2].exists_one(x, x == 1) && [1, 2].map(x, x * 2) == [2, 4] && [1, 2].filter(x, x > 1) == [2]',
])('the rule %s holds', rule => {
  expect(saidOf(spec({}, { rule }), {})).toBe('');
});

test.each([
  ['[].min() == 1', 'min called on empty list'],
  ['quantity("a") == quantity("b")', 'quantities must match'],
  ['url("a b").getHost() == ""', 'URL parse error'],
  ['ip("a").family() == 4', 'parse error'],
  ['optional.none().value() == 1', 'optional.none() dereference'],
  ['1 / 0 == 1', 'division by zero'],
  ['[1][5] == 1', 'index out of bounds: 5'],
  ['"a".matches("(")', 'missing'],
])('the rule %s is an error', (rule, words) => {
  const said = saidOf(spec({}, { rule }), {});
  expect(said).toMatch(/^cel\/error spec: Invalid value: "object": .* evaluating rule: /);
  expect(said).toContain(words);
});

test.each([
  ['self.x.transformList(i, v, v) == []', 'the function transformList() is not supported'],
  ['authorizer.path("/x").check("get").allowed()', 'the function allowed() is not supported'],
  ['self.?x.hasValue()', 'it cannot be compiled: '],
  ['self.x ==', 'it cannot be compiled: '],
])('the rule %s is told of, and neither passed nor refused', (rule, reason) => {
  const items = { type: 'array', items: spec({ x: integer }, { rule, message: 'words' }) };
  const said = lines(storeOf(spec({ items })).validate(thing({ items: [{}, {}] })));
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^warning cel\/unsupported spec\.items\[0\]: a rule of the CRD in things\.yaml was not checked, since /);
  expect(said[0]).toContain(reason);
  expect(said[0]).toMatch(/The rule: words$/);
});
