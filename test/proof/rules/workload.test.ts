import { CheckOptions } from '../../../src/proof/rules/check';
import { deployment, found, object, route, rule, service } from './objects';

const X = { app: 'x' };
const budget = (spec: object, labels: object = X) => object('policy/v1', 'PodDisruptionBudget', 'pdb', { selector: { matchLabels: labels }, ...spec });
const autoscaler = (name: string, minReplicas?: number) => object('autoscaling/v2', 'HorizontalPodAutoscaler', 'hpa',
  { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, minReplicas, maxReplicas: 9 });
const TO_X = route({ rules: [rule([], ['x=3', 'y=1'])] });
const blocks = (where: string, what: string) => [`error PodDisruptionBudget/pdb spec.${where}: ${what}, so draining a node waits for ever`];
const noPods = (what: string, name: string, kind: string) => [
  `warning ${kind}/${name} spec.selector: the selector (app=y) matches the pods of no workload in the input (Deployment x has app=x); ${what}`];
const zero = (what: string) => [`error HTTPRoute/cart spec.rules[0].backendRefs[0]: the Service shop/x gets 75 % of the rule's requests, but ${what} behind it has 0 replicas; those requests get 503`];

const FOUND: [string, string, any[], string[]][] = [
  ['workload/no-pods', 'a Service', [deployment('x'), service('y')], noPods('without pods every request to the Service gets 503', 'y', 'Service')],
  ['workload/no-pods', 'a budget', [deployment('x'), budget({}, { app: 'y' })], noPods('the budget protects nothing', 'pdb', 'PodDisruptionBudget')],
  ['workload/no-pods', 'labels of the Deployment, not of its pods', [
    { ...deployment('x', X), metadata: { name: 'x', namespace: 'shop', labels: { app: 'y' } } }, service('y')],
  noPods('without pods every request to the Service gets 503', 'y', 'Service')],
  ['workload/selector-overlap', 'a wider selector of a Deployment', [deployment('x', X), deployment('y', { ...X, version: 'y' })], [
    'error Deployment/x spec.selector: the selector of Deployment shop/x (app=x) also matches the pods of Deployment shop/y: controllers and autoscalers count each other\'s pods']],
  ['workload/selector-overlap', 'a backend over two versions', [TO_X, service('x', X), deployment('a', { ...X, v: 'a' }), deployment('b', { ...X, v: 'b' })], [
    'warning Service/x spec.selector: the Service is a backend of a route, and its selector (app=x) matches the pods of Deployment shop/a and Deployment shop/b: they share its requests by the number of pods, whatever the weights of the route say']],
  ['workload/selector-overlap', 'a Job with the labels of a Deployment', [deployment('x', X),
    object('batch/v1', 'Job', 'migrate', { template: { metadata: { labels: X } } })], [
    'warning Deployment/x spec.selector: the selector of Deployment shop/x (app=x) also matches the pods of Job shop/migrate: a Service, an autoscaler or a disruption budget by these labels counts them too']],
  ['workload/pdb-blocks-drain', 'as many as there are', [budget({ minAvailable: 3 }), deployment('x', X, { replicas: 3 })],
    blocks('minAvailable', 'minAvailable is 3 of the 3 pods that Deployment shop/x keep at the least: none may be evicted')],
  ['workload/pdb-blocks-drain', 'one pod, which is the default', [budget({ minAvailable: 1 }), deployment('x', X)],
    blocks('minAvailable', 'minAvailable is 1 of the 1 pod that Deployment shop/x keeps at the least: none may be evicted')],
  ['workload/pdb-blocks-drain', 'a percentage rounded up', [budget({ minAvailable: '51%' }), deployment('x', X, { replicas: 2 })],
    blocks('minAvailable', 'minAvailable is 51%, which is rounded up to 2, of the 2 pods that Deployment shop/x keep at the least: none may be evicted')],
  ['workload/pdb-blocks-drain', 'the minimum of an autoscaler', [budget({ minAvailable: 2 }), deployment('x', X), autoscaler('x', 2)],
    blocks('minAvailable', 'minAvailable is 2 of the 2 pods that Deployment shop/x keep at the least: none may be evicted')],
  ['workload/pdb-blocks-drain', 'no unavailable one', [budget({ maxUnavailable: 0 }), deployment('x', X, { replicas: 5 })],
    blocks('maxUnavailable', 'maxUnavailable is 0: no pod may be evicted')],
  ['workload/pdb-blocks-drain', 'no percentage, of pods outside the input', [budget({ maxUnavailable: '0%' })],
    blocks('maxUnavailable', 'maxUnavailable is 0%: no pod may be evicted')],
  ['workload/pdb-blocks-drain', 'all, of pods outside the input', [budget({ minAvailable: '100%' })],
    blocks('minAvailable', 'minAvailable is 100%: no pod may be evicted')],
  ['workload/pdb-blocks-drain', 'an empty selector, which is every pod of the namespace', [budget({ minAvailable: 2 }, {}), deployment('x'), deployment('y')],
    blocks('minAvailable', 'minAvailable is 2 of the 2 pods that Deployment shop/x and Deployment shop/y keep at the least: none may be evicted')],
  ['workload/hpa-replicas', 'replicas beside an autoscaler', [deployment('x', X, { replicas: 3 }), autoscaler('x')], [
    'warning Deployment/x spec.replicas: Deployment shop/x states 3 replicas, but HorizontalPodAutoscaler shop/hpa scales it: each time the manifest is applied, the pods go back to 3, in the middle of a peak too']],
  ['workload/hpa-replicas', 'one replica beside an autoscaler', [deployment('x', X, { replicas: 1 }), autoscaler('x')], [
    'warning Deployment/x spec.replicas: Deployment shop/x states 1 replica, but HorizontalPodAutoscaler shop/hpa scales it: each time the manifest is applied, the pods go back to 1, in the middle of a peak too']],
  ['workload/zero-replicas', 'a share without pods', [TO_X, service('x'), deployment('x', X, { replicas: 0 })], zero('Deployment x')],
  ['workload/zero-replicas', 'an autoscaler that 0 replicas pause', [TO_X, service('x'), deployment('x', X, { replicas: 0 }), autoscaler('x', 2)], zero('Deployment x')],
  ['workload/zero-replicas', 'two workloads', [TO_X, service('x'), deployment('x', X, { replicas: 0 }), object('apps/v1', 'StatefulSet', 'z',
    { replicas: 0, template: { metadata: { labels: X } } })], zero('Deployment x and StatefulSet z')],
];

test.each(FOUND)('%s: %s', (id, _name, objects, expected) => {
  expect(found(id, objects)).toEqual(expected);
});

test('a selector without pods is an error where the input is all there is', () => {
  expect(found('workload/no-pods', [deployment('x'), service('y')], { complete: true })[0]).toMatch(/^error Service\/y /);
});

test.each<[string, string, any[], CheckOptions?]>([
  ['workload/no-pods', 'a pod', [deployment('x'), service('x')]],
  ['workload/no-pods', 'one pod of a StatefulSet, by the label that its controller sets', [deployment('x'), service('x', { ...X, 'statefulset.kubernetes.io/pod-name': 'x-0' })], { complete: true }],
  ['workload/no-pods', 'the pods of a revision of a Rollout', [deployment('x'), service('x', { ...X, 'rollouts-pod-template-hash': '5d' })], { complete: true }],
  ['workload/no-pods', 'an object of another kind with a pod template', [service('x'), deployment('z'),
    object('argoproj.io/v1alpha1', 'Rollout', 'x', { template: { metadata: { labels: X }, spec: { containers: [{}] } } })]],
  ['workload/no-pods', 'no workload in the namespace', [service('y'), { ...deployment('x'), metadata: { name: 'x', namespace: 'lab' } }], { complete: true }],
  ['workload/no-pods', 'a Service without selector', [deployment('x'), service('y', {})]],
  ['workload/selector-overlap', 'labels that differ', [deployment('x', { v: 'x' }), deployment('y', { v: 'y' })]],
  ['workload/selector-overlap', 'another namespace', [deployment('x', X), { ...deployment('y', X), metadata: { name: 'y', namespace: 'lab' } }]],
  ['workload/selector-overlap', 'one object twice', [deployment('x', X), deployment('x', X)]],
  ['workload/selector-overlap', 'a Service over two versions that no route names', [service('x', X), deployment('a', { ...X, v: 'a' }), deployment('b', { ...X, v: 'b' })]],
  ['workload/selector-overlap', 'a backend over a Deployment and a Job', [TO_X, service('x', X), deployment('x', X),
    object('batch/v1', 'Job', 'j', { template: { metadata: { labels: X } } })].filter(({ kind }) => kind !== 'Deployment')],
  ['workload/pdb-blocks-drain', 'one fewer', [budget({ minAvailable: 2 }), deployment('x', X, { replicas: 3 })]],
  ['workload/pdb-blocks-drain', 'half', [budget({ minAvailable: '50%' }), deployment('x', X, { replicas: 2 })]],
  ['workload/pdb-blocks-drain', 'a percentage of unavailable ones, rounded up to one', [budget({ maxUnavailable: '1%' }), deployment('x', X)]],
  ['workload/pdb-blocks-drain', 'two workloads together', [budget({ minAvailable: 1 }), deployment('x', X), deployment('y', X)]],
  ['workload/pdb-blocks-drain', 'no pods at all', [budget({ minAvailable: 1 }), deployment('x', X, { replicas: 0 })]],
  ['workload/pdb-blocks-drain', 'pods outside the input', [budget({ minAvailable: 1 })]],
  ['workload/pdb-blocks-drain', 'a workload that others scale', [budget({ minAvailable: 1 }), deployment('x', X),
    object('keda.sh/v1alpha1', 'ScaledObject', 's', { scaleTargetRef: { name: 'x' } })]],
  ['workload/pdb-blocks-drain', 'pods on every node', [budget({ minAvailable: 1 }), { ...deployment('x', X), kind: 'DaemonSet' }]],
  ['workload/hpa-replicas', 'no replicas', [deployment('x'), autoscaler('x')]],
  ['workload/hpa-replicas', '0 replicas, which switch it off', [deployment('x', X, { replicas: 0 }), autoscaler('x')]],
  ['workload/hpa-replicas', 'the autoscaler of another', [deployment('x', X, { replicas: 3 }), deployment('y'), autoscaler('y')]],
  ['workload/zero-replicas', 'weight 0', [route({ rules: [rule([], ['x=0', 'y=1'])] }), service('x'), deployment('x', X, { replicas: 0 })]],
  ['workload/zero-replicas', 'one pod', [TO_X, service('x'), deployment('x', X, { replicas: 1 })]],
  ['workload/zero-replicas', 'pods of another workload', [TO_X, service('x'), deployment('x', X, { replicas: 0 }), deployment('z', X)]],
  ['workload/zero-replicas', 'a Rollout that takes the Deployment over', [TO_X, service('x'), deployment('x', X, { replicas: 0 }),
    object('argoproj.io/v1alpha1', 'Rollout', 'r', { workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' } })]],
])('no %s: %s', (id, _name, objects, options = {}) => {
  expect(found(id, objects, options)).toEqual([]);
});
