import { App, Duration, JsonPatch } from 'cdk8s';
import {
  AbTestChart, BlueGreenChart, BlueGreenStage, CanaryChart, CanaryStage, DisruptionBudget, GatewayRef, Match, PreStop, Probe, RateLimit,
  RouteFilter, TierRoutingChart, UpdateStrategy, VariantStage, Version,
} from '../../src';
import { BETA, COMMON, PREMIUM } from '../support/walks';

/** A version that states everything. */
const full = (tag: string) => Version.deploy({
  image: `registry.example.com/task-api:${tag}`,
  imagePullPolicy: 'IfNotPresent',
  imagePullSecrets: ['registry'],
  replicas: 4,
  command: ['/app'],
  args: ['--port', '9000'],
  env: { LOG_LEVEL: 'info' },
  envVars: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'task-api-v1', key: 'token' } } }],
  envFrom: [{ configMapRef: { name: 'task-api-v1' } }],
  containerPort: 9000,
  ports: [{ name: 'metrics', port: 9090, containerPort: 9091 }],
  appProtocol: 'kubernetes.io/ws',
  resources: { cpu: '250m', memory: '256Mi', cpuLimit: '1', memoryLimit: '512Mi' },
  readiness: Probe.httpGet('/ready', { periodSeconds: 2 }),
  liveness: Probe.httpGet('/live', { initialDelaySeconds: 10 }),
  startup: Probe.tcpSocket({ failureThreshold: 30 }),
  preStop: PreStop.exec(['sleep', '5']),
  terminationGracePeriodSeconds: 45,
  minReadySeconds: 5,
  revisionHistoryLimit: 3,
  updateStrategy: UpdateStrategy.rollingUpdate({ maxSurge: '1' }),
  disruptionBudget: DisruptionBudget.minAvailable(3),
  serviceAccountName: 'task-api',
  priorityClassName: 'business',
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  tolerations: [{ key: 'spot', operator: 'Exists' }],
  topologySpread: [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' }],
  volumes: [{ name: 'tmp', emptyDir: {} }],
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  initContainers: [{ name: 'migrate', image: 'registry.example.com/migrate:1' }],
  sidecars: [{ name: 'logs', image: 'registry.example.com/logs:1' }],
  labels: { team: 'tasks' },
  annotations: { 'example.com/owner': 'tasks' },
  podLabels: { tier: 'backend' },
  podAnnotations: { 'prometheus.io/scrape': 'true' },
}).withDeploymentPatch(JsonPatch.add('/spec/progressDeadlineSeconds', 120))
  .withServicePatch(JsonPatch.add('/spec/trafficDistribution', 'PreferClose'));

const image = (tag: string) => Version.deploy({ image: `task-api:${tag}` });

/** What every pattern can take besides its versions. */
const everything = {
  ...COMMON,
  gateway: GatewayRef.named('public', { namespace: 'gateways', sectionName: 'https' }),
  additionalGateways: [GatewayRef.named('internal', { namespace: 'gateways', port: 8443 })],
  hostnames: ['api.example.com', '*.tasks.example.com'],
  match: Match.anyOf(Match.pathPrefix('/api/'), Match.pathExact('/healthz').andMethod('GET')),
  timeouts: { request: Duration.seconds(10), backendRequest: Duration.millis(2500) },
  filters: [RouteFilter.requestHeaders({ set: { 'x-gateway': 'yes' }, remove: ['x-debug'] })],
};

const FORMS: Record<string, (app: App) => void> = {
  'canary, smallest': app => {
    new CanaryChart(app, 'c', { ...COMMON, stable: image('v1'), stage: CanaryStage.baseline() });
  },
  'canary, fullest': app => {
    const chart = new CanaryChart(app, 'c', {
      ...everything, routeName: 'tasks', stable: full('v1'), canary: full('v2'), steps: [10, 50], stage: CanaryStage.weight(10, { peak: 50 }), trustedHeaders: ['X-Api-Tier'],
    });
    const premium = chart.addVersion('premium', image('v1'));
    chart.pin('premium', PREMIUM, premium, { rateLimit: RateLimit.globalPerSecond(200), podPriority: 1000 });
    chart.pin('beta', BETA, chart.canary, { expectedPercent: 5 });
    chart.addMirror('shadow', image('v3'), { percent: 1 });
    chart.route.patchRule('split', JsonPatch.add('/retry', { attempts: 2 }));
  },
  'blue-green, smallest': app => {
    new BlueGreenChart(app, 'c', { ...COMMON, blue: image('v1'), stage: BlueGreenStage.blue() });
  },
  'blue-green, fullest': app => {
    const chart = new BlueGreenChart(app, 'c', {
      ...everything, blue: full('v1'), green: full('v2'), previewMatch: Match.header('x-preview', 'true'), idleReplicas: 1,
      stage: BlueGreenStage.green({ idleAtFullSize: false }),
    });
    chart.pin('premium', PREMIUM, chart.green);
  },
  'A/B, smallest': app => {
    new AbTestChart(app, 'c', { ...COMMON, defaultVersion: image('v1'), variants: [{ name: 'experimental', match: BETA, version: image('v2') }] });
  },
  'A/B, fullest': app => {
    const chart = new AbTestChart(app, 'c', {
      ...everything,
      defaultVersion: full('v1'),
      defaultName: 'classic',
      variants: [
        { name: 'one', match: Match.cookie('design', 'one'), version: full('v2') },
        { name: 'two', match: BETA, percent: 30, audience: 'beta', version: image('v3') },
        { name: 'three', match: BETA, percent: 20, version: image('v4'), stage: VariantStage.deployed() },
        { name: 'four', percent: 10, version: image('v5') },
        { name: 'lab', match: Match.queryParam('lab', '1'), version: Version.existing('lab', { namespace: 'lab', port: 80 }) },
      ],
    });
    chart.pin('staff', Match.headerRegex('x-user', '.*@example\\.com'), chart.version('one'));
  },
  'tiers, smallest': app => {
    new TierRoutingChart(app, 'c', { ...COMMON, defaultVersion: image('v1'), tiers: [{ name: 'premium', match: PREMIUM, version: image('v1') }] });
  },
  'tiers, fullest': app => {
    new TierRoutingChart(app, 'c', {
      ...everything,
      defaultVersion: full('v1'),
      defaultName: 'standard',
      trustedHeaders: ['x-api-tier'],
      tiers: [
        {
          name: 'premium',
          match: PREMIUM,
          version: Version.deploy({ image: 'task-api:v1', autoscaling: { minReplicas: 3, maxReplicas: 9, targetMemoryPercent: 70 } }),
          rateLimit: RateLimit.globalPerSecond(200),
          podPriority: 1000,
        },
        {
          name: 'trial', match: Match.header('x-api-tier', 'trial'), version: image('v1'), rateLimit: RateLimit.localPerMinute(60), stage: VariantStage.deployed(),
        },
      ],
    });
  },
};

test.each(Object.keys(FORMS))('%s', name => {
  const app = new App();
  FORMS[name](app);
  expect(`\n${app.synthYaml()}`).toMatchSnapshot();
});
