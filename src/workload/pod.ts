import { TrafficError } from '../errors';
import { k8s } from '../k8s';
import { checkLabelValue, checkPort, checkPortName, quote } from '../names';
import { RouteProtocol } from '../route/protocol';
import { Hardening } from './hardening';
import { PreStop } from './pre-stop';
import { resources } from './resources';
import { Version } from './version';
import { DeployOptions } from './version-options';

/** What the pattern gives to a version's pods. */
export interface PodContext {
  readonly appName: string;
  readonly versionName: string;
  /** The two labels that identify the version. */
  readonly identity: { [name: string]: string };
  readonly port: number;
  readonly protocol: RouteProtocol;
  readonly hardening: Hardening;
  /** A PriorityClass of the pattern's making. */
  readonly priorityClassName?: string;
}

const POD_SECURITY: k8s.PodSecurityContext = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
const DEFAULT_REQUESTS = { cpu: '100m', memory: '128Mi' };
const CONTAINER_SECURITY: k8s.SecurityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

/** The Deployment's spec as JSON, without its number of replicas. */
export function deploymentSpec(version: Version, context: PodContext): any {
  const spec = version._source.kind === 'spec' ? specOfOthers(version, context) : specOfOptions(version._source.options, context);
  const pod = spec.template.spec;
  if (context.priorityClassName !== undefined) {
    if (pod.priorityClassName !== undefined && pod.priorityClassName !== context.priorityClassName) {
      throw new TrafficError(`podPriority was given, but the version names the PriorityClass ${quote(pod.priorityClassName)} already; leave one out`);
    }
    pod.priorityClassName = context.priorityClassName;
  }
  harden(version, spec, context);
  delete spec.replicas;
  return {
    ...spec,
    selector: { matchLabels: context.identity },
    template: {
      ...spec.template,
      metadata: { ...spec.template.metadata, labels: { ...spec.template.metadata?.labels, ...context.identity } },
    },
  };
}

/** The port of the container that the Service forwards to. */
export function containerPort(version: Version, context: PodContext): number {
  const { containerPort: stated } = version._source.options;
  if (stated !== undefined || version._source.kind !== 'spec') return stated ?? context.port;
  const ports: any[] = appContainer(version, version._source.spec, context).ports ?? [];
  const exact = ports.find(port => port.containerPort === context.port);
  if (exact !== undefined || ports.length === 0) return context.port;
  if (ports.length > 1) {
    throw new TrafficError(`the container has the ports ${ports.map(port => port.containerPort).join(', ')}, none of which is ${context.port}; say which by containerPort`);
  }
  return ports[0].containerPort;
}

/** Name of the main port. */
export function portName(protocol: RouteProtocol): string {
  return protocol === RouteProtocol.GRPC ? 'grpc' : 'http';
}

function specOfOptions(o: DeployOptions, context: PodContext): any {
  if (o.image === undefined) {
    throw new TrafficError(noImage(context));
  }
  const clash = Object.keys(o.podLabels ?? {}).find(name => name in context.identity);
  if (clash !== undefined) throw new TrafficError(`podLabels states '${clash}', which identifies the version and is set by the pattern`);
  for (const [name, value] of Object.entries(o.podLabels ?? {})) checkLabelValue(`pod label ${name}`, value);
  const port = o.containerPort ?? context.port;
  const main: k8s.Container = {
    name: context.appName,
    image: o.image,
    imagePullPolicy: o.imagePullPolicy,
    command: o.command,
    args: o.args,
    env: noneIfEmpty([...Object.entries(o.env ?? {}).map(([name, value]) => ({ name, value })), ...o.envVars ?? []]),
    envFrom: o.envFrom,
    ports: [
      { name: portName(context.protocol), containerPort: port, protocol: 'TCP' },
      ...furtherPorts(o, context).map(p => ({ name: p.name, containerPort: p.containerPort ?? p.port, protocol: 'TCP' })),
    ],
    resources: resources(o.resources),
    readinessProbe: o.readiness?._render(port),
    livenessProbe: o.liveness?._render(port),
    startupProbe: o.startup?._render(port),
    securityContext: o.securityContext,
    volumeMounts: o.volumeMounts,
  };
  refuseSecondVariable(main.env ?? []);
  const containers = [main, ...o.sidecars ?? [], ...o.initContainers ?? []].map(({ name }) => name);
  const twice = containers.find((name, i) => containers.indexOf(name) !== i);
  if (twice !== undefined) throw new TrafficError(`the container name ${quote(twice)} stands twice; the app's own container is named '${context.appName}'`);
  const { spec } = k8s.KubeDeployment.manifest({
    spec: {
      minReadySeconds: o.minReadySeconds,
      revisionHistoryLimit: o.revisionHistoryLimit,
      strategy: o.updateStrategy?._spec,
      selector: {},
      template: {
        metadata: { labels: o.podLabels ?? {}, annotations: o.podAnnotations },
        spec: {
          containers: [main, ...o.sidecars ?? []],
          initContainers: o.initContainers,
          volumes: o.volumes,
          imagePullSecrets: o.imagePullSecrets?.map(name => ({ name })),
          serviceAccountName: o.serviceAccountName,
          priorityClassName: o.priorityClassName,
          nodeSelector: o.nodeSelector,
          tolerations: o.tolerations,
          affinity: o.affinity,
          topologySpreadConstraints: o.topologySpread?.map(constraint =>
            ({ ...constraint, labelSelector: constraint.labelSelector ?? { matchLabels: context.identity } })),
          securityContext: o.podSecurityContext,
          terminationGracePeriodSeconds: o.terminationGracePeriodSeconds,
        },
      },
    },
  });
  // The sleep action is younger than the generated types.
  if (o.preStop?._render() !== undefined) spec.template.spec.containers[0].lifecycle = o.preStop._render();
  return spec;
}

function noImage({ versionName }: PodContext): string {
  return `version '${versionName}' has no image; state it in the code or in the stage file`;
}

function specOfOthers(version: Version, context: PodContext): any {
  const spec = structuredClone(version._source.spec);
  const { image } = version._source.options;
  const main = appContainer(version, spec, context);
  if (image !== undefined) main.image = image;
  if (main.image === undefined) throw new TrafficError(noImage(context));
  return spec;
}

function appContainer(version: Version, spec: any, context: PodContext): any {
  const containers: any[] = spec.template.spec.containers;
  const name = version._source.options.container ?? context.appName;
  const named = containers.find(container => container.name === name);
  if (named !== undefined) return named;
  if (containers.length === 1) return containers[0];
  throw new TrafficError(
    `the Deployment has the containers ${containers.map(c => quote(c.name)).join(', ')}, none named '${name}'; say which is the app's by the option container`);
}

/** Fills in what the definition does not say. `Probe.none()` and `PreStop.none()` say something: that there shall be none. */
function harden(version: Version, spec: any, context: PodContext): void {
  const { podSecurity, resourceRequests, readinessProbe, rollingUpdate, preStop } = context.hardening._parts;
  const { readiness, preStop: ownPreStop } = version._source.options;
  const pod = spec.template.spec;
  const main = appContainer(version, spec, context);
  if (podSecurity) {
    pod.securityContext ??= structuredClone(POD_SECURITY);
    for (const container of [...pod.containers, ...pod.initContainers ?? []]) {
      container.securityContext ??= structuredClone(CONTAINER_SECURITY);
    }
  }
  if (resourceRequests) {
    // A limit without a request is the request too, as the API server has it.
    main.resources = { ...main.resources, requests: { ...DEFAULT_REQUESTS, ...main.resources?.limits, ...main.resources?.requests } };
  }
  if (rollingUpdate) spec.strategy ??= { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } };
  if (readinessProbe && readiness === undefined) {
    main.readinessProbe ??= { tcpSocket: { port: containerPort(version, context) }, periodSeconds: 5 };
  }
  if (preStop && ownPreStop === undefined && main.lifecycle?.preStop === undefined) {
    const pause = Math.min(10, Math.floor((pod.terminationGracePeriodSeconds ?? 30) / 2));
    if (pause > 0) main.lifecycle = { ...main.lifecycle, ...PreStop.sleep(pause)._render() };
    pod.terminationGracePeriodSeconds ??= 30;
  }
}

function furtherPorts(o: DeployOptions, context: PodContext) {
  const names = new Set([portName(context.protocol)]);
  for (const port of o.ports ?? []) {
    checkPortName('port name', port.name);
    checkPort(`port '${port.name}'`, port.port);
    if (port.containerPort !== undefined) checkPort(`containerPort of '${port.name}'`, port.containerPort);
    if (names.has(port.name)) throw new TrafficError(`the port name '${port.name}' stands twice; the pattern's own port is named '${portName(context.protocol)}'`);
    if (port.port === context.port) throw new TrafficError(`port '${port.name}' is ${port.port}, which is the pattern's own port`);
    if (o.ports!.some(other => other !== port && other.port === port.port)) throw new TrafficError(`port ${port.port} stands twice; a Service has each port once`);
    names.add(port.name);
  }
  return o.ports ?? [];
}

function refuseSecondVariable(env: k8s.EnvVar[]): void {
  const names = env.map(variable => variable.name);
  const bad = env.find(({ name, value }) => !/^[ -<>-~]+$/.test(name) || (value !== undefined && typeof value !== 'string'));
  if (bad !== undefined) {
    throw new TrafficError(`the environment variable ${quote(bad.name)} has the value ${quote(bad.value)}; a name is printable without '=', and a value is a text, so put a number in quotes`);
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new TrafficError(`the environment variable '${twice}' is given twice; leave one out`);
}

function noneIfEmpty<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
