// Which listener gets a request, and which routes it has.
import { TrafficRequest } from '../../../src/proof/request';
import { bareHttp, DAY_1, DAY_2, DecideCase, exact, gateway, get, grpc, http, namespace, on, prefix, to } from './case-parts';

const HOSTNAMES = 'HTTPRouteSpec.hostnames';
const ISOLATION = 'Gateway.spec.listeners: a request SHOULD match at most one Listener; conformance GatewayHTTPListenerIsolation';

/** Whether a route of the namespace shop, with its Namespace labelled team: blue, is taken by a listener. */
function attaches(taken: boolean, title: string, cites: string, listener: object, parts: object = {}, host = 'x.a.example',
  others: any[] = []): DecideCase {
  return {
    title: `${title}: ${taken ? 'attached' : 'not attached'}`,
    cites,
    manifests: [gateway(listener), http('a', parts), namespace('shop', { team: 'blue' }), ...others],
    request: get('/', host).withGateway('infra', 'gw'),
    expected: taken ? { gateway: 'infra/gw', listener: 'l0', route: 'shop/a', status: 200 } : { route: null, status: 404, shares: {} },
  };
}

const allow = (namespaces: object) => ({ allowedRoutes: { namespaces } });
const select = (selector: object) => allow({ from: 'Selector', selector });
const FROM = 'RouteNamespaces.from';
const SELECTOR = 'RouteNamespaces.selector';

const allowed = [
  attaches(false, 'another namespace where allowedRoutes is left out', `${FROM}: default Same`, { allowedRoutes: undefined }),
  attaches(false, 'another namespace where Same is stated', FROM, allow({ from: 'Same' })),
  attaches(false, 'no namespace', `own reading of ${FROM}: None is a value of FromNamespaces, and allows none`, allow({ from: 'None' })),
  attaches(true, 'all namespaces', FROM, allow({ from: 'All' })),
  attaches(true, 'a namespace with the label', SELECTOR, select({ matchLabels: { team: 'blue' } })),
  attaches(false, "a namespace with the label's other value", SELECTOR, select({ matchLabels: { team: 'red' } })),
  attaches(true, 'a namespace by its name', `${SELECTOR}; Kubernetes labels every Namespace with kubernetes.io/metadata.name`,
    select({ matchLabels: { 'kubernetes.io/metadata.name': 'shop' } })),
  attaches(true, 'a namespace by an expression', SELECTOR, select({ matchExpressions: [{ key: 'team', operator: 'In',
    values: ['red', 'blue'] }] })),
  attaches(false, 'a namespace that an expression leaves out', SELECTOR,
    select({ matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] })),
  attaches(false, 'an HTTPRoute where only GRPCRoutes are allowed', 'AllowedRoutes.kinds',
    { allowedRoutes: { namespaces: { from: 'All' }, kinds: [{ kind: 'GRPCRoute' }] } }),
  attaches(true, 'an HTTPRoute where HTTPRoutes are allowed', 'AllowedRoutes.kinds',
    { allowedRoutes: { namespaces: { from: 'All' }, kinds: [{ kind: 'HTTPRoute' }] } }),
  attaches(false, 'an HTTPRoute of another group', 'RouteGroupKind.group',
    { allowedRoutes: { namespaces: { from: 'All' }, kinds: [{ group: 'own.example', kind: 'HTTPRoute' }] } }),
  attaches(false, 'a listener for TLS', 'Listener.protocol', { protocol: 'TLS', tls: { mode: 'Passthrough' } }),
  attaches(true, 'a listener for HTTPS', 'Listener.protocol',
    { port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'tls' }] } }),
];

const refs = [
  attaches(true, 'the section', 'ParentReference.sectionName', {}, { ref: { sectionName: 'l0' } }),
  attaches(false, 'another section', 'ParentReference.sectionName', {}, { ref: { sectionName: 'l1' } }),
  attaches(true, 'the port', 'ParentReference.port', {}, { ref: { port: 80 } }),
  attaches(false, 'another port', 'ParentReference.port', {}, { ref: { port: 8080 } }),
  attaches(false, 'the section at another port', 'ParentReference.port: both must match', {}, { ref: { sectionName: 'l0', port: 8080 } }),
  attaches(false, 'a Service as parent', 'ParentReference.kind', {}, { ref: { group: '', kind: 'Service' } }),
  attaches(false, "a Gateway of the route's namespace", 'ParentReference.namespace: the local namespace', {},
    { ref: { namespace: undefined } }),
];

const hosts = [
  attaches(true, 'a host of one label under a wildcard', HOSTNAMES, {}, { hostnames: ['*.a.example'] }, 'x.a.example'),
  attaches(true, 'a host of two labels under a wildcard', HOSTNAMES, {}, { hostnames: ['*.a.example'] }, 'y.x.a.example'),
  attaches(false, 'the apex of a wildcard', HOSTNAMES, {}, { hostnames: ['*.a.example'] }, 'a.example'),
  attaches(false, 'a host that only ends alike', HOSTNAMES, {}, { hostnames: ['*.a.example'] }, 'xxa.example'),
  attaches(true, 'a host with port and capitals', `${HOSTNAMES}: ignore any port value; RFC 9110, 4.2.3`, {},
    { hostnames: ['x.a.example'] }, 'X.a.Example:8080'),
  attaches(false, 'no host, for a route with hostnames', HOSTNAMES, {}, { hostnames: ['*.a.example'] }, ''),
  attaches(true, 'no host, for a route without', HOSTNAMES, {}, {}, ''),
  attaches(false, 'no host, for a listener with hostname', 'Listener.hostname', { hostname: '*.a.example' }, {}, ''),
  attaches(true, "an exact hostname under the listener's wildcard", HOSTNAMES, { hostname: '*.a.example' }, { hostnames: ['x.a.example'] }),
  attaches(true, "a wildcard over the listener's hostname", HOSTNAMES, { hostname: 'x.a.example' }, { hostnames: ['*.example'] }),
  attaches(true, "a wildcard over the listener's wildcard", HOSTNAMES, { hostname: '*.a.example' }, { hostnames: ['*.example'] }),
  attaches(false, "a host that the route's wide hostname has and the listener's has not", HOSTNAMES, { hostname: '*.a.example' },
    { hostnames: ['*.example'] }, 'b.example'),
  attaches(false, "a hostname outside the listener's, though another is inside", `${HOSTNAMES}: MUST be ignored`,
    { hostname: '*.a.example' },
    { hostnames: ['x.a.example', 'b.example'] }, 'b.example'),
  attaches(false, 'a hostname that the listener does not intersect', HOSTNAMES, { hostname: 'x.a.example' },
    { hostnames: ['y.a.example'] }),
];

const isolation: DecideCase[] = [
  {
    title: 'the listener with the exact hostname gets the request, though only the other has a route',
    cites: ISOLATION,
    manifests: [gateway({ hostname: '*.a.example' }, { hostname: 'x.a.example' }), http('a', { ref: { sectionName: 'l0' } })],
    request: get(),
    expected: { status: 404, gateway: 'infra/gw', listener: 'l1', route: null },
  },
  {
    title: 'the listener with the longer wildcard gets the request',
    cites: ISOLATION,
    manifests: [gateway({}, { hostname: '*.example' }, { hostname: '*.a.example' }), http('a')],
    request: get('/', 'y.x.a.example'),
    expected: { status: 200, listener: 'l2' },
  },
  {
    title: 'a port of the request picks the listener',
    cites: 'Listener.port',
    manifests: [gateway({}, { port: 8080 }), http('a', { ref: { sectionName: 'l0' } }), http('b', { ref: { sectionName: 'l1' } })],
    request: get().withPort(8080),
    expected: { listener: 'l1', route: 'shop/b' },
  },
  {
    title: 'without a port, 80 comes before a lower one',
    cites: 'own reading: a request that states no port is tried at 80, 443, then at the others',
    manifests: [gateway({ port: 79 }, { port: 80 }), http('a')],
    request: get(),
    expected: { listener: 'l1', route: 'shop/a' },
  },
  {
    title: 'without a port, one that has no route for the request is passed over',
    cites: 'own reading: a request that states no port is tried at 80, 443, then at the others',
    manifests: [gateway({ port: 80 }, { port: 8080 }), http('a', { ref: { port: 8080 } })],
    request: get(),
    expected: { listener: 'l1', route: 'shop/a' },
  },
  {
    title: 'a Gateway that is not among the manifests is assumed',
    cites: 'own reading: what is not among the manifests may be in the cluster',
    manifests: [http('a')],
    request: get(),
    expected: { gateway: 'infra/gw', listener: null, route: 'shop/a', status: 200 },
  },
  {
    title: 'an assumed Gateway has the sections that routes name',
    cites: 'own reading: what is not among the manifests may be in the cluster',
    manifests: [http('a', { ref: { sectionName: 'web', port: 8080 } })],
    request: get().withPort(8080),
    expected: { gateway: 'infra/gw', listener: 'web', route: 'shop/a' },
  },
  {
    title: 'in a complete set a Gateway that is not there is not there',
    cites: 'ParentReference: attached only to what exists',
    manifests: [http('a')],
    request: get(),
    complete: true,
    expected: { gateway: null, listener: null, route: null, status: 404 },
  },
  {
    title: 'the Gateway that a request names is the only one looked at',
    cites: 'own reading: a request arrives at one Gateway',
    manifests: [gateway({}), http('a')],
    request: get().withGateway('infra', 'other'),
    expected: { gateway: null, route: null, status: 404 },
  },
  {
    title: 'v1beta1 is read as v1',
    cites: 'Gateway API versioning: v1beta1 and v1 are one stored object',
    manifests: [gateway({}), http('a')].map(object => ({ ...object, apiVersion: 'gateway.networking.k8s.io/v1beta1' })),
    request: get(),
    expected: { route: 'shop/a' },
  },
  {
    title: 'an object without namespace is in default, and so are its references',
    cites: 'own reading: kubectl writes such an object to the namespace default',
    manifests: [{ ...bareHttp('a', [to('s')]), metadata: { name: 'a' } }],
    request: get(),
    expected: { route: 'default/a', shares: { 'default/s': 1 } },
  },
];

const CALL = TrafficRequest.grpc('shop.Cart', 'AddItem').withHost('x.a.example');
const SHARED_HOST = 'GRPCRouteSpec.hostnames: accept exactly one of these two routes';
const kinds: DecideCase[] = [
  {
    title: 'of an HTTPRoute and a GRPCRoute with one hostname the older is accepted, whatever the rules',
    cites: SHARED_HOST,
    manifests: [gateway({}), grpc('a', { created: DAY_2 }), http('b', { created: DAY_1, rules: [on(exact('/only'))] })],
    request: CALL,
    expected: { status: 404, grpcCode: 'UNIMPLEMENTED', route: null },
  },
  {
    title: 'the older GRPCRoute shuts the HTTPRoute out',
    cites: SHARED_HOST,
    manifests: [gateway({}), grpc('b', { created: DAY_1 }), http('a', { created: DAY_2 })],
    request: get(),
    expected: { status: 404, route: null },
  },
  {
    title: 'of two kinds and one age the first by name is accepted',
    cites: SHARED_HOST,
    manifests: [gateway({}), http('b'), grpc('a')],
    request: CALL,
    expected: { status: 200, route: 'shop/a' },
  },
  {
    title: 'hostnames that do not intersect leave both kinds their place',
    cites: SHARED_HOST,
    manifests: [gateway({}), http('a', { hostnames: ['b.example'], rules: [on(prefix('/'))] }), grpc('b', { hostnames: ['*.a.example'] })],
    request: CALL,
    expected: { status: 200, route: 'shop/b' },
  },
  {
    title: 'a wildcard and an exact hostname under it intersect',
    cites: SHARED_HOST,
    manifests: [gateway({}), http('a', { hostnames: ['*.example'], created: DAY_1 }),
      grpc('b', { hostnames: ['x.a.example'], created: DAY_2 })],
    request: CALL,
    expected: { route: 'shop/a', status: 200 },
  },
  {
    title: 'hostnames that intersect outside the listener do not count',
    cites: SHARED_HOST,
    manifests: [gateway({ hostname: '*.a.example' }), http('a', { hostnames: ['b.example', 'y.a.example'] }),
      grpc('b', { hostnames: ['b.example', 'x.a.example'] })],
    request: CALL,
    expected: { route: 'shop/b' },
  },
];

export const ATTACHMENT_CASES: DecideCase[] = [...allowed, ...refs, ...hosts, ...isolation, ...kinds];
