import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import {
  Backend, Canary, CanaryChart, CanaryProps, CanaryStage, CanaryState, DisruptionBudget, ICanary, Match, RouteFilter, RouteProtocol, VariantStage, Version,
} from '../../src';
import { forgetWarnings } from '../../src/warnings';
import { decide } from '../support/router';
import { weights } from '../support/rules';
import { BETA, COMMON, PREMIUM } from '../support/walks';

const v = (tag: string, replicas?: number) => Version.deploy({ image: `task-api:${tag}`, replicas });
const canary = (props: Partial<CanaryProps> = {}, app = Testing.app()) =>
  new CanaryChart(app, 'c', { ...COMMON, stable: v('v1', 10), canary: v('v2'), stage: CanaryStage.weight(5), ...props });
const find = (chart: Chart, kind: string, name?: string) =>
  (Testing.synth(chart) as any[]).find(o => o.kind === kind && (name === undefined || o.metadata.name === name));
const rule = (chart: Chart, headers: Record<string, string> = {}) =>
  weights(decide(find(chart, 'HTTPRoute'), { path: '/api/x', headers, query: {} }));

let warnings: string[];
let spy: jest.SpyInstance;
beforeEach(() => {
  forgetWarnings();
  warnings = [];
  spy = jest.spyOn(process.stderr, 'write').mockImplementation(text => warnings.push(String(text)) > 0);
});
afterEach(() => {
  spy.mockRestore();
  delete process.env.CDK8S_TRAFFIC_STAGE;
});

test.each([
  [CanaryStage.deployed(), 'v1', 0, 2],
  [CanaryStage.preview(), 'v1', 0, 2],
  [CanaryStage.weight(5), 'v1', 5, 3],
  [CanaryStage.weight(25), 'v1', 25, 5],
  [CanaryStage.weight(50), 'v1', 50, 10],
  [CanaryStage.weight(10, { peak: 70 }), 'v1', 10, 7],
  [CanaryStage.full(), 'v1', 100, 10],
  [CanaryStage.promoting(), 'v2', 100, 10],
  [CanaryStage.settled(), 'v2', 0, 10],
  [CanaryStage.rolledBack(), 'v1', 0, 10],
  [CanaryStage.rolledBack({ peak: 30 }), 'v1', 0, 3],
  [CanaryStage.contained(), 'v1', 0, 0],
])('%j: stable runs %s, weight %d, %d pods', (stage, stableImage, percent, pods) => {
  const chart = canary({ stage });
  chart.pin('beta', BETA, chart.canary);
  expect(find(chart, 'Deployment', 'task-api-stable').spec.template.spec.containers[0].image).toBe(`task-api:${stableImage}`);
  expect(find(chart, 'Deployment', 'task-api-stable').spec.replicas).toBe(10);
  expect(find(chart, 'Deployment', 'task-api-canary').spec.replicas).toBe(pods);
  expect(rule(chart)).toEqual({ 'task-api-stable': 100 - percent, 'task-api-canary': percent });
  expect(rule(chart, { 'x-beta-user': 'true' })).toEqual({ [stage.pinsLive ? 'task-api-canary' : 'task-api-stable']: 100 });
  expect(warnings).toEqual([]);
});

test('at baseline the canary has no object, and its workload is there to pin to', () => {
  const chart = canary({ canary: undefined, stage: CanaryStage.baseline() });
  chart.pin('beta', BETA, chart.canary);
  expect(chart.canary.deployment).toBeUndefined();
  expect((Testing.synth(chart) as any[]).map(o => o.metadata.name)).not.toContain('canary');
  expect(rule(chart, { 'x-beta-user': 'true' })).toEqual({ 'task-api-stable': 100 });
  expect(rule(chart)).toEqual({ 'task-api-stable': 100 });
});

test.each([
  ['pinned share on top of the weight', {}, { expectedPercent: 20 }, 4],
  ['a stated number stands', { canary: v('v2', 8) }, {}, 8],
])('size: %s', (_what, props, pin, pods) => {
  const chart = canary(props);
  chart.pin('beta', BETA, chart.canary, pin);
  expect(find(chart, 'Deployment', 'task-api-canary').spec.replicas).toBe(pods);
});

test.each([
  ['stable may shrink at full', { stage: CanaryStage.full(), stable: Version.deploy({ image: 'a', autoscaling: { minReplicas: 3, maxReplicas: 12 } }) },
    "'task-api-stable' may shrink it to 3 of 12 pods"],
  ['too small', { canary: v('v2', 1) }, "'task-api-canary' runs 1 pods, but 3 are needed for its share (25 % of 10 pods)"],
  ['size of stable not known', { stable: Version.existing('old') }, "'task-api-canary' runs 2 pods, since stable is not deployed here"],
])('a warning: %s', (_what, props, part) => {
  Testing.synth(canary(props));
  expect(warnings.join('')).toContain(part);
});

test('an autoscaled canary: its minimum covers the weight, and 0 replicas stop it', () => {
  const scaled = (stage: CanaryStage) => canary({
    stage, canary: Version.deploy({ image: 'task-api:v2', autoscaling: { minReplicas: 2, maxReplicas: 6 } }),
  });
  const at = (stage: CanaryStage) => [
    find(scaled(stage), 'Deployment', 'task-api-canary').spec.replicas, find(scaled(stage), 'HorizontalPodAutoscaler').spec.minReplicas,
  ];
  expect(at(CanaryStage.weight(5))).toEqual([undefined, 3]);
  expect(at(CanaryStage.full())).toEqual([undefined, 6]);
  expect(warnings.join('')).toContain('runs 6 pods, but 10 are needed');
  expect(at(CanaryStage.contained())).toEqual([0, 2]);
  expect(at(CanaryStage.deployed({ afterContained: true }))).toEqual([2, 2]);
});

test('the stage by data: stage, steps, images and pins of the stage file', () => {
  const state = new CanaryState({
    stage: CanaryStage.weight(10), steps: [10, 80], stableImage: 'task-api:v1', canaryImage: 'task-api:v2', variants: { lab: VariantStage.deployed() },
  });
  const chart = canary({ stage: undefined, state, stable: Version.deploy({ replicas: 10 }), canary: Version.deploy({}) });
  const lab = chart.addVersion('lab', v('v3'));
  chart.pin('lab', BETA, lab);
  expect(find(chart, 'Deployment', 'task-api-canary').spec).toMatchObject({ replicas: 8, template: { spec: { containers: [{ image: 'task-api:v2' }] } } });
  expect(rule(chart, { 'x-beta-user': 'true' })).toEqual({ 'task-api-stable': 90, 'task-api-canary': 10 });
});

test('a way back to the old definition has the whole capacity from deployed on', () => {
  const chart = canary({ stage: undefined, state: new CanaryState({ stage: CanaryStage.deployed(), revert: true }) });
  expect(find(chart, 'Deployment', 'task-api-canary').spec.replicas).toBe(10);
  expect(chart.steps).toEqual([5, 25, 50]);
});

describe('what-if by environment variable', () => {
  test.each([['task-api=weight-25'], ['task-api/canary=weight-25'], [' other=full , task-api = weight-25 ']])('%s', variable => {
    process.env.CDK8S_TRAFFIC_STAGE = variable;
    const app = Testing.app();
    const chart = canary({}, app);
    if (variable.includes('other')) canaryOf(app);
    expect(rule(chart)).toEqual({ 'task-api-stable': 75, 'task-api-canary': 25 });
    expect(warnings.join('')).toContain("at stage 'weight-25'; do not commit this output");
  });

  test('an ambiguous or foreign key: the message names the variable, and another App\'s key is only warned of', () => {
    process.env.CDK8S_TRAFFIC_STAGE = 'task-api=blue';
    expect(() => canary()).toThrow("CDK8S_TRAFFIC_STAGE, task-api: stage is 'blue'");
    process.env.CDK8S_TRAFFIC_STAGE = 'checkout/blue-green=green';
    Testing.synth(canary());
    expect(warnings.join('')).toContain("names 'checkout/blue-green', but the canaries and blue-green pairs of this app are 'task-api'");
  });

  test.each([
    ['task-ap=weight-25', "names 'task-ap'", "did you mean 'task-api'?"],
    ['task-api', "holds 'task-api'", "'task-api=weight-25,shop=full'"],
    ['task-api=full,task-api=full', "names 'task-api' twice", ''],
    ['task-api=weigth-25', "stage is 'weigth-25'", 'weight-N'],
  ])('%s is refused', (variable, ...parts) => {
    process.env.CDK8S_TRAFFIC_STAGE = variable;
    const build = () => Testing.synth(canary());
    for (const part of parts) expect(build).toThrow(part);
  });

  function canaryOf(app: App) {
    new CanaryChart(app, 'other', { ...COMMON, app: 'other', match: Match.pathPrefix('/other'), stable: v('v1'), canary: v('v2'), stage: CanaryStage.deployed() });
  }
});

test('a mirror copies a share of everyone\'s requests, and none of a pinned audience', () => {
  const chart = canary();
  chart.pin('premium', PREMIUM, chart.stable);
  const shadow = chart.addMirror('shadow', v('v3'), { percent: 10 });
  const [premium, split] = find(chart, 'HTTPRoute').spec.rules;
  expect(premium.filters).toBeUndefined();
  expect(split.filters[0].requestMirror).toEqual({ backendRef: { group: '', kind: 'Service', name: 'task-api-shadow', port: 8000 }, percent: 10 });
  expect(Object.keys(weights(split))).not.toContain(shadow.serviceName);
  expect(chart.versions.map(({ versionName }) => versionName)).toEqual(['stable', 'canary', 'shadow']);
});

test('a mirror of gRPC comes with a word about Envoy Gateway', () => {
  canary().addMirror('shadow', v('v3'));
  expect(warnings).toEqual([]);
  canary({ protocol: RouteProtocol.GRPC, match: Match.grpcMethod('a.B') }).addMirror('shadow', v('v3'));
  expect(warnings).toEqual([expect.stringContaining("'shadow' is a mirror of gRPC: Envoy Gateway (1.9.0) does not load the Service")]);
});

test('patches travel with the definition, and objects take patches of unknown fields', () => {
  const patched = v('v2').withDeploymentPatch(JsonPatch.add('/spec/x', 1)).withServicePatch(JsonPatch.add('/spec/y', 2));
  const chart = canary({ canary: patched, stage: CanaryStage.settled() });
  chart.stable.deployment!.addJsonPatch(JsonPatch.add('/spec/future', { on: true }));
  expect(find(chart, 'Deployment', 'task-api-stable').spec).toMatchObject({ x: 1, future: { on: true }, replicas: 10 });
  expect(find(chart, 'Service', 'task-api-stable').spec.y).toBe(2);
});

test('construct and chart give the same objects and take the same calls', () => {
  const use = (pattern: ICanary) => {
    pattern.pin('premium', PREMIUM, pattern.stable);
    pattern.pin('lab', BETA, pattern.addVersion('lab', v('v9')));
    pattern.addMirror('shadow', v('v3'));
    return [pattern.appName, pattern.stage.stageName, pattern.version('canary') === pattern.canary, pattern.route.routeName];
  };
  const chart = canary();
  const plain = new Chart(Testing.app(), 'c', { namespace: COMMON.namespace });
  const { namespace, ...common } = COMMON;
  const construct = new Canary(plain, 'canary', { ...common, stable: v('v1', 10), canary: v('v2'), stage: CanaryStage.weight(5) });
  expect(use(chart)).toEqual(['task-api', 'weight-5', true, 'task-api-canary']);
  expect(use(construct)).toEqual(use(canary()));
  expect(Testing.synth(chart)).toEqual(Testing.synth(plain));
  expect(namespace).toBe('task-api');
  expect(plain.node.findAll().filter(c => ApiObject.isApiObject(c))).toHaveLength(Testing.synth(plain).length);
});

test('a mirror among the filters to another namespace has its grant', () => {
  const chart = canary({ filters: [RouteFilter.mirror(Backend.service('audit', 80, { namespace: 'audit' }))] });
  expect(find(chart, 'ReferenceGrant')).toMatchObject({ metadata: { namespace: 'audit' }, spec: { to: [{ group: '', kind: 'Service', name: 'audit' }] } });
});

test('promotion keeps stable\'s disruption budget, which belongs to its size', () => {
  const stable = Version.deploy({ image: 'a', replicas: 10, disruptionBudget: DisruptionBudget.minAvailable(8) });
  for (const stage of [CanaryStage.weight(5), CanaryStage.promoting()]) {
    expect(find(canary({ stable, stage }), 'PodDisruptionBudget', 'task-api-stable').spec.minAvailable).toBe(8);
  }
});

test('gRPC: a GRPCRoute, h2c on the Service, every call without a match', () => {
  const chart = canary({ protocol: RouteProtocol.GRPC, match: undefined });
  chart.pin('beta', BETA, chart.canary);
  const { rules } = find(chart, 'GRPCRoute').spec;
  expect(rules.map((r: any) => [r.name, r.matches])).toEqual([
    ['beta', [{ headers: [{ name: 'x-beta-user', type: 'Exact', value: 'true' }] }]], ['split', undefined],
  ]);
  expect(find(chart, 'Service').spec.ports).toEqual([{ name: 'grpc', port: 8000, targetPort: 8000, protocol: 'TCP', appProtocol: 'kubernetes.io/h2c' }]);
});

test('the workload of another pattern serves another path; where it does not exist, that is an error', () => {
  const other = (stage: CanaryStage) => {
    const app = Testing.app();
    const first = canary({ stage }, app);
    return new CanaryChart(app, 'second', {
      ...COMMON, routeName: 'second', match: Match.pathPrefix('/v2/'), stable: Version.of(first.stable), canary: Version.of(first.canary), stage: CanaryStage.weight(50),
    });
  };
  expect(weights(find(other(CanaryStage.weight(5)), 'HTTPRoute').spec.rules[0])).toEqual({ 'task-api-stable': 50, 'task-api-canary': 50 });
  expect(() => Testing.synth(other(CanaryStage.baseline()))).toThrow("Version.of refers to 'task-api-canary' of c/canary/canary, which does not exist");
});
