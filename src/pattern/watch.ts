import { ApiObject, Chart } from 'cdk8s';
import { at, TrafficError } from '../errors';
import { monitoringObjects } from '../observe/objects';
import { Watched } from '../observe/watched';
import { RouteProtocol } from '../route/protocol';
import { Hardening } from '../workload/hardening';
import { Workload } from '../workload/workload';
import type { PatternBase } from './pattern-base';
import { PatternProps } from './pattern-props';

/** What the monitoring of a pattern needs of it beside what everyone sees; asked at synthesis, when all is added. */
export interface Watchable {
  /** The label of the pods that tells versions apart. */
  readonly versionLabel: string;
  readonly workloads: () => readonly Workload[];
  /** Names of the audiences. */
  readonly audiences: () => readonly string[];
  /** Versions that get copies only. */
  readonly shadows: () => readonly Workload[];
}

/** Creates the objects of a pattern's monitoring, where it has one: the monitor, then the rules. */
export function watch(pattern: PatternBase, { hardening = Hardening.restricted(), monitoring, protocol, port }: PatternProps, parts: Watchable): ApiObject[] {
  if (monitoring === undefined) return [];
  const grpc = protocol === RouteProtocol.GRPC;
  if (monitoring._settings(grpc).monitor === 'service' && !hardening._parts.objectLabels) {
    at(pattern, () => { throw new TrafficError("monitor is 'service', but the Services have no labels by which a ServiceMonitor would find them; take monitor 'pod', or a hardening with objectLabels"); });
  }
  const { monitor, rules } = monitoringObjects(
    pattern, pattern.route.routeName, grpc, monitoring, () => watchedOf(pattern, port, parts));
  return [monitor, rules].filter((object): object is ApiObject => object !== undefined);
}

function watchedOf(pattern: PatternBase, port: number, parts: Watchable): Watched {
  const { pattern: kind, stage } = pattern._outlook();
  const { backends } = pattern._baseSplit();
  const workloads = parts.workloads();
  const sum = backends.reduce((all, { weight }) => all + weight, 0);
  const percent = (workload: Workload) => 100 * (backends.find(({ backend }) => backend === workload.backend)?.weight ?? 0) / sum;
  const mixed = [
    ...parts.audiences().map(name => `the audience '${name}'`),
    ...parts.shadows().map(({ versionName }) => `the mirror '${versionName}'`),
  ];
  return {
    pattern: kind,
    stage,
    app: pattern.appName,
    namespace: Chart.of(pattern).namespace,
    route: pattern.route.routeName,
    port,
    versionLabel: parts.versionLabel,
    // Blue and green are compared with nothing: the idle one has no requests.
    reference: kind === 'blue-green' ? undefined : workloads[0].versionName,
    versions: workloads.filter(({ _exists }) => _exists).map(workload => ({
      name: workload.versionName, service: workload.serviceName, percent: percent(workload),
    })),
    mixed: mixed.length === 0 ? undefined : mixed.join(', '),
  };
}
