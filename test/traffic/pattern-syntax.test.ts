import { checkPattern, escapePattern } from '../../src/traffic/pattern-syntax';

const check = (pattern: string) => checkPattern('header x', pattern, 60);

test.each([
  'a', '.*', '^a|b$', '(a|b)+', '(?:a)', '(?i)a', '(?P<n>a)', '[abc]', '[^]a]', '[]a]', '[)(]', '[[:alpha:]]+', '[[:]', '[\\]]', '\\(',
  '\\[', '\\\\', '\\d{1,3}',
  'a+?', 'a{2,3}?', '(?:a|b)*', '(?s:a)', '\\x{2000}', '\\p{Greek}+', '{a}', 'a{,2}', '\\.', 'a{2}', 'é+', '(a(b(c)))', 'a'.repeat(60),
])('%s is taken', pattern => {
  expect(check(pattern)).toBe(pattern);
});

const LOOKS = 'uses look-ahead, look-behind or an atomic group';

test.each<[string, string]>([
  ['', 'must not be empty'],
  ['a'.repeat(61), 'has 61 characters, at most 60 are allowed'],
  ['a++', "repeats a repetition by '+'"],
  ['a**', "repeats a repetition by '*'"],
  ['a+??', "repeats a repetition by '?'"],
  ['a{2}{3}', "repeats a repetition by '{3}'"],
  ['a{2000}', "repeats by '{2000}', but RE2 allows at most 1000"],
  ['a{1,2000}', "repeats by '{1,2000}', but RE2 allows at most 1000"],
  ['*a', "has '*' with nothing to repeat before it"],
  ['a|+', "has '+' with nothing to repeat"],
  ['(?a', "has '?' with nothing to repeat"],
  ['a\\', "ends with a single '\\'"],
  ['(a)\\1', 'uses a back reference'],
  ['(?<n>a)\\k<n>', 'uses a back reference'],
  ['a(?=b)', LOOKS],
  ['a(?!b)', LOOKS],
  ['(?<=a)b', LOOKS],
  ['(?<!a)b', LOOKS],
  ['(?>a)', LOOKS],
  ['[a', "has '[' without ']'"],
  ['[', "has '[' without ']'"],
  ['[]', "has '[' without ']'"],
  ['[^]', "has '[' without ']'"],
  ['[[:alpha:]', "has '[' without ']'"],
  ['[a\\]', "has '[' without ']'"],
  ['(a', "has '(' without ')'"],
  ['((a)', "has '(' without ')'"],
  ['a)', "has ')' without '('"],
  [')(', "has ')' without '('"],
])('%s is refused', (pattern, why) => {
  expect(() => check(pattern)).toThrow(`header x is the pattern '${pattern}', but ${why}`);
});

test('a pattern that is no text is refused', () => {
  expect(() => check(undefined as unknown as string)).toThrow('header x is the pattern undefined, but must not be empty');
});

test('an escaped text is a pattern of itself alone', () => {
  const text = '\\^$.*+?()[]{}|a-b/c';
  expect(check(escapePattern(text))).toBe(escapePattern(text));
  expect(new RegExp(`^${escapePattern(text)}$`).test(text)).toBe(true);
  expect(new RegExp(`^${escapePattern('a.b')}$`).test('axb')).toBe(false);
});
