import { groupOf, nameOf } from '../manifests';
import { describe, Finding, some } from './finding';
import { isEmpty, OWNERS, Selector, selectorOf, selectorText } from './pods';
import { Survey } from './survey';
import { labelsText } from './workloads';

/** Services and disruption budgets that select no pod. */
export function selectorsWithoutPods(survey: Survey): Finding[] {
  return survey.objects.flatMap((object): Finding[] => {
    const isService = object.kind === 'Service' && groupOf(object) === '';
    if (!isService && !isBudget(object)) return [];
    const selector = selectorOf(object);
    const around = survey.workloads.around(object);
    // Where no workload of the namespace is in the input, nothing is known of its pods.
    if (isEmpty(selector) || around.length === 0 || survey.workloads.matching(object, selector).length > 0) return [];
    const near = around.slice(0, 3).map(workload => `${workload.kind} ${nameOf(workload)} has ${labelsText(workload)}`);
    return [{
      rule: 'workload/no-pods',
      severity: survey.outside,
      object,
      path: 'spec.selector',
      message: `the selector (${selectorText(selector!)}) matches the pods of no workload in the input (${near.join('; ')}${around.length > 3 ? '; …' : ''}); `
        + (isService ? 'without pods every request to the Service gets 503' : 'the budget protects nothing'),
      fix: 'Make the selector equal to labels of the pod template (spec.template.metadata.labels, not metadata.labels)',
    }];
  });
}

/** Selectors that match the pods of more than one workload. */
export function overlappingSelectors(survey: Survey): Finding[] {
  const backends = new Set(survey.routes.flatMap(route => route.rules.flatMap(({ backendRefs }) => backendRefs.map(ref => {
    const { namespace, name } = survey.model._refs.resolve(route, ref);
    return survey.manifests.get('', 'Service', namespace, name);
  }))));
  return survey.objects.flatMap((object): Finding[] => {
    const selector = selectorOf(object);
    if (OWNERS.includes(object.kind) && object.spec?.template !== undefined) {
      const others = survey.workloads.matching(object, selector).filter(other => other !== object);
      return others.length === 0 ? [] : [ownerFinding(object, selector!, others)];
    }
    if (!backends.has(object)) return [];
    const owners = survey.workloads.matching(object, selector).filter(({ kind }) => OWNERS.includes(kind));
    return owners.length < 2 ? [] : [serviceFinding(object, selector!, owners)];
  });
}

/** Whether an object is a PodDisruptionBudget. */
export function isBudget(object: any): boolean {
  return object.kind === 'PodDisruptionBudget' && groupOf(object) === 'policy';
}

function ownerFinding(object: any, selector: Selector, others: any[]): Finding {
  return {
    rule: 'workload/selector-overlap',
    severity: 'error',
    object,
    path: 'spec.selector',
    message: `the selector of ${describe(object)} (${selectorText(selector)}) also matches the pods of ${some(others.map(describe))}: controllers and autoscalers count each other's pods`,
    fix: 'Give the pods labels that differ, and select by all of them. A selector cannot be changed in place: the Deployment has to be made anew',
  };
}

function serviceFinding(object: any, selector: Selector, owners: any[]): Finding {
  return {
    rule: 'workload/selector-overlap',
    severity: 'warning',
    object,
    path: 'spec.selector',
    message: `the Service is a backend of a route, and its selector (${selectorText(selector)}) matches the pods of ${some(owners.map(describe))}: they share its requests by the number of pods, whatever the weights of the route say`,
    fix: 'Select one version only, by the label that tells the versions apart',
  };
}
