import { found, route } from './objects';

const ID = 'gateway/grpc-mirror';
const ENVOY = { gateway: 'envoy-gateway' };
const mirror = (name: string, namespace?: string) => ({ type: 'RequestMirror', requestMirror: { backendRef: { name, namespace, port: 80 } } });
const grpc = (filters: object[], backends: object[] = [{ name: 'cart', port: 80 }]) => route({ kind: 'GRPCRoute', rules: [{ filters, backendRefs: backends }] });
const SAID = (service: string, path = 'spec.rules[0].filters[0].requestMirror.backendRef') => (
  `error GRPCRoute/cart ${path}: Envoy Gateway does not load the Service ${service} of a mirror in a GRPCRoute, so it takes the filter for broken and answers every request of the rule with an error`);

test.each<[string, any[], object, string[]]>([
  ['a mirror of its own', [grpc([mirror('shadow')])], ENVOY, [SAID('shop/shadow')]],
  ['a mirror of one backend', [grpc([], [{ name: 'cart', port: 80, filters: [mirror('shadow', 'other')] }])], ENVOY,
    [SAID('other/shadow', 'spec.rules[0].backendRefs[0].filters[0].requestMirror.backendRef')]],
  ['two of which one is loaded', [grpc([mirror('cart'), mirror('shadow')])], ENVOY, [SAID('shop/shadow', 'spec.rules[0].filters[1].requestMirror.backendRef')]],
  ['a Service that gets requests, with weight 0 too', [grpc([mirror('shadow')], [{ name: 'cart', port: 80 }, { name: 'shadow', port: 80, weight: 0 }])], ENVOY, []],
  ['a Service that another route sends to', [grpc([mirror('shadow')]), route({ name: 'b', rules: [{ backendRefs: [{ name: 'shadow', port: 80 }] }] })], ENVOY, []],
  ['a Service that an HTTPRoute mirrors to', [grpc([mirror('shadow')]), route({ name: 'b', rules: [{ filters: [mirror('shadow')], backendRefs: [{ name: 'x', port: 80 }] }] })], ENVOY, []],
  ['an HTTPRoute', [route({ rules: [{ filters: [mirror('shadow')], backendRefs: [{ name: 'cart', port: 80 }] }] })], ENVOY, []],
  ['another gateway', [grpc([mirror('shadow')])], { gateway: 'istio' }, []],
  ['no gateway', [grpc([mirror('shadow')])], {}, []],
])('%s', (_, objects, options, expected) => {
  expect(found(ID, objects, options)).toEqual(expected);
});
