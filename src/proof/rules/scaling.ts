import { describe, Finding, some } from './finding';
import { isEmpty, Selector, selectorOf } from './pods';
import { isBudget } from './selection';
import { Survey } from './survey';

/** Autoscalers without a target, and targets whose manifest states replicas. */
export function autoscalers(survey: Survey): Finding[] {
  return survey.workloads.autoscalers.flatMap((autoscaler): Finding[] => {
    const target = survey.workloads.targetOf(autoscaler);
    const { kind, name } = autoscaler.spec?.scaleTargetRef ?? {};
    if (target === undefined) {
      return [{
        rule: 'reference/hpa-target',
        severity: survey.outside,
        object: autoscaler,
        path: 'spec.scaleTargetRef',
        message: `the autoscaler scales ${kind} ${name}, which is not in the input; where there is none, nothing is scaled`,
        fix: survey.options.complete ? 'Mend apiVersion, kind and name of the target, or delete the autoscaler' : 'Give the manifest of the target too, or mend its apiVersion, kind and name',
      }];
    }
    const replicas = target.spec?.replicas;
    // 0 replicas switch the autoscaler off, which is meant.
    if (replicas === undefined || replicas === null || replicas === 0) return [];
    return [{
      rule: 'workload/hpa-replicas',
      severity: 'warning',
      object: target,
      path: 'spec.replicas',
      message: `${describe(target)} states ${replicas} ${replicas === 1 ? 'replica' : 'replicas'}, but ${describe(autoscaler)} scales it: each time the manifest is applied, the pods go back to ${replicas}, in the middle of a peak too`,
      fix: 'Leave spec.replicas out, and set minReplicas of the autoscaler. Taking the field out of a live Deployment may scale it to 1 for a moment: hand it over with server-side apply first',
    }];
  });
}

/** Budgets that allow no pod to be evicted, so that draining a node waits for ever (policy/v1 PodDisruptionBudgetSpec). */
export function blockingBudgets(survey: Survey): Finding[] {
  return survey.objects.filter(isBudget).flatMap((budget): Finding[] => {
    const { minAvailable, maxUnavailable } = budget.spec ?? {};
    const { pods, names } = protectedBy(survey, budget);
    if (pods === 0) return [];
    const found = (path: string, message: string, fix: string): Finding[] => [{
      rule: 'workload/pdb-blocks-drain', severity: 'error', object: budget, path: `spec.${path}`, message: `${message}, so draining a node waits for ever`, fix,
    }];
    if (maxUnavailable !== undefined && maxUnavailable !== null) {
      // A percentage is rounded up, so any above 0 allows one.
      return scaled(maxUnavailable, 1) !== 0 ? [] : found('maxUnavailable', `maxUnavailable is ${maxUnavailable}: no pod may be evicted`,
        'Set maxUnavailable to 1 or more; for a pod that must not move, silence the finding with that reason');
    }
    if (minAvailable === undefined || minAvailable === null) return [];
    if (pods === undefined) {
      return minAvailable !== '100%' ? []
        : found('minAvailable', 'minAvailable is 100%: no pod may be evicted', 'Set maxUnavailable: 1 instead of minAvailable');
    }
    const needed = scaled(minAvailable, pods);
    if (needed === undefined || needed < pods) return [];
    const rounded = String(minAvailable).endsWith('%') ? `, which is rounded up to ${needed},` : '';
    const [count, keep, instead] = pods === 1
      ? ['1 pod', 'keeps', 'Run at least 2 replicas, or set maxUnavailable: 1 instead of minAvailable']
      : [`${pods} pods`, 'keep', 'Set maxUnavailable: 1 instead of minAvailable'];
    return found('minAvailable', `minAvailable is ${minAvailable}${rounded} of the ${count} that ${names} ${keep} at the least: none may be evicted`,
      instead);
  });
}

/** The fewest pods under a budget; undefined where it cannot be told. */
function protectedBy(survey: Survey, budget: any): { readonly pods?: number; readonly names: string } {
  const selector: Selector | undefined = selectorOf(budget);
  if (selector === undefined) return { pods: 0, names: '' };
  const workloads = isEmpty(selector) ? survey.workloads.around(budget) : survey.workloads.matching(budget, selector);
  const counts = workloads.map(workload => survey.workloads.replicasOf(workload));
  const known = workloads.length > 0 && counts.every(count => count !== undefined);
  return { pods: known ? counts.reduce<number>((sum, count) => sum + count!, 0) : undefined, names: some(workloads.map(describe)) };
}

/** A number, or a percentage of the pods rounded up, as the disruption controller does it; undefined for anything else. */
function scaled(value: unknown, pods: number): number | undefined {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(String(value));
  return percent === null ? undefined : Math.ceil(Number(percent[1]) * pods / 100);
}
