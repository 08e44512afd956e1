// What a schema refuses must not stop the checks between objects: something odd in any place of any object is passed over.
import { checkObjects } from '../../../src/proof/rules/check';
import { MANIFESTS, ODD, replaced } from '../reference/odd';
import { deployment, object, service } from './objects';

const scaled = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 's' }, minReplicas: 2, maxReplicas: 4 };
const OBJECTS: any[] = [
  ...MANIFESTS, service('s', { app: 's' }),
  deployment('s', { app: 's' }, { replicas: 3 }), object('apps/v1', 'StatefulSet', 'x', {
    replicas: 1, selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['x'] }] }, template: { metadata: { labels: { app: 'x' } } },
  }),
  object('v1', 'Pod', 'p', {}), object('autoscaling/v2', 'HorizontalPodAutoscaler', 'h', scaled),
  object('policy/v1', 'PodDisruptionBudget', 'b', { minAvailable: '100%', selector: { matchLabels: { app: 's' } } }),
  object('gateway.envoyproxy.io/v1alpha1', 'ClientTrafficPolicy', 'c', {
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gw', sectionName: 'l0' }], headers: { earlyRequestHeaders: { remove: ['x'], set: [{ name: 'x', value: '1' }] } },
  }),
];

test('the set as it stands has findings', () => {
  expect(new Set(checkObjects(OBJECTS, { gateway: 'envoy-gateway' }).map(({ rule }) => rule)).size).toBeGreaterThan(3);
});

test.each(OBJECTS.map((one, i): [string, number] => [`${one.kind} ${one.metadata.name}`, i]))('%s with something odd in any place', (_what, at) => {
  let tried = 0;
  for (const [path, make] of replaced(OBJECTS[at])) {
    for (const odd of ODD) {
      const objects = OBJECTS.map((one, i) => i === at ? make(odd) : one);
      try {
        const found = checkObjects(objects, { complete: tried % 2 === 0, gateway: tried % 4 < 2 ? 'envoy-gateway' : undefined });
        for (const { message, object: where } of found) if (typeof message !== 'string' || !objects.includes(where)) throw new Error(JSON.stringify(message));
      } catch (error) {
        throw new Error(`${path} is ${JSON.stringify(odd)}: ${(error as Error).stack}`);
      }
      tried++;
    }
  }
  expect(tried).toBeGreaterThan(20);
});
