import { ApiObject, Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { at, TrafficError } from '../errors';
import { k8s } from '../k8s';
import { Kept } from '../kept';
import { checkDnsLabel, checkLabelValue, checkPort, quote } from '../names';
import { RouteProtocol } from '../route/protocol';
import { Backend } from '../traffic/backend';
import { autoscalingMetrics } from './autoscaling';
import { DisruptionBudget } from './disruption-budget';
import { Hardening } from './hardening';
import { containerPort, deploymentSpec, PodContext, portName } from './pod';
import { priorityClass } from './priority';
import { Version } from './version';

/**
 * How many pods a version runs at the pattern's stage.
 *
 * @internal
 */
export interface WorkloadSize {
  /** `spec.replicas` of the Deployment; undefined where the autoscaler owns it. */
  readonly replicas?: number;
  /** `spec.minReplicas` of the autoscaler. */
  readonly minReplicas?: number;
}

/**
 * What a pattern says of one of its versions.
 *
 * @internal
 */
export interface WorkloadConfig {
  readonly appName: string;
  readonly versionName: string;
  /** The label that tells the versions apart: 'version', or 'environment' in blue-green. */
  readonly versionLabel: string;
  readonly port: number;
  readonly protocol: RouteProtocol;
  readonly hardening: Hardening;
  /** What runs; undefined where nothing is known of it (a canary left out at baseline). */
  readonly version?: Version;
  /** Whether the stage renders its objects. */
  readonly exists: boolean;
  /** Asked when the manifests are written, since pins that come later count. */
  readonly size: () => WorkloadSize;
  /** Pods at full size: decides on the PodDisruptionBudget. */
  readonly nominalReplicas: number;
}

/**
 * One version of an app at the pattern's stage: its Deployment, Service and the rest, as far as the stage renders them.
 *
 * Every object is a cdk8s ApiObject that takes JSON patches (`workload.deployment?.addJsonPatch(...)`); a patch that shall go
 * with a promotion belongs to the `Version`.
 */
export class Workload extends Construct {
  /**
   * @internal
   */
  public static _create(scope: Construct, id: string, config: WorkloadConfig): Workload {
    return new Workload(scope, id, config);
  }

  /** Name of the app, the label `app`. */
  public readonly appName: string;
  /** Name of the version, such as 'stable' or 'canary'. */
  public readonly versionName: string;
  /** Name of Deployment and Service: `<app>-<version>`, unless the version has a name of its own or exists already. */
  public readonly objectName: string;
  /** Name of the Service. */
  public readonly serviceName: string;
  /** Port of the Service. */
  public readonly port: number;
  /** Namespace of the Service, if one is stated. */
  public readonly namespace?: string;
  /** What a route sends requests to. */
  public readonly backend: Backend;
  /** The Deployment; absent where the stage has none or others deploy it. */
  public readonly deployment?: ApiObject;
  /** The Service; absent where the stage has none or others deploy it. */
  public readonly service?: ApiObject;
  /** The HorizontalPodAutoscaler, if asked for. */
  public readonly autoscaler?: ApiObject;
  /** The PodDisruptionBudget, if there is one. */
  public readonly disruptionBudget?: ApiObject;

  /**
   * Versions of other patterns that are this workload, by `Version.of`.
   *
   * @internal
   */
  public readonly _borrowers: Workload[] = [];

  private readonly config: WorkloadConfig;
  private readonly identity: { [name: string]: string };
  private priority?: { readonly value: number; readonly object?: ApiObject };

  private constructor(scope: Construct, id: string, config: WorkloadConfig) {
    super(scope, id);
    this.config = config;
    const { appName, versionName, version } = config;
    this.appName = appName;
    this.versionName = versionName;
    this.identity = { app: appName, [config.versionLabel]: versionName };
    const { existing, workload, options } = version?._source ?? { options: {} as { name?: string } };
    this.serviceName = existing?.service ?? workload?.serviceName ?? at(this, () => objectName(options.name ?? `${appName}-${versionName}`));
    this.objectName = this.serviceName;
    this.port = existing?.port ?? workload?.port ?? config.port;
    this.namespace = existing?.namespace ?? workload?.namespace ?? Chart.of(this).namespace;
    this.backend = Backend.service(this.serviceName, this.port, { namespace: this.namespace });
    if (workload !== undefined) {
      workload._borrowers.push(this);
      this.node.addValidation({ validate: () => missingIn(workload) });
    }
    if (version === undefined || !version.isOwn || !config.exists) return;

    at(this, () => deploymentSpec(version, this.podContext()));
    this.deployment = this.createDeployment(version);
    this.service = at(this, () => this.createService(version));
    this.autoscaler = this.createAutoscaler(version);
    this.disruptionBudget = at(this, () => this.createDisruptionBudget(version));
  }

  /** The PriorityClass of its own, where an audience asked for one by `podPriority`. */
  public get priorityClass(): ApiObject | undefined {
    return this.priority?.object;
  }

  /**
   * Whether its Service is there at the pattern's stage, ours or others'.
   *
   * @internal
   */
  public get _exists(): boolean {
    return this.config.exists && this.config.version !== undefined;
  }

  /**
   * Pods that the Deployment states; undefined where there is none of ours, or the autoscaler owns the number.
   *
   * @internal
   */
  public get _replicas(): number | undefined {
    return this.deployment === undefined ? undefined : this.config.size().replicas;
  }

  /**
   * The workload whose pods answer: its own, or those that `Version.of` lent.
   *
   * @internal
   */
  public get _origin(): Workload {
    return this.config.version?._source.workload?._origin ?? this;
  }

  /**
   * Names of its containers' ports at the pattern's stage; undefined where others deploy it.
   *
   * @internal
   */
  public get _portNames(): string[] | undefined {
    if (this.deployment === undefined) return undefined;
    const { containers = [], initContainers = [] } = this.deployment.toJson().spec.template.spec;
    return [...containers, ...initContainers].flatMap((container: any) => (container.ports ?? []).map(({ name }: any) => name)).filter(name => name !== undefined);
  }

  /** @internal */
  public get _isOwn(): boolean {
    return this.config.version?.isOwn ?? true;
  }

  /**
   * Gives the pods a priority by a PriorityClass of their own.
   *
   * @internal
   */
  public _prioritise(value: number): void {
    if (!this._isOwn) {
      throw new TrafficError(`podPriority was given, but '${this.versionName}' is ${this.config.version!.describe()}, whose pods are not made here`);
    }
    if (this.priority !== undefined && this.priority.value !== value) {
      throw new TrafficError(`podPriority is ${value}, but '${this.versionName}' has ${this.priority.value} already; its pods can have one`);
    }
    if (this.priority !== undefined) return;
    const namespace = Chart.of(this).namespace;
    const name = `${namespace === undefined ? '' : `${namespace}-`}${this.appName}-${this.versionName}`;
    const description = `Pods of ${this.appName}, version ${this.versionName}`;
    this.priority = { value, object: this.deployment && priorityClass(this, name, value, description, namespace !== undefined) };
    if (this.deployment !== undefined) at(this, () => deploymentSpec(this.config.version!, this.podContext()));
  }

  /**
   * What would be wrong with another definition in this one's place.
   *
   * @internal
   */
  public _problemsWith(version: Version): string[] {
    try {
      deploymentSpec(version, this.podContext(version));
      containerPort(version, this.podContext(version));
      version._source.options.disruptionBudget?._checkAgainst(this.config.nominalReplicas);
      return version._source.options.autoscaling === undefined ? [] : this.requestsMissing(version);
    } catch (error) {
      if (error instanceof TrafficError) return [error.message];
      throw error;
    }
  }

  private podContext(version: Version | undefined = this.config.version): PodContext {
    const { appName, versionName, port, protocol } = this.config;
    const ofOthers = version?._source.kind === 'spec';
    return {
      appName,
      versionName,
      identity: this.identity,
      port,
      protocol,
      // A whole spec is somebody's decision: it is hardened only where that is asked for.
      hardening: version?._source.options.hardening ?? (ofOthers ? Hardening.none() : this.config.hardening),
      priorityClassName: this.priority?.object?.name,
    };
  }

  private metadata(version: Version) {
    const { labels, annotations } = version._source.options;
    for (const [name, value] of Object.entries(labels ?? {})) at(this, () => checkLabelValue(`label ${name}`, value));
    const clash = Object.keys(labels ?? {}).find(name => name in this.identity);
    if (clash !== undefined) at(this, () => { throw new TrafficError(`labels states '${clash}', which identifies the version and is set by the pattern`); });
    const identity = this.podContext().hardening._parts.objectLabels ? this.identity : {};
    return { name: this.objectName, labels: { ...labels, ...identity }, annotations };
  }

  private createDeployment(version: Version): ApiObject {
    const object = new ApiObject(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: this.metadata(version),
      spec: Lazy.any({ produce: () => ({ ...deploymentSpec(version, this.podContext()), replicas: this.config.size().replicas }) }),
    });
    object.addJsonPatch(...version._source.deploymentPatches);
    return object;
  }

  private createService(version: Version): ApiObject {
    const { protocol, port } = this.config;
    const { appProtocol = protocol === RouteProtocol.GRPC ? 'kubernetes.io/h2c' : '', ports = [] } = version._source.options;
    const object = new ApiObject(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: this.metadata(version),
      spec: {
        type: 'ClusterIP',
        selector: this.identity,
        ports: [
          {
            name: portName(protocol),
            port,
            targetPort: containerPort(version, this.podContext()),
            protocol: 'TCP',
            ...appProtocol === '' ? {} : { appProtocol },
          },
          ...ports.map(further => ({
            name: further.name,
            port: checkPort(`port '${further.name}'`, further.port),
            targetPort: further.containerPort ?? further.port,
            protocol: 'TCP',
            ...further.appProtocol === undefined ? {} : { appProtocol: further.appProtocol },
          })),
        ],
      },
    });
    object.addJsonPatch(...version._source.servicePatches);
    return object;
  }

  private createAutoscaler(version: Version): ApiObject | undefined {
    const { autoscaling } = version._source.options;
    if (autoscaling === undefined) return undefined;
    const kept = new Kept<string[]>();
    this.node.addValidation({ validate: () => kept.for(version, () => this.requestsMissing(version)) });
    const spec = () => k8s.KubeHorizontalPodAutoscalerV2.manifest({
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: this.objectName },
        minReplicas: this.config.size().minReplicas ?? autoscaling.minReplicas,
        maxReplicas: autoscaling.maxReplicas,
        metrics: autoscalingMetrics(autoscaling),
        behavior: autoscaling.behavior,
      },
    }).spec;
    return new ApiObject(this, 'autoscaler', {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: this.metadata(version),
      spec: Lazy.any({ produce: spec }),
    });
  }

  private createDisruptionBudget(version: Version): ApiObject | undefined {
    const pods = this.config.nominalReplicas;
    const { disruptionBudget: asked } = version._source.options;
    const byHardening = this.podContext().hardening._parts.disruptionBudget && pods >= 2;
    const budget = asked ?? (byHardening ? DisruptionBudget.maxUnavailable(1) : DisruptionBudget.none());
    if (budget._limit === undefined) return undefined;
    budget._checkAgainst(pods);
    return new ApiObject(this, 'disruption-budget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: this.metadata(version),
      spec: { ...k8s.KubePodDisruptionBudget.manifest({ spec: budget._limit }).spec, selector: { matchLabels: this.identity } },
    });
  }

  /** An autoscaler by CPU or memory counts in percent of the request, and does nothing without one. */
  private requestsMissing(version: Version): string[] {
    const metrics = autoscalingMetrics(version._source.options.autoscaling!);
    const { containers } = deploymentSpec(version, this.podContext(version)).template.spec;
    return metrics.filter(metric => metric.resource?.target.type === 'Utilization').flatMap(({ resource }) => {
      const without = containers.filter(({ resources }: any) => (resources?.requests ?? resources?.limits)?.[resource!.name] === undefined);
      const names = without.map(({ name }: any) => quote(name)).join(', ');
      return without.length === 0 ? [] : [
        `the autoscaler of '${this.objectName}' counts ${resource!.name} in percent of the request, but the container ${names} has none; state resources.${resource!.name}`];
    });
  }
}

function objectName(name: string): string {
  checkDnsLabel('name of Deployment and Service', name);
  if (!/^[a-z]/.test(name)) throw new TrafficError(`name of Deployment and Service is ${quote(name)}, but a Service's name starts with a letter (RFC 1035); change app, or state name on the version`);
  return name;
}

function missingIn(workload: Workload): string[] {
  return workload._exists ? [] : [
    `Version.of refers to '${workload.objectName}' of ${workload.node.path}, which does not exist at its pattern's stage; refer to it once it is deployed`];
}
