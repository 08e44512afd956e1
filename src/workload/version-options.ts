import { k8s } from '../k8s';
import { AutoscalingOptions } from './autoscaling';
import { DisruptionBudget } from './disruption-budget';
import { Hardening } from './hardening';
import { PreStop } from './pre-stop';
import { Probe } from './probe';
import { UpdateStrategy } from './update-strategy';

/** Resource requests and limits of the container, as Kubernetes quantities ('250m', '512Mi'). */
export interface ResourceOptions {
  /**
   * Requested CPU.
   * @default - hardening's 100m
   */
  readonly cpu?: string;
  /**
   * Requested memory.
   * @default - hardening's 128Mi
   */
  readonly memory?: string;
  /**
   * Limit of CPU.
   * @default - none
   */
  readonly cpuLimit?: string;
  /**
   * Limit of memory.
   * @default - none
   */
  readonly memoryLimit?: string;
}

/** A further port of a version, in its container and its Service. */
export interface PortOptions {
  /** Name, at most 15 characters; unique in the version. */
  readonly name: string;
  /** Port of the Service, 1 to 65535. */
  readonly port: number;
  /**
   * Port of the container.
   * @default - the Service's
   */
  readonly containerPort?: number;
  /**
   * Protocol hint for gateways, such as 'kubernetes.io/h2c' (KEP-3726).
   * @default - none
   */
  readonly appProtocol?: string;
}

/** Names and sizes that any own Deployment has, whether made from options or from a spec. */
export interface WorkloadOptions {
  /**
   * The container's image.
   * @default - the stage file's, or the spec's
   */
  readonly image?: string;
  /**
   * Name of Deployment, Service and the rest; a DNS label. It must not change while the version lives.
   * @default - `<app>-<version>`
   */
  readonly name?: string;
  /**
   * Number of pods, at least 0.
   * @default - 2 (`Version.fromSpec`: the spec's, or 1); a canary's is computed from its weight
   */
  readonly replicas?: number;
  /**
   * Autoscaling in place of a number.
   * @default - none
   */
  readonly autoscaling?: AutoscalingOptions;
  /**
   * How many pods a drain may take.
   * @default - hardening's, with at least 2 replicas
   */
  readonly disruptionBudget?: DisruptionBudget;
  /**
   * Port of the container.
   * @default - the pattern's port (`Version.fromSpec`: the container's port, if it has one)
   */
  readonly containerPort?: number;
  /**
   * Protocol hint of the Service's port; '' for none.
   * @default - 'kubernetes.io/h2c' for gRPC, none for HTTP
   */
  readonly appProtocol?: string;
  /**
   * What is filled in where nothing is said.
   * @default - the pattern's
   */
  readonly hardening?: Hardening;
  /**
   * Labels of the version's objects, beside those that identify it.
   * @default - none
   */
  readonly labels?: { [name: string]: string };
  /**
   * Annotations of the version's objects.
   * @default - none
   */
  readonly annotations?: { [name: string]: string };
}

/** All that a version may say of its pods. */
export interface DeployOptions extends WorkloadOptions {
  /**
   * Entry point in place of the image's.
   * @default - the image's
   */
  readonly command?: string[];
  /**
   * Arguments in place of the image's.
   * @default - the image's
   */
  readonly args?: string[];
  /**
   * Environment variables, by name.
   * @default - none
   */
  readonly env?: { [name: string]: string };
  /**
   * Environment variables taken from elsewhere (secretKeyRef, fieldRef ...).
   * @default - none
   */
  readonly envVars?: k8s.EnvVar[];
  /**
   * ConfigMaps and Secrets whose every key becomes a variable. A change in place by-passes the canary: use a new name.
   * @default - none
   */
  readonly envFrom?: k8s.EnvFromSource[];
  /**
   * Resource requests and limits.
   * @default - hardening's requests
   */
  readonly resources?: ResourceOptions;
  /**
   * Further ports.
   * @default - none
   */
  readonly ports?: PortOptions[];
  /**
   * When a pod gets requests.
   * @default - hardening's: a TCP connection to the port
   */
  readonly readiness?: Probe;
  /**
   * When a pod is restarted.
   * @default - none
   */
  readonly liveness?: Probe;
  /**
   * When the other probes begin.
   * @default - none
   */
  readonly startup?: Probe;
  /**
   * Pause before a pod stops.
   * @default - hardening's: 10 seconds
   */
  readonly preStop?: PreStop;
  /**
   * Seconds a pod has to stop, pause included; longer than the pause.
   * @default - 30
   */
  readonly terminationGracePeriodSeconds?: number;
  /**
   * Seconds a new pod must be ready before it counts.
   * @default 0
   */
  readonly minReadySeconds?: number;
  /**
   * How pods are replaced.
   * @default - hardening's: rolling update with maxUnavailable 0
   */
  readonly updateStrategy?: UpdateStrategy;
  /**
   * When the image is pulled: Always, IfNotPresent or Never.
   * @default - Kubernetes': Always for ':latest', else IfNotPresent
   */
  readonly imagePullPolicy?: string;
  /**
   * Names of Secrets to pull the image with.
   * @default - none
   */
  readonly imagePullSecrets?: string[];
  /**
   * ServiceAccount of the pods.
   * @default - the namespace's default
   */
  readonly serviceAccountName?: string;
  /**
   * Labels of the pods, beside those that identify the version.
   * @default - none
   */
  readonly podLabels?: { [name: string]: string };
  /**
   * Annotations of the pods.
   * @default - none
   */
  readonly podAnnotations?: { [name: string]: string };
  /**
   * An existing PriorityClass.
   * @default - none
   */
  readonly priorityClassName?: string;
  /**
   * Labels that a node must have.
   * @default - any node
   */
  readonly nodeSelector?: { [name: string]: string };
  /**
   * Taints that the pods tolerate.
   * @default - none
   */
  readonly tolerations?: k8s.Toleration[];
  /**
   * Attraction to and aversion from nodes and pods.
   * @default - none
   */
  readonly affinity?: k8s.Affinity;
  /**
   * Spread over nodes and zones. A constraint without labelSelector counts this version's pods.
   * @default - none
   */
  readonly topologySpread?: k8s.TopologySpreadConstraint[];
  /**
   * Volumes of the pods.
   * @default - none
   */
  readonly volumes?: k8s.Volume[];
  /**
   * Where the container mounts them.
   * @default - nowhere
   */
  readonly volumeMounts?: k8s.VolumeMount[];
  /**
   * Containers that run to their end before the others start.
   * @default - none
   */
  readonly initContainers?: k8s.Container[];
  /**
   * Containers beside the app's.
   * @default - none
   */
  readonly sidecars?: k8s.Container[];
  /**
   * Security context of the container; replaces hardening's.
   * @default - hardening's
   */
  readonly securityContext?: k8s.SecurityContext;
  /**
   * Security context of the pod; replaces hardening's.
   * @default - hardening's
   */
  readonly podSecurityContext?: k8s.PodSecurityContext;
  /**
   * Old ReplicaSets kept.
   * @default - Kubernetes': 10
   */
  readonly revisionHistoryLimit?: number;
}

/** What is ours in a version made from a whole Deployment spec. */
export interface FromSpecOptions extends WorkloadOptions {
  /**
   * Name of the container that `image` and the port are of.
   * @default - the only container, or the one named as the app
   */
  readonly container?: string;
}

/** Options of a version read from a file. */
export interface FromFileOptions extends FromSpecOptions {
  /**
   * Name of the Deployment in the file.
   * @default - the only one
   */
  readonly deployment?: string;
}

/** Options of a reference to a Service that others deploy. */
export interface ExistingOptions {
  /**
   * Port of the Service.
   * @default - the pattern's port
   */
  readonly port?: number;
  /**
   * Namespace of the Service; another than the route's gives a ReferenceGrant there.
   * @default - the chart's
   */
  readonly namespace?: string;
}
