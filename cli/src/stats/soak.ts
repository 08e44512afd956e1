import { cautious } from './dispersion.js';
import { passEvidence } from './evidence.js';

/** What a stage needs before `gate` can say `pass`. */
export interface Soak {
  /** Requests of the canary. */
  readonly canary: number;
  /** Requests of both versions. */
  readonly total: number;
}

/**
 * Requests until `gate` passes a canary that is as good as stable: when the evidence of the expected counts is enough. Chance makes
 * it sooner in about half of the cases.
 *
 * @param rate share of bad requests, 0 to 1, of both versions
 * @param share the canary's part of the traffic, above 0 and below 1
 * @param margin how much worse it may be, as a share
 * @param alpha chance of passing one that is worse by the margin
 * @param scatter how much more bad requests scatter than single ones: 1 if each fails by itself
 */
export function requestsToPass(rate: number, share: number, margin: number, alpha: number, scatter = 1): Soak {
  const need = -Math.log(alpha);
  const enough = (total: number) => (
    passEvidence(arm(rate, total * (1 - share)), arm(rate, total * share), margin, cautious(scatter, rate * total)) >= need);
  let [low, high] = [1, 2];
  while (!enough(high)) [low, high] = [high, high * 2];
  while (high - low > 1 && high / low > 1.001) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return { canary: Math.ceil(high * share), total: high };
}

/** The smallest share, in whole percent, at which a verdict comes within `seconds`; undefined if not even half is enough. */
export function smallestStep(rate: number, requestsPerSecond: number, seconds: number, margin: number, alpha: number): number | undefined {
  for (let percent = 1; percent <= 50; percent++) {
    if (requestsToPass(rate, percent / 100, margin, alpha).total <= requestsPerSecond * seconds) return percent;
  }
  return undefined;
}

const arm = (rate: number, total: number) => ({ bad: rate * total, total });
