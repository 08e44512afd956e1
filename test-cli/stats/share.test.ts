import { loadCli } from '../support/load';

const { judgeShares } = loadCli<any>('stats/share');
const { detectableDeviation, powerOf, requestsNeeded } = loadCli<any>('stats/sample');
const { binomial, generator } = jest.requireActual('../../bench/support/random.cjs');

const split = (stable: number, canary: number, weight = 5) => [
  { name: 'stable', weight: 100 - weight, count: stable }, { name: 'canary', weight, count: canary },
];

test.each([
  [95, 5, 5, 'agree'],
  [80, 20, 5, 'differ'],
  [5, 0, 5, 'too-few'],
  [4, 1, 5, 'too-few'],
  [0, 0, 5, 'too-few'],
  [100, 0, 0, 'agree'],
  [99, 1, 0, 'differ'],
  [0, 100, 100, 'agree'],
  // Sure, but by less than a point: nothing that matters.
  [945_000, 55_000, 5, 'agree'],
  [930_000, 70_000, 5, 'differ'],
])('%i and %i at %i %% is %s', (stable, canary, weight, verdict) => {
  expect(judgeShares(split(stable, canary, weight)).verdict).toBe(verdict);
});

test('the interval of 5 in 100 is 1.6 to 11.3 %', () => {
  const { low, high } = judgeShares(split(95, 5)).versions[1];
  expect([low, high].map((share) => Math.round(share * 1000) / 10)).toEqual([1.6, 11.3]);
});

test('the tolerance and the deviation are the caller\'s', () => {
  expect(judgeShares(split(945_000, 55_000), { tolerance: 0.1 }).verdict).toBe('differ');
  expect(judgeShares(split(95, 5), { deviation: 5 })).toMatchObject({ verdict: 'too-few', requestsNeeded: 368 });
});

test('counts that scatter more weigh less', () => {
  expect(judgeShares(split(880, 70)).verdict).toBe('differ');
  expect(judgeShares(split(880, 70), { dispersion: 10 }).verdict).toBe('agree');
  expect(judgeShares(split(880, 70), { dispersion: 10 }).requestsNeeded).toBe(10 * judgeShares(split(880, 70)).requestsNeeded);
});

test('counts of a rate are rounded and said to be estimates', () => {
  expect(judgeShares(split(94.7, 5.2))).toMatchObject({ estimated: true, total: 100, verdict: 'agree' });
  expect(judgeShares(split(95, 5)).estimated).toBe(false);
});

test.each([
  [[800, 100, 100], 'agree', 'multinomial'],
  [[700, 150, 150], 'differ', 'multinomial'],
  [[8_000_000, 1_000_000, 1_000_000], 'agree', 'binomial-holm'],
  [[7_000_000, 1_500_000, 1_500_000], 'differ', 'binomial-holm'],
])('three versions, %j, %s by %s', (counts, verdict, method) => {
  const versions = ['a', 'b', 'c'].map((name, i) => ({ name, weight: [80, 10, 10][i], count: counts[i] }));
  expect(judgeShares(versions)).toMatchObject({ verdict, method });
});

test.each([0.01, 0.05, 0.25, 0.5, 0.75, 0.99])('from the number of requests needed on, %d is told from 10 points more or less', (share) => {
  const needed = requestsNeeded(share, 10, 0.05, 0.95);
  const others = [share - 0.1, share + 0.1].filter((other) => other > 0 && other < 1);
  for (const other of others) {
    for (let n = needed; n < needed + 100; n += 3) expect(powerOf(n, share, other, 0.05)).toBeGreaterThanOrEqual(0.95);
  }
  expect(Math.min(...others.map((other) => powerOf(needed - 1, share, other, 0.05)))).toBeLessThan(0.95);
});

test('what a sample could have shown shrinks with it', () => {
  const deviations = [50, 100, 1000, 100_000].map((n) => detectableDeviation(n, 0.05, 0.05, 0.95)!);
  expect(deviations).toEqual([...deviations].sort((a, b) => b - a));
  expect(detectableDeviation(2, 0.5, 0.05, 0.95)).toBeUndefined();
});

// 2,000 samples of a true 5 %: a share above 6.5 % has a chance of about one in a thousand.
test.each([
  ['right weights', 0.05, 'differ'],
  ['off by 15 points', 0.2, 'agree'],
])('%s: at most 5 %% wrong', (_, truth, wrong) => {
  const random = generator(1);
  let count = 0;
  for (let i = 0; i < 2000; i++) {
    const canary = binomial(random, 57, truth);
    if (judgeShares(split(57 - canary, canary)).verdict === wrong) count++;
  }
  expect(count / 2000).toBeLessThan(0.065);
});
