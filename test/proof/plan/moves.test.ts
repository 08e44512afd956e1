import { movesOf } from '../../../src/proof/plan/moves';

const move = (app: string, pattern: string, from: string, to: string) => ({ app, pattern, from, to });

test.each<[string, any, any, ReturnType<typeof move>[]]>([
  ['none', { a: { stage: 'baseline' } }, { a: { stage: 'baseline', peak: 5 } }, []],
  ['no stage files', undefined, undefined, []],
  ['a stage', { a: { stage: 'weight-5' } }, { a: { stage: 'weight-25' } }, [move('a', 'canary', 'weight-5', 'weight-25')]],
  ['of a pattern that the key names', { 'a/blue-green': { stage: 'blue' } }, { 'a/blue-green': { stage: 'green' } }, [move('a', 'blue-green', 'blue', 'green')]],
  ['an app that comes', {}, { a: { stage: 'baseline' } }, [move('a', 'canary', 'absent', 'baseline')]],
  ['an app that goes', { a: { stage: 'baseline' } }, {}, [move('a', 'canary', 'baseline', 'absent')]],
  ['a variant, which is live where nothing is said', { a: { pattern: 'ab-test', variants: { one: 'deployed' } } }, { a: { pattern: 'ab-test' } },
    [move('a', 'ab-test', 'one: deployed', 'one: live')]],
  ['a stage and a variant', { a: { stage: 'baseline', variants: { p: 'live' } } }, { a: { stage: 'deployed', variants: { p: 'deployed' } } },
    [move('a', 'canary', 'baseline', 'deployed'), move('a', 'canary', 'p: live', 'p: deployed')]],
  ['an entry that is none', { a: null }, { a: 'x' }, []],
])('%s', (_what, before, after, expected) => {
  expect(movesOf(before, after)).toEqual(expected);
});
