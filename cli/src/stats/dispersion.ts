import type { Arm, Minute } from './arms.js';

/** How bad requests scatter over time. */
export interface Dispersion {
  /** What counts are divided by: 1 or more. */
  readonly factor: number;
  /** What the counts themselves show, without the caution; 0 where there was nothing bad to learn from. */
  readonly raw: number;
  /** Minutes it was estimated from. */
  readonly minutes: number;
}

/** With fewer minutes than these nothing can be said of the scatter. */
export const MIN_MINUTES = 5;

/**
 * How much more the bad requests of both versions scatter from minute to minute than single requests would: Pearson's statistic of
 * the counts per minute over its degrees of freedom. Requests that fail in bursts of five give 5. Blocks of five minutes are looked
 * at too, for bursts that last; the greater counts.
 *
 * Few bad requests say little of how they come, and a look before the first burst would see none at all. So the estimate starts at
 * bursts of five and is believed as bad requests are seen, and its own uncertainty is added to it.
 */
export function dispersionOf(minutes: readonly Minute[]): Dispersion {
  const raw = Math.max(...BLOCKS.map((size) => {
    const blocks = blocksOf(minutes, size);
    return blocks.length < MIN_MINUTES ? 0 : pearson(blocks);
  }));
  const bad = minutes.reduce((sum, { stable, canary }) => sum + stable.bad + canary.bad, 0);
  return { factor: cautious(raw, bad), raw, minutes: minutes.length };
}

/** What counts are divided by, if so many bad requests were seen to scatter by `raw`. */
export function cautious(raw: number, bad: number): number {
  const believed = (bad * Math.max(1, raw) + ASSUMED.bad * ASSUMED.factor) / (bad + ASSUMED.bad);
  const events = (bad + ASSUMED.bad) / believed;
  return believed * (1 + CAUTION / Math.sqrt(events));
}

/** What is assumed before anything is seen: so many bad requests, in bursts of that size. */
const ASSUMED = { bad: 15, factor: 5 };

/** Standard errors that are added; the relative one of the estimate is about one over the root of the number of bursts. */
const CAUTION = 1;

/** Sizes of the blocks, in minutes. */
const BLOCKS = [1, 5];

function pearson(blocks: readonly Minute[]): number {
  let [statistic, freedom] = [0, 0];
  for (const arm of ['stable', 'canary'] as const) {
    const counts = blocks.map((block) => block[arm]).filter(({ total }) => total > 0);
    const { bad, total } = sum(counts);
    const rate = total === 0 ? 0 : bad / total;
    if (rate === 0 || rate === 1) continue;
    for (const count of counts) statistic += (count.bad - count.total * rate) ** 2 / (count.total * rate * (1 - rate));
    freedom += counts.length - 1;
  }
  return freedom <= 0 ? 0 : statistic / freedom;
}

function blocksOf(minutes: readonly Minute[], size: number): Minute[] {
  if (size === 1) return [...minutes];
  return Array.from({ length: Math.floor(minutes.length / size) }, (_, i) => {
    const block = minutes.slice(i * size, (i + 1) * size);
    return { stable: sum(block.map(({ stable }) => stable)), canary: sum(block.map(({ canary }) => canary)) };
  });
}

function sum(arms: readonly Arm[]): Arm {
  return arms.reduce((all, { bad, total }) => ({ bad: all.bad + bad, total: all.total + total }), { bad: 0, total: 0 });
}
