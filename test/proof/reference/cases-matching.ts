// Whether a match takes a request at all.
import { TrafficRequest } from '../../../src/proof/request';
import { bareHttp, call, DecideCase, exact, gateway, get, grpc, headers, http, on, prefix, query, regex, to } from './case-parts';

const NAME = 'HTTPHeaderMatch.name';

/** Whether one match takes the request. */
function one(taken: boolean, title: string, cites: string, match: object, request: TrafficRequest, make = http): DecideCase {
  return {
    title: `${title} ${taken ? 'is taken' : 'is not taken'}`,
    cites,
    manifests: [gateway({}), make('a', { rules: [on(match)] })],
    request,
    expected: taken ? { status: 200, route: 'shop/a', rule: 0 } : { status: 404, route: null, rule: null, shares: {}, backends: [] },
  };
}

const PREFIX = 'HTTPPathMatch.type PathPrefix';
const paths = [
  ...['/abc', '/abc/', '/abc/x'].flatMap(path => [
    one(true, `${path} under /abc`, PREFIX, prefix('/abc'), get(path)),
    one(true, `${path} under /abc/`, PREFIX, prefix('/abc/'), get(path)),
  ]),
  one(false, '/abcd under /abc', PREFIX, prefix('/abc'), get('/abcd')),
  one(false, '/Abc under /abc', PREFIX, prefix('/abc'), get('/Abc')),
  one(false, '/ab under /ab/c', PREFIX, prefix('/ab/c'), get('/ab')),
  one(true, '/any under a path without type and value', 'HTTPPathMatch.type and value: defaults', { path: {} }, get('/any')),
  one(true, 'an equal path', 'HTTPPathMatch.type Exact', exact('/abc'), get('/abc')),
  one(false, 'a path with a slash more', 'HTTPPathMatch.type Exact', exact('/abc'), get('/abc/')),
  one(false, 'a path in other case', 'HTTPPathMatch.type Exact', exact('/abc'), get('/ABC')),
  one(true, 'a path that a pattern matches whole', 'HTTPPathMatch.type RegularExpression; own reading: the whole path',
    regex('/a[0-9]|/b'), get('/a1')),
  one(false, 'a path of which a pattern matches the start', 'own reading of HTTPPathMatch.type RegularExpression: the whole path',
    regex('/a|/b'), get('/a1')),
  one(false, 'a path for a text that is no pattern', 'own reading of HTTPPathMatch.type RegularExpression: no pattern, no match',
    regex('/('), get('/(')),
];

const conditions = [
  one(true, 'a header of the name in other case', NAME, headers(['X-Tier', 'gold']), get().withHeader('x-tier', 'gold')),
  one(false, 'a header value in other case', 'HTTPHeaderMatch.value', headers(['x-tier', 'gold']), get().withHeader('x-tier', 'Gold')),
  one(false, 'a longer header value', 'HTTPHeaderMatch.type Exact', headers(['x-tier', 'gold']), get().withHeader('x-tier', 'golden')),
  one(false, 'a request without the header', 'HTTPRouteMatch.headers', headers(['x-tier', 'gold']), get()),
  one(false, 'a request with one header of two', 'HTTPRouteMatch.headers: ANDed', headers(['x', '1'], ['y', '1']),
    get().withHeader('x', '1')),
  one(true, 'a header that the first of two equivalent entries fits', NAME, headers(['x', '1'], ['X', '2']), get().withHeader('x', '1')),
  one(false, 'a header that only the second of two equivalent entries fits', NAME, headers(['x', '1'], ['X', '2']),
    get().withHeader('x', '2')),
  one(true, 'a header that its pattern matches whole', 'HTTPHeaderMatch.type RegularExpression',
    headers(['x', 'v[0-9]+', 'RegularExpression']), get().withHeader('x', 'v12')),
  one(false, 'a header that its pattern matches in part', 'own reading of HTTPHeaderMatch.type RegularExpression: the whole value',
    headers(['x', 'v[0-9]', 'RegularExpression']), get().withHeader('x', 'v12')),
  one(true, 'a repeated header, joined', 'RFC 9110, 5.3; HTTPHeaderMatch.name leaves it open', headers(['x', '1,2']),
    get().withHeader('x', '1').withHeader('X', '2')),
  one(false, 'one of the values of a repeated header', 'RFC 9110, 5.3; HTTPHeaderMatch.name leaves it open', headers(['x', '1']),
    get().withHeader('x', '1').withHeader('X', '2')),
  one(false, 'a parameter name in other case', 'HTTPQueryParamMatch.name: an exact string match', query(['q', '1']), get('/?Q=1')),
  one(true, 'the first value of a repeated parameter', 'HTTPQueryParamMatch.name: the first value is recommended', query(['q', '1']),
    get('/?q=1&q=2')),
  one(false, 'the second value of a repeated parameter', 'HTTPQueryParamMatch.name: the first value is recommended', query(['q', '2']),
    get('/?q=1&q=2')),
  one(false, 'a request with one parameter of two', 'HTTPRouteMatch.queryParams: ANDed', query(['q', '1'], ['p', '1']), get('/?q=1')),
  one(true, 'a parameter that its pattern matches', 'HTTPQueryParamMatch.type RegularExpression',
    query(['q', '[ab]+', 'RegularExpression']), get('/?q=abba')),
  one(false, 'a parameter that its pattern matches in part', 'own reading of HTTPQueryParamMatch.type RegularExpression: the whole value',
    query(['q', '[ab]', 'RegularExpression']), get('/?q=abba')),
  one(true, 'the method', 'HTTPRouteMatch.method', { method: 'PUT' }, get().withMethod('PUT')),
  one(false, 'another method', 'HTTPRouteMatch.method', { method: 'PUT' }, get()),
  one(false, 'a right path with a wrong header', 'HTTPRouteMatch: all conditions', { ...prefix('/a'), ...headers(['x', '1']) }, get('/a')),
];

const CALL = TrafficRequest.grpc('shop.Cart', 'AddItem').withHost('x.a.example');
const METHOD = 'GRPCMethodMatch';
const calls = [
  one(true, 'a call of the service and method', METHOD, call('shop.Cart', 'AddItem'), CALL, grpc),
  one(true, 'a call of the service', `${METHOD}.method`, call('shop.Cart'), CALL, grpc),
  one(true, 'a call of the method', `${METHOD}.service`, call(undefined, 'AddItem'), CALL, grpc),
  one(true, 'a call for an empty service', `${METHOD}.service: left empty or omitted`, call('', 'AddItem'), CALL, grpc),
  one(false, 'a call of another method', METHOD, call('shop.Cart', 'Add'), CALL, grpc),
  one(false, 'a service in other case', 'GRPCMethodMatch.type Exact: with case sensitivity', call('shop.cart'), CALL, grpc),
  one(false, 'a longer service', METHOD, call('shop.Car'), CALL, grpc),
  one(true, 'a service and method of the patterns', 'GRPCMethodMatch.type RegularExpression',
    call('shop\\..*', 'Add(Item)?', 'RegularExpression'), CALL, grpc),
  one(false, 'a service that a pattern matches in part', 'own reading of GRPCMethodMatch.type RegularExpression: the whole service',
    call('shop', undefined, 'RegularExpression'), CALL, grpc),
  one(false, 'a call without the header', 'GRPCRouteMatch.headers', headers(['x', '1']), CALL, grpc),
  one(true, 'a call by an HTTPRoute for its POST', 'HTTPRouteMatch; gRPC over HTTP/2: POST /service/method',
    { ...exact('/shop.Cart/AddItem'), method: 'POST' }, CALL),
  one(false, 'an HTTP request by a GRPCRoute', 'GRPCRouteRule: matching a gRPC request', {}, get(), grpc),
];

const counts: DecideCase[] = [
  {
    title: 'equivalent header entries count once: with one header each, the older route wins',
    cites: NAME,
    manifests: [gateway({}), http('a', { rules: [on(headers(['y', '1']))] }), http('b', { rules: [on(headers(['x', '1'], ['X', '1']))] })],
    request: get().withHeader('x', '1').withHeader('y', '1'),
    expected: { route: 'shop/a' },
  },
  {
    title: 'a rule without matches takes everything',
    cites: 'HTTPRouteRule.matches: a prefix path match on "/"',
    manifests: [gateway({}), bareHttp('a', [{ name: 'all', ...to('s') }])],
    request: get('/any/path').withMethod('DELETE'),
    expected: { route: 'shop/a', ruleName: 'all', shares: { 'shop/s': 1 } },
  },
  {
    title: 'an HTTPRoute without rules takes everything and has no backend',
    cites: 'HTTPRouteSpec.rules: default; HTTPRouteRule.backendRefs',
    manifests: [gateway({}), bareHttp('a')],
    request: get('/any'),
    expected: { route: 'shop/a', rule: 0, status: 500, errorShare: 1, shares: {} },
  },
  {
    title: 'a GRPCRoute rule without matches takes every call',
    cites: 'GRPCRouteRule.matches: MUST match every gRPC request',
    manifests: [gateway({}), grpc('a', { rules: [{ matches: [] }] })],
    request: CALL,
    expected: { route: 'shop/a', grpcCode: 'OK' },
  },
  {
    title: 'a call that nothing takes is not implemented',
    cites: 'gRPC: HTTP 404 maps to UNIMPLEMENTED; conformance GRPCExactMethodMatching',
    manifests: [gateway({}), grpc('a', { rules: [on(call('shop.Other'))] })],
    request: CALL,
    expected: { route: null, status: 404, grpcCode: 'UNIMPLEMENTED', gateway: 'infra/gw', listener: 'l0' },
  },
  {
    title: 'any match of a rule is enough',
    cites: 'HTTPRouteRule.matches: if any one of the matches is satisfied',
    manifests: [gateway({}), http('a', { rules: [{ matches: [{ ...prefix('/foo'), ...headers(['version', 'v2']) },
      prefix('/v2/foo')] }] })],
    request: get('/v2/foo/x'),
    expected: { route: 'shop/a', rule: 0 },
  },
];

export const MATCHING_CASES: DecideCase[] = [...paths, ...conditions, ...calls, ...counts];
