import type { PlannedWorkload, TransitionContext, TransitionFinding } from '../types';
import { groupOf, namespaceOf } from '../../manifests';
import { describe } from '../../rules/finding';
import { selects } from '../../listeners';
import { isEmpty, podLabels, selectorOf } from '../../rules/pods';
import { Traffic } from './traffic';
import { commits, percent, pods } from './words';

/** `replicas` taken out of a manifest: an absent field means 1, so the pods go until an autoscaler brings them back. */
export function replicasToHpa(context: TransitionContext): TransitionFinding[] {
  return busy(context).flatMap(({ share, before, after }): TransitionFinding[] => {
    const [was, is] = [before.object.spec?.replicas, after.object.spec?.replicas];
    if (typeof was !== 'number' || was <= 1 || (is !== undefined && is !== null)) return [];
    const scaler = after.autoscaler;
    const owned = before.autoscaler !== undefined && scaler !== undefined;
    const hand = `spec.replicas (${was}) of ${after.key} is taken out of the manifest under ${percent(share)}`;
    const message = scaler === undefined ? `${hand}, and no autoscaler scales it: an absent field means 1 pod`
      : owned ? `${hand}; ${scaler.key} scales it already, but a client-side apply puts the absent field to 1 once, and the pods above that end until the autoscaler brings them back`
        : `${hand} in the commit that brings ${scaler.key}: an absent field means 1 pod, until the autoscaler first acts`;
    return [{
      rule: 'transition/replicas-to-hpa', severity: owned ? 'warning' : 'error', object: after.key, message,
      fix: owned
        ? `Apply it server-side, or take spec.replicas out of the last-applied annotation first: kubectl apply edit-last-applied ${after.kind.toLowerCase()} ${after.name} --namespace ${after.namespace}.`
        : commits(
          `add a HorizontalPodAutoscaler with minReplicas: ${was}, keep spec.replicas: ${was}, and wait until the autoscaler reports its target`,
          'take spec.replicas out, applied server-side (the autoscaler owns the field then), or after kubectl apply edit-last-applied has taken it out of the last-applied annotation'),
    }];
  });
}

/** Autoscalers and disruption budgets that go while their pods have traffic. */
export function guardRemoved(context: TransitionContext): TransitionFinding[] {
  const found = busy(context);
  const scalers = found.flatMap(({ share, before, after }): TransitionFinding[] => before.autoscaler === undefined || after.autoscaler !== undefined ? [] : [{
    rule: 'transition/hpa-removed',
    severity: 'warning',
    object: before.autoscaler.key,
    message: `${before.autoscaler.key} no longer scales ${after.key}, which has ${percent(share)}: ${after.replicas === undefined ? 'its pods stay as many as they happen to be' : `its pods go to ${after.replicas} whatever the load (it kept ${before.autoscaler.min} to ${before.autoscaler.max})`}`,
    fix: commits(`state spec.replicas of ${after.key} as many as the load needs now, at its peak`, 'remove the autoscaler'),
  }]);
  const kept = new Set(budgetsOf(context.after.objects).map(describe));
  const budgets = budgetsOf(context.before.objects).filter(budget => !kept.has(describe(budget)));
  return [...scalers, ...budgets.flatMap((budget): TransitionFinding[] => {
    const selector = selectorOf(budget);
    const guarded = isEmpty(selector) ? undefined : found.find(({ after }) =>
      after.namespace === namespaceOf(budget) && after.capacity > 1 && selects(selector, podLabels(after.object)));
    return guarded === undefined ? [] : [{
      rule: 'transition/pdb-removed',
      severity: 'warning',
      object: describe(budget),
      message: `${describe(budget)} is removed while ${guarded.after.key}, which it protects, has ${percent(guarded.share)} on ${pods(guarded.after.capacity)}: draining nodes may end all of them at once`,
      fix: 'Keep the budget for as long as the version has traffic; remove it with the version.',
    }];
  })];
}

interface Busy {
  readonly share: number;
  readonly before: PlannedWorkload;
  readonly after: PlannedWorkload;
}

/** Workloads that stand on both sides and have traffic on one, each once. */
function busy(context: TransitionContext): Busy[] {
  const traffic = Traffic.of(context);
  const found = new Map<string, Busy>();
  for (const service of traffic.services) {
    const share = traffic.either(service);
    for (const { before, after } of traffic.standing(service)) {
      if ((found.get(after.key)?.share ?? 0) < share) found.set(after.key, { share, before, after });
    }
  }
  return [...found.values()];
}

function budgetsOf(objects: any[]): any[] {
  return objects.filter(object => object?.kind === 'PodDisruptionBudget' && groupOf(object) === 'policy');
}
