import { Manifests } from '../../src/proof/manifests';
import { compareCandidates, compareMatches } from '../../src/proof/precedence';
import { call, DAY_1, DAY_2, exact, grpc, headers, http, on, prefix, query, regex } from './reference/case-parts';

const matchOf = (route: any, rule = 0, match = 0) => new Manifests([route]).routes[0].rules[rule].matches[match];
const at = (match: object) => matchOf(http('a', { rules: [on(match)] }));
const calls = (match: object) => matchOf(grpc('a', { rules: [on(match)] }));
const MANY = http('a', { rules: [{ matches: [{}, {}] }, {}] });

// The criteria of HTTPRouteRule.matches and GRPCRouteRule.matches: the first of each pair wins, whatever the order they are given in.
test.each<[string, any, any]>([
  ['kind', at({}), calls(call('s.A'))],
  ['path', at(exact('/a')), at(regex('/a/b/c'))],
  ['path', at(regex('/a')), at(prefix('/a/b/c'))],
  ['path', at(prefix('/a/b')), at({ ...prefix('/a'), method: 'GET' })],
  ['path', at(regex('/aa')), at({ ...regex('/a'), method: 'GET' })],
  ['method', at({ method: 'GET' }), at(headers(['x', '1'], ['y', '1']))],
  ['headers', at(headers(['x', '1'])), at(query(['p', '1'], ['q', '1']))],
  ['query', at(query(['p', '1'], ['q', '1'])), at(query(['p', '1']))],
  ['service', calls(call('s.AB')), calls(call('s.A', 'MMM'))],
  ['grpc method', calls(call('s.A', 'MM')), calls({ ...call('s.A', 'M'), ...headers(['x', '1']) })],
  ['grpc method', calls(call('s.A', 'M')), calls(call('s\\.[A-Z]+', 'M', 'RegularExpression'))],
  ['grpc method', calls(call('s.*', undefined, 'RegularExpression')), calls(call('s.Cart'))],
  ['grpc method', calls(call('s.+', undefined, 'RegularExpression')), calls(call('s.*', 'Get|Put', 'RegularExpression'))],
  ['headers', calls({ ...call('s.A'), ...headers(['x', '1']) }), calls(call('s.A'))],
  ['age', matchOf(http('b', { created: DAY_1 })), matchOf(http('a', { created: DAY_2 }))],
  ['age', matchOf(http('b', { created: DAY_1 })), matchOf(http('a'))],
  ['name', matchOf(http('a-b/r')), matchOf(http('a/r'))],
  ['name', matchOf(http('a')), matchOf(http('b'))],
  ['rule', matchOf(MANY, 0, 1), matchOf(MANY, 1, 0)],
  ['match', matchOf(MANY, 0, 0), matchOf(MANY, 0, 1)],
])('%s decides', (criterion, winner, loser) => {
  const [won, lost] = [{ match: winner, hostname: '' }, { match: loser, hostname: '' }];
  expect(compareCandidates(won, lost)).toMatchObject({ criterion, order: expect.any(Number) });
  expect(compareCandidates(won, lost).order).toBeLessThan(0);
  expect(compareCandidates(lost, won).order).toBeGreaterThan(0);
  if (criterion !== 'name') expect(compareCandidates(lost, won).why).toBe(compareCandidates(won, lost).why);
  expect([compareMatches(winner, loser) < 0, compareMatches(loser, winner) > 0]).toEqual([true, true]);
});

test('the lengths of two exact paths do not decide: a request has one path', () => {
  expect(compareCandidates({ match: at(exact('/a')), hostname: '' }, { match: at({ ...exact('/abc'), method: 'GET' }), hostname: '' }).criterion).toBe('method');
});

test('nothing tells a match from itself', () => {
  const match = { match: at({}), hostname: 'a.example' };
  expect(compareCandidates(match, match)).toEqual({ order: 0, criterion: 'none', why: 'nothing tells them apart' });
});

// HTTPRouteSpec.hostnames: an exact one first, then the longer wildcard, then routes without one.
test.each<[string, string]>([
  ['a.example', '*.example'], ['a.example', '*.very.long.example'], ['*.a.example', '*.example'], ['*.example', ''], ['a.example', ''], ['b.a.example', 'a.example'],
])("the hostname '%s' comes before '%s'", (winner, loser) => {
  const [won, lost] = [{ match: at({}), hostname: winner }, { match: at(exact('/a')), hostname: loser }];
  for (const reason of [compareCandidates(won, lost), compareCandidates(lost, won)]) {
    expect(reason).toMatchObject({ criterion: 'hostname', why: `the hostname '${winner}' is more specific` });
  }
  expect(compareCandidates(won, lost).order).toBeLessThan(0);
  expect(compareCandidates(lost, won).order).toBeGreaterThan(0);
});
