import { InvalidArgumentError, type Command } from 'commander';
import { UsageError } from '../exit.js';
import { oneOf } from '../options.js';
import { Prometheus, type Seconds } from './client.js';

/** The options about Prometheus and the metrics in it. */
export interface MetricOptions {
  readonly prometheus?: string;
  readonly source?: string;
  readonly namespace?: string;
  readonly requestsMetric?: string;
  readonly durationMetric?: string;
  readonly statusLabel?: string;
  readonly versionLabel?: string;
  /** Patterns of what does not count, by label. */
  readonly exclude?: { readonly [label: string]: string };
  readonly at?: Seconds;
}

/** Where metrics come from, as the option has it. */
export const SOURCES = ['application', 'grpc', 'istio', 'istio-grpc', 'nginx-gateway-fabric'] as const;

/** Adds the options about Prometheus and the metrics in it. */
export function addMetricOptions(command: Command): void {
  command
    .option('--prometheus <url>', 'address of Prometheus (default: PROMETHEUS_URL); credentials by PROMETHEUS_TOKEN, or PROMETHEUS_USER and'
      + ' PROMETHEUS_PASSWORD');
  addSourceOptions(command);
  command.option('--at <time>', 'the moment that is looked at, as ISO 8601 (default: now)', moment);
}

/** Adds the options that say which metrics are meant. */
export function addSourceOptions(command: Command): void {
  command
    .option('--source <source>', `whose metrics: ${SOURCES.join(', ')} (default: what the manifests say, else application)`, oneOf(SOURCES))
    .option('--namespace <namespace>', 'namespace of the app (default: what the manifests say, else any)')
    .option('--requests-metric <name>', 'counter of requests (default: http_requests_total)')
    .option('--duration-metric <name>', 'histogram of durations in seconds (default: http_request_duration_seconds)')
    .option('--status-label <label>', 'label of the counter that holds the status (default: status)')
    .option('--version-label <label>', 'label that holds the version (default: version)')
    .option('--exclude <label=pattern>', 'requests that do not count, such as path=/healthz, repeatable (default: what the manifests say)', exclusion);
}

/** Prometheus as the options or the environment name it; undefined where neither does. */
export function prometheusOf({ prometheus }: MetricOptions, env: NodeJS.ProcessEnv): Prometheus | undefined {
  const url = prometheus ?? (env.PROMETHEUS_URL || undefined);
  return url === undefined ? undefined : new Prometheus({ url, env });
}

/** Refuses options about metrics where Prometheus is not asked. @throws UsageError */
export function checkNoMetricOptions(options: MetricOptions): void {
  const names = ['source', 'namespace', 'requestsMetric', 'durationMetric', 'statusLabel', 'versionLabel', 'exclude', 'at'] as const;
  const stray = names.find(name => options[name] !== undefined);
  if (stray !== undefined) throw new UsageError(`--${stray.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)} is about Prometheus; give --prometheus URL, too`);
}

/** A parser of `LABEL=PATTERN`, which may be given several times. */
function exclusion(value: string, before: { readonly [label: string]: string } = {}): { readonly [label: string]: string } {
  const at = value.indexOf('=');
  if (at < 1) throw new InvalidArgumentError("Write a label and a pattern, such as path='/healthz|/metrics'.");
  const label = value.slice(0, at);
  if (Object.hasOwn(before, label)) throw new InvalidArgumentError(`${label} is given twice; join the patterns by |.`);
  return { ...before, [label]: value.slice(at + 1) };
}

/** A parser of a moment: ISO 8601 with a time zone. */
export function moment(value: string): Seconds {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError('Write a moment with its time zone, such as 2026-01-31T12:00:00Z.');
  return ms / 1000;
}

/** A parser of a length of time or a moment, as seconds before now or since 1970. */
export function sinceOf(value: string): { readonly ago: Seconds } | { readonly moment: Seconds } {
  const match = /^(?=\d)(?:(\d{1,3})d)?(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?$/.exec(value);
  if (match === null) return { moment: moment(value) };
  const [days, hours, minutes, seconds] = match.slice(1).map(part => Number(part ?? 0));
  return { ago: ((days * 24 + hours) * 60 + minutes) * 60 + seconds };
}

/** Seconds of a length of time such as 2m or 1h30m. */
export function secondsOf(text: string): Seconds {
  const since = sinceOf(text);
  if (!('ago' in since)) throw new UsageError(`'${text}' is no length of time; write one such as 2m or 1h30m`);
  return since.ago;
}
