import { Chart, Testing } from 'cdk8s';
import {
  AbTestChart, BlueGreenChart, BlueGreenStage, CanaryChart, CanaryProps, CanaryStage, Hardening, Match, MetricSource, Monitoring, PrometheusMonitoringOptions,
  RouteProtocol, TierRoutingChart, VariantStage, Version,
} from '../../src';
import { forgetWarnings } from '../../src/warnings';
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
    const withPort = (image: string) => Version.deploy({ image, ports: [{ name: 'metrics', port: 9090 }] });
    const chart = canary({ stable: withPort('t:1'), canary: withPort('t:2') }, { monitor: 'service', portName: 'metrics', path: '/stats', interval: '15s', labels: { release: 'prom' } });
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
  const NO_DATA = ['NoTrafficData', 'NoLatencyData'];
  const ofCanary = ['CanaryErrors canary', 'CanaryLatency canary'];
  test.each([
    ['baseline', CanaryStage.baseline(), NO_DATA],
    ['deployed', CanaryStage.deployed(), [...ofCanary, 'NoTrafficDespiteWeight stable', ...NO_DATA, 'CanaryForgotten']],
    ['weight', CanaryStage.weight(5),
      [...ofCanary, 'NoTrafficDespiteWeight stable', 'NoTrafficDespiteWeight canary', ...NO_DATA, 'CanaryForgotten']],
    ['full', CanaryStage.full(), [...ofCanary, 'NoTrafficDespiteWeight canary', ...NO_DATA, 'CanaryForgotten']],
  ])('canary at %s', (_, stage, expected) => {
    expect(alerts(canary({ stage }))).toEqual(expected);
  });

  test('with a pin or a mirror nothing is said of shares', () => {
    const pinned = canary();
    pinned.pin('premium', PREMIUM, pinned.stable);
    const mirrored = canary();
    mirrored.addMirror('shadow', v('v3'));
    expect(alerts(pinned)).toEqual([...ofCanary, ...NO_DATA, 'CanaryForgotten']);
    expect(alerts(mirrored)).toEqual([...ofCanary, 'CanaryErrors shadow', 'CanaryLatency shadow', ...NO_DATA, 'CanaryForgotten']);
  });

  test('an audience that is not live yet changes no share', () => {
    const at = (stage: VariantStage) => alerts(new AbTestChart(Testing.app(), 'c', {
      ...COMMON, monitoring: Monitoring.prometheus(), defaultVersion: v(), variants: [{ name: 'experimental', match: BETA, version: v('v2'), stage }],
    }));
    expect(at(VariantStage.deployed())).toContain('NoTrafficDespiteWeight stable');
    expect(at(VariantStage.live())).not.toContain('NoTrafficDespiteWeight stable');
  });

  test.each([
    ['an application', {}, false],
    ['an application that only the gateway calls', { inClusterCallers: false }, true],
    ['Istio, where callers in the mesh are counted', { source: MetricSource.istio() }, false],
    ['NGINX, which counts what it forwards', { source: MetricSource.nginxGatewayFabric() }, true],
    ['NGINX, where some call past it', { source: MetricSource.nginxGatewayFabric(), inClusterCallers: true }, false],
  ])('shares are compared with weights where only the split\'s requests are counted: %s', (_, options, expected) => {
    expect(alerts(canary({}, options)).includes('ShareDiffersFromWeight canary')).toBe(expected);
  });

  test('a mirror answers nobody, so there is nothing to roll back', () => {
    const chart = canary();
    chart.addMirror('shadow', v('v3'));
    expect(alert(chart, 'CanaryErrors', 'shadow').annotations).not.toHaveProperty('rollback');
    expect(alert(chart, 'CanaryErrors', 'canary').annotations).toHaveProperty('rollback');
  });

  test('blue-green watches the side that answers', () => {
    expect(alerts(blueGreen(BlueGreenStage.green()))).toEqual(['VersionErrors green', 'VersionLatency green', 'NoTrafficDespiteWeight green', ...NO_DATA]);
  });

  test('variants and tiers are compared with the default', () => {
    const monitoring = Monitoring.prometheus();
    const abTest = new AbTestChart(Testing.app(), 'c', {
      ...COMMON, monitoring, defaultVersion: v(), variants: [{ name: 'experimental', match: BETA, version: v('v2') }],
    });
    const tiers = new TierRoutingChart(Testing.app(), 'c', {
      ...COMMON, monitoring, defaultVersion: v(), defaultName: 'standard', tiers: [{ name: 'premium', match: PREMIUM, version: v() }],
    });
    expect(alerts(abTest)).toEqual(['VersionErrors experimental', 'VersionLatency experimental', ...NO_DATA]);
    expect(alerts(tiers)).toEqual(['VersionErrors premium', 'VersionLatency premium', ...NO_DATA]);
    expect(alert(tiers, 'VersionErrors').expr).toContain('version="standard"');
  });

  test('those left out, and latency without a histogram', () => {
    expect(alerts(canary({}, { withoutAlerts: ['CanaryForgotten', 'NoTrafficData', 'NoLatencyData', 'NoTrafficDespiteWeight'] }))).toEqual(ofCanary);
    const withoutHistogram = alerts(canary({}, { source: MetricSource.nginxGatewayFabric() }));
    expect(withoutHistogram).not.toContain('CanaryLatency canary');
    expect(withoutHistogram).not.toContain('NoLatencyData');
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
  const chart = canary({}, { inClusterCallers: false, errorFloor: 2.5, minRequests: 40, latencySeconds: 1, forgottenAfter: '12h', shareTolerance: 1 });
  expect(alert(chart, 'CanaryErrors').expr).toMatch(/> 0\.025\nand [^]*>= 40\nand [^]*>= 10\n/);
  expect(rules(chart).find(({ record }) => record === 'app_version:requests_slow:increase5m').expr).toContain('le=~"1(\\\\.0+)?"');
  expect(alert(chart, 'CanaryForgotten').for).toBe('12h');
  expect(alert(chart, 'ShareDiffersFromWeight').expr).toMatch(/- 0\.05\) > 0\.01\n/);
  // Never more than half of the weight.
  expect(alert(canary({}, { inClusterCallers: false }), 'ShareDiffersFromWeight').expr).toMatch(/- 0\.05\) > 0\.025\n/);
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

describe('versions that this pattern does not make', () => {
  const monitoring = Monitoring.prometheus();
  const other = (app: Chart, props: Partial<CanaryProps> = {}) => new CanaryChart(app.node.root, 'other', {
    ...COMMON, app: 'other-api', routeName: 'other', match: Match.pathPrefix('/other/'), monitoring, stable: v(), stage: CanaryStage.baseline(), ...props,
  });

  test('of another pattern: its pods have that one\'s labels and monitor, and neither compares shares', () => {
    const owner = canary();
    const borrower = other(owner, { stable: Version.of(owner.stable), canary: v('v9'), stage: CanaryStage.weight(5) });
    expect(find(borrower, 'PodMonitor').spec.selector.matchExpressions[0].values).toEqual(['canary']);
    expect(rules(borrower)[0].expr).toContain('app="task-api",version="stable"');
    expect(rules(borrower)[6].expr).toContain('app="other-api",version="canary"');
    expect(JSON.parse(find(borrower, 'PrometheusRule').metadata.annotations['cdk8s-traffic.github.io/metrics']).series)
      .toEqual({ stable: { app: 'task-api', service: 'task-api-stable' } });
    for (const chart of [owner, borrower]) expect(alerts(chart)).not.toContain('NoTrafficDespiteWeight canary');
  });

  test('of another pattern without a monitor', () => {
    const owner = canary({ monitoring: undefined });
    const borrower = other(owner, { stable: Version.of(owner.stable), canary: v('v9'), stage: CanaryStage.weight(5) });
    expect(() => Testing.synth(borrower)).toThrow("'stable' is the workload c/canary/stable, whose pattern has no monitor that would ask its pods");
    const asked = other(canary({ monitoring: undefined }), { stable: Version.of(owner.stable), monitoring: Monitoring.prometheus({ monitor: 'none' }) });
    expect(alerts(asked)).toContain('NoTrafficData');
  });

  test('deployed by others: their Services, and a word about their labels', () => {
    forgetWarnings();
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const stable = Version.existing('legacy', { namespace: 'old', port: 81 });
    const ours = canary({ stable });
    const selector = find(ours, 'PodMonitor').spec.selector.matchExpressions[0].values;
    const said = stderr.mock.calls.join('');
    stderr.mockRestore();
    expect(selector).toEqual(['canary']);
    expect(said).toContain("'stable' is the Service legacy, deployed by others, so the monitor does not ask its pods");
    const istio = rules(canary({ stable }, { source: MetricSource.istio() }))[0].expr;
    expect(istio).toContain('destination_service_namespace="old",destination_service_name="legacy"');
    const nginx = rules(canary({ stable }, { source: MetricSource.nginxGatewayFabric() }))[0].expr;
    expect(nginx).toContain('"old_legacy_81"');
  });

  test('none of ours', () => {
    expect(() => Testing.synth(canary({ stable: Version.existing('a'), stage: CanaryStage.baseline() })))
      .toThrow("no version of this pattern is deployed here, so its PodMonitor would find no pod; write monitor: 'none'");
  });
});

test('a port that no container has', () => {
  expect(() => Testing.synth(canary({}, { portName: 'metrics' })))
    .toThrow("the monitor asks the port 'metrics', but the containers of task-api-stable have the ports http; state portName");
});

test('gRPC: as the metrics tell errors of it', () => {
  const grpc = { protocol: RouteProtocol.GRPC, match: Match.grpcMethod('a.B') };
  expect(rules(canary(grpc, { source: MetricSource.istio() }))[2].expr).toContain('grpc_response_status=~"2|4|12|13|14|15"');
  expect(rules(canary(grpc, { source: MetricSource.istio({ grpc: false }) }))[2].expr).toContain('response_code=~"5.."');
  expect(() => canary(grpc, { source: MetricSource.nginxGatewayFabric() })).toThrow('the metrics of NGINX Gateway Fabric tell no status of gRPC');
});

test('refuses what is no Monitoring', () => {
  expect(() => canary({ monitoring: {} as any })).toThrow('monitoring must be a Monitoring such as Monitoring.prometheus()');
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
  [null, 'the options of Monitoring.prometheus are null, but must be an object'],
  [{ minRequest: 5 }, "Monitoring.prometheus has no option 'minRequest'; did you mean 'minRequests'?"],
  [{ latencySeconds: '1' }, "latencySeconds is '1', but must be a number"],
  [{ labels: null }, 'labels is null, but must be an object'],
  [{ withoutAlerts: 'CanaryErrors' }, "withoutAlerts is 'CanaryErrors', but must be an array of strings"],
  [{ source: {} }, 'but must be a MetricSource'],
  [{ interval: '2m' }, "interval is '2m', but must be at most 75s"],
  [{ interval: '15 s' }, "interval is '15 s', but must be a duration"],
  [{ forgottenAfter: '0s' }, "forgottenAfter is '0s'"],
])('refuses %j', (options, message) => {
  expect(() => Monitoring.prometheus(options as PrometheusMonitoringOptions)).toThrow(message);
});
