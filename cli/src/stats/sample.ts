import { accepted, lowerTail, upperTail } from './binomial.js';

/**
 * Requests from which on a share that is off by `deviation` percentage points is seen by the exact two-sided test, in either
 * direction that is possible: this number and every larger one has the power.
 *
 * @param share the expected one, above 0 and below 1
 * @param deviation in percentage points
 * @param alpha chance of a false alarm
 * @param power chance that the deviation is seen
 */
export function requestsNeeded(share: number, deviation: number, alpha: number, power: number): number {
  const key = [share, deviation, alpha, power].join(' ');
  const before = asked.get(key);
  if (before !== undefined) return before;
  const needed = search(share, deviation, alpha, power);
  asked.set(key, needed);
  return needed;
}

/** Kept, because whoever watches asks the same again at every look. */
const asked = new Map<string, number>();

function search(share: number, deviation: number, alpha: number, power: number): number {
  const others = [share + deviation / 100, share - deviation / 100].filter((other) => other > 0 && other < 1);
  // Neither side has room for it: any deviation is less, so no number of requests shows one of that size.
  if (others.length === 0) return 1;
  const enough = (n: number) => others.every((other) => powerOf(n, share, other, alpha) >= power);
  let [low, high] = [1, 2];
  while (!enough(high)) [low, high] = [high, high * 2];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  // Power does not rise with every request: counts are whole numbers, so it climbs like a saw.
  const tooth = Math.min(400, Math.ceil(3 / Math.min(share, 1 - share)));
  for (let n = high + 1; n <= high + tooth; n++) if (!enough(n)) high = n + 1;
  return high;
}

/** The least deviation, in percentage points, that `n` requests show with this power; undefined if none. */
export function detectableDeviation(n: number, share: number, alpha: number, power: number): number | undefined {
  if (n === 0) return undefined;
  // Towards one half, where counts scatter more: the harder side.
  const sign = share <= 0.5 ? 1 : -1;
  const seen = (points: number) => powerOf(n, share, share + sign * points / 100, alpha) >= power;
  let [low, high] = [0, (sign > 0 ? 1 - share : share) * 100];
  if (!seen(high)) return undefined;
  while (high - low > 0.01) {
    const middle = (low + high) / 2;
    if (seen(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Chance that the exact test of `share` rejects, if the true share is `truth`. */
export function powerOf(n: number, share: number, truth: number, alpha: number): number {
  const { first, last } = accepted(n, share, alpha);
  return lowerTail(first - 1, n, truth) + upperTail(last + 1, n, truth);
}
