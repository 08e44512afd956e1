import { Workload } from '../workload/workload';
import { AppObject } from './app-objects';
import { OWNERS, PodIndex, Selector, selectorOf, selectorText, WITH_PODS } from './rules/pods';

/**
 * Selectors that match the pods of another workload: a controller would adopt them, a version's Service would send its share to
 * them. A Service of the user's own may span versions; those of a pattern's versions must not.
 */
export function overlappingSelectors(objects: AppObject[]): string[] {
  const owners = objects.filter(({ json }) => OWNERS.includes(json.kind) && json.spec?.template !== undefined);
  const services = objects.filter(({ json, source }) => json.kind === 'Service' && source.node.scope instanceof Workload);
  const pods = new PodIndex(objects.filter(({ json }) => WITH_PODS.includes(json.kind)), ({ json }) => json);
  return [...owners, ...services].flatMap(selecting => {
    const selector: Selector | undefined = selectorOf(selecting.json);
    return pods.matching(selecting, selector)
      .filter(owner => owner !== selecting && !ofOneWorkload(owner, selecting))
      .map(owner => `the selector of ${describe(selecting)} (${selectorText(selector!)}) matches the pods of ${describe(owner)}, which are another version's; give them labels that differ`);
  });
}

function ofOneWorkload(a: AppObject, b: AppObject): boolean {
  return a.source.node.scope instanceof Workload && a.source.node.scope === b.source.node.scope;
}

function describe({ json, path }: AppObject): string {
  return `${json.kind} ${json.metadata?.name} (${path})`;
}
