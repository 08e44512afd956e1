import gammaln from '@stdlib/math-base-special-gammaln';

/** More outcomes than these are not listed one by one. */
export const MOST_OUTCOMES = 2_000_000;

/** How many outcomes `n` requests over `k` versions have: n + k - 1 over k - 1. */
export function outcomes(n: number, k: number): number {
  let count = 1;
  for (let i = 1; i < k; i++) count = count * (n + i) / i;
  return count;
}

/**
 * p-value of the exact multinomial test: the probability, if the shares are `shares`, of an outcome as improbable as `counts` or
 * more so. Every outcome is looked at, so ask `outcomes` first.
 *
 * @param shares each above 0; together 1
 */
export function multinomialTest(counts: readonly number[], shares: readonly number[]): number {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const logFactorial = Array.from({ length: n + 1 }, (_, i) => gammaln(i + 1));
  const logs = shares.map(Math.log);
  const term = (version: number, count: number) => count * logs[version] - logFactorial[count];
  const atMost = counts.reduce((sum, count, version) => sum + term(version, count), logFactorial[n]) + TIE;
  const last = counts.length - 1;
  let total = 0;
  const list = (version: number, left: number, log: number): void => {
    if (version === last) {
      const whole = log + term(version, left);
      if (whole <= atMost) total += Math.exp(whole);
      return;
    }
    for (let count = 0; count <= left; count++) list(version + 1, left - count, log + term(version, count));
  };
  list(0, n, logFactorial[n]);
  return Math.min(1, total);
}

/** As for the binomial test: a tie must not be split by rounding. */
const TIE = Math.log1p(1e-7);
