import * as fs from 'fs';
import * as path from 'path';
import { Testing } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import {
  AbTestChart, BlueGreenChart, BlueGreenStage, CanaryChart, CanaryStage, GatewayRef, Hardening, Match, RateLimit, TierRoutingChart, Version,
} from '../src';

const FOLDER = path.resolve(process.env.TRAFFIC_SHARED ?? '../shared', 'task-api');

const PREMIUM = Match.header('x-api-tier', 'premium');
const v1 = (replicas?: number) => Version.deploy({ image: 'task-api:v1', replicas });
const v2 = (replicas?: number) => Version.deploy({ image: 'task-api:v2', replicas });
const common = {
  namespace: 'task-api',
  app: 'task-api',
  port: 8000,
  gateway: GatewayRef.named('task-api-gateway'),
  match: Match.pathPrefix('/api/'),
  hardening: Hardening.none(),
};
const exercise = { ...common, namespace: 'default' };

function canary(stage: CanaryStage, routeName?: string) {
  return new CanaryChart(Testing.app(), 'c', { ...common, routeName, stable: v1(10), canary: v2(1), stage, steps: [5, 25, 50] });
}

function canaryExercise(stage: CanaryStage) {
  return new CanaryChart(Testing.app(), 'c', {
    ...exercise, routeName: 'exercise-canary', stable: Version.existing('task-api-stable'), canary: Version.existing('task-api-canary'), stage,
  });
}

function blueGreenExercise(stage: BlueGreenStage) {
  return new BlueGreenChart(Testing.app(), 'c', {
    ...exercise, routeName: 'exercise-bluegreen', blue: Version.existing('task-api-blue'), green: Version.existing('task-api-green'), stage,
  });
}

function combined() {
  const chart = canary(CanaryStage.weight(10), 'task-api-combined');
  chart.pin('premium', PREMIUM, chart.stable);
  return chart;
}

const blueGreen = (stage: BlueGreenStage) => new BlueGreenChart(Testing.app(), 'c', { ...common, blue: v1(3), green: v2(3), stage });

/** Each file of the scenario, and the definition that gives it. */
const FILES: Record<string, () => Parameters<typeof Testing.synth>[0]> = {
  'canary-workload.yaml': () => canary(CanaryStage.weight(5)),
  'canary-5.yaml': () => canary(CanaryStage.weight(5)),
  'canary-25.yaml': () => canary(CanaryStage.weight(25)),
  'canary-50.yaml': () => canary(CanaryStage.weight(50)),
  'canary-100.yaml': () => canary(CanaryStage.full()),
  'canary-rollback.yaml': () => canary(CanaryStage.rolledBack({ peak: 5 })),
  'bluegreen-workloads.yaml': () => blueGreen(BlueGreenStage.blue()),
  'bluegreen-blue.yaml': () => blueGreen(BlueGreenStage.blue()),
  'bluegreen-green.yaml': () => blueGreen(BlueGreenStage.green()),
  'ab.yaml': () => new AbTestChart(Testing.app(), 'c', {
    ...common, defaultVersion: v1(), variants: [{ name: 'experimental', match: Match.header('x-beta-user', 'true'), version: v2() }],
  }),
  'premium.yaml': () => new TierRoutingChart(Testing.app(), 'c', {
    ...common,
    routeName: 'task-api-premium',
    defaultVersion: v1(3),
    defaultName: 'standard',
    tiers: [{ name: 'premium', match: PREMIUM, version: v1(2), rateLimit: RateLimit.globalPerSecond(200), podPriority: 1000 }],
  }),
  'combined-10.yaml': combined,
  'exercise-ab.yaml': () => new AbTestChart(Testing.app(), 'c', {
    ...exercise,
    routeName: 'exercise-ab',
    defaultVersion: Version.existing('task-api-stable'),
    variants: [{ name: 'beta', match: Match.header('x-beta-user', 'true'), version: Version.existing('task-api-beta') }],
  }),
  'exercise-bluegreen-blue.yaml': () => blueGreenExercise(BlueGreenStage.blue()),
  'exercise-bluegreen-green.yaml': () => blueGreenExercise(BlueGreenStage.green()),
  'exercise-canary.yaml': () => canaryExercise(CanaryStage.weight(10)),
  'exercise-canary-rollback.yaml': () => canaryExercise(CanaryStage.rolledBack()),
};

/** What the API server would default, by place; `*` stands for any index. Only these and names may be extra. */
const DEFAULTS: Record<string, unknown> = {
  'HTTPRoute/spec/parentRefs/*/group': 'gateway.networking.k8s.io',
  'HTTPRoute/spec/parentRefs/*/kind': 'Gateway',
  'HTTPRoute/spec/rules/*/backendRefs/*/group': '',
  'HTTPRoute/spec/rules/*/backendRefs/*/kind': 'Service',
  'HTTPRoute/spec/rules/*/backendRefs/*/weight': 1,
  'HTTPRoute/spec/rules/*/matches/*/headers/*/type': 'Exact',
  'Deployment/spec/template/spec/containers/*/ports/*/protocol': 'TCP',
  'Service/spec/ports/*/protocol': 'TCP',
  'Service/spec/ports/*/targetPort': 8000,
  'Service/spec/type': 'ClusterIP',
};
const NAMES = ['HTTPRoute/spec/rules/*/name', 'Deployment/spec/template/spec/containers/*/ports/*/name', 'Service/spec/ports/*/name'];

test('every file of the scenario has a definition here', () => {
  expect(fs.readdirSync(FOLDER).filter(file => file.endsWith('.yaml')).sort()).toEqual(Object.keys(FILES).sort());
});

test.each(Object.keys(FILES))('%s', file => {
  const built = Testing.synth(FILES[file]()) as any[];
  const wanted = parseAllDocuments(fs.readFileSync(path.join(FOLDER, file), 'utf8')).map(document => document.toJS()).filter(Boolean);
  expect(wanted.length).toBeGreaterThan(0);
  for (const object of wanted) {
    const same = built.filter(({ apiVersion, kind, metadata }) =>
      apiVersion === object.apiVersion && kind === object.kind
      && metadata.name === object.metadata.name && metadata.namespace === object.metadata.namespace);
    expect(same).toHaveLength(1);
    expect(differences(object, same[0], object.kind)).toEqual([]);
  }
});

test('the comparison sees what is missing, extra and different', () => {
  const object = { kind: 'Service', spec: { ports: [{ port: 8000 }] } };
  expect(differences(object, { kind: 'Service', spec: { ports: [{ port: 8001, nodePort: 1 }], type: 'NodePort' } }, 'Service')).toEqual([
    'Service/spec/ports/*/port is 8001, wanted 8000', 'Service/spec/ports/*/nodePort is extra: 1', 'Service/spec/type is extra: "NodePort"',
  ]);
  expect(differences(object, { kind: 'Service', spec: {} }, 'Service')).toEqual(['Service/spec/ports is missing']);
  expect(differences({ a: [1] }, { a: [1, 2] }, 'x')).toEqual(['x/a has 2 items, wanted 1']);
});

function differences(wanted: any, got: any, place: string): string[] {
  if (Array.isArray(wanted) && Array.isArray(got)) {
    if (wanted.length !== got.length) return [`${place} has ${got.length} items, wanted ${wanted.length}`];
    return wanted.flatMap((item, i) => differences(item, got[i], `${place}/*`));
  }
  if (isMap(wanted) && isMap(got)) {
    const missing = Object.keys(wanted).filter(key => !(key in got)).map(key => `${place}/${key} is missing`);
    const both = Object.keys(wanted).filter(key => key in got).flatMap(key => differences(wanted[key], got[key], `${place}/${key}`));
    const extra = Object.keys(got).filter(key => !(key in wanted) && !allowed(`${place}/${key}`, got[key]))
      .map(key => `${place}/${key} is extra: ${JSON.stringify(got[key])}`);
    return [...missing, ...both, ...extra];
  }
  return JSON.stringify(wanted) === JSON.stringify(got) ? [] : [`${place} is ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`];
}

function allowed(place: string, value: unknown): boolean {
  return NAMES.includes(place) || (place in DEFAULTS && DEFAULTS[place] === value);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
