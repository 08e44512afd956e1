import betaln from '@stdlib/math-base-special-betaln';
import type { Arm, Minute } from './arms.js';

// Evidence is an e-value, kept as its natural logarithm: under what it speaks against its expectation is at most 1, at every moment
// at which one may choose to look. docs/judging.md says why.

/**
 * Evidence against "the canary is as good as stable, or better".
 *
 * Given the bad requests of a minute, each is the canary's with the share of traffic that the canary had, if both are equally good;
 * if it is `ratio` times as bad, with more. The likelihood ratio of the two, multiplied over the minutes and averaged over ratios.
 */
export function failEvidence(minutes: readonly Minute[], dispersion: number): number {
  const telling = minutes.filter(({ stable, canary }) => stable.total > 0 && canary.total > 0 && stable.bad + canary.bad > 0);
  const logs = RATIOS.map(({ ratio, logWeight }) => telling.reduce((sum, { stable, canary }) => {
    const share = canary.total / (canary.total + stable.total);
    const worse = ratio * share / (ratio * share + 1 - share);
    return sum + (canary.bad * Math.log(worse / share) + stable.bad * Math.log((1 - worse) / (1 - share))) / dispersion;
  }, logWeight));
  return logSum(logs);
}

/**
 * Evidence against "the canary is worse by the margin or more": how likely the counts are if both are alike or each has a rate of its
 * own (averaged over rates), against how likely they are at best under what it speaks against.
 */
export function passEvidence(stable: Arm, canary: Arm, margin: number, dispersion: number): number {
  const [s, c] = [deflate(stable, dispersion), deflate(canary, dispersion)];
  const both = { bad: s.bad + c.bad, total: s.total + c.total };
  const alike = PRIORS.map((prior) => marginal(both, prior) - Math.log(PRIORS.length));
  const apart = PRIORS.map((prior) => marginal(s, prior) + marginal(c, prior) - Math.log(PRIORS.length));
  return logSum([logSum(alike) + Math.log(0.8), logSum(apart) + Math.log(0.2)]) - bestAtMargin(s, c, margin);
}

/** Rates of bad requests that are thought likely, as Beta distributions: around 0.03 %, 0.3 %, 3 % and anything. */
const PRIORS: ReadonlyArray<{ readonly a: number; readonly b: number }> = [
  { a: 0.5, b: 1500 }, { a: 0.5, b: 150 }, { a: 0.5, b: 15 }, { a: 0.5, b: 0.5 },
];

/** How many times as bad the canary may be, from 1.1 to 100 with equal steps of the logarithm; the middle ones weigh more. */
const RATIOS = ratios(1.1, 100, 32);

function ratios(from: number, to: number, count: number): ReadonlyArray<{ readonly ratio: number; readonly logWeight: number }> {
  const step = Math.log(to / from) / (count - 1);
  const all = Array.from({ length: count }, (_, i) => Math.exp(Math.log(from) + i * step));
  const weights = all.map((ratio) => Math.exp(-((Math.log(ratio / 3) / 1.2) ** 2) / 2));
  const sum = weights.reduce((a, b) => a + b, 0);
  return all.map((ratio, i) => ({ ratio, logWeight: Math.log(weights[i] / sum) }));
}

/** Log likelihood of the counts, averaged over the rates of a prior. */
function marginal({ bad, total }: Arm, { a, b }: { readonly a: number; readonly b: number }): number {
  return betaln(a + bad, b + total - bad) - betaln(a, b);
}

/** The greatest log likelihood of both counts with the canary's rate at least the margin above stable's. */
function bestAtMargin(stable: Arm, canary: Arm, margin: number): number {
  const [p, q] = [stable, canary].map(({ bad, total }) => (total === 0 ? 0 : bad / total));
  if (q - p >= margin) return logLikelihood(stable, p) + logLikelihood(canary, q);
  // On the border, q = p + margin, the likelihood has one summit: where its slope changes sign.
  const slope = (rate: number) => score(stable, rate) + score(canary, rate + margin);
  let [low, high] = [0, 1 - margin];
  for (let i = 0; i < 200 && high - low > 1e-15; i++) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  const rate = (low + high) / 2;
  return logLikelihood(stable, rate) + logLikelihood(canary, rate + margin);
}

function score({ bad, total }: Arm, rate: number): number {
  return (bad === 0 ? 0 : bad / rate) - (total === bad ? 0 : (total - bad) / (1 - rate));
}

function logLikelihood({ bad, total }: Arm, rate: number): number {
  return (bad === 0 ? 0 : bad * Math.log(rate)) + (total === bad ? 0 : (total - bad) * Math.log1p(-rate));
}

const deflate = ({ bad, total }: Arm, factor: number): Arm => ({ bad: bad / factor, total: total / factor });

function logSum(logs: readonly number[]): number {
  const most = Math.max(...logs);
  return most === -Infinity ? most : most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
}
