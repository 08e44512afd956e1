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
  readonly versions: { readonly [version: string]: string };
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
  const queries = asked(() => new TrafficQueries({ source, app, namespace, port: stated?.port, versions: [...names], services }));
  return { app, versions: names, services, namespace, source, queries, latencySeconds: stated?.latencySeconds, stated: stated !== undefined };
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
      const { app, port, versions } = stated;
      const fits = typeof app === 'string' && typeof port === 'number' && typeof versions === 'object' && versions !== null
        && Object.values(versions).every(service => typeof service === 'string');
      return fits ? [stated] : [];
    } catch {
      return [];
    }
  });
}

function sourceOf(stated: any, options: MetricOptions): MetricSource {
  const { requestsMetric: requests, durationMetric: duration, statusLabel, versionLabel } = options;
  const names = { requests, duration, statusLabel, versionLabel };
  const given = Object.fromEntries(Object.entries(names).filter(([, value]) => value !== undefined));
  switch (options.source ?? stated.kind ?? 'application') {
    case 'grpc':
      return MetricSource.grpcServer(given);
    case 'application':
      return MetricSource._fromJson({ ...(stated.kind === 'application' ? stated : {}), kind: 'application', ...given });
    default: {
      const stray = Object.keys(given)[0];
      if (stray !== undefined) throw new TrafficError(`the names of metrics can be set for those of an application only, not of ${options.source ?? stated.kind}`);
      return MetricSource._fromJson(options.source === undefined ? stated : { kind: options.source });
    }
  }
}
