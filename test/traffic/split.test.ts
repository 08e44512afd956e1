import { Backend, TrafficSplit } from '../../src';

const A = Backend.service('a', 80);
const B = Backend.service('b', 80);
const numbered = (n: number) => Array.from({ length: n }, (_, i) => ({ backend: Backend.service(`s${i}`, 80), weight: 1 }));

test.each<[TrafficSplit, string]>([
  [TrafficSplit.single(A), 'a:80 1'],
  [TrafficSplit.single(A, 100), 'a:80 100'],
  [TrafficSplit.weighted({ backend: A, weight: 95 }, { backend: B, weight: 5 }), 'a:80 95, b:80 5'],
  [TrafficSplit.weighted({ backend: A, weight: 0 }, { backend: B, weight: 1_000_000 }), 'a:80 0, b:80 1000000'],
  [TrafficSplit.weighted({ backend: A, weight: 1 }, { backend: Backend.service('a', 81), weight: 1 }), 'a:80 1, a:81 1'],
  [TrafficSplit.weighted({ backend: A, weight: 1 }, { backend: Backend.service('a', 80, { namespace: 'n' }), weight: 1 }),
    'a:80 1, n/a:80 1'],
])('in words, in the order given: %#', (split, words) => {
  expect(split.describe()).toBe(words);
});

test('16 backends are allowed', () => {
  expect(TrafficSplit.weighted(...numbered(16)).backends).toHaveLength(16);
});

test.each<[string, () => unknown, string[]]>([
  ['no backend', () => TrafficSplit.weighted(), ['0 backends were given', '1 to 16']],
  ['17 backends', () => TrafficSplit.weighted(...numbered(17)), ['17 backends were given', '1 to 16']],
  ['weight below 0', () => TrafficSplit.weighted({ backend: A, weight: -1 }), ['weight of a:80 is -1', '0 to 1000000']],
  ['weight above a million', () => TrafficSplit.single(A, 1_000_001), ['weight of a:80 is 1000001', '0 to 1000000']],
  ['weight a fraction', () => TrafficSplit.weighted({ backend: A, weight: 99.5 }, { backend: B, weight: 0.5 }),
    ['weight of a:80 is 99.5', 'whole number']],
  ['a backend twice', () => TrafficSplit.weighted({ backend: A, weight: 1 }, { backend: Backend.service('a', 80), weight: 2 }),
    ['the backend a:80 stands twice', 'add up its weights']],
  ['sole weight 0', () => TrafficSplit.single(A, 0), ['the sole backend a:80 has weight 0', 'leave the rule out']],
  ['all weights 0', () => TrafficSplit.weighted({ backend: A, weight: 0 }, { backend: B, weight: 0 }),
    ['all 2 weights are 0', 'at least one']],
])('%s is refused', (_name, run, parts) => {
  for (const part of parts) expect(run).toThrow(part);
});
