import { embedded, lines } from '../support/schema';

const route = (version: string, change: object = {}) => ({
  apiVersion: `gateway.networking.k8s.io/${version}`,
  kind: 'HTTPRoute',
  metadata: { name: 'a' },
  spec: { rules: [{ name: 'a', ...change }] },
});

test.each([
  ['gateway.networking.k8s.io/v1', 'HTTPRoute', true],
  ['gateway.networking.k8s.io/v1', 'GRPCRoute', true],
  ['gateway.networking.k8s.io/v1beta1', 'HTTPRoute', true],
  ['gateway.networking.k8s.io/v1beta1', 'Gateway', true],
  ['gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', true],
  ['gateway.networking.k8s.io/v1beta1', 'GRPCRoute', false],
  ['gateway.networking.k8s.io/v1', 'GatewayClass', false],
  ['gateway.envoyproxy.io/v1alpha1', 'BackendTrafficPolicy', true],
  ['apps/v1', 'Deployment', true],
  ['v1', 'Service', true],
  ['apps/v1beta1', 'Deployment', false],
  ['__proto__', 'constructor', false],
])('%s %s is known: %p', (apiVersion, kind, known) => {
  expect(embedded().has(apiVersion, kind)).toBe(known);
});

test('fields of the experimental channel are unknown in the standard one', () => {
  const retry = route('v1', { retry: { attempts: 2 } });
  expect(lines(embedded('standard').validate(retry))).toEqual(['schema/unknown-field strict decoding error: unknown field '
    + '"spec.rules[0].retry"']);
  expect(embedded('experimental').validate(retry)).toEqual([]);
});

test('v1beta1 is read by the schema of v1', () => {
  expect(lines(embedded().validate(route('v1beta1', { backendRefs: [{ name: 'a' }] })))).toHaveLength(1);
  expect(embedded().withDefaults(route('v1beta1')).spec.rules[0].matches).toEqual([{ path: { type: 'PathPrefix', value: '/' } }]);
});

test('a field of Envoy Gateway that we leave out is a warning that names the option', () => {
  const policy = {
    apiVersion: 'gateway.envoyproxy.io/v1alpha1', kind: 'BackendTrafficPolicy', metadata: { name: 'a' },
    spec: { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'a' }], tcpKeepalive: {} },
  };
  const said = lines(embedded().validate(policy));
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^warning schema\/unknown-field unknown field "spec\.tcpKeepalive": .*--crds FILE$/);
});

test('CRDs that are given take the place of ours, also from a List', () => {
  const store = embedded();
  const openAPIV3Schema = { type: 'object', properties: { spec: { type: 'object', required: ['given'] } } };
  const crd = { kind: 'CustomResourceDefinition', spec: {
    group: 'gateway.networking.k8s.io', names: { kind: 'HTTPRoute' }, versions: [{ name: 'v1', served: true, schema: { openAPIV3Schema } }],
  } };
  expect(store.addCrdDocuments([{ kind: 'List', items: [crd] }], 'given.yaml')).toBe(1);
  expect(lines(store.validate({ ...route('v1'), spec: {} }))).toEqual(['schema/required spec.given: Required value']);
  expect(store.has('gateway.networking.k8s.io/v1beta1', 'HTTPRoute')).toBe(false);
});
