import fc from 'fast-check';
import { Re2 } from '../../../src/proof/re2/re2';

/** The part of the syntax that RE2 and JavaScript (flag u) read alike; \s differs (JavaScript's takes more), so it is not in it. */
const MEMBERS = ['a', 'b-c', '0-9', '\\d', '\\W', '\\-', '/', '😀', 'A-Z', '\\p{Ll}', 'é'];
const CHARS = ['a', 'b', 'c', 'A', '1', '_', '-', '/', ' ', 'é', '😀'];
const atom = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('a', 'b', 'c', 'A', '1', '_', '/', ' ', 'é', '😀') },
  fc.constantFrom('.', '\\d', '\\D', '\\w', '\\W', '\\.', '\\x41', '\\n', '\\p{Lu}', '\\P{L}', '^', '$', '\\b', '\\B'),
  fc.tuple(fc.constantFrom('', '^'), fc.array(fc.constantFrom(...MEMBERS), { minLength: 1, maxLength: 3 }))
    .map(([sign, parts]) => `[${sign}${parts.join('')}]`),
);

function repeated(part: string, times: string): string {
  // JavaScript refuses ^* where RE2 does not.
  if (/^(?:\^|\$|\\[bB])$/.test(part)) return times === '' ? part : `(?:${part})${times}`;
  // A loop in a loop, or many in a counted one, would take JavaScript years: it backtracks.
  return part.length > 3 && part.startsWith('(') && /[*+{]/.test(part) ? `${part}${times === '' ? '' : '?'}` : `${part}${times}`;
}

const { pattern } = fc.letrec<{ pattern: string; sequence: string; item: string; group: string }>(tie => ({
  pattern: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map(parts => parts.join('|')),
  sequence: fc.array(tie('item'), { maxLength: 4 }).map(parts => parts.join('')),
  item: fc.tuple(
    fc.oneof({ maxDepth: 2 }, { weight: 3, arbitrary: atom }, tie('group')),
    fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{0,2}', '{1,}', '*?', '+?', '??'),
  ).map(([part, times]) => repeated(part, times)),
  group: fc.tuple(fc.constantFrom('(', '(?:'), tie('pattern')).map(([start, inner]) => `${start}${inner})`),
}));
const text = fc.array(fc.constantFrom(...CHARS, 'a', 'b', '\n'), { maxLength: 8 }).map(chars => chars.join(''));

const RUNS = { seed: 42, numRuns: 3000 };

test('verdicts are those of JavaScript where both read a pattern alike', () => {
  let matched = 0;
  fc.assert(fc.property(pattern, fc.array(text, { minLength: 4, maxLength: 4 }), (source, texts) => {
    const re = Re2.compile(source);
    const whole = new RegExp(`^(?:${source})$`, 'u');
    const part = new RegExp(source, 'u');
    const sample = re.sample();
    for (const each of sample === undefined ? texts : [...texts, sample, `${sample}a`]) {
      const verdict = re.matches(each);
      if (verdict) matched++;
      expect([source, each, verdict, re.finds(each)]).toEqual([source, each, whole.test(each), part.test(each)]);
    }
  }), RUNS);
  // A generator that never hits would prove nothing.
  expect(matched).toBeGreaterThan(3000);
});

test('samples match and counter-samples do not, by JavaScript too', () => {
  let samples = 0;
  let others = 0;
  fc.assert(fc.property(pattern, source => {
    const re = Re2.compile(source);
    const whole = new RegExp(`^(?:${source})$`, 'u');
    const sample = re.sample();
    const other = re.counterSample();
    if (sample !== undefined && ++samples) expect([source, sample, whole.test(sample)]).toEqual([source, sample, true]);
    if (other !== undefined && ++others) expect([source, other, whole.test(other)]).toEqual([source, other, false]);
  }), { ...RUNS, seed: 43 });
  expect(samples).toBeGreaterThan(2000);
  expect(others).toBeGreaterThan(2500);
});

test('what contradicts itself has no sample and accepts no text', () => {
  const contradiction = fc.constantFrom('a\\bb', 'a^', '$b', '\\w\\B-', '/\\b_\\b1', '[^\\x00-\\x{10FFFF}]');
  fc.assert(fc.property(pattern, contradiction, pattern, fc.array(text, { minLength: 3, maxLength: 3 }), (left, middle, right, texts) => {
    const source = `(?:${left})${middle}(?:${right})`;
    const re = Re2.compile(source);
    expect([source, re.sample(), texts.filter(each => re.finds(each))]).toEqual([source, undefined, []]);
  }), { seed: 44, numRuns: 1000 });
});

test('any text is either compiled or refused properly, and any text is judged', () => {
  const letters = [...'ab01*+?()[]{}|^$.\\-,:<>=!iPpQEdx\n😀\ud83dé'];
  const soup = fc.array(fc.constantFrom(...letters), { maxLength: 10 }).map(chars => chars.join(''));
  let compiled = 0;
  fc.assert(fc.property(soup, fc.string({ unit: 'binary' }), (source, any) => {
    let re: Re2;
    try {
      re = Re2.compile(source);
    } catch (error) {
      expect([source, (error as Error).name]).toEqual([source, 'UnsupportedPattern']);
      return;
    }
    compiled++;
    // A full match is a match somewhere too.
    expect([source, any, !re.matches(any) || re.finds(any)]).toEqual([source, any, true]);
  }), { ...RUNS, seed: 45 });
  expect(compiled).toBeGreaterThan(300);
});
