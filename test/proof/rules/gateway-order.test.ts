import { found, headers, path, query, route, rule } from './objects';

const ID = 'gateway/precedence';
const ENVOY = { gateway: 'envoy-gateway' };
const POST = { method: 'POST' };
const TWO = headers('x: 1', 'y: 1');

test.each<[string, any[], any[], any[]?]>([
  ['a method before two headers', [POST], [TWO]],
  ['a method before a header, by the place of the rule', [headers('x: 1')], [POST]],
  ['a pattern and a parameter before an exact header, by the number of exact headers', [{ ...headers('x: ~1.*'), ...query('q: 1') }], [headers('y: 1')]],
])('%s', (_, one, other) => {
  const [line, ...more] = found(ID, [route({ rules: [rule(one, ['a']), rule(other, ['b'])] })], ENVOY);
  expect(more).toEqual([]);
  expect(line).toMatch(/^warning HTTPRoute\/cart spec\.rules\[[01]\]\.matches\[0\]: by the specification rules\[[01]\] \(.*\) goes before rules\[[01]\] \(.*\), but Envoy Gateway puts/);
});

test('of gRPC a method without its service counts as a header', () => {
  const calls = (...matches: any[][]) => [route({ kind: 'GRPCRoute', rules: matches.map((list, i) => rule(list, [`b${i}`])) })];
  const get = { method: { method: 'Get' } };
  expect(found(ID, calls([get], [TWO]), ENVOY)).toEqual([expect.stringContaining('it counts a method without its service as a header')]);
  // With its service it is a path.
  expect(found(ID, calls([{ method: { service: 's', method: 'Get' } }], [TWO]), ENVOY)).toEqual([]);
  expect(found(ID, calls([{ method: { method: 'Get', type: 'RegularExpression' } }], [TWO]), ENVOY)).toEqual([]);
});

test('the whole message', () => {
  expect(found(ID, [route({ rules: [rule([POST], ['a'], { name: 'writes' }), rule([TWO], ['b'])] })], ENVOY)).toEqual([
    'warning HTTPRoute/cart spec.rules[0].matches[0]: by the specification rules[0] \'writes\' (path under \'/\' and method POST) goes before rules[1] (path under \'/\' and header x = \'1\' and header y = \'1\'),'
    + ' but Envoy Gateway puts rules[1] first: it counts the method as a header, and of equal numbers more exact headers go first. Requests that both admit reach b instead of a',
  ]);
});

test('the same backends with other filters', () => {
  const filters = [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'x', value: 'y' }] } }];
  expect(found(ID, [route({ rules: [rule([POST], ['a'], { filters }), rule([TWO], ['a'])] })], ENVOY))
    .toEqual([expect.stringContaining('Requests that both admit get the filters of the second')]);
});

test('between two routes', () => {
  const others = [route({ rules: [rule([POST], ['a'])] }), route({ name: 'other', rules: [rule([TWO], ['b'])] })];
  expect(found(ID, others, ENVOY)).toEqual([expect.stringContaining('puts rules[0] of HTTPRoute shop/other first')]);
});

test.each<[string, any[], any[], object?, any[]?]>([
  ['another gateway', [POST], [TWO], { gateway: 'istio' }],
  ['no gateway', [POST], [TWO], {}],
  ['the same backends', [POST], [TWO], ENVOY, ['a']],
  ['methods that exclude each other', [POST], [{ ...TWO, method: 'GET' }]],
  ['headers that exclude each other', [{ ...POST, ...headers('x: 2') }], [headers('x: 1', 'y: 1', 'z: 1')]],
  ['other paths', [{ ...path('/a'), ...POST }], [{ ...path('/b'), ...TWO }]],
  ['the order of both', [headers('x: 1')], [headers('y: 1', 'z: 1')]],
  ['a match for both', [POST, { ...POST, ...TWO }], [TWO]],
])('nothing is said of %s', (_, one, other, options = ENVOY, backends = ['b']) => {
  expect(found(ID, [route({ rules: [rule(one, ['a']), rule(other, backends)] })], options)).toEqual([]);
});
