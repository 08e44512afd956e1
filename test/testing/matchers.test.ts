import { App, Chart, Testing } from 'cdk8s';
import { Canary, CanaryChart, CanaryProps, CanaryStage, GatewayRef, Match, TrafficModel, TrafficRequest, Version } from '../../src';
import 'cdk8s-traffic/jest';

const REQUEST = TrafficRequest.get('/api/version');
const PREMIUM = Match.header('x-api-tier', 'premium');
const props: CanaryProps = {
  app: 'task-api',
  port: 8000,
  gateway: GatewayRef.named('edge'),
  match: Match.pathPrefix('/api/'),
  stable: Version.deploy({ image: 'task-api:v1', replicas: 10 }),
  canary: Version.deploy({ image: 'task-api:v2' }),
  stage: CanaryStage.weight(5),
};

function canary(): CanaryChart {
  const chart = new CanaryChart(Testing.app(), 'canary', { ...props, namespace: 'shop' });
  chart.pin('premium', PREMIUM, chart.stable);
  return chart;
}

function refusal(body: () => void): string {
  try {
    body();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

test.each<[string, () => object]>([
  ['a chart', canary],
  ['an app', () => canary().node.root],
  ['a pattern', () => new Canary(new Chart(Testing.app(), 'c', { namespace: 'shop' }), 'canary', props)],
  ['a model', () => TrafficModel.fromChart(canary())],
  ['manifests', () => canary().toJson()],
])('%s is a subject', (_what, subject) => {
  expect(subject()).toRoute(REQUEST, { 'shop/task-api-stable': 0.95, 'shop/task-api-canary': 0.05 });
  expect(subject()).not.toNeverReach(Match.pathPrefix('/api/'), 'task-api-canary');
});

test.each<[string, TrafficRequest, { [service: string]: number }, boolean]>([
  ['bare names', REQUEST, { 'task-api-stable': 0.95, 'task-api-canary': 0.05 }, true],
  ['another share', REQUEST, { 'task-api-stable': 0.9, 'task-api-canary': 0.1 }, false],
  ['a Service left out', REQUEST, { 'task-api-stable': 0.95 }, false],
  ['a Service too many', REQUEST.withHeader('x-api-tier', 'premium'), { 'task-api-stable': 1, 'task-api-canary': 0.05 }, false],
  ['a Service without a share', REQUEST.withHeader('x-api-tier', 'premium'), { 'task-api-stable': 1, 'task-api-canary': 0 }, true],
  ['the pinned audience', REQUEST.withHeader('x-api-tier', 'premium'), { 'task-api-stable': 1 }, true],
  ['no backend', TrafficRequest.get('/elsewhere'), {}, true],
  ['a backend expected to be none', REQUEST, {}, false],
])('toRoute with %s', (_what, request, shares, pass) => {
  if (pass) expect(canary()).toRoute(request, shares);
  else expect(canary()).not.toRoute(request, shares);
});

test('messages say what was asked, what came out, and which rule it was', () => {
  expect(refusal(() => expect(canary()).toRoute(REQUEST, { 'task-api-stable': 1 }))).toBe([
    'expected GET /api/version to go to task-api-stable 100 %',
    'it gets shop/task-api-stable 95 %, shop/task-api-canary 5 % by rule split of HTTPRoute shop/task-api-canary',
    'note: the Gateway shop/edge is not among the manifests; it is assumed to be open for every host and namespace',
  ].join('\n'));
  expect(refusal(() => expect(canary()).not.toRoute(TrafficRequest.get('/'), {}))).toMatch(/^expected GET \/ not to go to no backend\nit gets 404 \(no route\)/);
  expect(refusal(() => expect(canary()).not.toNeverReach(PREMIUM, 'task-api-canary')))
    .toBe("expected some request of header x-api-tier = 'premium' to reach task-api-canary, but none does");
  expect(refusal(() => expect(canary()).toNeverReach(Match.method('GET'), 'task-api-canary'))).toContain(
    'expected never task-api-canary of GET /api/, but it gets shop/task-api-stable 95 %, shop/task-api-canary 5 %');
});

test('toNeverReach holds for an audience, and no longer when the pin is gone', () => {
  expect(canary()).toNeverReach(PREMIUM, 'task-api-canary');
  const unpinned = new CanaryChart(new App(), 'canary', { ...props, namespace: 'shop' });
  expect(unpinned).not.toNeverReach(PREMIUM, 'task-api-canary');
});

test('copies reach a Service too', () => {
  const chart = canary();
  chart.addMirror('shadow', Version.deploy({ image: 'task-api:v3', replicas: 1 }), { percent: 10 });
  expect(chart).not.toNeverReach(Match.pathPrefix('/api/'), 'task-api-shadow');
});

test.each<[string, () => void, string]>([
  ['a Service that nothing leads to', () => expect(canary()).toNeverReach(PREMIUM, 'task-api-canari'), "no rule and no manifest has a Service 'task-api-canari'; did you mean 'task-api-canary'?"],
  ['a Service that nothing leads to, denied', () => expect(canary()).not.toNeverReach(PREMIUM, 'task-api-canari'), "did you mean 'task-api-canary'?"],
  ['a share of a Service that nothing leads to', () => expect(canary()).not.toRoute(REQUEST, { 'task-api-stabl': 1 }), "did you mean 'task-api-stable'?"],
  ['a share in percent', () => expect(canary()).toRoute(REQUEST, { 'task-api-stable': 95 }), "the share of 'task-api-stable' is 95, but must be from 0 to 1 (5 % is 0.05)"],
  ['something else', () => expect('chart').toRoute(REQUEST, {}), 'the matchers take a chart, an app, a pattern, a TrafficModel or a list of manifests'],
])('fails with %s', (_what, body, message) => {
  expect(refusal(body)).toContain(message);
});
