import { Re2, UnsupportedPattern } from '../../../src/proof/re2/re2';

function refusal(pattern: string): UnsupportedPattern {
  try {
    Re2.compile(pattern);
  } catch (error) {
    if (error instanceof UnsupportedPattern) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(pattern)} was accepted`);
}

test.each<[string, number, string]>([
  ['a(?=b)', 2, "'(?=' (look-ahead) is not supported"],
  ['a(?!b)', 2, "'(?!' (look-ahead) is not supported"],
  ['(?<=a)b', 1, "'(?<=' (look-behind) is not supported"],
  ['(?<!a)b', 1, "'(?<!' (look-behind) is not supported"],
  ['(?>a)', 1, 'an atomic group'],
  ['(?|a)', 1, 'a branch reset group'],
  ['(?#a)', 1, 'a comment'],
  ['(?P<a>b)(?P=a)', 9, 'a back reference'],
  ["(?'n'a)", 1, 'a name in single quotes'],
  ['(a)\\1', 4, "back reference '\\1'"],
  ['[\\8]', 2, "back reference '\\8'"],
  ['(?<n>a)\\k<n>', 8, "back reference '\\k'"],
  ['a**', 3, "invalid nested repetition operator '**'"],
  ['a*??', 4, "invalid nested repetition operator '*??'"],
  ['a{2}*', 5, "invalid nested repetition operator '{2}*'"],
  ['a++', 3, 'a possessive repetition is not supported'],
  ['a{1001}', 2, "'{1001}' repeats more than 1000 times"],
  ['a{1,1001}', 2, "'{1,1001}' repeats more than 1000 times"],
  ['a{99999999999999999999,}', 2, 'repeats more than 1000 times'],
  ['a{2,1}', 2, 'at least more often than at most'],
  ['(a{100}){11}', 9, 'multiply to more than 1000'],
  ['(?:(?:a{501})*){2}', 16, 'multiply to more than 1000'],
  ['*a', 1, "'*' has nothing to repeat"],
  ['a|+', 3, "'+' has nothing to repeat"],
  ['({2})', 2, "'{2}' has nothing to repeat"],
  ['(?i)?', 5, "'?' has nothing to repeat"],
  ['(a', 1, "'(' is not closed"],
  ['(a(b)', 1, "'(' is not closed"],
  ['a)', 2, "')' closes no '('"],
  ['[a', 1, "'[' is not closed"],
  ['b[]', 2, "'[' is not closed"],
  ['[z-a]', 2, "range 'z-a' is the wrong way round"],
  ['[a-\\d]', 4, "'\\d' is no escape"],
  ['[[:foo:]]', 2, "'[:foo:]' is no POSIX class"],
  ['[\\b]', 2, "'\\b' is a place"],
  ['a\\', 2, "'\\' at the end"],
  ['\\Z', 1, "use '\\z'"],
  ['\\C', 1, "'\\C' (a single byte) is not supported"],
  ['\\é', 1, "'\\é' is no escape"],
  ['\\y', 1, "'\\y' is no escape"],
  ['\\E', 1, "'\\E' is no escape"],
  ['\\x4', 1, "'\\x' must be followed by"],
  ['\\x{}', 1, "'\\x' must be followed by"],
  ['\\x{110000}', 1, "'\\x' must be followed by"],
  ['\\pX', 1, "'\\pX' names no Unicode category"],
  ['\\p{Grek}', 1, "'\\p{Grek}' names no Unicode category"],
  ['\\p{Script=Greek}', 1, 'names no Unicode category'],
  ['\\p{Klingon}', 1, "'\\p{Klingon}' names no Unicode category"],
  ['\\p{L', 1, "is not closed by '}'"],
  ['(?i-)a', 1, "'(?i-)' opens no group"],
  ['(?a)b', 1, "'(?a' opens no group"],
  ['(?', 1, "'(?' opens no group"],
  ['(?P<n', 1, "not closed by '>'"],
  ['(?P<a-b>c)', 1, "name of the group is 'a-b'"],
  ['(?<n>a)(?P<n>b)', 8, "'n' names more than one group"],
  ['😀(', 2, "'(' is not closed"],
])('%j is refused at character %i: %s', (pattern, at, why) => {
  const error = refusal(pattern);
  expect(error.message).toContain(why);
  expect(error.message).toContain(`, character ${at}: `);
  expect([error.name, error.pattern, error.at]).toEqual(['UnsupportedPattern', pattern, at]);
});

test('what would take too much memory is refused', () => {
  const large = refusal('[a-z]{1000}'.repeat(101));
  expect(large.at).toBe(0);
  expect(large.message).toContain('too large: with its repetitions written out');
  expect(large.message.length).toBeLessThan(400);
  const chars = Array.from({ length: 3000 }, (_, i) => `[^${String.fromCodePoint(0x4e00 + 2 * i)}]`).join('');
  expect(refusal(chars).message).toContain('too many different character classes');
});

test.each([
  ['groups', `${'('.repeat(100_000)}${')'.repeat(100_000)}`],
  ['groups that capture nothing', `${'(?:'.repeat(2_000)}a${')'.repeat(2_000)}`],
  ['repetitions', `${'('.repeat(600)}a${')*'.repeat(600)}`],
])('%s nested too deep are refused, not run out of stack with', (_, pattern) => {
  expect(refusal(pattern).message).toContain('nested more than 1000 deep');
});

test('250 nested groups are read', () => {
  const re = Re2.compile(`${'('.repeat(250)}a${')*'.repeat(250)}`);
  expect([re.matches('aaa'), re.matches('aab')]).toEqual([true, false]);
});

test('a long pattern without what closes its classes is refused', () => {
  expect(refusal('[[:'.repeat(300_000)).message).toContain("'[' is not closed");
});
