import { MonitoringSettings } from './monitoring';
import { TrafficQueries } from './queries';

/** A version, as its monitoring sees it. */
export interface WatchedVersion {
  readonly name: string;
  /** Its Service. */
  readonly service: string;
  /** Its weight in the rule for everyone, in percent. */
  readonly percent: number;
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
  /** Why shares of all requests need not equal the weights: audiences and mirrors; undefined where they do. */
  readonly mixed?: string;
}

/** The queries about a pattern's versions. */
export function queriesOf({ source }: MonitoringSettings, { app, namespace, port, versions }: Watched): TrafficQueries {
  return new TrafficQueries({
    source, app, namespace, port,
    versions: versions.map(({ name }) => name),
    services: Object.fromEntries(versions.map(({ name, service }) => [name, service])),
  });
}

/** Name of the annotation by which the command line finds the metrics. */
export const METRICS_ANNOTATION = 'cdk8s-traffic.github.io/metrics';

/** The annotation's text: the same metrics, versions and limits, as JSON. */
export function metricsAnnotation({ source, latencySeconds }: MonitoringSettings, watched: Watched): string {
  const { app, namespace, route, port, reference, versions } = watched;
  return JSON.stringify({
    app, namespace, route, port, pattern: watched.pattern, source: source._toJson(), reference, latencySeconds,
    versions: Object.fromEntries(versions.map(({ name, service }) => [name, service])),
  });
}
