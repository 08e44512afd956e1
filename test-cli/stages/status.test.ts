import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { inPlace, inRepository, plainGit, stages, type Place } from '../support/stages';

plainGit();

const FILE = `task-api:
  stage: weight-5
  steps: [5, 50]
  peak: 50
shop/blue-green: {stage: green, idle: reduced}
shop/tiers:
  variants: {premium: live, basic: deployed}
  hold: ask Kim
`;

function commit(place: Place, text: string, subject: string): string {
  place.write(text);
  place.git('add', '--all');
  place.git('commit', '--quiet', '--message', subject);
  return place.git('rev-parse', 'HEAD').trim();
}

async function since(place: Place, args = 'status task-api --json'): Promise<any> {
  return JSON.parse((await stages(place.folder, args)).stdout)[0].since;
}

test('every app, outside of a repository', () => inPlace({ 'traffic.yaml': FILE }, async ({ folder }) => {
  const { code, stdout, stderr } = await stages(folder, 'status');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(`APP              PATTERN     STAGE                           NEXT                    SINCE  HELD
task-api         canary      weight-5                        weight-50, rolled-back  -      -
shop/blue-green  blue-green  green (idle: reduced)           idle: full              -      -
shop/tiers       tiers       premium: live, basic: deployed  basic=live              -      ask Kim
`);
  expect(JSON.parse((await stages(folder, 'status shop/tiers --json')).stdout)).toEqual([{
    app: 'shop/tiers', pattern: 'tiers', stage: 'premium: live, basic: deployed', next: ['basic=live'], variants: { premium: 'live',
      basic: 'deployed' }, hold: 'ask Kim', since: null,
  }]);
  expect((await stages(folder, 'status --strict')).code).toBe(1);
}));

test('since the commit that changed the stage, not the ones after it', () => inRepository({ 'traffic.yaml': FILE.replace('weight-5',
  'deployed') }, async place => {
  const moved = commit(place, FILE, 'a move');
  commit(place, `# a comment\n${FILE}`, 'a comment');
  commit(place, FILE.replace('ask Kim', 'ask Lee').replace('[5, 50]', '[5, 60]'), 'a hold and a plan');
  expect(await since(place)).toEqual({ commit: moved, date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/), subject: 'a move' });
  expect(await since(place, 'status shop/tiers --json')).toMatchObject({ subject: 'begin' });
  // Under another name, and not valid for a while.
  place.git('mv', 'traffic.yaml', 'stages.yaml');
  place.git('commit', '--quiet', '--message', 'a name');
  expect(await since(place, 'status task-api --json --file stages.yaml')).toMatchObject({ subject: 'a move' });
  place.write(FILE.replace('weight-5', 'weight-50'), 'stages.yaml');
  expect((await stages(place.folder, 'status task-api --file stages.yaml')).stdout).toContain('not committed');
}));

test('a merge counts as the commit that brought the stage', () => inRepository({ 'traffic.yaml': FILE.replace('weight-5',
  'deployed') }, async place => {
  place.git('checkout', '--quiet', '-b', 'move');
  commit(place, FILE, 'a move');
  place.git('checkout', '--quiet', 'main');
  place.git('commit', '--quiet', '--allow-empty', '--message', 'meanwhile');
  place.git('merge', '--quiet', '--no-ff', '--message', 'merge of a move', 'move');
  expect(await since(place)).toMatchObject({ subject: 'merge of a move' });
}));

test('back at a stage that it had before', () => inRepository({ 'traffic.yaml': FILE }, async place => {
  commit(place, FILE.replace('weight-5', 'rolled-back'), 'back');
  commit(place, 'task-api: {stage: oops\n', 'broken');
  const again = commit(place, FILE, 'again');
  expect(await since(place)).toMatchObject({ commit: again });
}));

test('before the first commit', () => inRepository({}, async place => {
  place.write(FILE);
  expect(await since(place)).toEqual({});
}));

test.each([
  ['status tsk-api', "has no app 'tsk-api', only task-api, shop/blue-green, shop/tiers\n(Did you mean task-api?)"],
  ['status shop', 'shop has 2 patterns in traffic.yaml; say which: shop/blue-green or shop/tiers'],
  ['status --file none.yaml', 'the stage file none.yaml cannot be read'],
])('refused: %s', (args, message) => inPlace({ 'traffic.yaml': FILE }, async ({ folder }) => {
  const { code, stderr } = await stages(folder, args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
}));

test('an entry that is not valid is told, with all that are', () => inPlace({ 'traffic.yaml': 'a: {stage: fulll}\nb: {stage: bleu,'
  + ' pattern: blue-green}\nc: {stage: full}\n' }, async ({ folder }) => {
  const { code, stderr } = await stages(folder, 'status');
  expect(code).toBe(2);
  expect(stderr).toContain("a: stage is 'fulll'");
  expect(stderr).toContain("b: stage is 'bleu'");
  expect((await stages(folder, 'status c')).code).toBe(0);
}));

test('a hold is committed alone, and a commit that a hook refuses is said', () => inRepository({ 'traffic.yaml': FILE }, async place => {
  place.write('mine\n', 'other.txt');
  place.git('add', 'other.txt');
  const { code, stdout } = await stages(place.folder, ['hold', 'task-api', '--reason', 'see #12: "bad"', '--commit']);
  expect([code, stdout]).toEqual([0, expect.stringContaining('Committed as ')]);
  expect(place.git('show', '--name-only', '--format=%s')).toBe('traffic(task-api): not held -> held: see #12: "bad"\n\ntraffic.yaml\n');
  expect(place.read()).toContain('  peak: 50\n  hold: "see #12: \\"bad\\""\n');
  place.write('#!/bin/sh\necho no commits on Friday >&2\nexit 1\n', '.git/hooks/pre-commit');
  place.git('config', 'core.hooksPath', '.git/hooks');
  chmodSync(join(place.folder, '.git/hooks/pre-commit'), 0o755);
  const refused = await stages(place.folder, 'unhold task-api --commit');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('the move is made, but not committed; git says: no commits on Friday');
  expect(place.git('diff', '--cached', '--name-only')).toBe('other.txt\n');
  expect(place.read()).toBe(FILE);
}));
