import { CanaryStage } from '../stage/canary-stage';
import { warnOnce } from '../warnings';
import { Version } from '../workload/version';

/** What the canary's size is computed from. */
export interface CanarySizeInput {
  readonly stage: CanaryStage;
  readonly steps: number[];
  readonly canary: Version;
  /** Pods that carry the whole traffic; undefined where stable is not deployed here. */
  readonly capacity?: number;
  /** Share of all requests that pinned audiences bring, in percent. */
  readonly pinnedPercent: number;
}

/** The canary's size and what it must carry. */
export interface CanarySize {
  /** `spec.replicas`; undefined where the autoscaler owns it. */
  readonly replicas?: number;
  /** `spec.minReplicas` of the autoscaler. */
  readonly minReplicas?: number;
  /** Pods that stand for sure when the stage is reached. */
  readonly nominal: number;
  /** Pods needed for the requests of this stage and the next. */
  readonly need: number;
  /** Why so many. */
  readonly reason: string;
  /** Whether nobody knows how many are needed. */
  readonly unknown: boolean;
}

/**
 * Capacity leads weight by one commit: the canary has the pods for its next step before that step is taken, and keeps the pods
 * of the highest weight so far. Pinned audiences come on top of the weight.
 */
export function canarySize({ stage, steps, canary, capacity, pinnedPercent }: CanarySizeInput): CanarySize {
  const weight = stage.sizeFor(steps);
  const share = pinnedPercent + (100 - pinnedPercent) * weight / 100;
  const stopped = stage.kind === 'contained';
  // The tiny subtraction keeps a product such as 10 * 0.3 from being rounded up for its last bit.
  const need = stopped ? 0 : Math.ceil((capacity ?? 0) * share / 100 - 1e-9);
  const reason = `${pinnedPercent > 0 ? `${weight} % and the pinned ${pinnedPercent} %` : `${weight} %`} of ${capacity ?? 'an unknown number of'} pods`;
  const common = { need, reason, unknown: capacity === undefined && !canary._statesSize() };
  const { autoscaling, replicas } = canary._source.options;
  if (autoscaling !== undefined) {
    const minReplicas = Math.min(Math.max(autoscaling.minReplicas, need), autoscaling.maxReplicas);
    // An autoscaler leaves a Deployment of 0 replicas alone, so the first commit after must raise it.
    const written = stopped ? 0 : stage.afterContained ? minReplicas : undefined;
    return { ...common, replicas: written, minReplicas, nominal: stopped ? autoscaling.minReplicas : minReplicas };
  }
  const stated = replicas ?? canary._source.spec?.replicas;
  const full = stated ?? Math.max(2, need);
  return { ...common, replicas: stopped ? 0 : full, nominal: full };
}

/** Warns of a canary smaller than wished; never a problem of synthesis, so the list is empty. */
export function warnOfSize(name: string, size: CanarySize): string[] {
  const pods = size.replicas ?? size.minReplicas!;
  if (size.unknown) {
    warnOnce(`'${name}' runs ${pods} pods, since stable is not deployed here and its size is not known; state replicas for the canary`);
  } else if (pods < size.need) {
    warnOnce(`'${name}' runs ${pods} pods, but ${size.need} are needed for its share (${size.reason}); leave replicas out to have it computed, or raise it`);
  }
  return [];
}

/** Warns that an autoscaler may have shrunk stable while the canary answers everything; never a problem of synthesis. */
export function warnOfIdleStable(name: string, stable: Version): string[] {
  const { autoscaling } = stable._source.options;
  if (autoscaling !== undefined && autoscaling.minReplicas < stable._capacity()) {
    warnOnce(`the autoscaler of '${name}' may shrink it to ${autoscaling.minReplicas} of ${stable._capacity()} pods while the canary answers every request, and a rollback would meet those; raise minReplicas for the rollout, or state the capacity that is needed`);
  }
  return [];
}
