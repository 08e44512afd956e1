import { Chart, Duration, Testing } from 'cdk8s';
import { Backend, GatewayRef, Match, RouteFilter, RouteProtocol, TrafficRoute, TrafficRouteProps, TrafficRule, TrafficRuleOptions,
  TrafficSplit } from '../../src';

const A = Backend.service('a', 80);
const SERVICE = (name: string) => ({ group: '', kind: 'Service', name, port: 80 });
const HTTP_ANY = { path: { type: 'PathPrefix', value: '/' } };

function render(props: Partial<TrafficRouteProps>, ...rules: Partial<TrafficRuleOptions>[]): any {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'shop' });
  new TrafficRoute(chart, 'route', {
    routeName: 'r', gateway: GatewayRef.named('edge'), ...props,
    rules: rules.map(options => TrafficRule.of({ name: 'only', split: TrafficSplit.single(A), ...options })),
  });
  return Testing.synth(chart)[0];
}

const ruleOf = (protocol: RouteProtocol, options: Partial<TrafficRuleOptions>) => render({ protocol }, options).spec.rules[0];
const http = (options: Partial<TrafficRuleOptions>) => ruleOf(RouteProtocol.HTTP, options);
const grpc = (options: Partial<TrafficRuleOptions>) => ruleOf(RouteProtocol.GRPC, options);

test('the smallest HTTPRoute states every field that the API server would default', () => {
  expect(render({}, {})).toEqual({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'r', namespace: 'shop' },
    spec: {
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }],
      rules: [{ name: 'only', matches: [HTTP_ANY], backendRefs: [{ ...SERVICE('a'), weight: 1 }] }],
    },
  });
});

test('the smallest GRPCRoute has no match, which is every call', () => {
  expect(render({ protocol: RouteProtocol.GRPC }, {})).toEqual({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GRPCRoute',
    metadata: { name: 'r', namespace: 'shop' },
    spec: {
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }],
      rules: [{ name: 'only', backendRefs: [{ ...SERVICE('a'), weight: 1 }] }],
    },
  });
});

test('parents and hostnames stand as given, the namespace only where it is another', () => {
  const { parentRefs, hostnames } = render({
    gateway: GatewayRef.named('edge', { namespace: 'shop', sectionName: 'https', port: 443 }),
    additionalGateways: [GatewayRef.named('edge', { namespace: 'infra' })],
    hostnames: ['b.example.com', '*.a.example.com'],
  }, {}).spec;
  const gateway = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' };
  expect(parentRefs).toEqual([{ ...gateway, sectionName: 'https', port: 443 }, { ...gateway, namespace: 'infra' }]);
  expect(hostnames).toEqual(['b.example.com', '*.a.example.com']);
});

const HTTP_MATCHES: [string, Match, object[]][] = [
  ['prefix', Match.pathPrefix('/api/'), [{ path: { type: 'PathPrefix', value: '/api/' } }]],
  ['exact path', Match.pathExact('/healthz'), [{ path: { type: 'Exact', value: '/healthz' } }]],
  ['path pattern', Match.pathRegex('/v[12]'), [{ path: { type: 'RegularExpression', value: '/v[12]' } }]],
  ['header', Match.header('X-Tier', 'premium'), [{ ...HTTP_ANY, headers: [{ name: 'X-Tier', type: 'Exact', value: 'premium' }] }]],
  ['header pattern', Match.headerRegex('x', 'a+'), [{ ...HTTP_ANY, headers: [{ name: 'x', type: 'RegularExpression', value: 'a+' }] }]],
  ['cookie', Match.cookie('k', 'v'),
    [{ ...HTTP_ANY, headers: [{ name: 'cookie', type: 'RegularExpression', value: '^(.*;\\s*)?k=v(;.*)?$' }] }]],
  ['query parameter', Match.queryParam('q', '1'), [{ ...HTTP_ANY, queryParams: [{ name: 'q', type: 'Exact', value: '1' }] }]],
  ...['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'].map((method): [string, Match, object[]] =>
    [`method ${method}`, Match.method(method), [{ ...HTTP_ANY, method }]]),
  ['all at once, and an alternative',
    Match.anyOf(Match.pathExact('/a').andMethod('GET').andHeader('h', '1').andQueryParam('q', '2'), Match.pathPrefix('/b')), [
      {
        path: { type: 'Exact',
          value: '/a' }, method: 'GET', headers: [{ name: 'h', type: 'Exact', value: '1' }], queryParams: [{ name: 'q', type: 'Exact',
          value: '2' }],
      },
      { path: { type: 'PathPrefix', value: '/b' } },
    ]],
];

test.each(HTTP_MATCHES)('HTTP match: %s', (_name, match, matches) => {
  expect(http({ match }).matches).toEqual(matches);
});

test.each<[string, Match, object[]]>([
  ['service', Match.grpcMethod('s.S'), [{ method: { type: 'Exact', service: 's.S' } }]],
  ['method', Match.grpcMethod('s.S', 'M'), [{ method: { type: 'Exact', service: 's.S', method: 'M' } }]],
  ['header', Match.header('x', '1'), [{ headers: [{ name: 'x', type: 'Exact', value: '1' }] }]],
  ['header pattern', Match.headerRegex('x', 'a+'), [{ headers: [{ name: 'x', type: 'RegularExpression', value: 'a+' }] }]],
  ['method and header, or another service', Match.anyOf(Match.grpcMethod('s.S', 'M').andHeader('x', '1'), Match.grpcMethod('s.T')),
    [{ method: { type: 'Exact', service: 's.S', method: 'M' }, headers: [{ name: 'x', type: 'Exact', value: '1' }] },
      { method: { type: 'Exact', service: 's.T' } }]],
])('gRPC match: %s', (_name, match, matches) => {
  expect(grpc({ match }).matches).toEqual(matches);
});

const SHADOW = Backend.service('shadow', 80);
const OTHER = Backend.service('shadow', 80, { namespace: 'lab' });

/** Filters that HTTPRoute and GRPCRoute share. */
const COMMON: [string, RouteFilter, object][] = [
  ['request headers', RouteFilter.requestHeaders({ set: { a: '1', b: '2' }, add: { c: '3' }, remove: ['d', 'e'] }), {
    type: 'RequestHeaderModifier',
    requestHeaderModifier: { set: [{ name: 'a', value: '1' }, { name: 'b', value: '2' }], add: [{ name: 'c', value: '3' }],
      remove: ['d', 'e'] },
  }],
  ['response headers, removed only', RouteFilter.responseHeaders({ set: {}, remove: ['server'] }), {
    type: 'ResponseHeaderModifier', responseHeaderModifier: { remove: ['server'] },
  }],
  ['response headers, set only', RouteFilter.responseHeaders({ set: { a: '1' }, remove: [] }), {
    type: 'ResponseHeaderModifier', responseHeaderModifier: { set: [{ name: 'a', value: '1' }] },
  }],
  ['a full mirror, which needs no percent', RouteFilter.mirror(SHADOW),
    { type: 'RequestMirror', requestMirror: { backendRef: SERVICE('shadow') } }],
  ['a mirror of a share', RouteFilter.mirror(SHADOW, { percent: 5 }),
    { type: 'RequestMirror', requestMirror: { backendRef: SERVICE('shadow'), percent: 5 } }],
  ['a mirror of none', RouteFilter.mirror(SHADOW, { percent: 0 }),
    { type: 'RequestMirror', requestMirror: { backendRef: SERVICE('shadow'), percent: 0 } }],
  ['a mirror to another namespace', RouteFilter.mirror(OTHER),
    { type: 'RequestMirror', requestMirror: { backendRef: { ...SERVICE('shadow'), namespace: 'lab' } } }],
  ['an extension', RouteFilter.extensionRef('g.io', 'K', 'n'),
    { type: 'ExtensionRef', extensionRef: { group: 'g.io', kind: 'K', name: 'n' } }],
];

test.each(COMMON)('filter of both protocols: %s', (_name, filter, expected) => {
  expect(http({ filters: [filter] }).filters).toEqual([expected]);
  expect(grpc({ filters: [filter] }).filters).toEqual([expected]);
});

test.each<[string, RouteFilter, object]>([
  ['redirect with the status written out', RouteFilter.redirect({ scheme: 'https' }),
    { type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 302 } }],
  ['redirect of everything', RouteFilter.redirect({ scheme: 'http', hostname: 'a.example.com', port: 8443, path: '/new', statusCode: 308 }),
    {
      type: 'RequestRedirect',
      requestRedirect: { scheme: 'http', hostname: 'a.example.com', port: 8443, statusCode: 308,
        path: { type: 'ReplaceFullPath', replaceFullPath: '/new' } },
    }],
  ['redirect of a prefix', RouteFilter.redirect({ prefix: '/new' }), {
    type: 'RequestRedirect', requestRedirect: { statusCode: 302, path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/new' } },
  }],
])('HTTP filter: %s', (_name, filter, expected) => {
  expect(http({ split: undefined, filters: [filter] })).toEqual({ name: 'only', matches: [HTTP_ANY], filters: [expected] });
});

test.each<[string, RouteFilter, object]>([
  ['host', RouteFilter.urlRewrite({ hostname: 'a.example.com' }), { hostname: 'a.example.com' }],
  ['path', RouteFilter.urlRewrite({ path: '/' }), { path: { type: 'ReplaceFullPath', replaceFullPath: '/' } }],
  ['prefix', RouteFilter.urlRewrite({ prefix: '/v2' }), { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/v2' } }],
])('HTTP rewrite: %s', (_name, filter, urlRewrite) => {
  expect(http({ filters: [filter] }).filters).toEqual([{ type: 'URLRewrite', urlRewrite }]);
});

test.each([http, grpc])('backends keep their order, weights, namespaces and filters: %#', rule => {
  const filters = [RouteFilter.requestHeaders({ set: { v: '2' } })];
  const split = TrafficSplit.weighted(
    { backend: A, weight: 100 }, { backend: Backend.service('b', 80, { filters }), weight: 0 }, { backend: OTHER, weight: 7 },
    { backend: Backend.service('own', 80, { namespace: 'shop' }), weight: 1 });
  expect(rule({ split }).backendRefs).toEqual([
    { ...SERVICE('a'), weight: 100 },
    { ...SERVICE('b'), weight: 0,
      filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'v', value: '2' }] } }] },
    { ...SERVICE('shadow'), namespace: 'lab', weight: 7 },
    { ...SERVICE('own'), weight: 1 },
  ]);
});

test.each<[string, TrafficRuleOptions['timeouts'], object]>([
  ['both', { request: Duration.seconds(10), backendRequest: Duration.millis(2500) }, { request: '10s', backendRequest: '2s500ms' }],
  ['the whole', { request: Duration.seconds(0) }, { request: '0s' }],
  ['one try', { backendRequest: Duration.minutes(1) }, { backendRequest: '1m' }],
])('timeouts: %s', (_name, timeouts, expected) => {
  expect(http({ timeouts }).timeouts).toEqual(expected);
});

test('a timeout that cannot be written is refused at synth with its field', () => {
  expect(() => http({ timeouts: { backendRequest: Duration.days(5000) } })).toThrow('timeouts.backendRequest is 432000000000 ms');
});

test('rules keep their order', () => {
  const rules = render({}, { name: 'z', match: Match.header('a', '1') }, { name: 'a', match: Match.header('b', '1') },
    { name: 'm' }).spec.rules;
  expect(rules.map((rule: any) => rule.name)).toEqual(['z', 'a', 'm']);
});
