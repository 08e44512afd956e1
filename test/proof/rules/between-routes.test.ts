import { found, gateway, headers, object, path, query, route, rule } from './objects';

const http = (given: object = {}) => route({ rules: [rule([], ['a'])], ...given });
const other = (given: object = {}) => route({ name: 'other', rules: [rule([], ['b'])], ...given });
const grpc = (given: object = {}) => route({ kind: 'GRPCRoute', name: 'calls', rules: [rule([], ['c'])], ...given });
const at = (sectionName: string) => ({ parentRefs: [{ name: 'edge', sectionName }] });

// HTTPRouteRule.matches: "the oldest Route based on creation timestamp".
const CONFLICT = 'error HTTPRoute/other spec.rules[0]: HTTPRoute shop/cart and HTTPRoute shop/other compete on Gateway shop/edge and host \'*\' for path under \'/\'; the oldest object wins, which Git cannot state';

test.each<[string, any[], string[]]>([
  ['at an assumed Gateway', [http(), other()], [CONFLICT]],
  ['at a Gateway of the input', [gateway(), http(), other()], [CONFLICT]],
  ['at an assumed Gateway, a section and none', [http(), other(at('l0'))], [CONFLICT]],
  ['in one of several matches', [http(), other({ rules: [rule([path('/b')]), rule([path('/c'), path('/')])] })],
    [CONFLICT.replace('rules[0]', 'rules[1].matches[1]')]],
  ['three routes, each pair', [http(), other(), other({ name: 'third' })], [CONFLICT, CONFLICT.replace('HTTPRoute/other', 'HTTPRoute/third').replace('shop/other', 'shop/third'),
    CONFLICT.replace('HTTPRoute/other', 'HTTPRoute/third').replace('shop/other', 'shop/third').replace('shop/cart', 'shop/other')]],
  ['on two listeners of a Gateway of the input', [gateway({}, { port: 81 }), http(at('l0')), other(at('l1'))], []],
  ['a route that no listener serves', [gateway(), http(), other(at('x'))], []],
  ['a host that the listener has not', [gateway({ hostname: 'a.com' }), http({ hostnames: ['a.com', 'x.com'] }), other({ hostnames: ['x.com'] })], []],
  ['of two ages, where the younger is hidden, which is said as that', [http({ created: '2026-01-01T00:00:00Z' }), other({ created: '2026-01-02T00:00:00Z' })], []],
  ['the second older and hiding the first', [http({ created: '2026-01-02T00:00:00Z' }), other({ created: '2026-01-01T00:00:00Z' })], []],
  ['of two ages, where the younger keeps another host', [http({ created: '2026-01-01T00:00:00Z', hostnames: ['a.com'] }),
    other({ created: '2026-01-02T00:00:00Z', hostnames: ['a.com', 'b.com'] })], [CONFLICT.replace('host \'*\'', 'host \'a.com\'')]],
  ['of equal ages', [http({ created: '2026-01-01T00:00:00Z' }), other({ created: '2026-01-01T00:00:00Z' })], [CONFLICT]],
  ['of one age, where the other is not stated', [http({ created: '2026-01-01T00:00:00Z' }), other()], [CONFLICT]],
  ['at a Gateway of another group', [http({ parentRefs: [{ group: 'x.io', kind: 'Gateway', name: 'edge' }] }), other({ parentRefs: [{ group: 'x.io', kind: 'Gateway', name: 'edge' }] })], []],
  ['two paths', [http(), other({ rules: [rule([path('/b')])] })], []],
])('route/conflict: %s', (_name, objects, expected) => {
  expect(found('route/conflict', objects)).toEqual(expected);
});

test('many routes are told of without every pair of them, and a header that tells them apart is no conflict', () => {
  const many = (matches: (i: number) => object[]) => Array.from({ length: 40 }, (_, i) => route({ name: `r${i}`, rules: [rule(matches(i), [`b${i}`])] }));
  expect(found('route/conflict', many(() => []))).toHaveLength(39);
  expect(found('route/conflict', many(i => [headers(`x-tenant: ${i}`)]))).toEqual([]);
  expect(found('route/conflict', many(i => [headers(`x-tenant: ${i % 20}`)]))).toHaveLength(20);
  expect(found('route/conflict', many(i => [{ method: i % 2 === 0 ? 'GET' : 'PUT', ...query(`v: ${i}`) }]))).toEqual([]);
  expect(found('route/conflict', many(i => [i === 0 ? headers('y: 1') : headers(`x-tenant: ${i}`)]))).toHaveLength(39);
});

// GRPCRouteSpec: HTTPRoutes and GRPCRoutes MUST NOT share a hostname on a listener.
test.each<[string, any[], string[]]>([
  ['at an assumed Gateway, where the first by name wins', [http(), grpc()], [
    'error HTTPRoute/cart spec: listener (any) of Gateway shop/edge has accepted the GRPCRoute shop/calls for a host in common, and so no HTTPRoute: of an HTTPRoute and a GRPCRoute with a host in common a gateway accepts the older only, then the first by name. This HTTPRoute gets no request from Gateway shop/edge, unless it is the older one in the cluster']],
  ['at a Gateway of the input, where the older wins', [gateway(), http({ created: '2026-01-01T00:00:00Z' }), grpc({ created: '2026-01-02T00:00:00Z' })], [
    'error GRPCRoute/calls spec: listener \'l0\' (port 80) of Gateway shop/edge has accepted the HTTPRoute shop/cart for a host in common, and so no GRPCRoute: of an HTTPRoute and a GRPCRoute with a host in common a gateway accepts the older only, then the first by name. This GRPCRoute gets no request from Gateway shop/edge']],
  ['at an assumed Gateway, a port and a section, which may be one', [http({ hostnames: ['a.com'], parentRefs: [{ name: 'edge', port: 80 }] }), grpc({ ...at('l0'), hostnames: ['*.com'] })], [
    'error GRPCRoute/calls spec.hostnames: HTTPRoute shop/cart and GRPCRoute shop/calls share Gateway shop/edge and host \'a.com\', but of an HTTPRoute and a GRPCRoute for one host a gateway accepts only the oldest']],
  ['hosts apart', [http({ hostnames: ['a.com'] }), grpc({ hostnames: ['b.com'] })], []],
  ['on two listeners of a Gateway of the input', [gateway({}, { port: 81 }), http(at('l0')), grpc(at('l1'))], []],
])('route/kind-conflict: %s', (_name, objects, expected) => {
  expect(found('route/kind-conflict', objects)).toEqual(expected);
});

// ParentReference.sectionName, Listener.hostname, AllowedRoutes
const refused = (why: string) => [`error HTTPRoute/cart spec.parentRefs[0]: no listener of Gateway shop/edge serves this route, so it gets no request: ${why}`];

test.each<[string, any[], string[]]>([
  ['no such section', [gateway(), http(at('x'))], refused('Gateway shop/edge has no listener \'x\'; it has \'l0\' (port 80)')],
  ['hosts apart', [gateway({ hostname: 'a.com' }), http({ hostnames: ['b.com'] })],
    refused('listener \'l0\' (port 80) of Gateway shop/edge answers for \'a.com\', which has nothing in common with the route\'s hostnames b.com')],
  ['another kind', [gateway({ allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } }), http()],
    refused('listener \'l0\' (port 80) of Gateway shop/edge allows the kinds GRPCRoute only')],
  ['another namespace', [gateway(), http({ namespace: 'lab', parentRefs: [{ name: 'edge', namespace: 'shop' }] })],
    refused('listener \'l0\' (port 80) of Gateway shop/edge allows no route of the namespace \'lab\' (allowedRoutes.namespaces.from Same)')],
  ['one of two listeners', [gateway({ hostname: 'a.com' }, { hostname: 'b.com' }), http({ hostnames: ['b.com'] })], []],
  ['a Gateway outside the input', [http(at('x'))], []],
  ['kept out by a route of the other kind, which is said as that', [gateway(), http(), grpc()], []],
])('route/no-listener: %s', (_name, objects, expected) => {
  expect(found('route/no-listener', objects)).toEqual(expected);
});

// HTTPRouteSpec.hostnames, GatewayHTTPListenerIsolation
test.each<[string, any[], string[]]>([
  ['outside of the listener', [gateway({ hostname: '*.a.com' }), http({ hostnames: ['x.a.com', 'a.com'] })], [
    'error HTTPRoute/cart spec.hostnames[1]: no listener that serves this route answers for \'a.com\' (\'l0\' for *.a.com), so its requests never get here']],
  ['at a listener of its Gateway that it is not attached to', [gateway({ hostname: '*.a.com' }, { hostname: 'a.com' }), http({ ...at('l0'), hostnames: ['x.a.com', 'a.com'] })], [
    'warning HTTPRoute/cart spec.hostnames[1]: no listener that serves this route answers for \'a.com\' (\'l0\' for *.a.com), so its requests never get here']],
  ['taken by a sharper listener', [gateway({ hostname: '*.a.com' }, { hostname: 'x.a.com' }), http({ ...at('l0'), hostnames: ['x.a.com', 'y.a.com'] })], [
    'warning HTTPRoute/cart spec.hostnames[0]: requests for \'x.a.com\' come in at listener \'l1\', whose hostname \'x.a.com\' is more specific, and this route is not attached there']],
  ['attached to the sharper one too', [gateway({ hostname: '*.a.com' }, { hostname: 'x.a.com' }), http({ hostnames: ['x.a.com', 'y.a.com'] })], []],
  ['on another port', [gateway({ hostname: '*.a.com' }, { hostname: 'x.a.com', port: 81 }), http({ ...at('l0'), hostnames: ['x.a.com'] })], []],
  ['of no listener at all, which is said as that', [gateway({ hostname: 'a.com' }), http({ hostnames: ['b.com'] })], []],
  ['at an assumed Gateway', [http({ hostnames: ['b.com'] })], []],
])('route/unserved-hostname: %s', (_name, objects, expected) => {
  expect(found('route/unserved-hostname', objects)).toEqual(expected);
});

// HTTPRouteSpec.hostnames
const falls = (to: string, where = 'spec.hostnames[0]') => [`warning HTTPRoute/cart ${where}: no rule for 'x.a.com' answers for every path, so other requests to it fall through to HTTPRoute shop/other (${to}) on some gateways, and get 404 on others`];
const cart = { hostnames: ['x.a.com'], rules: [rule([path('/cart')], ['a'])] };

test.each<[string, any[], string[]]>([
  ['to a wildcard', [http(cart), other({ hostnames: ['*.a.com'] })], falls('\'*.a.com\'')],
  ['to a wildcard further up, and past the routes of others', [http(cart), other({ hostnames: ['*.com'] }), other({ name: 'z', hostnames: ['*.b.com'] })], falls('\'*.com\'')],
  ['to a route without hostname', [gateway(), http({ ...cart, hostnames: ['b.com', 'x.a.com'] }), other({ hostnames: ['*.a.com'] })], falls('\'*.a.com\'', 'spec.hostnames[1]')],
  ['to every host', [http(cart), other()], falls('without hostname')],
  ['although / has a rule for some', [http({ ...cart, rules: [rule([headers('x: 1')])] }), other()], falls('without hostname')],
  ['not from a host that answers for every path', [http({ ...cart, rules: [rule([path('/cart')]), rule([])] }), other()], []],
  ['not where another route of the host does', [http(cart), other({ name: 'root', hostnames: ['x.a.com'] }), other()], []],
  ['not to a wildcard of others', [http(cart), other({ hostnames: ['*.b.com'] })], []],
  ['not to the wildcard\'s own domain', [http({ ...cart, hostnames: ['a.com'] }), other({ hostnames: ['*.a.com'] })], []],
  ['nothing changes where both hostnames are of one route', [http({ hostnames: ['x.a.com', '*.a.com'], rules: cart.rules })], []],
  ['a solver of certificates beside', [http({ hostnames: ['x.a.com'], rules: [rule([path('/.well-known/acme-challenge/t', 'Exact')], ['a'])] }), other()], []],
  ['a redirect for the rest', [http(cart), other({ rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] }] })], []],
  ['not to another listener', [gateway({}, { port: 81 }), http({ ...cart, ...at('l0') }), other(at('l1'))], []],
])('route/host-fall-through: %s', (_name, objects, expected) => {
  expect(found('route/host-fall-through', objects)).toEqual(expected);
});

const policy = (kind: string, target: object, spec: object) => object('gateway.envoyproxy.io/v1alpha1', kind, 'p', { targetRefs: [target], ...spec });
const strip = (header: string, target: object = { kind: 'Gateway', name: 'edge' }, how = 'remove') =>
  policy('ClientTrafficPolicy', target, { headers: { earlyRequestHeaders: { [how]: how === 'remove' ? [header] : [{ name: header, value: '' }] } } });
const claim = (target: object) => policy('SecurityPolicy', target, { jwt: { providers: [{ name: 'i', claimToHeaders: [{ claim: 'tier', header: 'X-Tier' }] }] } });
const byLabels = (selector: object) => object('gateway.envoyproxy.io/v1alpha1', 'ClientTrafficPolicy', 'p',
  { targetSelectors: [selector], headers: { earlyRequestHeaders: { remove: ['x-tier'] } } });
const labelled = (json: any, labels: object) => ({ ...json, metadata: { ...json.metadata, labels } });
const inLab = (json: any) => ({ ...json, metadata: { ...json.metadata, namespace: 'lab' } });
const TIERS = http({ rules: [rule([headers('y: ~.*', 'X-Tier: premium')], ['a'], { name: 'premium' }), rule([headers('y: ~.*')], ['b'])] });
const CLIENT = ['warning HTTPRoute/cart spec.rules[0].matches[0].headers[1]: any client can send \'x-tier\' and so choose a (rules[0] \'premium\') instead of b (rules[1]): no policy in the input strips or sets this header before the route is chosen'];
const byHeader = (name: string) => http({ rules: [rule([headers(`${name}: x`)], ['a']), rule([], ['b'])] });

test.each<[string, any[], string[]]>([
  ['a tier', [TIERS], CLIENT],
  ['once a route', [http({ rules: [...TIERS.spec.rules, rule([{ ...path('/b'), ...headers('y: ~.*', 'x-tier: premium') }], ['a'])] })], CLIENT],
  ['a policy on another header', [TIERS, strip('x-tie')], CLIENT],
  ['a policy on another Gateway', [TIERS, strip('x-tier', { kind: 'Gateway', name: 'other' })], CLIENT],
  ['a policy on another listener', [TIERS, strip('x-tier', { kind: 'Gateway', name: 'edge', sectionName: 'l0' })], CLIENT],
  ['a policy on one of two Gateways', [http({ rules: TIERS.spec.rules, parentRefs: [{ name: 'edge' }, { name: 'inner' }] }), strip('x-tier')], CLIENT],
  ['a policy that adds', [TIERS, strip('x-tier', undefined, 'add')], CLIENT],
  ['the default in another route', [http({ rules: [rule([headers('x-tier: premium')], ['a'])] }), other()], [
    'warning HTTPRoute/cart spec.rules[0].matches[0].headers[0]: any client can send \'x-tier\' and so choose a (rules[0]) instead of b (rules[0] of HTTPRoute shop/other): no policy in the input strips or sets this header before the route is chosen']],
  ['a policy that strips it', [TIERS, strip('X-TIER')], []],
  ['a policy that sets it', [TIERS, strip('x-tier', undefined, 'set')], []],
  ['a policy on the listener', [gateway(), TIERS, strip('x-tier', { kind: 'Gateway', name: 'edge', sectionName: 'l0' })], []],
  ['a claim on the route', [TIERS, claim({ kind: 'HTTPRoute', name: 'cart' })], []],
  ['a claim on the Gateway', [TIERS, claim({ kind: 'Gateway', name: 'edge' })], []],
  ['a policy that chooses the route by labels', [labelled(TIERS, { edge: 'yes' }), byLabels({ kind: 'HTTPRoute', matchLabels: { edge: 'yes' } })], []],
  ['a policy that chooses the Gateway by labels', [labelled(gateway(), { edge: 'yes' }), TIERS,
    byLabels({ group: 'gateway.networking.k8s.io', kind: 'Gateway', matchExpressions: [{ key: 'edge', operator: 'Exists' }] })], []],
  ['a policy that chooses by other labels', [labelled(TIERS, { edge: 'no' }), byLabels({ kind: 'HTTPRoute', matchLabels: { edge: 'yes' } })], CLIENT],
  ['a policy that chooses another kind by labels', [labelled(TIERS, { edge: 'yes' }), byLabels({ kind: 'GRPCRoute', matchLabels: { edge: 'yes' } })], CLIENT],
  ['a policy that chooses by labels in another namespace', [labelled(TIERS, { edge: 'yes' }), inLab(byLabels({ kind: 'HTTPRoute', matchLabels: { edge: 'yes' } }))], CLIENT],
  ['the same backends', [http({ rules: [rule([headers('x-tier: premium')], ['a']), rule([], ['a'])] })], []],
  ['no other rule', [http({ rules: [rule([headers('x-tier: premium')], ['a'])] })], []],
  ['another path', [http({ rules: [rule([{ ...path('/a'), ...headers('x-tier: premium') }], ['a']), rule([path('/b')], ['b'])] })], []],
  ...['Cookie', 'accept-language', 'user-agent', 'sec-ch-ua', 'x-forwarded-proto'].map((name): [string, any[], string[]] => [name, [byHeader(name)], []]),
])('route/client-header: %s', (_name, objects, expected) => {
  expect(found('route/client-header', objects)).toEqual(expected);
});
