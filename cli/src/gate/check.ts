import { judgeArms, type Arm, type ArmRate, type ArmsVerdict, type Minute } from '../stats/arms.js';
import { dispersionOf, MIN_MINUTES } from '../stats/dispersion.js';
import { smallestStep } from '../stats/soak.js';
import { percent } from '../words.js';
import { alphas, type GatePlan } from './settings.js';

/** What a gate may say. */
export type GateVerdict = 'pass' | 'fail' | 'wait';

/** What one metric says. */
export interface GateCheck {
  readonly metric: string;
  readonly stable?: ArmRate;
  readonly canary?: ArmRate;
  /** The canary's value, for a metric that has a limit. */
  readonly value?: number;
  readonly verdict: GateVerdict;
  readonly message: string;
  /** How much worse the canary may be, as a share. */
  readonly margin?: number;
  /** Evidence for fail and pass, and what is enough. */
  readonly evidence?: Pick<ArmsVerdict, 'eFail' | 'needFail' | 'ePass' | 'needPass'>;
  /** What counts were divided by. */
  readonly dispersion?: number;
  /** Hours until a verdict at the present traffic; absent where none is in sight, or the time is not known. */
  readonly hours?: number;
  /** A step, in percent, whose verdict comes within a day. */
  readonly suggestedStep?: number;
}

/** The counts of one metric. */
export interface RatioInput {
  readonly metric: string;
  /** What a bad request is called: 'failed', 'took longer than 0.5 s'. */
  readonly bad: string;
  readonly stable: Arm;
  readonly canary: Arm;
  readonly margin: number;
  /** The same counts minute by minute. */
  readonly minutes?: readonly Minute[];
  /** What counts are divided by, where it is stated and not estimated. */
  readonly dispersion?: number;
  /** Seconds over which the counts were taken. */
  readonly seconds?: number;
}

const DAY = 86_400;

/** Judges a metric that counts bad requests among all. */
export function judgeRatio(input: RatioInput, plan: GatePlan, metrics: number): GateCheck {
  const { metric, stable, canary, margin, minutes, seconds } = input;
  const estimate = minutes === undefined ? undefined : dispersionOf(minutes);
  const dispersion = input.dispersion ?? estimate?.factor ?? 1;
  const { alphaFail, alphaPass } = alphas(plan, metrics);
  const options = { margin, alphaFail, alphaPass, dispersion, scatter: input.dispersion === undefined ? estimate?.raw : undefined, minRequests: plan.minRequests };
  const judged = judgeArms(stable, canary, options, minutes);
  const short = estimate !== undefined && estimate.minutes < MIN_MINUTES;
  const verdict = short ? 'wait' : judged.verdict;
  const { eFail, needFail, ePass, needPass, factor } = judged;
  const hours = verdict === 'wait' && factor !== undefined && seconds !== undefined && !short ? seconds * (factor - 1) / 3600 : undefined;
  const step = hours !== undefined && hours > 24 ? stepOf(judged, seconds!, margin, alphaPass) : undefined;
  return {
    metric,
    stable: judged.stable,
    canary: judged.canary,
    verdict,
    message: messageOf(input, judged, verdict, { short, hours, step, minRequests: plan.minRequests }),
    margin,
    evidence: { eFail, needFail, ePass, needPass },
    dispersion,
    ...(hours !== undefined && { hours }),
    ...(step !== undefined && { suggestedStep: step }),
  };
}

function stepOf({ stable, canary }: ArmsVerdict, seconds: number, margin: number, alpha: number): number | undefined {
  return smallestStep(stable.rate, (stable.total + canary.total) / seconds, DAY, margin, alpha);
}

interface Told {
  readonly short: boolean;
  readonly hours?: number;
  readonly step?: number;
  readonly minRequests: number;
}

function messageOf({ bad, margin }: RatioInput, { stable, canary, difference, factor }: ArmsVerdict, verdict: GateVerdict, told: Told): string {
  const counts = `of the canary's ${count(canary.total)} requests ${share(canary)} ${bad}, of stable's ${count(stable.total)} ${share(stable)}`;
  const points = `${Number((margin * 100).toPrecision(3))} points`;
  switch (verdict) {
    case 'fail':
      return `the canary is worse: ${counts}`;
    case 'pass':
      return `not worse by ${points}: ${counts}`;
    default:
      return `not decided: ${counts}; ${missingOf(canary, stable, difference, factor, told)}`;
  }
}

function missingOf(canary: ArmRate, stable: ArmRate, difference: number, factor: number | undefined, { short, hours, step, minRequests }: Told): string {
  if (canary.total === 0) return 'the canary had no request: is the route applied?';
  if (stable.total === 0) return 'stable had no request, so there is nothing to compare with';
  if (short) return `counts of at least ${MIN_MINUTES} minutes are needed`;
  const fewer = Math.min(canary.total, stable.total);
  const needs = fewer < minRequests ? [`each version needs at least ${minRequests} requests`] : [];
  if (factor === undefined) {
    const why = difference > 0 ? 'the difference is near the margin' : 'the counts are too small to say when';
    return [...needs, `no verdict is in sight at these rates: ${why}`].join('; ');
  }
  const when = hours === undefined ? '' : `, ${duration(hours)} at the present traffic`;
  const larger = step === undefined ? '' : `; with a step of ${step} % it would come within a day`;
  return [...needs, `it takes about ${count(canary.total * (factor - 1))} more requests of the canary${when}${larger}`].join('; ');
}

/** Hours as a person says them. */
export function duration(hours: number): string {
  if (hours < 1) return `${Math.max(1, Math.ceil(hours * 60))} minutes`;
  return hours < 48 ? `${Math.ceil(hours)} hours` : `${Math.ceil(hours / 24)} days`;
}

function share({ bad, rate }: ArmRate): string {
  return `${count(bad)} (${percent(rate)})`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
