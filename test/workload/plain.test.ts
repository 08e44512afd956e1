import { Chart, Testing } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Canary, CanaryStage, Version } from '../../src';
import { withoutLoss } from '../../src/workload/plain';
import { COMMON } from '../support/walks';

const { namespace, ...common } = COMMON;

/** The Deployment spec that a version of this spec gives. */
function rendered(spec: any): any {
  const chart = new Chart(Testing.app(), 'c', { namespace });
  new Canary(chart, 'x', { ...common, stable: Version.fromSpec(spec), stage: CanaryStage.baseline() });
  return (Testing.synth(chart) as any[]).find(({ kind }) => kind === 'Deployment').spec.template.spec;
}

test.each([
  ['a plain quantity', { resources: { requests: { cpu: '100m' } } }, { resources: { requests: { cpu: '100m' } } }],
  ['a Quantity', { resources: { requests: { cpu: k8s.Quantity.fromString('100m') } } }, { resources: { requests: { cpu: '100m' } } }],
  ['a plain port', { readinessProbe: { httpGet: { path: '/', port: 8000 } } }, { readinessProbe: { httpGet: { path: '/', port: 8000 } } }],
  ['an IntOrString', { readinessProbe: { httpGet: { path: '/', port: k8s.IntOrString.fromNumber(8000) } } },
    { readinessProbe: { httpGet: { path: '/', port: 8000 } } }],
  ['a field of a newer Kubernetes', { lifecycle: { preStop: { sleep: { seconds: 3 } } } },
    { lifecycle: { preStop: { sleep: { seconds: 3 } } } }],
  ['nothing', { args: undefined }, {}],
])('a whole spec keeps %s', (_what, container, wanted) => {
  const spec = { selector: {}, template: { spec: { containers: [{ name: 'task-api', image: 'a', ...container }] } } };
  expect(rendered(spec).containers[0]).toEqual({ name: 'task-api', image: 'a', ...wanted });
});

test('names that the generated classes spell in their own way stand once', () => {
  const spec = { selector: {}, template: { spec: { hostIpc: true, containers: [{ name: 'task-api', image: 'a' }] } } };
  expect(rendered(spec)).toMatchObject({ hostIPC: true });
  expect(rendered(spec)).not.toHaveProperty('hostIpc');
});

test('lists of another length are taken as given', () => {
  expect(withoutLoss([{ a: 1 }, { b: 2 }], [{ a: 1 }])).toEqual([{ a: 1 }, { b: 2 }]);
});
