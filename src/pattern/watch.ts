import { ApiObject, Chart } from 'cdk8s';
import { at, TrafficError } from '../errors';
import { Monitoring, MonitoringSettings } from '../observe/monitoring';
import { monitoringObjects } from '../observe/objects';
import { Watched, WatchedVersion } from '../observe/watched';
import { RouteProtocol } from '../route/protocol';
import { TrafficSplit } from '../traffic/split';
import { warnOnce } from '../warnings';
import { Hardening } from '../workload/hardening';
import { Workload } from '../workload/workload';
import { Audience } from './audience';
import type { PatternBase } from './pattern-base';
import { PatternProps } from './pattern-props';

/** What the monitoring of a pattern needs of it beside what everyone sees; asked at synthesis, when all is added. */
export interface Watchable {
  /** The label of the pods that tells versions apart. */
  readonly versionLabel: string;
  readonly workloads: () => readonly Workload[];
  readonly audiences: () => readonly Audience[];
  /** Versions that get copies only. */
  readonly shadows: () => readonly Workload[];
}

/** Creates the objects of a pattern's monitoring, where it has one: the monitor, then the rules. */
export function watch(pattern: PatternBase, { hardening = Hardening.restricted(), monitoring, protocol, port }: PatternProps, parts: Watchable): ApiObject[] {
  if (monitoring === undefined) return [];
  const grpc = protocol === RouteProtocol.GRPC;
  const settings = at(pattern, () => checkMonitoring(monitoring)._settings(grpc));
  if (settings.monitor === 'service' && !hardening._parts.objectLabels) {
    at(pattern, () => { throw new TrafficError("monitor is 'service', but the Services have no labels by which a ServiceMonitor would find them; take monitor 'pod', or a hardening with objectLabels"); });
  }
  const { monitor, rules } = monitoringObjects(
    pattern, pattern.route.routeName, grpc, monitoring, () => watchedOf(pattern, port, parts));
  if (monitor !== undefined) pattern.node.addValidation({ validate: () => scrapeProblems(settings, parts.workloads()) });
  return [monitor, rules].filter((object): object is ApiObject => object !== undefined);
}

function checkMonitoring(monitoring: Monitoring): Monitoring {
  if (!(monitoring instanceof Monitoring)) throw new TrafficError('monitoring must be a Monitoring such as Monitoring.prometheus()');
  return monitoring;
}

/** What the monitor would not find. */
function scrapeProblems({ monitor, portName, source }: MonitoringSettings, workloads: readonly Workload[]): string[] {
  const none = "or write monitor: 'none' where something else asks its pods for metrics";
  const there = workloads.filter(({ _exists }) => _exists);
  const own = there.filter(({ _isOwn }) => _isOwn);
  if (own.length === 0) return [`no version of this pattern is deployed here, so its ${monitor === 'pod' ? 'PodMonitor' : 'ServiceMonitor'} would find no pod; write monitor: 'none'`];
  for (const { versionName, serviceName } of there.filter(workload => isExisting(workload) && source.kind === 'application')) {
    warnOnce(`'${versionName}' is the Service ${serviceName}, deployed by others, so the monitor does not ask its pods: its metrics must come otherwise, with the labels app and version`);
  }
  return [
    ...own.filter(({ _portNames }) => _portNames !== undefined && !_portNames.includes(portName)).map(({ objectName, _portNames }) => (
      `the monitor asks the port '${portName}', but the containers of ${objectName} have the ports ${_portNames!.join(', ') || 'without a name'}; state portName`)),
    ...there.filter(({ _origin }) => _origin._isOwn).filter(workload => workload._origin !== workload && !isScraped(workload._origin)).map(({ versionName, _origin }) => (
      `'${versionName}' is the workload ${_origin.node.path}, whose pattern has no monitor that would ask its pods; give that pattern monitoring, ${none}`)),
  ];
}

/** Whether a pattern's monitor asks the pods of a workload: those of the pattern that makes it. */
function isScraped({ node }: Workload): boolean {
  const monitors = (node.scope as Partial<PatternBase>).monitors ?? [];
  return monitors.some(({ kind }) => kind !== 'PrometheusRule');
}

function isExisting({ _origin }: Workload): boolean {
  return !_origin._isOwn;
}

function watchedOf(pattern: PatternBase, port: number, parts: Watchable): Watched {
  const { pattern: kind, stage } = pattern._outlook();
  const base = pattern._baseSplit();
  const workloads = parts.workloads();
  const mixed = mixedBy(base, parts);
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
    versions: workloads.filter(({ _exists }) => _exists).map(workload => versionOf(workload, base, parts)),
    mixed: mixed.length === 0 ? undefined : mixed.join(', '),
  };
}

function versionOf(workload: Workload, { backends }: TrafficSplit, { shadows }: Watchable): WatchedVersion {
  const { versionName: name, serviceName: service, namespace, port, _isOwn: own, _origin } = workload;
  const sum = backends.reduce((all, { weight }) => all + weight, 0);
  const weight = backends.find(({ backend }) => backend === workload.backend)?.weight ?? 0;
  return {
    name, service, namespace, port, own, percent: 100 * weight / sum, shadow: shadows().includes(workload),
    // The pods of another pattern have its labels.
    app: _origin.appName, version: _origin.versionName,
  };
}

/** Whose requests are counted beside those of the split for everyone. */
function mixedBy(base: TrafficSplit, { audiences, shadows, workloads }: Watchable): string[] {
  const others = (workload: Workload) => [...workload._origin === workload ? [] : [workload._origin], ...workload._origin._borrowers.filter(other => other !== workload)];
  return [
    // An audience that is not live yet goes where everyone goes.
    ...audiences().filter(({ split }) => !isSame(split(), base)).map(({ name }) => `the audience '${name}'`),
    ...shadows().map(({ versionName }) => `the mirror '${versionName}'`),
    ...workloads().filter(({ _exists }) => _exists).flatMap(workload => others(workload).map(other => `'${workload.versionName}' is ${other.node.path}, too`)),
  ];
}

function isSame(a: TrafficSplit, b: TrafficSplit): boolean {
  const text = ({ backends }: TrafficSplit) => JSON.stringify(backends.map(({ backend, weight }) => [backend, weight]));
  return text(a) === text(b);
}
