import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCli } from '../support/build';
import { begin, BLUE_GREEN, CANARY, project } from '../support/project';
import { plainGit, stages, type Place } from '../support/stages';

// Every move by the commands, in a git repository, with the real cdk8s: each commit's plan is safe, or the move is not made.

plainGit();
// The app loads the library as it is installed.
beforeAll(() => buildCli(), 180_000);

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

function manifests(place: Place): string {
  return readdirSync(join(place.folder, 'dist')).map(file => readFileSync(join(place.folder, 'dist', file), 'utf8')).join('');
}

test('the full life of a canary', () => project(CANARY, '# where we are\ntask-api:\n  stage: baseline # now\n  steps: [5, 50]\n  stable:'
  + ' "task-api:v1"\n', async place => {
  begin(place);
  const titles: string[] = [];
  for (const args of ['advance --to deployed --image task-api:v2', 'advance', 'advance', 'advance', 'promote', 'advance', 'finish']) {
    titles.push(await commit(place, args));
  }
  expect(titles).toEqual([
    'baseline -> deployed', 'deployed -> weight-5', 'weight-5 -> weight-50', 'weight-50 -> full', 'full -> promoting', 'promoting ->'
      + ' settled', 'settled -> baseline',
  ].map(move => `traffic(task-api): ${move}`));
  expect(place.read()).toBe('# where we are\ntask-api:\n  stage: baseline # now\n  steps: [5, 50]\n  stable: "task-api:v2"\n');
  expect(manifests(place)).toContain('image: task-api:v2');
  expect(manifests(place)).not.toContain('canary-');
}), 120_000);

test('the full life of a blue-green pair', () => project(BLUE_GREEN, 'shop: {pattern: blue-green, stage: blue, idle: reduced, blue:'
  + ' "shop:1", green: "shop:2"}\n', async place => {
  begin(place);
  const titles: string[] = [];
  for (const args of ['advance shop', 'advance', 'rollback shop']) titles.push(await commit(place, args));
  expect(titles).toEqual(['blue (idle: reduced) -> blue (idle: full)', 'blue -> green', 'green -> blue'].map(move => 'traffic(shop):'
    + ` ${move}`));
  expect(place.read()).toBe('shop: {pattern: blue-green, stage: blue, idle: full, blue: "shop:1", green: "shop:2"}\n');
}), 120_000);

const AT = (stage: string) => `task-api:\n  stage: ${stage}\n  steps: [5, 50]\n  stable: task-api:v1\n  canary: task-api:v2\n`;

test('a canary is given up, and the next one begins', () => project(CANARY, AT('weight-5'), async place => {
  begin(place);
  const titles: string[] = [];
  for (const args of ['rollback', 'advance --to contained', 'advance --to deployed --image task-api:v3', 'rollback',
    'finish']) titles.push(await commit(place, args));
  expect(titles).toEqual([
    'weight-5 -> rolled-back', 'rolled-back -> contained', 'contained -> deployed', 'deployed -> rolled-back', 'rolled-back -> baseline',
  ].map(move => `traffic(task-api): ${move}`));
  expect(place.read()).toBe('task-api:\n  stage: baseline\n  steps: [5, 50]\n  stable: task-api:v1\n');
}), 120_000);

test('back from promoting, and from settled', () => project(CANARY, AT('promoting'), async place => {
  begin(place);
  expect(await commit(place, 'rollback')).toBe('traffic(task-api): promoting -> full');
  expect(await commit(place, 'rollback')).toBe('traffic(task-api): full -> rolled-back');
  place.write(AT('settled'));
  begin(place);
  expect(await commit(place, 'rollback')).toBe('traffic(task-api): settled -> deployed');
  expect(place.read()).toBe('task-api:\n  stage: deployed\n  steps: [5, 50]\n  stable: task-api:v2\n  canary: task-api:v1\n  revert:'
    + ' true\n');
  expect(await commit(place, 'advance --to full')).toBe('traffic(task-api): deployed -> full');
}), 120_000);
