// What the winning rule does: shares, errors, filters.
import { DecideCase, gateway, get, grant, grpc, http, on, prefix, service, to } from './case-parts';
import { TrafficRequest } from '../../../src/proof/request';

const WEIGHT = 'BackendRef.weight';
const INVALID = 'HTTPRouteRule.backendRefs';

/** Shares of one rule's backends. */
function shares(title: string, cites: string, backendRefs: object[] | undefined, expected: object, others: any[] = [],
  complete = false): DecideCase {
  const refs = backendRefs?.map(ref => ({ name: 's', port: 80, ...ref }));
  return { title, cites, manifests: [gateway({}), http('a', { rules: [{ backendRefs: refs }] }), ...others], request: get(), expected,
    complete };
}

const BROKEN = { status: 500, shares: {}, errorShare: 1, backends: [] };
const backends = [
  shares('the default weight is 1', WEIGHT, [{}, { name: 't', weight: 3 }],
    { status: 200, shares: { 'shop/s': 0.25, 'shop/t': 0.75 }, errorShare: 0 }),
  shares('a share is the weight by the sum of weights', WEIGHT, [{ weight: 6 }, { name: 't', weight: 2 }],
    { shares: { 'shop/s': 0.75, 'shop/t': 0.25 } }),
  shares('weight 0 gets nothing', WEIGHT, [{ weight: 0 }, { name: 't', weight: 1 }], { shares: { 'shop/t': 1 }, errorShare: 0 }),
  shares('one Service twice has both shares', WEIGHT, [{ weight: 1 }, { name: 't', weight: 2 }, { port: 81, weight: 1 }],
    { shares: { 'shop/s': 0.5, 'shop/t': 0.5 } }),
  shares('weights of 0 alone', 'own reading of BackendRef.weight: no backend, as for none', [{ weight: 0 }], BROKEN),
  shares('no backends', `${INVALID}; conformance HTTPRouteNoBackendRefs`, [], BROKEN),
  shares('backends left out', `${INVALID}; conformance HTTPRouteNoBackendRefs`, undefined, BROKEN),
  shares('a backend of another kind keeps its share as an error', INVALID,
    [{ weight: 3 }, { group: 'own.example', kind: 'Bucket', weight: 1 }],
    { status: 200, shares: { 'shop/s': 0.75 }, errorShare: 0.25 }),
  shares('only invalid backends', INVALID, [{ kind: 'Bucket' }], BROKEN),
  shares('an invalid backend of weight 0 takes nothing away', INVALID, [{}, { kind: 'Bucket', weight: 0 }],
    { shares: { 'shop/s': 1 }, errorShare: 0 }),
  shares('a Service that is not among the manifests may be in the cluster', 'own reading: the set is not complete', [{}],
    { shares: { 'shop/s': 1 } }),
  shares('in a complete set it does not exist', INVALID, [{}, { name: 't' }], { status: 200, shares: { 'shop/t': 0.5 }, errorShare: 0.5 },
    [service('t')], true),
  shares('a Service of the name in another namespace is another', INVALID, [{}], BROKEN, [service('other/s')], true),
  shares('a port that the Service has not', 'BackendObjectReference.port', [{ port: 81 }], BROKEN, [service('s')]),
  shares('any port of the Service', 'BackendObjectReference.port', [{ port: 81 }], { shares: { 'shop/s': 1 } },
    [service('s', { ports: [{ port: 80 }, { port: 81 }] })]),
  shares('a Service that only names a host elsewhere', 'own reading: ExternalName has no ports to look for', [{ port: 81 }],
    { shares: { 'shop/s': 1 } },
    [service('s', { type: 'ExternalName', externalName: 'away.example' })]),
];

const AWAY = [{ namespace: 'other' }];
const TAKEN = { status: 200, shares: { 'other/s': 1 }, errorShare: 0 };
const GRANT = 'ReferenceGrantSpec.from and to';
const grants = [
  shares('another namespace without a grant', GRANT, AWAY, BROKEN),
  shares('with a grant', GRANT, AWAY, TAKEN, [grant('other', {})]),
  shares('with a grant for the Service', GRANT, AWAY, TAKEN, [grant('other', {}, { name: 's' })]),
  shares('with a grant for another Service', GRANT, AWAY, BROKEN, [grant('other', {}, { name: 't' })]),
  shares('with a grant in another namespace', GRANT, AWAY, BROKEN, [grant('shop', {})]),
  shares('with a grant for another namespace', GRANT, AWAY, BROKEN, [grant('other', { namespace: 'lab' })]),
  shares('with a grant for another kind of route', GRANT, AWAY, BROKEN, [grant('other', { kind: 'GRPCRoute' })]),
  shares('with a grant for another group of routes', GRANT, AWAY, BROKEN, [grant('other', { group: '' })]),
  shares('with a grant for Secrets', GRANT, AWAY, BROKEN, [grant('other', {}, { kind: 'Secret' })]),
  shares('with a grant of v1beta1', GRANT, AWAY, TAKEN, [{ ...grant('other', {}), apiVersion: 'gateway.networking.k8s.io/v1beta1' }]),
  shares("the route's own namespace, stated", 'BackendObjectReference.namespace', [{ namespace: 'shop' }], { shares: { 'shop/s': 1 } }),
];

/** What one rule's filters make of a request. */
function filtered(title: string, cites: string, rule: any, request: TrafficRequest, expected: object, listener: object = {}): DecideCase {
  return { title, cites, manifests: [gateway(listener), http('a', { rules: [rule] })], request, expected };
}

const sent = (parts: object) => [{ backend: 'shop/s', port: 80, share: 1, host: 'x.a.example', path: '/', headers: [],
  responseHeaders: [], ...parts }];
const modify = (requestHeaderModifier: object) => ({ type: 'RequestHeaderModifier', requestHeaderModifier });
const answer = (responseHeaderModifier: object) => ({ type: 'ResponseHeaderModifier', responseHeaderModifier });
const h = (name: string, value: string) => ({ name, value });

const rewrites: DecideCase[] = [
  ['/foo/bar', '/foo', '/xyz', '/xyz/bar'], ['/foo/bar', '/foo', '/xyz/', '/xyz/bar'], ['/foo/bar', '/foo/', '/xyz', '/xyz/bar'],
  ['/foo/bar', '/foo/', '/xyz/', '/xyz/bar'], ['/foo', '/foo', '/xyz', '/xyz'], ['/foo/', '/foo', '/xyz', '/xyz/'],
  ['/foo/bar', '/foo', '', '/bar'], ['/foo/', '/foo', '', '/'], ['/foo', '/foo', '', '/'], ['/foo/', '/foo', '/', '/'],
  ['/foo', '/foo', '/', '/'],
].flatMap(([path, match, replacePrefixMatch, changed]) => {
  const modifier = { type: 'ReplacePrefixMatch', replacePrefixMatch };
  const cites = 'HTTPPathModifier.replacePrefixMatch: table';
  return [
    filtered(`${path} with ${match} as '${replacePrefixMatch}' is sent as ${changed}`, cites,
      { ...on(prefix(match)), ...to('s'), filters: [{ type: 'URLRewrite', urlRewrite: { path: modifier } }] }, get(path),
      { backends: sent({ path: changed }) }),
    filtered(`${path} with ${match} as '${replacePrefixMatch}' is redirected to ${changed}`, cites,
      { ...on(prefix(match)), filters: [{ type: 'RequestRedirect', requestRedirect: { path: modifier } }] }, get(path),
      { status: 302, shares: {}, redirect: { hostname: 'x.a.example', path: changed, statusCode: 302 } }),
  ];
});

const MODIFIER = 'HTTPHeaderFilter';
const headers: DecideCase[] = [
  filtered('set overwrites a header of any case', `${MODIFIER}.set`, { ...to('s'), filters: [modify({ set: [h('My-Header', 'bar')] })] },
    get().withHeader('my-header', 'foo'), { backends: [expect.objectContaining({ headers: [{ name: expect.stringMatching(/^my-header$/i),
      value: 'bar' }] })] }),
  filtered('set adds a header that is not there', `${MODIFIER}.set`, { ...to('s'), filters: [modify({ set: [h('x', '1')] })] }, get(),
    { backends: sent({ headers: [h('x', '1')] }) }),
  filtered('add appends to what is there', `${MODIFIER}.add`, { ...to('s'), filters: [modify({ add: [h('my-header', 'bar,baz')] })] },
    get().withHeader('my-header', 'foo'), { backends: sent({ headers: [h('my-header', 'foo,bar,baz')] }) }),
  filtered('add appends after every value that is there', `${MODIFIER}.add: appends to any existing values`,
    { ...to('s'), filters: [modify({ add: [h('x', '3')] })] },
    get().withHeader('x', '1').withHeader('x', '2'), { backends: sent({ headers: [h('x', '1'), h('x', '2,3')] }) }),
  filtered('of equivalent names in a filter the first counts', 'HTTPHeader.name',
    { ...to('s'), filters: [modify({ set: [h('x', '1'), h('X', '2')] })] },
    get(), { backends: sent({ headers: [h('x', '1')] }) }),
  filtered('remove takes headers away in any case', `${MODIFIER}.remove`,
    { ...to('s'), filters: [modify({ remove: ['My-Header1', 'my-header3'] })] },
    get().withHeader('my-header1', 'foo').withHeader('my-header2', 'bar').withHeader('my-header3', 'baz'),
    { backends: sent({ headers: [h('my-header2', 'bar')] }) }),
  filtered("the rule's filters come before the backend's", 'HTTPRouteFilter; HTTPBackendRef.filters',
    { filters: [modify({ set: [h('x', 'rule')] }), answer({ add: [h('a', '1')] })],
      backendRefs: [{ name: 's', port: 80, filters: [modify({ add: [h('x', 'own')] }), answer({ remove: ['b'] })] }] },
    get(), { backends: sent({ headers: [h('x', 'rule,own')], responseHeaders: [{ set: [], add: [h('a', '1')], remove: [] },
      { set: [], add: [], remove: ['b'] }] }) }),
  filtered('a rewrite changes host and path', 'HTTPURLRewriteFilter',
    { ...to('s'), filters: [{ type: 'URLRewrite', urlRewrite: { hostname: 'in.example',
      path: { type: 'ReplaceFullPath', replaceFullPath: '/one' } } }] },
    get('/a?q=1'), { backends: sent({ host: 'in.example', path: '/one' }) }),
];

const redirect = (requestRedirect: object) => ({ filters: [{ type: 'RequestRedirect', requestRedirect }] });
const location = (parts: object) => ({ hostname: 'x.a.example', path: '/a', statusCode: 302, ...parts });
const PORT = 'HTTPRequestRedirectFilter.port';
const HTTPS = { port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'tls' }] } };
const redirects: DecideCase[] = ([
  ['nothing stated at port 80', {}, {}, {}],
  ["nothing stated: the listener's port", {}, { port: 8080 }, { port: 8080 }],
  ['nothing stated: HTTPS at 443', {}, HTTPS, {}],
  ['nothing stated: HTTPS at another port', {}, { ...HTTPS, port: 80 }, { port: 80 }],
  ["a scheme stated: its well-known port, not the listener's", { scheme: 'https' }, { port: 8080 }, { scheme: 'https' }],
  ['a port stated', { port: 8443 }, {}, { port: 8443 }],
  ['a port stated beside a scheme', { scheme: 'https', port: 8443 }, {}, { scheme: 'https', port: 8443 }],
  ['the well-known port of the scheme stated', { scheme: 'https', port: 443 }, {}, { scheme: 'https' }],
  ["the other scheme's well-known port stated", { scheme: 'https', port: 80 }, {}, { scheme: 'https', port: 80 }],
  ["the well-known port of the listener's protocol stated", { port: 80 }, { port: 8080 }, {}],
  ['host, path and status stated', { hostname: 'to.example', path: { type: 'ReplaceFullPath', replaceFullPath: '/b' }, statusCode: 308 },
    {},
    { hostname: 'to.example', path: '/b', statusCode: 308 }],
] as [string, object, object, any][]).map(([title, filter, listener, expected]) =>
  filtered(`redirect with ${title}`, title.includes('host') ? 'HTTPRequestRedirectFilter' : PORT, redirect(filter), get('/a'),
    { status: expected.statusCode ?? 302, redirect: location(expected), shares: {}, errorShare: 0, backends: [] }, listener));

const mirrorTo = (requestMirror: object) => ({ ...to('s'), filters: [{ type: 'RequestMirror',
  requestMirror: { backendRef: { name: 'm', port: 80 }, ...requestMirror } }] });
const MIRROR = 'HTTPRequestMirrorFilter';
const mirrors: DecideCase[] = ([
  ['all requests', {}, [100]], ['a percentage', { percent: 20 }, [20]], ['no request', { percent: 0 }, [0]],
  ['a fraction of 100', { fraction: { numerator: 5 } }, [5]], ['a fraction', { fraction: { numerator: 1, denominator: 4 } }, [25]],
  ['to an invalid backend', { backendRef: { name: 'm', port: 80, namespace: 'other' } }, []],
] as [string, object, number[]][]).map(([title, filter, percents]) => filtered(`mirror of ${title}`, MIRROR, mirrorTo(filter), get(),
  { shares: { 'shop/s': 1 }, mirrors: percents.map(percent => ({ backend: 'shop/m', percent })) }));

const mirroring = [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'm', port: 80 } } }];
const OWN = 'HTTPBackendRef.filters: if and only if the request is being forwarded to the backend';
const ownMirrors: DecideCase[] = [
  filtered("mirror of a backend's filter copies what the backend gets",
    OWN,
    { backendRefs: [{ name: 's', port: 80, weight: 3 }, { name: 't', port: 80, weight: 1, filters: mirroring }] }, get(),
    { shares: { 'shop/s': 0.75, 'shop/t': 0.25 }, mirrors: [{ backend: 'shop/m', percent: 25 }] }),
  filtered('mirror of an invalid backend copies nothing', OWN,
    { backendRefs: [{ name: 's', port: 80 }, { name: 't', port: 80, kind: 'Bucket', filters: mirroring }] }, get(),
    { errorShare: 0.5, mirrors: [] }),
  filtered('mirror of a backend of weight 0 copies nothing', OWN,
    { backendRefs: [{ name: 's', port: 80 }, { name: 't', port: 80, weight: 0, filters: mirroring }] }, get(),
    { errorShare: 0, mirrors: [] }),
];

const grpcBackends: DecideCase[] = [
  {
    title: 'a call without a valid backend is unavailable',
    cites: 'GRPCRouteRule.backendRefs: UNAVAILABLE',
    manifests: [gateway({}), grpc('a', { rules: [{ backendRefs: [{ name: 's', port: 80, kind: 'Bucket' }] }] })],
    request: TrafficRequest.grpc('shop.Cart', 'AddItem'),
    expected: { ...BROKEN, grpcCode: 'UNAVAILABLE', route: 'shop/a' },
  },
  {
    title: 'a grant for GRPCRoutes',
    cites: GRANT,
    manifests: [gateway({}), grpc('a', { rules: [{ backendRefs: [{ name: 's', port: 80, namespace: 'other' }] }] }),
      grant('other', { kind: 'GRPCRoute' })],
    request: TrafficRequest.grpc('shop.Cart', 'AddItem'),
    expected: { ...TAKEN, grpcCode: 'OK' },
  },
];

export const BACKEND_CASES: DecideCase[] = [...backends, ...grants, ...rewrites, ...headers, ...redirects, ...mirrors, ...ownMirrors,
  ...grpcBackends];
