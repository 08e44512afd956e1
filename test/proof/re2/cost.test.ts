import { Re2 } from '../../../src/proof/re2/re2';

/** What a verdict costs, in instructions looked at. */
function costOf(pattern: string, text: string): number {
  const re = Re2.compile(pattern);
  const before = re.steps;
  re.matches(text);
  re.finds(text);
  return re.steps - before;
}

/** Letters a and b in an order that repeats late; the same in every run. */
function noise(length: number): string {
  let state = 1;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    text += (state >>> 16) % 2 === 0 ? 'a' : 'b';
  }
  return text;
}

test.each(['(a+)+$', '(a|aa)+$', 'b(a*)*$', '(a|a?)+-$', '(.*a){20}$', '(?:a?){30}a{30}$', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
  '%s is answered on 100,000 characters', pattern => {
    const text = `${'a'.repeat(100_000)}!`;
    const re = Re2.compile(pattern);
    expect([re.matches(text), re.finds(text)]).toEqual([false, false]);
    // Backtracking would look at 2^100000.
    expect(re.steps).toBeLessThan(100_000 * 100);
  });

test('a pattern with more states than are kept costs no more than text by program', () => {
  const re = Re2.compile('(a|b)*a(a|b){18}c');
  const text = noise(20_000);
  expect(re.matches(`${text}c`)).toBe(text[text.length - 19] === 'a');
  // The program has less than 100 instructions, each looked at once a character.
  expect(re.steps).toBeLessThan(20_000 * 100);
  expect(re.steps).toBeGreaterThan(20_000);
  // Having forgotten its states it still answers as before, at a cost.
  const { steps } = re;
  expect(re.matches(`${text}c`)).toBe(text[text.length - 19] === 'a');
  expect(re.steps).toBeGreaterThan(steps);
});

test('a question asked again costs one look-up a character', () => {
  const text = '/v1/items/42';
  expect(costOf('/v[0-9]+/items/[0-9]+', text)).toBeGreaterThan(0);
  expect(costOf('/v[0-9]+/items/[0-9]+', text)).toBe(0);
});

test('the largest program is run', () => {
  const re = Re2.compile('[a-z]{1000}'.repeat(99));
  expect(re.matches('q'.repeat(99_000))).toBe(true);
  expect(re.matches('q'.repeat(98_999))).toBe(false);
});
