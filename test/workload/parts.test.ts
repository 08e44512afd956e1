import { Testing } from 'cdk8s';
import { AutoscalingOptions, CanaryChart, CanaryStage, DeployOptions, DisruptionBudget, GatewayRef, Hardening, Match, PreStop, Probe,
  UpdateStrategy, Version } from '../../src';

function chartOf(options: DeployOptions): CanaryChart {
  return new CanaryChart(Testing.app(), 'shop', {
    app: 'cart', port: 8000, gateway: GatewayRef.named('edge'), match: Match.pathPrefix('/'), stable: Version.deploy({ image: 'cart:1',
      ...options }), stage: CanaryStage.baseline(),
  });
}

const find = (kind: string, options: DeployOptions) => Testing.synth(chartOf(options)).find(object => object.kind === kind);
const hpa = (autoscaling: Partial<AutoscalingOptions>, options: DeployOptions = {}) =>
  find('HorizontalPodAutoscaler', { autoscaling: { minReplicas: 2, maxReplicas: 5, ...autoscaling }, ...options });
const utilisation = (name: string,
  averageUtilization: number) => ({ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } });

test('an autoscaler owns the number of pods', () => {
  const list = Testing.synth(chartOf({ autoscaling: { minReplicas: 2, maxReplicas: 5 } }));
  expect('replicas' in list.find(({ kind }) => kind === 'Deployment').spec).toBe(false);
  expect(list.find(({ kind }) => kind === 'HorizontalPodAutoscaler')).toEqual({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'cart-stable', labels: { app: 'cart', version: 'stable' } },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment',
        name: 'cart-stable' }, minReplicas: 2, maxReplicas: 5, metrics: [utilisation('cpu', 80)],
    },
  });
});

const PODS_METRIC = { type: 'Pods', pods: { metric: { name: 'rps' }, target: { type: 'AverageValue' } } };

test.each<[string, Partial<AutoscalingOptions>, object]>([
  ['CPU', { targetCpuPercent: 50 }, { metrics: [utilisation('cpu', 50)] }],
  ['memory alone', { targetMemoryPercent: 70 }, { metrics: [utilisation('memory', 70)] }],
  ['both and one more', { targetCpuPercent: 50, targetMemoryPercent: 70, metrics: [PODS_METRIC] },
    { metrics: [utilisation('cpu', 50), utilisation('memory', 70), PODS_METRIC] }],
  ['a metric alone', { metrics: [PODS_METRIC] }, { metrics: [PODS_METRIC] }],
  ['behaviour', { behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } },
    { behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } }],
  ['capacity, which is for the canary only', { capacity: 4 }, { metrics: [utilisation('cpu', 80)] }],
  ['as many at least as at most', { minReplicas: 5 }, { minReplicas: 5, maxReplicas: 5 }],
])('autoscaling: %s', (_name, autoscaling, spec) => {
  expect(hpa(autoscaling).spec).toMatchObject(spec);
});

test('a percentage of a request that a container does not have is refused at synth', () => {
  const bare = { hardening: Hardening.none() };
  const text = "the autoscaler of 'cart-stable' counts";
  expect(() => hpa({}, bare)).toThrow(`${text} cpu in percent of the request, but the container 'cart' has none; state resources.cpu`);
  expect(() => hpa({ targetMemoryPercent: 70 }, { ...bare, resources: { cpu: '1' } })).toThrow(`${text} memory`);
  expect(() => hpa({}, { sidecars: [{ name: 'a', image: 'a:1' },
    { name: 'b', image: 'b:1' }] })).toThrow("the container 'a', 'b' has none");
});

test.each<[string, Partial<AutoscalingOptions>, DeployOptions]>([
  ['the request is stated', {}, { resources: { cpu: '1' } }],
  ['the limit is stated, which is the request too', {}, { resources: { cpuLimit: '1' } }],
  ['a metric of the user\'s own needs none', { metrics: [PODS_METRIC] }, {}],
])('an autoscaler has what it counts by where %s', (_name, autoscaling, options) => {
  expect(hpa(autoscaling, { hardening: Hardening.none(), ...options }).spec.maxReplicas).toBe(5);
});

const pdb = (options: DeployOptions) => find('PodDisruptionBudget', options);

test('a disruption budget is for just the version\'s pods', () => {
  expect(pdb({ replicas: 2 })).toEqual({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'cart-stable', labels: { app: 'cart', version: 'stable' } },
    spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'cart', version: 'stable' } } },
  });
});

test.each<[string, DeployOptions, object | undefined]>([
  ['hardening\'s for 2 replicas', { replicas: 2 }, { maxUnavailable: 1 }],
  ['none for 1 replica', { replicas: 1 }, undefined],
  ['one for 1 replica where asked for', { replicas: 1, disruptionBudget: DisruptionBudget.maxUnavailable(1) }, { maxUnavailable: 1 }],
  ['none where switched off', { replicas: 5, disruptionBudget: DisruptionBudget.none() }, undefined],
  ['one without hardening where asked for', { hardening: Hardening.none(), disruptionBudget: DisruptionBudget.minAvailable(1) },
    { minAvailable: 1 }],
  ['by the autoscaler\'s minimum', { autoscaling: { minReplicas: 1, maxReplicas: 9 } }, undefined],
  ['by the autoscaler\'s minimum of 2', { autoscaling: { minReplicas: 2, maxReplicas: 9 } }, { maxUnavailable: 1 }],
])('disruption budget: %s', (_name, options, spec) => {
  const budget = pdb(options);
  if (spec === undefined) expect(budget).toBeUndefined();
  else expect(budget.spec).toMatchObject(spec);
});

test.each<[{ describe(): string }, string]>([
  [DisruptionBudget.maxUnavailable(2), 'maxUnavailable 2'],
  [DisruptionBudget.minAvailable(3), 'minAvailable 3'],
  [DisruptionBudget.none(), 'none'],
  [Probe.httpGet('/'), 'httpGet'],
  [Probe.tcpSocket(), 'tcpSocket'],
  [Probe.grpc(), 'grpc'],
  [Probe.exec(['a']), 'exec'],
  [Probe.none(), 'none'],
])('in words: %#', (part, words) => {
  expect(part.describe()).toBe(words);
});

test('what parts say of themselves', () => {
  expect([PreStop.sleep(7).seconds, PreStop.exec(['a']).seconds, PreStop.none().seconds]).toEqual([7, 0, 0]);
  expect([UpdateStrategy.recreate().type, UpdateStrategy.rollingUpdate().type]).toEqual(['Recreate', 'RollingUpdate']);
});

const scale = (options: Partial<AutoscalingOptions>) => () => Version.deploy({ image: 'a',
  autoscaling: { minReplicas: 2, maxReplicas: 5, ...options } });

test.each<[string, () => unknown, string[]]>([
  ['minReplicas 0', scale({ minReplicas: 0 }), ['autoscaling.minReplicas is 0', 'at least 1']],
  ['maxReplicas missing', scale({ maxReplicas: undefined }), ['autoscaling.maxReplicas is undefined']],
  ['maxReplicas below', scale({ maxReplicas: 1 }), ['autoscaling.maxReplicas (1) is less than minReplicas (2)']],
  ['targetCpuPercent', scale({ targetCpuPercent: 0 }), ['autoscaling.targetCpuPercent is 0', 'at least 1']],
  ['targetMemoryPercent', scale({ targetMemoryPercent: 0.5 }), ['autoscaling.targetMemoryPercent is 0.5']],
  ['capacity', scale({ capacity: 0 }), ['autoscaling.capacity is 0', 'at least 1']],
  ['maxUnavailable 0, which blocks every drain', () => DisruptionBudget.maxUnavailable(0),
    ['disruption budget maxUnavailable is 0', 'at least 1']],
  ['minAvailable 0', () => DisruptionBudget.minAvailable(0), ['disruption budget minAvailable is 0']],
  ['a budget that keeps all pods', () => chartOf({ replicas: 2, disruptionBudget: DisruptionBudget.minAvailable(2) }),
    ['[shop/canary/stable]', 'disruption budget keeps 2 of 2 pods', 'no node could ever be drained', 'more replicas']],
  ['a budget that keeps the autoscaler\'s minimum',
    () => chartOf({ autoscaling: { minReplicas: 2, maxReplicas: 9 }, disruptionBudget: DisruptionBudget.minAvailable(2) }),
    ['keeps 2 of 2 pods']],
  ['a probe\'s path', () => Probe.httpGet('ready'), ["probe path is 'ready'", "must start with '/'"]],
  ['a probe\'s port', () => Probe.tcpSocket({ port: 0 }), ['probe port is 0']],
  ['a probe\'s period', () => Probe.grpc({ periodSeconds: 0 }), ['probe periodSeconds is 0', 'at least 1']],
  ['a probe\'s timeout', () => Probe.grpc({ timeoutSeconds: 0 }), ['probe timeoutSeconds is 0']],
  ['a probe\'s threshold', () => Probe.grpc({ failureThreshold: 0 }), ['probe failureThreshold is 0']],
  ['a probe\'s delay', () => Probe.grpc({ initialDelaySeconds: -1 }), ['probe initialDelaySeconds is -1', 'at least 0']],
  ['a probe\'s command', () => Probe.exec([]), ['probe command is empty', 'name a program']],
  ['a pause of 0', () => PreStop.sleep(0), ['preStop seconds is 0', 'at least 1']],
  ['a preStop command', () => PreStop.exec([]), ['preStop command is empty', 'name a program']],
  ['an update that can never move', () => UpdateStrategy.rollingUpdate({ maxSurge: '0%' }),
    ['maxSurge 0 and maxUnavailable 0', 'no pod could ever be replaced']],
  ['a surge that is no count', () => UpdateStrategy.rollingUpdate({ maxSurge: '1.5' }), ["maxSurge is '1.5'", "'25%'"]],
  ['an unavailability that is no count', () => UpdateStrategy.rollingUpdate({ maxUnavailable: '-1' }), ["maxUnavailable is '-1'"]],
])('%s is refused', (_name, run, parts) => {
  for (const part of parts) expect(run).toThrow(part);
});
