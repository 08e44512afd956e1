// The manifests of every pattern at every stage, each in a namespace and at a host of its own, so that many are loaded at once.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { App, Testing } = require('cdk8s');
const { AbTestChart, BlueGreenChart, BlueGreenStage, CanaryChart, CanaryStage, GatewayRef, Match, RouteFilter, RouteProtocol, TierRoutingChart, VariantStage, Version } = require('../../lib/src/index.js');

const premium = Match.header('x-tier', 'premium');
const version = (tag) => Version.deploy({ image: `shop:${tag}`, replicas: 4 });

/** [name, objects] of each. */
export function patternSets() {
  const stages = [
    ...['baseline', 'deployed', 'preview', 'full', 'promoting', 'settled', 'rolledBack', 'contained'].map((name) => CanaryStage[name]()),
    ...[1, 5, 25, 50, 99].map((percent) => CanaryStage.weight(percent)),
  ];
  const protocols = [['HTTP', {}], ['gRPC', { protocol: RouteProtocol.GRPC, match: Match.grpcMethod('shop.Cart') }]];
  const builds = protocols.flatMap(([protocol, more]) => [
    ...stages.map((stage) => [`canary ${stage.stageName} ${protocol}`, (scope, common) => {
      const canary = new CanaryChart(scope, 'c', { ...common, ...more, stable: version('v1'), canary: version('v2'), stage });
      canary.pin('premium', premium, canary.stable);
      canary.pin('testers', Match.header('x-tester', 'yes'), canary.canary);
      if (protocol === 'HTTP') canary.addMirror('shadow', version('v3'), { percent: 20 });
    }]),
    ...[BlueGreenStage.blue(), BlueGreenStage.green()].map((stage) => [`blue-green ${stage.stageName} ${protocol}`, (scope, common) => (
      new BlueGreenChart(scope, 'b', { ...common, ...more, blue: version('v1'), green: version('v2'), stage, previewMatch: Match.header('x-preview', 'on') }))]),
    ...[VariantStage.deployed(), VariantStage.live()].map((stage) => [`ab-test ${stage.stageName} ${protocol}`, (scope, common) => new AbTestChart(scope, 'a', {
      ...common, ...more, defaultVersion: version('v1'),
      variants: [{ name: 'beta', match: Match.header('x-beta', 'yes'), version: version('v2'), stage }, { name: 'gamma', match: Match.headerRegex('x-user', '[0-9]+7'), version: version('v3') }],
    })]),
    [`tiers ${protocol}`, (scope, common) => new TierRoutingChart(scope, 't', {
      ...common, ...more, defaultVersion: version('v1'), defaultName: 'standard', tiers: [{ name: 'premium', match: premium, version: version('v2') }],
    })],
  ]);
  const filters = ['filters', (scope, common) => new CanaryChart(scope, 'f', {
    ...common, stable: version('v1'), canary: version('v2'), stage: CanaryStage.weight(25),
    filters: [RouteFilter.requestHeaders({ set: { 'x-set': 'a' }, add: { 'x-add': 'b' }, remove: ['x-remove'] })],
  })];
  return [...builds, filters].map(([name, build], index) => [name, rendered(build, `p${index}`)]);
}

/** Canaries at weights, each also with a filter on every backend: Envoy Gateway then makes a cluster of each, and chooses by chance. */
export function splitSets() {
  return [1, 5, 25, 50, 99].flatMap((percent, index) => [[], [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'x-backend', value: 'own' }] } }]].map((own) => {
    const build = (scope, common) => new CanaryChart(scope, 's', { ...common, stable: version('v1'), canary: version('v2'), stage: CanaryStage.weight(percent) });
    const objects = rendered(build, `s${index}${own.length}`).map((object) => (object.kind !== 'HTTPRoute' || own.length === 0 ? object : {
      ...object, spec: { ...object.spec, rules: object.spec.rules.map((rule) => ({ ...rule, backendRefs: rule.backendRefs.map((ref) => ({ ...ref, filters: own })) })) },
    }));
    return [`${percent} %${own.length > 0 ? ' with filters' : ''}`, objects];
  }));
}

function rendered(build, namespace) {
  const app = new App({ outdir: Testing.app().outdir });
  build(app, {
    namespace, app: 'shop', port: 8000, gateway: GatewayRef.named('edge', { namespace: 'edge' }), match: Match.pathPrefix('/api'), hostnames: [`${namespace}.example.com`],
  });
  return app.charts.flatMap((chart) => chart.toJson());
}
