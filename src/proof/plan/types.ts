import type { TrafficDecision } from '../decision';
import type { TrafficModel } from '../model';
import type { TrafficRequest } from '../request';

/** What a change does to a class of requests. */
export type ChangeKind =
  /** The same answer from the same pods. */
  | 'none'
  /** Other shares. */
  | 'shift'
  /** An answer where there was none. */
  | 'gain'
  /** No answer any more, or errors for a part. */
  | 'loss'
  /** Another answer altogether: a redirect in place of a backend, or the other way round. */
  | 'break'
  /** The same versions, but other pod templates. */
  | 'release'
  /** The same shares, but other filters, timeouts or rewrites. */
  | 'altered';

/** A workload with pods: Deployment, StatefulSet, DaemonSet, ReplicaSet. */
export interface PlannedWorkload {
  /** 'Kind namespace/name'. */
  readonly key: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly object: any;
  /** Pods that it states; undefined where an autoscaler owns the number. */
  readonly replicas?: number;
  /** minReplicas and maxReplicas of its HorizontalPodAutoscaler. */
  readonly autoscaler?: { readonly key: string; readonly min: number; readonly max: number };
  /** Pods that are sure to be there: replicas, or the autoscaler's minimum; 0 for none. */
  readonly capacity: number;
  /** A text that is equal for equal pod templates. */
  readonly template: string;
}

/** One side of a plan: the manifests before or after, indexed. */
export interface Side {
  readonly objects: any[];
  readonly model: TrafficModel;
  /** Workloads by key. */
  readonly workloads: Map<string, PlannedWorkload>;
  /** Workloads whose pods a Service ('namespace/name') selects. */
  podsOf(service: string): PlannedWorkload[];
  /** An object by 'Kind namespace/name' (the group counts too, but is left out of the key where it is plain). */
  object(key: string): any;
  /** The stage file's entries as plain data by key ('app' or 'app/pattern'), where it is given. */
  readonly stages?: { readonly [app: string]: any };
}

/** A class of requests on both sides. */
export interface ClassChange {
  /** The class in words. */
  readonly name: string;
  readonly request: TrafficRequest;
  readonly before: TrafficDecision;
  readonly after: TrafficDecision;
  readonly change: ChangeKind;
}

/** An app's move in the stage file. */
export interface PlannedMove {
  readonly app: string;
  /** 'canary', 'blue-green', 'ab-test' or 'tiers'. */
  readonly pattern: string;
  readonly from: string;
  readonly to: string;
}

/** What the transition rules look at. */
export interface TransitionContext {
  readonly before: Side;
  readonly after: Side;
  readonly classes: ClassChange[];
  readonly moves: PlannedMove[];
}

/** A reason why a change is not safe in one commit, or a warning. */
export interface TransitionFinding {
  /** 'transition/…'. */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  /** 'Kind namespace/name', or an app of the stage file. */
  readonly object: string;
  readonly message: string;
  /** The safe sequence of commits. */
  readonly fix: string;
}

/** One rule about a change. */
export type TransitionRule = (context: TransitionContext) => TransitionFinding[];
