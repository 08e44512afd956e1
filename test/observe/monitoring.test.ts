import { Chart, Testing } from 'cdk8s';
import {
  AbTestChart, BlueGreenChart, BlueGreenStage, CanaryChart, CanaryProps, CanaryStage, Hardening, Match, MetricSource, Monitoring, PrometheusMonitoringOptions,
  RouteProtocol, TierRoutingChart, Version,
} from '../../src';
import { BETA, COMMON, PREMIUM } from '../support/walks';

const v = (tag = 'v1', replicas?: number) => Version.deploy({ image: `task-api:${tag}`, replicas });
const canary = (props: Partial<CanaryProps> = {}, options: PrometheusMonitoringOptions = {}) => new CanaryChart(Testing.app(), 'c', {
  ...COMMON, stable: v('v1', 10), canary: v('v2'), stage: CanaryStage.weight(5), monitoring: Monitoring.prometheus(options), ...props,
});
const blueGreen = (stage: BlueGreenStage) => new BlueGreenChart(Testing.app(), 'c', {
  ...COMMON, blue: v('v1', 3), green: v('v2', 3), stage, monitoring: Monitoring.prometheus(),
});

const find = (chart: Chart, kind: string) => (Testing.synth(chart) as any[]).find(object => object.kind === kind);
const rules = (chart: Chart): any[] => find(chart, 'PrometheusRule').spec.groups.flatMap((group: any) => group.rules);
const alerts = (chart: Chart) => rules(chart).filter(({ alert }) => alert !== undefined)
  .map(({ alert, labels }) => (labels.version === undefined ? alert : `${alert} ${labels.version}`));
const alert = (chart: Chart, name: string, version?: string) => rules(chart)
  .find(rule => rule.alert === name && (version === undefined || rule.labels.version === version));

describe('what scrapes', () => {
  test.each([
    ['a canary', canary(), 'version', ['stable', 'canary'], 'http'],
    ['a canary at baseline', canary({ stage: CanaryStage.baseline() }), 'version', ['stable'], 'http'],
    ['blue-green', blueGreen(BlueGreenStage.green()), 'environment', ['blue', 'green'], 'http'],
    ['gRPC', canary({ protocol: RouteProtocol.GRPC, match: Match.grpcMethod('a.B') }), 'version', ['stable', 'canary'], 'grpc'],
  ])('%s: its own versions, with the version on every sample', (_, chart, label, values, port) => {
    const { spec } = find(chart, 'PodMonitor');
    expect(spec.selector).toEqual({ matchLabels: { app: 'task-api' }, matchExpressions: [{ key: label, operator: 'In', values }] });
    expect(spec.podMetricsEndpoints).toEqual([{
      port,
      path: '/metrics',
      relabelings: [
        { action: 'replace', sourceLabels: ['__meta_kubernetes_pod_label_app'], targetLabel: 'app' },
        { action: 'replace', sourceLabels: [`__meta_kubernetes_pod_label_${label}`], targetLabel: 'version' },
      ],
    }]);
  });

  test('a ServiceMonitor, with a port, path and interval of its own', () => {
    const chart = canary({}, { monitor: 'service', portName: 'metrics', path: '/stats', interval: '15s', labels: { release: 'prom' } });
    const { metadata, spec } = find(chart, 'ServiceMonitor');
    expect(metadata.labels).toEqual({ release: 'prom' });
    expect(spec.endpoints[0]).toMatchObject({ targetPort: 'metrics', path: '/stats', interval: '15s' });
    expect(find(chart, 'PodMonitor')).toBeUndefined();
  });

  test('a gateway\'s metrics need no monitor, and rules can be left out', () => {
    const chart = canary({}, { source: MetricSource.istio(), rules: false });
    expect(chart.monitors).toEqual([]);
    expect(canary().monitors.map(({ kind }) => kind)).toEqual(['PodMonitor', 'PrometheusRule']);
  });

  test('a ServiceMonitor finds nothing where Services have no labels', () => {
    expect(() => canary({ hardening: Hardening.none() }, { monitor: 'service' })).toThrow("monitor is 'service', but the Services have no labels");
  });
});

describe('which alerts there are', () => {
  const ofCanary = ['CanaryErrors canary', 'CanaryLatency canary'];
  test.each([
    ['baseline', CanaryStage.baseline(), ['NoTrafficDespiteWeight stable', 'NoTrafficData']],
    ['deployed', CanaryStage.deployed(), [...ofCanary, 'NoTrafficDespiteWeight stable', 'NoTrafficData', 'CanaryForgotten']],
    ['weight', CanaryStage.weight(5),
      [...ofCanary, 'NoTrafficDespiteWeight stable', 'ShareDiffersFromWeight canary', 'NoTrafficDespiteWeight canary', 'NoTrafficData', 'CanaryForgotten']],
    ['full', CanaryStage.full(), [...ofCanary, 'NoTrafficDespiteWeight canary', 'NoTrafficData', 'CanaryForgotten']],
  ])('canary at %s', (_, stage, expected) => {
    expect(alerts(canary({ stage }))).toEqual(expected);
  });

  test('with a pin or a mirror nothing is said of shares', () => {
    const pinned = canary();
    pinned.pin('premium', PREMIUM, pinned.stable);
    const mirrored = canary();
    mirrored.addMirror('shadow', v('v3'));
    expect(alerts(pinned)).toEqual([...ofCanary, 'NoTrafficData', 'CanaryForgotten']);
    expect(alerts(mirrored)).toEqual([...ofCanary, 'CanaryErrors shadow', 'CanaryLatency shadow', 'NoTrafficData', 'CanaryForgotten']);
  });

  test('blue-green watches the side that answers', () => {
    expect(alerts(blueGreen(BlueGreenStage.green()))).toEqual(['VersionErrors green', 'VersionLatency green', 'NoTrafficDespiteWeight green', 'NoTrafficData']);
  });

  test('variants and tiers are compared with the default', () => {
    const monitoring = Monitoring.prometheus();
    const abTest = new AbTestChart(Testing.app(), 'c', {
      ...COMMON, monitoring, defaultVersion: v(), variants: [{ name: 'experimental', match: BETA, version: v('v2') }],
    });
    const tiers = new TierRoutingChart(Testing.app(), 'c', {
      ...COMMON, monitoring, defaultVersion: v(), defaultName: 'standard', tiers: [{ name: 'premium', match: PREMIUM, version: v() }],
    });
    expect(alerts(abTest)).toEqual(['VersionErrors experimental', 'VersionLatency experimental', 'NoTrafficData']);
    expect(alerts(tiers)).toEqual(['VersionErrors premium', 'VersionLatency premium', 'NoTrafficData']);
    expect(alert(tiers, 'VersionErrors').expr).toContain('version="standard"');
  });

  test('those left out, and latency without a histogram', () => {
    expect(alerts(canary({}, { withoutAlerts: ['CanaryForgotten', 'NoTrafficData', 'NoTrafficDespiteWeight', 'ShareDiffersFromWeight'] }))).toEqual(ofCanary);
    expect(alerts(canary({}, { source: MetricSource.nginxGatewayFabric() }))).not.toContain('CanaryLatency canary');
  });
});

test('an alert says where it is, what to read and how to go back', () => {
  expect(alert(canary(), 'CanaryErrors')).toMatchObject({
    for: '2m',
    labels: { app: 'task-api', namespace: 'task-api', route: 'task-api-canary', severity: 'critical', stage: 'weight-5', version: 'canary' },
    annotations: {
      rollback: 'cdk8s-traffic rollback task-api --commit',
      runbook_url: 'https://github.com/cdk8s-traffic/cdk8s-traffic/blob/main/docs/monitoring.md#canaryerrors',
    },
  });
  expect(alert(canary({}, { runbookUrl: 'https://example.com/r' }), 'CanaryErrors').annotations.runbook_url).toBe('https://example.com/r');
});

test('limits are the user\'s', () => {
  const chart = canary({}, { errorFloor: 2.5, minRequests: 40, latencySeconds: 1, forgottenAfter: '12h', shareTolerance: 1 });
  expect(alert(chart, 'CanaryErrors').expr).toMatch(/> 0\.025\n[^]*>= 40$/);
  expect(alert(chart, 'CanaryLatency').expr).toMatch(/} *\) > 1\n/);
  expect(alert(chart, 'CanaryForgotten').for).toBe('12h');
  expect(alert(chart, 'ShareDiffersFromWeight').expr).toMatch(/- 0\.05\) > 0\.01\n/);
  // Never more than half of the weight.
  expect(alert(canary(), 'ShareDiffersFromWeight').expr).toMatch(/- 0\.05\) > 0\.025\n/);
});

test('the command line finds the same metrics', () => {
  const chart = canary({}, { source: MetricSource.application({ statusLabel: 'code' }), latencySeconds: 0.25 });
  const annotation = find(chart, 'PrometheusRule').metadata.annotations['cdk8s-traffic.github.io/metrics'];
  expect(find(chart, 'PodMonitor').metadata.annotations['cdk8s-traffic.github.io/metrics']).toBe(annotation);
  expect(JSON.parse(annotation)).toEqual({
    app: 'task-api', namespace: 'task-api', route: 'task-api-canary', port: 8000, pattern: 'canary', reference: 'stable', latencySeconds: 0.25,
    source: { kind: 'application', statusLabel: 'code' }, versions: { stable: 'task-api-stable', canary: 'task-api-canary' },
  });
});

test.each([
  [{ monitor: 'pods' }, "monitor is 'pods', but must be pod, service, none; did you mean 'pod'?"],
  [{ path: 'metrics' }, "path is 'metrics', but must start with '/'"],
  [{ portName: 'Metrics' }, "portName is 'Metrics'"],
  [{ labels: { release: 'a b' } }, "label release is 'a b'"],
  [{ withoutAlerts: ['CanaryError'] }, "did you mean 'CanaryErrors'?"],
  [{ runbookUrl: 'wiki/page' }, "runbookUrl is 'wiki/page', but must be an address"],
  [{ runbookUrl: 'https://x/{{oops' }, "without '{{', which Prometheus would take for a template"],
  [{ latencySeconds: 0 }, 'latencySeconds is 0, but must be above 0 and at most 3600'],
  [{ errorFloor: 101 }, 'errorFloor is 101, but must be above 0 and at most 100'],
  [{ shareTolerance: NaN }, 'shareTolerance is NaN'],
  [{ minRequests: 1.5 }, 'minRequests is 1.5, but must be a whole number above 0'],
  [{ interval: '15 s' }, "interval is '15 s', but must be a duration"],
  [{ forgottenAfter: '0s' }, "forgottenAfter is '0s'"],
])('refuses %j', (options, message) => {
  expect(() => Monitoring.prometheus(options as PrometheusMonitoringOptions)).toThrow(message);
});
