import { groupOf, nameOf, namespaceOf } from '../manifests';
import { TrafficModel } from '../model';
import { OWNERS, PodIndex, selectorOf } from '../rules/pods';
import { canonicalText } from './canonical';
import type { PlannedWorkload, Side } from './types';

/** What is known of a side beside its manifests. */
export interface SideOptions {
  /** The manifests are all there is: a Service or Gateway outside of them does not exist. */
  readonly complete?: boolean;
}

/**
 * One side of a plan.
 *
 * @param objects plain manifests as parsed from YAML; of two of one name the later counts
 * @param stages the stage file's entries by key, as plain data
 */
export function sideOf(objects: any[], stages?: { readonly [app: string]: any }, { complete }: SideOptions = {}): Side {
  const model = TrafficModel.fromManifests(objects, { complete });
  const byKey = new Map<string, any>();
  for (const object of model._manifests.objects) {
    byKey.set(keyOf(object), object);
    byKey.set(keyOf(object, true), object);
  }
  const scalers = autoscalersOf(model._manifests.objects);
  const workloads = new Map<string, PlannedWorkload>();
  for (const object of new Set(byKey.values())) {
    if (OWNERS.includes(object.kind) && groupOf(object) === 'apps') workloads.set(keyOf(object), new Workload(object, scalers.get(keyOf(object))));
  }
  const pods = new PodIndex([...workloads.values()].map(workload => ({ namespaced: inNamespace(workload.object), workload })), ({ namespaced }) => namespaced);
  const kept = new Map<string, PlannedWorkload[]>();
  return {
    objects,
    model,
    workloads,
    podsOf(service) {
      let found = kept.get(service);
      if (found === undefined) {
        const object = byKey.get(`Service ${service}`);
        const selecting = { namespaced: inNamespace(object ?? {}), workload: undefined as never };
        found = object === undefined ? [] : pods.matching(selecting, selectorOf(object)).map(({ workload }) => workload);
        kept.set(service, found);
      }
      return found;
    },
    object: key => byKey.get(key),
    stages,
  };
}

/** The key of an object: 'Kind namespace/name'. @param withGroup as 'Kind.group namespace/name' */
export function keyOf(object: any, withGroup = false): string {
  const group = withGroup ? groupOf(object) : '';
  return `${object.kind}${group === '' ? '' : `.${group}`} ${namespaceOf(object)}/${nameOf(object)}`;
}

/** A manifest whose namespace is written out, as `keyOf` reads it. */
function inNamespace(object: any): any {
  return object.metadata?.namespace === undefined ? { ...object, metadata: { ...object.metadata, namespace: namespaceOf(object) } } : object;
}

type Autoscaler = NonNullable<PlannedWorkload['autoscaler']>;

/** HorizontalPodAutoscalers by the key of what they scale. */
function autoscalersOf(objects: readonly any[]): Map<string, Autoscaler> {
  const found = new Map<string, Autoscaler>();
  for (const object of objects) {
    const target = object.kind === 'HorizontalPodAutoscaler' ? object.spec?.scaleTargetRef : undefined;
    if (target === undefined || target === null) continue;
    const min = count(object.spec.minReplicas) ?? 1;
    found.set(`${target.kind} ${namespaceOf(object)}/${target.name}`, { key: keyOf(object), min, max: count(object.spec.maxReplicas) ?? min });
  }
  return found;
}

class Workload implements PlannedWorkload {
  readonly key: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly replicas?: number;
  readonly capacity: number;
  private text?: string;

  constructor(readonly object: any, readonly autoscaler?: Autoscaler) {
    this.key = keyOf(object);
    this.kind = object.kind;
    this.namespace = namespaceOf(object);
    this.name = nameOf(object);
    const stated = count(object.spec?.replicas);
    // An autoscaler lets alone what is scaled to 0 (HorizontalPodAutoscaler, "implicit maintenance-mode deactivation").
    const scaled = autoscaler !== undefined && stated !== 0;
    // How many nodes a DaemonSet has pods on is not in the manifests.
    this.replicas = scaled || object.kind === 'DaemonSet' ? undefined : stated ?? 1;
    this.capacity = scaled ? autoscaler.min : this.replicas ?? 1;
  }

  get template(): string {
    this.text ??= canonicalText(this.object.spec?.template);
    return this.text;
  }
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}
