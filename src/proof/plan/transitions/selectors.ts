import { selects } from '../../listeners';
import { isEmpty, podLabels, Selector, selectorOf, selectorText } from '../../rules/pods';
import type { PlannedWorkload, Side, TransitionContext, TransitionFinding } from '../types';
import { isEqual } from './equal';
import { serviceOf } from './renames';
import { Traffic } from './traffic';
import { commits, percent } from './words';

/** Services with traffic whose selector, or whose pods' labels, change so that other pods answer, or none for a while. */
export function selectorChanged(context: TransitionContext): TransitionFinding[] {
  const traffic = Traffic.of(context);
  const relabelled = [...context.before.workloads.values()].some(({ key, object }) =>
    context.after.workloads.has(key) && !isEqual(podLabels(object), podLabels(context.after.workloads.get(key)!.object)));
  return traffic.services.flatMap(service => {
    const [was, is] = [selectorOf(serviceOf(context.before, service)), selectorOf(serviceOf(context.after, service))];
    if (was === undefined || is === undefined || (!relabelled && isEqual(was, is))) return [];
    const namespace = service.split('/')[0];
    const standing = [...context.before.workloads.values()].filter(workload => workload.namespace === namespace && context.after.workloads.has(workload.key));
    // Old and new pods stand side by side for a while, and either object may be applied first.
    const known = chosen(standing, was);
    const other = [chosen(standing, is), chosen(standing, was, context.after), chosen(standing, is, context.after)].find(list => list !== known);
    if (other === undefined) return [];
    const [before, after] = [selectorText(was), selectorText(is)];
    const change = before === after ? `the labels of pods behind Service ${service} (${before}) change` : `the selector of Service ${service} goes from ${before || 'nothing'} to ${after || 'nothing'}`;
    return [{
      rule: 'transition/selector-changed',
      severity: 'error',
      object: `Service ${service}`,
      message: `${change} under ${percent(traffic.either(service))}: while old and new pods stand side by side it selects ${other || 'no pod'} where ${known || 'no pod'} answered`,
      fix: before === after
        ? commits('keep the labels that the selector asks for, and add the new ones beside them', 'turn the selector to the new labels, once every pod has them', 'drop the old labels')
        : commits('give the pods the labels of both selectors, and wait until every pod has them', 'change the selector')
          + ' To turn to other pods, keep each Service on its own version and move the weight in the route.',
    } satisfies TransitionFinding];
  });
}

/** The workloads whose pods a selector takes, by the templates of a side, in words. */
function chosen(workloads: PlannedWorkload[], selector: Selector, side?: Side): string {
  if (isEmpty(selector)) return '';
  return workloads.filter(workload => selects(selector, podLabels((side?.workloads.get(workload.key) ?? workload).object))).map(({ key }) => key).join(' and ');
}
