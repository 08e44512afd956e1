import { Workload } from '../workload/workload';
import { AppObject } from './app-objects';

/** Kinds that own pods by a selector. */
const OWNERS = ['Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet'];
/** Kinds that have pods, and could lose them to a selector. */
const WITH_PODS = [...OWNERS, 'Job', 'CronJob', 'Pod'];

interface Selector {
  readonly matchLabels?: { [name: string]: string };
  readonly matchExpressions?: { readonly key: string; readonly operator: string; readonly values?: string[] }[];
}

/**
 * Selectors that match the pods of another workload: a controller would adopt them, a version's Service would send its share to
 * them. A Service of the user's own may span versions; those of a pattern's versions must not.
 */
export function overlappingSelectors(objects: AppObject[]): string[] {
  const owners = objects.filter(({ json }) => OWNERS.includes(json.kind) && json.spec?.template !== undefined);
  const services = objects.filter(({ json, source }) => json.kind === 'Service' && source.node.scope instanceof Workload);
  const byLabel = podsByLabel(objects.filter(({ json }) => WITH_PODS.includes(json.kind)));
  return [...owners, ...services].flatMap(selecting => {
    const selector: Selector = selecting.json.kind === 'Service' ? { matchLabels: selecting.json.spec?.selector } : selecting.json.spec.selector;
    const [label] = Object.entries(selector?.matchLabels ?? {});
    return (byLabel.get(key(selecting, label)) ?? [])
      .filter(owner => owner !== selecting && !ofOneWorkload(owner, selecting))
      .filter(owner => selects(selector, podLabels(owner)))
      .map(owner => `the selector of ${describe(selecting)} (${text(selector)}) matches the pods of ${describe(owner)}, which are another version's; give them labels that differ`);
  });
}

/** Objects with pods by namespace and each label, so that a selector is held against few of thousands. */
function podsByLabel(objects: AppObject[]): Map<string, AppObject[]> {
  const found = new Map<string, AppObject[]>();
  for (const object of objects) {
    for (const label of [undefined, ...Object.entries(podLabels(object))]) {
      const list = found.get(key(object, label)) ?? [];
      found.set(key(object, label), list);
      list.push(object);
    }
  }
  return found;
}

function key(object: AppObject, label: [string, string] | undefined): string {
  return JSON.stringify([object.json.metadata?.namespace ?? '', label ?? null]);
}

function podLabels({ json }: AppObject): { [name: string]: string } {
  const { template = json.spec?.jobTemplate?.spec?.template } = json.spec ?? {};
  return (json.kind === 'Pod' ? json.metadata?.labels : template?.metadata?.labels) ?? {};
}

function ofOneWorkload(a: AppObject, b: AppObject): boolean {
  return a.source.node.scope instanceof Workload && a.source.node.scope === b.source.node.scope;
}

function describe({ json, path }: AppObject): string {
  return `${json.kind} ${json.metadata?.name} (${path})`;
}

function text(selector: Selector): string {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([name, value]) => `${name}=${value}`);
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values }) => `${key} ${operator} ${(values ?? []).join(',')}`.trim());
  return [...labels, ...expressions].join(', ');
}

/** Label selection by the rules of meta/v1 LabelSelector; a Service without selector selects nothing. */
function selects(selector: Selector | undefined, labels: { [name: string]: string }): boolean {
  const wanted = Object.entries(selector?.matchLabels ?? {});
  const expressions = selector?.matchExpressions ?? [];
  if (wanted.length === 0 && expressions.length === 0) return false;
  return wanted.every(([name, value]) => labels[name] === value) && expressions.every(({ key, operator, values = [] }) => {
    switch (operator) {
      case 'In':
        return key in labels && values.includes(labels[key]);
      case 'NotIn':
        return !(key in labels) || !values.includes(labels[key]);
      case 'Exists':
        return key in labels;
      case 'DoesNotExist':
        return !(key in labels);
      default:
        return false;
    }
  });
}
