import { selects } from '../listeners';
import { listOf } from '../manifests';

/** Kinds that own pods by a selector. */
export const OWNERS: readonly string[] = ['Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet'];
/** Kinds that have pods, and could lose them to a selector. */
export const WITH_PODS: readonly string[] = [...OWNERS, 'Job', 'CronJob', 'Pod'];

/** A label selector (meta/v1 LabelSelector). */
export interface Selector {
  readonly matchLabels?: { [name: string]: string };
  readonly matchExpressions?: any[];
}

/** What an object selects pods by: of a Service its labels, of others a LabelSelector; undefined for none. */
export function selectorOf(object: any): Selector | undefined {
  const selector = object?.spec?.selector;
  if (typeof selector !== 'object' || selector === null) return undefined;
  return object.kind === 'Service' ? { matchLabels: selector } : selector;
}

/** The labels of the pods that an object makes, or is. */
export function podLabels(json: any): { [name: string]: string } {
  const { template = json.spec?.jobTemplate?.spec?.template } = json.spec ?? {};
  return (json.kind === 'Pod' ? json.metadata?.labels : template?.metadata?.labels) ?? {};
}

/** Whether a selector states anything: an empty one selects nothing for a Service or workload, everything for a budget. */
export function isEmpty(selector: Selector | undefined): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length === 0 && listOf(selector?.matchExpressions).length === 0;
}

/** A selector in words: "app=cart, version In a,b". */
export function selectorText(selector: Selector): string {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([name, value]) => `${name}=${value}`);
  const expressions = listOf(selector.matchExpressions)
    .map(({ key, operator, values }) => `${key} ${operator} ${listOf(values).join(',')}`.trim());
  return [...labels, ...expressions].join(', ');
}

/** Things with pods by namespace and each label, so that a selector is held against few of thousands. */
export class PodIndex<T> {
  private readonly byLabel = new Map<string, T[]>();

  /** @param manifest the manifest of an item */
  public constructor(items: readonly T[], private readonly manifest: (item: T) => any) {
    for (const item of items) {
      for (const label of [undefined, ...Object.entries(podLabels(manifest(item)))]) {
        const key = this.key(item, label);
        const list = this.byLabel.get(key);
        if (list === undefined) this.byLabel.set(key, [item]);
        else list.push(item);
      }
    }
  }

  /** Items of the namespace of `selecting` whose pods a selector matches; none for an empty selector. */
  public matching(selecting: T, selector: Selector | undefined): T[] {
    if (isEmpty(selector)) return [];
    const labels = [undefined, ...Object.entries(selector!.matchLabels ?? {})];
    // The rarest label leaves the fewest to look at.
    const lists = labels.map(label => this.byLabel.get(this.key(selecting, label)) ?? []);
    const fewest = lists.reduce((least, list) => list.length < least.length ? list : least);
    return fewest.filter(item => selects(selector, podLabels(this.manifest(item))));
  }

  /** All items in the namespace of another. */
  public around(other: T): T[] {
    return this.byLabel.get(this.key(other, undefined)) ?? [];
  }

  private key(item: T, label: [string, unknown] | undefined): string {
    return JSON.stringify([this.manifest(item).metadata?.namespace ?? '', label ?? null]);
  }
}
