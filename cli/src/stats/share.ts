import { binomialTest, clopperPearson } from './binomial.js';
import { MOST_OUTCOMES, multinomialTest, outcomes } from './multinomial.js';
import { detectableDeviation, requestsNeeded } from './sample.js';

/** How often a version answered, and its weight. */
export interface ObservedShare {
  readonly name: string;
  /** Its weight, as in the route: shares are weights over their sum. */
  readonly weight: number;
  /** Its answers. What comes from a rate may have a fraction; it is rounded. */
  readonly count: number;
}

/** What the judgement of shares promises. */
export interface ShareOptions {
  /**
   * Chance of `differ` though the weights are right, 0 to 1.
   * @default 0.05
   */
  readonly alpha?: number;
  /**
   * Chance of seeing a deviation of `deviation` points, 0 to 1. An `agree` is wrong in no more than the rest.
   * @default 0.95
   */
  readonly power?: number;
  /**
   * Percentage points that must not go unseen; with fewer requests than that needs the verdict is `too-few`.
   * @default 15
   */
  readonly deviation?: number;
  /**
   * Percentage points that do not matter, however sure they are.
   * @default 1
   */
  readonly tolerance?: number;
  /**
   * How much more the counts scatter than single requests would: they are divided by it. 1 or more.
   * @default 1
   */
  readonly dispersion?: number;
}

/** One version: what was expected, what was seen. Shares are 0 to 1. */
export interface JudgedShare {
  readonly name: string;
  readonly count: number;
  readonly expected: number;
  readonly observed: number;
  /** The Clopper-Pearson interval of the observed share at `1 - alpha`. */
  readonly low: number;
  readonly high: number;
  /** Of the exact binomial test of this version alone. */
  readonly pValue: number;
}

/** Whether counts agree with weights. */
export interface ShareVerdict {
  /** `differ`: improbable under the weights, and by more than the tolerance. `too-few`: these requests could not have shown it. */
  readonly verdict: 'agree' | 'differ' | 'too-few';
  readonly pValue: number;
  /** The test: two versions, several with every outcome listed, or several by a binomial test each (Holm). */
  readonly method: 'binomial' | 'multinomial' | 'binomial-holm';
  readonly total: number;
  readonly versions: readonly JudgedShare[];
  /** Requests that a deviation of `deviation` points needs to be seen. */
  readonly requestsNeeded: number;
  /** The least deviation, in points, that these requests could have shown; undefined if none. */
  readonly detectable?: number;
  /** Whether a count was no whole number: it comes from a rate, and is an estimate. */
  readonly estimated: boolean;
  readonly options: Required<ShareOptions>;
}

/** The defaults of `judgeShares`. */
export const SHARE_DEFAULTS: Required<ShareOptions> = { alpha: 0.05, power: 0.95, deviation: 15, tolerance: 1, dispersion: 1 };

/** Whether observed counts agree with the weights of a split. */
export function judgeShares(observed: readonly ObservedShare[], given: ShareOptions = {}): ShareVerdict {
  const options = { ...SHARE_DEFAULTS, ...given };
  const weights = observed.reduce((sum, { weight }) => sum + weight, 0);
  const counts = observed.map(({ count }) => Math.round(count / options.dispersion));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const versions = observed.map(({ name, weight }, i): JudgedShare => ({
    name,
    count: Math.round(observed[i].count),
    expected: weight / weights,
    observed: total === 0 ? 0 : counts[i] / total,
    ...clopperPearson(counts[i], total, options.alpha),
    pValue: binomialTest(counts[i], total, weight / weights),
  }));
  // Versions of weight 0 or of all the weight leave nothing to the chance; the others share what remains.
  const open = versions.filter(({ expected }) => expected > 0 && expected < 1);
  const each = options.alpha / Math.max(1, open.length > 2 ? open.length : 1);
  const needed = Math.max(1, ...open.map(({ expected }) => requestsNeeded(expected, options.deviation, each, options.power)));
  const { pValue, method } = test(versions, counts, total);
  const far = versions.some((version) => Math.abs(version.observed - version.expected) * 100 > options.tolerance);
  return {
    verdict: pValue < options.alpha && far ? 'differ' : total < needed ? 'too-few' : 'agree',
    pValue,
    method,
    total: versions.reduce((sum, { count }) => sum + count, 0),
    versions,
    requestsNeeded: Math.ceil(needed * options.dispersion),
    detectable: open.length === 0 ? undefined : worst(open.map(({ expected }) => detectableDeviation(total, expected, each, options.power))),
    estimated: observed.some(({ count }) => !Number.isInteger(count)),
    options,
  };
}

function test(versions: readonly JudgedShare[], counts: readonly number[], total: number): Pick<ShareVerdict, 'pValue' | 'method'> {
  if (versions.length <= 2) return { pValue: Math.min(...versions.map(({ pValue }) => pValue)), method: 'binomial' };
  const impossible = versions.some(({ expected }, i) => expected === 0 && counts[i] > 0);
  const open = versions.flatMap(({ expected }, i) => (expected > 0 ? [{ expected, count: counts[i] }] : []));
  if (outcomes(total, open.length) <= MOST_OUTCOMES) {
    const pValue = impossible ? 0 : multinomialTest(open.map(({ count }) => count), open.map(({ expected }) => expected));
    return { pValue, method: 'multinomial' };
  }
  return { pValue: Math.min(1, versions.length * Math.min(...versions.map(({ pValue }) => pValue))), method: 'binomial-holm' };
}

function worst(deviations: ReadonlyArray<number | undefined>): number | undefined {
  return deviations.some((value) => value === undefined) ? undefined : Math.max(...deviations as number[]);
}
