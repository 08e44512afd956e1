import { MonitoringSettings } from './monitoring';
import { promString } from './promql';
import { queriesOf, Watched } from './watched';

/** The window over which is recorded. */
export const WINDOW = '5m';

/** Names of the recorded series; each has the labels app, route, version and, where it is known, namespace. */
export const RECORDED = {
  requests: 'app_version:requests:increase5m',
  rate: 'app_version:requests:rate5m',
  failed: 'app_version:request_errors:increase5m',
  errors: 'app_version:request_errors:ratio5m',
  share: 'app_version:requests:share5m',
  timed: 'app_version:requests_timed:increase5m',
  slow: 'app_version:requests_slow:increase5m',
  latency: 'app_version:request_duration_seconds:p99_rate5m',
} as const;

/** Whether the metrics tell how long requests take. */
export function isTimed({ source }: MonitoringSettings): boolean {
  return source.kind !== 'nginx-gateway-fabric';
}

/** Recording rules: one series for each version of what the alerts and dashboards look at. */
export function recordingRules(settings: MonitoringSettings, watched: Watched): any[] {
  const queries = queriesOf(settings, watched);
  const counts = watched.versions.flatMap(({ name }) => labelled(watched, name, [
    { record: RECORDED.requests, expr: queries.requests(name, WINDOW) },
    { record: RECORDED.rate, expr: queries.requestRate(name, WINDOW) },
    { record: RECORDED.failed, expr: queries.errors(name, WINDOW) },
    ...!isTimed(settings) ? [] : [
      { record: RECORDED.timed, expr: queries.timedRequests(name, WINDOW) },
      { record: RECORDED.slow, expr: queries.slow(name, settings.latencySeconds, WINDOW) },
      { record: RECORDED.latency, expr: queries.latency(name, 0.99, WINDOW) },
    ],
  ]));
  // The rules of a group are evaluated in their order, so these see what the others have just recorded.
  const ratios = watched.versions.flatMap(({ name }) => labelled(watched, name, [
    { record: RECORDED.errors, expr: `${recorded('failed', watched, name)}\n/ (${recorded('requests', watched, name)} > 0)` },
    { record: RECORDED.share, expr: `${recorded('requests', watched, name)}\n/ (${recorded('requests', watched)} > 0)` },
  ]));
  return [...counts, ...ratios];
}

/** The sum of a recorded series over a version, or over all: without its labels, so that two can be compared. */
export function recorded(what: keyof typeof RECORDED, watched: Watched, version?: string): string {
  const labels = Object.entries(labelsOf(watched, version)).map(([name, value]) => `${name}=${promString(value)}`);
  return `sum(${RECORDED[what]}{${labels.join(',')}})`;
}

function labelled(watched: Watched, version: string, rules: readonly any[]): any[] {
  return rules.map(rule => ({ ...rule, labels: labelsOf(watched, version) }));
}

function labelsOf({ app, namespace, route }: Watched, version?: string): { [label: string]: string } {
  return { app, ...namespace === undefined ? {} : { namespace }, route, ...version === undefined ? {} : { version } };
}
