import { buildCli } from '../support/build';
import { begin, CANARY, project } from '../support/project';
import { plainGit, stages, type Place } from '../support/stages';

// What --synth and finish judge before anything is written, with the real cdk8s.

plainGit();
// The app loads the library as it is installed.
beforeAll(() => buildCli(), 180_000);

const AT = (stage: string) => `task-api:\n  stage: ${stage}\n  steps: [5, 50]\n  stable: task-api:v1\n  canary: task-api:v2\n`;

/** All that a refused move must leave as it was. */
function state(place: Place): unknown {
  return [place.read(), place.git('status', '--porcelain'), place.git('rev-parse', 'HEAD'), place.git('diff', '--cached')];
}

test('an unsafe plan moves nothing, and an allowed one is told', () => project(CANARY, AT('weight-5'), async place => {
  begin(place);
  // A step that was made without a commit: the next one would be two in one.
  place.write(AT('weight-50').replace('v2', 'v2 # mine'));
  const before = state(place);
  const { code, stdout, stderr } = await stages(place.folder, 'advance --synth');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('warning [stages/not-committed] task-api: weight-5 -> weight-50 is not committed yet');
  expect(stderr).toContain('plan says that this is not safe in one commit:\n[transition/step] task-api: weight-5 -> full is not a'
    + ' legal move');
  expect(stderr).toContain('Nothing was changed. Where a finding is meant: --allow RULE --reason TEXT');
  expect(state(place)).toEqual(before);
  const committed = await stages(place.folder, 'advance --commit');
  expect(committed.code).toBe(1);
  expect(committed.stderr).toContain('--commit: traffic.yaml changed since the last commit, and a commit makes one move only');
  const allowed = await stages(place.folder, ['advance', '--synth', '--dry-run', '--allow', 'step', '--allow', 'capacity-late', '--reason',
    'nobody is there']);
  expect([allowed.code, allowed.stderr.replace(/^warning .*\n/gm, '')]).toEqual([0, '']);
  expect(allowed.stdout).toContain('allowed (nobody is there) [transition/step] task-api:');
  expect(allowed.stdout).toContain('@@ -1,5 +1,6 @@\n task-api:\n-  stage: weight-50\n+  stage: full\n+  peak: 100\n');
  expect(state(place)).toEqual(before);
}), 120_000);

test('finish says which change of code is needed, and takes it', () => {
  const more = CANARY.replace('canary: Version.deploy({})', 'canary: Version.deploy({ env: { MODE: "new" } })');
  return project(more, AT('settled'), async place => {
    begin(place);
    const before = state(place);
    const { code, stderr } = await stages(place.folder, 'finish');
    expect(code).toBe(1);
    expect(stderr).toContain('task-api settled -> baseline would change what runs, at settled and at baseline:\n  Deployment'
      + ' shop/task-api-stable: spec.template.spec.containers[0].env');
    expect(stderr).toContain('give stable: what canary: has there');
    expect(state(place)).toEqual(before);
    place.write(more.replace('replicas: 10', 'replicas: 10, env: { MODE: "new" }'), 'main.js');
    expect((await stages(place.folder, 'finish')).code).toBe(0);
    expect(place.read()).toBe('task-api:\n  stage: baseline\n  steps: [5, 50]\n  stable: task-api:v2\n');
  });
}, 120_000);

test('images that the code states', () => {
  const inCode = CANARY.replace('replicas: 10', 'replicas: 10, image: "task-api:v1"').replace('canary: Version.deploy({})',
    'canary: Version.deploy({ image: "task-api:v2" })');
  return project(inCode, 'task-api: {stage: settled, steps: [5, 50]}\n', async place => {
    const { code, stderr } = await stages(place.folder, 'finish --dry-run');
    expect(code).toBe(1);
    expect(stderr).toContain('spec.template.spec.containers[0].image: "task-api:v2" -> "task-api:v1"');
    expect(stderr).toContain('The stage file does not state the canary\'s image, so the code holds it.');
  });
}, 120_000);

test('an app that does not read the stage file, and one that fails', () => project(CANARY, AT('weight-5'), async place => {
  place.write(AT('weight-5'), 'other.yaml');
  const other = await stages(place.folder, 'advance --synth --file other.yaml');
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('does not read other.yaml: no Stages.fromFile(\'other.yaml\') was met during synth');
  place.write(CANARY.replace('port: 8000', 'port: 0'), 'main.js');
  const fails = await stages(place.folder, 'advance --synth');
  expect(fails.code).toBe(2);
  expect(fails.stderr).toMatch(/cdk8s synth of .* failed with the stage file as it would be:\n[^]*port/);
  expect([place.read(), place.read('other.yaml')]).toEqual([AT('weight-5'), AT('weight-5')]);
  // A way back does not wait for that; the manifests cannot follow, and the answer says so.
  const back = await stages(place.folder, 'rollback --synth');
  expect(back.code).toBe(2);
  expect(back.stderr).toContain('warning [plan/failed] the way back is taken without a plan');
  expect(back.stderr).toContain('The stage file has the way back, but the manifests do not.');
  expect(place.read()).toContain('stage: rolled-back');
}), 120_000);

test('synth that fails only for real puts everything back', () => project(CANARY, AT('weight-5'), async place => {
  begin(place);
  place.write(`if (process.env.CDK8S_TRAFFIC_STAGE === '') throw new Error('not today');\n${CANARY}`, 'main.js');
  const before = state(place);
  const { code, stderr } = await stages(place.folder, 'advance --synth');
  expect(code).toBe(2);
  expect(stderr).toMatch(/cdk8s synth of .* failed:\n[^]*not today[^]*\nThe stage file and the output are as they were/);
  expect(state(place)).toEqual(before);
}), 120_000);

test('a commit holds the move alone', () => project(CANARY, AT('weight-5'), async place => {
  begin(place);
  place.write('mine\n', 'other.txt');
  place.git('add', 'other.txt');
  place.write('yours\n', 'untracked.txt');
  place.git('checkout', '--quiet', '--detach');
  const { code, stdout } = await stages(place.folder, 'advance --commit');
  expect(code).toBe(0);
  expect(stdout).toMatch(/\nCommitted as [0-9a-f]{12}\.\n\nNext:\n {2}git push, or open the pull request\n/);
  expect(place.git('show', '--format=', '--name-only').trim().split('\n').every(name => /^(traffic\.yaml|dist\/)/.test(name))).toBe(true);
  expect(place.git('status', '--porcelain')).toBe('A  other.txt\n?? untracked.txt\n');
  const message = place.git('show', '--no-patch', '--format=%B');
  expect(message).toMatch(/^traffic\(task-api\): weight-5 -> weight-50\n\nPlan: safe \(classes of requests: \d+ shift.*\)\n/);
  expect(message).toMatch(/\n- shift: .*5 % -> 50 %/);
  // Something staged for the stage file would go along.
  place.write(`${place.read()}# staged\n`);
  place.git('add', 'traffic.yaml');
  for (const args of ['advance --commit', 'rollback --commit', 'hold --reason x --commit']) {
    const refused = await stages(place.folder, args);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('something is staged already for traffic.yaml')]);
  }
}), 120_000);
