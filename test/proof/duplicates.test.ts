import { App, ApiObject, Chart, Testing } from 'cdk8s';
import { CanaryChart, CanaryStage, GatewayRef, Match, TrafficRoute, TrafficRule, TrafficSplit, Backend, Version } from '../../src';

interface Given {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

const SERVICE: Given = { apiVersion: 'v1', kind: 'Service', name: 'a', namespace: 'shop' };

/** Synthesises an app of two objects, each in a chart of its own, and a route that makes the checks be made. */
function synth(...given: Given[]): unknown {
  const app = Testing.app();
  const charts = given.map(({ apiVersion, kind, name, namespace }, i) => {
    const chart = new Chart(app, `chart-${i}`);
    new ApiObject(chart, 'object', { apiVersion, kind, metadata: { name, namespace } });
    return chart;
  });
  const rules = [TrafficRule.of({ name: 'all', split: TrafficSplit.single(Backend.service('s', 80)) })];
  new TrafficRoute(charts[0], 'route', { routeName: 'route', gateway: GatewayRef.named('edge'), rules });
  return Testing.synth(charts[0]);
}

test.each<[string, Given]>([
  ['name', { ...SERVICE, name: 'b' }],
  ['namespace', { ...SERVICE, namespace: 'lab' }],
  ['kind', { ...SERVICE, kind: 'ConfigMap' }],
  ['group', { ...SERVICE, apiVersion: 'serving.knative.dev/v1' }],
  ['namespace, of which one has none', { ...SERVICE, namespace: undefined }],
])('objects that differ in %s are two', (_name, other) => {
  expect(synth(SERVICE, other)).toHaveLength(2);
});

test.each<[string, Given, Given, string]>([
  ['in a namespace', SERVICE, SERVICE, 'the Service shop/a is made twice'],
  ['without a namespace', { ...SERVICE, namespace: undefined }, { ...SERVICE, namespace: undefined }, 'the Service a is made twice'],
  ['in two versions of a group', { ...SERVICE, apiVersion: 'x.io/v1' }, { ...SERVICE, apiVersion: 'x.io/v1beta1' },
    'the Service shop/a is made twice'],
])('one object made twice %s is refused', (_name, one, other, problem) => {
  for (const part of [problem, 'by chart-0/object and by chart-1/object', 'one would overwrite the other', 'routeName']) {
    expect(() => synth(one, other)).toThrow(part);
  }
});

test('two patterns of one app collide, and the checks are made once for the app', () => {
  const app = new App();
  for (const id of ['one', 'two']) {
    new CanaryChart(app, id, {
      namespace: 'shop', app: 'cart', port: 80, gateway: GatewayRef.named('edge'), match: Match.pathPrefix(`/${id}`),
      stable: Version.deploy({ image: 'cart:1' }), stage: CanaryStage.baseline(),
    });
  }
  const message = messageOf(() => app.synthYaml());
  expect(message.match(/the Deployment shop\/cart-stable is made twice/g)).toHaveLength(1);
  expect(message).toContain('the HTTPRoute shop/cart-canary is made twice, by one/canary/route/Resource and by two/canary/route/Resource');
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('no error');
}
