import { TrafficRequest } from '../../src/proof/request';
import { RouteProtocol } from '../../src/route/protocol';

const start = TrafficRequest.get('/a');

test('a GET request, its parts as they were given', () => {
  expect(TrafficRequest.get('/a/b').toJson()).toStrictEqual({ protocol: 'HTTP', host: '', method: 'GET', path: '/a/b', query: '', headers: {} });
});

test('a gRPC call is an HTTP/2 POST of its path', () => {
  const call = TrafficRequest.grpc('shop.v1.Cart', 'AddItem');
  expect(call.protocol).toBe(RouteProtocol.GRPC);
  expect(call.toJson()).toStrictEqual({
    protocol: 'gRPC', host: '', method: 'POST', path: '/shop.v1.Cart/AddItem', query: '', headers: {},
    grpc: { service: 'shop.v1.Cart', method: 'AddItem' },
  });
});

test('each with... returns a new request and leaves the old one alone', () => {
  const before = JSON.stringify(start.toJson());
  const after = start.withHost('a.example').withHeader('X', '1').withQuery('q', '2').withQueryString('r=3').withMethod('POST').withPath('/b')
    .withPort(8080).withGateway('infra', 'gw').withListener('web');
  expect(JSON.stringify(start.toJson())).toBe(before);
  expect(after.toJson()).toStrictEqual({
    protocol: 'HTTP', host: 'a.example', method: 'POST', path: '/b', query: 'q=2&r=3', headers: { X: '1' }, port: 8080,
    gateway: { namespace: 'infra', name: 'gw' }, listener: 'web',
  });
  expect(after.withHeader('y', '1').withoutHeader('x').headers).toEqual([{ name: 'y', value: '1' }]);
  expect(after.headers).toHaveLength(1);
});

test.each<[string, string]>([
  ['API.Example.com', 'api.example.com'],
  ['api.example.com:8080', 'api.example.com'],
  ['api.example.com.', 'api.example.com'],
  ['api.example.com:', 'api.example.com'],
  ['[2001:DB8::1]:443', '[2001:db8::1]'],
  ['[2001:db8::1]', '[2001:db8::1]'],
  ['', ''],
])('withHost(%j) is the host %j (HTTPRouteSpec.hostnames: ports are ignored)', (host, expected) => {
  expect(start.withHost(host).host).toBe(expected);
});

const NONE = undefined;
test.each<[string, string, [string, string][]]>([
  ['/a?b=1&c=2', '/a', [['b', '1'], ['c', '2']]],
  ['/a?', '/a', []],
  ['/a?b', '/a', [['b', '']]],
  ['/a?b=c=d', '/a', [['b', 'c=d']]],
  ['/a?b=1&&b=2', '/a', [['b', '1'], ['b', '2']]],
  ['/a?x%20y=%C3%A9+1', '/a', [['x y', 'é 1']]],
  ['/a?b=%zz', '/a', [['b', '%zz']]],
  ['/a?b=1+%zz', '/a', [['b', '1 %zz']]],
  ['/a?b=1?2', '/a', [['b', '1?2']]],
  ['/a#part?b=1', '/a', []],
  ['/a?b=1#part', '/a', [['b', '1']]],
])('TrafficRequest.of reads %j', (given, path, query) => {
  const request = TrafficRequest.of('PUT', given);
  expect([request.method, request.path, request.query.map(({ name, value }) => [name, value])]).toEqual(['PUT', path, query]);
});

test('withQueryString takes a leading question mark away', () => {
  expect(start.withQueryString('?a=1').query).toEqual([{ name: 'a', value: '1' }]);
});

test('_header joins what is sent more than once, in any case (RFC 9110, 5.3)', () => {
  const request = start.withHeader('X', '1').withHeader('y', '2').withHeader('x', '3');
  expect([request._header('x'), request._header('y'), request._header('z')]).toEqual(['1,3', '2', NONE]);
});

test('the host is the header Host, unless one is sent', () => {
  expect(start._header('host')).toBeUndefined();
  expect(start.withHost('a.example')._header('host')).toBe('a.example');
  expect(start.withHost('a.example').withHeader('Host', 'b')._header('host')).toBe('b');
});

test('_queryParam gives the first value (HTTPQueryParamMatch.name)', () => {
  const request = start.withQuery('q', '1').withQuery('q', '2').withQuery('Q', '3');
  expect([request._queryParam('q'), request._queryParam('Q'), request._queryParam('p')]).toEqual(['1', '3', NONE]);
});

describe('describe', () => {
  test.each<[string, TrafficRequest]>([
    ['GET /a', start],
    ['GET a.example/a', start.withHost('a.example')],
    ['POST /a?q=1&r=%26', start.withMethod('POST').withQuery('q', '1').withQuery('r', '&')],
    ['GET /a with x: 1, Y: 2', start.withHeader('x', '1').withHeader('Y', '2')],
    ['GET /a on port 80 at Gateway infra/gw on listener web', start.withPort(80).withGateway('infra', 'gw').withListener('web')],
    ['gRPC shop.Cart/Add', TrafficRequest.grpc('shop.Cart', 'Add')],
    ['gRPC shop.Cart/Add?q=1', TrafficRequest.grpc('shop.Cart', 'Add').withQuery('q', '1')],
    ['gRPC a.example shop.Cart/Add with x: 1', TrafficRequest.grpc('shop.Cart', 'Add').withHost('a.example').withHeader('x', '1')],
  ])('%s', (words, request) => expect(request.describe()).toBe(words));
});

describe('fromJson', () => {
  test.each<[string, any]>([
    ['HTTP', { protocol: 'HTTP', path: '/a' }],
    ['all of HTTP', {
      protocol: 'HTTP', host: 'a.example', method: 'PUT', path: '/a', query: 'a=1&b=x%26y', headers: { 'x-tier': 'gold', 'multi': ['1', '2', '3'] },
      port: 443, gateway: { namespace: 'infra', name: 'gw' }, listener: 'web',
    }],
    ['gRPC by grpc', { protocol: 'gRPC', grpc: { service: 's.A', method: 'M' }, headers: { x: '1' } }],
    ['a header named __proto__', JSON.parse('{"protocol": "HTTP", "path": "/", "headers": {"__proto__": "1"}}')],
  ])('and back: %s', (_what, json) => {
    const out = TrafficRequest.fromJson(json).toJson();
    expect(out).toMatchObject(json);
    expect(Object.keys(out.headers)).toEqual(Object.keys(json.headers ?? {}));
    expect(TrafficRequest.fromJson(JSON.parse(JSON.stringify(out))).toJson()).toStrictEqual(out);
  });

  test('what is left out has its default', () => {
    expect(TrafficRequest.fromJson({ protocol: 'HTTP', path: '/a', query: '', headers: null }).toJson()).toStrictEqual(start.toJson());
  });

  test('a gRPC call by its path', () => {
    expect(TrafficRequest.fromJson({ protocol: 'gRPC', path: '/s.A/M' }).toJson()).toStrictEqual(TrafficRequest.grpc('s.A', 'M').toJson());
  });

  const http = (fields: object) => ({ protocol: 'HTTP', path: '/', ...fields });
  test.each<[string, any]>([
    ['a request is null, but must be an object such as {"protocol": "HTTP", "path": "/"}', null],
    ['a request is a list, but must be an object', []],
    ["a request is 'x', but must be an object", 'x'],
    ['a request is 5, but must be an object', 5],
    ["a request has the field 'hots', but the fields are protocol, host, method, path, query, headers, port, grpc, gateway, listener; did you mean 'host'?", http({ hots: '' })],
    ["a request has the field '__proto__', but the fields are", JSON.parse('{"protocol": "HTTP", "path": "/", "__proto__": 1}')],
    ["protocol of a request is undefined, but must be 'HTTP' or 'gRPC'", { path: '/' }],
    ["protocol of a request is 'http', but must be 'HTTP' or 'gRPC'", http({ protocol: 'http' })],
    ["path of the request is undefined, but must start with '/'", { protocol: 'HTTP' }],
    ["path of the request is 'a', but must start with '/'", http({ path: 'a' })],
    ["method is 'get', but must be one of", http({ method: 'get' })],
    ["host of the request is 'http://a', but must be a name such as 'api.example.com'", http({ host: 'http://a' })],
    ["host of the request is 'a b', but must be a name", http({ host: 'a b' })],
    ["host of the request is 'me@a', but must be a name", http({ host: 'me@a' })],
    ['host of the request is null, but must be a name', http({ host: null })],
    ["query of the request is 5, but must be a text such as 'a=1&b=2'", http({ query: 5 })],
    ['port of the request is 0, but must be a whole number from 1 to 65535', http({ port: 0 })],
    ["port of the request is '80', but must be a whole number", http({ port: '80' })],
    ['gateway of a request must be an object such as {"namespace": "edge", "name": "public"}', http({ gateway: 'edge/public' })],
    ['gateway of a request must be an object', http({ gateway: null })],
    ['gateway of a request must be an object', http({ gateway: { name: 'public' } })],
    ['gateway of a request must be an object', http({ gateway: { namespace: 'edge' } })],
    ['listener of the request is 5, but must be a text', http({ listener: 5 })],
    ['headers of a request must be an object such as {"x-api-tier": "premium"}', http({ headers: [] })],
    ['headers of a request must be an object', http({ headers: 'x: 1' })],
    ["header of the request is 'a b', but must be 1 to 256 characters", http({ headers: { 'a b': '1' } })],
    ['header x of the request is 1, but must be a text', http({ headers: { x: 1 } })],
    ['header x of the request is null, but must be a text', http({ headers: { x: ['1', null] } })],
    ["path of a gRPC request is '/a', but must be '/service/method', or grpc be given as {\"service\", \"method\"}", { protocol: 'gRPC', path: '/a' }],
    ["path of a gRPC request is '/a/b/c', but must be", { protocol: 'gRPC', path: '/a/b/c' }],
    ["path of a gRPC request is '//b', but must be", { protocol: 'gRPC', path: '//b' }],
    ["path of a gRPC request is '/a/', but must be", { protocol: 'gRPC', path: '/a/' }],
    ['path of a gRPC request is undefined, but must be', { protocol: 'gRPC' }],
    ['gRPC service of the request is undefined, but must be a name without', { protocol: 'gRPC', grpc: null }],
    ['gRPC method of the request is undefined, but must be a name without', { protocol: 'gRPC', grpc: { service: 's' } }],
  ])('says: %s', (message, json) => expect(() => TrafficRequest.fromJson(json)).toThrow(message));
});

test.each<[string, () => TrafficRequest]>([
  ["path of the request is 'a', but must start with '/'", () => TrafficRequest.get('a')],
  ['path of the request is 5, but must start with', () => TrafficRequest.get(5 as any)],
  ["method is 'FETCH', but must be one of", () => TrafficRequest.of('FETCH', '/')],
  ["method is 'FETCH', but must be one of", () => start.withMethod('FETCH')],
  ["path of the request is '', but must start with '/'", () => start.withPath('')],
  ['path of the request is 5, but must start with', () => start.withPath(5 as any)],
  ["gRPC service of the request is '', but must be a name without '/'", () => TrafficRequest.grpc('', 'M')],
  ["gRPC service of the request is 'a/b', but must be a name", () => TrafficRequest.grpc('a/b', 'M')],
  ["gRPC method of the request is 'a/b', but must be a name", () => TrafficRequest.grpc('s', 'a/b')],
  ['gRPC method of the request is 5, but must be a name', () => TrafficRequest.grpc('s', 5 as any)],
  ["query parameter of the request is '', but must have a name", () => start.withQuery('', '1')],
  ['query parameter of the request is 5, but must have a name', () => start.withQuery(5 as any, '1')],
  ['query parameter q of the request is 5, but must be a text', () => start.withQuery('q', 5 as any)],
  ['header x of the request is undefined, but must be a text', () => start.withHeader('x', undefined as any)],
  ["header of the request is '', but must be 1 to 256 characters", () => start.withHeader('', '1')],
  ['port of the request is 65536, but must be a whole number', () => start.withPort(65536)],
  ['listener of the request is undefined, but must be a text', () => start.withListener(undefined as any)],
])('refused: %s', (message, make) => expect(make).toThrow(message));
