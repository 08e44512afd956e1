import { choose } from './support/run';

const need = (flags: string) => choose(`--gradual ${flags}`).traffic!;

test('a step of 5 % at 1 % errors needs 17 000 requests, 850 of them to the canary', () => {
  expect(need('')).toEqual({
    weight: 5, errorRate: 0.01, detects: 0.02, canaryRequests: 850, requestsPerStep: 17000,
  });
});

test('the time follows from the requests per minute', () => {
  expect(need('--requests-per-minute 1000').minutesPerStep).toBeCloseTo(17);
});

test('1% and 0.01 are the same', () => {
  expect(need('--error-rate 1%')).toEqual(need('--error-rate 0.01'));
});

test('only a canary has steps', () => {
  expect(choose('--instant-switch --requests-per-minute 1').traffic).toBeUndefined();
});

/** The formula is an approximation: the exact chances of the test it is made for must be near what is promised. */
test.each(['0.5%', '1%', '5%', '10%'])('counted exactly at %s: 80 %% power, 5 %% to 6 %% false alarms', rate => {
  const { canaryRequests, requestsPerStep, errorRate } = need(`--error-rate ${rate}`);
  const stableRequests = requestsPerStep - canaryRequests;
  expect(alarms(canaryRequests, stableRequests, 2 * errorRate, errorRate)).toBeCloseTo(0.8, 2);
  const falseAlarms = alarms(canaryRequests, stableRequests, errorRate, errorRate);
  expect(falseAlarms).toBeGreaterThan(0.045);
  expect(falseAlarms).toBeLessThan(0.06);
});

/** Chance that the one-sided two-proportion z-test at 95 % finds the canary worse. */
function alarms(canary: number, stable: number, canaryRate: number, stableRate: number): number {
  const total = canary + stable;
  const ofStable = binomial(stable, stableRate);
  let chance = 0;
  binomial(canary, canaryRate).forEach((px, x) => ofStable.forEach((py, y) => {
    if (px * py < 1e-12 || x + y === 0) return;
    const pooled = (x + y) / total;
    const z = (x / canary - y / stable) / Math.sqrt(pooled * (1 - pooled) * (1 / canary + 1 / stable));
    if (z > 1.6448536) chance += px * py;
  }));
  return chance;
}

/** The chances of 0, 1, 2 … successes, as far as they matter. */
function binomial(n: number, p: number): number[] {
  const most = Math.min(n, Math.ceil(n * p + 10 * Math.sqrt(n * p) + 20));
  let log = n * Math.log1p(-p);
  return Array.from({ length: most + 1 }, (_, k) => {
    if (k > 0) log += Math.log((n - k + 1) / k) + Math.log(p) - Math.log1p(-p);
    return Math.exp(log);
  });
}
