import * as fc from 'fast-check';
import { Re2 } from '../../../src/proof/re2/re2';

const SEED = 20260918;

test.each<[string, string, string | undefined, string | undefined, string | undefined]>([
  ['a.*', '.*b', 'ab', 'a', 'b'],
  ['^(.*;\\s*)?a=1(;.*)?$', '^(.*;\\s*)?b=1(;.*)?$', 'a=1;b=1', 'a=1', 'b=1'],
  ['a+', 'b+', undefined, 'a', 'b'],
  ['a', 'a|b', 'a', undefined, 'b'],
  ['.*', '.*', 'a', undefined, undefined],
  ['a*', 'b*', '', 'a', 'b'],
  ['[a-c]{3,9}x?', 'c{5,7}', 'ccccc', 'aaa', undefined],
  ['(?i)abc', 'ABC', 'ABC', 'abc', undefined],
  ['\\bfoo\\b.*', '.*bar', 'foo-bar', 'foo', 'bar'],
  ['é', '[à-ï]', 'é', undefined, 'ê'],
  ['\\n', '\\n|a', undefined, undefined, 'a'],
])('%s and %s meet in %j, the first alone in %j, the second in %j', (a, b, both, first, second) => {
  const [one, other] = [Re2.compile(a), Re2.compile(b)];
  expect(one.together(other)).toEqual({ both, first, second });
  const turned = other.together(one);
  expect([turned.both === undefined, turned.first === undefined, turned.second === undefined])
    .toEqual([both === undefined, second === undefined, first === undefined]);
});

test('texts begin as asked for', () => {
  expect(Re2.compile('/ab.*').together(Re2.compile('.*cd'), '/')).toEqual({ both: '/abcd', first: '/ab', second: '/cd' });
  expect(Re2.compile('a').together(Re2.compile('b'), '/')).toEqual({});
});

test('a search that would be long is given up', () => {
  const found = Re2.compile('(a|b)*a(a|b){14}').together(Re2.compile('(a|b)*b(a|b){14}c'));
  expect(found.both).toBeUndefined();
});

const ATOM = fc.tuple(fc.constantFrom('a', 'b', '[ab]', '[^b]', '.', '(a|bc)'), fc.constantFrom('', '?', '*', '+', '{2}', '{1,2}')).map(parts => parts.join(''));
const PATTERN = fc.array(ATOM, { minLength: 1, maxLength: 3 }).map(atoms => atoms.join(''));
const TEXTS = textsOf('abcd', 6);

test('samples of two random patterns are what they say, and found wherever there is one', () => {
  fc.assert(fc.property(PATTERN, PATTERN, (a, b) => {
    const [one, other] = [new RegExp(`^(?:${a})$`), new RegExp(`^(?:${b})$`)];
    const found = Re2.compile(a).together(Re2.compile(b));
    const verdict = (text: string) => one.test(text) ? (other.test(text) ? 'both' : 'first') : other.test(text) ? 'second' : 'none';
    for (const kind of ['both', 'first', 'second'] as const) {
      const text = found[kind];
      if (text !== undefined) expect([a, b, text, verdict(text)]).toEqual([a, b, text, kind]);
      else expect([a, b, kind, TEXTS.find(candidate => verdict(candidate) === kind)]).toEqual([a, b, kind, undefined]);
    }
  }), { seed: SEED, numRuns: 300 });
});

test.each<[string, string[]]>([
  ['x[0-9]', ['x4', 'x9']],
  ['a{2,5}', ['aaaaa', 'aaaa']],
  ['a+', ['aaaaaaa']],
  ['[a-c]{0}', []],
  ['[^/]', ['!', '\'', '.', 'W', '~']],
  ['abc', []],
  ['a{200,1000}', []],
])('boundaries of %s', (pattern, expected) => {
  expect([...Re2.compile(pattern).boundaries()].sort()).toEqual([...expected].sort());
});

test('boundaries match, are few, and always the same', () => {
  fc.assert(fc.property(PATTERN, pattern => {
    const texts = Re2.compile(pattern).boundaries();
    for (const text of texts) expect([pattern, text, new RegExp(`^(?:${pattern})$`).test(text)]).toEqual([pattern, text, true]);
    expect(texts).toEqual([...new Set(texts)]);
    expect(texts.length).toBeLessThanOrEqual(24);
  }), { seed: SEED, numRuns: 200 });
  expect(Re2.compile('[a-z]'.repeat(200)).boundaries()).toHaveLength(24);
  expect(Re2.compile(`${'('.repeat(300)}[a-c]${'){1,2}'.repeat(9)}${')'.repeat(291)}`).boundaries().length).toBeLessThanOrEqual(24);
});

function textsOf(letters: string, length: number): string[] {
  const longest = length === 0 ? [''] : textsOf(letters, length - 1);
  return [...new Set([...longest, ...longest.flatMap(text => [...letters].map(letter => text + letter))])];
}
