import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { at, didYouMean, failAt, nearest, TrafficError } from '../src/errors';

const STAGES = ['baseline', 'deployed', 'preview', 'full', 'promoting', 'settled'];

test.each<[string, string[], string | undefined]>([
  ['deployd', STAGES, 'deployed'],
  ['Deployed', STAGES, 'deployed'],
  ['ful', STAGES, 'full'],
  ['promotin', STAGES, 'promoting'],
  ['blue', STAGES, undefined],
  ['task-appi', ['task-api', 'task-apis'], 'task-api'],
  ['x', [], undefined],
])('nearest to %s among %j is %s', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
  expect(didYouMean(word, candidates)).toBe(expected === undefined ? '' : `; did you mean '${expected}'?`);
});

test('of two equally near candidates the first is proposed', () => {
  expect(nearest('gren', ['green', 'gran'])).toBe('green');
});

test('failAt starts the message with the place in the tree', () => {
  const app = new App();
  const inner = new Construct(new Chart(app, 'shop'), 'canary');
  expect(() => failAt(inner, 'no')).toThrow(new TrafficError('[shop/canary] no'));
  expect(() => failAt(app, 'no')).toThrow(new TrafficError('[app] no'));
});

test('at gives the result, and puts the place before a message that has none', () => {
  const outer = new Chart(new App(), 'shop');
  const inner = new Construct(outer, 'canary');
  expect(at(inner, () => 7)).toBe(7);
  const nested = () => at(outer, () => at(inner, () => { throw new TrafficError('port is 0'); }));
  expect(nested).toThrow(new TrafficError('[shop/canary] port is 0'));
});

test('at leaves errors of others as they are', () => {
  const other = new RangeError('stack');
  expect(() => at(new App(), () => { throw other; })).toThrow(other);
});

test('a TrafficError says so by its name', () => {
  const error = new TrafficError('no');
  expect(error).toBeInstanceOf(Error);
  expect(String(error)).toBe('TrafficError: no');
});
