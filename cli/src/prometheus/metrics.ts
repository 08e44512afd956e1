import { asked } from '../asked.js';
import { UsageError } from '../exit.js';
import { METRICS_ANNOTATION, MetricSource, TrafficError, TrafficQueries } from '../library.js';
import { suggestion } from '../nearest.js';
import type { MetricOptions } from './options.js';

/** An app's metrics: whose they are, and the queries about its versions. */
export interface AppMetrics {
  readonly app: string;
  readonly versions: readonly string[];
  /** Services by version, where they are known. */
  readonly services: { readonly [version: string]: string };
  readonly namespace?: string;
  readonly source: MetricSource;
  readonly queries: TrafficQueries;
  /** Above so many seconds a request is slow; undefined where nobody said. */
  readonly latencySeconds?: number;
  /** Whether requests that did not come by the gateway may be among those counted. */
  readonly inClusterCallers: boolean;
  /** Where this is from: the manifests, or assumed. */
  readonly stated: boolean;
}

/** What the manifests' annotation says of an app. */
interface Stated {
  readonly app: string;
  readonly route: string;
  readonly namespace?: string;
  readonly port: number;
  readonly source: any;
  readonly latencySeconds?: number;
  readonly inClusterCallers?: boolean;
  readonly versions: { readonly [version: string]: string };
  /** What the metrics call otherwise. */
  readonly series?: { readonly [version: string]: object };
}

/**
 * The metrics of an app: as its definition has rendered them into the manifests, with what the options say otherwise.
 *
 * @param versions those to ask about where the manifests do not say
 * @throws UsageError where the manifests know several that are meant, or a name is not allowed
 */
export function appMetrics(app: string, versions: readonly string[], objects: readonly any[], options: MetricOptions): AppMetrics {
  const stated = statedOf(app, versions, objects);
  const namespace = options.namespace ?? stated?.namespace;
  const services = stated?.versions ?? {};
  const names = stated === undefined ? versions : Object.keys(services);
  const source = asked(() => sourceOf(stated?.source ?? {}, options));
  const series = Object.fromEntries(Object.entries(services).map(([name, service]) => [name, { service, ...stated?.series?.[name] }]));
  const queries = asked(() => new TrafficQueries({ source, app, namespace, port: stated?.port, versions: [...names], series }));
  return {
    app, versions: names, services, namespace, source, queries, latencySeconds: stated?.latencySeconds,
    inClusterCallers: stated?.inClusterCallers ?? !source._gatewayOnly, stated: stated !== undefined,
  };
}

/** Every app that the manifests state metrics of. */
export function statedApps(objects: readonly any[]): string[] {
  return [...new Set(allStated(objects).map(({ app }) => app))].sort();
}

function statedOf(app: string, versions: readonly string[], objects: readonly any[]): Stated | undefined {
  const all = allStated(objects);
  const found = all.filter(stated => stated.app === app && versions.every(version => version in stated.versions));
  const different = [...new Set(found.map(stated => JSON.stringify(stated)))];
  if (different.length > 1) {
    throw new UsageError(`the manifests state metrics of '${app}' ${different.length} times (${found.map(({ route }) => route).join(', ')}); give the manifests of one route`);
  }
  if (found.length === 0 && all.length > 0 && !all.some(stated => stated.app === app)) {
    throw new UsageError(`the manifests state metrics of other apps only. ${suggestion(app, all.map(stated => stated.app))}`);
  }
  return found[0];
}

/** An annotation comes from anybody: what is no such text is as if it were not there. */
function allStated(objects: readonly any[]): Stated[] {
  return objects.flatMap(object => {
    const text = object?.metadata?.annotations?.[METRICS_ANNOTATION];
    if (typeof text !== 'string') return [];
    try {
      const stated = JSON.parse(text);
      const { app, port, versions, series = {} } = stated;
      const fits = typeof app === 'string' && typeof port === 'number' && isMap(versions) && Object.values(versions).every(service => typeof service === 'string')
        && isMap(series) && Object.values(series).every(isMap);
      return fits ? [stated] : [];
    } catch {
      return [];
    }
  });
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sourceOf(stated: any, options: MetricOptions): MetricSource {
  const { requestsMetric: requests, durationMetric: duration, statusLabel, versionLabel, exclude } = options;
  const names = { requests, duration, statusLabel, versionLabel, exclude };
  const given = Object.fromEntries(Object.entries(names).filter(([, value]) => value !== undefined));
  switch (options.source ?? stated.kind ?? 'application') {
    case 'grpc':
      return MetricSource.grpcServer(given);
    case 'application':
      return MetricSource._fromJson({ ...(stated.kind === 'application' ? stated : {}), kind: 'application', ...given });
    default: {
      const stray = Object.keys(given)[0];
      if (stray !== undefined) throw new TrafficError(`names and exclusions can be set for the metrics of an application only, not for those of ${options.source ?? stated.kind}`);
      if (options.source === 'istio-grpc') return MetricSource.istio({ grpc: true });
      return MetricSource._fromJson(options.source === undefined ? stated : { kind: options.source });
    }
  }
}
