import { CheckOptions } from '../../../src/proof/rules/check';
import { deployment, found, gateway, object, route, rule, service } from './objects';

const GROUP = 'gateway.networking.k8s.io';
const COMPLETE = { complete: true };
const CART = route({ rules: [rule([], ['cart'])] });
const ACROSS = route({ rules: [{ backendRefs: [{ name: 'cart', namespace: 'lab', port: 80 }] }] });
const FOREIGN = service('cart', {}, 'lab');
const grant = (to: object, namespace = 'shop', kind = 'HTTPRoute') => ({
  apiVersion: `${GROUP}/v1`, kind: 'ReferenceGrant', metadata: { name: 'grant', namespace: 'lab' },
  spec: { from: [{ group: GROUP, kind, namespace }], to: [{ group: '', kind: 'Service', ...to }] },
});
const mirror = (name: string) => ({ type: 'RequestMirror', requestMirror: { backendRef: { name, port: 80 } } });
const extension = { type: 'ExtensionRef', extensionRef: { group: 'x.io', kind: 'Filter', name: 'f' } };
const autoscaler = (apiVersion: string | undefined, kind: string, name: string) =>
  object('autoscaling/v2', 'HorizontalPodAutoscaler', 'cart', { scaleTargetRef: { apiVersion, kind, name }, maxReplicas: 3 });

const TO_BACKEND = route({ rules: [{ backendRefs: [{ group: 'gateway.envoyproxy.io', kind: 'Backend', name: 'cart' }] }] });
const CERTIFICATE = gateway({ port: 443, protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'own' }, { name: 'own', namespace: 'shop' }] } },
  { port: 443, protocol: 'HTTPS', hostname: 'a.com', tls: { certificateRefs: [{ kind: 'Secret', name: 'tls', namespace: 'certs' }] } });
const certGrant = (kind: string, namespace: string, name?: string) => ({
  apiVersion: `${GROUP}/v1`, kind: 'ReferenceGrant', metadata: { name: `${kind}-${namespace}-${name}`, namespace: 'certs' },
  spec: { from: [{ group: GROUP, kind, namespace }], to: [{ group: '', kind: 'Secret', ...name === undefined ? {} : { name } }] },
});

const FOUND: [string, string, any[], CheckOptions, string[]][] = [
  ['reference/no-service', 'a Service outside the input', [CART], {}, [
    'warning HTTPRoute/cart spec.rules[0].backendRefs[0]: the Service shop/cart is not in the input, and if the cluster has none either; all requests of the rule get 500']],
  ['reference/no-service', 'a Service that is nowhere', [CART], COMPLETE, [
    'error HTTPRoute/cart spec.rules[0].backendRefs[0]: there is no Service shop/cart; all requests of the rule get 500']],
  ['reference/no-service', 'a share of a rule, and weight 0', [route({ rules: [rule([], ['a=3', 'b=1', 'c=0'])] }), service('a')], COMPLETE, [
    'error HTTPRoute/cart spec.rules[0].backendRefs[1]: there is no Service shop/b; 25 % of the rule\'s requests get 500',
    'error HTTPRoute/cart spec.rules[0].backendRefs[2]: there is no Service shop/c; with weight 0 no request goes there now, but the gateway marks the route as not resolved (ResolvedRefs)']],
  ['reference/no-service', 'a Service that two rules name, once', [route({ rules: [rule([], ['b']), rule([], ['b'])] })], COMPLETE, [
    'error HTTPRoute/cart spec.rules[0].backendRefs[0]: there is no Service shop/b; all requests of the rule get 500']],
  ['reference/no-service', 'mirrors of a rule and of a backend', [
    route({ rules: [{ filters: [mirror('m')], backendRefs: [{ name: 'cart', port: 80, filters: [mirror('n')] }] }] }), service('cart')], COMPLETE, [
    'error HTTPRoute/cart spec.rules[0].backendRefs[0].filters[0].requestMirror.backendRef: there is no Service shop/n; the copies of the requests are lost',
    'error HTTPRoute/cart spec.rules[0].filters[0].requestMirror.backendRef: there is no Service shop/m; the copies of the requests are lost']],
  ['reference/no-service', 'who lets requests in',
    [route({ rules: [{ filters: [{ type: 'ExternalAuth', externalAuth: { backendRef: { name: 'auth', port: 80 } } }], backendRefs: [] }] })], COMPLETE, [
      'error HTTPRoute/cart spec.rules[0].filters[0].externalAuth.backendRef: there is no Service shop/auth; without it no request of the rule is let in']],
  ['reference/no-port', 'another port', [route({ rules: [{ backendRefs: [{ name: 'cart', port: 8080 }] }] }), service('cart')], {}, [
    'error HTTPRoute/cart spec.rules[0].backendRefs[0]: the Service shop/cart has no port 8080, only 80; all requests of the rule get 500']],
  ['reference/no-port', 'no port', [route({ rules: [{ backendRefs: [{ name: 'cart' }] }] }), service('cart')], {}, [
    'error HTTPRoute/cart spec.rules[0].backendRefs[0]: the reference to the Service shop/cart names no port; all requests of the rule get 500']],
  ['reference/kind', 'another kind', [route({ rules: [{ backendRefs: [{ group: 'x.io', kind: 'Pool', name: 'cart', port: 80 }] }] })], {}, [
    'warning HTTPRoute/cart spec.rules[0].backendRefs[0]: the backend Pool.x.io shop/cart is no Service: unless the gateway knows this kind, all requests of the rule get 500']],
  ['reference/kind', 'a kind that the named gateway does not know', [TO_BACKEND], { gateway: 'istio' }, [
    'warning HTTPRoute/cart spec.rules[0].backendRefs[0]: the backend Backend.gateway.envoyproxy.io shop/cart is no Service: unless the gateway knows this kind, all requests of the rule get 500']],
  ['reference/no-service', 'tiny and nearly whole shares', [route({ rules: [rule([], ['b=1', 'c=99999'])] })], COMPLETE, [
    'error HTTPRoute/cart spec.rules[0].backendRefs[0]: there is no Service shop/b; less than 0.1 % of the rule\'s requests get 500',
    'error HTTPRoute/cart spec.rules[0].backendRefs[1]: there is no Service shop/c; more than 99.9 % of the rule\'s requests get 500']],
  ['reference/no-grant', 'a certificate in another namespace', [CERTIFICATE], {}, [
    'warning Gateway/edge spec.listeners[1].tls.certificateRefs[0]: the Secret certs/tls is in another namespace, and no ReferenceGrant there lets Gateways of \'shop\' refer to it, and if the cluster has none either; listener \'l1\' has no certificate then, and takes no connection']],
  ['reference/no-grant', 'a certificate, and grants for another kind, namespace and name', [CERTIFICATE,
    ...[['HTTPRoute', 'shop', 'tls'], ['Gateway', 'x', 'tls'], ['Gateway', 'shop', 'other']].map(([kind, from, name]) => certGrant(kind, from, name))], COMPLETE, [
    'error Gateway/edge spec.listeners[1].tls.certificateRefs[0]: the Secret certs/tls is in another namespace, and no ReferenceGrant there lets Gateways of \'shop\' refer to it; listener \'l1\' has no certificate then, and takes no connection']],
  ['reference/no-grant', 'another namespace', [ACROSS, FOREIGN], {}, [
    'warning HTTPRoute/cart spec.rules[0].backendRefs[0]: the Service lab/cart is in another namespace, and no ReferenceGrant there lets HTTPRoutes of \'shop\' refer to it, and if the cluster has none either; all requests of the rule get 500']],
  ['reference/no-grant', 'a grant for another namespace, kind and name',
    [ACROSS, FOREIGN, grant({ name: 'cart' }, 'x'), grant({ name: 'cart' }, 'shop', 'GRPCRoute'), grant({ name: 'other' })], COMPLETE, [
      'error HTTPRoute/cart spec.rules[0].backendRefs[0]: the Service lab/cart is in another namespace, and no ReferenceGrant there lets HTTPRoutes of \'shop\' refer to it; all requests of the rule get 500']],
  ['reference/broad-grant', 'a grant without name', [grant({})], {}, [
    'warning ReferenceGrant/grant spec.to[0]: the grant names no Service, so HTTPRoutes of \'shop\' may refer to every Service of the namespace \'lab\', also to those that come later']],
  ['reference/no-gateway', 'a Gateway that is nowhere', [CART], COMPLETE, [
    'error HTTPRoute/cart spec.parentRefs[0]: there is no Gateway shop/edge in the input, so the route gets no request from it']],
  ['reference/no-extension', 'a filter outside the input', [route({ rules: [{ filters: [extension] }] })], {}, [
    'warning HTTPRoute/cart spec.rules[0].filters[0].extensionRef: the filter names Filter.x.io shop/f, which is not in the input; where a gateway cannot apply a filter, it answers every request of the rule with 500']],
  ['reference/hpa-target', 'a Deployment outside the input', [autoscaler('apps/v1', 'Deployment', 'cart')], {}, [
    'warning HorizontalPodAutoscaler/cart spec.scaleTargetRef: the autoscaler scales Deployment cart, which is not in the input; where there is none, nothing is scaled']],
  ['reference/hpa-target', 'another group', [autoscaler('x.io/v1', 'Deployment', 'cart'), deployment('cart')], COMPLETE, [
    'error HorizontalPodAutoscaler/cart spec.scaleTargetRef: the autoscaler scales Deployment cart, which is not in the input; where there is none, nothing is scaled']],
  ['reference/duplicate-object', 'one object twice, in two versions', [CART, service('a'), { ...CART, apiVersion: `${GROUP}/v1beta1` }], {}, [
    'error HTTPRoute/cart metadata.name: the HTTPRoute shop/cart is in the input twice: applied together, the later one overwrites the earlier']],
];

test.each(FOUND)('%s: %s', (id, _name, objects, options, expected) => {
  expect(found(id, objects, options)).toEqual(expected);
});

test.each<[string, string, any[], CheckOptions]>([
  ['reference/no-service', 'a Service of the input', [CART, service('cart')], COMPLETE],
  ['reference/no-port', 'one of two ports', [CART, object('v1', 'Service', 'cart', { ports: [{ port: 8080 }, { port: 80 }] })], COMPLETE],
  ['reference/kind', 'a Service by its full name', [route({ rules: [{ backendRefs: [{ group: '', kind: 'Service', name: 'cart', port: 80 }] }] })], {}],
  ['reference/no-grant', 'a grant by name', [ACROSS, FOREIGN, grant({ name: 'cart' })], COMPLETE],
  ['reference/no-grant', 'a grant for all', [ACROSS, FOREIGN, grant({})], COMPLETE],
  ['reference/kind', 'a kind that the named gateway knows', [TO_BACKEND], { gateway: 'envoy-gateway' }],
  ['reference/no-grant', 'a grant for a certificate by name', [CERTIFICATE, certGrant('Gateway', 'shop', 'tls')], COMPLETE],
  ['reference/no-grant', 'a grant for all certificates', [CERTIFICATE, certGrant('Gateway', 'shop')], COMPLETE],
  ['reference/broad-grant', 'a grant by name', [grant({ name: 'cart' })], {}],
  ['reference/no-gateway', 'a Gateway of the input', [CART, gateway()], COMPLETE],
  ['reference/no-gateway', 'a Gateway outside, where the input is not all', [CART], {}],
  ['reference/no-gateway', 'a Service as parent, as in a mesh', [route({ parentRefs: [{ group: '', kind: 'Service', name: 's' }] })], COMPLETE],
  ['reference/no-extension', 'a filter of the input', [route({ rules: [{ filters: [extension] }] }), object('x.io/v1', 'Filter', 'f', {})], COMPLETE],
  ['reference/hpa-target', 'a Deployment of the input', [autoscaler('apps/v1', 'Deployment', 'cart'), deployment('cart')], COMPLETE],
  ['reference/hpa-target', 'a kind of an extension', [autoscaler('x.io/v1', 'Rollout', 'cart'), object('x.io/v1', 'Rollout', 'cart', {})], COMPLETE],
  ['reference/hpa-target', 'no apiVersion', [autoscaler(undefined, 'Deployment', 'cart'), deployment('cart')], COMPLETE],
  ['reference/duplicate-object', 'two namespaces', [service('a'), service('a', {}, 'lab')], {}],
])('no %s: %s', (id, _name, objects, options) => {
  expect(found(id, objects, options)).toEqual([]);
});
