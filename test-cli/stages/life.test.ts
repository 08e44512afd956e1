import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCli } from '../support/build';
import { inRepository, plainGit, stages, withPackages, type Place } from '../support/stages';

// Every move by the commands, in a git repository, with the real cdk8s: each commit's plan is safe, or the move is not made.

plainGit();
// The app loads the library as it is installed.
beforeAll(() => buildCli(), 180_000);

const CDK8S = 'language: typescript\napp: node main.js\noutput: dist\n';
const CANARY = `const { App } = require('cdk8s');
const { CanaryChart, GatewayRef, Match, Stages, Version } = require('cdk8s-traffic');
const app = new App({ recordConstructMetadata: false });
new CanaryChart(app, 'task-api', {
  namespace: 'shop', app: 'task-api', port: 8000, gateway: GatewayRef.named('edge'), match: Match.pathPrefix('/api/'),
  stable: Version.deploy({ replicas: 10 }), canary: Version.deploy({}),
  state: Stages.fromFile('traffic.yaml').canary('task-api'),
});
app.synth();
`;
const BLUE_GREEN = `const { App } = require('cdk8s');
const { BlueGreenChart, GatewayRef, Match, Stages, Version } = require('cdk8s-traffic');
const app = new App({ recordConstructMetadata: false });
new BlueGreenChart(app, 'shop', {
  namespace: 'shop', app: 'shop', port: 8000, gateway: GatewayRef.named('edge'), match: Match.pathPrefix('/'), idleReplicas: 1,
  blue: Version.deploy({ replicas: 4 }), green: Version.deploy({ replicas: 4 }),
  state: Stages.fromFile('traffic.yaml').blueGreen('shop'),
});
app.synth();
`;

/** The app with its first manifests, all committed. */
async function project<T>(main: string, traffic: string, body: (place: Place) => Promise<T>): Promise<T> {
  return inRepository({ 'cdk8s.yaml': CDK8S, 'main.js': main, 'traffic.yaml': traffic }, async place => {
    withPackages(place);
    return body(place);
  });
}

/** Makes a move with --commit; gives the title of the commit, which holds the stage file and the output only. */
async function commit(place: Place, args: string): Promise<string> {
  const { code, stdout, stderr } = await stages(place.folder, `${args} --commit --json`);
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
  const { plan, commit: hash } = JSON.parse(stdout);
  expect(plan.safe).toBe(true);
  expect(place.git('status', '--porcelain')).toBe('');
  expect(place.git('rev-parse', 'HEAD').trim()).toBe(hash);
  // The plan of the commit itself, by the command, with the stage file on both sides.
  const judged = await stages(place.folder, 'plan git:HEAD~1:dist git:HEAD:dist --json');
  expect({ args, code: judged.code, safe: JSON.parse(judged.stdout).safe }).toEqual({ args, code: 0, safe: true });
  const [title, ...files] = place.git('show', '--format=%s', '--name-only', 'HEAD').split('\n').filter(Boolean);
  expect(files.every(file => file === 'traffic.yaml' || file.startsWith('dist/'))).toBe(true);
  return title;
}

/** Without a plan: the manifests of the beginning. */
function begin(place: Place): void {
  execFileSync(join(place.folder, 'node_modules/.bin/cdk8s'), ['synth'], { cwd: place.folder, stdio: 'pipe', env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' } });
  place.git('add', '--all');
  place.git('commit', '--quiet', '--message', 'first manifests');
}

function manifests(place: Place): string {
  return readdirSync(join(place.folder, 'dist')).map(file => readFileSync(join(place.folder, 'dist', file), 'utf8')).join('');
}

test('the full life of a canary', () => project(CANARY, '# where we are\ntask-api:\n  stage: baseline # now\n  steps: [5, 50]\n  stable: "task-api:v1"\n', async place => {
  begin(place);
  const titles: string[] = [];
  for (const args of ['advance --to deployed --image task-api:v2', 'advance', 'advance', 'advance', 'promote', 'advance', 'finish']) {
    titles.push(await commit(place, args));
  }
  expect(titles).toEqual([
    'baseline -> deployed', 'deployed -> weight-5', 'weight-5 -> weight-50', 'weight-50 -> full', 'full -> promoting', 'promoting -> settled', 'settled -> baseline',
  ].map(move => `traffic(task-api): ${move}`));
  expect(place.read()).toBe('# where we are\ntask-api:\n  stage: baseline # now\n  steps: [5, 50]\n  stable: "task-api:v2"\n');
  expect(manifests(place)).toContain('image: task-api:v2');
  expect(manifests(place)).not.toContain('canary-');
}), 120_000);
