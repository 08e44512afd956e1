import { existsSync } from 'node:fs';
import type { Context } from '../command.js';
import { UsageError } from '../exit.js';
import { readObjects } from '../input/model.js';
import { CanaryStage } from '../library.js';
import type { Prometheus, Seconds } from '../prometheus/client.js';
import { appMetrics } from '../prometheus/metrics.js';
import { sinceOf, type MetricOptions } from '../prometheus/options.js';
import { sinceWhen } from '../stages/history.js';
import type { Entry, StageFile } from '../stages/stage-file.js';
import { appOf } from '../stages/synth.js';
import { answerOf, type GateAnswer } from './answer.js';
import { countedFrom, judgeByPrometheus, newestSample, type Comparison } from './collect.js';
import { gatePlan, type GateOptions } from './settings.js';

/** What a gate is asked with. */
export interface GateQuestion extends GateOptions, MetricOptions {
  readonly since?: string;
  readonly stableVersion?: string;
  readonly canaryVersion?: string;
}

/** Where the app stands, where there is a stage file. */
export interface GatedApp {
  readonly name: string;
  readonly app: string;
  readonly entry?: Entry;
  readonly file?: StageFile;
}

/** The oldest sample that still tells how things are. */
const STALE: Seconds = 300;

/** Why there is nothing to judge at the stage of an entry; undefined where both versions have traffic. */
export function nothingToJudge({ name, pattern, data }: Entry): string | undefined {
  if (pattern !== 'canary') return `${name} is a ${pattern} pattern, whose versions do not share requests: there is nothing to compare`;
  const { percent } = CanaryStage.named(data.stage);
  return percent > 0 && percent < 100 ? undefined
    : `${name} is at ${data.stage}, where ${percent === 0 ? 'the canary' : 'stable'} has no share of the requests: there is nothing to compare`;
}

/** Asks Prometheus about a canary. @throws UsageError where it cannot be asked, or it is not known since when to count */
export async function askGate(
  { name, app, entry, file }: GatedApp, manifests: readonly string[], question: GateQuestion, prometheus: Prometheus, context: Context,
): Promise<GateAnswer> {
  const { stableVersion: stable = 'stable', canaryVersion: canary = 'canary' } = question;
  const metrics = appMetrics(app, [stable, canary], await objectsFor(manifests, file, context), question);
  if (!metrics.stated) context.console.detail(`no manifests state metrics of ${app}: those of an application with the usual names are asked for`);
  if (question.latency !== undefined && metrics.source.kind === 'nginx-gateway-fabric') {
    throw new UsageError('--latency asks for a histogram of durations, which the metrics of nginx-gateway-fabric do not have; leave it out, or take the metrics of the application');
  }
  const stage = entry?.data.stage as string | undefined;
  const plan = gatePlan(question, entry === undefined ? {} : file!.stages._gateOf(entry.key), stage, stepsOf(entry), metrics.latencySeconds);
  const at = question.at ?? Date.now() / 1000;
  const from = landed(question, entry, file, at) + plan.warmup;
  const about = { app: name, stage, cannotSee: metrics.source.blindSpots, from: iso(from), at: iso(at) };
  const comparison: Comparison = { metrics, stable, canary, from, at };
  if (at - from < 1) return waiting(`the weight landed less than the warm-up of ${plan.warmup} s ago`, about);
  const newest = await newestSample(prometheus, comparison);
  if (newest === undefined || at - newest > STALE) {
    return waiting(`Prometheus has no sample of ${stable} or ${canary} of ${app} of the last 5 minutes: are the pods scraped, and are these the metrics (--source, --namespace)?`, about);
  }
  const counted = await countedFrom(prometheus, comparison);
  if (counted === from) return answerOf(await judgeByPrometheus(prometheus, comparison, plan), about);
  // First samples hold what was counted before anyone looked.
  const later = counted + plan.warmup;
  context.console.detail(`Prometheus has metrics of ${app} since ${iso(counted)} only: counting begins a warm-up after that`);
  if (at - later < 1) return waiting(`Prometheus has metrics of ${app} since ${iso(counted)} only, which is less than the warm-up of ${plan.warmup} s ago`, about);
  return answerOf(await judgeByPrometheus(prometheus, { ...comparison, from: later }, plan), { ...about, from: iso(later) });
}

function waiting(message: string, about: Omit<GateAnswer, 'verdict' | 'checks' | 'message'>): GateAnswer {
  return { verdict: 'wait', checks: [], message: `wait: ${message}`, ...about };
}

/** The manifests named, else the output that cdk8s.yaml names, where there is one. */
async function objectsFor(manifests: readonly string[], file: StageFile | undefined, context: Context): Promise<any[]> {
  if (manifests.length > 0) return readObjects(manifests, context);
  const output = file === undefined ? undefined : outputOf(file);
  return output === undefined || !existsSync(output) ? [] : readObjects([output], context);
}

function outputOf(file: StageFile): string | undefined {
  try {
    return appOf(file).output;
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

function stepsOf(entry: Entry | undefined): number | undefined {
  const steps = entry?.data.steps;
  return Array.isArray(steps) && steps.length > 0 ? steps.length : undefined;
}

/** When the weight came: as stated, or when the commit of the stage was made. */
function landed({ since }: GateQuestion, entry: Entry | undefined, file: StageFile | undefined, at: Seconds): Seconds {
  if (since !== undefined) {
    const stated = sinceOf(since);
    const moment = 'ago' in stated ? at - stated.ago : stated.moment;
    if (moment >= at) throw new UsageError(`--since ${since} is not before the moment that is looked at`);
    return moment;
  }
  const commit = entry === undefined ? undefined : sinceWhen(file!).get(entry.key);
  if (commit?.date === undefined) {
    throw new UsageError('since when the canary has its weight is not known: its stage is in no commit; say it by --since, such as --since 2h or --since 2026-01-31T12:00:00Z');
  }
  const moment = Date.parse(commit.date) / 1000;
  if (moment >= at) throw new UsageError(`the stage was committed at ${commit.date}, which is not before the moment that is looked at`);
  return moment;
}

function iso(seconds: Seconds): string {
  return new Date(Math.round(seconds) * 1000).toISOString().replace('.000', '');
}

