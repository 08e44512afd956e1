import { ApiObject, Testing } from 'cdk8s';
import { CanaryChart, CanaryStage, GatewayRef, Match, Version } from '../../src';

interface Owner {
  readonly kind?: string;
  readonly namespace?: string;
  readonly selector?: object;
  readonly labels?: Record<string, string>;
  readonly template?: boolean;
}

/** A canary of the app 'cart' beside further owners of pods, all in the canary's chart. */
function synth(...owners: Owner[]): any[] {
  const chart = new CanaryChart(Testing.app(), 'shop', {
    namespace: 'shop', app: 'cart', port: 80, gateway: GatewayRef.named('edge'), match: Match.pathPrefix('/'),
    stable: Version.deploy({ image: 'cart:1' }), canary: Version.deploy({ image: 'cart:2' }), stage: CanaryStage.weight(5),
  });
  owners.forEach(({ kind = 'Deployment', namespace = 'shop', selector, labels, template = true }, i) => new ApiObject(chart, `own-${i}`, {
    apiVersion: 'apps/v1', kind, metadata: { name: `own-${i}`, namespace }, spec: { selector,
      ...template ? { template: { metadata: { labels } } } : {} },
  }));
  return Testing.synth(chart);
}

const X = { app: 'x', tier: 'web' };
const labels = (matchLabels: Record<string, string>) => ({ matchLabels });
const expression = (key: string, operator: string, values?: string[]) => ({ matchExpressions: [{ key, operator, values }] });

test.each<[string, Owner[]]>([
  ['none but the canary', []],
  ['labels that differ', [{ selector: labels(X), labels: X }]],
  ['another namespace', [{ selector: labels({ app: 'cart' }), labels: { app: 'cart', version: 'stable' }, namespace: 'lab' }]],
  ['a selector of nothing', [{ labels: X }]],
  ['an empty selector of a kind that needs one', [{ selector: {}, labels: X }]],
  ['the selector of a kind that owns by another way', [{ kind: 'Job', selector: labels({ app: 'cart' }), labels: X }]],
  ['an owner without template', [{ selector: labels({ app: 'cart' }), template: false }]],
  ['pods without labels', [{ selector: labels(X) }]],
  ['In with another value', [{ selector: expression('app', 'In', ['x']), labels: X }]],
  ['In on a label that is not there', [{ selector: expression('tier', 'In', ['web']), labels: X }]],
  ['NotIn with all values', [{ selector: expression('app', 'NotIn', ['cart']), labels: X }]],
  ['Exists on a label that is not there', [{ selector: expression('tier', 'Exists'), labels: X }]],
  ['DoesNotExist', [{ selector: expression('version', 'DoesNotExist'), labels: X }]],
  ['an operator that is not known', [{ selector: expression('app', 'Like', ['c']), labels: X }]],
  ['a label and an expression of which one fails',
    [{ selector: { ...labels({ app: 'cart' }), ...expression('version', 'In', ['old']) }, labels: X }]],
])('apart: %s', (_name, owners) => {
  expect(synth(...owners).filter(({ metadata }) => metadata.name.startsWith('own-'))).toHaveLength(owners.length);
});

const CANARY = 'matches the pods of Deployment cart-canary (shop/canary/canary/deployment)';
const STABLE = 'matches the pods of Deployment cart-stable (shop/canary/stable/deployment)';
const own = (text: string, i = 0) => `the selector of Deployment own-${i} (shop/own-${i}) (${text})`;

test.each<[string, Owner[], string[]]>([
  ['a wider selector', [{ selector: labels({ app: 'cart' }), labels: X }],
    [`${own('app=cart')} ${STABLE}`, `${own('app=cart')} ${CANARY}`, 'labels that differ']],
  ['the version\'s selectors on pods of others', [{ selector: labels(X), labels: { ...X, app: 'cart', version: 'stable' } }], [
    'Deployment cart-stable (shop/canary/stable/deployment) (app=cart, version=stable) matches the pods of Deployment own-0',
    'the selector of Service cart-stable (shop/canary/stable/service) (app=cart, version=stable) matches the pods of Deployment own-0',
  ]],
  ['another kind of owner', [{ kind: 'StatefulSet', selector: labels({ version: 'canary' }), labels: X }],
    [`the selector of StatefulSet own-0 (shop/own-0) (version=canary) ${CANARY}`]],
  ['pods of a Job', [{ kind: 'Job', labels: { app: 'cart', version: 'stable' } }],
    ['the selector of Service cart-stable (shop/canary/stable/service) (app=cart, version=stable) matches the pods of Job own-0']],
  ['In', [{ selector: expression('version', 'In', ['canary', 'x']), labels: X }], [`${own('version In canary,x')} ${CANARY}`]],
  ['NotIn', [{ selector: expression('version', 'NotIn', ['stable']), labels: X }], [`${own('version NotIn stable')} ${CANARY}`]],
  ['NotIn on a label that is not there', [{ selector: expression('zone', 'NotIn', ['a']), labels: X }],
    [`${own('zone NotIn a')} ${STABLE}`]],
  ['Exists', [{ selector: expression('version', 'Exists'), labels: X }], [`${own('version Exists')} ${CANARY}`]],
  ['DoesNotExist', [{ selector: { ...labels({ app: 'cart' }), ...expression('tier', 'DoesNotExist') }, labels: X }],
    [`${own('app=cart, tier DoesNotExist')} ${CANARY}`]],
  ['two of the user\'s own in one chart', [{ selector: labels(X), labels: X }, { selector: labels({ app: 'x' }), labels: { app: 'x' } }],
    [`${own('app=x', 1)} matches the pods of Deployment own-0 (shop/own-0)`]],
])('overlap: %s', (_name, owners, parts) => {
  for (const part of parts) expect(() => synth(...owners)).toThrow(part);
});

test('a Service of the user\'s own may span versions', () => {
  const chart = new CanaryChart(Testing.app(), 'shop', {
    namespace: 'shop', app: 'cart', port: 80, gateway: GatewayRef.named('edge'), match: Match.pathPrefix('/'),
    stable: Version.deploy({ image: 'cart:1' }), canary: Version.deploy({ image: 'cart:2' }), stage: CanaryStage.weight(5),
  });
  new ApiObject(chart, 'all', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'cart' }, spec: { selector: { app: 'cart' } } });
  expect(Testing.synth(chart).filter(({ kind }) => kind === 'Service')).toHaveLength(3);
});

test('two versions with one name are found', () => {
  const app = Testing.app();
  const make = (id: string, stableName: string) => new CanaryChart(app, id, {
    namespace: 'shop', app: 'cart', port: 80, gateway: GatewayRef.named('edge'), match: Match.pathPrefix(`/${id}`), routeName: id,
    stable: Version.deploy({ image: 'cart:1', name: stableName }), stage: CanaryStage.baseline(),
  });
  make('one', 'cart-one');
  const second = make('two', 'cart-two');
  expect(() => Testing.synth(second)).toThrow(
    'Deployment cart-one (one/canary/stable/deployment) (app=cart, version=stable) matches the pods of Deployment cart-two');
});

test.each<[string, object]>([
  ['a Pod', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels: { app: 'cart', version: 'stable' } } }],
  ['a CronJob', {
    apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'p' },
    spec: { jobTemplate: { spec: { template: { metadata: { labels: { app: 'cart', version: 'stable' } } } } } },
  }],
])('%s with the labels of a version is found', (_name, manifest) => {
  const chart = new CanaryChart(Testing.app(), 'shop', {
    namespace: 'shop', app: 'cart', port: 80, gateway: GatewayRef.named('edge'), match: Match.pathPrefix('/'),
    stable: Version.deploy({ image: 'cart:1' }), stage: CanaryStage.baseline(),
  });
  new ApiObject(chart, 'own', manifest as any);
  expect(() => Testing.synth(chart)).toThrow(/Service cart-stable .* matches the pods of (Pod|CronJob) p/);
});
