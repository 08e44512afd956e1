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
   * Time between two scrapes, as Prometheus writes it, such as '15s'.
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
   * How many seconds a request may take before it counts as slow. Must be a boundary of the histogram's buckets for `gate`.
   * @default 0.5
   */
  readonly latencySeconds?: number;
  /**
   * Error rate in percent below which no alert on errors fires, above 0 to 100.
   * @default 1
   */
  readonly errorFloor?: number;
  /**
   * Requests within 5 minutes that a version must have had before its errors or latency are judged.
   * @default 100
   */
  readonly minRequests?: number;
  /**
   * Percentage points by which a share may differ from its weight, above 0 to 100; never more than half of the weight.
   * @default 5
   */
  readonly shareTolerance?: number;
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
  readonly forgottenAfter: string;
}

/** Names of the alerts. */
export const ALERTS = [
  'CanaryErrors', 'CanaryLatency', 'ShareDiffersFromWeight', 'NoTrafficDespiteWeight', 'NoTrafficData', 'CanaryForgotten',
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
   * @internal
   */
  public _settings(grpc: boolean): MonitoringSettings {
    const { options } = this;
    const source = options.source ?? (grpc ? MetricSource.grpcServer() : MetricSource.application());
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
      minRequests: options.minRequests ?? 100,
      shareTolerance: options.shareTolerance ?? 5,
      forgottenAfter: options.forgottenAfter ?? '3d',
    };
  }
}

const MONITORS = ['pod', 'service', 'none'];
const DURATION = /^(?=.*[1-9])(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/;

function check(options: PrometheusMonitoringOptions): void {
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
}
