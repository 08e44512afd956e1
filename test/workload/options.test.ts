import { ApiObject, Testing } from 'cdk8s';
import {
  CanaryChart, CanaryChartProps, CanaryStage, DeployOptions, DisruptionBudget, GatewayRef, Hardening, Match, PreStop, Probe, RouteProtocol,
  UpdateStrategy, Version,
} from '../../src';

type Props = Partial<CanaryChartProps>;

/** Objects of an app's only version with these options, and nothing filled in unless asked for. */
function objects(options: DeployOptions, props: Props = {}): any[] {
  const chart = new CanaryChart(Testing.app(), 'shop', {
    namespace: 'shop', app: 'cart', port: 8000, gateway: GatewayRef.named('edge'),
    match: props.protocol === undefined ? Match.pathPrefix('/') : undefined,
    hardening: Hardening.none(), stable: Version.deploy({ image: 'cart:1', ...options }), stage: CanaryStage.baseline(), ...props,
  });
  return Testing.synth(chart).filter(({ kind }) => kind !== 'HTTPRoute' && kind !== 'GRPCRoute');
}

const find = (kind: string, list: any[]) => list.find(object => object.kind === kind);
const deployment = (options: DeployOptions, props?: Props) => find('Deployment', objects(options, props));

const IDENTITY = { app: 'cart', version: 'stable' };
const CONTAINER = { name: 'cart', image: 'cart:1', ports: [{ name: 'http', containerPort: 8000, protocol: 'TCP' }] };

test('the plain form has just the fields of a hand-written manifest', () => {
  expect(objects({ replicas: 3 })).toEqual([
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'cart-stable', namespace: 'shop' },
      spec: { replicas: 3, selector: { matchLabels: IDENTITY },
        template: { metadata: { labels: IDENTITY }, spec: { containers: [CONTAINER] } } },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'cart-stable', namespace: 'shop' },
      spec: { type: 'ClusterIP', selector: IDENTITY, ports: [{ name: 'http', port: 8000, targetPort: 8000, protocol: 'TCP' }] },
    },
  ]);
});

test('without replicas there are 2', () => {
  expect([deployment({}).spec.replicas, deployment({ replicas: 7 }).spec.replicas]).toEqual([2, 7]);
});

/** What an option changes in the container. */
const CONTAINERS: [string, DeployOptions, object][] = [
  ['image', { image: 'registry.example.com/cart@sha256:ab' }, { image: 'registry.example.com/cart@sha256:ab' }],
  ['imagePullPolicy', { imagePullPolicy: 'Always' }, { imagePullPolicy: 'Always' }],
  ['command', { command: ['/app', '-v'] }, { command: ['/app', '-v'] }],
  ['args', { args: ['--port', '80'] }, { args: ['--port', '80'] }],
  ['env', { env: { B: '2', A: '' } }, { env: [{ name: 'B', value: '2' }, { name: 'A', value: '' }] }],
  ['env empty', { env: {} }, {}],
  ['envVars after env', { env: { A: '1' }, envVars: [{ name: 'T', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] },
    { env: [{ name: 'A', value: '1' }, { name: 'T', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }],
  ['envFrom', { envFrom: [{ configMapRef: { name: 'c' } }] }, { envFrom: [{ configMapRef: { name: 'c' } }] }],
  ['resources', { resources: { cpu: '250m', memory: '1.5Gi', cpuLimit: '1', memoryLimit: '2Gi' } },
    { resources: { requests: { cpu: '250m', memory: '1.5Gi' }, limits: { cpu: '1', memory: '2Gi' } } }],
  ['resources, limits only', { resources: { memoryLimit: '2Gi' } }, { resources: { limits: { memory: '2Gi' } } }],
  ['readiness', { readiness: Probe.httpGet('/ready') }, { readinessProbe: { httpGet: { path: '/ready', port: 8000 } } }],
  ['liveness with its timing',
    { liveness: Probe.tcpSocket({ port: 9, periodSeconds: 1, initialDelaySeconds: 0, timeoutSeconds: 2, failureThreshold: 3 }) },
    { livenessProbe: { tcpSocket: { port: 9 }, periodSeconds: 1, initialDelaySeconds: 0, timeoutSeconds: 2, failureThreshold: 3 } }],
  ['startup', { startup: Probe.grpc() }, { startupProbe: { grpc: { port: 8000 } } }],
  ['a probe by command', { liveness: Probe.exec(['/bin/check']) }, { livenessProbe: { exec: { command: ['/bin/check'] } } }],
  ['no probe', { readiness: Probe.none(), liveness: Probe.none() }, {}],
  ['preStop pause', { preStop: PreStop.sleep(5) }, { lifecycle: { preStop: { sleep: { seconds: 5 } } } }],
  ['preStop command', { preStop: PreStop.exec(['sleep', '5']) }, { lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } } }],
  ['no preStop', { preStop: PreStop.none() }, {}],
  ['securityContext', { securityContext: { runAsUser: 1000 } }, { securityContext: { runAsUser: 1000 } }],
  ['volumeMounts', { volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] }, { volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] }],
  ['containerPort, which the probes follow', { containerPort: 9000, readiness: Probe.tcpSocket() },
    { ports: [{ name: 'http', containerPort: 9000, protocol: 'TCP' }], readinessProbe: { tcpSocket: { port: 9000 } } }],
  ['ports', { ports: [{ name: 'metrics', port: 9090 }, { name: 'debug', port: 6060, containerPort: 6061 }] }, {
    ports: [...CONTAINER.ports, { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
      { name: 'debug', containerPort: 6061, protocol: 'TCP' }],
  }],
];

test.each(CONTAINERS)('container: %s', (_name, options, change) => {
  expect(deployment(options).spec.template.spec).toEqual({ containers: [{ ...CONTAINER, ...change }] });
});

/** What an option changes in the pod's spec. */
const PODS: [string, DeployOptions, object][] = [
  ['imagePullSecrets', { imagePullSecrets: ['a', 'b'] }, { imagePullSecrets: [{ name: 'a' }, { name: 'b' }] }],
  ['serviceAccountName', { serviceAccountName: 'cart' }, { serviceAccountName: 'cart' }],
  ['priorityClassName', { priorityClassName: 'high' }, { priorityClassName: 'high' }],
  ['nodeSelector', { nodeSelector: { disk: 'ssd' } }, { nodeSelector: { disk: 'ssd' } }],
  ['tolerations', { tolerations: [{ key: 'spot', operator: 'Exists' }] }, { tolerations: [{ key: 'spot', operator: 'Exists' }] }],
  ['affinity', { affinity: { podAntiAffinity: {} } }, { affinity: { podAntiAffinity: {} } }],
  ['volumes', { volumes: [{ name: 'tmp', emptyDir: {} }] }, { volumes: [{ name: 'tmp', emptyDir: {} }] }],
  ['initContainers', { initContainers: [{ name: 'init', image: 'i:1' }] }, { initContainers: [{ name: 'init', image: 'i:1' }] }],
  ['sidecars', { sidecars: [{ name: 'logs', image: 'l:1' }] }, { containers: [CONTAINER, { name: 'logs', image: 'l:1' }] }],
  ['podSecurityContext', { podSecurityContext: { fsGroup: 1000 } }, { securityContext: { fsGroup: 1000 } }],
  ['terminationGracePeriodSeconds', { terminationGracePeriodSeconds: 60 }, { terminationGracePeriodSeconds: 60 }],
  ['no time to stop, and no pause', { terminationGracePeriodSeconds: 0, preStop: PreStop.none() }, { terminationGracePeriodSeconds: 0 }],
  ['topologySpread over this version\'s pods',
    { topologySpread: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }] },
    { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: IDENTITY } }] }],
  ['topologySpread with a selector of its own',
    { topologySpread: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'cart' } } }] },
    { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'cart' } } }] }],
];

test.each(PODS)('pod: %s', (_name, options, change) => {
  expect(deployment(options).spec.template.spec).toEqual({ containers: [CONTAINER], ...change });
});

test.each<[string, DeployOptions, object]>([
  ['minReadySeconds', { minReadySeconds: 5 }, { minReadySeconds: 5 }],
  ['revisionHistoryLimit', { revisionHistoryLimit: 0 }, { revisionHistoryLimit: 0 }],
  ['recreate', { updateStrategy: UpdateStrategy.recreate() }, { strategy: { type: 'Recreate' } }],
  ['rolling update by default', { updateStrategy: UpdateStrategy.rollingUpdate() },
    { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } } }],
  ['rolling update', { updateStrategy: UpdateStrategy.rollingUpdate({ maxSurge: '0', maxUnavailable: '10%' }) },
    { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: '10%' } } }],
])('Deployment: %s', (_name, options, change) => {
  const plain = deployment({}).spec;
  expect(deployment(options).spec).toEqual({ ...plain, ...change });
});

test('labels and annotations of objects and pods', () => {
  const list = objects({
    replicas: 2, labels: { team: 'tasks' }, annotations: { owner: 'x' }, podLabels: { tier: 'web' }, podAnnotations: { scrape: 'true' },
    disruptionBudget: DisruptionBudget.maxUnavailable(1),
  });
  for (const { metadata } of list) expect([metadata.labels, metadata.annotations]).toEqual([{ team: 'tasks' }, { owner: 'x' }]);
  expect(list[0].spec.template.metadata).toEqual({ labels: { tier: 'web', ...IDENTITY }, annotations: { scrape: 'true' } });
  expect(list[0].spec.selector.matchLabels).toEqual(IDENTITY);
});

test('name names every object of the version, and what refers to it', () => {
  const chart = new CanaryChart(Testing.app(), 'shop', {
    app: 'cart', port: 80, gateway: GatewayRef.named('edge'), match: Match.pathPrefix('/'), stage: CanaryStage.baseline(),
    stable: Version.deploy({ image: 'cart:1', name: 'old-cart', autoscaling: { minReplicas: 2, maxReplicas: 3 } }),
  });
  const list = Testing.synth(chart);
  expect(list.filter(({ kind }) => kind !== 'HTTPRoute').map(({ kind, metadata }) => [kind, metadata.name])).toEqual(
    ['Deployment', 'Service', 'HorizontalPodAutoscaler', 'PodDisruptionBudget'].map(kind => [kind, 'old-cart']));
  expect([find('HorizontalPodAutoscaler', list).spec.scaleTargetRef.name,
    find('HTTPRoute', list).spec.rules[0].backendRefs[0].name]).toEqual(['old-cart', 'old-cart']);
  expect([chart.stable.objectName, chart.stable.serviceName, chart.stable.versionName, chart.stable.appName]).toEqual(['old-cart',
    'old-cart', 'stable', 'cart']);
});

const PORT = { name: 'http', port: 8000, targetPort: 8000, protocol: 'TCP' };

test.each<[string, DeployOptions, Props, object[]]>([
  ['appProtocol', { appProtocol: 'kubernetes.io/ws' }, {}, [{ ...PORT, appProtocol: 'kubernetes.io/ws' }]],
  ['gRPC is HTTP/2 in the clear', {}, { protocol: RouteProtocol.GRPC }, [{ ...PORT, name: 'grpc', appProtocol: 'kubernetes.io/h2c' }]],
  ['gRPC with TLS to the pod', { appProtocol: '' }, { protocol: RouteProtocol.GRPC }, [{ ...PORT, name: 'grpc' }]],
  ['containerPort', { containerPort: 9000 }, {}, [{ ...PORT, targetPort: 9000 }]],
  ['ports', { ports: [{ name: 'a', port: 1 }, { name: 'b', port: 2, containerPort: 3, appProtocol: 'kubernetes.io/h2c' }] }, {}, [
    PORT, { name: 'a', port: 1, targetPort: 1, protocol: 'TCP' }, { name: 'b', port: 2, targetPort: 3, protocol: 'TCP',
      appProtocol: 'kubernetes.io/h2c' },
  ]],
])('Service: %s', (_name, options, props, ports) => {
  expect(find('Service', objects(options, props)).spec.ports).toEqual(ports);
});

const refuse = (options: object) => () => objects(options as DeployOptions);

const ERRORS: [string, () => unknown, string[]][] = [
  ['image with a space', refuse({ image: 'cart: 1' }), ["image is 'cart: 1'", "'registry/app:tag'"]],
  ['image empty', refuse({ image: '' }), ["image is ''"]],
  ['name', refuse({ name: 'Cart' }), ["version name is 'Cart'", 'DNS label']],
  ['a name that no Service can have', refuse({ name: '1cart' }),
    ["name of Deployment and Service is '1cart'", 'starts with a letter (RFC 1035)']],
  ['replicas', refuse({ replicas: -1 }), ['replicas is -1', 'at least 0']],
  ['replicas beside autoscaling', refuse({ replicas: 3, autoscaling: { minReplicas: 1, maxReplicas: 2 } }),
    ['replicas (3) and autoscaling are both given', 'leave replicas out']],
  ['containerPort', refuse({ containerPort: 0 }), ['containerPort is 0', '1 to 65535']],
  ...['terminationGracePeriodSeconds', 'minReadySeconds', 'revisionHistoryLimit'].map((name): [string, () => unknown, string[]] =>
    [name, refuse({ [name]: -1 }), [`${name} is -1`, 'at least 0']]),
  ['imagePullPolicy', refuse({ imagePullPolicy: 'always' }), ["imagePullPolicy is 'always'", 'Always, IfNotPresent or Never']],
  ['a pause as long as the default grace', refuse({ preStop: PreStop.sleep(30) }),
    ['preStop pause (30 s)', 'terminationGracePeriodSeconds (30)', 'killed']],
  ['a pause longer than the grace', refuse({ preStop: PreStop.sleep(5), terminationGracePeriodSeconds: 4 }),
    ['preStop pause (5 s)', '(4)']],
  ['a label that identifies the version', refuse({ labels: { version: 'x' } }),
    ['[shop/canary/stable]', "labels states 'version'", 'set by the pattern']],
  ['a pod label that identifies the version', refuse({ podLabels: { app: 'x' } }), ['[shop/canary/stable]', "podLabels states 'app'"]],
  ['the value of a label', refuse({ labels: { team: 'a b' } }), ["label team is 'a b'", 'at most 63']],
  ['the value of a pod label', refuse({ podLabels: { tier: 'a/b' } }), ["pod label tier is 'a/b'"]],
  ['a variable twice', refuse({ env: { A: '1' }, envVars: [{ name: 'A', value: '2' }] }), ["environment variable 'A' is given twice"]],
  ['the name of a port', refuse({ ports: [{ name: '1', port: 1 }] }), ["port name is '1'", 'at least one letter']],
  ['a port', refuse({ ports: [{ name: 'a', port: 0 }] }), ["port 'a' is 0"]],
  ['the containerPort of a port', refuse({ ports: [{ name: 'a', port: 1, containerPort: 70000 }] }), ["containerPort of 'a' is 70000"]],
  ['a port of the pattern\'s name', refuse({ ports: [{ name: 'http', port: 1 }] }),
    ["port name 'http' stands twice", "own port is named 'http'"]],
  ['a port twice by name', refuse({ ports: [{ name: 'a', port: 1 }, { name: 'a', port: 2 }] }), ["port name 'a' stands twice"]],
  ['the pattern\'s own port', refuse({ ports: [{ name: 'a', port: 8000 }] }), ["port 'a' is 8000", "pattern's own port"]],
  ['a quantity', refuse({ resources: { memory: '512MB' } }), ["memory is '512MB'", "'512Mi'"]],
  ['a request above its limit', refuse({ resources: { cpu: '1500m', cpuLimit: '1' } }), ["resources.cpu is '1500m', but cpuLimit is '1'"]],
  ['memory above its limit', refuse({ resources: { memory: '1Gi', memoryLimit: '1000Mi' } }), ["resources.memory is '1Gi', but memoryLimit is '1000Mi'"]],
  ['thousandths of a byte', refuse({ resources: { memory: '128m' } }), ["resources.memory is '128m', which is thousandths of a byte"]],
  ['a quantity of a limit', refuse({ resources: { cpuLimit: '-1' } }), ["resources.cpuLimit is '-1'", 'quantity']],
];

test.each(ERRORS)('%s is refused', (_name, run, parts) => {
  for (const part of parts) expect(run).toThrow(part);
});

test('the objects of a workload are there for patches, and only where the stage has them', () => {
  const chart = new CanaryChart(Testing.app(), 'shop', {
    app: 'cart', port: 80, gateway: GatewayRef.named('edge'), match: Match.pathPrefix('/'), stable: Version.deploy({ image: 'cart:1' }),
    stage: CanaryStage.baseline(),
  });
  const { stable, canary } = chart;
  expect([stable.deployment, stable.service, stable.disruptionBudget].every(object => object instanceof ApiObject)).toBe(true);
  expect([stable.autoscaler, stable.priorityClass, canary.deployment, canary.service]).toEqual([undefined, undefined, undefined,
    undefined]);
});
