import type { Command } from 'commander';
import { gateAt, type GateMetric, type GateSettings } from '../library.js';
import { numberUpTo, wholeNumber } from '../options.js';
import { secondsOf } from '../prometheus/options.js';
import { MIN_REQUESTS } from '../stats/arms.js';

/** What the options of the command line say otherwise than the stage file. */
export interface GateOptions {
  /** Percentage points. */
  readonly margin?: number;
  /** Percent. */
  readonly alpha?: number;
  readonly minRequests?: number;
  /** Seconds. */
  readonly warmup?: number;
  /** Seconds that a request may take. */
  readonly latency?: number;
  /** How many stages share alpha. */
  readonly stages?: number;
}

/** What a gate promises and asks for; shares are 0 to 1, times in seconds. */
export interface GatePlan {
  readonly margin: number;
  readonly alpha: number;
  /** Stages that are judged in a rollout. */
  readonly stages: number;
  readonly minRequests: number;
  readonly warmup: number;
  readonly latency?: { readonly seconds: number; readonly margin: number };
  readonly metrics: readonly GateMetric[];
}

/** Adds the options that say what a gate asks for. */
export function addGateLimits(command: Command): void {
  command
    .option('--margin <points>', `percentage points more of errors that the canary may have (default ${GATE_DEFAULTS.margin})`, numberUpTo(100))
    .option('--alpha <percent>', `chance of a wrong verdict over all metrics and stages, in percent (default ${GATE_DEFAULTS.alpha})`, numberUpTo(50))
    .option('--stages <number>', 'stages that share --alpha (default: the steps of the plan)', wholeNumber())
    .option('--min-requests <number>', `requests that each version must have (default ${MIN_REQUESTS})`, wholeNumber())
    .option('--warmup <time>', 'time after the weight came that is not counted, such as 5m (default 2m)', secondsOf)
    .option('--latency <seconds>', 'judge the share of requests that take longer; a boundary of the histogram', numberUpTo(3600));
}

/** What is asked for where nothing is stated. */
export const GATE_DEFAULTS = { margin: 0.5, alpha: 5, warmup: 120, latencyMargin: 1, stages: 3 } as const;

/**
 * What a gate asks for at a stage: options first, then what the stage file states for the stage, then for all.
 *
 * @param steps how many weights the plan has
 * @param latencySeconds what the app's monitoring calls slow
 */
export function gatePlan(options: GateOptions, settings: GateSettings, stage: string | undefined, steps?: number, latencySeconds?: number): GatePlan {
  const stated = gateAt(settings, stage);
  const seconds = options.latency ?? stated.latency?.seconds ?? latencySeconds;
  return {
    margin: (options.margin ?? stated.margin ?? GATE_DEFAULTS.margin) / 100,
    alpha: (options.alpha ?? stated.alpha ?? GATE_DEFAULTS.alpha) / 100,
    stages: options.stages ?? steps ?? GATE_DEFAULTS.stages,
    minRequests: options.minRequests ?? stated.minRequests ?? MIN_REQUESTS,
    warmup: options.warmup ?? (stated.warmup === undefined ? GATE_DEFAULTS.warmup : secondsOf(stated.warmup)),
    ...(seconds !== undefined && { latency: { seconds, margin: (stated.latency?.margin ?? GATE_DEFAULTS.latencyMargin) / 100 } }),
    metrics: stated.metrics ?? [],
  };
}

/**
 * The chances of error of one metric at one stage. A `fail` of any metric at any stage is an alarm, so its chance is divided by both; a
 * `pass` needs every metric, so that one that is wrong cannot pass alone, and its chance is divided by stages only.
 */
export function alphas({ alpha, stages }: GatePlan, metrics: number): { readonly alphaFail: number; readonly alphaPass: number } {
  return { alphaFail: alpha / (stages * metrics), alphaPass: alpha / stages };
}
