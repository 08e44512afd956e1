import { TrafficError } from '../errors';
import { k8s } from '../k8s';
import { checkWhole } from '../names';

/** Autoscaling of a version (Kubernetes autoscaling/v2 HorizontalPodAutoscaler). */
export interface AutoscalingOptions {
  /** Pods that always run, at least 1. */
  readonly minReplicas: number;
  /** Pods at most, at least `minReplicas`. */
  readonly maxReplicas: number;
  /**
   * Wanted CPU use in percent of the request, at least 1.
   * @default 80, unless another metric is given
   */
  readonly targetCpuPercent?: number;
  /**
   * Wanted memory use in percent of the request, at least 1.
   * @default - memory is not looked at
   */
  readonly targetMemoryPercent?: number;
  /**
   * Further metrics.
   * @default - none
   */
  readonly metrics?: k8s.MetricSpecV2[];
  /**
   * How fast it scales.
   * @default - Kubernetes' defaults
   */
  readonly behavior?: k8s.HorizontalPodAutoscalerBehaviorV2;
  /**
   * Pods that carry the whole traffic of the app, for the size of its canary.
   * @default - maxReplicas
   */
  readonly capacity?: number;
}

/** Checks autoscaling options. */
export function checkAutoscaling(options: AutoscalingOptions): AutoscalingOptions {
  checkWhole('autoscaling.minReplicas', options.minReplicas, 1);
  checkWhole('autoscaling.maxReplicas', options.maxReplicas, 1);
  if (options.maxReplicas < options.minReplicas) {
    throw new TrafficError(`autoscaling.maxReplicas (${options.maxReplicas}) is less than minReplicas (${options.minReplicas})`);
  }
  for (const name of ['targetCpuPercent', 'targetMemoryPercent', 'capacity'] as const) {
    if (options[name] !== undefined) checkWhole(`autoscaling.${name}`, options[name]!, 1);
  }
  return options;
}

/** The metrics of an autoscaler. */
export function autoscalingMetrics(options: AutoscalingOptions): k8s.MetricSpecV2[] {
  const { targetCpuPercent, targetMemoryPercent, metrics = [] } = options;
  const cpu = targetCpuPercent ?? (targetMemoryPercent === undefined && metrics.length === 0 ? 80 : undefined);
  const resource = (name: string, averageUtilization: number | undefined): k8s.MetricSpecV2[] =>
    averageUtilization === undefined ? [] : [{ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } }];
  return [...resource('cpu', cpu), ...resource('memory', targetMemoryPercent), ...metrics];
}
