import { found, gateway, headers, path, query, route, rule } from './objects';

const EXACT = 'Exact';
const REGEX = 'RegularExpression';
const http = (...rules: object[]) => route({ rules });
const calls = (...rules: object[]) => route({ kind: 'GRPCRoute', rules });
const call = (service?: string, method?: string, type?: string) => ({ method: { type, service, method } });

/** HTTPRouteRule.matches, GRPCRouteRule.matches: the order of precedence. */
const SHADOWED: [string, any[], string[]][] = [
  ['a rule said twice, with a slash that has no meaning', [http(rule([path('/a')], ['a']), rule([path('/a/')], ['b']))], [
    'error HTTPRoute/cart spec.rules[1]: rules[1] (path under \'/a/\') can never match: rules[0] (path under \'/a\') takes all its requests, because its rule comes first in the route. They go to a, never to b']],
  ['a rule said twice with the same backends', [http(rule([path('/a')], ['a=1', 'b=1']), rule([path('/a')], ['b=50', 'a=50'], { name: 'again' }))], [
    'warning HTTPRoute/cart spec.rules[1]: rules[1] \'again\' (path under \'/a\') can never match: rules[0] (path under \'/a\') takes all its requests, because its rule comes first in the route. Both send them to the same backends']],
  ['every request, without matches', [http(rule([], ['a']), rule([path('/')], ['b']))], [
    'error HTTPRoute/cart spec.rules[1]: rules[1] (path under \'/\') can never match: rules[0] (path under \'/\') takes all its requests, because its rule comes first in the route. They go to a, never to b']],
  ['one match of a rule', [http(rule([path('/a')], ['a']), rule([path('/b'), path('/a')], ['b']))], [
    'warning HTTPRoute/cart spec.rules[1].matches[1]: this match (path under \'/a\') of rules[1] is never used: rules[0] (path under \'/a\') takes all its requests, because its rule comes first in the route']],
  ['conditions in another order', [http(rule([headers('x: 1', 'Y: 2')], ['a']), rule([headers('y: 2', 'X: 1')], ['b']))], [
    'error HTTPRoute/cart spec.rules[1]: rules[1] (path under \'/\' and header y = \'2\' and header x = \'1\') can never match: rules[0] (path under \'/\' and header x = \'1\' and header y = \'2\') takes all its requests, because its rule comes first in the route. They go to a, never to b']],
  ['a value under a pattern before it', [http(rule([headers('x: ~a.*')], ['a']), rule([headers('x: ab')], ['b']))], [
    'error HTTPRoute/cart spec.rules[1]: rules[1] (path under \'/\' and header x = \'ab\') can never match: rules[0] (path under \'/\' and header x ~ \'a.*\') takes all its requests, because its rule comes first in the route. They go to a, never to b']],
  ['a gRPC service under a longer pattern', [calls(rule([call('abc')], ['b']), rule([call('a[a-z]+', undefined, REGEX)], ['a']))], []],
  ['a gRPC method said twice', [calls(rule([call('s', 'm')], ['a']), rule([call('s', 'm')], ['b']))], [
    'error GRPCRoute/cart spec.rules[1]: rules[1] (gRPC service = \'s\' and gRPC method = \'m\') can never match: rules[0] (gRPC service = \'s\' and gRPC method = \'m\') takes all its requests, because its rule comes first in the route. They go to a, never to b']],
  ['a route without hostname at a listener whose host another names (HTTPRouteSpec.hostnames)',
    [gateway({ hostname: 'a.com' }), http(rule([path('/a')], ['a'])), route({ name: 'host', hostnames: ['a.com'], rules: [rule([], ['b'])] })], [
      'error HTTPRoute/cart spec.rules[0]: rules[0] (path under \'/a\') can never match: rules[0] of HTTPRoute shop/host (path under \'/\') takes all its requests, because the hostname \'a.com\' is more specific. They go to b, never to a']],
  ['the younger of two routes whose age is known', [
    route({ created: '2026-01-02T00:00:00Z', rules: [rule([], ['a'])] }), route({ name: 'old', created: '2026-01-01T00:00:00Z', rules: [rule([], ['b'])] })], [
    'error HTTPRoute/cart spec.rules[0]: rules[0] (path under \'/\') can never match: rules[0] of HTTPRoute shop/old (path under \'/\') takes all its requests, because its route is older. They go to b, never to a']],
  ['a route of a mesh', [route({ parentRefs: [{ group: '', kind: 'Service', name: 's' }], rules: [rule([]), rule([])] })], [
    'warning HTTPRoute/cart spec.rules[1]: rules[1] (path under \'/\') can never match: rules[0] (path under \'/\') takes all its requests, because its rule comes first in the route. Both send them to the same backends']],
  ['an exact path after its prefix', [http(rule([path('/a')], ['a']), rule([path('/a', EXACT)], ['b']))], []],
  ['a longer path', [http(rule([path('/a')], ['a']), rule([path('/a/b')], ['b']))], []],
  ['a header more', [http(rule([], ['a']), rule([headers('x: 1')], ['b']))], []],
  ['another value', [http(rule([headers('x: 1')], ['a']), rule([headers('x: 2')], ['b']))], []],
  ['a pattern after a value', [http(rule([headers('x: ab')], ['a']), rule([headers('x: ~a.*')], ['b']))], []],
  ['a method', [http(rule([], ['a']), rule([{ method: 'GET' }], ['b']))], []],
  ['the same match within one rule', [http(rule([path('/a'), path('/a')], ['a']))], []],
  ['two routes of unknown age, which are a conflict', [http(rule([], ['a'])), route({ name: 'other', rules: [rule([], ['b'])] })], []],
  ['two routes on two listeners', [gateway({}, { port: 81 }), route({ created: '2026-01-02T00:00:00Z', parentRefs: [{ name: 'edge', sectionName: 'l0' }], rules: [rule([])] }),
    route({ name: 'old', created: '2026-01-01T00:00:00Z', parentRefs: [{ name: 'edge', sectionName: 'l1' }], rules: [rule([])] })], []],
  ['one of two hosts', [gateway({ hostname: 'a.com' }, { hostname: 'b.com' }), http(rule([path('/a')], ['a'])), route({ name: 'host', hostnames: ['a.com'], rules: [rule([], ['b'])] })], []],
];

test.each(SHADOWED)('route/shadowed: %s', (_name, objects, expected) => {
  expect(found('route/shadowed', objects)).toEqual(expected);
});

/** HTTPRouteRule.matches: the path is compared before method, headers and query. */
const LOSES: [string, any[], string[]][] = [
  ['a header rule, and a longer path', [http(rule([headers('x: 1')], ['a']), rule([path('/api')], ['b'], { name: 'api' }))], [
    'warning HTTPRoute/cart spec.rules[0].matches[0]: rules[0] (path under \'/\' and header x = \'1\') loses requests to rules[1] \'api\' (path under \'/api\'): a longer path goes before method, headers and query, so they reach b instead of a']],
  ['a parameter, and an exact path', [http(rule([{ ...path('/a'), ...query('v: 1') }], ['a']), rule([path('/a/b', EXACT)], ['b']))], [
    'warning HTTPRoute/cart spec.rules[0].matches[0]: rules[0] (path under \'/a\' and query v = \'1\') loses requests to rules[1] (path = \'/a/b\'): a longer path goes before method, headers and query, so they reach b instead of a']],
  ['a header without path, and the path of another route', [http(rule([headers('x: 1')], ['a'])), route({ name: 'api', rules: [rule([path('/api')], ['b'])] })], [
    'warning HTTPRoute/cart spec.rules[0].matches[0]: rules[0] (path under \'/\' and header x = \'1\') loses requests to rules[0] of HTTPRoute shop/api (path under \'/api\'): a longer path goes before method, headers and query, so they reach b instead of a']],
  ['a gRPC header, and a service', [calls(rule([headers('x: 1')], ['a']), rule([call('s')], ['b']))], [
    'warning GRPCRoute/cart spec.rules[0].matches[0]: rules[0] (header x = \'1\') loses requests to rules[1] (gRPC service = \'s\'): a more specific call goes before headers, so they reach b instead of a']],
  ['the same path', [http(rule([{ ...path('/api'), ...headers('x: 1') }], ['a']), rule([path('/api')], ['b']))], []],
  ['the same backends', [http(rule([headers('x: 1')], ['a']), rule([path('/api')], ['a']))], []],
  ['a shorter path', [http(rule([{ ...path('/api'), ...headers('x: 1') }], ['a']), rule([], ['b']))], []],
  ['paths apart', [http(rule([{ ...path('/a'), ...headers('x: 1') }], ['a']), rule([path('/ab')], ['b']))], []],
  ['the header repeated with the longer path', [http(rule([headers('x: 1')], ['a']), rule([{ ...path('/api'), ...headers('x: 1') }], ['a']), rule([path('/api')], ['b']))], []],
  ['the header repeated in a second match', [http(rule([headers('x: 1'), { ...path('/api'), ...headers('x: 1') }], ['a']), rule([path('/api')], ['b']))], []],
  ['a longer path for the same audience', [http(rule([headers('x: 1')], ['a']), rule([{ ...path('/api'), ...headers('x: 1') }], ['b']))], []],
  ['a longer path for another value', [http(rule([headers('x: 1')], ['a']), rule([{ ...path('/api'), ...headers('x: 2') }], ['b']))], []],
  ['a header with a path of its own, and another route', [http(rule([{ ...path('/a'), ...headers('x: 1') }], ['a'])), route({ name: 'b', rules: [rule([path('/a/b')], ['b'])] })], []],
  ['a route of another host', [http(rule([headers('x: 1')], ['a'])), route({ name: 'api', hostnames: ['a.com'], rules: [rule([path('/api')], ['b'])] })], []],
];

test.each(LOSES)('route/header-loses: %s', (_name, objects, expected) => {
  expect(found('route/header-loses', objects)).toEqual(expected);
});

const PATTERN = path('/users/[0-9]+', REGEX);
const competes = (prefix: string, other = 'rules[1]') => [`warning HTTPRoute/cart spec.rules[0].matches[0].path: the path pattern '/users/[0-9]+' of rules[0] competes with ${other} (path under '${prefix}'): whether a pattern goes before a prefix is the gateway's own affair, so one gateway answers with a, another with b`];

/** HTTPRouteRule.matches: the precedence of RegularExpression is implementation-specific. */
test.each<[string, any[], string[]]>([
  ['every path', [http(rule([PATTERN], ['a']), rule([], ['b']))], competes('/')],
  ['a prefix above', [http(rule([PATTERN], ['a']), rule([path('/users/')], ['b']))], competes('/users/')],
  ['a prefix below', [http(rule([PATTERN], ['a']), rule([path('/users/1')], ['b']))], competes('/users/1')],
  ['another route', [http(rule([PATTERN], ['a'])), route({ name: 'web', rules: [rule([], ['b'])] })], competes('/', 'rules[0] of HTTPRoute shop/web')],
  ['a pattern of anything', [http(rule([path('/users/[0-9]+|/x', REGEX)], ['a']), rule([path('/y')], ['b']))],
    [competes('/y')[0].replace('[0-9]+', '[0-9]+|/x')]],
  ['an exact path, which wins everywhere', [http(rule([PATTERN], ['a']), rule([path('/users/1', EXACT)], ['b']))], []],
  ['a prefix apart', [http(rule([PATTERN], ['a']), rule([path('/user')], ['b']))], []],
  ['the same backends', [http(rule([PATTERN], ['a']), rule([], ['a']))], []],
  ['another method', [http(rule([{ ...PATTERN, method: 'GET' }], ['a']), rule([{ method: 'PUT' }], ['b']))], []],
  ['another host', [http(rule([PATTERN], ['a'])), route({ name: 'web', hostnames: ['a.com'], rules: [rule([], ['b'])] })], []],
])('route/regex-path: %s', (_name, objects, expected) => {
  expect(found('route/regex-path', objects)).toEqual(expected);
});
