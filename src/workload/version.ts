import { JsonPatch } from 'cdk8s';
import { TrafficError } from '../errors';
import { k8s } from '../k8s';
import { checkDnsLabel, checkPort, checkWhole, quote } from '../names';
import { checkAutoscaling } from './autoscaling';
import { deploymentInFile } from './deployment-file';
import { withoutLoss } from './plain';
import { DeployOptions, ExistingOptions, FromFileOptions, FromSpecOptions, WorkloadOptions } from './version-options';
import type { Workload } from './workload';

/** @internal */
export interface VersionSource {
  readonly kind: 'deploy' | 'spec' | 'existing' | 'workload';
  /** Of deploy and spec. */
  readonly options: DeployOptions & FromSpecOptions;
  /** Of spec: the Deployment's spec as JSON. */
  readonly spec?: any;
  /** Of spec, where it came from a file. */
  readonly file?: string;
  readonly existing?: ExistingOptions & { readonly service: string };
  readonly workload?: Workload;
  readonly deploymentPatches: JsonPatch[];
  readonly servicePatches: JsonPatch[];
}

/**
 * What runs as one version of an app; immutable. The pattern gives it its name (`<app>-<version>`), labels and stage.
 *
 * A version holds its whole definition, patches included, so that a promotion carries all of it from the canary to stable.
 */
export class Version {
  /**
   * A Deployment and Service of our own, with autoscaler and disruption budget where asked for.
   *
   * @throws when a value is out of range, or replicas and autoscaling are both given
   */
  public static deploy(options: DeployOptions): Version {
    checkWorkloadOptions(options);
    checkDeployOptions(options);
    return new Version({ kind: 'deploy', options, deploymentPatches: [], servicePatches: [] });
  }

  /**
   * A Deployment of a whole spec, for teams that have one: name, selector, version labels and, when given, image are ours, the
   * rest stays as it is. Hardening fills in nothing unless it is given.
   *
   * @throws when a value is out of range, or the spec has no container to take the image
   */
  public static fromSpec(spec: k8s.DeploymentSpec, options: FromSpecOptions = {}): Version {
    return Version.fromJson(withoutLoss(spec, k8s.KubeDeployment.manifest({ spec }).spec), options);
  }

  /**
   * As `fromSpec`, the spec being read from a YAML file that holds a Deployment. Other objects in the file are not taken over;
   * a warning names them.
   *
   * @param path relative to the working directory
   * @throws when the file cannot be read, or holds no Deployment, or several and none is named
   */
  public static fromFile(path: string, options: FromFileOptions = {}): Version {
    return Version.fromJson(deploymentInFile(path, options.deployment), options, path);
  }

  /**
   * A Service that others deploy: it is referred to and nothing is made. Stages that need the workload are refused with it.
   *
   * @param service name of the Service
   */
  public static existing(service: string, options: ExistingOptions = {}): Version {
    checkDnsLabel('existing Service', service);
    if (options.port !== undefined) checkPort(`port of Service ${service}`, options.port);
    if (options.namespace !== undefined) checkDnsLabel(`namespace of Service ${service}`, options.namespace);
    return new Version({ kind: 'existing', options: {}, existing: { ...options, service }, deploymentPatches: [], servicePatches: [] });
  }

  /** The workload of another pattern, for another host or path: its Service is referred to and nothing is made. */
  public static of(workload: Workload): Version {
    return new Version({ kind: 'workload', options: {}, workload, deploymentPatches: [], servicePatches: [] });
  }

  private static fromJson(spec: any, options: FromSpecOptions, file?: string): Version {
    checkWorkloadOptions(options);
    const containers = spec?.template?.spec?.containers;
    if (!Array.isArray(containers) || containers.length === 0) {
      throw new TrafficError(`${file === undefined ? 'the Deployment spec' : `the Deployment in ${file}`} has no container under template.spec.containers`);
    }
    const names = containers.map((container: any) => String(container?.name));
    if (options.container !== undefined && !names.includes(options.container)) {
      throw new TrafficError(`container is ${quote(options.container)}, but the Deployment has ${names.map(quote).join(', ')}`);
    }
    return new Version({ kind: 'spec', options, spec, file, deploymentPatches: [], servicePatches: [] });
  }

  private constructor(
    /** @internal */
    readonly _source: VersionSource,
  ) {}

  /** Whether the pattern makes the Deployment and Service. */
  public get isOwn(): boolean {
    return this._source.kind === 'deploy' || this._source.kind === 'spec';
  }

  /** The image, if the definition states one. */
  public get image(): string | undefined {
    return this._source.options.image;
  }

  /**
   * The same version with JSON patches on its Deployment (RFC 6902, paths from the object's root). Unknown fields are kept, and
   * promotion carries them to stable.
   *
   * @throws when the Deployment is not our own
   */
  public withDeploymentPatch(...ops: JsonPatch[]): Version {
    return this.patched('a Deployment patch', { deploymentPatches: [...this._source.deploymentPatches, ...ops] });
  }

  /**
   * The same version with JSON patches on its Service (RFC 6902, paths from the object's root).
   *
   * @throws when the Service is not our own
   */
  public withServicePatch(...ops: JsonPatch[]): Version {
    return this.patched('a Service patch', { servicePatches: [...this._source.servicePatches, ...ops] });
  }

  /** The version in words, as messages show it. */
  public describe(): string {
    switch (this._source.kind) {
      case 'existing':
        return `Service ${this._source.existing!.service} (existing)`;
      case 'workload':
        return `Service ${this._source.workload!.objectName} (of another pattern)`;
      case 'spec':
        return `Deployment ${this._source.file === undefined ? 'of a spec' : `from ${this._source.file}`}`;
      default:
        return `Deployment of ${this.image ?? 'an image not stated'}`;
    }
  }

  /**
   * The same version with the image of the stage file.
   *
   * @internal
   */
  public _withImage(what: string, image: string | undefined): Version {
    if (image === undefined) return this;
    if (!this.isOwn) throw new TrafficError(`${what}: the stage file states the image '${image}', but ${this.describe()} is not deployed here; remove it from the file`);
    if (this.image !== undefined && this.image !== image) {
      throw new TrafficError(`${what}: the image is '${this.image}' in the code and '${image}' in the stage file; state it in one place`);
    }
    return new Version({ ...this._source, options: { ...this._source.options, image } });
  }

  /**
   * This definition with the name, replicas, autoscaling and disruption budget of another: what stable runs from `promoting` on.
   *
   * @internal
   */
  public _promotedOnto(stable: Version): Version {
    const { name, replicas, autoscaling, disruptionBudget = this._source.options.disruptionBudget } = stable._source.options;
    // A spec of a file may state replicas of its own; stable's number is what counts.
    const own = replicas ?? (autoscaling === undefined ? stable._declaredReplicas() : undefined);
    return new Version({ ...this._source, options: { ...this._source.options, name, autoscaling, disruptionBudget, replicas: own } });
  }

  /**
   * Number of pods stated, or the default for an own Deployment without autoscaling.
   *
   * @internal
   */
  public _declaredReplicas(): number {
    const { kind, options, spec } = this._source;
    return options.replicas ?? (kind === 'spec' ? spec.replicas ?? 1 : 2);
  }

  /**
   * Whether the definition itself states its size.
   *
   * @internal
   */
  public _statesSize(): boolean {
    const { options, spec } = this._source;
    return options.replicas !== undefined || options.autoscaling !== undefined || spec?.replicas !== undefined;
  }

  /**
   * Pods that carry the whole traffic of the app: for the size of the canary.
   *
   * @internal
   */
  public _capacity(): number {
    const { autoscaling } = this._source.options;
    return autoscaling === undefined ? this._declaredReplicas() : autoscaling.capacity ?? autoscaling.maxReplicas;
  }

  private patched(what: string, change: Partial<VersionSource>): Version {
    if (!this.isOwn) throw new TrafficError(`${what} was given to ${this.describe()}, which is not deployed here`);
    return new Version({ ...this._source, ...change });
  }
}

function checkWorkloadOptions(options: WorkloadOptions): void {
  if (options.image !== undefined && !/^\S+$/.test(options.image)) {
    throw new TrafficError(`image is ${quote(options.image)}, but must be a reference such as 'registry/app:tag' without spaces`);
  }
  if (options.name !== undefined) checkDnsLabel('version name', options.name);
  if (options.replicas !== undefined) checkWhole('replicas', options.replicas, 0);
  if (options.autoscaling !== undefined) checkAutoscaling(options.autoscaling);
  if (options.replicas !== undefined && options.autoscaling !== undefined) {
    throw new TrafficError(`replicas (${options.replicas}) and autoscaling are both given; the autoscaler owns the number, so leave replicas out`);
  }
  if (options.containerPort !== undefined) checkPort('containerPort', options.containerPort);
}

function checkDeployOptions(options: DeployOptions): void {
  for (const name of ['terminationGracePeriodSeconds', 'minReadySeconds', 'revisionHistoryLimit'] as const) {
    if (options[name] !== undefined) checkWhole(name, options[name]!, 0);
  }
  if (options.imagePullPolicy !== undefined && !['Always', 'IfNotPresent', 'Never'].includes(options.imagePullPolicy)) {
    throw new TrafficError(`imagePullPolicy is ${quote(options.imagePullPolicy)}, but must be Always, IfNotPresent or Never`);
  }
  const grace = options.terminationGracePeriodSeconds ?? 30;
  const pause = options.preStop?.seconds ?? 0;
  if (pause > 0 && pause >= grace) {
    throw new TrafficError(`the preStop pause (${pause} s) is not shorter than terminationGracePeriodSeconds (${grace}), so the process would be killed without a chance to finish`);
  }
}
