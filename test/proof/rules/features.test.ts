import { checkObjects } from '../../../src/proof/rules/check';
import { GATEWAYS } from '../../../src/proof/rules/catalogue';
import { found, gateway, headers, object, path, query, route, rule } from './objects';

const ID = 'gateway/unsupported-feature';
const NOT: { readonly [name: string]: string } = {
  'aws-lbc': 'which AWS Load Balancer Controller does not support by its conformance report (v3.5.0, Gateway API v1.6)',
  'aws-vpc-lattice': 'which AWS VPC Lattice does not support by its conformance report (v2.0.1, Gateway API v1.4.0)',
  'cilium': 'which Cilium does not support by its conformance report (v1.20.0, Gateway API v1.6)',
  'gke': 'which GKE does not support by its conformance report (1.36.2-gke.2154000, Gateway API v1.6)',
  'haproxy-ingress': 'which HAProxy Ingress does not support by its conformance report (v0.17.0-alpha.1, Gateway API v1.5)',
  'kong': 'which Kong does not support by its conformance report (v2.3.0-rc.3, Gateway API v1.6)',
  'nginx-gateway-fabric': 'which NGINX Gateway Fabric does not support by its conformance report (v2.7.0-pre-release, Gateway API v1.6)',
  'traefik': 'which Traefik does not support by its conformance report (v3.7.10, Gateway API v1.6)',
};

const filtered = (...filters: object[]) => route({ rules: [rule([], ['a'], { filters })] });
const onBackend = (filter: object) => route({ rules: [{ backendRefs: [{ name: 'a', port: 80, filters: [filter] }] }] });
const mirror = (more: object = {}) => ({ type: 'RequestMirror', requestMirror: { backendRef: { name: 'm', port: 80 }, ...more } });
const grpc = (match: object) => route({ kind: 'GRPCRoute', rules: [rule([match])] });

test.each<[string, any[], string[]]>([
  ['gke', [grpc({})], ['error GRPCRoute/cart kind: a GRPCRoute needs GATEWAY-GRPC']],
  ['kong', [grpc({ method: { service: 's' } })], ['error GRPCRoute/cart spec.rules[0].matches[0].method: a match by method needs GRPCRouteMethodMatching']],
  ['kong', [grpc(headers('x: 1'))], ['error GRPCRoute/cart spec.rules[0].matches[0].headers: a match by header needs GRPCRouteHeaderMatching']],
  ['cilium', [route({ parentRefs: [{ name: 'edge', port: 80 }] })], ['error HTTPRoute/cart spec.parentRefs[0].port: a port in parentRefs needs HTTPRouteParentRefPort']],
  ['aws-vpc-lattice', [route({ rules: [rule([headers('x: 1')], ['a=1', 'b=1'])] })], [
    'error HTTPRoute/cart spec.rules[0].backendRefs: a split by weights needs HTTPRouteWeight',
    'error HTTPRoute/cart spec.rules[0].matches[0].headers: a match by header needs HTTPRouteHeaderMatching']],
  ['aws-lbc', [route({ rules: [rule([query('v: 1')])] })], ['error HTTPRoute/cart spec.rules[0].matches[0].queryParams: a match by query parameter needs HTTPRouteQueryParamMatching']],
  ['gke', [route({ rules: [rule([{ method: 'GET' }]), rule([path('/b'), { method: 'PUT' }])] })],
    ['error HTTPRoute/cart spec.rules[0].matches[0].method: a match by method needs HTTPRouteMethodMatching']],
  ['traefik', [route({ rules: [rule([], ['a'], { timeouts: { request: '3s', backendRequest: '1s' } })] })], [
    'error HTTPRoute/cart spec.rules[0].timeouts.backendRequest: a timeout of each try needs HTTPRouteBackendTimeout',
    'error HTTPRoute/cart spec.rules[0].timeouts.request: a request timeout needs HTTPRouteRequestTimeout']],
  ['traefik', [route({ rules: [rule([], ['a'], { retry: { attempts: 2 } })] })], ['error HTTPRoute/cart spec.rules[0].retry: a retry needs HTTPRouteRetry']],
  ['traefik', [filtered(mirror({ percent: 10 }), mirror())], [
    'error HTTPRoute/cart spec.rules[0].filters: more than one mirror in a rule needs HTTPRouteRequestMultipleMirrors',
    'error HTTPRoute/cart spec.rules[0].filters[0]: a mirror needs HTTPRouteRequestMirror',
    'error HTTPRoute/cart spec.rules[0].filters[0].requestMirror: a mirror of a part of the requests needs HTTPRouteRequestPercentageMirror']],
  ['gke', [onBackend({ type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['x'] } })], [
    'error HTTPRoute/cart spec.rules[0].backendRefs[0].filters[0]: a change of request headers for one backend needs HTTPRouteBackendRequestHeaderModification']],
  ['aws-lbc', [filtered({ type: 'ResponseHeaderModifier', responseHeaderModifier: { remove: ['x'] } })], [
    'error HTTPRoute/cart spec.rules[0].filters[0]: a change of response headers needs HTTPRouteResponseHeaderModification']],
  ['haproxy-ingress', [filtered({ type: 'URLRewrite', urlRewrite: { hostname: 'a.com', path: { type: 'ReplaceFullPath', replaceFullPath: '/' } } })], [
    'error HTTPRoute/cart spec.rules[0].filters[0].urlRewrite.hostname: a rewritten host needs HTTPRouteHostRewrite',
    'error HTTPRoute/cart spec.rules[0].filters[0].urlRewrite.path: a rewritten path needs HTTPRoutePathRewrite']],
  ['kong', [filtered({ type: 'CORS', cors: {} })], ['error HTTPRoute/cart spec.rules[0].filters[0]: a CORS filter needs HTTPRouteCORS']],
  ['nginx-gateway-fabric', [route({ rules: [rule([], ['a'], { name: 'x' })] }), object('x.io/v1', 'Policy', 'p', { targetRef: { kind: 'HTTPRoute', name: 'cart', sectionName: 'x' } })],
    ['warning HTTPRoute/cart spec.rules[0].name: a rule that a policy refers to by name needs HTTPRouteNamedRouteRule']],
  ['traefik', [gateway({ hostname: 'a.b.com' }, { hostname: '*.b.com' }, { port: 81 }, { port: 81, hostname: 'x.com' })], [
    'warning Gateway/edge spec.listeners[0].hostname: listener \'l0\' (\'a.b.com\') apart from the wider listener \'l1\' on port 80 needs GatewayHTTPListenerIsolation']],
])('%s does not support %j', (name, objects, expected) => {
  expect(found(ID, objects, { gateway: name })).toEqual(expected.map(text => `${text}, ${NOT[name]}`));
});

test.each<[string, string, any[]]>([
  ['envoy-gateway', 'what it supports', [filtered(mirror({ percent: 10 }))]],
  ['istio', 'what no report tells', [route({ rules: [rule([], ['a'], { retry: {}, sessionPersistence: {} })] })]],
  ['kong', 'a name that nothing refers to', [route({ rules: [rule([], ['a'], { name: 'x' })] })]],
  ['gke', 'request headers for the whole rule', [filtered({ type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['x'] } })]],
  ['traefik', 'one mirror, as often as there are requests, of a GRPCRoute', [route({ kind: 'GRPCRoute', rules: [rule([], ['a'], { filters: [mirror()] })] })]],
  ['traefik', 'listeners apart', [gateway({ hostname: 'a.com' }, { hostname: 'b.com' }, { hostname: 'a.com', port: 81 })]],
])('%s and %s', (name, _what, objects) => {
  expect(found(ID, objects, { gateway: name })).toEqual([]);
});

test('without a gateway nothing is held against a report', () => {
  expect(found(ID, [filtered(mirror())])).toEqual([]);
});

test.each([
  ['envoy-gatway', "'envoy-gatway' is no gateway with a known conformance report; did you mean 'envoy-gateway'? choose from envoy-gateway, istio, cilium,"],
  ['zzz', "'zzz' is no gateway with a known conformance report; choose from envoy-gateway,"],
  ['toString', "'toString' is no gateway with a known conformance report"],
])('an unknown gateway %s is refused', (name, message) => {
  expect(() => checkObjects([], { gateway: name })).toThrow(message);
});

test('every report says something of every feature', () => {
  const features = new Set(Object.values(GATEWAYS).flatMap(entry => Object.keys(entry.features)));
  for (const entry of Object.values(GATEWAYS)) {
    expect(Object.keys(entry.features)).toEqual([...features]);
    for (const support of Object.values(entry.features)) expect(['yes', 'no', 'unknown']).toContain(support);
  }
  expect(Object.keys(GATEWAYS)).toHaveLength(12);
});
