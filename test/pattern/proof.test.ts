import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import {
  AbTestChart, Backend, BlueGreenChart, BlueGreenStage, Canary, CanaryChart, CanaryProps, CanaryStage, Expect, GatewayRef, Match, TierRoutingChart, TrafficModel, TrafficRequest,
  TrafficRoute, TrafficRule, TrafficSplit, Version,
} from '../../src';
import { BETA, COMMON, PREMIUM } from '../support/walks';

const version = (tag: string) => Version.deploy({ image: `task-api:${tag}` });
const canary = (props: Partial<CanaryProps> = {}, app = Testing.app()) =>
  new CanaryChart(app, 'c', { ...COMMON, stable: version('v1'), canary: version('v2'), stage: CanaryStage.weight(5), ...props });

/** The lines that fail the synthesis; none where it does not fail. */
function problems(chart: Chart): string[] {
  try {
    Testing.synth(chart);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').map(line => line.trim()).filter(line => line.startsWith('['));
  }
}

/** A Gateway of the app, as a user writes it. */
function edge(chart: Chart, listener: object, namespace = 'task-api', more: object[] = []): ApiObject {
  return new ApiObject(chart, 'edge', {
    apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'task-api-gateway', namespace },
    spec: { gatewayClassName: 'eg', listeners: [listener, ...more].map(one => ({ name: 'http', port: 80, protocol: 'HTTP', ...one })) },
  } as any);
}

/** A route beside the pattern's, to the Service task-api/other. */
function beside(chart: Chart, match: Match, routeName = 'other'): TrafficRoute {
  return new TrafficRoute(chart, routeName, {
    routeName, gateway: COMMON.gateway, rules: [TrafficRule.of({ name: 'theirs', match, split: TrafficSplit.single(Backend.service('other', 80)) })],
  });
}

const WHO = 'of Gateway task-api/task-api-gateway allows the kinds GRPCRoute only';
const BASE = 'task-api/task-api-stable 95 %, task-api/task-api-canary 5 %';

describe('what a pattern promises', () => {
  test.each<[string, (chart: CanaryChart) => void]>([
    ['nothing beside it', () => undefined],
    ['a Gateway that takes the route', chart => edge(chart, {})],
    ['a sharper rule of another route', chart => beside(chart, Match.pathPrefix('/api/login'))],
    ['a sharper rule of another route at the same path', chart => beside(chart, Match.pathPrefix('/api/').andHeader('x-team', 'other'))],
    ['a Gateway with a second listener at its port that refuses the route', chart => edge(chart, {}, 'task-api', [{ name: 'other', hostname: 'other.example', allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } }])],
    ['a rule of another route for other requests', chart => beside(chart, Match.pathPrefix('/other'))],
    ['a patch that changes no routing', chart => chart.route.patchRule('split', JsonPatch.add('/retry', { attempts: 2 }))],
    ['overlapping audiences: the first one wins', chart => {
      chart.pin('premium', PREMIUM, chart.stable);
      chart.pin('beta', BETA, chart.canary);
    }],
  ])('is kept with %s', (_what, change) => {
    const chart = canary();
    change(chart);
    expect(problems(chart)).toEqual([]);
  });

  test.each<[string, (chart: CanaryChart) => void, string[]]>([
    ['a patch of a weight', chart => chart.route.object.addJsonPatch(JsonPatch.replace('/spec/rules/1/backendRefs/0/weight', 50)), [
      `[c/canary] 'split' promises ${BASE}, but GET /api/ gets task-api/task-api-stable 90.9091 %, task-api/task-api-canary 9.0909 %; rule 'split' of HTTPRoute task-api/task-api-canary answers`,
    ]],
    ['a patch that sharpens the rule', chart => chart.route.object.addJsonPatch(JsonPatch.add('/spec/rules/1/matches/0/method', 'POST')), [
      `'split' promises ${BASE}, but GET /api/ gets 404 (no route); no rule matches it`,
    ]],
    ['a patch that turns an audience away', chart => chart.route.object.addJsonPatch(JsonPatch.replace('/spec/rules/0/matches/0/headers/0/value', 'gold')), [
      "'premium' promises task-api/task-api-stable 100 %, but GET /api/ with x-api-tier: premium gets task-api/task-api-stable 95 %",
    ]],
    ['a patch that removes an audience', chart => chart.route.object.addJsonPatch(JsonPatch.remove('/spec/rules/0')), [
      "'premium' promises task-api/task-api-stable 100 %, but GET /api/ with x-api-tier: premium gets task-api/task-api-stable 95 %, task-api/task-api-canary 5 %; rule 'split' of HTTPRoute",
    ]],
    ['a rule more that is longer than the audience', chart => chart.route.object.addJsonPatch(JsonPatch.add('/spec/rules/1/matches/-', { path: { type: 'PathPrefix', value: '/api/v1' } })), [
      "'premium' promises task-api/task-api-stable 100 %, but GET /api/v1 with x-api-tier: premium gets task-api/task-api-stable 95 %, task-api/task-api-canary 5 %; "
      + "rule 'split' of HTTPRoute task-api/task-api-canary wins over rule 'premium' of HTTPRoute task-api/task-api-canary, because the path '/api/v1' is longer",
    ]],
    ['a patch of a rule by its name', chart => chart.route.patchRule('premium', JsonPatch.replace('/backendRefs/0/name', 'task-api-canary')), [
      "'premium' promises task-api/task-api-stable 100 %, but GET /api/ with x-api-tier: premium gets task-api/task-api-canary 100 %; rule 'premium' of HTTPRoute task-api/task-api-canary answers",
    ]],
    ['a Gateway without a listener for it', chart => edge(chart, { hostname: 'a.example', allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } }), [
      "HTTPRoute task-api/task-api-canary is attached to no listener of Gateway task-api/task-api-gateway, so no request reaches it there: listener 'http' (port 80) of Gateway task-api/task-api-gateway allows the kinds GRPCRoute only",
    ]],
    ['a Service with another port', chart => chart.canary.service!.addJsonPatch(JsonPatch.replace('/spec/ports/0/port', 81)), [
      `'split' promises ${BASE}, but GET /api/ gets task-api/task-api-stable 95 %, status 500 5 %; rule 'split'`,
    ]],
  ])('is broken by %s', (_what, change, messages) => {
    const chart = canary();
    chart.pin('premium', PREMIUM, chart.stable);
    change(chart);
    const found = problems(chart).join('\n');
    for (const message of messages) expect(found).toContain(message);
  });

  test('is not blamed for routes of others that no listener takes', () => {
    const chart = canary();
    edge(chart, { allowedRoutes: { kinds: [{ kind: 'GRPCRoute' }] } });
    beside(chart, Match.pathPrefix('/other'));
    const line = problems(chart).find(one => one.includes('is attached to no listener'))!;
    expect(line.split(WHO)).toHaveLength(2);
  });

  test('is broken by a route that ties: which one wins is a matter of age', () => {
    const chart = canary();
    beside(chart, Match.pathPrefix('/api/'), 'a-first');
    const found = problems(chart).join('\n');
    expect(found).toContain(`'split' promises ${BASE}, but GET /api/ gets task-api/other 100 %; rule 'theirs' of HTTPRoute task-api/a-first `
      + "wins over rule 'split' of HTTPRoute task-api/task-api-canary, because its route comes first in the alphabet ('task-api/a-first', 'task-api/task-api-canary')");
  });

  test('is told three times at most of each audience, and the rest is counted', () => {
    const chart = canary();
    chart.pin('premium', PREMIUM, chart.stable);
    chart.pin('beta', BETA, chart.canary);
    for (const [name, at] of [['premium', 0], ['beta', 0], ['split', 1]] as const) chart.route.patchRule(name, JsonPatch.replace(`/backendRefs/${at}/name`, 'other'));
    const found = problems(chart).map(line => line.replace(/^\[c\/canary\] /, '').replace(/ promises.*/, '').replace(/\d+/, 'N'));
    expect(found.filter(line => !line.startsWith('['))).toEqual(
      ["'premium'", "'beta'", "'split'"].flatMap(name => [name, name, name, 'and N requests more like these']));
  });

  test('is held at each Gateway of the route', () => {
    const chart = canary({ additionalGateways: [GatewayRef.named('inner', { sectionName: 'web' })] });
    chart.route.patchRule('split', JsonPatch.replace('/backendRefs/0/weight', 50));
    expect(problems(chart).join('\n')).toContain('but GET /api/ at Gateway task-api/inner on listener web gets');
  });

  test.each<[string, (app: App) => BlueGreenChart | AbTestChart | TierRoutingChart, string, number]>([
    ['blue-green', app => new BlueGreenChart(app, 'c', { ...COMMON, blue: version('v1'), green: version('v2'), stage: BlueGreenStage.green() }), 'split', 1],
    ['A/B', app => new AbTestChart(app, 'c', { ...COMMON, defaultVersion: version('v1'), variants: [{ name: 'b', version: version('v2'), match: BETA }] }), 'b', 0],
    ['tier', app => new TierRoutingChart(app, 'c', { ...COMMON, defaultVersion: version('v1'), tiers: [{ name: 'premium', version: version('v2'), match: PREMIUM }] }), 'premium', 0],
  ])('is kept by %s, and broken there alike', (_what, make, rule, at) => {
    const chart = make(Testing.app());
    expect(problems(chart)).toEqual([]);
    chart.route.patchRule(rule, JsonPatch.replace(`/backendRefs/${at}/name`, 'other'));
    expect(problems(chart).join('\n')).toContain(`'${rule}' promises `);
  });
});

describe('what a user expects of a pattern', () => {
  const build: [string, (chart: Chart) => Canary | CanaryChart][] = [
    ['a construct', chart => new Canary(chart, 'mine', { ...COMMON, stable: version('v1'), canary: version('v2'), stage: CanaryStage.weight(5) })],
    ['a chart', chart => canary({}, chart.node.root as App)],
  ];
  const GET = TrafficRequest.get('/api/x');

  describe.each(build)('of %s', (_what, make) => {
    test.each<[string, (made: Canary | CanaryChart) => void, string | undefined]>([
      ['a share', made => made.expect(GET, Expect.share('canary', 5)), undefined],
      ['a share by the Service', made => made.expect(GET, Expect.share('task-api/task-api-canary', 5)), undefined],
      ['a status', made => made.expect(GET, Expect.status(200)), undefined],
      ['no route for another path', made => made.expect(TrafficRequest.get('/other'), Expect.status(404)), undefined],
      ['all of an audience', made => {
        made.pin('premium', PREMIUM, made.stable);
        made.expectAll(PREMIUM.andPathPrefix('/api/'), Expect.only('stable'));
      }, undefined],
      ['another share', made => made.expect(GET, Expect.share('canary', 10)),
        `expected 10 % to task-api-canary of GET /api/x, but it gets ${BASE}; rule 'split' of HTTPRoute task-api/task-api-canary answers`],
      ['one version of all', made => made.expectAll(Match.pathPrefix('/api/'), Expect.only('stable')),
        `expected only task-api-stable of GET /api/, but it gets ${BASE}; rule 'split'`],
      ['an unknown version', made => made.expect(GET, Expect.only('task-api-stabel')),
        "expected only task-api-stabel of GET /api/x, but no rule and no manifest has a Service 'task-api-stabel'; did you mean 'task-api-stable'?"],
      ['an unknown version of all', made => made.expectAll(BETA, Expect.never('cannary')),
        "expected never cannary of header x-beta-user = 'true', but no rule and no manifest has a Service 'cannary'"],
      ['a request at another Gateway', made => made.expect(GET.withGateway('task-api', 'none'), Expect.status(404)),
        'expected status 404 of GET /api/x at Gateway task-api/none, but no request of this kind can reach HTTPRoute task-api/task-api-canary'],
      ['an answer that there is none of', made => made.expect(TrafficRequest.get('/other'), Expect.only('stable')),
        'expected only task-api-stable of GET /other, but it gets 404 (no route); no rule matches it'],
    ])('%s', (_case, state, message) => {
      const chart = new Chart(Testing.app(), 'user', { namespace: 'task-api' });
      const made = make(chart);
      state(made);
      const found = problems(Chart.of(made));
      if (message === undefined) expect(found).toEqual([]);
      else expect(found.join('\n')).toContain(message);
    });
  });

  test('says which rule won over the one meant, and why', () => {
    const chart = canary();
    chart.pin('premium', PREMIUM, chart.stable);
    chart.pin('beta', BETA, chart.canary);
    chart.expect(GET.withHeader('x-api-tier', 'premium').withHeader('x-beta-user', 'true'), Expect.only('canary'));
    expect(problems(chart).join('\n')).toContain(
      'expected only task-api-canary of GET /api/x with x-api-tier: premium, x-beta-user: true, but it gets task-api/task-api-stable 100 %; '
      + "rule 'premium-and-beta' of HTTPRoute task-api/task-api-canary wins over rule 'beta' of HTTPRoute task-api/task-api-canary, because it matches more headers (2 against 1)");
  });

  test('a second expectation is held too, after a synthesis', () => {
    const chart = canary();
    chart.expect(GET, Expect.share('canary', 5));
    expect(problems(chart)).toEqual([]);
    chart.expect(GET, Expect.share('canary', 6));
    expect(problems(chart)).toHaveLength(1);
  });
});

describe('a model of what is written', () => {
  const decide = (model: TrafficModel) => model.decide(TrafficRequest.get('/api/x')).shares;

  test('of a chart, and of an app', () => {
    const app = Testing.app();
    const chart = canary({}, app);
    const tiers = new TierRoutingChart(app, 't', {
      ...COMMON, app: 'tiers', match: Match.pathPrefix('/tiers'), defaultVersion: version('v1'), tiers: [{ name: 'premium', version: version('v2'), match: PREMIUM }],
    });
    expect(decide(TrafficModel.fromChart(chart))).toEqual({ 'task-api/task-api-stable': 0.95, 'task-api/task-api-canary': 0.05 });
    expect(decide(TrafficModel.fromChart(tiers))).toEqual({});
    expect(decide(TrafficModel.fromApp(app))).toEqual({ 'task-api/task-api-stable': 0.95, 'task-api/task-api-canary': 0.05 });
  });

  test.each<[string, (chart: CanaryChart) => unknown]>([
    ['fromChart', chart => TrafficModel.fromChart(chart)],
    ['fromApp', chart => TrafficModel.fromApp(chart.node.root as App)],
  ])('%s inside a validation is refused with what to do, and works again outside', (what, make) => {
    const chart = canary();
    let inside = true;
    chart.node.addValidation({ validate: () => (inside ? (make(chart), []) : []) });
    expect(() => Testing.synth(chart)).toThrow(
      `TrafficModel.${what} is called inside a validation: it renders the chart, which validates it, and so on for ever. State what you expect with expect() of the pattern, or ask the model outside of addValidation`);
    inside = false;
    expect(() => make(chart)).not.toThrow();
  });

  test('of manifests, which must be a list', () => {
    expect(() => TrafficModel.fromManifests({} as any)).toThrow('TrafficModel.fromManifests takes a list of objects as parsed from YAML');
  });
});
