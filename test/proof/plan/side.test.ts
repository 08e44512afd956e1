import { sideOf } from '../../../src/proof/plan/side';
import { taskApi, version } from './task-api';

const hpa = (fields: object) => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'scaler', namespace: 'task-api' },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'task-api-stable' }, maxReplicas: 9, ...fields },
});

test.each<[string, any[], { replicas?: number; capacity: number }]>([
  ['replicas', version('stable', 'a:1', 3), { replicas: 3, capacity: 3 }],
  ['none stated (DeploymentSpec.replicas)', version('stable', 'a:1', undefined), { replicas: 1, capacity: 1 }],
  ['an autoscaler', [...version('stable', 'a:1', undefined), hpa({ minReplicas: 4 })], { capacity: 4 }],
  ['an autoscaler and replicas', [...version('stable', 'a:1', 7), hpa({ minReplicas: 4 })], { capacity: 4 }],
  ['an autoscaler without a minimum (HorizontalPodAutoscalerSpec.minReplicas)', [...version('stable', 'a:1', undefined), hpa({})], { capacity: 1 }],
  ['an autoscaler of what is scaled to 0', [...version('stable', 'a:1', 0), hpa({ minReplicas: 4 })], { replicas: 0, capacity: 0 }],
])('pods: %s', (_what, objects, { replicas, capacity }) => {
  const workload = sideOf(objects).workloads.get('Deployment task-api/task-api-stable')!;
  expect([workload.replicas, workload.capacity]).toEqual([replicas, capacity]);
});

test('objects by key, with the group and without', () => {
  const side = sideOf(taskApi());
  expect(side.object('Service task-api/task-api-stable').kind).toBe('Service');
  expect(side.object('HTTPRoute.gateway.networking.k8s.io task-api/task-api-canary')).toBe(side.object('HTTPRoute task-api/task-api-canary'));
  expect(side.object('Service task-api/none')).toBeUndefined();
});

test('pods behind a Service, also where a namespace is left out', () => {
  const bare = version('stable', 'a:1', 1).map(object => ({ ...object, metadata: { name: object.metadata.name } }));
  expect(sideOf(bare).podsOf('default/task-api-stable').map(({ key }) => key)).toEqual(['Deployment default/task-api-stable']);
  expect(sideOf(taskApi()).podsOf('task-api/task-api-canary').map(({ key }) => key)).toEqual(['Deployment task-api/task-api-canary']);
  expect(sideOf(taskApi()).podsOf('task-api/none')).toEqual([]);
});

test('templates are equal whatever the order of their keys', () => {
  const [deployment] = version('stable', 'a:1', 1);
  const { labels } = deployment.spec.template.metadata;
  const template = { spec: deployment.spec.template.spec, metadata: { annotations: null, labels: { version: labels.version, app: labels.app } } };
  const other = { ...deployment, spec: { ...deployment.spec, template } };
  const textOf = (object: any) => sideOf([object]).workloads.get('Deployment task-api/task-api-stable')!.template;
  expect(textOf(other)).toBe(textOf(deployment));
  expect(textOf(version('stable', 'a:2', 1)[0])).not.toBe(textOf(deployment));
});
