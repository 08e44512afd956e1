import { UsageError } from '../exit.js';
import type { Prometheus } from '../prometheus/client.js';
import { appMetrics, statedApps, type AppMetrics } from '../prometheus/metrics.js';
import { sinceOf } from '../prometheus/options.js';
import type { ObservedShare } from '../stats/share.js';
import type { VerifyOptions } from '../commands/verify.js';
import { match, type Expected } from './expected.js';

/** Counts by version from Prometheus, at one moment for all, and whether others than the gateway's requests may be among them. @throws UsageError where it is not known which series are meant */
export async function countsByPrometheus(
  prometheus: Prometheus, expected: readonly Expected[], objects: readonly any[], options: VerifyOptions,
): Promise<{ readonly counts: readonly ObservedShare[]; readonly perhapsMixed: boolean }> {
  const metrics = metricsOf(expected, objects, options);
  const at = options.at ?? Date.now() / 1000;
  const window = windowOf(options.since ?? '10m', at);
  const counts = await Promise.all(expected.map(async ({ name, weight }) => ({
    name, weight, count: await prometheus.value(metrics.queries.requests(versionOf(name, metrics), window), at) ?? 0,
  })));
  return { counts, perhapsMixed: metrics.inClusterCallers };
}

function metricsOf(expected: readonly Expected[], objects: readonly any[], options: VerifyOptions): AppMetrics {
  const apps = statedApps(objects);
  const app = options.app ?? (apps.length === 1 ? apps[0] : undefined);
  if (app === undefined) throw new UsageError(`say by --app whose metrics are meant${apps.length === 0 ? '' : `: ${apps.join(', ')}`}`);
  const names = expected.map(({ name }) => name.split('/').at(-1)!);
  const versions = names.map(name => (name.startsWith(`${app}-`) ? name.slice(app.length + 1) : name));
  return apps.includes(app) ? appMetrics(app, [], objects, options) : appMetrics(app, versions, [], options);
}

/** The version whose Service, or name, is meant. */
function versionOf(name: string, { app, versions, services }: AppMetrics): string {
  const bare = name.split('/').at(-1)!;
  const found = versions.find(version => services[version] === bare) ?? match(bare, versions) ?? versions.find(version => `${app}-${version}` === bare);
  if (found === undefined) throw new UsageError(`there are no metrics of ${name}; the versions of ${app} are ${versions.join(', ')}`);
  return found;
}

function windowOf(since: string, at: number): string {
  const stated = sinceOf(since);
  const seconds = Math.round('ago' in stated ? stated.ago : at - stated.moment);
  if (seconds < 1) throw new UsageError(`--since ${since} is not before the moment that is looked at`);
  return `${seconds}s`;
}
