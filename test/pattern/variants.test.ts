import { ApiObject, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import {
  AbTest, AbTestChart, AbTestProps, BlueGreen, BlueGreenChart, BlueGreenProps, BlueGreenStage, BlueGreenState, CanaryChart, CanaryStage, GatewayRef,
  IGatewayPolicies, Match, RateLimit, RateLimitPolicyProps, TierRouting, TierRoutingChart, TierRoutingProps, TrustedHeadersPolicyProps, VariantStage,
  VariantState, Version,
} from '../../src';
import { decide } from '../support/router';
import { weights } from '../support/rules';
import { BETA, COMMON, PREMIUM } from '../support/walks';

const v = (tag = 'v1', replicas?: number) => Version.deploy({ image: `task-api:${tag}`, replicas });
const { namespace, ...common } = COMMON;
const objects = (chart: Chart) => Testing.synth(chart) as any[];
const find = (chart: Chart, kind: string, name?: string) => objects(chart).find(o => o.kind === kind && (name === undefined || o.metadata.name === name));
const got = (chart: Chart, headers: Record<string, string> = {}, query: Record<string, string> = {}) =>
  weights(decide(find(chart, 'HTTPRoute'), { path: '/api/x', headers, query }));

const blueGreen = (props: Partial<BlueGreenProps> = {}) =>
  new BlueGreenChart(Testing.app(), 'c', { ...COMMON, blue: v('v1', 3), green: v('v2', 3), stage: BlueGreenStage.blue(), ...props });
const abTest = (props: Partial<AbTestProps>) =>
  new AbTestChart(Testing.app(), 'c', { ...COMMON, defaultVersion: v(), variants: [], ...props });
const tiers = (props: Partial<TierRoutingProps> = {}) => new TierRoutingChart(Testing.app(), 'c', {
  ...COMMON, defaultVersion: v(), defaultName: 'standard', tiers: [{ name: 'premium', match: PREMIUM, version: v(), ...props.tiers?.[0] }], ...props,
});

describe('blue-green', () => {
  test.each([
    [BlueGreenStage.blue(), { 'task-api-blue': 100, 'task-api-green': 0 }, 'task-api-green', [3, 3]],
    [BlueGreenStage.green(), { 'task-api-blue': 0, 'task-api-green': 100 }, 'task-api-blue', [3, 3]],
    [BlueGreenStage.blue({ idleAtFullSize: false }), { 'task-api-blue': 100, 'task-api-green': 0 }, 'task-api-green', [3, 1]],
    [BlueGreenStage.green({ idleAtFullSize: false }), { 'task-api-blue': 0, 'task-api-green': 100 }, 'task-api-blue', [1, 3]],
  ])('%j', (stage, base, preview, pods) => {
    const chart = blueGreen({ stage, idleReplicas: 1, previewMatch: Match.header('x-preview', '1') });
    expect(got(chart)).toEqual(base);
    expect(got(chart, { 'x-preview': '1' })).toEqual({ [preview]: 100 });
    expect(['blue', 'green'].map(name => find(chart, 'Deployment', `task-api-${name}`).spec.replicas)).toEqual(pods);
    expect([chart.active.objectName, chart.idle.objectName]).toEqual([Object.keys(base).find(name => (base as any)[name] === 100), preview]);
    expect(find(chart, 'Service', 'task-api-green').spec.selector).toEqual({ app: 'task-api', environment: 'green' });
  });

  test('green may be left out before its first deploy; its pins and the preview reach blue', () => {
    const chart = blueGreen({ green: undefined, previewMatch: Match.header('x-preview', '1') });
    chart.pin('beta', BETA, chart.green);
    const audiences: Record<string, string>[] = [{}, { 'x-preview': '1' }, { 'x-beta-user': 'true' }];
    for (const headers of audiences) expect(got(chart, headers)).toEqual({ 'task-api-blue': 100 });
  });

  test('stage, images and pins as data; a what-if run', () => {
    const state = new BlueGreenState({ stage: BlueGreenStage.green(), blueImage: 'a:1', greenImage: 'a:2', variants: { beta: VariantStage.deployed() } });
    const chart = blueGreen({ stage: undefined, state, blue: Version.deploy({ replicas: 3 }), green: Version.deploy({ replicas: 3 }) });
    chart.pin('beta', BETA, chart.blue);
    expect(got(chart, { 'x-beta-user': 'true' })).toEqual({ 'task-api-blue': 0, 'task-api-green': 100 });
    expect(find(chart, 'Deployment', 'task-api-green').spec.template.spec.containers[0].image).toBe('a:2');
    process.env.CDK8S_TRAFFIC_STAGE = 'task-api=green';
    try {
      expect(blueGreen().stage.stageName).toBe('green');
    } finally {
      delete process.env.CDK8S_TRAFFIC_STAGE;
    }
  });

  test.each([
    [BlueGreenStage.blue(), undefined, 12],
    [BlueGreenStage.blue(), 7, 7],
    [BlueGreenStage.blue({ idleAtFullSize: false }), undefined, 3],
  ])('an idle side with an autoscaler has the pods for a switch: %j, capacity %p', (stage, capacity, minReplicas) => {
    const scaled = Version.deploy({ image: 'a', autoscaling: { minReplicas: 3, maxReplicas: 12, capacity } });
    const chart = blueGreen({ stage, blue: scaled, green: scaled });
    expect(['blue', 'green'].map(name => find(chart, 'HorizontalPodAutoscaler', `task-api-${name}`).spec.minReplicas)).toEqual([3, minReplicas]);
  });

  test('the construct gives what the chart gives', () => {
    const plain = new Chart(Testing.app(), 'c', { namespace });
    const pattern = new BlueGreen(plain, 'x', { ...common, blue: v('v1', 3), green: v('v2', 3), stage: BlueGreenStage.blue() });
    expect(objects(plain)).toEqual(objects(blueGreen()));
    expect([pattern.blue.versionName, pattern.green.versionName]).toEqual([blueGreen().blue.versionName, blueGreen().green.versionName]);
  });
});

describe('A/B', () => {
  const kinds: [string, Match, Record<string, string>, Record<string, string>][] = [
    ['header', BETA, { 'x-beta-user': 'true' }, {}],
    ['cookie alone', Match.cookie('design', 'new'), { cookie: 'design=new' }, {}],
    ['cookie among others', Match.cookie('design', 'new'), { cookie: 'a=b; design=new; c=d' }, {}],
    ['query parameter', Match.queryParam('design', 'new'), {}, { design: 'new' }],
  ];
  test.each(kinds)('by %s', (_what, match, headers, query) => {
    const chart = abTest({ variants: [{ name: 'new', match, version: v('v2') }] });
    expect(got(chart, headers, query)).toEqual({ 'task-api-new': 1 });
    expect(got(chart)).toEqual({ 'task-api-stable': 1 });
  });

  test.each([['design=newer'], ['mydesign=new'], ['design=old']])('a cookie that only looks alike is not matched: %s', cookie => {
    expect(got(abTest({ variants: [{ name: 'new', match: Match.cookie('design', 'new'), version: v('v2') }] }), { cookie })).toEqual({ 'task-api-stable': 1 });
  });

  test('shares of an audience, shares of everyone, and variants that are not live yet', () => {
    const chart = abTest({
      variants: [
        { name: 'one', match: BETA, percent: 60, audience: 'beta', version: v() },
        { name: 'two', match: BETA, percent: 40, version: v() },
        { name: 'three', percent: 10, version: v() },
        { name: 'four', percent: 20, version: v(), stage: VariantStage.deployed() },
      ],
    });
    expect(got(chart, { 'x-beta-user': 'true' })).toEqual({ 'task-api-stable': 0, 'task-api-one': 60, 'task-api-two': 40 });
    expect(got(chart)).toEqual({ 'task-api-stable': 90, 'task-api-three': 10, 'task-api-four': 0 });
    expect(find(chart, 'HTTPRoute').spec.rules.map((rule: any) => rule.name)).toEqual(['beta', 'default']);
  });

  test('stages and images as data', () => {
    const state = new VariantState({ variants: { one: VariantStage.deployed() }, images: { one: 'a:2', stable: 'a:1' } });
    const chart = abTest({ state, defaultVersion: Version.deploy({}), variants: [{ name: 'one', match: BETA, version: Version.deploy({}) }] });
    expect(got(chart, { 'x-beta-user': 'true' })).toEqual({ 'task-api-stable': 1 });
    expect(find(chart, 'Deployment', 'task-api-one').spec.template.spec.containers[0].image).toBe('a:2');
  });

  test('the construct gives what the chart gives', () => {
    const plain = new Chart(Testing.app(), 'c', { namespace });
    const variants = [{ name: 'one', match: BETA, version: v() }];
    const pattern = new AbTest(plain, 'x', { ...common, defaultVersion: v(), variants });
    expect(objects(plain)).toEqual(objects(abTest({ variants })));
    expect(pattern.defaultVersion.objectName).toBe(abTest({}).defaultVersion.objectName);
  });
});

describe('tiers', () => {
  test('a PriorityClass of the cluster: named after the namespace, and in none', () => {
    const chart = tiers({ tiers: [{ name: 'premium', match: PREMIUM, version: v(), podPriority: 1000 }] });
    expect(find(chart, 'PriorityClass')).toMatchObject({ metadata: { name: 'task-api-task-api-premium' }, value: 1000, globalDefault: false });
    expect(find(chart, 'PriorityClass').metadata.namespace).toBeUndefined();
    expect(find(chart, 'Deployment', 'task-api-premium').spec.template.spec.priorityClassName).toBe('task-api-task-api-premium');
    expect(find(chart, 'Deployment', 'task-api-standard').spec.template.spec.priorityClassName).toBeUndefined();
    expect(chart.version('premium').priorityClass?.name).toBe('task-api-task-api-premium');
  });

  test('without a namespace', () => {
    const chart = new TierRoutingChart(Testing.app(), 'c', { ...common, defaultVersion: v(), tiers: [{ name: 'premium', match: PREMIUM, version: v(), podPriority: 1 }] });
    expect(find(chart, 'PriorityClass').metadata).toEqual({ name: 'task-api-premium' });
  });

  test.each([
    [RateLimit.globalPerSecond(200), { global: { rules: [{ limit: { requests: 200, unit: 'Second' } }] } }],
    [RateLimit.globalPerMinute(5), { global: { rules: [{ limit: { requests: 5, unit: 'Minute' } }] } }],
    [RateLimit.globalPerHour(5), { global: { rules: [{ limit: { requests: 5, unit: 'Hour' } }] } }],
    [RateLimit.localPerSecond(7), { local: { rules: [{ limit: { requests: 7, unit: 'Second' } }] } }],
    [RateLimit.localPerHour(7), { local: { rules: [{ limit: { requests: 7, unit: 'Hour' } }] } }],
    [RateLimit.localPerMinute(7), { local: { rules: [{ limit: { requests: 7, unit: 'Minute' } }] } }],
  ])('a rate limit on the rule by its name: %j', (rateLimit, rendered) => {
    const chart = tiers({ tiers: [{ name: 'premium', match: PREMIUM, version: v(), rateLimit }] });
    const policy = find(chart, 'BackendTrafficPolicy');
    expect(policy.metadata).toEqual({ name: 'task-api-tiers-premium', namespace: 'task-api' });
    expect(policy.spec).toEqual({
      rateLimit: rendered,
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'task-api-tiers', sectionName: 'premium' }],
    });
    expect(chart.rateLimits.map(object => object.name)).toEqual(['task-api-tiers-premium']);
  });

  test('an audience of several rules has one count over all of them', () => {
    const chart = tiers({ tiers: [{ name: 'premium', match: PREMIUM, version: v(), rateLimit: RateLimit.globalPerSecond(200) }] });
    chart.pin('beta', BETA, chart.defaultVersion);
    const { rateLimit, targetRefs } = find(chart, 'BackendTrafficPolicy').spec;
    expect(targetRefs.map((ref: any) => ref.sectionName)).toEqual(['premium-and-beta', 'premium']);
    expect(rateLimit.global.rules[0].shared).toBe(true);
  });

  test('another gateway: its own policies', () => {
    class Other implements IGatewayPolicies {
      public rateLimit(scope: Construct, id: string, props: RateLimitPolicyProps): ApiObject {
        return new ApiObject(scope, id, { apiVersion: 'x/v1', kind: 'Limit', metadata: { name: props.policyName }, spec: { text: props.limit.describe(), rules: props.rules.names() } });
      }

      public trustedHeaders(scope: Construct, id: string, props: TrustedHeadersPolicyProps): ApiObject {
        return new ApiObject(scope, id, { apiVersion: 'x/v1', kind: 'Strip', metadata: { name: props.policyName }, spec: { headers: props.headers.names() } });
      }
    }
    const chart = tiers({
      policies: new Other(), trustedHeaders: ['x-api-tier'], tiers: [{ name: 'premium', match: PREMIUM, version: v(), rateLimit: RateLimit.localPerSecond(1) }],
    });
    expect(find(chart, 'Limit').spec).toEqual({ text: '1 per second (Local)', rules: ['premium'] });
    expect(find(chart, 'Strip').spec).toEqual({ headers: ['x-api-tier'] });
    expect(objects(chart).map(o => o.kind)).not.toContain('BackendTrafficPolicy');
  });

  test('the construct gives what the chart gives', () => {
    const plain = new Chart(Testing.app(), 'c', { namespace });
    const pattern = new TierRouting(plain, 'x', { ...common, defaultVersion: v(), defaultName: 'standard', tiers: [{ name: 'premium', match: PREMIUM, version: v() }] });
    expect(objects(plain)).toEqual(objects(tiers()));
    expect(pattern.defaultVersion.versionName).toBe(tiers().defaultVersion.versionName);
  });
});

describe('trusted headers', () => {
  const gateway = GatewayRef.named('public', { namespace: 'gateways' });

  test('patterns on one Gateway share one policy, in the Gateway\'s namespace', () => {
    const app = Testing.app();
    const first = new CanaryChart(app, 'a', { ...COMMON, app: 'a', gateway, match: Match.pathPrefix('/a'), stable: v(), stage: CanaryStage.baseline(), trustedHeaders: ['X-Tier'] });
    first.pin('premium', Match.header('x-tier', 'premium'), first.stable);
    const second = new CanaryChart(app, 'b', { ...COMMON, app: 'b', gateway, match: Match.pathPrefix('/b'), stable: v(), stage: CanaryStage.baseline(), trustedHeaders: ['x-beta'] });
    second.pin('beta', Match.header('x-beta', '1'), second.stable);
    const policies = [...objects(first), ...objects(second)].filter(o => o.kind === 'ClientTrafficPolicy');
    expect(policies).toEqual([{
      apiVersion: 'gateway.envoyproxy.io/v1alpha1',
      kind: 'ClientTrafficPolicy',
      metadata: { name: 'public-trusted-headers', namespace: 'gateways' },
      spec: {
        headers: { earlyRequestHeaders: { remove: ['x-beta', 'x-tier'] } },
        targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public' }],
      },
    }]);
  });

  test('a listener\'s policy, which replaces the Gateway\'s, removes what that one does too', () => {
    const app = Testing.app();
    const at = (name: string, ref: GatewayRef, header: string) => {
      const chart = new CanaryChart(app, name, { ...COMMON, app: name, gateway: ref, match: Match.pathPrefix(`/${name}`), stable: v(), stage: CanaryStage.baseline(), trustedHeaders: [header] });
      chart.pin('audience', Match.header(header, '1'), chart.stable);
      return chart;
    };
    const listener = at('b', GatewayRef.named('public', { namespace: 'gateways', sectionName: 'https' }), 'x-beta');
    const whole = at('a', gateway, 'x-tier');
    expect(find(listener, 'ClientTrafficPolicy').spec.headers.earlyRequestHeaders.remove).toEqual(['x-beta', 'x-tier']);
    expect(find(whole, 'ClientTrafficPolicy').spec.headers.earlyRequestHeaders.remove).toEqual(['x-tier']);
  });

  test('nothing is made where it is not asked for', () => {
    expect(objects(tiers()).map(o => o.kind)).not.toContain('ClientTrafficPolicy');
  });
});
