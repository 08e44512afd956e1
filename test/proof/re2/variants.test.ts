import { Re2 } from '../../../src/proof/re2/re2';

test.each<[pattern: string, variants: string[]]>([
  ['/(a|ab)', ['/a', '/ab']],
  ['(A|a)', ['A', 'a']],
  ['/a(/[a-z])+', ['/a/a', '/a/z', '/a/a/a', '/a/z/z']],
  ['1(,1)?', ['1', '1,1']],
  ['v?[0-9]', ['1', 'v1', 'v0']],
  ['[MN]', ['M', 'N']],
  ['[M]', ['M']],
  ['[#?]', ['?']],
  ['M+', ['M', 'MM']],
  ['x{3}', ['xxx']],
  ['x{0}', ['']],
  ['x{2,3}', ['xx', 'xxx']],
  ['x{0,1}', ['x', '']],
  ['x{0,2}', ['x', '', 'xx']],
  ['(a|b)*(c|d)e{2}', ['cee', 'acee', 'bcee', 'aacee', 'bbcee', 'adee']],
  ['.*', ['a', '0', '', 'aa', '00']],
  ['^(?:a|)$', ['a', '']],
  ['', ['']],
  // A sample is found by search, and the shortest forms do not stand the places.
  ['.*\\bfoo', ['foo']],
  // Nothing matches.
  ['a^', []],
  ['[^\\x00-\\x{10FFFF}]b', []],
])('%j: %j', (pattern, variants) => {
  const re = Re2.compile(pattern);
  expect(re.variants()).toEqual(variants);
  expect(re.variants()[0]).toBe(re.sample());
  for (const text of variants) expect(re.matches(text)).toBe(true);
});

test('there are seventeen at most, however many alternatives', () => {
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
  expect(Re2.compile(`(${letters.join('|')})`).variants()).toEqual(letters.slice(0, 16));
  expect(Re2.compile('(a|b)'.repeat(100)).variants()).toHaveLength(16);
  expect(Re2.compile('((a|b)(c|d)){1000}').variants().length).toBeLessThanOrEqual(17);
});

test('one that nobody can send is none', () => {
  expect(Re2.compile(`x|${'a{1000}'.repeat(5)}`).variants()).toEqual(['x']);
});
