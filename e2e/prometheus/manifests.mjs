// The monitoring of every pattern at every stage, rendered by the library.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { App, Testing } = require('cdk8s');
const lib = require('../../lib/src/index.js');
const { AbTestChart, BlueGreenChart, BlueGreenStage, CanaryChart, CanaryStage, GatewayRef, Match, MetricSource, Monitoring, TierRoutingChart, Version } = lib;

const common = { namespace: 'e2e', app: 'shop', port: 8000, gateway: GatewayRef.named('gateway'), match: Match.pathPrefix('/') };
const version = (tag) => Version.deploy({ image: `shop:${tag}`, replicas: 3 });
const premium = Match.header('x-tier', 'premium');

/** Objects of a canary with monitoring at a stage. */
export function canary(stage, options = {}, props = {}) {
  return objects((app) => new CanaryChart(app, 'c', {
    ...common, stable: version('v1'), canary: version('v2'), stage, monitoring: Monitoring.prometheus(options), ...props,
  }));
}

/** Objects of a blue-green pair with monitoring at a stage. */
export function blueGreen(stage, monitoring = Monitoring.prometheus()) {
  return objects((app) => new BlueGreenChart(app, 'b', { ...common, blue: version('v1'), green: version('v2'), stage, monitoring }));
}

/** Every pattern at every stage, with each source of metrics, by name. */
export function all() {
  const sources = {
    application: MetricSource.application(),
    native: MetricSource.application({ nativeHistogram: true }),
    grpc: MetricSource.grpcServer(),
    istio: MetricSource.istio(),
    nginx: MetricSource.nginxGatewayFabric(),
  };
  const stages = ['baseline', 'deployed', 'preview', 'full', 'promoting', 'settled', 'rolledBack', 'contained'].map((name) => CanaryStage[name]());
  const weights = [1, 5, 25, 50, 99].map((percent) => CanaryStage.weight(percent));
  return Object.entries(sources).flatMap(([name, source]) => {
    const monitoring = Monitoring.prometheus({ source });
    return [
      ...[...stages, ...weights].map((stage) => [`canary ${stage.stageName}, ${name}`, canary(stage, { source })]),
      ...[BlueGreenStage.blue(), BlueGreenStage.green()].map((stage) => [`blue-green ${stage.stageName}, ${name}`, blueGreen(stage, monitoring)]),
      [`ab-test, ${name}`, objects((app) => new AbTestChart(app, 'a', {
        ...common, defaultVersion: version('v1'), variants: [{ name: 'beta', match: premium, version: version('v2') }], monitoring,
      }))],
      [`tiers, ${name}`, objects((app) => new TierRoutingChart(app, 't', {
        ...common, defaultVersion: version('v1'), tiers: [{ name: 'premium', match: premium, version: version('v2') }], monitoring,
      }))],
    ];
  });
}

/** What stands in the spec of a PrometheusRule, as Prometheus reads it from a file. */
export const rulesOf = (objects_) => objects_.find(({ kind }) => kind === 'PrometheusRule').spec;

/** The relabelings of a PodMonitor, as the operator writes them into Prometheus's configuration. */
export function relabelConfigs(objects_) {
  const [endpoint] = objects_.find(({ kind }) => kind === 'PodMonitor').spec.podMetricsEndpoints;
  return endpoint.relabelings.map(({ sourceLabels, targetLabel, action }) => ({ source_labels: sourceLabels, target_label: targetLabel, action }));
}

function objects(build) {
  const app = new App({ outdir: Testing.app().outdir });
  build(app);
  return app.charts.flatMap((chart) => chart.toJson());
}
