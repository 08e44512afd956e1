// Places where one step more or less would go unseen: bounds of escapes and messages, counter-samples from far, folding.
import { Re2, UnsupportedPattern } from '../../../src/proof/re2/re2';

function refusal(pattern: string): string {
  try {
    Re2.compile(pattern);
  } catch (error) {
    if (error instanceof UnsupportedPattern) return error.message;
    throw error;
  }
  throw new Error(`${JSON.stringify(pattern)} was accepted`);
}

test.each<[string, string, boolean]>([
  ['\\0', '\0', true], ['\\01', '\u0001', true], ['\\012', '\n', true], ['\\0123', '\n3', true], ['\\08', '\u00008', true], ['\\123', 'S', true], ['\\1234', 'S4', true],
  ['\\x41', 'A', true], ['\\x411', 'A1', true], ['\\x{41}', 'A', true], ['\\x{10FFFF}', '\u{10ffff}', true], ['\\x{0041}B', 'AB', true],
  ['[a-]', '-', true], ['[a-]', 'b', false], ['[-a]', '-', true], ['[a-a]', 'a', true], ['[]]', ']', true], ['[^]]', 'a', true], ['[[:alpha:]-z]', '-', true],
  ['[[:^digit:]]', '5', false], ['[[:]', ':', true], ['\\.', '.', true], ['\\.', 'a', false], ['\\/', '/', true],
])('%j on %j: %s', (pattern, text, matches) => expect(Re2.compile(pattern).matches(text)).toBe(matches));

// Simple folding has orbits of three: the Kelvin sign, the long s, the final sigma.
test.each<[string, string[], string[]]>([
  ['(?i)k', ['k', 'K', '\u212a'], ['j', 'l']],
  ['(?i)[j-l]', ['j', 'K', '\u212a'], ['m', '\u212b']],
  ['(?i)\u017f', ['s', 'S', '\u017f'], ['t']],
  ['(?i)\u03c3', ['\u03c3', '\u03c2', '\u03a3'], ['\u03c1']],
  ['(?i)[^k]', ['j'], ['k', 'K', '\u212a']],
  ['(?i)\\x{10400}', ['\u{10400}', '\u{10428}'], ['\u{10401}']],
  ['(?i)1', ['1'], ['2']],
  ['(?i)\\p{Lu}', ['A', 'a'], ['1']],
  ['\\p{Greek}', ['\u03c3', '\u{10140}'], ['a']],
  ['\\p{Lu}', ['A', '\u{10400}'], ['a', '\u{10428}']],
  ['\\p{C}', ['\0', '\ue000', '\ud800'], ['a', '\u0378']],
  ['\\p{Co}', ['\ue000', '\uf8ff', '\u{f0000}'], ['\ud7ff', '\uf900']],
])('%s takes %j and not %j', (pattern, taken, refused) => {
  const re = Re2.compile(pattern);
  expect(taken.filter(text => !re.matches(text))).toEqual([]);
  expect(refused.filter(text => re.matches(text))).toEqual([]);
});

test.each<[string, string]>([
  ['[\\B]', "regular expression '[\\B]', character 2: '\\B' is a place, which a character class cannot hold"],
  ['[\\A]', "'\\A' is a place"],
  ['[\\z]', "'\\z' is a place"],
  ['[[:no:]]', "'[:no:]' is no POSIX class; there are alnum, alpha, ascii, blank, cntrl, digit, graph, lower, print, punct, space, upper, word, xdigit"],
  ['\\x{', "'\\x' must be followed by"],
  ['\\xg', "'\\x' must be followed by"],
  ['\\x{41', "'\\x' must be followed by"],
  ['\\p{Greekk}', "'\\p{Greekk}' names no Unicode category"],
  ['\\p{1Greek}', "'\\p{1Greek}' names no Unicode category"],
  ['\\p{Greek-}', "'\\p{Greek-}' names no Unicode category"],
])('%j is refused: %s', (pattern, words) => expect(refusal(pattern)).toContain(words));

test('a message shows 200 characters of a pattern at most, and no place where the whole is meant', () => {
  const long = (length: number) => `${'a'.repeat(length - 1)}(`;
  expect(refusal(long(200))).toContain(`'${long(200)}', character 200: `);
  expect(refusal(long(201))).toContain(`'${'a'.repeat(200)}...', character 201: `);
  expect(refusal('(?:a{1000}){0,1}'.repeat(101))).toMatch(/^regular expression '[^']*\.\.\.': too large/);
});

// The nearest text that does not match: longer, shorter, then one character changed from the end on.
test.each<[string, string, string]>([
  ['a', 'a', 'ax'], ['ax?', 'a', 'a-0'], ['ab.*', 'ab', 'a'], ['a.*', 'a', 'x'], ['(x|a).*', 'x', '0'], ['[xa0].*', 'a', '-'], ['[xa0-].*', 'a', '/'],
  ['(ab.*)?', 'aba', 'axa'], ['(ab.*|ax.*)?', 'aba', 'a0a'], ['[xa0/-].*', 'a', 'b'],
])('%j: sample %j, counter-sample %j', (pattern, sample, other) => {
  const re = Re2.compile(pattern);
  expect([re.sample(), re.matches(re.counterSample()!)]).toEqual([sample, false]);
  expect(re.counterSample()).toBe(other);
});
