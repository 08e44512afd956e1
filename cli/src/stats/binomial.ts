import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import binomialLogPmf from '@stdlib/stats-base-dists-binomial-logpmf';

/** An interval of shares, 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Two-sided p-value of the exact binomial test: the probability, if the share is `p`, of a count as improbable as `k` or more so.
 * The same definition as R's binom.test and scipy's binomtest.
 *
 * Its cost grows with the logarithm of `n`, as no outcome is looked at one by one.
 */
export function binomialTest(k: number, n: number, p: number): number {
  if (n === 0) return 1;
  if (p === 0) return k === 0 ? 1 : 0;
  if (p === 1) return k === n ? 1 : 0;
  const atMost = binomialLogPmf(k, n, p) + TIE;
  const mode = Math.floor((n + 1) * p);
  if (k === mode) return 1;
  // Away from the mode the probabilities only fall: one search finds where the other tail begins.
  const tail = k < mode
    ? binomialCdf(k, n, p) + upperTail(firstFrom(mode, n + 1, (i) => i > n || binomialLogPmf(i, n, p) <= atMost), n, p)
    : upperTail(k, n, p) + binomialCdf(lastUpTo(-1, mode, (i) => i < 0 || binomialLogPmf(i, n, p) <= atMost), n, p);
  return Math.min(1, tail);
}

/** The Clopper-Pearson interval: exact, so that it holds the true share in at least `1 - alpha` of all samples. */
export function clopperPearson(k: number, n: number, alpha: number): Interval {
  if (n === 0) return { low: 0, high: 1 };
  return {
    low: k === 0 ? 0 : betaQuantile(alpha / 2, k, n - k + 1),
    high: k === n ? 1 : betaQuantile(1 - alpha / 2, k + 1, n - k),
  };
}

/** Probability of `k` or more of `n`. */
export function upperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  // The lower tail of the complement keeps its digits where 1 - cdf would lose them.
  return k > n ? 0 : binomialCdf(n - k, n, 1 - p);
}

/** Probability of `k` or fewer of `n`. */
export function lowerTail(k: number, n: number, p: number): number {
  return k < 0 ? 0 : binomialCdf(Math.min(k, n), n, p);
}

/** The counts that do not reject the share `p` at `alpha`, from `first` to `last`. */
export function accepted(n: number, p: number, alpha: number): { readonly first: number; readonly last: number } {
  const mode = Math.min(n, Math.floor((n + 1) * p));
  return {
    first: firstFrom(0, mode, (k) => binomialTest(k, n, p) >= alpha),
    last: lastUpTo(mode, n, (k) => binomialTest(k, n, p) >= alpha),
  };
}

/** Probabilities that differ by less than this factor count as equal, as in R and scipy: rounding must not split a tie. */
const TIE = Math.log1p(1e-7);

/** The first of `from` to `to` that holds, if everything after one that holds does too; `to` must hold. */
function firstFrom(from: number, to: number, holds: (value: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}

/** The last of `from` to `to` that holds, if everything before one that holds does too; `from` must hold. */
function lastUpTo(from: number, to: number, holds: (value: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
