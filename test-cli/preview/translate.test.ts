import { loadCli } from '../support/load';

const { translate } = loadCli<any>('preview/translate');

const API = 'gateway.networking.k8s.io/v1';
const route = (spec: object, kind = 'HTTPRoute', metadata: object = { name: 'r', namespace: 'n' }) => ({ apiVersion: API, kind, metadata, spec: { parentRefs: [{ name: 'gw' }], ...spec } });
const gateway = (...listeners: object[]) => ({ apiVersion: API, kind: 'Gateway', metadata: { name: 'gw', namespace: 'n', annotations: { a: 'b' } }, spec: { gatewayClassName: 'nginx', listeners } });
const service = (name: string, ports: object[]) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'n' }, spec: { ports } });
const HTTP = { name: 'http', protocol: 'HTTP', port: 80 };
const REF = { name: 's', port: 80 };

const translated = (...manifests: object[]) => {
  const keys: string[] = [];
  const result = translate(manifests, {
    listener: (key: string) => {
      if (!keys.includes(key)) keys.push(key);
      return 30_000 + keys.indexOf(key);
    },
    backend: ({ h2c }: { h2c: boolean }) => [h2c ? 2 : 1],
  }, '1.0.0');
  const find = (kind: string, name?: string) => result.objects.find((object: any) => object.kind === kind && (name === undefined || object.metadata.name === name));
  return { ...result, find };
};

test('Services become Backends on loopback, with the weights and filters as they are', () => {
  const mirror = { type: 'RequestMirror', requestMirror: { backendRef: { name: 'm', port: 80 } } };
  const { find, services } = translated(gateway(HTTP), route({ rules: [{ filters: [mirror], backendRefs: [{ ...REF, weight: 5, filters: [mirror] }, { name: 't', namespace: 'o', port: 80, weight: 95 }] }] }));
  const own = (name: string) => ({ group: 'gateway.envoyproxy.io', kind: 'Backend', name });
  const copy = { type: 'RequestMirror', requestMirror: { backendRef: own('m') } };
  expect(find('HTTPRoute').spec.rules).toEqual([{ filters: [copy], backendRefs: [{ ...own('s'), weight: 5, filters: [copy] }, { ...own('t'), namespace: 'o', weight: 95 }] }]);
  expect(find('Backend', 's').spec).toEqual({ endpoints: [{ ip: { address: '127.0.0.1', port: 1 } }] });
  expect(find('Backend', 't').metadata.namespace).toBe('o');
  expect(services.map(({ key }: any) => key)).toEqual(['n/s', 'n/m', 'o/t']);
});

test('gRPC and h2c are spoken as HTTP/2', () => {
  const grpc = translated(gateway(HTTP), route({ rules: [{ backendRefs: [REF] }] }, 'GRPCRoute'));
  const h2c = translated(gateway(HTTP), service('s', [{ port: 80, appProtocol: 'kubernetes.io/h2c' }]), route({ rules: [{ backendRefs: [REF] }] }));
  for (const { find } of [grpc, h2c]) {
    expect(find('Backend', 's-h2c').spec).toEqual({ endpoints: [{ ip: { address: '127.0.0.1', port: 2 } }], appProtocols: ['gateway.envoyproxy.io/h2c'] });
  }
});

test('a port that the Service does not have leads nowhere, as in a cluster', () => {
  const { find, services } = translated(gateway(HTTP), service('s', [{ port: 81 }]), route({ rules: [{ backendRefs: [REF] }] }));
  expect(find('HTTPRoute').spec.rules[0].backendRefs[0].name).toBe('s-without-port-80');
  expect(services).toEqual([]);
});

test('listeners get free ports, one for each port that is stated', () => {
  const { find, listeners, notes } = translated(gateway(
    HTTP, { name: 'other', protocol: 'HTTP', port: 80, hostname: 'a.example.com' }, { name: 'tls', protocol: 'HTTPS', port: 443, tls: { mode: 'Terminate' } }, { name: 'tcp', protocol: 'TCP', port: 5 }));
  expect(find('Gateway').spec).toEqual({
    gatewayClassName: 'preview',
    listeners: [{ name: 'http', protocol: 'HTTP', port: 30_000 }, { name: 'other', protocol: 'HTTP', port: 30_000, hostname: 'a.example.com' }, { name: 'tls', protocol: 'HTTP', port: 30_001 }],
  });
  expect(listeners.map(({ name, stated, port }: any) => [name, stated, port])).toEqual([['http', 80, 30_000], ['other', 80, 30_000], ['tls', 443, 30_001]]);
  expect(notes).toEqual(['n/gw: the listener tcp of protocol TCP is left out', 'n/gw: the listener tls serves plain HTTP here, as there is no certificate']);
});

test.each([
  [[{ name: 'gw' }], [['http', undefined]]],
  [[{ name: 'gw', sectionName: 'web' }, { name: 'gw', sectionName: 'admin' }], [['web', undefined], ['admin', undefined]]],
  [[{ name: 'gw', port: 8443 }], [['port-8443', undefined]]],
])('a Gateway that no manifest has is made up: %j', (parentRefs, expected) => {
  const { listeners, notes, find } = translated(route({ parentRefs, rules: [{ backendRefs: [REF] }] }));
  expect(listeners.map(({ name, stated }: any) => [name, stated])).toEqual(expected);
  expect(find('Gateway').spec.listeners[0].allowedRoutes).toEqual({ namespaces: { from: 'All' } });
  expect(notes).toEqual(['no manifest has the Gateway n/gw: one is assumed that takes every host and namespace']);
});

test('grants to Services are grants to Backends', () => {
  const { find } = translated({
    apiVersion: `${API}beta1`, kind: 'ReferenceGrant', metadata: { name: 'g', namespace: 'o' },
    spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'n' }], to: [{ group: '', kind: 'Service', name: 't' }] },
  });
  expect(find('ReferenceGrant').spec.to).toEqual([
    { group: 'gateway.envoyproxy.io', kind: 'Backend', name: 't' }, { group: 'gateway.envoyproxy.io', kind: 'Backend', name: 't-h2c' },
  ]);
});

test('every namespace is there, with its labels', () => {
  const { objects } = translated({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n', labels: { team: 'a' } } }, route({ rules: [] }));
  expect(objects.filter(({ kind }: any) => kind === 'Namespace').map(({ metadata }: any) => [metadata.name, metadata.labels])).toEqual([
    ['default', { 'kubernetes.io/metadata.name': 'default' }], ['n', { 'kubernetes.io/metadata.name': 'n', 'team': 'a' }],
  ]);
});

test.each([
  [{ kind: 'BackendTrafficPolicy', spec: { rateLimit: { local: {} } } }, true, undefined],
  [{ kind: 'BackendTrafficPolicy', spec: { rateLimit: { global: {} } } }, false, 'a global rate limit needs a rate limit service'],
  [{ kind: 'ClientTrafficPolicy', spec: { headers: { earlyRequestHeaders: { remove: ['x'] } } } }, false, 'clients may send the headers that it removes'],
  [{ kind: 'SecurityPolicy', spec: {} }, false, 'SecurityPolicy n/p is left out'],
])('policies: %j', (policy, kept, note) => {
  const { find, notes } = translated({ apiVersion: 'gateway.envoyproxy.io/v1alpha1', metadata: { name: 'p', namespace: 'n' }, ...policy });
  expect(find(policy.kind) !== undefined).toBe(kept);
  expect(notes.join()).toContain(note ?? '');
});

test('what is no part of it is left alone, and nothing given is changed', () => {
  const manifests = [gateway(HTTP), route({ rules: [{ backendRefs: [REF] }] }), { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' } }, null, 'text'];
  const before = JSON.stringify(manifests);
  const { objects } = translated(...manifests as object[]);
  expect(JSON.stringify(manifests)).toBe(before);
  expect(objects.some(({ kind }: any) => kind === 'Deployment')).toBe(false);
});
