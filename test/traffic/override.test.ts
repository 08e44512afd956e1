import { Match } from '../../src';
import { Conditions } from '../../src/traffic/conditions';
import { conjunction, overlap, overrideMatch, pathWithin, precedence } from '../../src/traffic/override';

const of = (match: Match): Conditions => match._alternatives[0];
const H = Match.header;
const API = Match.pathPrefix('/api/');

const COMBINED: [string, Match, Match, string][] = [
  ['headers are added to the base path', API, H('a', '1'), "path under '/api/' and header a = '1'"],
  ['method and query of the base are repeated', API.andMethod('GET').andQueryParam('q', '1'), H('a', '1'),
    "path under '/api/' and method GET and header a = '1' and query q = '1'"],
  ['a longer prefix replaces the base path', API, Match.pathPrefix('/api/v2'), "path under '/api/v2'"],
  ['an exact path within replaces the base path', API, Match.pathExact('/api'), "path = '/api'"],
  ['a path under everything', Match.everything(), Match.pathPrefix('/x'), "path under '/x'"],
  ['the same path and a header', API, Match.pathPrefix('/api').andHeader('a', '1'), "path under '/api' and header a = '1'"],
  ['the same pattern and a header', Match.pathRegex('/a+'), Match.pathRegex('/a+').andHeader('a', '1'), "path ~ '/a+' and header a = '1'"],
  ['a method is added', API, Match.method('PUT'), "path under '/api/' and method PUT"],
  ['a gRPC method is added', Match.grpcMethod('s.S'), Match.grpcMethod('s.S', 'M'), 'gRPC s.S/M'],
  ['every alternative with every alternative of the base', Match.anyOf(Match.pathPrefix('/a'), Match.pathPrefix('/b')),
    Match.anyOf(H('x', '1'), H('y', '1')),
    "path under '/a' and header x = '1'; or path under '/b' and header x = '1'; or "
      + "path under '/a' and header y = '1'; or path under '/b' and header y = '1'"],
  ['a path within one alternative of the base only', Match.anyOf(Match.pathPrefix('/a'), Match.pathPrefix('/b')), Match.pathPrefix('/a/x'),
    "path under '/a/x'"],
  ['what comes out twice stands once', Match.anyOf(H('a', '1').andHeader('b', '1'), H('b', '1').andHeader('c', '1')),
    H('a', '1').andHeader('c', '1'),
    "header b = '1' and header c = '1' and header a = '1'"],
];

test.each(COMBINED)('%s', (_name, base, own, expected) => {
  expect(overrideMatch('pin', base, own).describe()).toBe(expected);
});

const PATTERN = 'which rule wins is implementation-specific';

test.each<[string, Match, Match, string[]]>([
  ['the base itself', API, Match.pathPrefix('/api'),
    ["'pin' matches path under '/api'", 'does not sharpen', 'add a header, query parameter, method or a longer path']],
  ['everything', API, Match.everything(), ['does not sharpen']],
  ['one alternative that does not sharpen', API, Match.anyOf(H('a', '1'), Match.pathPrefix('/api')),
    ["matches path under '/api', which does not sharpen"]],
  ['another path', API, Match.pathPrefix('/apis'), ['can never match within', "'/apis' does not lie within '/api/'"]],
  ['a wider path', API, Match.pathPrefix('/').andHeader('a', '1'), ["'/' does not lie within '/api/'"]],
  ['a prefix within an exact path', Match.pathExact('/a'), Match.pathPrefix('/a/b'), ["'/a/b' does not lie within '/a'"]],
  ['another exact path', Match.pathExact('/a'), Match.pathExact('/b').andHeader('a', '1'), ["'/b' does not lie within '/a'"]],
  ['another method', API.andMethod('GET'), Match.method('PUT'), ["its conditions contradict path under '/api/' and method GET"]],
  ['another value of a header', API.andHeader('a', '1'), H('A', '2'), ['contradict']],
  ['a pattern on a header of the base', API.andHeader('a', '1'), Match.headerRegex('a', '.+'),
    ['matches by a pattern what', 'use another header']],
  ['a pattern on the path', API, Match.pathRegex('/api/v[12]'), [PATTERN, 'leave the path out']],
  ['a path under a pattern', Match.pathRegex('/a.*'), Match.pathPrefix('/a'), [PATTERN]],
  ['another pattern', Match.pathRegex('/a.*'), Match.pathRegex('/b.*'), [PATTERN]],
  ['a pattern on the path, base without path', Match.everything(), Match.pathRegex('/a.*'), [PATTERN, 'use a prefix or an exact path']],
])('an override is refused: %s', (_name, base, own, parts) => {
  for (const part of parts) expect(() => overrideMatch('pin', base, own)).toThrow(part);
});

test.each<[string, string, boolean]>([
  ['/api', '/api', true], ['/api/', '/api', true], ['/api', '/api/', true], ['/api/x', '/api/', true], ['/apis', '/api', false], ['/ap',
    '/api', false],
  ['/', '/', true], ['/x', '/', true], ['/', '/x', false], ['/API', '/api', false],
])('%s lies within %s: %s', (path, prefix, expected) => {
  expect(pathWithin(path, prefix)).toBe(expected);
});

/** The order of HTTPRouteRule.matches and GRPCRouteRule.matches: each stands above all that follow. */
const RANKS: Record<string, Match[]> = {
  HTTP: [
    Match.pathExact('/a'),
    Match.pathPrefix('/abc'),
    Match.pathPrefix('/ab').andMethod('GET').andHeader('a', '1').andHeader('b', '1').andQueryParam('q', '1'),
    Match.pathPrefix('/ab').andMethod('GET'),
    Match.pathPrefix('/ab/').andHeader('a', '1').andHeader('b', '1'),
    Match.pathPrefix('/ab').andHeader('a', '1').andQueryParam('q', '1'),
    Match.pathPrefix('/ab').andHeader('a', '1'),
    Match.pathPrefix('/ab').andQueryParam('q', '1').andQueryParam('r', '1'),
    Match.pathPrefix('/ab').andQueryParam('q', '1'),
    Match.pathPrefix('/ab'),
    Match.everything(),
  ],
  GRPC: [
    Match.grpcMethod('shop.v1.Carts'),
    Match.grpcMethod('shop.v1.Cart', 'AddItems'),
    Match.grpcMethod('shop.v1.Cart', 'AddItem').andHeader('a', '1'),
    Match.grpcMethod('shop.v1.Cart', 'AddItem'),
    Match.grpcMethod('shop.v1.Cart').andHeader('a', '1').andHeader('b', '1'),
    Match.grpcMethod('shop.v1.Cart'),
    H('a', '1'),
    Match.everything(),
  ],
};

test.each(Object.entries(RANKS))('precedence of %s matches', (_protocol, ranks) => {
  ranks.forEach((a, i) => ranks.forEach((b, k) => {
    expect([a.describe(), b.describe(), Math.sign(precedence(of(a), of(b)))]).toEqual([a.describe(), b.describe(), Math.sign(k - i)]);
  }));
});

test.each<[string, Match, Match, number]>([
  ['a prefix and the same with a slash', Match.pathPrefix('/a'), Match.pathPrefix('/a/'), 0],
  ['no path and the root', Match.everything(), Match.pathPrefix('/'), 0],
  ['one pattern twice', Match.pathRegex('/a'), Match.pathRegex('/a'), 0],
  ['one pattern, one more header', Match.pathRegex('/a').andHeader('a', '1'), Match.pathRegex('/a'), 1],
  ['two patterns', Match.pathRegex('/a'), Match.pathRegex('/b'), NaN],
  ['a pattern and a prefix', Match.pathRegex('/a'), Match.pathPrefix('/a'), NaN],
  ['a pattern and no path', Match.everything(), Match.pathRegex('/a'), NaN],
])('precedence: %s', (_name, a, b, expected) => {
  expect(precedence(of(a), of(b))).toBe(expected);
});

const many = (letter: string, n: number) => Array.from({ length: n },
  (_, i) => `${letter}${i}`).reduce((match, name) => match.andHeader(name, '1'), Match.everything());

test.each<[string, Match, Match, string | undefined]>([
  ['different headers', H('a', '1'), H('b', '2'), "header a = '1' and header b = '2'"],
  ['values of one header', H('a', '1'), H('A', '2'), undefined],
  ['equal headers', H('a', '1'), H('A', '1'), "header a = '1'"],
  ['a value and a pattern of one header', H('a', '1'), Match.headerRegex('a', '.'), "header a = '1'"],
  ['a pattern and a value of one header', Match.headerRegex('a', '.').andHeader('b', '2'), H('A', '1'), "header a = '1' and header b = '2'"],
  ['a value that a pattern of the header does not match', H('a', '12'), Match.headerRegex('a', '.'), undefined],
  ['two patterns of one header', Match.headerRegex('a', 'x'), Match.headerRegex('a', 'y'), 'unknown'],
  ['one pattern twice', Match.headerRegex('a', 'x'), Match.headerRegex('a', 'x'), "header a ~ 'x'"],
  ['a pattern, but values of another header differ', Match.headerRegex('a', 'x').andHeader('b', '1'),
    Match.headerRegex('a', 'y').andHeader('b', '2'), undefined],
  ['two methods', Match.method('GET'), Match.method('PUT'), undefined],
  ['a method and none', Match.method('GET'), H('a', '1'), "method GET and header a = '1'"],
  ['query names in another case', Match.queryParam('q', '1'), Match.queryParam('Q', '2'), "query q = '1' and query Q = '2'"],
  ['values of one parameter', Match.queryParam('q', '1'), Match.queryParam('q', '2'), undefined],
  ['a prefix within another', Match.pathPrefix('/a'), Match.pathPrefix('/a/b'), "path under '/a/b'"],
  ['a prefix around another', Match.pathPrefix('/a/b'), Match.pathPrefix('/a'), "path under '/a/b'"],
  ['prefixes apart', Match.pathPrefix('/a'), Match.pathPrefix('/ab'), undefined],
  ['an exact path within a prefix', Match.pathPrefix('/a'), Match.pathExact('/a/b'), "path = '/a/b'"],
  ['a prefix around an exact path', Match.pathExact('/a'), Match.pathPrefix('/a/'), "path = '/a'"],
  ['an exact path outside a prefix', Match.pathExact('/b'), Match.pathPrefix('/a'), undefined],
  ['exact paths', Match.pathExact('/a'), Match.pathExact('/a/'), undefined],
  ['one exact path', Match.pathExact('/a'), Match.pathExact('/a'), "path = '/a'"],
  ['a pattern and a path', Match.pathRegex('/a+'), Match.pathExact('/a'), 'unknown'],
  ['one path pattern', Match.pathRegex('/a+'), Match.pathRegex('/a+').andHeader('a', '1'), "path ~ '/a+' and header a = '1'"],
  ['gRPC services', Match.grpcMethod('s.S'), Match.grpcMethod('s.T'), undefined],
  ['gRPC methods', Match.grpcMethod('s.S', 'M'), Match.grpcMethod('s.S', 'N'), undefined],
  ['a gRPC service and its method', Match.grpcMethod('s.S'), Match.grpcMethod('s.S', 'N'), 'gRPC s.S/N'],
  ['a gRPC method and its service', Match.grpcMethod('s.S', 'N'), Match.grpcMethod('s.S'), 'gRPC s.S/N'],
  ['a gRPC method and a header', Match.grpcMethod('s.S'), H('a', '1'), "gRPC s.S and header a = '1'"],
  ['more headers than one match takes', many('a', 9), many('b', 8), 'unknown'],
])('what two matches share: %s', (_name, a, b, expected) => {
  const both = conjunction(of(a), of(b));
  expect(typeof both === 'object' ? Match._of([both]).describe() : both).toBe(expected);
});

test('an overlap lists each alternative once, and the pairs that no match can state', () => {
  const a = Match.anyOf(H('a', '1'), Match.headerRegex('c', 'x'));
  const b = Match.anyOf(H('b', '1'), H('A', '1').andHeader('b', '1'), Match.headerRegex('c', 'y'));
  const { alternatives, unstated } = overlap(a, b);
  expect(alternatives.map(c => Match._of([c]).describe())).toEqual([
    "header a = '1' and header b = '1'", "header a = '1' and header c ~ 'y'", "header c ~ 'x' and header b = '1'",
    "header c ~ 'x' and header A = '1' and header b = '1'",
  ]);
  expect(unstated.map(pair => Match._of(pair).describe())).toEqual(["header c ~ 'x'; or header c ~ 'y'"]);
});

test('where the base has a narrower path too, the audience is stated there as well', () => {
  const base = Match.anyOf(Match.pathPrefix('/api'), Match.pathExact('/api/login'), Match.pathPrefix('/api/v2/tasks'));
  const paths = (own: Match) => overrideMatch('pin', base, own.andHeader('x', '1'))._alternatives.map(c => c.path!.value);
  expect(paths(Match.pathPrefix('/api'))).toEqual(['/api', '/api/login', '/api/v2/tasks']);
  expect(paths(Match.pathPrefix('/api/v2'))).toEqual(['/api/v2', '/api/v2/tasks']);
  expect(() => overrideMatch('pin', base, Match.pathPrefix('/other').andHeader('x', '1'))).toThrow('can never match');
});
