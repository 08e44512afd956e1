import { compareRates } from '../stats/two-rates.js';
import type { Counted } from './count.js';

/** What the logs of two versions show. */
export interface CompareAnswer {
  /** Always: logs are no metrics. */
  readonly heuristic: true;
  readonly verdict: 'alike' | 'more' | 'too-few';
  readonly stable: Counted & { readonly rate: number };
  readonly canary: Counted & { readonly rate: number };
  /** Canary's rate over stable's; null where neither has any, or only the canary has. */
  readonly ratio: number | null;
  readonly pValue: number;
  readonly message: string;
}

/** From so many times as often on it is worth a look. */
export const MOST_RATIO = 2;

/** By chance more in less than so many cases. */
const ALPHA = 0.05;

/** Hits of both versions below which nothing can be said. */
const FEWEST = 5;

/** Compares how often a pattern is found in the logs of two versions, by requests (or lines). */
export function judgeLogs(stable: Counted, canary: Counted, by: 'requests' | 'lines'): CompareAnswer {
  // A line may be a hit without being a request: one that fails may log several.
  const arm = ({ hits, requests }: Counted) => ({ bad: hits, total: Math.max(requests, hits) });
  const empty = stable.requests === 0 || canary.requests === 0;
  const { stable: s, canary: c, ratio, pValue } = compareRates(arm(stable), arm(canary));
  const rare = stable.hits + canary.hits < FEWEST;
  const much = ratio !== undefined && ratio > MOST_RATIO;
  const verdict = empty ? 'too-few' : much && pValue < ALPHA ? 'more' : much || (rare && canary.hits > 0) ? 'too-few' : 'alike';
  return {
    heuristic: true,
    verdict,
    stable: { ...stable, rate: s },
    canary: { ...canary, rate: c },
    ratio: ratio === undefined || ratio === Infinity ? null : ratio,
    pValue,
    message: messageOf(verdict, { stable, canary, by, ratio, empty }),
  };
}

interface Told {
  readonly stable: Counted;
  readonly canary: Counted;
  readonly by: string;
  readonly ratio?: number;
  readonly empty: boolean;
}

function messageOf(verdict: CompareAnswer['verdict'], { stable, canary, by, ratio, empty }: Told): string {
  if (empty) return `there are no ${by} of ${stable.requests === 0 ? 'stable' : 'the canary'} to compare`;
  const counts = `canary ${canary.hits} of ${canary.requests} ${by}, stable ${stable.hits} of ${stable.requests}`;
  if (ratio === undefined) return `neither version has any: ${counts}`;
  const times = ratio === Infinity ? 'only the canary has any' : `the canary has ${Number(ratio.toPrecision(2))} times as many`;
  switch (verdict) {
    case 'more':
      return `${times}: ${counts}`;
    case 'too-few':
      return `${times}, but these are too few to tell from chance: ${counts}`;
    default:
      return `${times}, no more than ${MOST_RATIO} is no reason to worry: ${counts}`;
  }
}
