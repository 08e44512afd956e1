import { groupOf, nameOf, namespaceOf } from '../manifests';
import { OWNERS, PodIndex, podLabels, Selector, WITH_PODS } from './pods';

/** What runs, of any kind that has a pod template, and what scales it. */
export class Workloads {
  /** Objects with pods, in the order given. */
  public readonly all: any[];
  public readonly autoscalers: any[];
  private readonly pods: PodIndex<any>;
  private readonly byName = new Map<string, any[]>();
  private readonly scalers = new Map<string, any>();
  /** Scaled by something whose arithmetic is not known here: KEDA, or a Rollout that takes over a Deployment. */
  private readonly foreign = new Set<string>();

  public constructor(objects: any[]) {
    this.all = objects.filter(object => WITH_PODS.includes(object.kind) || Array.isArray(object.spec?.template?.spec?.containers));
    this.autoscalers = objects.filter(object => object.kind === 'HorizontalPodAutoscaler' && groupOf(object) === 'autoscaling');
    this.pods = new PodIndex(this.all, object => object);
    // Anything may have a scale subresource, so the target of an autoscaler is looked for among all objects.
    for (const object of objects) {
      const key = keyOf(namespaceOf(object), object.kind, nameOf(object));
      const list = this.byName.get(key);
      if (list === undefined) this.byName.set(key, [object]);
      else list.push(object);
      for (const ref of object.kind === 'HorizontalPodAutoscaler' ? [] : [object.spec?.scaleTargetRef, object.spec?.workloadRef]) {
        if (ref?.name !== undefined) this.foreign.add(keyOf(namespaceOf(object), ref.kind ?? 'Deployment', ref.name));
      }
    }
    for (const scaler of this.autoscalers) {
      const target = this.targetOf(scaler);
      if (target !== undefined) this.scalers.set(keyOf(namespaceOf(target), target.kind, nameOf(target)), scaler);
    }
  }

  /** Workloads in the namespace of an object whose pods a selector matches. */
  public matching(object: any, selector: Selector | undefined): any[] {
    return this.pods.matching(object, selector);
  }

  /** All workloads in the namespace of an object. */
  public around(object: any): any[] {
    return this.pods.around(object);
  }

  /** The object that an autoscaler scales; undefined where it is not among the objects. */
  public targetOf(autoscaler: any): any {
    const { apiVersion, kind, name } = autoscaler.spec?.scaleTargetRef ?? {};
    const list = this.byName.get(keyOf(namespaceOf(autoscaler), kind, name)) ?? [];
    return apiVersion === undefined ? list[0] : list.find(object => groupOf(object) === groupOf({ apiVersion }));
  }

  /** The autoscaler of a workload. */
  public autoscalerOf(workload: any): any {
    return this.scalers.get(keyOf(namespaceOf(workload), workload.kind, nameOf(workload)));
  }

  /**
   * The fewest pods that a workload keeps: its replicas (1 where it states none), with an autoscaler that one's minimum, unless 0
   * replicas pause it. Undefined where it cannot be told: DaemonSets, Jobs, and what others scale.
   */
  public replicasOf(workload: any): number | undefined {
    if (workload.kind === 'Pod') return 1;
    if (workload.kind === 'DaemonSet' || !OWNERS.includes(workload.kind) && workload.spec?.replicas === undefined) return undefined;
    if (this.foreign.has(keyOf(namespaceOf(workload), workload.kind, nameOf(workload)))) return undefined;
    const replicas = workload.spec?.replicas ?? 1;
    if (typeof replicas !== 'number') return undefined;
    const autoscaler = this.autoscalerOf(workload);
    const minimum = autoscaler?.spec?.minReplicas ?? 1;
    return autoscaler === undefined || replicas === 0 ? replicas : typeof minimum === 'number' ? minimum : undefined;
  }
}

/** The labels of a workload's pods in words. */
export function labelsText(workload: any): string {
  return Object.entries(podLabels(workload)).map(([name, value]) => `${name}=${value}`).join(', ') || 'no labels';
}

function keyOf(...parts: unknown[]): string {
  return JSON.stringify(parts);
}
