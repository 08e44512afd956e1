import { Chart, Duration, JsonPatch, Testing } from 'cdk8s';
import { Backend, GatewayRef, Match, RouteFilter, RouteProtocol, TrafficRoute, TrafficRouteProps, TrafficRule, TrafficRuleOptions,
  TrafficSplit } from '../../src';

const A = TrafficSplit.single(Backend.service('a', 80));
const H = (value: string | number) => Match.header('x', `${value}`);

function route(props: Partial<TrafficRouteProps> = {}, namespace: string | undefined = 'shop'): TrafficRoute {
  const chart = new Chart(Testing.app(), 'chart', { namespace });
  return new TrafficRoute(chart, 'route', { routeName: 'r', gateway: GatewayRef.named('edge'), ...props });
}

const rule = (options: Partial<TrafficRuleOptions> = {}) => TrafficRule.of({ name: 'only', split: A, ...options });
const rules = (n: number) => Array.from({ length: n }, (_, i) => rule({ name: `r${i}`, match: H(i) }));
const wide = (name: string, n: number) => rule({ name, match: Match.anyOf(...Array.from({ length: n }, (_, i) => H(`${name}-${i}`))) });
const synth = (made: TrafficRoute): any[] => Testing.synth(Chart.of(made));
const grpcRule = (options: Partial<TrafficRuleOptions>) => route({ protocol: RouteProtocol.GRPC, rules: [rule(options)] });

test('a route says what it was given', () => {
  const gateways = [GatewayRef.named('a'), GatewayRef.named('b')];
  const made = route({ gateway: gateways[0], additionalGateways: [gateways[1]], hostnames: ['a.example.com'], rules: rules(2) });
  const { routeName, protocol, namespace, hostnames } = made;
  expect([routeName, protocol, namespace, hostnames, made.gateways]).toEqual(['r', 'HTTP', 'shop', ['a.example.com'], gateways]);
  expect(made.rules.map(({ name }) => name)).toEqual(['r0', 'r1']);
  expect([made.object.kind, made.object.name]).toEqual(['HTTPRoute', 'r']);
});

test('the list of rules cannot be changed from outside', () => {
  const made = route({ rules: rules(1) });
  made.rules.pop();
  expect(made.rules).toHaveLength(1);
});

test.each<[string, Partial<TrafficRouteProps>]>([
  ['16 rules', { rules: rules(16) }],
  ['64 matches a rule and 128 in all', { rules: [wide('a', 64), wide('b', 64)] }],
  ['16 hostnames', { hostnames: Array.from({ length: 16 }, (_, i) => `h${i}.example.com`) }],
])('the limits of the Gateway API are allowed: %s', (_name, props) => {
  expect(synth(route({ rules: rules(1), ...props }))[0].spec).toMatchObject({
    rules: (props.rules ?? rules(1)).map(({ name }) => ({ name })), ...props.hostnames === undefined ? {} : { hostnames: props.hostnames },
  });
});

const GRPC = RouteProtocol.GRPC;

const ERRORS: [string, () => unknown, string[]][] = [
  ['route name', () => route({ routeName: 'My_Route' }), ['[chart/route]', "routeName is 'My_Route'", 'DNS subdomain']],
  ['hostname', () => route({ hostnames: ['a.com:80'] }), ['[chart/route]', "hostname is 'a.com:80'"]],
  ['hostname twice', () => route({ hostnames: ['a.com', 'b.com', 'a.com'] }), ["the hostname 'a.com' stands twice", 'leave one out']],
  ['17 hostnames', () => route({ hostnames: Array.from({ length: 17 }, (_, i) => `h${i}`) }),
    ['17 hostnames were given', 'at most 16', 'second route']],
  ['no gateway', () => route({ gateway: undefined }), ['[chart/route]', 'the gateway is missing']],
  ['one gateway twice', () => route({ additionalGateways: [GatewayRef.named('edge')] }),
    ['[chart/route]', "the Gateway shop/edge is referred to as 'edge' and 'edge'"]],
  ['17 rules', () => route({ rules: rules(17) }), ['[chart/route]', '17 rules (r0, r1,', 'allows 16', 'values of one header']],
  ['129 matches', () => route({ rules: [wide('a', 64), wide('b', 64), rule()] }),
    ['129 matches over all its rules', 'allows 128', 'Match.anyOf']],
  ['rule name twice', () => route({ rules: [rule(), rule({ match: H(1) })] }), ["the rule name 'only' stands twice", 'GEP-995']],
  ['one match in two rules',
    () => route({ rules: [rule({ name: 'a', match: Match.pathPrefix('/x') }), rule({ name: 'b', match: Match.pathPrefix('/x/') })] }),
    ["the rules 'a' and 'b' match the same requests (path under '/x/')", 'never be used']],
  ['gRPC method in an HTTPRoute', () => route({ rules: [rule({ match: Match.grpcMethod('s.S') })] }),
    ["rule 'only' matches a gRPC method", 'route is for HTTP', 'protocol: RouteProtocol.GRPC']],
  ...([['path', Match.pathPrefix('/')], ['method', Match.method('GET')], ['query', Match.queryParam('q', '1')]] as [string, Match][]).map(
    ([name, match]): [string, () => unknown, string[]] => [`${name} in a GRPCRoute`, () => grpcRule({ match }),
      [match.describe(), 'gRPC method and headers only']]),
  ['timeouts in a GRPCRoute', () => grpcRule({ timeouts: { request: Duration.seconds(1) } }),
    ["rule 'only' has timeouts", 'a GRPCRoute has none', 'deadline']],
  ['rewrite in a GRPCRoute', () => grpcRule({ filters: [RouteFilter.urlRewrite({ path: '/' })] }),
    ['the filter URLRewrite', 'header changes, mirrors']],
  ['redirect in a GRPCRoute', () => grpcRule({ split: undefined, filters: [RouteFilter.redirect({ scheme: 'https' })] }),
    ['the filter RequestRedirect']],
  ['rewrite at a backend of a GRPCRoute', () => grpcRule({
    split: TrafficSplit.single(Backend.service('a', 80, { filters: [RouteFilter.urlRewrite({ path: '/' })] })),
  }), ['the filter URLRewrite']],
  ['another namespace without a namespace of the chart', () => {
    const chart = new Chart(Testing.app(), 'chart');
    new TrafficRoute(chart, 'route', {
      routeName: 'r', gateway: GatewayRef.named('edge'),
      rules: [rule({ split: TrafficSplit.single(Backend.service('a', 80, { namespace: 'lab' })) })],
    });
  }, ['[chart/route]', 'the backend lab/a:80 is in another namespace', 'ReferenceGrant', 'give the chart a namespace']],
];

test.each(ERRORS)('%s is refused', (_name, run, parts) => {
  for (const part of parts) expect(run).toThrow(part);
});

test('a rule that is refused is not in the route', () => {
  const made = route({ rules: rules(16) });
  expect(() => made.addRule(rule())).toThrow('17 rules');
  expect(made.rules).toHaveLength(16);
});

test('a route without rules is refused at synth', () => {
  expect(() => synth(route())).toThrow("route 'r' has no rule, so every request would get status 500; add one by addRule");
});

test('header matches of equal names in other case are one', () => {
  expect(() => route({ rules: [rule({ name: 'a', match: Match.header('X', '1') }),
    rule({ name: 'b', match: Match.header('x', '1') })] })).toThrow('match the same requests');
});

describe('patchRule', () => {
  const patched = (...patches: [string, ...JsonPatch[]][]) => {
    const made = route({ rules: [rule({ name: 'first', match: H(1) }), rule({ name: 'split' })] });
    patches.forEach(([name, ...ops]) => made.patchRule(name, ...ops));
    return made;
  };

  test('finds the rule by its name, keeps fields that are not known here, and leaves the others alone', () => {
    const [first, split] = synth(patched(['split', JsonPatch.add('/retry', { attempts: 2, future: true })]))[0].spec.rules;
    expect(split.retry).toEqual({ attempts: 2, future: true });
    expect([first.name, 'retry' in first]).toEqual(['first', false]);
  });

  test('applies several patches in order', () => {
    const made = patched(['split', JsonPatch.add('/retry', { attempts: 2 })],
      ['split', JsonPatch.replace('/retry/attempts', 3), JsonPatch.remove('/matches')]);
    expect(synth(made)[0].spec.rules[1]).toMatchObject({ name: 'split', retry: { attempts: 3 } });
    expect('matches' in synth(made)[0].spec.rules[1]).toBe(false);
  });

  test('works on rules that are added later', () => {
    const made = route();
    made.patchRule('late', JsonPatch.add('/retry', { attempts: 1 }));
    made.addRule(rule({ name: 'late' }));
    expect(synth(made)[0].spec.rules[0].retry).toEqual({ attempts: 1 });
  });

  test('a second synthesis gives the same', () => {
    const made = patched(['split', JsonPatch.add('/matches/-', { path: { type: 'Exact', value: '/x' } })]);
    expect(synth(made)).toEqual(synth(made));
  });

  test('what is judged once is judged again after a change', () => {
    const made = patched();
    expect(synth(made)).toHaveLength(1);
    made.patchRule('splt', JsonPatch.remove('/matches'));
    expect(() => synth(made)).toThrow("patchRule names the rule 'splt'");
  });

  test('a patch that changes nothing is refused at synth: cdk8s itself passes over the removal of what is not there', () => {
    expect(() => synth(patched(['split', JsonPatch.remove('/nope')]))).toThrow("patchRule('split') changes nothing in route 'r'");
  });

  test('a name that no rule has is refused at synth, with the nearest', () => {
    expect(() => synth(patched(['splt', JsonPatch.remove('/matches')])))
      .toThrow("patchRule names the rule 'splt', but route 'r' has 'first', 'split'; did you mean 'split'?");
  });
});

describe('ReferenceGrants', () => {
  const backend = (name: string, namespace?: string) => Backend.service(name, 80, { namespace });
  const grants = (made: TrafficRoute) => synth(made).filter(object => object.kind === 'ReferenceGrant');
  const to = (name: string) => ({ group: '', kind: 'Service', name });

  test.each([[RouteProtocol.HTTP, 'HTTPRoute'], [GRPC, 'GRPCRoute']])('%s: one in each foreign namespace, naming each Service once',
    (protocol, kind) => {
      const mirrored = RouteFilter.mirror(backend('shadow', 'lab'));
      const made = route({ protocol, rules: [rule({
        name: 'a',
        match: H(1),
        split: TrafficSplit.weighted({ backend: backend('z', 'lab'), weight: 1 }, { backend: backend('b', 'lab'), weight: 1 },
          { backend: backend('own', 'shop'), weight: 1 }),
        filters: [mirrored],
      })] });
      made.addRule(rule({ name: 'b',
        split: TrafficSplit.weighted({ backend: backend('z', 'lab'), weight: 1 }, { backend: backend('q', 'qa'), weight: 1 }) }));
      const from = [{ group: 'gateway.networking.k8s.io', kind, namespace: 'shop' }];
      const head = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'ReferenceGrant' };
      expect(grants(made)).toEqual([
        { ...head, metadata: { name: 'shop-r', namespace: 'lab' }, spec: { from, to: [to('b'), to('shadow'), to('z')] } },
        { ...head, metadata: { name: 'shop-r', namespace: 'qa' }, spec: { from, to: [to('q')] } },
      ]);
    });

  test('a mirror at a backend is granted too', () => {
    const filters = [RouteFilter.mirror(backend('shadow', 'lab'))];
    const made = route({ rules: [rule({ split: TrafficSplit.single(Backend.service('a', 80, { filters })) })] });
    expect(grants(made).map(({ spec }) => spec.to)).toEqual([[to('shadow')]]);
  });

  test('none where every backend is in the own namespace', () => {
    expect(grants(route({ rules: [rule({ split: TrafficSplit.single(backend('a', 'shop')) })] }))).toEqual([]);
  });

  test('a redirect needs none', () => {
    expect(grants(route({ rules: [rule({ split: undefined, filters: [RouteFilter.redirect({ scheme: 'https' })] })] }))).toEqual([]);
  });

  test('more Services than one grant takes give a second', () => {
    const services = Array.from({ length: 17 }, (_, i) => backend(`s${String(i).padStart(2, '0')}`, 'lab'));
    const made = route({ rules: services.map((service, i) =>
      rule({ name: `r${i}`, match: H(i), split: TrafficSplit.single(service) })).slice(0, 16) });
    expect(grants(made).map(({ metadata, spec }) => [metadata.name, spec.to.length])).toEqual([['shop-r', 16]]);
    made._allow(services[16]);
    expect(grants(made).map(({ metadata, spec }) => [metadata.name, spec.to.length])).toEqual([['shop-r', 16], ['shop-r-2', 1]]);
  });
});
