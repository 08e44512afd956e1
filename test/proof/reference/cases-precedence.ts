// Which of several matches wins.
import { TrafficRequest } from '../../../src/proof/request';
import { call, DAY_1, DAY_2, DecideCase, exact, gateway, get, grpc, headers, http, on, prefix, query, regex } from './case-parts';

const HOSTNAMES = 'HTTPRouteSpec.hostnames';
const MATCHES = 'HTTPRouteRule.matches';
const CALLS = 'GRPCRouteRule.matches';
const PATTERN = `own reading: the precedence of RegularExpression is implementation-specific (${MATCHES})`;

/** Two routes, of which the second must win: the first is the older and comes first by name. */
function second(title: string, cites: string, first: object, winner: object, request: TrafficRequest = get('/a/b'),
  make = http): DecideCase {
  return {
    title,
    cites,
    manifests: [gateway({}), make('a', { created: DAY_1, ...first }), make('b', { created: DAY_2, ...winner })],
    request,
    expected: { route: 'shop/b', shares: { 'shop/b': 1 } },
  };
}

/** Of two rules of one route the second must win. */
function secondRule(title: string, cites: string, first: object, winner: object, request: TrafficRequest = get('/a/b'),
  make = http): DecideCase {
  return { title, cites, manifests: [gateway({}), make('a', { rules: [on(first), on(winner)] })], request,
    expected: { route: 'shop/a', rule: 1 } };
}

const hosts: DecideCase[] = [
  second('an exact hostname beats a wildcard, whatever the paths', HOSTNAMES,
    { hostnames: ['*.a.example'], rules: [on(exact('/a/b'))] }, { hostnames: ['x.a.example'] }),
  second('the longer wildcard beats the shorter', HOSTNAMES, { hostnames: ['*.example'], rules: [on(exact('/a/b'))] },
    { hostnames: ['*.a.example'] }),
  second('a wildcard beats no hostname', HOSTNAMES, { rules: [on(exact('/a/b'))] }, { hostnames: ['*.example'] }),
  second('a route counts by the most specific of its hostnames that matches, wherever in the list', HOSTNAMES,
    { hostnames: ['*.a.example'], rules: [on(exact('/a/b'))] }, { hostnames: ['*.example', 'x.a.example'] }),
  second('a hostname that does not match the request counts for nothing', HOSTNAMES,
    { hostnames: ['much-longer-name.a.example', '*.example'] }, { hostnames: ['*.a.example'] }),
  second('with equal hostnames the paths decide', HOSTNAMES, { hostnames: ['x.a.example'] },
    { hostnames: ['x.a.example'], rules: [on(prefix('/a'))] }),
  {
    title: "a route's own hostname counts, not what the listener leaves of it",
    cites: HOSTNAMES,
    manifests: [gateway({ hostname: 'x.a.example' }), http('a', { created: DAY_1 }),
      http('b', { created: DAY_2, hostnames: ['*.example'] })],
    request: get(),
    expected: { route: 'shop/b' },
  },
  {
    title: 'a request that no rule of the most specific hostname takes goes on to a less specific one',
    cites: 'own reading: HTTPRouteSpec.hostnames gives precedence among rules that match',
    manifests: [gateway({}), http('a', { hostnames: ['x.a.example'], rules: [on(prefix('/other'))] }),
      http('b', { hostnames: ['*.a.example'] })],
    request: get('/a'),
    expected: { route: 'shop/b' },
  },
];

const paths = [
  second('an exact path beats an equal prefix', MATCHES, { rules: [on({ ...prefix('/a/b'), method: 'GET' })] },
    { rules: [on(exact('/a/b'))] }),
  second('the longer prefix beats a method', MATCHES, { rules: [on({ ...prefix('/a'), method: 'GET' })] }, { rules: [on(prefix('/a/b'))] }),
  second('the longer prefix beats more headers', MATCHES, { rules: [on({ ...prefix('/'), ...headers(['x', '1'], ['y', '1']) })] },
    { rules: [on(prefix('/a'))] }, get('/a/b').withHeader('x', '1').withHeader('y', '1')),
  second('a method beats headers', MATCHES, { rules: [on(headers(['x', '1'], ['y', '1']))] }, { rules: [on({ method: 'GET' })] },
    get().withHeader('x', '1').withHeader('y', '1')),
  second('more headers beat fewer', MATCHES, { rules: [on(headers(['x', '1']))] }, { rules: [on(headers(['x', '1'], ['y', '1']))] },
    get().withHeader('x', '1').withHeader('y', '1')),
  second('a header beats query parameters', MATCHES, { rules: [on(query(['q', '1'], ['p', '1']))] }, { rules: [on(headers(['x', '1']))] },
    get('/?q=1&p=1').withHeader('x', '1')),
  second('more query parameters beat fewer', MATCHES, { rules: [on(query(['q', '1']))] }, { rules: [on(query(['p', '1'], ['Q', '2']))] },
    get('/?q=1&p=1&Q=2')),
  second('a pattern beats a prefix, however long', PATTERN,
    { rules: [on(prefix('/a/b'))] }, { rules: [on(regex('/.*'))] }),
  second('an exact path beats a pattern', MATCHES, { rules: [on(regex('/a/b(/[a-z]+)?'))] }, { rules: [on(exact('/a/b'))] }),
  second('the longer pattern beats the shorter', PATTERN,
    { rules: [on(regex('/.*'))] }, { rules: [on(regex('/a/.*'))] }),
  second('a gRPC call named in full beats a pattern, however long', `${PATTERN}, for calls as for paths`,
    { rules: [on(call('s\\.[A-Za-z]+', 'Add|Get', 'RegularExpression'))] }, { rules: [on(call('s.Cart', 'Add'))] }, TrafficRequest.grpc('s.Cart', 'Add'), grpc),
  second('a gRPC pattern beats a service', `${PATTERN}, for calls as for paths`,
    { rules: [on(call('s.Cart'))] }, { rules: [on(call(undefined, 'A.*', 'RegularExpression'))] }, TrafficRequest.grpc('s.Cart', 'Add'), grpc),
  secondRule('a later rule with the longer prefix wins', MATCHES, prefix('/a'), prefix('/a/b')),
  secondRule('a later rule with more headers wins', MATCHES, headers(['x', '1']), headers(['x', '1'], ['y', '1']),
    get().withHeader('x', '1').withHeader('y', '1')),
  {
    title: 'each match of a rule competes by itself',
    cites: MATCHES,
    manifests: [gateway({}), http('a', { rules: [on(prefix('/a')), { matches: [prefix('/z'), prefix('/a/b')] }] })],
    request: get('/a/b'),
    expected: { rule: 1 },
  },
  {
    title: 'of equal rules of a route the first wins',
    cites: `${MATCHES}: the FIRST matching rule (in list order)`,
    manifests: [gateway({}), http('a', { rules: [on(prefix('/z')), { name: 'one', ...on(prefix('/a')) },
      { name: 'two', ...on(prefix('/a')) }] })],
    request: get('/a/b'),
    expected: { rule: 1, ruleName: 'one' },
  },
  second("a prefix's last slash does not count: the older route wins", 'HTTPPathMatch.type PathPrefix: a trailing `/` is ignored',
    { created: DAY_2, rules: [on(prefix('/a/'))] }, { created: DAY_1, rules: [on(prefix('/a'))] }),
];

const ages: DecideCase[] = [
  second('of equal matches the oldest route wins, whatever its name', `${MATCHES}: the oldest Route`, { created: DAY_2 },
    { created: DAY_1 }),
  second('a route that is not created yet is the newest', `own reading of ${MATCHES}: the oldest Route`, { created: undefined },
    { created: DAY_2 }),
  second('seconds count', `${MATCHES}: the oldest Route`, { created: '2026-01-01T00:00:01Z' }, { created: DAY_1 }),
  {
    title: 'of routes of one age the first by namespace/name wins',
    cites: `${MATCHES}: alphabetical order by "{namespace}/{name}"`,
    manifests: [gateway({}), http('b/a', { created: DAY_1 }), http('a/b', { created: DAY_1 })],
    request: get(),
    expected: { route: 'a/b' },
  },
  {
    title: "the text 'namespace/name' is compared as one: 'a-b/r' is before 'a/r'",
    cites: `${MATCHES}: alphabetical order by "{namespace}/{name}"`,
    manifests: [gateway({}), http('a/r', { created: DAY_1 }), http('a-b/r', { created: DAY_1 })],
    request: get(),
    expected: { route: 'a-b/r' },
  },
];

const CALL = TrafficRequest.grpc('shop.Cart', 'AddItem').withHost('x.a.example').withHeader('x', '1').withHeader('y', '1');
const calls: DecideCase[] = [
  second('gRPC: the longer service wins over the longer method', CALLS, { rules: [on(call(undefined, 'AddItem'))] },
    { rules: [on(call('shop.Cart'))] }, CALL, grpc),
  second('gRPC: more characters of a pattern for the service win',
    'own reading of GRPCRouteRule.matches: a pattern counts by its own characters',
    { rules: [on(call('shop.*', 'AddItem', 'RegularExpression'))] },
    { rules: [on(call('shop\\.[A-Z]art', undefined, 'RegularExpression'))] }, CALL, grpc),
  second('gRPC: with equal services the longer method wins over headers', CALLS,
    { rules: [on({ ...call('shop.Cart'), ...headers(['x', '1'], ['y', '1']) })] },
    { rules: [on(call('shop.Cart', 'AddItem'))] }, CALL, grpc),
  second('gRPC: more headers win over age', CALLS, { rules: [on({ ...call('shop.Cart'), ...headers(['x', '1']) })] },
    { rules: [on({ ...call('shop.Cart'), ...headers(['x', '1'], ['y', '1']) })] }, CALL, grpc),
  second('gRPC: the hostname wins over the service', CALLS, { hostnames: ['*.a.example'], rules: [on(call('shop.Cart', 'AddItem'))] },
    { hostnames: ['x.a.example'] }, CALL, grpc),
  second('gRPC: the oldest route wins', CALLS, { created: DAY_2 }, { created: DAY_1 }, CALL, grpc),
  secondRule('gRPC: a later rule that names the method wins', CALLS, call('shop.Cart'), call('shop.Cart', 'AddItem'), CALL, grpc),
  {
    title: 'gRPC: of equal rules the first wins',
    cites: CALLS,
    manifests: [gateway({}), grpc('a', { rules: [on(call('shop.Cart')), on(call('shop.Cart'))] })],
    request: CALL,
    expected: { rule: 0, routeKind: 'GRPCRoute', grpcCode: 'OK', status: 200 },
  },
];

export const PRECEDENCE_CASES: DecideCase[] = [...hosts, ...paths, ...ages, ...calls];
