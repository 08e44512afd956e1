import { Match } from '../../src';
import { Conditions, conditionsKey, describeConditions, sameName, withoutSlash } from '../../src/traffic/conditions';

const of = (match: Match): Conditions => match._alternatives[0];

const EQUAL: [string, Match, Match][] = [
  ['headers in another order', Match.header('a', '1').andHeader('b', '2'), Match.header('b', '2').andHeader('a', '1')],
  ['header names in another case', Match.header('X-Tier', 'a'), Match.header('x-tier', 'a')],
  ['a prefix with and without slash', Match.pathPrefix('/a'), Match.pathPrefix('/a/')],
  ['query parameters in another order', Match.queryParam('a', '1').andQueryParam('b', '2'),
    Match.queryParam('b', '2').andQueryParam('a', '1')],
];

test.each(EQUAL)('one key: %s', (_name, a, b) => {
  expect(conditionsKey(of(a))).toBe(conditionsKey(of(b)));
});

test('one key each for what differs in a single point', () => {
  const different = [
    Match.everything(), Match.pathPrefix('/'), Match.pathExact('/a'), Match.pathExact('/a/'), Match.pathPrefix('/a'), Match.pathRegex('/a'),
    Match.method('GET'), Match.method('PUT'), Match.grpcMethod('s.S'), Match.grpcMethod('s.S', 'M'), Match.header('a',
      '1'), Match.header('a', '2'),
    Match.header('b', '1'), Match.headerRegex('a', '1'), Match.queryParam('a', '1'), Match.queryParam('A', '1'), Match.header('a',
      '1').andHeader('b', '1'),
  ].map(match => conditionsKey(of(match)));
  expect(new Set(different).size).toBe(different.length);
});

test('header names are one in any case, query names are not', () => {
  expect([sameName('header', 'A', 'a'), sameName('query parameter', 'A', 'a'), sameName('query parameter', 'a', 'a')]).toEqual([true, false,
    true]);
});

test('the root prefix has nothing before its slash', () => {
  expect(['/', '/a/', '/a', '/a/b/'].map(withoutSlash)).toEqual(['', '/a', '/a', '/a/b']);
});

test('conditions in words stand in the order path, method, gRPC, headers, query', () => {
  const all = { ...of(Match.method('GET').andHeader('a', '1').andQueryParam('q', '2').andPathPrefix('/x')), grpc: { service: 's.S' } };
  expect(describeConditions(all)).toBe("path under '/x' and method GET and gRPC s.S and header a = '1' and query q = '2'");
});
