import { grpcTest, httpTest } from '../../../src/proof/request-test';
import { covers, hasPattern, isDead, literalStart, mayMeet, mayMeetOnPath, pathCovers, sameValue } from '../../../src/proof/rules/implication';
import { call, exact, headers, prefix, query, regex } from '../reference/case-parts';

const RE = 'RegularExpression';

// Whether each path of the second is one of the first (HTTPPathMatch).
test.each<[object, object, boolean]>([
  [prefix('/'), exact('/a'), true], [prefix('/'), prefix('/a'), true], [prefix('/'), regex('/a.*'), true], [prefix('/a'), exact('/a'), true], [prefix('/a/'), exact('/a'), true],
  [prefix('/a'), exact('/a/b'), true], [prefix('/a'), prefix('/a/'), true], [prefix('/a'), prefix('/a/b'), true], [prefix('/a'), exact('/ab'), false], [prefix('/a'), prefix('/ab'), false],
  [prefix('/a/b'), prefix('/a'), false], [prefix('/a'), regex('/a/.*'), false], [exact('/a'), exact('/a'), true], [exact('/a'), exact('/b'), false], [exact('/a'), prefix('/a'), false],
  [exact('/a'), regex('/a'), false], [regex('/a'), regex('/a'), true], [regex('/a+'), regex('/a'), false], [regex('/a+'), exact('/aa'), true], [regex('/a+'), exact('/b'), false],
  [regex('/a+'), prefix('/a'), false], [regex('/('), exact('/('), false], [exact('/a+'), regex('/a+'), false],
])('path: %j over %j: %s', (outer, inner, covered) => {
  expect(pathCovers(httpTest(outer).path, httpTest(inner).path)).toBe(covered);
  expect(covers(httpTest(outer), httpTest(inner))).toBe(covered);
});

test('a call has no path', () => {
  expect([pathCovers(undefined, httpTest({}).path), pathCovers(httpTest({}).path, undefined), pathCovers(undefined, undefined)]).toEqual([true, false, true]);
});

test.each<[object, object, boolean]>([
  [{}, { method: 'GET' }, true], [{ method: 'GET' }, {}, false], [{ method: 'GET' }, { method: 'GET' }, true], [{ method: 'GET' }, { method: 'PUT' }, false],
  [{}, headers(['x', '1']), true], [headers(['x', '1']), {}, false], [headers(['x', '1']), headers(['x', '1'], ['y', '1']), true], [headers(['x', '1'], ['y', '1']), headers(['x', '1']), false],
  [headers(['x', '1']), headers(['x', '2']), false], [headers(['x', '1']), headers(['y', '1']), false], [headers(['x', '[0-9]', RE]), headers(['x', '1']), true],
  [headers(['x', '[0-9]', RE]), headers(['x', 'a']), false], [headers(['x', '1']), headers(['x', '1', RE]), false], [headers(['x', '(', RE]), headers(['x', '(']), false],
  [query(['q', '1']), query(['q', '1'], ['p', '1']), true], [query(['q', '1'], ['p', '1']), query(['q', '1']), false], [query(['q', '1']), query(['q', '2']), false], [query(['q', '1']), query(['Q', '1']), false],
])('conditions: %j over %j: %s', (outer, inner, covered) => expect(covers(httpTest(outer), httpTest(inner))).toBe(covered));

test.each<[object, object, boolean]>([
  [{}, call('s.A'), true], [call('s.A'), {}, false], [call('s.A'), call('s.A', 'M'), true], [call('s.A', 'M'), call('s.A'), false], [call('s.A'), call('s.B', 'M'), false],
  [call('s.A', 'M'), call('s.A', 'N'), false], [call('s\\..*', undefined, RE), call('s.A', 'M'), true], [call('t.*', undefined, RE), call('s.A'), false],
])('calls: %j over %j: %s', (outer, inner, covered) => expect(covers(grpcTest(outer), grpcTest(inner))).toBe(covered));

test.each<[object, object, boolean]>([
  [{}, {}, true], [{ method: 'GET' }, {}, true], [{ method: 'GET' }, { method: 'GET' }, true], [{ method: 'GET' }, { method: 'PUT' }, false],
  [headers(['x', '1']), headers(['y', '1']), true], [headers(['x', '1']), headers(['x', '1']), true], [headers(['x', '1']), headers(['x', '2']), false],
  [headers(['x', '1'], ['y', '1']), headers(['y', '2']), false], [headers(['x', '[0-9]', RE]), headers(['x', '1']), true], [headers(['x', '[0-9]', RE]), headers(['x', 'a']), false],
  [headers(['x', '[0-9]', RE]), headers(['x', '[a-z]', RE]), true], [query(['q', '1']), query(['q', '1']), true], [query(['q', '1']), query(['q', '2']), false],
  [query(['q', '1'], ['p', '1']), query(['p', '2']), false], [query(['q', '1']), query(['Q', '2']), true],
])('a request may meet %j and %j: %s', (a, b, meet) => expect([mayMeet(httpTest(a), httpTest(b)), mayMeet(httpTest(b), httpTest(a))]).toEqual([meet, meet]));

test.each<[object, object, boolean]>([
  [prefix('/a'), prefix('/a/b'), true], [prefix('/a'), prefix('/b'), false], [prefix('/a'), exact('/a/b'), true], [exact('/a'), exact('/b'), false], [exact('/a'), prefix('/b'), false],
  [regex('/a.*'), exact('/ab'), true], [regex('/a.*'), exact('/b'), false], [regex('/a.*'), regex('/b.*'), true], [regex('/a/b/.*'), prefix('/a'), true], [regex('/ab/.*'), prefix('/a'), false],
  [regex('/a.*'), prefix('/ab'), true], [regex('/a.*'), prefix('/b'), false], [regex('/a'), prefix('/a'), true], [regex('.*'), prefix('/b'), true],
])('on the path %j and %j: %s', (a, b, meet) => expect([mayMeetOnPath(httpTest(a), httpTest(b)), mayMeetOnPath(httpTest(b), httpTest(a))]).toEqual([meet, meet]));

test.each<[object, object, boolean]>([
  [call('s.A'), call('s.A', 'M'), true], [call('s.A'), call('s.B'), false], [call('s.A', 'M'), call('s.A', 'N'), false], [call('s.A', 'M'), call('s.B', 'M'), false], [call('s.A'), call(undefined, 'M'), true],
])('by the call %j and %j: %s', (a, b, meet) => expect([mayMeetOnPath(grpcTest(a), grpcTest(b)), mayMeetOnPath(grpcTest(b), grpcTest(a))]).toEqual([meet, meet]));

test.each<[string, string]>([
  ['/a/b', '/a/b'], ['^/a', '/a'], ['/a.*', '/a'], ['/a\\.b', '/a.b'], ['/ab*', '/a'], ['/ab?', '/a'], ['/ab{0,1}', '/a'], ['/ab+', '/ab'], ['/a\\.*', '/a'], ['/a|/b', ''], ['(?i)/a', ''],
  ['/(a|b)', ''], ['/a(b)', '/a'], ['/a[b]', '/a'], ['/a$', '/a'], ['.*', ''], ['', ''], ['/a\\d', '/a'], ['a*', ''],
])('what matches %j starts with %j', (pattern, start) => expect(literalStart(pattern)).toBe(start));

test.each<[string, any, boolean, boolean]>([
  ['plain', httpTest({ ...exact('/a'), ...headers(['x', '1']) }), false, false], ['a path', httpTest(regex('/a')), false, false], ['a wrong path', httpTest(regex('/(')), true, false],
  ['a header', httpTest(headers(['x', '1', RE])), false, true], ['a wrong header', httpTest(headers(['x', '(', RE])), true, true], ['a parameter', httpTest(query(['x', '1', RE])), false, true],
  ['a wrong parameter', httpTest(query(['x', '(', RE])), true, true], ['a service', grpcTest(call('s', undefined, RE)), false, true], ['a wrong method', grpcTest(call(undefined, '(', RE)), true, true],
])('%s: dead or with a pattern', (_what, test, dead, pattern) => expect([isDead(test), hasPattern(test)]).toEqual([dead, pattern]));

test('the same value is one of the same type', () => {
  const [one, other, text] = [httpTest(headers(['x', '1'], ['y', '1', RE], ['z', '2']))].flatMap(({ headers: list }) => list);
  expect([sameValue(one, one), sameValue(one, other), sameValue(one, text), sameValue(undefined, undefined), sameValue(one, undefined)]).toEqual([true, false, false, true, false]);
});
