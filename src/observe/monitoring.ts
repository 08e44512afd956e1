import { didYouMean, TrafficError } from '../errors';
import { checkDnsLabel, checkLabelValue, quote } from '../names';
import { MetricSource } from './metric-source';

/** Options of `Monitoring.prometheus`. */
export interface PrometheusMonitoringOptions {
  /**
   * Whose metrics tell how the versions do.
   * @default - the application's: `MetricSource.application()`, for gRPC `MetricSource.grpcServer()`
   */
  readonly source?: MetricSource;
  /**
   * What finds the pods: 'pod' for a PodMonitor, 'service' for a ServiceMonitor, 'none' where something else scrapes them.
   * @default 'pod' for the application's metrics, else 'none'
   */
  readonly monitor?: string;
  /**
   * Name of the container port that gives the metrics.
   * @default - the app's own port, 'http' or 'grpc'
   */
  readonly portName?: string;
  /**
   * Path of the metrics.
   * @default '/metrics'
   */
  readonly path?: string;
  /**
   * Time between two scrapes, as Prometheus writes it, such as '15s'; at most 75 seconds, so that 5 minutes hold four.
   * @default - Prometheus's own
   */
  readonly interval?: string;
  /**
   * Labels of the monitor and the rules, by which the operator's Prometheus selects them, such as
   * `{ release: 'kube-prometheus-stack' }`.
   * @default - none
   */
  readonly labels?: { [name: string]: string };
  /**
   * Whether recording rules and alerts are rendered, as a PrometheusRule.
   * @default true
   */
  readonly rules?: boolean;
  /**
   * Names of alerts to leave out.
   * @default - none
   */
  readonly withoutAlerts?: string[];
  /**
   * Page that every alert's runbook_url leads to, such as that of the RUNBOOK.md which `Runbooks.write` makes.
   * @default - the alert's paragraph in this project's docs/monitoring.md
   */
  readonly runbookUrl?: string;
  /**
   * How many seconds a request may take before it counts as slow. Must be a boundary of the histogram's buckets: of a limit between two
   * nobody knows how many requests are above it.
   * @default 0.5
   */
  readonly latencySeconds?: number;
  /**
   * Error rate in percent below which no alert on errors fires, above 0 to 100.
   * @default 1
   */
  readonly errorFloor?: number;
  /**
   * Requests within 5 minutes that a version must have had before its errors or latency are judged; ten bad ones among them are needed
   * in any case, and a bound against chance, so that there is little need for more.
   * @default 20
   */
  readonly minRequests?: number;
  /**
   * Percentage points by which a share may differ from its weight, above 0 to 100; never more than half of the weight.
   * @default 5
   */
  readonly shareTolerance?: number;
  /**
   * Whether callers inside the cluster may reach the versions past the gateway. They follow no weights, so as long as they are counted
   * shares prove nothing: ShareDiffersFromWeight is rendered only where this is false.
   * @default - false where only the gateway's requests are counted (NGINX Gateway Fabric), else true
   */
  readonly inClusterCallers?: boolean;
  /**
   * How long a canary may stay at one stage before it counts as forgotten, as Prometheus writes it.
   * @default '3d'
   */
  readonly forgottenAfter?: string;
}

/** The options with what is meant where nothing is stated. */
export interface MonitoringSettings {
  readonly source: MetricSource;
  readonly monitor: string;
  readonly portName: string;
  readonly path: string;
  readonly interval?: string;
  readonly labels: { [name: string]: string };
  readonly rules: boolean;
  readonly withoutAlerts: readonly string[];
  readonly runbookUrl?: string;
  readonly latencySeconds: number;
  readonly errorFloor: number;
  readonly minRequests: number;
  readonly shareTolerance: number;
  readonly inClusterCallers: boolean;
  readonly forgottenAfter: string;
}

/** Names of the alerts. */
export const ALERTS = [
  'CanaryErrors', 'CanaryLatency', 'ShareDiffersFromWeight', 'NoTrafficDespiteWeight', 'NoTrafficData', 'NoLatencyData', 'CanaryForgotten',
  'VersionErrors', 'VersionLatency',
] as const;

/**
 * What watches the versions of a pattern: objects of the Prometheus operator, with the names of the app, its versions and weights in
 * them. `gate`, `verify` and `dashboard` of the command line read from them which metrics to ask for.
 *
 * @example
 * new CanaryChart(app, 'task-api', { ..., monitoring: Monitoring.prometheus({ labels: { release: 'kube-prometheus-stack' } }) });
 */
export class Monitoring {
  /**
   * A PodMonitor (or ServiceMonitor) that puts the version on every sample, and a PrometheusRule (monitoring.coreos.com/v1).
   *
   * @throws when an option is not allowed
   */
  public static prometheus(options: PrometheusMonitoringOptions = {}): Monitoring {
    check(options);
    return new Monitoring('prometheus', options);
  }

  private constructor(
    /** 'prometheus'. */
    public readonly tool: string,
    private readonly options: PrometheusMonitoringOptions,
  ) {}

  /**
   * The settings for an app.
   *
   * @param grpc whether the app speaks gRPC
   * @throws when its errors cannot be told by these metrics
   * @internal
   */
  public _settings(grpc: boolean): MonitoringSettings {
    const { options } = this;
    const source = options.source?._forProtocol(grpc) ?? (grpc ? MetricSource.grpcServer() : MetricSource.application());
    return {
      source,
      monitor: options.monitor ?? (source.kind === 'application' ? 'pod' : 'none'),
      portName: options.portName ?? (grpc ? 'grpc' : 'http'),
      path: options.path ?? '/metrics',
      interval: options.interval,
      labels: options.labels ?? {},
      rules: options.rules ?? true,
      withoutAlerts: options.withoutAlerts ?? [],
      runbookUrl: options.runbookUrl,
      latencySeconds: options.latencySeconds ?? 0.5,
      errorFloor: options.errorFloor ?? 1,
      minRequests: options.minRequests ?? 20,
      shareTolerance: options.shareTolerance ?? 5,
      inClusterCallers: options.inClusterCallers ?? !source._gatewayOnly,
      forgottenAfter: options.forgottenAfter ?? '3d',
    };
  }
}

const MONITORS = ['pod', 'service', 'none'];
const DURATION = /^(?=.*[1-9])(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/;

/** Rates over 5 minutes need some samples. */
const LONGEST_INTERVAL = 75;

const TYPES: { readonly [name in keyof Required<PrometheusMonitoringOptions>]: string } = {
  source: 'MetricSource', monitor: 'string', portName: 'string', path: 'string', interval: 'string', labels: 'object', rules: 'boolean', withoutAlerts: 'array',
  runbookUrl: 'string', latencySeconds: 'number', errorFloor: 'number', minRequests: 'number', shareTolerance: 'number', inClusterCallers: 'boolean',
  forgottenAfter: 'string',
};

function checkTypes(options: PrometheusMonitoringOptions): void {
  if (typeof options !== 'object' || options === null) throw new TrafficError(`the options of Monitoring.prometheus are ${quote(options)}, but must be an object`);
  for (const [name, value] of Object.entries(options)) {
    const type = Object.hasOwn(TYPES, name) ? TYPES[name as keyof typeof TYPES] : undefined;
    if (type === undefined) throw new TrafficError(`Monitoring.prometheus has no option '${name}'${didYouMean(name, Object.keys(TYPES))}`);
    if (value === undefined) continue;
    const fits = type === 'MetricSource' ? value instanceof MetricSource
      : type === 'array' ? Array.isArray(value)
        : typeof value === type && value !== null && !Array.isArray(value);
    if (!fits) throw new TrafficError(`${name} is ${quote(value)}, but must be ${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type === 'array' ? 'array of strings' : type}`);
  }
}

function check(options: PrometheusMonitoringOptions): void {
  checkTypes(options);
  const { monitor, portName, path, labels, withoutAlerts, runbookUrl, minRequests } = options;
  if (monitor !== undefined && !MONITORS.includes(monitor)) {
    throw new TrafficError(`monitor is ${quote(monitor)}, but must be ${MONITORS.join(', ')}${didYouMean(String(monitor), MONITORS)}`);
  }
  if (portName !== undefined) checkDnsLabel('portName', portName);
  if (path !== undefined && !/^\/[^\s?#]*$/.test(path)) throw new TrafficError(`path is ${quote(path)}, but must start with '/' and hold no space, '?' or '#'`);
  for (const [name, value] of Object.entries(labels ?? {})) checkLabelValue(`label ${name}`, value);
  for (const name of withoutAlerts ?? []) {
    if (!(ALERTS as readonly string[]).includes(name)) {
      throw new TrafficError(`withoutAlerts names ${quote(name)}, but the alerts are ${ALERTS.join(', ')}${didYouMean(name, [...ALERTS])}`);
    }
  }
  if (runbookUrl !== undefined && (!/^https?:\/\/\S+$/.test(runbookUrl) || runbookUrl.includes('{{'))) {
    throw new TrafficError(`runbookUrl is ${quote(runbookUrl)}, but must be an address such as https://example.com/runbooks/task-api, without '{{', which Prometheus would take for a template`);
  }
  for (const name of ['latencySeconds', 'errorFloor', 'shareTolerance'] as const) {
    const most = name === 'latencySeconds' ? 3600 : 100;
    const value = options[name];
    if (value !== undefined && !(value > 0 && value <= most)) throw new TrafficError(`${name} is ${quote(value)}, but must be above 0 and at most ${most}`);
  }
  if (minRequests !== undefined && !(Number.isInteger(minRequests) && minRequests > 0)) {
    throw new TrafficError(`minRequests is ${quote(minRequests)}, but must be a whole number above 0`);
  }
  for (const name of ['interval', 'forgottenAfter'] as const) {
    const value = options[name];
    if (value !== undefined && !DURATION.test(value)) throw new TrafficError(`${name} is ${quote(value)}, but must be a duration as Prometheus writes it, such as 15s or 3d`);
  }
  if (options.interval !== undefined && seconds(options.interval) > LONGEST_INTERVAL) {
    throw new TrafficError(`interval is ${quote(options.interval)}, but must be at most ${LONGEST_INTERVAL}s: rules and alerts look at 5 minutes, which would hold too few samples`);
  }
}

function seconds(duration: string): number {
  const units: { readonly [unit: string]: number } = { y: 31_536_000, w: 604_800, d: 86_400, h: 3600, m: 60, s: 1, ms: 0.001 };
  return [...duration.matchAll(/(\d+)(ms|[ywdhms])/g)].reduce((sum, [, number, unit]) => sum + Number(number) * units[unit], 0);
}
