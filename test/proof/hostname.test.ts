import { hostMatches, intersection } from '../../src/proof/hostname';

// HTTPRouteSpec.hostnames: a wildcard stands for one label or more, and never for none.
test.each<[string, string, boolean]>([
  ['a.example', 'a.example', true], ['a.example', 'b.example', false], ['a.example', 'x.a.example', false],
  ['*.example', 'a.example', true], ['*.example', 'x.a.example', true], ['*.example', 'example', false], ['*.example', '.example', false],
  ['*.example', 'aexample', false], ['*.example', 'a.other', false], ['*.a.example', 'a.example', false], ['*.example', 'much.longer.other', false],
])('%s covers %s: %s', (hostname, host, covered) => expect(hostMatches(hostname, host)).toBe(covered));

test.each<[string, string, string | undefined]>([
  ['a.example', 'a.example', 'a.example'], ['a.example', 'b.example', undefined],
  ['*.example', 'a.example', 'a.example'], ['*.example', '*.a.example', '*.a.example'], ['*.example', '*.example', '*.example'],
  ['*.a.example', 'b.example', undefined], ['*.example', 'example', undefined], ['*.example', 'much.longer.other', undefined], ['*.a.example', '*.b.example', undefined],
])('%s and %s have %s in common, in either order', (a, b, common) => {
  expect([intersection(a, b), intersection(b, a)]).toEqual([common, common]);
});
