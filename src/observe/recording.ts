import { MonitoringSettings } from './monitoring';
import { queriesOf, Watched } from './watched';

/** The window over which rates are recorded. */
export const WINDOW = '5m';

/** Names of the recorded series; each has the labels app, version and, where it is known, namespace. */
export const RECORDED = {
  requests: 'app_version:requests:increase5m',
  rate: 'app_version:requests:rate5m',
  errors: 'app_version:request_errors:ratio_rate5m',
  share: 'app_version:requests:share_rate5m',
  latency: 'app_version:request_duration_seconds:p99_rate5m',
} as const;

/** Recording rules: one series for each version of what the alerts and dashboards look at. */
export function recordingRules(settings: MonitoringSettings, watched: Watched): any[] {
  const queries = queriesOf(settings, watched);
  const timed = settings.source.kind !== 'nginx-gateway-fabric';
  return watched.versions.flatMap(({ name }) => [
    { record: RECORDED.requests, expr: queries.requests(name, WINDOW) },
    { record: RECORDED.rate, expr: queries.requestRate(name, WINDOW) },
    { record: RECORDED.errors, expr: queries.errorRate(name, WINDOW) },
    { record: RECORDED.share, expr: queries.share(name, WINDOW) },
    ...timed ? [{ record: RECORDED.latency, expr: queries.latency(name, 0.99, WINDOW) }] : [],
  ].map(rule => ({ ...rule, labels: labelsOf(watched, name) })));
}

/** Labels of a version's recorded series. */
export function labelsOf({ app, namespace, route }: Watched, version: string) {
  return { app, ...namespace === undefined ? {} : { namespace }, route, version };
}
