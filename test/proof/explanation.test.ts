import { TrafficModel } from '../../src/proof/model';
import { TrafficRequest } from '../../src/proof/request';
import { call, DAY_1, DAY_2, exact, gateway, get, grpc, headers, http, on, prefix, query, regex } from './reference/case-parts';

const explain = (manifests: any[], request: TrafficRequest) => TrafficModel.fromManifests(manifests).explain(request);
const whys = (manifests: any[], request: TrafficRequest) => explain(manifests, request).candidates.map(({ route, rule, match, why }) => `${route} ${rule}.${match}: ${why}`);
const rules = (...matches: object[]) => [gateway({}), http('a', { rules: matches.map(on) })];
const calls = (...matches: object[]) => [gateway({}), grpc('a', { rules: matches.map(on) })];
const add = TrafficRequest.grpc('s.Cart', 'Add');

test('the decision, the candidates in order, the misses, and who was asked', () => {
  const manifests = [gateway({}, { port: 8080 }), http('a', {
    hostnames: ['*.a.example'], rules: [{ name: 'all' }, { name: 'api', matches: [prefix('/x'), { ...prefix('/api/'), ...headers(['x-tier', 'gold']), method: 'GET' }] }],
  })];
  const request = get('/api/v').withHeader('x-tier', 'gold');
  const explanation = explain(manifests, request);
  expect(explanation.decision.toJson()).toEqual(TrafficModel.fromManifests(manifests).decide(request).toJson());
  const common = { routeKind: 'HTTPRoute', route: 'shop/a', hostname: '*.a.example' };
  expect(explanation.candidates).toEqual([
    { ...common, rule: 1, ruleName: 'api', match: 1, conditions: "path under '/api/' and method GET and header x-tier = 'gold'", why: "it comes first: the path '/api/' is longer" },
    { ...common, rule: 0, ruleName: 'all', match: 0, conditions: "path under '/'", why: "after the one before: there the path '/api/' is longer" },
  ]);
  expect(explanation.misses).toEqual([
    { ...common, rule: 1, ruleName: 'api', match: 0, conditions: "path under '/x'", why: "path under '/x' does not hold for '/api/v'" },
  ]);
  expect(explanation.listeners).toEqual(["Gateway infra/gw on port 80: listener 'l0', which answers", "Gateway infra/gw on port 8080: listener 'l1'"]);
});

test('a candidate without name and hostname has no such fields', () => {
  expect(explain(rules({}), get()).candidates).toEqual([
    { routeKind: 'HTTPRoute', route: 'shop/a', rule: 0, match: 0, conditions: "path under '/'", why: 'no other match fits' },
  ]);
});

// HTTPRouteRule.matches, GRPCRouteRule.matches and HTTPRouteSpec.hostnames: each criterion by itself.
test.each<[string, any[], TrafficRequest]>([
  ["the hostname 'x.a.example' is more specific", [gateway({}), http('a', { hostnames: ['*.a.example'] }), http('b', { hostnames: ['x.a.example'] })], get()],
  ["the hostname '*.a.example' is more specific", [gateway({}), http('a', { hostnames: ['*.example'] }), http('b', { hostnames: ['*.a.example'] })], get()],
  ["the hostname '*.example' is more specific", [gateway({}), http('a'), http('b', { hostnames: ['*.example'] })], get()],
  ["the hostname 'x.a.example' is more specific", [gateway({}), http('a'), http('b', { hostnames: ['x.a.example'] })], get()],
  ['of the path conditions an exact one comes before a pattern, a pattern before a prefix', rules(prefix('/a'), exact('/a')), get('/a')],
  ['of the path conditions an exact one comes before a pattern, a pattern before a prefix', rules(prefix('/a'), regex('/a')), get('/a')],
  ["the path '/a/b' is longer", rules(prefix('/a'), prefix('/a/b')), get('/a/b')],
  ["the path '/a.*' is longer", rules(regex('/a+'), regex('/a.*')), get('/a')],
  ['a gRPC call named in full comes before a pattern, a pattern before one named in part', calls(call('s.Cart'), call('s.*', undefined, 'RegularExpression')), add],
  ['the pattern of its gRPC call is longer', calls(call('s.*', 'A.*', 'RegularExpression'), call('s.*', 'Add|AddAll|AddNothingAtAll', 'RegularExpression')), add],
  ['the gRPC service has more characters', calls(call(undefined, 'Add'), call('s.Cart')), add],
  ['the gRPC method has more characters', calls(call('s.Cart'), call('s.Cart', 'Add')), add],
  ['it matches the method', rules({}, { method: 'GET' }), get()],
  ['it matches more headers (2 against 1)', rules(headers(['x', '1']), headers(['x', '1'], ['y', '1'])), get().withHeader('x', '1').withHeader('y', '1')],
  ['it matches more query parameters (2 against 0)', rules({}, query(['q', '1'], ['p', '1'])), get('/?q=1&p=1')],
  ['its route is older', [gateway({}), http('a', { created: DAY_2 }), http('b', { created: DAY_1 })], get()],
  ['its route is older', [gateway({}), http('a'), http('b', { created: DAY_1 })], get()],
  ["its route comes first in the alphabet ('shop/a', 'shop/b')", [gateway({}), http('b'), http('a')], get()],
  ['its rule comes first in the route', rules({}, {}), get()],
  ['it comes first in the rule', [gateway({}), http('a', { rules: [{ matches: [{}, {}] }] })], get()],
])('%s', (why, manifests, request) => {
  expect(explain(manifests, request).candidates.map(candidate => candidate.why)).toEqual([`it comes first: ${why}`, `after the one before: there ${why}`]);
});

test('each candidate is explained by the one before it', () => {
  expect(whys(rules(prefix('/'), prefix('/a'), exact('/a')), get('/a'))).toEqual([
    'shop/a 2.0: it comes first: of the path conditions an exact one comes before a pattern, a pattern before a prefix',
    'shop/a 1.0: after the one before: there of the path conditions an exact one comes before a pattern, a pattern before a prefix',
    "shop/a 0.0: after the one before: there the path '/a' is longer",
  ]);
});

test('an HTTPRoute for a call comes before a GRPCRoute of a listener that takes both', () => {
  const manifests = [gateway({}), http('a', { hostnames: ['a.example'] }), grpc('b', { hostnames: ['b.example'] })];
  expect(explain(manifests, add.withHost('a.example')).candidates).toHaveLength(1);
  expect(explain(manifests, add.withHost('b.example')).candidates[0].routeKind).toBe('GRPCRoute');
});

// The first condition that does not hold, for each kind of condition.
test.each<[string, any[], TrafficRequest]>([
  ["path = '/a' does not hold for '/'", rules(exact('/a')), get()],
  ["path ~ '/a+' does not hold for '/'", rules(regex('/a+')), get()],
  ["a pattern is not supported, so it matches nothing: regular expression '/(', character 2: '(' is not closed by ')'", rules(regex('/(')), get('/(')],
  ['method POST is not GET', rules({ method: 'POST' }), get()],
  ["header x = '1' does not hold for '2'", rules(headers(['X', '1'])), get().withHeader('x', '2')],
  ["header x ~ '[0-9]' does not hold for its absence", rules(headers(['x', '[0-9]', 'RegularExpression'])), get()],
  ["a pattern is not supported, so it matches nothing: regular expression '(', character 1: '(' is not closed by ')'", rules(headers(['x', '(', 'RegularExpression'])), get().withHeader('x', '(')],
  ["query q = '1' does not hold for '2'", rules(query(['q', '1'])), get('/?q=2')],
  ["query q ~ '1' does not hold for its absence", rules(query(['q', '1', 'RegularExpression'])), get()],
  ["gRPC service = 's.Cart' does not hold for 's.Other'", calls(call('s.Cart', 'Add')), TrafficRequest.grpc('s.Other', 'Other')],
  ["gRPC method ~ 'A.*' does not hold for 'Other'", calls(call('s.*', 'A.*', 'RegularExpression')), TrafficRequest.grpc('s.Cart', 'Other')],
  ['it takes gRPC calls only', calls({}), get()],
])('a miss: %s', (why, manifests, request) => {
  const { candidates, misses } = explain(manifests, request);
  expect(candidates).toEqual([]);
  expect(misses.map(miss => miss.why)).toEqual([why]);
});

test.each<[string, any[]]>([
  ["path = '/a' and method GET and header x = '1' and query q ~ '2'", rules({ ...exact('/a'), method: 'GET', ...headers(['x', '1']), ...query(['q', '2', 'RegularExpression']) })],
  ["gRPC service = 's.A' and gRPC method = 'M'", calls(call('s.A', 'M'))],
  ['every request', calls({})],
])('conditions in words: %s', (words, manifests) => {
  expect(explain(manifests, get('/other')).misses.map(({ conditions }) => conditions)).toEqual([words]);
});

test('at most twenty misses are told', () => {
  const manifests = rules(...Array.from({ length: 25 }, (_, i) => exact(`/${i}`)));
  expect(explain(manifests, get('/3')).misses.map(({ rule }) => rule)).toEqual([0, 1, 2, ...Array.from({ length: 17 }, (_, i) => i + 4)]);
});

describe('listeners', () => {
  const HOST = { hostname: 'a.example' };
  test.each<[string, any[], TrafficRequest, string[]]>([
    ['by hostname', [gateway(HOST), http('a')], get('/', 'a.example'), ["Gateway infra/gw on port 80: listener 'l0' for 'a.example', which answers"]],
    ['none for the host', [gateway(HOST), http('a')], get('/', 'b.example'), ["Gateway infra/gw on port 80: no listener answers for 'b.example'"]],
    ['assumed', [http('a')], get(), ['Gateway infra/gw: assumed listener, which answers']],
    ['assumed, by name and port', [http('a', { ref: { sectionName: 'web', port: 81 } })], get(), ["Gateway infra/gw on port 81: assumed listener 'web', which answers"]],
    ['the first one with a route answers', [gateway({}, { port: 8080 }), http('a', { ref: { port: 8080 } })], get(),
      ["Gateway infra/gw on port 80: listener 'l0'", "Gateway infra/gw on port 8080: listener 'l1', which answers"]],
    ['without any route the first one answers', [gateway(HOST, { port: 8080 })], get('/', 'b.example'),
      ["Gateway infra/gw on port 80: no listener answers for 'b.example'", "Gateway infra/gw on port 8080: listener 'l1', which answers"]],
    ['no Gateway at all', [], get(), []],
  ])('%s', (_what, manifests, request, words) => expect(explain(manifests, request).listeners).toEqual(words));

  test('a refused route is no candidate', () => {
    const { candidates, misses } = explain([gateway(HOST), http('a')], get('/', 'b.example'));
    expect([candidates, misses]).toEqual([[], []]);
  });
});
