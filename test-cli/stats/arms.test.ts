import { loadCli } from '../support/load';

const { judgeArms } = loadCli<any>('stats/arms');
const { cautious, dispersionOf } = loadCli<any>('stats/dispersion');
const { requestsToPass, smallestStep } = loadCli<any>('stats/soak');
const { generator } = jest.requireActual('../../bench/support/random.cjs');
const { bursts, fives, run, single } = jest.requireActual('../../bench/support/gate-worlds.cjs');

interface Arm { readonly bad: number; readonly total: number }
interface Minute { readonly stable: Arm; readonly canary: Arm }

const OPTIONS = { margin: 0.005, alphaFail: 0.05, alphaPass: 0.05 };
const arm = (bad: number, total: number) => ({ bad, total });

test.each([
  ['nothing yet', arm(0, 0), arm(0, 0), 'wait'],
  ['too small, though bad', arm(0, 1000), arm(50, 99), 'wait'],
  ['no error in either', arm(0, 95_000), arm(0, 5000), 'pass'],
  ['no error, but few', arm(0, 9500), arm(0, 500), 'wait'],
  ['alike', arm(950, 95_000), arm(200, 20_000), 'pass'],
  ['twice as bad', arm(950, 95_000), arm(100, 5000), 'fail'],
  ['all requests bad', arm(0, 9500), arm(500, 500), 'fail'],
  ['better', arm(950, 9500), arm(10, 5000), 'pass'],
  ['both broken alike', arm(9500, 9500), arm(500, 500), 'pass'],
  ['surely worse, and surely by less than the margin', arm(10_000, 10_000_000), arm(2000, 1_000_000), 'pass'],
  ['worse by a little', arm(100, 10_000), arm(8, 500), 'wait'],
])('%s: %j against %j is %s', (_, stable, canary, verdict) => {
  expect(judgeArms(stable, canary, OPTIONS).verdict).toBe(verdict);
});

test('a wait says how much more traffic it takes', () => {
  const { verdict, factor } = judgeArms(arm(0, 9500), arm(0, 500), OPTIONS);
  expect(verdict).toBe('wait');
  expect(judgeArms(arm(0, 9500 * factor!), arm(0, 500 * factor!), OPTIONS).verdict).toBe('pass');
  expect(judgeArms(arm(0, 9500 * factor! * 0.97), arm(0, 500 * factor! * 0.97), OPTIONS).verdict).toBe('wait');
  expect(judgeArms(arm(0, 9500), arm(0, 0), OPTIONS).factor).toBeUndefined();
});

test('scatter weakens both verdicts', () => {
  const [bad, good] = [judgeArms(arm(95, 9500), arm(15, 500), OPTIONS), judgeArms(arm(0, 57_000), arm(0, 3000), OPTIONS)];
  expect([bad.verdict, good.verdict]).toEqual(['fail', 'pass']);
  expect(judgeArms(arm(95, 9500), arm(15, 500), { ...OPTIONS, dispersion: 5 }).verdict).toBe('wait');
  expect(judgeArms(arm(0, 57_000), arm(0, 3000), { ...OPTIONS, dispersion: 5 }).verdict).toBe('wait');
});

test.each([
  ['single', single, 0.8, 2],
  ['fives', fives, 4, 8],
  ['bursts of any size', bursts, 6, 15],
])('the scatter of %s failures', (_, draw, least, most) => {
  const minutes = run(generator(3), { minutes: 120, perMinute: 600, share: 0.5, stableRate: 0.02, canaryRate: 0.02, draw });
  const { raw, factor } = dispersionOf(minutes);
  expect(raw).toBeGreaterThan(least);
  expect(raw).toBeLessThan(most);
  expect(factor).toBeGreaterThan(Math.max(1, raw));
});

test('without a bad request, bursts are assumed', () => {
  const quiet = Array.from({ length: 10 }, () => ({ stable: arm(0, 300), canary: arm(0, 300) }));
  expect(dispersionOf(quiet)).toMatchObject({ raw: 0, minutes: 10 });
  expect(dispersionOf(quiet).factor).toBeGreaterThan(5);
});

test('minutes without traffic say nothing', () => {
  const idle = Array.from({ length: 10 }, () => ({ stable: arm(0, 0), canary: arm(0, 0) }));
  expect(judgeArms(arm(0, 0), arm(0, 0), OPTIONS, idle)).toMatchObject({ verdict: 'wait', eFail: expect.closeTo(1, 9) });
});

// Wrong verdicts over 20 looks (bench/gate.mjs takes 60). 150 runs of a true 5 %: 12 % and more has a chance below one in a thousand.
// The rule that keeps to the last five minutes is wrong in most runs, so that the bound is one that can be broken.
describe.each([['single failures', single], ['bursts of five', fives], ['bursts of any size', bursts]])('%s', (_, draw) => {
  const cell = { minutes: 60, perMinute: 600, share: 0.25, stableRate: 0.01, draw };
  const wrong = (canaryRate: number, verdict: string, look: (minutes: Minute[]) => string) => {
    const random = generator(11);
    let count = 0;
    for (let i = 0; i < 150; i++) if (look(run(random, { ...cell, canaryRate })) === verdict) count++;
    return count / 150;
  };

  test('an equal canary fails, or one at the margin passes, in at most 5 %', () => {
    expect(wrong(0.01, 'fail', firstVerdict)).toBeLessThan(0.12);
    expect(wrong(0.015, 'pass', firstVerdict)).toBeLessThan(0.12);
  });

  test('a canary three points worse is found', () => {
    expect(wrong(0.04, 'fail', firstVerdict)).toBeGreaterThan(0.8);
  });

  test('the last five minutes alone are a false friend', () => {
    expect(wrong(0.01, 'fail', slidingVerdict)).toBeGreaterThan(0.5);
  });
});

test('a soak grows with the rate of errors and shrinks with the step', () => {
  const at = (rate: number, share: number) => requestsToPass(rate, share, 0.005, 0.05).total;
  expect(at(0.01, 0.05)).toBeGreaterThan(at(0.001, 0.05));
  expect(at(0.01, 0.05)).toBeGreaterThan(at(0.01, 0.5));
  const { canary, total } = requestsToPass(0.01, 0.05, 0.005, 0.05);
  const counts = (part: number) => [arm((total - canary) * 0.01 * part, (total - canary) * part), arm(canary * 0.01 * part, canary * part)];
  const at90 = { ...OPTIONS, dispersion: cautious(1, total * 0.009) };
  expect(judgeArms(...counts(1), { ...OPTIONS, dispersion: cautious(1, total * 0.01) }).verdict).toBe('pass');
  expect(judgeArms(...counts(0.9), at90).verdict).toBe('wait');
  // The forecast says the same.
  expect(judgeArms(...counts(0.9), { ...at90, scatter: 1 }).factor).toBeCloseTo(1 / 0.9, 1);
});

test('little traffic asks for a larger step', () => {
  expect(smallestStep(0.001, 100, 86_400, 0.005, 0.05)).toBe(1);
  expect(smallestStep(0.001, 0.7, 86_400, 0.005, 0.05)).toBeGreaterThan(5);
  expect(smallestStep(0.01, 0.001, 86_400, 0.005, 0.05)).toBeUndefined();
});

function firstVerdict(minutes: readonly Minute[]): string {
  for (let t = 5; t <= minutes.length; t += 3) {
    const seen = minutes.slice(0, t);
    const options = { ...OPTIONS, dispersion: dispersionOf(seen).factor, forecast: false };
    const { verdict } = judgeArms(sum(seen, 'stable'), sum(seen, 'canary'), options, seen);
    if (verdict !== 'wait') return verdict;
  }
  return 'wait';
}

function slidingVerdict(minutes: readonly Minute[]): string {
  for (let t = 5; t <= minutes.length; t++) {
    const seen = minutes.slice(t - 5, t);
    const [stable, canary] = [sum(seen, 'stable'), sum(seen, 'canary')];
    const rate = (stable.bad + canary.bad) / (stable.total + canary.total);
    const deviation = Math.sqrt(rate * (1 - rate) * (1 / stable.total + 1 / canary.total));
    if ((canary.bad / canary.total - stable.bad / stable.total) / deviation > 1.6449) return 'fail';
  }
  return 'wait';
}

function sum(minutes: readonly Minute[], of: 'stable' | 'canary'): Arm {
  return minutes.reduce((all, minute) => arm(all.bad + minute[of].bad, all.total + minute[of].total), arm(0, 0));
}
