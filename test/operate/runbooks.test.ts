import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, JsonPatch } from 'cdk8s';
import { CanaryChart, CanaryStage, GitOps, Match, RouteProtocol, Runbooks, TierRoutingChart, Version } from '../../src';
import { applyPatch } from '../../src/operate/json-patch';
import { forgetWarnings } from '../../src/warnings';
import { COMMON, objectsOf, WALKS } from '../support/walks';

const home = process.cwd();
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ops-'));
  process.chdir(folder);
  forgetWarnings();
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(() => {
  process.chdir(home);
  fs.rmSync(folder, { recursive: true });
  delete process.env.CDK8S_TRAFFIC_STAGE;
  jest.restoreAllMocks();
});

function canary(stage: CanaryStage, props: object = {}): App {
  const app = new App();
  new CanaryChart(app, 'canary', {
    ...COMMON, stage, stable: Version.deploy({ image: 'a:1', replicas: 4 }), canary: Version.deploy({ image: 'a:2' }), ...props,
  });
  return app;
}

const read = (file: string) => fs.readFileSync(file, 'utf8');
const routeOf = (app: App) => objectsOf(app.synthYaml()).find(({ kind }) => /Route$/.test(kind));

test('files of a stage, the same bytes again, and the app as it was', () => {
  const app = canary(CanaryStage.weight(5));
  const before = app.synthYaml();
  const files = Runbooks.write(app, 'ops');
  expect(files).toEqual(['RUNBOOK.md', 'patch-deployed.json', 'patch-preview.json', 'patch-rolled-back.json', 'patch-weight-25.json', 'patch-weight-5.json'].map(file => `ops/task-api/${file}`));
  const texts = files.map(read);
  Runbooks.write(canary(CanaryStage.weight(5)), 'ops');
  expect(files.map(read)).toEqual(texts);
  expect(app.synthYaml()).toBe(before);
  expect(fs.readdirSync('.')).toEqual(['ops']);
});

test('a ready patch of weights alone, a line for each operation', () => {
  Runbooks.write(canary(CanaryStage.weight(5)), 'ops');
  expect(read('ops/task-api/patch-rolled-back.json')).toBe([
    '[',
    '  {"op":"test","path":"/spec/rules/0/name","value":"split"},',
    '  {"op":"test","path":"/spec/rules/0/backendRefs/0/name","value":"task-api-stable"},',
    '  {"op":"test","path":"/spec/rules/0/backendRefs/1/name","value":"task-api-canary"},',
    '  {"op":"replace","path":"/spec/rules/0/backendRefs/0/weight","value":100},',
    '  {"op":"replace","path":"/spec/rules/0/backendRefs/1/weight","value":0}',
    ']',
    '',
  ].join('\n'));
});

/** Every state of every walk: from the live route of each other state of the same workloads the patch leads to its stage. */
test.each(WALKS.filter(({ name }) => /canary|blue-green/.test(name)).map(walk => [walk.name, walk] as const))('%s: each patch leads to its stage from each other stage', (_name, walk) => {
  let tried = 0;
  const apps = walk.steps.map(({ build }) => {
    const app = new App();
    build(app);
    return app;
  });
  // Routes of the same stages elsewhere on the walk: rules depend on the stage alone.
  const routes = new Map(apps.map((app, at) => [walk.steps[at].name, routeOf(app)]));
  walk.steps.forEach((step, index) => {
    Runbooks.write(apps[index], `ops-${index}`);
    const place = `ops-${index}/task-api`;
    const stages = fs.readdirSync(place).flatMap(file => /^patch-(.*)\.json$/.exec(file)?.[1] ?? []);
    expect(stages).toContain(step.name);
    for (const to of stages) {
      for (const from of stages.filter(stage => stage !== 'baseline')) {
        expect([from, to, applyPatch(routes.get(from), JSON.parse(read(`${place}/patch-${to}.json`)))]).toEqual([from, to, routes.get(to)]);
        tried++;
      }
    }
  });
  expect(tried).toBeGreaterThan(10);
});

test.each<[CanaryStage, string[]]>([
  [CanaryStage.baseline(), ['baseline']],
  [CanaryStage.deployed(), ['deployed', 'preview', 'rolled-back', 'weight-5']],
  [CanaryStage.weight(10), ['deployed', 'preview', 'rolled-back', 'weight-10', 'weight-25', 'weight-5']],
  [CanaryStage.weight(5, { peak: 60 }), ['deployed', 'preview', 'rolled-back', 'weight-25', 'weight-5', 'weight-50']],
  [CanaryStage.promoting(), ['full', 'promoting']],
  [CanaryStage.settled(), ['baseline', 'promoting', 'settled']],
  [CanaryStage.contained(), ['baseline', 'contained']],
])('only stages that the pods of this commit can carry: %#', (stage, expected) => {
  const stages = Runbooks.write(canary(stage), 'ops').flatMap(file => /patch-(.*)\.json$/.exec(file)?.[1] ?? []);
  expect(stages).toEqual(expected);
});

test('patches of an earlier stage go, other files stay', () => {
  Runbooks.write(canary(CanaryStage.full()), 'ops');
  fs.writeFileSync('ops/task-api/notes.md', 'mine');
  Runbooks.write(canary(CanaryStage.baseline()), 'ops');
  expect(fs.readdirSync('ops/task-api').sort()).toEqual(['RUNBOOK.md', 'notes.md', 'patch-baseline.json']);
});

test('patches of rules that the user has made are in it, and gRPC is the same', () => {
  const app = canary(CanaryStage.weight(5), { protocol: RouteProtocol.GRPC, match: undefined });
  (app.node.findChild('canary') as CanaryChart).route.patchRule('split', JsonPatch.add('/backendRefs/1/filters', [{ type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['x'] } }]));
  Runbooks.write(app, 'ops');
  expect(applyPatch(routeOf(app), JSON.parse(read('ops/task-api/patch-rolled-back.json'))).spec.rules[0].backendRefs[1]).toMatchObject({ weight: 0, filters: [{}] });
  expect(read('ops/task-api/RUNBOOK.md')).toContain('kubectl patch grpcroute task-api-canary');
});

test('patterns that share an app are told apart', () => {
  const app = canary(CanaryStage.baseline());
  const tiers = {
    ...COMMON, match: Match.pathPrefix('/tiers/'), defaultVersion: Version.existing('task-api-stable'),
    tiers: [{ name: 'premium', match: Match.header('x-tier', 'premium'), version: Version.deploy({ image: 'a:1' }) }],
  };
  new TierRoutingChart(app, 'tiers', tiers);
  expect(Runbooks.write(app, 'ops').filter(file => file.endsWith('.md'))).toEqual(['ops/task-api/canary/RUNBOOK.md', 'ops/task-api/tiers/RUNBOOK.md']);
  new TierRoutingChart(app, 'other', { ...tiers, namespace: 'other' });
  expect(Runbooks.write(app, 'ops').filter(file => file.endsWith('.md'))).toEqual(
    ['ops/task-api/canary/RUNBOOK.md', 'ops/task-api/tiers/other/RUNBOOK.md', 'ops/task-api/tiers/task-api/RUNBOOK.md']);
});

test('the page says what the pattern knows', () => {
  Runbooks.write(canary(CanaryStage.weight(5), { gitops: GitOps.argoCd({ application: 'shop' }) }), 'ops', { contacts: '#team-tasks' });
  const page = read('ops/task-api/RUNBOOK.md');
  for (const part of [
    'kubectl patch httproute task-api-canary -n task-api --type=json --patch-file=ops/task-api/patch-rolled-back.json',
    'argocd app set shop --sync-policy none',
    'argocd app sync shop --resource gateway.networking.k8s.io:HTTPRoute:task-api/task-api-canary',
    'kubectl rollout status deployment/task-api-canary -n task-api',
    '## Contacts\n\n#team-tasks\n',
  ]) expect(page).toContain(part);
  expect(page).not.toContain('Flux');
});

test('a what-if run writes nothing', () => {
  process.env.CDK8S_TRAFFIC_STAGE = 'task-api=full';
  expect(Runbooks.write(canary(CanaryStage.weight(5)), 'ops')).toEqual([]);
  expect(fs.existsSync('ops')).toBe(false);
});

test.each<[string, () => unknown, string]>([
  ['the output folder', () => Runbooks.write(canary(CanaryStage.full()), 'dist'), "the folder of the runbooks is 'dist', which is in the output folder"],
  ['within it', () => Runbooks.write(canary(CanaryStage.full()), './dist/ops'), 'choose one beside it'],
  ['no folder', () => Runbooks.write(canary(CanaryStage.full()), ''), 'must be a path'],
  ['no pattern', () => Runbooks.write(new App(), 'ops'), 'there is no pattern in the app'],
  ['a stage that cannot be rendered', () => {
    const app = canary(CanaryStage.settled());
    (app.node.findChild('canary') as CanaryChart).route.object.addJsonPatch(JsonPatch.replace('/spec/rules/0/backendRefs/1/weight', 0));
    Runbooks.write(app, 'ops');
  }, "the route cannot be rendered at stage 'baseline'"],
])('refused: %s', (_name, write, message) => {
  expect(write).toThrow(message);
  expect(fs.readdirSync('.')).toEqual([]);
});
