import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { Backend, GatewayRef, Match, TrafficRoute, TrafficRule, TrafficSplit } from '../../src';

interface Given {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly namespace?: string;
  readonly parentRefs?: object[];
  readonly hostnames?: string[];
  readonly rules?: object[];
}

const EDGE = { name: 'edge' };
const path = (value: string, type = 'PathPrefix') => ({ path: { type, value } });
const header = (name: string, value: string, type?: string) => ({ name, value, type });
const rule = (...matches: object[]) => [{ matches }];

/** Synthesises routes as users write them, without what the API server would fill in. */
function synth(...given: Given[]): any[] {
  const chart = new Chart(new App(), 'chart');
  given.forEach(({ kind = 'HTTPRoute', apiVersion = 'gateway.networking.k8s.io/v1', namespace = 'shop', parentRefs = [EDGE], hostnames,
    rules }, i) =>
    new ApiObject(chart, `r${i}`, { apiVersion, kind, metadata: { name: `r${i}`, namespace }, spec: { parentRefs, hostnames, rules } }));
  // A route of the library on a Gateway of its own makes the checks be made.
  new TrafficRoute(chart, 'apart', { routeName: 'apart', gateway: GatewayRef.named('apart'), rules: [all()] });
  return Testing.synth(chart);
}

function all(name = 'all', match?: Match): TrafficRule {
  return TrafficRule.of({ name, match, split: TrafficSplit.single(Backend.service('s', 80)) });
}

const CONFLICTS: [string, Given, Given, string][] = [
  ['both left out everything', {}, {}, "host '*' for path under '/'"],
  ['one path, with and without slash', { rules: rule(path('/a')) }, { rules: rule(path('/a/')) }, "for path under '/a'"],
  ['one exact path', { rules: rule(path('/a', 'Exact')) }, { rules: rule(path('/b'), path('/a', 'Exact')) }, "for path = '/a'"],
  ['one path pattern', { rules: rule(path('/a+', 'RegularExpression')) }, { rules: rule(path('/a+', 'RegularExpression')) },
    "for path ~ '/a+'"],
  ['as many headers of other names', { rules: rule({ headers: [header('a', '1')] }) }, { rules: rule({ headers: [header('b', '1')] }) },
    "for path under '/' and header a = '1' and header b = '1'"],
  ['one header in other case', { rules: rule({ headers: [header('A', '1', 'Exact')] }) }, { rules: rule({ headers: [header('a', '1')] }) },
    "header A = '1'"],
  ['a header named twice, of which the first counts', { rules: rule({ headers: [header('b', '1'), header('B', '2')] }) },
    { rules: rule({ headers: [header('a', '1')] }) },
    "header b = '1' and header a = '1'"],
  ['a value of a header and a pattern that it fits', { rules: rule({ headers: [header('a', '1+', 'RegularExpression')] }) },
    { rules: rule({ headers: [header('a', '1')] }) }, "header a = '1'"],
  ['as many parameters', { rules: rule({ queryParams: [header('a', '1')] }) }, { rules: rule({ queryParams: [header('b', '1')] }) },
    "query a = '1' and query b = '1'"],
  ['one of several hosts', { hostnames: ['a.com', 'b.com'] }, { hostnames: ['c.com', 'b.com'] }, "host 'b.com'"],
  ['the Gateway\'s namespace stated and not', {}, { parentRefs: [{ ...EDGE, namespace: 'shop' }] }, 'Gateway shop/edge'],
  ['two namespaces, one Gateway', { parentRefs: [{ ...EDGE, namespace: 'infra' }] },
    { namespace: 'lab', parentRefs: [{ ...EDGE, namespace: 'infra' }] }, 'Gateway infra/edge'],
  ['the whole Gateway and a listener', {}, { parentRefs: [{ ...EDGE, sectionName: 'https' }] }, 'Gateway shop/edge'],
  ['a listener and a port, which may be one', { parentRefs: [{ ...EDGE, port: 443 }] }, { parentRefs: [{ ...EDGE, sectionName: 'https' }] },
    'Gateway shop/edge'],
  ['two gRPC routes for every call', { kind: 'GRPCRoute', rules: [{ matches: [] }] }, { kind: 'GRPCRoute', rules: [{}] },
    'for every request'],
  ['one gRPC method', { kind: 'GRPCRoute', rules: rule({ method: { service: 's.S', method: 'M' } }) },
    { kind: 'GRPCRoute', rules: rule({ method: { service: 's.S', method: 'M' } }) },
    'for gRPC s.S/M'],
];

test.each(CONFLICTS)('conflict: %s', (_name, one, other, what) => {
  for (const part of ['route/conflict: ', `${one.kind ?? 'HTTPRoute'} shop/r0 (chart/r0)`, `${other.namespace ?? 'shop'}/r1 (chart/r1)`,
    'compete on Gateway', what,
    'the oldest object wins', 'sharper path or other hostnames']) expect(() => synth(one, other)).toThrow(part);
});

const PEACE: [string, Given, Given][] = [
  ['two Gateways', {}, { parentRefs: [{ name: 'other' }] }],
  ['one name in two namespaces', {}, { namespace: 'lab' }],
  ['two listeners', { parentRefs: [{ ...EDGE, sectionName: 'http' }] }, { parentRefs: [{ ...EDGE, sectionName: 'https' }] }],
  ['two ports', { parentRefs: [{ ...EDGE, port: 80 }] }, { parentRefs: [{ ...EDGE, port: 443 }] }],
  ['a Service as parent', { parentRefs: [{ ...EDGE, kind: 'Service', group: '' }] },
    { parentRefs: [{ ...EDGE, kind: 'Service', group: '' }] }],
  ['two hosts', { hostnames: ['a.com'] }, { hostnames: ['b.com'] }],
  ['a host, and any: the sharper one wins', { hostnames: ['a.com'] }, {}],
  ['a host, and its wildcard: the sharper one wins', { hostnames: ['a.b.com'] }, { hostnames: ['*.b.com'] }],
  ['a longer path', { rules: rule(path('/a')) }, { rules: rule(path('/a/b')) }],
  ['an exact path', { rules: rule(path('/a')) }, { rules: rule(path('/a', 'Exact')) }],
  ['paths apart', { rules: rule(path('/a')) }, { rules: rule(path('/ab')) }],
  ['one more header', { rules: rule({ headers: [header('a', '1')] }) }, {}],
  ['values of one header', { rules: rule({ headers: [header('a', '1')] }) }, { rules: rule({ headers: [header('a', '2')] }) }],
  ['a method', { rules: rule({ method: 'GET' }) }, {}],
  ['two methods', { rules: rule({ method: 'GET' }) }, { rules: rule({ method: 'PUT' }) }],
  ['patterns of one header, of which nothing is known', { rules: rule({ headers: [header('a', '1+', 'RegularExpression')] }) },
    { rules: rule({ headers: [header('a', '1*2', 'RegularExpression')] }) }],
  ['patterns on the path', { rules: rule(path('/a+', 'RegularExpression')) }, { rules: rule(path('/a')) }],
  ['another API of the same kind', { apiVersion: 'example.com/v1' }, {}],
  ['an HTTPRoute and a GRPCRoute for two hosts', { hostnames: ['a.com'] }, { kind: 'GRPCRoute', hostnames: ['b.com'] }],
  ['a gRPC method without service, and every call', { kind: 'GRPCRoute', rules: rule({ method: { method: 'M' } }) },
    { kind: 'GRPCRoute', rules: [{}] }],
  ['gRPC routes without rules', { kind: 'GRPCRoute' }, { kind: 'GRPCRoute' }],
  ['a gRPC pattern', { kind: 'GRPCRoute', rules: rule({ method: { type: 'RegularExpression', service: 's.S' } }) },
    { kind: 'GRPCRoute', rules: rule({ method: { service: 's.S' } }) }],
];

test.each(PEACE)('no conflict: %s', (_name, one, other) => {
  expect(synth(one, other)).toHaveLength(3);
});

test.each<[string, string[] | undefined, string[] | undefined, string]>([
  ['every host', undefined, undefined, '*'],
  ['one host', ['a.com'], ['a.com'], 'a.com'],
  ['any and a host', undefined, ['a.com'], '*'],
  ['a wildcard and a host', ['*.b.com'], ['a.b.com'], '*.b.com'],
  ['a host and a wildcard', ['x.com', 'a.b.com'], ['*.b.com'], 'a.b.com'],
])('an HTTPRoute and a GRPCRoute conflict by a common host alone: %s', (_name, hostnames, grpcHosts, host) => {
  const run = () => synth({ hostnames, rules: rule(path('/a')) },
    { kind: 'GRPCRoute', hostnames: grpcHosts, rules: rule({ method: { service: 's.S' } }) });
  for (const part of [`share Gateway shop/edge and host '${host}'`, 'accepts only the oldest',
    'different hostnames']) expect(run).toThrow(part);
});

test('a pair is reported once a Gateway', () => {
  const parentRefs = [EDGE, { ...EDGE, sectionName: 'https' }, { name: 'inner' }];
  const run = () => synth({ parentRefs }, { parentRefs });
  expect(run).toThrow('Gateway shop/edge');
  expect(run).toThrow('Gateway shop/inner');
  expect(run).not.toThrow(/Gateway shop\/edge[^]*Gateway shop\/edge/);
});

test('a Gateway without a namespace is shown without one', () => {
  const chart = new Chart(new App(), 'chart');
  ['one', 'two'].forEach(routeName => new TrafficRoute(chart, routeName, { routeName, gateway: GatewayRef.named('edge'), rules: [all()] }));
  expect(() => Testing.synth(chart)).toThrow(
    'HTTPRoute one (chart/one/Resource) and HTTPRoute two (chart/two/Resource) compete on Gateway edge and');
});

describe('where the Gateway is in the app, its listeners decide', () => {
  const ALL = { namespaces: { from: 'All' } };
  const gateway = (...listeners: object[]) => ({
    apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'edge', namespace: 'shop' },
    spec: { gatewayClassName: 'any', listeners: listeners.map(listener => ({ protocol: 'HTTP', allowedRoutes: ALL, ...listener })) },
  });
  const run = (manifest: object, ...given: Given[]) => () => {
    const chart = new Chart(new App(), 'chart');
    new ApiObject(chart, 'gateway', manifest as any);
    given.forEach(({ kind = 'HTTPRoute', namespace = 'shop', parentRefs = [EDGE] }, i) => new ApiObject(chart, `r${i}`, {
      apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata: { name: `r${i}`, namespace }, spec: { parentRefs } }));
    new TrafficRoute(chart, 'apart', { routeName: 'apart', gateway: GatewayRef.named('apart'), rules: [all()] });
    return Testing.synth(chart);
  };
  const two = gateway({ name: 'http', port: 80 }, { name: 'alt', port: 8080 });
  const kinds = gateway({ name: 'a', port: 80, hostname: 'a.com', allowedRoutes: { ...ALL, kinds: [{ kind: 'HTTPRoute' }] } },
    { name: 'b', port: 80, hostname: 'b.com', allowedRoutes: { ...ALL, kinds: [{ kind: 'GRPCRoute' }] } });

  test.each<[string, () => unknown]>([
    ['a listener and another one\'s port', run(two, { parentRefs: [{ ...EDGE, sectionName: 'http' }] }, { parentRefs: [{ ...EDGE, port: 8080 }] })],
    ['listeners of other kinds and hosts', run(kinds, {}, { kind: 'GRPCRoute' })],
    ['listeners for namespaces of their own', run(gateway({ name: 'a', port: 80, hostname: 'a.com', allowedRoutes: { namespaces: { from: 'Same' } } },
      { name: 'b', port: 80, hostname: 'b.com', allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: { 'kubernetes.io/metadata.name': 'lab' } } } } }),
    {}, { namespace: 'lab', parentRefs: [{ ...EDGE, namespace: 'shop' }] })],
  ])('no conflict: %s', (_what, synthesise) => expect(synthesise).not.toThrow());

  test.each<[string, () => unknown, string]>([
    ['one listener', run(two, { parentRefs: [{ ...EDGE, sectionName: 'http' }] }, { parentRefs: [{ ...EDGE, port: 80 }] }), 'compete on Gateway shop/edge'],
    ['one listener for both kinds', run(gateway({ name: 'a', port: 80 }), {}, { kind: 'GRPCRoute' }), 'share Gateway shop/edge'],
  ])('a conflict: %s', (_what, synthesise, message) => expect(synthesise).toThrow(message));
});

describe('a second synthesis sees what has changed since', () => {
  const pair = () => {
    const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
    const make = (routeName: string, match: Match) =>
      new TrafficRoute(chart, routeName, { routeName, gateway: GatewayRef.named('edge'), rules: [all('all', match)] });
    return { chart, one: make('one', Match.pathPrefix('/a')), two: make('two', Match.pathPrefix('/b')) };
  };

  test.each<[string, (routes: ReturnType<typeof pair>) => void]>([
    ['a further rule', ({ two }) => two.addRule(all('more', Match.pathPrefix('/a')))],
    ['a patch of a rule', ({ two }) => two.patchRule('all', JsonPatch.replace('/matches/0/path/value', '/a'))],
    ['a patch of the object', ({ two }) => two.object.addJsonPatch(JsonPatch.replace('/spec/rules/0/matches/0/path/value', '/a'))],
    ['a further object', ({ chart }) => { new TrafficRoute(chart, 'c',
      { routeName: 'c', gateway: GatewayRef.named('edge'), rules: [all('x', Match.pathPrefix('/a'))] }); }],
  ])('%s', (_name, change) => {
    const routes = pair();
    expect(Testing.synth(routes.chart)).toHaveLength(2);
    change(routes);
    expect(() => Testing.synth(routes.chart)).toThrow('route/conflict: HTTPRoute shop/one (chart/one/Resource) and');
  });
});
