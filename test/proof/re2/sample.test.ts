import { Re2 } from '../../../src/proof/re2/re2';

test.each<[pattern: string, sample: string | undefined, counterSample: string | undefined]>([
  ['/v[0-9]+/items', '/v1/items', '/v1/itemsx'],
  ['/api/.*', '/api/', '/api'],
  ['^/(foo|bar)/.*$', '/foo/', '/foo'],
  ['(premium|gold)', 'gold', 'goldx'],
  ['[a-z]+\\.example\\.com', 'a.example.com', 'a.example.comx'],
  ['(?i)premium', 'premium', 'premiumx'],
  ['x{3}y{2,}', 'xxxyy', 'xxxyyx'],
  ['v2.*', 'v2', 'v'],
  ['\\x{1F600}+', '😀', '😀x'],
  ['[^!-~]', ' ', ' x'],
  ['[\\x00-\\x1f]', '\0', '\0x'],
  ['\\p{Greek}', 'Ͱ', 'Ͱx'],
  // An empty value says little.
  ['(a|b)*', 'a', 'ax'],
  ['(|abc)', 'abc', 'abcx'],
  ['', '', 'x'],
  ['$', '', 'x'],
  // Nothing printable is refused by these.
  ['.*', 'a', undefined],
  ['(?s).*', 'a', undefined],
  ['.+', 'a', ''],
  // Found by search: the shortest text of the tree does not stand the places.
  ['.*\\bfoo', 'foo', 'foox'],
  ['\\w*\\B-', '-', '-x'],
  ['a?(^|b)c', 'c', 'cx'],
  ['(a|ab)\\b[^-]c', 'a.c', 'a.cx'],
  ['(?m)a$(.|\\n)^b', 'a\nb', 'a\nbx'],
  // Nothing matches.
  ['a\\bb', undefined, 'ax'],
  ['a^', undefined, 'ax'],
  ['[^\\x00-\\x{10FFFF}]', undefined, 'ax'],
  ['a|[^\\x00-\\x{10FFFF}]', 'a', 'ax'],
  ['a([^\\x00-\\x{10FFFF}])*', 'a', 'ax'],
])('%j: sample %j, counter-sample %j', (pattern, sample, counterSample) => {
  const re = Re2.compile(pattern);
  expect([re.sample(), re.counterSample()]).toEqual([sample, counterSample]);
});

test('the search for a sample ends where states are many', () => {
  // Each way of 2^20 is a state of its own, and no way leads to a match.
  const re = Re2.compile('(?:(a|b)*a(a|b){20})\\b_');
  expect(re.sample()).toBeUndefined();
});

test('a sample that nobody can send is none', () => {
  const re = Re2.compile('a{1000}'.repeat(5));
  expect(re.sample()?.length ?? 0).toBeLessThanOrEqual(4096);
});
