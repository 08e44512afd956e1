// Which listeners take a route, and why others do not, in words.
import { selects } from '../../src/proof/listeners';
import { TrafficModel } from '../../src/proof/model';
import { TrafficRequest } from '../../src/proof/request';
import { DAY_1, DAY_2, gateway, get, grant, grpc, http, namespace, on, prefix, service, to } from './reference/case-parts';

const decide = (manifests: any[], request = get(), complete = false) => TrafficModel.fromManifests(manifests, { complete }).decide(request);
const refusals = (manifests: any[], complete = false) => TrafficModel.fromManifests(manifests, { complete })._attachments.attachments.flatMap(one => one.refusals);
const from = (namespaces: object, parts: object = {}) => gateway({ allowedRoutes: { namespaces }, ...parts });
const kinds = (...list: object[]) => gateway({ allowedRoutes: { namespaces: { from: 'All' }, kinds: list } });
const WHO = "listener 'l0' (port 80) of Gateway infra/gw";

describe('a refusal', () => {
  test.each<[string, any[]]>([
    [`${WHO} speaks TCP, which takes no HTTPRoute`, [gateway({ protocol: 'TCP' }), http('a')]],
    [`${WHO} speaks TLS, which takes no GRPCRoute`, [gateway({ protocol: 'TLS' }), grpc('a')]],
    [`${WHO} allows the kinds GRPCRoute, TCPRoute only`, [kinds({ kind: 'GRPCRoute' }, { kind: 'TCPRoute' }), http('a')]],
    [`${WHO} allows the kinds HTTPRoute only`, [kinds({ group: 'own.example', kind: 'HTTPRoute' }), http('a')]],
    [`${WHO} allows no route of the namespace 'shop' (allowedRoutes.namespaces.from Same)`, [from({}), http('a')]],
    [`${WHO} allows no route of the namespace 'shop' (allowedRoutes.namespaces.from Same)`, [gateway({ allowedRoutes: undefined }), http('a')]],
    [`${WHO} allows no route of the namespace 'shop' (allowedRoutes.namespaces.from None)`, [from({ from: 'None' }), http('a')]],
    [`${WHO} allows no route of the namespace 'shop' (allowedRoutes.namespaces.from Selector)`,
      [from({ from: 'Selector', selector: { matchLabels: { team: 'x' } } }), http('a'), namespace('shop', { team: 'y' }), namespace('other', { team: 'x' })]],
    [`${WHO} answers for 'l.example', which has nothing in common with the route's hostnames a.example, b.example`,
      [gateway({ hostname: 'l.example' }), http('a', { hostnames: ['a.example', 'b.example'] })]],
    ["Gateway infra/gw has no listener 'web'; it has 'l0' (port 80), 'l1' (port 81)", [gateway({}, { port: 81 }), http('a', { ref: { sectionName: 'web' } })]],
    ["Gateway infra/gw has no listener on port 81; it has 'l0' (port 80)", [gateway({}), http('a', { ref: { port: 81 } })]],
    ["Gateway infra/gw has no listener 'l0' on port 81; it has 'l0' (port 80)", [gateway({}), http('a', { ref: { sectionName: 'l0', port: 81 } })]],
    ['Gateway infra/gw has no listener; it has none', [gateway(), http('a')]],
    [`${WHO} has accepted the HTTPRoute shop/a for a host in common, and so no GRPCRoute`, [gateway({}), http('a'), grpc('a')]],
  ])('%s', (words, manifests) => {
    expect(refusals(manifests)).toEqual([words]);
    if (!manifests.some(({ kind }) => kind === 'GRPCRoute')) expect(decide(manifests).status).toBe(404);
  });

  test('of a Gateway that does not exist', () => expect(refusals([http('a')], true)).toEqual(['there is no Gateway infra/gw among the manifests']));
});

describe('a route is taken', () => {
  test.each<[string, any[]]>([
    ['by HTTPS', [gateway({ protocol: 'HTTPS' }), http('a')]],
    ['where its kind is one of several', [kinds({ kind: 'GRPCRoute' }, { kind: 'HTTPRoute' }), http('a')]],
    ['where the kind is given with its group', [kinds({ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }), http('a')]],
    ['from the namespace of the Gateway', [from({}), http('infra/a')]],
    ['from a namespace by its name', [from({ from: 'Selector', selector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }), http('a'), namespace('shop', {})]],
    ['from a namespace that states a namespace', [from({ from: 'Selector', selector: { matchLabels: { team: 'x' } } }), http('a'),
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', namespace: 'odd', labels: { team: 'x' } } }]],
    ['where one hostname of several is in common', [gateway({ hostname: '*.a.example' }), http('a', { hostnames: ['other.example', 'x.a.example'] })]],
    ['of the version v1beta1', [gateway({}), { ...http('a'), apiVersion: 'gateway.networking.k8s.io/v1beta1' }]],
  ])('%s', (_what, manifests) => expect(decide(manifests).status).toBe(200));
});

// GRPCRouteSpec.hostnames: of an HTTPRoute and a GRPCRoute with a host in common the older is accepted, then the first in the alphabet.
describe('of both kinds of route', () => {
  const add = TrafficRequest.grpc('s.A', 'M').withHost('a.example');
  test.each<[string, any[], string | undefined]>([
    ['the older wins', [http('a', { created: DAY_2 }), grpc('b', { created: DAY_1 })], 'GRPCRoute'],
    ['one with an age wins over one without', [http('a'), grpc('b', { created: DAY_1 })], 'GRPCRoute'],
    ['the first in the alphabet wins', [http('b'), grpc('a')], 'GRPCRoute'],
    ['the HTTPRoute wins of one name', [grpc('a'), http('a')], 'HTTPRoute'],
    ['a wildcard is in common', [http('b', { hostnames: ['*.example'] }), grpc('a', { hostnames: ['a.example'] })], 'GRPCRoute'],
    ['no hostname is in common with every one', [http('b', { hostnames: ['a.example'] }), grpc('a')], 'GRPCRoute'],
    ['one of several is in common', [http('b', { hostnames: ['b.example', 'a.example'] }), grpc('a', { hostnames: ['c.example', 'a.example'] })], 'GRPCRoute'],
    ['both are accepted for different hosts', [http('a', { hostnames: ['b.example'] }), grpc('b', { hostnames: ['a.example'] })], 'GRPCRoute'],
    ['a third one is accepted beside the first', [http('a', { hostnames: ['b.example'] }), grpc('b', { hostnames: ['b.example'] }), grpc('c', { hostnames: ['a.example'] })], 'GRPCRoute'],
  ])('%s', (_what, routes, kind) => {
    for (const list of [routes, [...routes].reverse()]) expect(decide([gateway({}), ...list], add).routeKind).toBe(kind);
  });

  test('two of one kind never stand in their way', () => expect(refusals([gateway({}), http('a'), http('b'), grpc('c', { ref: { name: 'other' } })])).toEqual([]));
});

describe('the listener of a request', () => {
  const L = (hostname?: string) => ({ hostname });
  test.each<[string, any[], string, string | undefined]>([
    ['the exact hostname', [L(), L('*.example'), L('a.example')], 'a.example', 'l2'],
    ['the longer wildcard', [L('*.example'), L('*.a.example')], 'x.a.example', 'l1'],
    ['the first of two equal ones', [L('a.example'), L('a.example')], 'a.example', 'l0'],
    ['an exact one before a longer wildcard', [L('*.long-name.example'), L('a.example')], 'a.example', 'l1'],
    ['the one without hostname for others', [L('a.example'), L()], 'b.example', 'l1'],
    ['a short exact one is more specific than a longer wildcard', [L('*.b.example'), L('a.b.example')], 'a.b.example', 'l1'],
  ])('%s', (_what, listeners, host, name) => {
    for (const order of [listeners, [...listeners].reverse()]) {
      const named = order.map(listener => ({ ...listener, name: `l${listeners.indexOf(listener)}` }));
      expect(decide([gateway(...named), http('a')], get('/', host)).listener).toBe(order === listeners || name !== 'l0' ? name : 'l1');
    }
  });

  test.each<[string, number[], number]>([['80 first', [8080, 443, 80], 80], ['then 443', [8080, 443, 79], 443], ['then by number', [8081, 8080], 8080]])('ports: %s', (_what, ports, first) => {
    const manifests = [gateway(...ports.map(port => ({ port }))), ...ports.map(port => http(`r${port}`, { ref: { port } }))];
    expect(decide(manifests).route).toBe(`shop/r${first}`);
  });

  test.each<[string, TrafficRequest, string | undefined]>([
    ['the port', get().withPort(81), 'shop/b'], ['the Gateway', get().withGateway('infra', 'other'), 'shop/c'], ['the listener', get().withListener('l1'), 'shop/b'],
    ['another port', get().withPort(82), undefined], ['another Gateway', get().withGateway('infra', 'none'), undefined], ['another listener', get().withListener('none'), undefined],
    ['listener and port that do not meet', get().withListener('l1').withPort(80), undefined], ['nothing', get(), 'shop/a'],
  ])('a request that names %s', (_what, request, route) => {
    const manifests = [gateway({}, { port: 81 }), { ...gateway({}), metadata: { name: 'other', namespace: 'infra' } },
      http('a', { ref: { port: 80 } }), http('b', { ref: { port: 81 } }), http('c', { ref: { name: 'other' } })];
    expect(decide(manifests, request).route).toBe(route);
  });

  test('a listener of another protocol is no place where requests come in', () => {
    expect(decide([gateway({ protocol: 'TCP' }, { port: 81 }), http('a')]).listener).toBe('l1');
  });
});

describe('what is not of the Gateway API', () => {
  test.each<[string, any[]]>([
    ['a route of another group', [gateway({}), { ...http('a'), apiVersion: 'own.example/v1' }]],
    ['a route without group', [gateway({}), { ...http('a'), apiVersion: 'v1' }]],
    ['a Gateway of another group in a complete set', [{ ...gateway({}), apiVersion: 'networking.istio.io/v1' }, http('a')]],
    ['a parent of another kind', [gateway({}), http('a', { ref: { kind: 'Service' } })]],
    ['a parent of another group', [gateway({}), http('a', { ref: { group: '' } })]],
  ])('%s is passed over', (_what, manifests) => expect(decide(manifests, get(), true).route).toBeUndefined());

  test('a Service of another group is none', () => {
    expect(decide([gateway({}), http('a'), { ...service('a'), apiVersion: 'serving.knative.dev/v1' }], get(), true).status).toBe(500);
  });
});

test('of two equal objects the later counts, as when both are applied', () => {
  const first = http('a', { rules: [to('first')] });
  expect(decide([gateway({}), first, http('a', { rules: [to('second')] })]).shares).toEqual({ 'shop/second': 1 });
  expect(decide([gateway({}), http('a', { rules: [to('second')] }), first]).shares).toEqual({ 'shop/first': 1 });
});

test('creation may be a date, as YAML reads it', () => {
  const dated = (name: string, day: string) => ({ ...http(name), metadata: { name, namespace: 'shop', creationTimestamp: new Date(day) } });
  expect(decide([gateway({}), dated('a', DAY_2), dated('b', DAY_1)]).route).toBe('shop/b');
});

// ReferenceGrantSpec: one entry of from and one of to must fit.
describe('a grant with several entries', () => {
  const two = (where: string, fromList: object[], toList: object[]) => {
    const one = grant(where, {});
    return { ...one, spec: { from: [...one.spec.from.map((entry: any) => ({ ...entry, ...fromList[0] })), ...fromList.slice(1).map(entry => ({ ...one.spec.from[0], ...entry }))], to: toList } };
  };
  const asked = (made: any) => decide([gateway({}), http('a', { rules: [{ backendRefs: [{ name: 's', namespace: 'other', port: 80 }] }] }), made]).status;
  const SERVICE = { group: '', kind: 'Service' };
  test.each<[string, object[], object[], number]>([
    ['the second of each fits', [{ namespace: 'lab' }, {}], [{ group: '', kind: 'Secret' }, SERVICE], 200],
    ['none of from', [{ namespace: 'lab' }, { kind: 'GRPCRoute' }], [SERVICE], 500],
    ['none of to', [{}], [{ group: '', kind: 'Secret' }, { ...SERVICE, name: 't' }], 500],
    ['a Service of another group', [{}], [{ group: 'serving.knative.dev', kind: 'Service' }], 500],
    ['a group that is left out', [{}], [{ kind: 'Service' }], 200],
    ['an empty name', [{}], [{ ...SERVICE, name: '' }], 200],
  ])('%s', (_what, fromList, toList, status) => expect(asked(two('other', fromList, toList))).toBe(status));
});

describe('weights', () => {
  test.each<[unknown, number]>([[undefined, 0.5], [1, 0.5], [3, 0.75], [0, 0], [-1, 0], ['3', 0], [null, 0.5]])('%j', (weight, share) => {
    const manifests = [gateway({}), http('a', { rules: [{ ...on(prefix('/')), backendRefs: [{ name: 's', port: 80, weight }, { name: 't', port: 80 }] }] })];
    expect(decide(manifests).share('s')).toBe(share);
  });
});

// meta/v1 LabelSelector: an empty one selects everything, an absent one nothing.
test.each<[any, boolean]>([
  [undefined, false], [null, false], ['text', false], [{}, true], [{ matchLabels: { a: '1' } }, true], [{ matchLabels: { a: '1', b: '2' } }, false], [{ matchLabels: { c: '1' } }, false],
  [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['1', '2'] }] }, true], [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['2'] }] }, false],
  [{ matchExpressions: [{ key: 'c', operator: 'In', values: ['1'] }] }, false], [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['1'] }] }, false],
  [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['2'] }] }, true], [{ matchExpressions: [{ key: 'c', operator: 'NotIn', values: ['1'] }] }, true],
  [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }, true], [{ matchExpressions: [{ key: 'c', operator: 'Exists' }] }, false],
  [{ matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] }, false], [{ matchExpressions: [{ key: 'c', operator: 'DoesNotExist' }] }, true],
  [{ matchExpressions: [{ key: 'a', operator: 'Own' }] }, false], [{ matchExpressions: [{ key: 'toString', operator: 'Exists' }] }, false],
  [{ matchLabels: { a: '1' }, matchExpressions: [{ key: 'c', operator: 'Exists' }] }, false],
])('selector %j: %s', (selector, selected) => expect(selects(selector, { a: '1' })).toBe(selected));
