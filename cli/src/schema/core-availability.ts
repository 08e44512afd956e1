// Autoscalers and disruption budgets, as k8s.io/kubernetes/pkg/apis/autoscaling/validation and policy/validation check them.
import { checkAtMostAll, checkCountOrPercent, CoreCheck } from './core-support.js';
import { listAt, own } from './json.js';

const checkReplicas: CoreCheck = (spec, path, report) => {
  const { minReplicas, maxReplicas } = spec;
  const scalesToZero = listAt(spec, 'metrics').some(metric => metric.type === 'Object' || metric.type === 'External');
  if (typeof minReplicas === 'number' && minReplicas < (scalesToZero ? 0 : 1)) {
    report.invalid('schema/range', `${path}.minReplicas`, minReplicas, 'must be greater than or equal to 1');
  }
  if (typeof maxReplicas !== 'number') return;
  if (maxReplicas < 1) report.invalid('schema/range', `${path}.maxReplicas`, maxReplicas, 'must be greater than 0');
  if (typeof minReplicas === 'number' && maxReplicas < minReplicas) {
    report.invalid('schema/range', `${path}.maxReplicas`, maxReplicas, 'must be greater than or equal to `minReplicas`');
  }
};

const SOURCES: { readonly [type: string]: string } = {
  ContainerResource: 'containerResource', External: 'external', Object: 'object', Pods: 'pods', Resource: 'resource',
};

/** Checks of autoscalers by type. */
export const HPA_CHECKS: { readonly [type: string]: CoreCheck } = {
  'autoscaling.v1.HorizontalPodAutoscalerSpec': checkReplicas,
  'autoscaling.v2.HorizontalPodAutoscalerSpec': checkReplicas,
  MetricSpec: (metric, path, report) => {
    const source = own(SOURCES, String(own(metric, 'type')));
    if (source !== undefined && own(metric, source) === undefined) {
      report.required(`${path}.${source}`, 'must populate information for the given metric source');
    }
    for (const other of Object.values(SOURCES)) {
      if (source === undefined || other === source || own(metric, other) === undefined) continue;
      report.forbidden(`${path}.${other}`, 'must populate the given metric source only', 'schema/combination');
    }
  },
  HPAScalingRules: (rules, path, report) => {
    const window = own(rules, 'stabilizationWindowSeconds');
    if (typeof window === 'number' && window < 0) {
      report.invalid('schema/range', `${path}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero');
    }
    if (typeof window === 'number' && window > 3600) {
      report.invalid('schema/range', `${path}.stabilizationWindowSeconds`, window, 'must be less than or equal to 3600');
    }
    // Without the field the server fills in its own.
    if (own(rules, 'policies') !== undefined && listAt(rules, 'policies').length === 0) {
      report.required(`${path}.policies`, 'must specify at least one Policy');
    }
  },
  HPAScalingPolicy: (policy, path, report) => {
    const { value, periodSeconds } = policy;
    if (typeof value === 'number' && value <= 0) report.invalid('schema/range', `${path}.value`, value, 'must be greater than zero');
    if (typeof periodSeconds !== 'number') return;
    if (periodSeconds <= 0) report.invalid('schema/range', `${path}.periodSeconds`, periodSeconds, 'must be greater than zero');
    if (periodSeconds > 1800) report.invalid('schema/range', `${path}.periodSeconds`, periodSeconds, 'must be less than or equal to 1800');
  },
};

/** Checks of disruption budgets by type. */
export const PDB_CHECKS: { readonly [type: string]: CoreCheck } = {
  PodDisruptionBudgetSpec: (spec, path, report) => {
    const fields = ['minAvailable', 'maxUnavailable'].filter(name => own(spec, name) !== undefined);
    if (fields.length === 2) report.invalid('schema/combination', path, spec, 'minAvailable and maxUnavailable cannot be both set');
    for (const name of fields) {
      checkCountOrPercent(spec[name], `${path}.${name}`, report);
      checkAtMostAll(spec[name], `${path}.${name}`, report);
    }
  },
};
