import { Match } from '../../src';

/** Cookie headers, and whether the pattern of Match.cookie('beta', 'a.b') must take them. */
const COOKIES: [string, boolean][] = [
  ['beta=a.b', true],
  ['x=1; beta=a.b', true],
  ['x=1;beta=a.b; y=2', true],
  ['beta=a.b;', true],
  ['beta=axb', false],
  ['beta=a.bc', false],
  ['xbeta=a.b', false],
  ['beta=', false],
  ['x=beta=a.b', false],
  ['Beta=a.b', false],
];

const ALL: [string, Match, object[]][] = [
  ['everything', Match.everything(), [{}]],
  ['pathPrefix', Match.pathPrefix('/api/'), [{ path: { type: 'PathPrefix', value: '/api/' } }]],
  ['pathExact', Match.pathExact('/healthz'), [{ path: { type: 'Exact', value: '/healthz' } }]],
  ['pathRegex', Match.pathRegex('/v[0-9]+/.*'), [{ path: { type: 'RegularExpression', value: '/v[0-9]+/.*' } }]],
  ['header', Match.header('X-Api-Tier', 'premium'), [{ headers: [{ name: 'X-Api-Tier', type: 'Exact', value: 'premium' }] }]],
  ['headerRegex', Match.headerRegex('x-user', '.*@example\\.com'),
    [{ headers: [{ name: 'x-user', type: 'RegularExpression', value: '.*@example\\.com' }] }]],
  ['cookie', Match.cookie('beta', 'a.b'),
    [{ headers: [{ name: 'cookie', type: 'RegularExpression', value: '^(.*;\\s*)?beta=a\\.b(;.*)?$' }] }]],
  ['queryParam', Match.queryParam('v', '2'), [{ queryParams: [{ name: 'v', type: 'Exact', value: '2' }] }]],
  ['method', Match.method('POST'), [{ method: 'POST' }]],
  ['grpcMethod', Match.grpcMethod('shop.v1.Cart', 'AddItem'), [{ grpc: { service: 'shop.v1.Cart', method: 'AddItem' } }]],
  ['grpcMethod, whole service', Match.grpcMethod('shop.v1.Cart'), [{ grpc: { service: 'shop.v1.Cart' } }]],
  ['anyOf', Match.anyOf(Match.pathExact('/a'), Match.pathExact('/b')),
    [{ path: { type: 'Exact', value: '/a' } }, { path: { type: 'Exact', value: '/b' } }]],
  ['all of them continued',
    Match.anyOf(Match.header('a', '1'), Match.header('b', '2')).andPathPrefix('/x').andMethod('GET').andQueryParam('q', 'Q')
      .andHeader('c', '3').andHeaderRegex('d', '4+').andCookie('e', '5'),
    ['a', 'b'].map((name, i) => ({
      path: { type: 'PathPrefix', value: '/x' },
      method: 'GET',
      queryParams: [{ name: 'q', type: 'Exact', value: 'Q' }],
      headers: [
        { name, type: 'Exact', value: `${i + 1}` }, { name: 'c', type: 'Exact', value: '3' }, { name: 'd', type: 'RegularExpression',
          value: '4+' },
        { name: 'cookie', type: 'RegularExpression', value: '^(.*;\\s*)?e=5(;.*)?$' },
      ],
    }))],
  ['paths continue a header', Match.header('a', '1').andPathExact('/x'),
    [{ headers: [{ name: 'a', type: 'Exact', value: '1' }], path: { type: 'Exact', value: '/x' } }]],
  ['a pattern path continues', Match.method('GET').andPathRegex('/x.*'),
    [{ method: 'GET', path: { type: 'RegularExpression', value: '/x.*' } }]],
  ['gRPC continues a header', Match.header('a', '1').andGrpcMethod('s.S', 'M'),
    [{ headers: [{ name: 'a', type: 'Exact', value: '1' }], grpc: { service: 's.S', method: 'M' } }]],
];

test.each(ALL)('%s states its conditions', (_name, match, alternatives) => {
  expect(match._alternatives).toEqual(alternatives.map(c => ({ headers: [], queryParams: [], ...c })));
});

test.each(COOKIES)('the pattern of a cookie on "%s": %s', (header, expected) => {
  expect(new RegExp(Match.cookie('beta', 'a.b')._alternatives[0].headers[0].value).test(header)).toBe(expected);
});

test('what a cookie\'s name and value hold is taken literally', () => {
  const { value } = Match.cookie('a.b|c', '(x)[y]{1}$^*+?')._alternatives[0].headers[0];
  expect(new RegExp(value).test('a.b|c=(x)[y]{1}$^*+?')).toBe(true);
  expect(new RegExp(value).test('aXb|c=(x)[y]{1}$^*+?')).toBe(false);
});

test('a match does not change when it is continued', () => {
  const base = Match.pathPrefix('/api/').andHeader('a', '1');
  base.andHeader('b', '2').andMethod('GET').andQueryParam('q', '1');
  expect(base.describe()).toBe("path under '/api/' and header a = '1'");
});

test.each<[Match, string]>([
  [Match.everything(), 'every request'],
  [Match.pathExact('/a').andMethod('GET'), "path = '/a' and method GET"],
  [Match.pathRegex('/a.*'), "path ~ '/a.*'"],
  [Match.headerRegex('x', 'y+').andQueryParam('q', '1'), "header x ~ 'y+' and query q = '1'"],
  [Match.anyOf(Match.grpcMethod('s.S', 'M'), Match.grpcMethod('s.T')), 'gRPC s.S/M; or gRPC s.T'],
])('in words: %#', (match, words) => {
  expect(match.describe()).toBe(words);
});

test('the limits themselves are allowed', () => {
  const path = `/${'a'.repeat(1023)}`;
  expect(Match.pathExact(path).describe()).toContain(path);
  // The API server counts characters, not UTF-16 units (maxLength of the CRD).
  expect(Match.header('x'.repeat(256), '😀'.repeat(4096))._alternatives).toHaveLength(1);
  expect(Match.queryParam('q', '😀'.repeat(1024))._alternatives).toHaveLength(1);
  expect(Match.pathPrefix("/-A0._~!$&'()*+,;=:@%41/")._alternatives).toHaveLength(1);
  expect(Match.grpcMethod('.google_2.V1', '_m1')._alternatives).toHaveLength(1);
});

const PATHS: [string, string[]][] = [
  ['api', ["path is 'api'", "must start with '/'"]],
  ['', ["path is ''", "must start with '/'"]],
  ['//a', ["must not contain '//'"]],
  ['/a/./b', ["must not contain '/./'"]],
  ['/a/../b', ["must not contain '/../'"]],
  ['/a%2fb', ["must not contain '%2f'"]],
  ['/a%2Fb', ["must not contain '%2F'"]],
  ['/a#b', ["must not contain '#'"]],
  ['/a/..', ["must not end with '/..'"]],
  ['/a/.', ["must not end with '/.'"]],
  ['/a b', ["path is '/a b'", 'not allowed in a path', 'percent-encoded']],
  ['/ä', ['percent-encoded']],
  ['/a?q=1', ['percent-encoded']],
  ['/100%', ['percent-encoded']],
  [`/${'a'.repeat(1024)}`, ['has 1025 characters', 'at most 1024']],
];

test.each(PATHS)('path %s is refused as prefix and as exact path', (path, parts) => {
  for (const part of parts) {
    expect(() => Match.pathPrefix(path)).toThrow(part);
    expect(() => Match.header('a', '1').andPathExact(path)).toThrow(part);
  }
});

const ERRORS: [string, () => unknown, string[]][] = [
  ['header name with a space', () => Match.header('x y', '1'), ["header name is 'x y'", '1 to 256 characters']],
  ['header name empty', () => Match.header('', '1'), ["header name is ''"]],
  ['header name too long', () => Match.headerRegex('x'.repeat(257), '1'), ['1 to 256 characters']],
  ['header value empty', () => Match.header('x', ''), ["header x is ''", 'a text of 1 to 4096 characters']],
  ['header value too long', () => Match.header('x', 'a'.repeat(4097)), ['1 to 4096']],
  ['header value missing', () => Match.header('x', undefined as unknown as string), ['header x is undefined']],
  ['header twice in other case', () => Match.header('X-Tier', 'a').andHeader('x-tier', 'b'),
    ["the header 'x-tier' stands beside 'X-Tier'", 'case-insensitive', 'Match.anyOf']],
  ['two cookies', () => Match.cookie('a', '1').andCookie('b', '2'), ["the header 'cookie' stands beside 'cookie'"]],
  ['cookie beside its header', () => Match.header('Cookie', 'a=1').andCookie('b', '2'), ["'cookie' stands beside 'Cookie'"]],
  ['cookie name', () => Match.cookie('a b', '1'), ["cookie name is 'a b'"]],
  ...['', 'a b', 'a;b', 'a,b', '"a"', 'a\\b'].map((value): [string, () => unknown, string[]] =>
    [`cookie value ${value}`, () => Match.cookie('a', value),
      [`cookie a is '${value}'`, 'no space, quote, comma, semicolon or backslash']]),
  ['query parameter twice', () => Match.queryParam('q', '1').andQueryParam('q', '2'),
    ["the query parameter 'q' stands beside 'q'", 'Match.anyOf']],
  ['query value too long', () => Match.queryParam('q', 'a'.repeat(1025)), ['query parameter q', '1 to 1024']],
  ['method in small letters', () => Match.method('get'), ["method is 'get'", 'GET, HEAD, POST', 'in capitals']],
  ['method twice', () => Match.method('GET').andMethod('POST'),
    ["the method 'POST' was added to a match that has 'GET' already", 'Match.anyOf']],
  ['path twice', () => Match.pathPrefix('/a').andPathExact('/a/b'), ["the path '/a/b' was added to a match that has '/a'"]],
  ['gRPC service', () => Match.grpcMethod('shop/v1'), ["gRPC service is 'shop/v1'", 'shop.v1.Cart']],
  ['gRPC method', () => Match.grpcMethod('s.S', 'a.b'), ["gRPC method is 'a.b'", 'AddItem']],
  ['gRPC twice', () => Match.grpcMethod('s.S').andGrpcMethod('s.T'), ["the gRPC method 's.T' was added to a match that has 's.S'"]],
  ['path pattern', () => Match.pathRegex('/(a'), ["path is the pattern '/(a'", "'(' without ')'"]],
  ['path pattern too long', () => Match.pathRegex('a'.repeat(1025)), ['has 1025 characters, at most 1024']],
  ['header pattern too long', () => Match.headerRegex('x', 'a'.repeat(4097)), ['has 4097 characters, at most 4096']],
  ['anyOf of nothing', () => Match.anyOf(), ['no match', 'at least one']],
  ['anyOf twice the same', () => Match.anyOf(Match.pathPrefix('/a').andHeader('B', '1'), Match.header('b', '1').andPathPrefix('/a/')),
    ['the same match twice', "path under '/a/' and header b = '1'", 'leave one out']],
];

test.each(ERRORS)('%s is refused', (_name, run, parts) => {
  for (const part of parts) expect(run).toThrow(part);
});

test('query names differ by case, as the Gateway API has it', () => {
  expect(Match.queryParam('q', '1').andQueryParam('Q', '1')._alternatives[0].queryParams).toHaveLength(2);
});
