import { MonitoringSettings } from './monitoring';
import { QueriedSeries, TrafficQueries } from './queries';

/** A version, as its monitoring sees it. */
export interface WatchedVersion extends QueriedSeries {
  readonly name: string;
  readonly service: string;
  readonly namespace?: string;
  readonly port: number;
  /** Its weight in the rule for everyone, in percent. */
  readonly percent: number;
  /** Whether this pattern makes its pods, so that they are found by its labels. */
  readonly own: boolean;
  /** Whether it gets copies only. */
  readonly shadow: boolean;
}

/** A pattern, as its monitoring sees it: what is rendered at its present stage. */
export interface Watched {
  /** 'canary', 'blue-green', 'ab-test' or 'tiers'. */
  readonly pattern: string;
  readonly app: string;
  readonly namespace?: string;
  readonly route: string;
  readonly port: number;
  /** The label of the pods that tells versions apart. */
  readonly versionLabel: string;
  /** Name of the stage; canary and blue-green only. */
  readonly stage?: string;
  /** What the others are compared with, where there is such a version. */
  readonly reference?: string;
  readonly versions: readonly WatchedVersion[];
  /** Why shares of all requests need not equal the weights: audiences, mirrors, other routes; undefined where they do. */
  readonly mixed?: string;
}

/** The queries about a pattern's versions. */
export function queriesOf({ source }: MonitoringSettings, watched: Watched): TrafficQueries {
  const { app, namespace, port, versions } = watched;
  return new TrafficQueries({ source, app, namespace, port, versions: versions.map(({ name }) => name), series: seriesOf(watched) });
}

/** Name of the annotation by which the command line finds the metrics. */
export const METRICS_ANNOTATION = 'cdk8s-traffic.github.io/metrics';

/** The annotation's text: the same metrics, versions and limits, as JSON. */
export function metricsAnnotation({ source, latencySeconds, inClusterCallers }: MonitoringSettings, watched: Watched): string {
  const { app, namespace, route, port, reference, versions } = watched;
  const series = seriesOf(watched);
  return JSON.stringify({
    app, namespace, route, port, pattern: watched.pattern, source: source._toJson(), reference, latencySeconds,
    ...inClusterCallers ? {} : { inClusterCallers },
    versions: Object.fromEntries(versions.map(({ name, service }) => [name, service])),
    ...Object.keys(series).length === 0 ? {} : { series },
  });
}

/** What the metrics call otherwise than app and version say. */
function seriesOf({ app, namespace, port, versions }: Watched): { [version: string]: QueriedSeries } {
  return Object.fromEntries(versions.map(({ name, ...its }) => [name, {
    ...its.app === undefined || its.app === app ? {} : { app: its.app },
    ...its.version === undefined || its.version === name ? {} : { version: its.version },
    ...its.service === `${app}-${name}` ? {} : { service: its.service },
    ...its.namespace === namespace ? {} : { namespace: its.namespace },
    ...its.port === port ? {} : { port: its.port },
  }] as const).filter(([, series]) => Object.keys(series).length > 0));
}
