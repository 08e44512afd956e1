import { UsageError } from '../exit.js';
import type { GateMetric } from '../library.js';
import type { Prometheus, Seconds } from '../prometheus/client.js';
import type { AppMetrics } from '../prometheus/metrics.js';
import type { Arm, Minute } from '../stats/arms.js';
import { judgeRatio, type GateCheck, type RatioInput } from './check.js';
import type { GatePlan } from './settings.js';

/** What is compared, and over what time. */
export interface Comparison {
  readonly metrics: AppMetrics;
  readonly stable: string;
  readonly canary: string;
  /** When counting begins: the weight has landed, and the warm-up is over. */
  readonly from: Seconds;
  /** The one moment at which both versions are asked. */
  readonly at: Seconds;
}

/** Asks Prometheus for the counts of every metric, and judges them. */
export async function judgeByPrometheus(prometheus: Prometheus, comparison: Comparison, plan: GatePlan): Promise<GateCheck[]> {
  const inputs = await Promise.all([
    ratio(prometheus, comparison, errorsOf(comparison, plan)),
    ...latencyOf(comparison, plan).map(async metric => {
      await hasBoundary(prometheus, comparison, metric.seconds!);
      return ratio(prometheus, comparison, metric);
    }),
    ...plan.metrics.filter(({ value }) => value === undefined).map(metric => ratio(prometheus, comparison, ofUser(metric, plan))),
  ]);
  const limits = plan.metrics.filter(({ value }) => value !== undefined);
  return [
    ...inputs.map(input => judgeRatio(input, plan, inputs.length)),
    ...await Promise.all(limits.map(metric => limit(prometheus, comparison, metric))),
  ];
}

/** When the newest sample of either version was taken; undefined where there is none within 5 minutes. */
export async function newestSample(prometheus: Prometheus, { metrics, at }: Comparison): Promise<Seconds | undefined> {
  return prometheus.value(metrics.queries.newestSample(), at);
}

/** When counting can begin: as asked, or where Prometheus had no metrics of the app by then, when they began. */
export async function countedFrom(prometheus: Prometheus, { metrics: { queries }, from, at }: Comparison): Promise<Seconds> {
  const window = windowOf(from, at);
  if (await prometheus.value(queries.watchedBefore(window), at) !== undefined) return from;
  return await prometheus.value(queries.firstSample(window), at) ?? from;
}

function windowOf(from: Seconds, at: Seconds): string {
  return `${Math.round(at - from)}s`;
}

interface RatioMetric {
  readonly metric: string;
  readonly bad: string;
  readonly margin: number;
  readonly seconds?: number;
  readonly badQuery: (version: string, window: string) => string;
  readonly totalQuery: (version: string, window: string) => string;
}

function errorsOf({ metrics: { queries } }: Comparison, { margin }: GatePlan): RatioMetric {
  return {
    metric: 'errors', bad: 'failed', margin,
    badQuery: (version, window) => queries.errors(version, window), totalQuery: (version, window) => queries.requests(version, window),
  };
}

function latencyOf({ metrics: { queries, source } }: Comparison, { latency }: GatePlan): RatioMetric[] {
  if (latency === undefined || source.kind === 'nginx-gateway-fabric') return [];
  const { seconds, margin } = latency;
  return [{
    metric: 'latency', bad: `took longer than ${seconds} s`, margin, seconds,
    badQuery: (version, window) => queries.slow(version, seconds, window), totalQuery: (version, window) => queries.timedRequests(version, window),
  }];
}

function ofUser({ name, bad, total, margin }: GateMetric, plan: GatePlan): RatioMetric {
  return {
    metric: name, bad: 'were bad', margin: margin === undefined ? plan.margin : margin / 100,
    badQuery: fill(bad!), totalQuery: fill(total!),
  };
}

function fill(expression: string) {
  return (version: string, window: string) => expression.replaceAll('$version', version).replaceAll('$window', window);
}

/** A histogram without the boundary would count every request as fast, or none. */
async function hasBoundary(prometheus: Prometheus, { metrics: { queries, source }, stable, canary, at }: Comparison, seconds: number): Promise<void> {
  if (source._toJson().nativeHistogram) return;
  for (const version of [stable, canary]) {
    const series = await prometheus.series(queries.boundaries(version), at);
    const unit = source.kind === 'istio' ? 1000 : 1;
    const boundaries = series.map(({ labels }) => Number(labels.le) / unit).filter(Number.isFinite).sort((a, b) => a - b);
    if (boundaries.length > 0 && !boundaries.includes(seconds)) {
      throw new UsageError(`the histogram of ${version} has no boundary at ${seconds} s, so it is not known how many requests took longer; take one of`
        + ` ${boundaries.join(', ')} (--latency, or gate.latency.seconds in the stage file)`);
    }
  }
}

async function ratio(prometheus: Prometheus, comparison: Comparison, metric: RatioMetric): Promise<RatioInput> {
  const { stable, canary, from, at } = comparison;
  const window = windowOf(from, at);
  const [s, c] = await Promise.all([stable, canary].map(version => armOf(prometheus, metric, version, window, at)));
  const minutes = await minutesOf(prometheus, comparison, metric, s.total + c.total);
  return { metric: metric.metric, bad: metric.bad, stable: s, canary: c, margin: metric.margin, minutes, seconds: at - from };
}

async function armOf(prometheus: Prometheus, { badQuery, totalQuery }: RatioMetric, version: string, window: string, at: Seconds): Promise<Arm> {
  const [bad, total] = await Promise.all([badQuery, totalQuery].map(query => prometheus.value(query(version, window), at)));
  return armFrom(bad ?? 0, total ?? 0);
}

/** Lengths of the blocks that counts are asked for by; the longer ones are for targets that are scraped once a minute. */
const BLOCKS = [60, 300];

/** The most blocks: a longer time has longer blocks. */
const MOST_BLOCKS = 720;

/**
 * Counts of both versions block by block, for the scatter. With few scrapes in a block Prometheus has nothing to subtract: if the blocks
 * hold less than half of what the whole time does, longer ones are tried.
 */
async function minutesOf(prometheus: Prometheus, { stable, canary, from, at }: Comparison, metric: RatioMetric, expected: number): Promise<Minute[]> {
  let best: Minute[] = [];
  for (const least of BLOCKS) {
    const step = Math.max(least, Math.ceil((at - from) / MOST_BLOCKS / 60) * 60);
    const blocks = Math.floor((at - from) / step);
    if (blocks === 0) return best;
    const end = Math.floor(at);
    const start = end - (blocks - 1) * step;
    const series = await Promise.all([stable, canary].flatMap(version => [metric.badQuery, metric.totalQuery].map(async query => (
      new Map((await prometheus.range(query(version, `${step}s`), start, end, step)).map(({ at: when, value }) => [Math.round(when), value]))))));
    const value = (of: number, when: number) => series[of].get(when) ?? 0;
    best = Array.from({ length: blocks }, (_, i) => start + i * step)
      .map(when => ({ stable: armFrom(value(0, when), value(1, when)), canary: armFrom(value(2, when), value(3, when)) }));
    const seen = best.reduce((sum, minute) => sum + minute.stable.total + minute.canary.total, 0);
    if (seen >= expected / 2) return best;
  }
  return best;
}

/** Extrapolation can make a part greater than the whole, and NaN is no count. */
function armFrom(bad: number, total: number): Arm {
  const all = Number.isFinite(total) ? Math.max(0, total) : 0;
  return { total: all, bad: Number.isFinite(bad) ? Math.min(all, Math.max(0, bad)) : 0 };
}

async function limit(prometheus: Prometheus, { canary, from, at }: Comparison, { name, value, max, min }: GateMetric): Promise<GateCheck> {
  const found = await prometheus.value(fill(value!)(canary, windowOf(from, at)), at);
  const range = [min === undefined ? [] : [`at least ${min}`], max === undefined ? [] : [`at most ${max}`]].flat().join(' and ');
  if (found === undefined) return { metric: name, verdict: 'wait', message: `the canary has no value; ${range} is allowed` };
  const within = (max === undefined || found <= max) && (min === undefined || found >= min);
  return { metric: name, value: found, verdict: within ? 'pass' : 'fail', message: `the canary has ${Number(found.toPrecision(4))}; ${range} is allowed (a limit at this moment, no test)` };
}
