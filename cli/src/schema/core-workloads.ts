// Workloads, as k8s.io/kubernetes/pkg/apis/apps/validation and batch/validation check them.
import {
  checkAtMostAll, checkCountOrPercent, checkSelector, CoreCheck, isEmptySelector, isSelector, numberOf, selects,
} from './core-support.js';
import { JsonObject, listAt, objectAt, own, valueAt } from './json.js';
import { checkVolumeMounts } from './core-pods.js';
import { Report } from './report.js';

/** Checks by type. */
export const WORKLOAD_CHECKS: { readonly [type: string]: CoreCheck } = {
  LabelSelector: checkSelector,
  DeploymentSpec: (spec, path, report) => {
    checkTemplate(spec, path, 'deployment', report);
    checkAlwaysRestarted(spec, path, report, 'ReplicaSet');
    const deadline = own(spec, 'progressDeadlineSeconds');
    if (typeof deadline === 'number' && deadline <= (own(spec, 'minReadySeconds') ?? 0)) {
      report.invalid('schema/range', `${path}.progressDeadlineSeconds`, deadline, 'must be greater than minReadySeconds');
    }
  },
  DeploymentStrategy: (strategy, path, report) => {
    if (own(strategy, 'type') === 'Recreate' && own(strategy, 'rollingUpdate') !== undefined) {
      report.forbidden(`${path}.rollingUpdate`, 'may not be specified when strategy `type` is \'Recreate\'', 'schema/combination');
    }
  },
  RollingUpdateDeployment: (update, path, report) => {
    const { maxUnavailable = '25%', maxSurge = '25%' } = update;
    checkCountOrPercent(maxUnavailable, `${path}.maxUnavailable`, report);
    checkCountOrPercent(maxSurge, `${path}.maxSurge`, report);
    if (numberOf(maxUnavailable) === 0 && numberOf(maxSurge) === 0) {
      report.invalid('schema/combination', `${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0');
    }
    checkAtMostAll(maxUnavailable, `${path}.maxUnavailable`, report);
  },
  ReplicaSetSpec: (spec, path, report) => {
    checkTemplate(spec, path, 'deployment', report);
    checkAlwaysRestarted(spec, path, report, 'ReplicaSet');
  },
  StatefulSetSpec: (spec, path, report) => {
    checkTemplate(spec, path, 'statefulset', report);
    checkAlwaysRestarted(spec, path, report, 'StatefulSet');
  },
  DaemonSetSpec: (spec, path, report) => {
    checkTemplate(spec, path, 'daemonset', report);
    checkAlwaysRestarted(spec, path, report, 'DaemonSet');
  },
  JobSpec: (spec, path, report) => {
    const at = `${path}.template.spec.restartPolicy`;
    checkVolumeMounts(objectAt(spec, 'template', 'spec'), [], `${path}.template.spec`, report);
    const policy = valueAt(spec, 'template', 'spec', 'restartPolicy') ?? 'Always';
    if (objectAt(spec, 'template', 'spec') !== undefined && (policy === 'Always' || policy === '')) {
      report.required(at, 'valid values: "OnFailure", "Never"');
    }
  },
};

/** A workload whose pods its own selector would not find makes new ones for ever. */
function checkTemplate(spec: JsonObject, path: string, kind: string, report: Report): void {
  checkVolumeMounts(objectAt(spec, 'template', 'spec'), listAt(spec, 'volumeClaimTemplates'), `${path}.template.spec`, report);
  const selector = objectAt(spec, 'selector');
  const template = objectAt(spec, 'template');
  if (selector === undefined || template === undefined) return;
  if (isEmptySelector(selector)) {
    report.invalid('schema/selector', `${path}.selector`, selector, `empty selector is invalid for ${kind}`);
    return;
  }
  if (!isSelector(selector)) {
    report.invalid('schema/selector', `${path}.selector`, selector, 'invalid label selector');
    return;
  }
  const labels = objectAt(template, 'metadata', 'labels');
  if (!selects(selector, labels ?? {})) {
    report.invalid('schema/selector', `${path}.template.metadata.labels`, labels, '`selector` does not match template `labels`');
  }
}

function checkAlwaysRestarted(spec: JsonObject, path: string, report: Report, kind: string): void {
  const policy = valueAt(spec, 'template', 'spec', 'restartPolicy') ?? 'Always';
  if (policy !== 'Always' && policy !== '') report.notSupported(`${path}.template.spec.restartPolicy`, policy, ['Always']);
  if (valueAt(spec, 'template', 'spec', 'activeDeadlineSeconds') !== undefined) {
    report.forbidden(`${path}.template.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`);
  }
}
