// Our own samples for the validation rules, beside upstream's: what upstream never lets fail, and the edges of each rule.
import { Channel, Json, JsonObject } from './crds';

export interface RuleCase {
  readonly name: string;
  readonly kind: string;
  readonly op: string;
  readonly object: JsonObject;
  /** A part of the message of our rule that refuses; absent if the object is valid. */
  readonly refusedBy?: string;
  /** Set if the keys of the list refuse the object too. */
  readonly duplicate?: boolean;
}

function ruleCase(kind: string, name: string, spec: JsonObject, refusedBy?: string): RuleCase {
  const group = kind.endsWith('TrafficPolicy') ? 'gateway.envoyproxy.io/v1alpha1' : 'gateway.networking.k8s.io/v1';
  const object = { apiVersion: group, kind, metadata: { name: 'own', namespace: 'default' }, spec };
  return { name: `${kind}: ${name} is ${refusedBy === undefined ? 'accepted' : 'refused'}`, kind, op: 'create', object, refusedBy };
}

const http = (name: string, rule: JsonObject, refusedBy?: string) => ruleCase('HTTPRoute', name, { rules: [rule] }, refusedBy);
const path = (value: string, refusedBy?: string, type = 'PathPrefix') =>
  http(`${type} ${value}`, { matches: [{ path: { type, value } }] }, refusedBy);
const filter = (name: string, value: JsonObject, refusedBy?: string) => http(`filter ${name}`, { filters: [value] }, refusedBy);
const grpcMethod = (method: JsonObject, refusedBy?: string) =>
  ruleCase('GRPCRoute', `method ${JSON.stringify(method)}`, { rules: [{ matches: [{ method }] }] }, refusedBy);
const gateway = (name: string, spec: JsonObject, refusedBy?: string) => ruleCase('Gateway', name, {
  gatewayClassName: 'own', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }], ...spec,
}, refusedBy);
const times = (count: number, item: Json): Json[] => Array.from({ length: count }, () => item);

const headers = { requestHeaderModifier: { remove: ['x-a'] } };
const extensionRef = { group: 'own.example', kind: 'Own', name: 'own' };
const rewrite = { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/x' } } };
const redirect = { type: 'RequestRedirect', requestRedirect: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/x' } } };
const backend = { name: 'shop', port: 80 };
const exact = [{ path: { type: 'Exact', value: '/a' } }];

const everywhere: RuleCase[] = [
  path('/a//b', 'empty segment'),
  path('/a/../b', "no segment '.' or '..'"),
  path('/a/./b', "no segment '.' or '..'"),
  path('/a/..', "no segment '.' or '..'"),
  path('/a/.', "no segment '.' or '..'"),
  path('/a/...'),
  path('/a/.b'),
  path('/a%2fb', 'encoded slash'),
  path('/a%2Fb', 'encoded slash'),
  path('/a#b', 'encoded slash'),
  path('/a%2', 'URL path characters'),
  path('/a b', 'URL path characters'),
  path("/-._~!$&'()*+,;=:@%20/"),
  path('a', "begins with '/'"),
  path('', "begins with '/'"),
  path('//#', undefined, 'RegularExpression'),
  filter('cors at another type', { type: 'RequestHeaderModifier', ...headers, cors: {} }, 'cors and the type'),
  filter('without cors', { type: 'CORS' }, 'cors and the type'),
  filter('responseHeaderModifier at another type', {
    type: 'RequestHeaderModifier', ...headers, responseHeaderModifier: {},
  }, 'responseHeaderModifier'),
  filter('requestRedirect at another type', { type: 'RequestHeaderModifier', ...headers, requestRedirect: {} }, 'requestRedirect and the'),
  filter('urlRewrite at another type', { type: 'RequestHeaderModifier', ...headers, urlRewrite: {} }, 'urlRewrite'),
  filter('extensionRef at another type', { type: 'RequestHeaderModifier', ...headers, extensionRef }, 'extensionRef'),
  filter('extensionRef', { type: 'ExtensionRef', extensionRef }),
  http('mirror twice', { filters: times(2, { type: 'RequestMirror', requestMirror: { backendRef: backend } }) }),
  http('header change twice', { filters: times(2, { type: 'RequestHeaderModifier', ...headers }) }, 'merge the repeated ones'),
  http('redirect and rewrite', { filters: [rewrite, redirect] }, 'either redirected or rewritten'),
  http('prefix rewrite of an exact match', { filters: [rewrite], matches: exact }, 'replacePrefixMatch needs a rule with one match'),
  http('prefix rewrite of no stated match', { filters: [rewrite] }),
  http('prefix rewrite at a backend', { backendRefs: [{ ...backend, filters: [rewrite] }], matches: exact }, "a backend's rewrite"),
  http('prefix redirect at a backend', { backendRefs: [{ ...backend, filters: [redirect] }], matches: exact }, "a backend's redirect"),
  // As upstream: its rule looks at backends only if exactly one has such a filter.
  http('prefix rewrite at two backends', { backendRefs: times(2, { ...backend, filters: [rewrite] }), matches: exact }),
  http('redirect with backends', { filters: [redirect], backendRefs: [backend] }, 'sends nothing to a backend'),
  http('backend of another group without port', { backendRefs: [{ name: 'shop', group: 'own.example', kind: 'Service' }] }),
  http('mirror to a Service without port', {
    filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'shop' } } }],
  }, 'set the port'),
  http('endless request with limited tries', { timeouts: { request: '0s', backendRequest: '9s' } }),
  http('try longer than the request', { timeouts: { request: '1s', backendRequest: '1001ms' } }, 'a single try'),
  ruleCase('HTTPRoute', '128 matches', { rules: times(2, { matches: times(64, {}) }) }),
  ruleCase('HTTPRoute', '129 matches', { rules: [...times(2, { matches: times(64, {}) }), {}] }, 'more than 128'),
  ruleCase('GRPCRoute', '129 matches', { rules: [...times(2, { matches: times(64, {}) }), { matches: [{}] }] }, 'more than 128'),
  ruleCase('GRPCRoute', '128 matches and a rule without', { rules: [...times(2, { matches: times(64, {}) }), {}] }),
  ruleCase('GRPCRoute', 'one parent twice', { parentRefs: times(2, { name: 'gw' }) }, 'referenced twice'),
  ruleCase('GRPCRoute', 'one name in two namespaces', { parentRefs: [{ name: 'gw' }, { name: 'gw', namespace: 'other' }] }),
  ruleCase('GRPCRoute', 'section given to one of two', {
    parentRefs: [{ name: 'gw' }, { name: 'gw', sectionName: 'a' }],
  }, 'references to one parent'),
  ruleCase('GRPCRoute', 'mirror by percent and fraction', {
    rules: [{ filters: [{ type: 'RequestMirror', requestMirror: { backendRef: backend, percent: 1, fraction: { numerator: 1 } } }] }],
  }, 'percent or a fraction'),
  ruleCase('GRPCRoute', 'mirror of more than all', {
    rules: [{ filters: [{ type: 'RequestMirror', requestMirror: { backendRef: backend, fraction: { numerator: 101 } } }] }],
  }, 'a share is 1 at most'),
  ruleCase('GRPCRoute', 'backend without port', { rules: [{ backendRefs: [{ name: 'shop' }] }] }, 'set the port'),
  ruleCase('GRPCRoute', 'header change twice', {
    rules: [{ filters: times(2, { type: 'RequestHeaderModifier', ...headers }) }],
  }, 'merge the repeated ones'),
  ruleCase('GRPCRoute', 'response header change twice', {
    rules: [{ filters: times(2, { type: 'ResponseHeaderModifier', responseHeaderModifier: {} }) }],
  }, 'merge the repeated ones'),
  ...['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestMirror', 'ExtensionRef'].map(type =>
    ruleCase('GRPCRoute', `filter ${type} without its field`, { rules: [{ filters: [{ type }] }] }, `the type ${type}`)),
  ...Object.entries<JsonObject>({
    RequestHeaderModifier: headers,
    ResponseHeaderModifier: { responseHeaderModifier: {} },
    RequestMirror: { requestMirror: { backendRef: backend } },
    ExtensionRef: { extensionRef },
  }).map(([type, field], i, all) => ruleCase('GRPCRoute', `filter with the field of ${type} and another type`, {
    rules: [{ filters: [{ type: all[(i + 1) % 4][0], ...field }] }],
  }, `the type ${type}`)),
  grpcMethod({}, 'empty method match'),
  grpcMethod({ service: '.shop.v1.Cart', method: '_Get1' }),
  grpcMethod({ service: 'shop..Cart' }, 'an Exact service'),
  grpcMethod({ service: '1shop' }, 'an Exact service'),
  grpcMethod({ method: 'a.b' }, 'an Exact method'),
  grpcMethod({ type: 'RegularExpression', service: '.*', method: '.*' }),
  gateway('TLS settings for two ports', { tls: { frontend: { default: {}, perPort: [{ port: 443, tls: {} }, { port: 444, tls: {} }] } } }),
  {
    ...gateway('TLS settings twice for a port', {
      tls: { frontend: { default: {}, perPort: times(2, { port: 443, tls: {} }) } },
    }, 'for the same port: merge them'),
    duplicate: true,
  },
  gateway('name used for the same port by two protocols', {
    listeners: [{ name: 'a', port: 80, protocol: 'HTTP' }, { name: 'b', port: 80, protocol: 'TCP' }],
  }),
  gateway('two listeners alike', {
    listeners: [{ name: 'a', port: 80, protocol: 'HTTP' }, { name: 'b', port: 80, protocol: 'HTTP' }],
  }, 'same port, protocol and hostname'),
  gateway('HTTPS passed through', {
    listeners: [{ name: 'a', port: 443, protocol: 'HTTPS', tls: { mode: 'Passthrough' } }],
  }, 'ends the TLS connection'),
  gateway('TLS without a word on tls', { listeners: [{ name: 'a', port: 443, protocol: 'TLS' }] }, 'set tls.mode'),
  gateway('TLS ended without certificate', { listeners: [{ name: 'a', port: 443, protocol: 'TLS', tls: {} }] }, 'needs a certificate'),
  gateway('TLS ended with empty settings', {
    listeners: [{ name: 'a', port: 443, protocol: 'TLS', tls: { certificateRefs: [], options: {} } }],
  }, 'needs a certificate'),
  gateway('label key of 63 characters', { infrastructure: { labels: { [`a.example/${'x'.repeat(63)}`]: 'y' } } }),
  gateway('label key of 64 characters', { infrastructure: { labels: { [`a.example/${'x'.repeat(64)}`]: 'y' } } }, 'a key is NAME'),
  gateway('label domain of 252 characters', { infrastructure: { labels: { [`${'x'.repeat(252)}/x`]: 'y' } } }),
  gateway('label domain of 253 characters', { infrastructure: { labels: { [`${'x'.repeat(253)}/x`]: 'y' } } }, '252 characters'),
  gateway('annotation domain of 253 characters', { infrastructure: { annotations: { [`${'x'.repeat(253)}/x`]: 'y' } } }, '252 characters'),
];

const session = (name: string, sessionPersistence: JsonObject, refusedBy?: string) => ['HTTPRoute', 'GRPCRoute'].map(kind =>
  ruleCase(kind, `session ${name}`, { rules: [{ sessionPersistence }] }, refusedBy));
const auth = (name: string, externalAuth: JsonObject, refusedBy?: string) =>
  filter(`externalAuth ${name}`, { type: 'ExternalAuth', externalAuth: { backendRef: backend, ...externalAuth } }, refusedBy);

const experimental: RuleCase[] = [
  ...session('in a header with cookie settings', { type: 'Header', cookieConfig: {} }, 'cookieConfig is for'),
  ...session('for ever', { cookieConfig: { lifetimeType: 'Permanent' } }, 'needs an end'),
  ...session('for a day', { cookieConfig: { lifetimeType: 'Permanent' }, absoluteTimeout: '24h' }),
  auth('by gRPC without settings', { protocol: 'GRPC' }, 'protocol GRPC'),
  auth('by HTTP without settings', { protocol: 'HTTP' }, 'protocol HTTP'),
  auth('by HTTP with settings for both', { protocol: 'HTTP', http: {}, grpc: {} }, 'protocol GRPC'),
  auth('by gRPC with settings for both', { protocol: 'GRPC', http: {}, grpc: {} }, 'protocol HTTP'),
  auth('by gRPC', { protocol: 'GRPC', grpc: {} }),
  filter('externalAuth at another type', {
    type: 'RequestHeaderModifier', ...headers, externalAuth: { protocol: 'GRPC', grpc: {}, backendRef: backend },
  }, 'externalAuth and the type'),
  filter('without externalAuth', { type: 'ExternalAuth' }, 'externalAuth and the type'),
  ruleCase('GRPCRoute', 'two rules of one name', { rules: times(2, { name: 'a' }) }, 'the same name'),
  ruleCase('GRPCRoute', 'two rules without name', { rules: times(2, {}) }),
  ruleCase('GRPCRoute', 'one parent at two ports', { parentRefs: [{ name: 'gw', port: 80 }, { name: 'gw', port: 81 }] }),
  ruleCase('GRPCRoute', 'port given to one of two', { parentRefs: [{ name: 'gw' }, { name: 'gw', port: 81 }] }, 'a port likewise'),
];

const standard: RuleCase[] = [
  ruleCase('HTTPRoute', 'two rules of one name', { rules: times(2, { name: 'a' }) }),
];

export function gatewayCases(channel: Channel): RuleCase[] {
  return [...everywhere, ...(channel === 'standard' ? standard : experimental)];
}

const target = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gw' };
const limit = { requests: 200, unit: 'Second' };
const limits = (kind: 'global' | 'local', selector: JsonObject): JsonObject => ({
  targetRefs: [{ ...target, kind: 'HTTPRoute' }],
  rateLimit: { type: kind === 'global' ? 'Global' : 'Local', [kind]: { rules: [{ limit, clientSelectors: [selector] }] } },
});

export const envoyCases: RuleCase[] = [
  ...['BackendTrafficPolicy', 'ClientTrafficPolicy'].flatMap(kind => [
    ruleCase(kind, 'a policy for a Gateway', { targetRefs: [target] }),
    ruleCase(kind, 'a policy for nothing', {}, 'set targetRefs'),
    ruleCase(kind, 'a policy for another group', { targetRefs: [{ ...target, group: 'own.example' }] }, 'objects of the Gateway API only'),
    ruleCase(kind, 'a policy for a Service', { targetRefs: [{ ...target, kind: 'Service' }] }, 'correct the kind'),
  ]),
  ruleCase('ClientTrafficPolicy', 'a client policy for a route', { targetRefs: [{ ...target, kind: 'HTTPRoute' }] }, 'correct the kind'),
  ruleCase('ClientTrafficPolicy', 'early headers', {
    targetRefs: [target], headers: { earlyRequestHeaders: { remove: ['x-tier'], set: [{ name: 'x-from', value: 'edge' }] } },
  }),
  ruleCase('BackendTrafficPolicy', 'a global limit for a header', limits('global', { headers: [{ name: 'x-tier', value: 'free' }] })),
  ruleCase('BackendTrafficPolicy', 'a local limit for a path', limits('local', { path: { value: '/a' } })),
  ruleCase('BackendTrafficPolicy', 'a limit for an empty selector', limits('global', {}), 'an empty selector'),
];
