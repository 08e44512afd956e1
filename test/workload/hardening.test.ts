import { Testing } from 'cdk8s';
import { CanaryChart, CanaryStage, DeployOptions, GatewayRef, Hardening, HardeningOptions, PreStop, Probe, RouteProtocol, UpdateStrategy,
  Version } from '../../src';

function objects(options: DeployOptions = {}, hardening?: Hardening, protocol?: RouteProtocol): any[] {
  const chart = new CanaryChart(Testing.app(), 'shop', {
    app: 'cart', port: 8000, gateway: GatewayRef.named('edge'), hostnames: ['a.example.com'], hardening, protocol,
    stable: Version.deploy({ image: 'cart:1', ...options }), stage: CanaryStage.baseline(),
  });
  return Testing.synth(chart).filter(({ kind }) => kind !== 'HTTPRoute' && kind !== 'GRPCRoute');
}

const pod = (options?: DeployOptions, hardening?: Hardening) => objects(options, hardening)[0].spec.template.spec;

const IDENTITY = { app: 'cart', version: 'stable' };
const CONTAINER_SECURITY = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const POD_SECURITY = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
const CONTAINER = { name: 'cart', image: 'cart:1', ports: [{ name: 'http', containerPort: 8000, protocol: 'TCP' }] };
const SLEEP = (seconds: number) => ({ preStop: { sleep: { seconds } } });

/** What each part fills in: into container, pod, Deployment and the list of objects. */
const PARTS: Record<keyof HardeningOptions,
  { container?: object; pod?: object; deployment?: object; labels?: object; kinds?: string[] }> = {
  podSecurity: { container: { securityContext: CONTAINER_SECURITY }, pod: { securityContext: POD_SECURITY } },
  resourceRequests: { container: { resources: { requests: { cpu: '100m', memory: '128Mi' } } } },
  readinessProbe: { container: { readinessProbe: { tcpSocket: { port: 8000 }, periodSeconds: 5 } } },
  rollingUpdate: { deployment: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } } } },
  preStop: { container: { lifecycle: SLEEP(10) }, pod: { terminationGracePeriodSeconds: 30 } },
  disruptionBudget: { kinds: ['PodDisruptionBudget'] },
  objectLabels: { labels: IDENTITY },
};
const NAMES = Object.keys(PARTS) as (keyof HardeningOptions)[];

function expected(on: (keyof HardeningOptions)[]) {
  const parts = on.map(name => PARTS[name]);
  const merged = (key: 'container' | 'pod' | 'deployment') => Object.assign({}, ...parts.map(part => part[key]));
  return {
    kinds: ['Deployment', 'Service', ...parts.flatMap(part => part.kinds ?? [])],
    labels: parts.find(part => part.labels)?.labels,
    spec: {
      replicas: 2,
      selector: { matchLabels: IDENTITY },
      template: { metadata: { labels: IDENTITY }, spec: { containers: [{ ...CONTAINER, ...merged('container') }], ...merged('pod') } },
      ...merged('deployment'),
    },
  };
}

function actual(hardening?: Hardening) {
  const list = objects({}, hardening);
  return { kinds: list.map(({ kind }) => kind), labels: list[0].metadata.labels, spec: list[0].spec };
}

test('without a word everything is filled in', () => {
  expect(actual()).toEqual(expected(NAMES));
  expect(actual(Hardening.restricted())).toEqual(actual());
});

test('none fills in nothing', () => {
  expect(actual(Hardening.none())).toEqual(expected([]));
});

const all = (value: boolean) => Object.fromEntries(NAMES.map(name => [name, value]));

test.each(NAMES)('%s can be switched off alone', name => {
  expect(actual(Hardening.restricted({ [name]: false }))).toEqual(expected(NAMES.filter(other => other !== name)));
});

test.each(NAMES)('%s can be switched on alone', name => {
  expect(actual(Hardening.restricted({ ...all(false), [name]: true }))).toEqual(expected([name]));
});

test.each<[Hardening, string]>([
  [Hardening.none(), 'none'],
  [Hardening.restricted(), 'podSecurity, resourceRequests, readinessProbe, rollingUpdate, preStop, disruptionBudget, objectLabels'],
  [Hardening.restricted({ ...all(false), preStop: true }), 'preStop'],
])('in words: %#', (hardening, words) => {
  expect(hardening.describe()).toBe(words);
});

test('a version may have its own', () => {
  expect(pod({ hardening: Hardening.none() })).toEqual({ containers: [CONTAINER] });
  expect(pod({ hardening: Hardening.restricted() }, Hardening.none())).toEqual(pod());
});

/** What the definition says stands, and what it leaves open is filled in. */
const STANDS: [string, DeployOptions, string, unknown][] = [
  ['securityContext', { securityContext: { runAsUser: 1 } }, 'securityContext', { runAsUser: 1 }],
  ['one request', { resources: { cpu: '2' } }, 'resources', { requests: { cpu: '2', memory: '128Mi' } }],
  ['a limit, which is the request too', { resources: { memoryLimit: '64Mi' } }, 'resources',
    { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '64Mi' } }],
  ['a request below its limit', { resources: { memory: '32Mi', memoryLimit: '64Mi' } }, 'resources',
    { requests: { cpu: '100m', memory: '32Mi' }, limits: { memory: '64Mi' } }],
  ['a readiness probe', { readiness: Probe.grpc() }, 'readinessProbe', { grpc: { port: 8000 } }],
  ['that there is no readiness probe', { readiness: Probe.none() }, 'readinessProbe', undefined],
  ['the probed port is the container\'s', { containerPort: 9000 }, 'readinessProbe', { tcpSocket: { port: 9000 }, periodSeconds: 5 }],
  ['a pause', { preStop: PreStop.sleep(3) }, 'lifecycle', SLEEP(3)],
  ['that there is no pause', { preStop: PreStop.none() }, 'lifecycle', undefined],
  ['half of a short grace is the pause', { terminationGracePeriodSeconds: 7 }, 'lifecycle', SLEEP(3)],
  ['a long grace keeps the pause of 10 seconds', { terminationGracePeriodSeconds: 300 }, 'lifecycle', SLEEP(10)],
  ['no time for a pause', { terminationGracePeriodSeconds: 1 }, 'lifecycle', undefined],
];

test.each(STANDS)('stands: %s', (_name, options, field, value) => {
  expect(pod(options).containers[0][field]).toEqual(value);
});

test('what is said of the pod stands', () => {
  expect(pod({ podSecurityContext: { fsGroup: 1 }, terminationGracePeriodSeconds: 7 })).toMatchObject({ securityContext: { fsGroup: 1 },
    terminationGracePeriodSeconds: 7 });
  expect(objects({ updateStrategy: UpdateStrategy.recreate() })[0].spec.strategy).toEqual({ type: 'Recreate' });
});

test('every container is secured, only the app\'s is probed', () => {
  const { containers, initContainers } = pod({
    sidecars: [{ name: 'logs', image: 'l:1' },
      { name: 'own', image: 'o:1', securityContext: { privileged: true } }], initContainers: [{ name: 'init', image: 'i:1' }],
  });
  expect([...containers, ...initContainers].map(container => container.securityContext)).toEqual([
    CONTAINER_SECURITY, CONTAINER_SECURITY, { privileged: true }, CONTAINER_SECURITY]);
  expect(containers.map((container: any) => container.readinessProbe !== undefined)).toEqual([true, false, false]);
});

test('with gRPC the readiness probe stays a TCP connection, since not every server has the health service', () => {
  expect(objects({}, undefined, RouteProtocol.GRPC)[0].spec.template.spec.containers[0].readinessProbe).toEqual({ tcpSocket: { port: 8000 },
    periodSeconds: 5 });
});

test('one replica gets no disruption budget', () => {
  expect([1, 2].map(replicas => objects({ replicas }).some(({ kind }) => kind === 'PodDisruptionBudget'))).toEqual([false, true]);
});
