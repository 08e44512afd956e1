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
    const selector = stated(selectorOf(object));
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

/** Labels that controllers put on pods: no template has them, so a selector by them says nothing of templates. */
const BY_CONTROLLERS = [
  'statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index', 'rollouts-pod-template-hash', 'pod-template-hash',
  'controller-revision-hash', 'pod-template-generation', 'job-name', 'controller-uid',
];

/** The part of a selector that templates can meet. */
function stated(selector: Selector | undefined): Selector | undefined {
  const byController = (key: string) => BY_CONTROLLERS.includes(key) || key.startsWith('batch.kubernetes.io/');
  return selector && {
    ...selector,
    matchLabels: Object.fromEntries(Object.entries(selector.matchLabels ?? {}).filter(([key]) => !byController(key))),
    matchExpressions: (selector.matchExpressions ?? []).filter(({ key }) => !byController(key)),
  };
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
      const rivals = others.filter(({ kind }) => kind !== 'Job' && kind !== 'CronJob');
      const jobs = others.filter(other => !rivals.includes(other));
      return [...rivals.length === 0 ? [] : [ownerFinding(object, selector!, rivals)], ...jobs.length === 0 ? [] : [jobFinding(object, selector!, jobs)]];
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

/** Pods of a Job have a controller, which no other takes them from; but whoever selects by labels counts them. */
function jobFinding(object: any, selector: Selector, jobs: any[]): Finding {
  return {
    rule: 'workload/selector-overlap',
    severity: 'warning',
    object,
    path: 'spec.selector',
    message: `the selector of ${describe(object)} (${selectorText(selector)}) also matches the pods of ${some(jobs.map(describe))}: a Service, an autoscaler or a disruption budget by these labels counts them too`,
    fix: 'Give the pods of the Job a label that differs, or select by one that they do not have',
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
