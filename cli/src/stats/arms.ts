import { clopperPearson } from './binomial.js';
import type { Interval } from './binomial.js';
import { cautious } from './dispersion.js';
import { failEvidence, passEvidence } from './evidence.js';

/** What one version did: requests, and those of them that were bad (failed, slow). May have fractions, as rates do. */
export interface Arm {
  readonly bad: number;
  readonly total: number;
}

/** Both versions over the same minute. */
export interface Minute {
  readonly stable: Arm;
  readonly canary: Arm;
}

/** What the comparison promises. */
export interface ArmsOptions {
  /** How much worse the canary may be, as a share: 0.005 is half a percentage point. */
  readonly margin: number;
  /** Chance of `fail` on a canary that is as good as stable, however often it is asked. */
  readonly alphaFail: number;
  /** Chance of `pass` on a canary that is worse by the margin, however often it is asked. */
  readonly alphaPass: number;
  /**
   * How much more the bad requests scatter from minute to minute than single ones would; all counts are divided by it.
   * @default 1
   */
  readonly dispersion?: number;
  /**
   * What the scatter of bad requests was seen to be, for the forecast: the caution in `dispersion` shrinks as counts grow.
   * @default - `dispersion` stays as it is
   */
  readonly scatter?: number;
  /**
   * Requests that each version must have before anything is said.
   * @default 100
   */
  readonly minRequests?: number;
  /**
   * Whether a `wait` says how much more traffic it takes.
   * @default true
   */
  readonly forecast?: boolean;
}

/** A version's rate of bad requests, and where it lies with 95 %. */
export interface ArmRate extends Interval {
  readonly bad: number;
  readonly total: number;
  readonly rate: number;
}

/** What may be said of the canary. */
export interface ArmsVerdict {
  readonly verdict: 'pass' | 'fail' | 'wait';
  /** Evidence that the canary is worse; `needFail` or more is enough. */
  readonly eFail: number;
  readonly needFail: number;
  /** Evidence that it is not worse by the margin; `needPass` or more is enough. */
  readonly ePass: number;
  readonly needPass: number;
  readonly stable: ArmRate;
  readonly canary: ArmRate;
  /** Canary's rate less stable's. */
  readonly difference: number;
  /** For `wait`: times as many requests as now until `pass` or `fail`, at these rates; undefined if neither comes. */
  readonly factor?: number;
}

/** Requests each version must have. */
export const MIN_REQUESTS = 100;

/**
 * Compares the canary with stable. It may be asked as often as one likes while counts grow: the chance of a wrong `fail` or `pass`
 * over all the looks together stays below the given ones, because the evidence is a supermartingale under what it speaks against
 * (Ville's inequality), see docs/judging.md.
 *
 * @param minutes the same counts minute by minute, where they are known: then the split of traffic may change with time
 */
export function judgeArms(stable: Arm, canary: Arm, options: ArmsOptions, minutes: readonly Minute[] = [{ stable, canary }]): ArmsVerdict {
  const { margin, alphaFail, alphaPass, dispersion = 1, minRequests = MIN_REQUESTS, forecast = true } = options;
  const [needFail, needPass] = [1 / alphaFail, 1 / alphaPass];
  const logFail = failEvidence(minutes, dispersion);
  const logPass = passEvidence(stable, canary, margin, dispersion);
  const rates = { stable: rateOf(stable), canary: rateOf(canary) };
  const difference = rates.canary.rate - rates.stable.rate;
  const enough = Math.min(stable.total, canary.total) >= minRequests;
  // What is surely worse, but surely by less than the margin, was agreed to.
  const verdict = !enough ? 'wait' : logPass >= Math.log(needPass) ? 'pass' : logFail >= Math.log(needFail) ? 'fail' : 'wait';
  return {
    verdict,
    eFail: Math.exp(Math.min(MOST_LOG, logFail)),
    needFail,
    ePass: Math.exp(Math.min(MOST_LOG, logPass)),
    needPass,
    ...rates,
    difference,
    ...(verdict === 'wait' && forecast && { factor: factorToVerdict(stable, canary, options) }),
  };
}

/** Times as many requests as now until a verdict, if both versions go on as they are; undefined if there is none in sight. */
function factorToVerdict(stable: Arm, canary: Arm, options: ArmsOptions): number | undefined {
  const { margin, alphaFail, alphaPass, dispersion = 1, scatter, minRequests = MIN_REQUESTS } = options;
  const smaller = Math.min(stable.total, canary.total);
  if (smaller === 0) return undefined;
  const decided = (factor: number) => {
    const [s, c] = [times(stable, factor), times(canary, factor)];
    const then = scatter === undefined ? dispersion : cautious(scatter, s.bad + c.bad);
    return smaller * factor >= minRequests
      && (failEvidence([{ stable: s, canary: c }], then) >= -Math.log(alphaFail)
        || passEvidence(s, c, margin, then) >= -Math.log(alphaPass));
  };
  let [low, high] = [1, 2];
  while (!decided(high)) {
    if (high > FARTHEST) return undefined;
    [low, high] = [high, high * 2];
  }
  while (high / low > 1.01) {
    const middle = Math.sqrt(low * high);
    if (decided(middle)) high = middle;
    else low = middle;
  }
  return high;
}

const FARTHEST = 1e6;

/** Beyond it evidence would be no number. */
const MOST_LOG = 690;

const times = (arm: Arm, factor: number): Arm => ({ bad: arm.bad * factor, total: arm.total * factor });

function rateOf({ bad, total }: Arm): ArmRate {
  const [n, k] = [Math.round(total), Math.round(bad)];
  return { bad, total, rate: total === 0 ? 0 : bad / total, ...clopperPearson(Math.min(k, n), n, 0.05) };
}
