import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRAFFIC_CASES } from './cases-traffic';
import { WORKLOAD_CASES } from './cases-workload';
import { findings } from './context';
import { object, shop } from './shop';

const CASES = [...TRAFFIC_CASES, ...WORKLOAD_CASES];

/** An object, the object with a field that may not change, with one that may, and the message. */
const FIXED: [what: string, before: any, unsafe: any, safe: any, message: string][] = [
  [
    'the clusterIP of a Service', fixed('v1', 'Service', { clusterIP: 'None' }), fixed('v1', 'Service', {}),
    fixed('v1', 'Service', { clusterIP: 'None', sessionAffinity: 'ClientIP' }), 'spec.clusterIP of Service shop/it goes from "None" to nothing',
  ],
  [
    'the serviceName of a StatefulSet', fixed('apps/v1', 'StatefulSet', { serviceName: 'a' }), fixed('apps/v1', 'StatefulSet', { serviceName: 'b' }),
    fixed('apps/v1', 'StatefulSet', { serviceName: 'a', podManagementPolicy: 'OrderedReady', replicas: 3 }),
    'spec.serviceName of StatefulSet shop/it goes from "a" to "b"',
  ],
  [
    'the template of a Job', fixed('batch/v1', 'Job', { template: { a: 1 } }), fixed('batch/v1', 'Job', { template: { a: 2 } }),
    fixed('batch/v1', 'Job', { template: { a: 1 }, parallelism: 2 }), 'spec.template of Job shop/it changes',
  ],
  [
    'the value of a PriorityClass', object('scheduling.k8s.io/v1', 'PriorityClass', 'it', { value: 1 }), object('scheduling.k8s.io/v1', 'PriorityClass', 'it', { value: 2 }),
    object('scheduling.k8s.io/v1', 'PriorityClass', 'it', { value: 1, preemptionPolicy: 'PreemptLowerPriority' }),
    'value of PriorityClass shop/it goes from 1 to 2',
  ],
  [
    'a claim that shrinks', claim('2Gi'), claim('1900Mi'), claim('3G'),
    'spec.resources.requests.storage of PersistentVolumeClaim shop/it goes from "2Gi" to "1900Mi"',
  ],
  [
    'an immutable Secret, whose content is not told', object('v1', 'Secret', 'it', { immutable: true, data: { a: '1' } }),
    object('v1', 'Secret', 'it', { immutable: true, data: { a: '2' } }), object('v1', 'Secret', 'it', { immutable: true, type: 'Opaque', data: { a: '1' } }),
    'data of Secret shop/it changes',
  ],
];

test.each(CASES.map(one => [`${one.rule}: ${one.what}`, one] as const))('%s', (_name, one) => {
  const [given, unsafe] = [shop(...one.given ?? []), shop(...one.unsafe)];
  const found = findings(given.objects, unsafe.objects, given.stages, unsafe.stages).filter(({ rule: id }) => id === `transition/${one.rule}`);
  expect(found.map(({ severity, message }) => ({ severity, message }))).toEqual([{ severity: one.severity ?? 'error', message: one.message }]);
  expect(found[0].fix).toMatch(/^[A-Z].*\.$/s);
  const [before, safe] = [shop(...one.safeGiven ?? one.given ?? []), shop(...one.safe)];
  expect(findings(before.objects, safe.objects, before.stages, safe.stages).filter(({ rule: id }) => id === `transition/${one.rule}`)).toEqual([]);
});

test.each(FIXED)('immutable-field: %s', (_name, before, unsafe, safe, message) => {
  const messages = (after: any) => findings([before], [after]).map(({ rule: id, message: text }) => `${id}: ${text}`);
  expect(messages(unsafe)).toEqual([
    `transition/immutable-field: ${message}, which the API server does not allow: the object stays as it was, and so may everything applied after it`,
  ]);
  expect(messages(safe)).toEqual([]);
});

test('each rule that the sources report has a case', () => {
  const folder = join(__dirname, '../../../../src/proof/plan/transitions');
  const texts = readdirSync(folder).map(file => readFileSync(join(folder, file), 'utf8'));
  const ids = new Set(texts.flatMap(text => [...text.matchAll(/'transition\/([a-z-]+)'/g)].map(([, id]) => id)));
  expect([...ids].sort()).toEqual([...new Set(CASES.map(one => one.rule))].sort());
});

function fixed(apiVersion: string, kind: string, spec: object): any {
  return object(apiVersion, kind, 'it', { spec });
}

function claim(storage: string): any {
  return fixed('v1', 'PersistentVolumeClaim', { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } });
}
