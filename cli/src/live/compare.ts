import { compareQuantities, parseQuantity } from '../schema/quantity.js';

/** A field that Git states, and that is another one in the cluster. */
export interface Difference {
  /** Such as `spec.template.spec.containers[task-api].image`. */
  readonly path: string;
  readonly git: unknown;
  readonly cluster: unknown;
}

/**
 * The fields that Git states and the cluster has otherwise. What Git does not state is not looked at: defaults, status, what
 * others own. A list that Git states is compared as a whole.
 */
export function differences(git: any, cluster: any, path: string): Difference[] {
  if (isNothing(git) && cluster === undefined) return [];
  // An empty value may stand for a default; null is no statement.
  if (git === null) return [];
  if (Array.isArray(git)) return Array.isArray(cluster) ? listDifferences(git, cluster, path) : [{ path, git, cluster }];
  if (typeof git === 'object') {
    if (typeof cluster !== 'object' || cluster === null || Array.isArray(cluster)) {
      return Object.values(git).every(isNothing) && cluster === undefined ? [] : [{ path, git, cluster }];
    }
    const keys = EXACT.test(path) ? [...new Set([...Object.keys(git), ...Object.keys(cluster)])] : Object.keys(git);
    return keys.flatMap(key => differences(git[key], cluster[key], `${path}.${key}`));
  }
  return same(git, cluster, path) ? [] : [{ path, git, cluster }];
}

/** One difference in words. Values of variables and arguments are not shown: what is in the cluster may be a secret. */
export function describeDifference({ path, git, cluster }: Difference): string {
  if (/\.(env|args|command|annotations|httpHeaders)\b/.test(path)) return `${path} differs`;
  return `${path}: Git has ${shown(git)}, the cluster ${shown(cluster)}`;
}

/** Maps to which the API server adds nothing: a key that Git no longer has matters, too. */
const EXACT = /^spec\.selector$|\.matchLabels$|\.nodeSelector$/;
/** Fields whose texts are amounts. */
const AMOUNT = /\.(limits|requests)\.[^[]+$|\.(sizeLimit|divisor|averageValue)$|\.target\.value$/;

function same(git: unknown, cluster: unknown, path: string): boolean {
  if (git === cluster) return true;
  if (!AMOUNT.test(path)) return false;
  const [one, other] = [git, cluster].map(value => (
    typeof value === 'string' || typeof value === 'number' ? parseQuantity(String(value)) : undefined));
  return one !== undefined && other !== undefined && compareQuantities(one, other) === 0;
}

/** Whether a value is one that the API server leaves out when it writes an object. */
export function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === false || value === 0 || value === ''
    || (typeof value === 'object' && Object.values(value).every(isNothing));
}

/** Lists whose items have names, and no order that matters. */
const NAMED = /\.(containers|initContainers|volumes|metrics)$/;

function listDifferences(git: readonly any[], cluster: readonly any[], path: string): Difference[] {
  const names = git.map(item => nameOf(item) ?? '');
  const named = NAMED.test(path) && !names.includes('') && new Set(names).size === names.length;
  if (named) {
    const extra = cluster.filter(item => !names.includes(nameOf(item) ?? ''));
    return [
      ...git.flatMap((item, index) => differences(item, cluster.find(other => nameOf(other) === names[index]), `${path}[${names[index]}]`)),
      ...extra.map(item => ({ path: `${path}[${nameOf(item) ?? '?'}]`, git: undefined, cluster: item })),
    ];
  }
  if (git.length !== cluster.length) return [{ path, git, cluster }];
  return git.flatMap((item, index) => differences(item, cluster[index], `${path}[${nameOf(item) ?? index}]`));
}

/** What tells an item of a list from others; undefined where only its place does. */
export function nameOf(item: any): string | undefined {
  if (typeof item?.name === 'string') return item.name;
  // A metric of an autoscaler.
  return typeof item?.resource?.name === 'string' ? item.resource.name : undefined;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'another object';
  const text = String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
