// action.yml, the workflows around it, and mode: check. action-comment.test.ts has mode: comment.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from './support/build';
import { hasTool } from './support/program';
import { plainEnv } from './support/run';

const ACTION = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
  inputs: Record<string, { description: string }>;
  runs: { using: string; steps: { if?: string; run?: string; uses?: string; env?: Record<string, string>; shell?: string }[] };
};

describe('action.yml', () => {
  const { inputs, runs: { steps } } = ACTION;

  test('no expression stands within a script', () => {
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
    expect(steps.filter(({ run }) => run !== undefined).map(({ shell }) => shell)).toEqual(steps.filter(({ run }) => run !== undefined).map(() => 'bash'));
  });

  test('every other action is pinned to a commit', () => {
    expect(steps.filter(({ uses }) => uses !== undefined && !/@[0-9a-f]{40}$/.test(uses))).toEqual([]);
  });

  test('each input has a description and is used', () => {
    const text = JSON.stringify(steps);
    for (const [name, { description }] of Object.entries(inputs)) {
      expect(description.length).toBeGreaterThan(10);
      expect(text).toContain(`inputs.${name}`);
    }
  });

  test('only the job that comments sees the token', () => {
    const seeing = steps.filter(step => JSON.stringify(step).includes('token'));
    expect(seeing.map(step => step.if)).toEqual(["${{ inputs.mode == 'comment' }}"]);
  });

  test('every script that it runs is there, and every variable that a script reads is given', () => {
    for (const { run, env } of steps) {
      const [, path] = /"\$GITHUB_ACTION_PATH\/([^"]+)"/.exec(run ?? '') ?? [];
      if (path === undefined) continue;
      const script = readFileSync(join(ROOT, path), 'utf8');
      const read = [...new Set(script.match(/TRAFFIC_[A-Z_]+/g))].sort();
      expect(Object.keys(env ?? {}).filter(name => name.startsWith('TRAFFIC_')).sort()).toEqual(read);
    }
  });

  test('ShellCheck has nothing to say', () => {
    if (!hasTool('shellcheck')) return console.warn('shellcheck is not installed, so the scripts are not looked at (apt-get install shellcheck)');
    expect(spawnSync('shellcheck', [join(ROOT, 'scripts/action/check.sh')], { encoding: 'utf8' }).stdout).toBe('');
    for (const { run } of steps.filter(step => step.run !== undefined)) {
      expect(spawnSync('shellcheck', ['-s', 'bash', '-'], { input: run, encoding: 'utf8' }).stdout).toBe('');
    }
  });
});

describe('the workflows of this repository, and those that the page shows', () => {
  interface Workflow { name: string; on: Record<string, { workflows?: string[] } | null>; permissions: unknown; jobs: Record<string, { permissions?: Record<string, string>; steps: { uses?: string; run?: string; with?: Record<string, unknown> }[] }> }
  const shown = [...readFileSync(join(ROOT, 'docs/gitops.md'), 'utf8').matchAll(/^```yaml\n(# \.github\/workflows\/[^]*?)^```/gm)].map(([, text]) => parse(text) as Workflow);
  const own = ['ci', 'traffic', 'traffic-comment'].map(name => parse(readFileSync(join(ROOT, `.github/workflows/${name}.yml`), 'utf8')) as Workflow);
  const all = [...own, ...shown];
  const steps = all.flatMap(({ jobs }) => Object.values(jobs)).flatMap(job => job.steps);

  test('are there', () => {
    expect(all.map(({ name }) => name)).toEqual(['ci', 'traffic', 'traffic comment', 'traffic', 'traffic comment']);
  });

  test('have no expression within a script, and pin the actions of others', () => {
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
    expect(steps.filter(({ uses }) => uses !== undefined && !/^(\.\/|cdk8s-traffic\/)/.test(uses) && !/@[0-9a-f]{40}$/.test(uses))).toEqual([]);
  });

  test('leave no token in the checkout, and give none to code of a pull request', () => {
    expect(steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')).map(step => step.with!['persist-credentials'])).toEqual(expect.not.arrayContaining([undefined, true]));
    const checking = all.filter(({ jobs }) => JSON.stringify(jobs).includes('"mode":"check"'));
    expect(checking.map(({ on, permissions }) => [Object.keys(on), permissions])).toEqual([[['pull_request', 'merge_group'], { contents: 'read' }], [['pull_request', 'merge_group'], { contents: 'read' }]]);
  });

  test('let only the one on workflow_run comment, which checks out nothing of the pull request', () => {
    const commenting = all.filter(({ jobs }) => JSON.stringify(jobs).includes('"mode":"comment"'));
    expect(commenting).toHaveLength(2);
    for (const { on, permissions, jobs: { comment } } of commenting) {
      expect([on, permissions]).toEqual([{ workflow_run: { workflows: ['traffic'], types: ['completed'] } }, {}]);
      expect(comment.permissions).toMatchObject({ 'actions': 'read', 'pull-requests': 'write' });
      expect(comment.steps.filter(step => step.with?.ref !== undefined || step.run !== undefined)).toEqual([]);
    }
  });

  test('give only inputs that the Action has', () => {
    const given = steps.filter(({ uses }) => uses === './' || uses?.startsWith('cdk8s-traffic/')).flatMap(step => Object.keys(step.with!));
    expect(given.length).toBeGreaterThan(5);
    expect(given.filter(name => !(name in ACTION.inputs))).toEqual([]);
  });
});

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'action-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('check.sh', () => {
  /** Stands in for the command line: tells its arguments, and answers as it is told to. */
  const FAKE = `#!/bin/sh
printf '%s\\n' "$*" >> "$FAKE_LOG"
case $1 in
  check) echo '::warning file=dist/a.yaml::from check'; echo "$FAKE_CHECK_TEXT" >&2; exit "\${FAKE_CHECK:-0}" ;;
  plan) echo "$FAKE_PLAN_TEXT"; head -c "\${FAKE_PLAN_MORE:-0}" /dev/zero | tr '\\0' x; echo 'plan says why' >&2; exit "\${FAKE_PLAN:-0}" ;;
esac
`;

  function git(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', '-c', 'init.defaultBranch=main', ...args],
      { cwd: join(folder, 'repo'), encoding: 'utf8', env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  function put(path: string, text: string): void {
    const full = join(folder, 'repo', path);
    mkdirSync(join(full, '..'), { recursive: true });
    writeFileSync(full, text);
    if (path.includes('.bin/')) chmodSync(full, 0o755);
  }

  function commit(message: string): string {
    git('add', '-A', '--force', ':!*node_modules');
    git('commit', '-qm', message);
    return git('rev-parse', 'HEAD');
  }

  /** A repository whose main has moved on since the pull request began, checked out as the merge. */
  function pullRequest(prefix = ''): { fork: string; base: string; head: string } {
    mkdirSync(join(folder, 'repo'), { recursive: true });
    git('init', '-q');
    put(`${prefix}node_modules/.bin/cdk8s-traffic`, FAKE);
    put(`${prefix}dist/a.yaml`, 'a: 1\n');
    put(`${prefix}traffic.yaml`, 'app: {}\n');
    const fork = commit('first');
    git('checkout', '-qb', 'change');
    put(`${prefix}dist/a.yaml`, 'a: 2\n');
    const head = commit('change');
    git('checkout', '-q', 'main');
    put('README.md', 'x');
    const base = commit('main moves on');
    git('merge', '-q', '--no-ff', '-m', 'merge', 'change');
    return { fork, base, head };
  }

  interface Outcome { code: number | null; stdout: string; comment: string; calls: string[]; outputs: string; summary: string }

  function check(env: NodeJS.ProcessEnv = {}): Outcome {
    const { status, stdout, stderr } = spawnSync('bash', [join(ROOT, 'scripts/action/check.sh')], {
      cwd: join(folder, 'repo'), encoding: 'utf8', env: plainEnv({
        GIT_CONFIG_GLOBAL: '/dev/null', GITHUB_WORKSPACE: join(folder, 'repo'), GITHUB_REF: 'refs/pull/7/merge', GITHUB_OUTPUT: join(folder, 'outputs'),
        GITHUB_STEP_SUMMARY: join(folder, 'summary'), TRAFFIC_OUT: join(folder, 'out'), TRAFFIC_INSTALL: '', TRAFFIC_SYNTH: '', FAKE_LOG: join(folder, 'calls'),
        FAKE_CHECK_TEXT: '1 object: nothing found', FAKE_PLAN_TEXT: '## safe', ...env,
      }),
    });
    expect(stderr).not.toMatch(/line \d+: /);
    return { code: status, stdout, comment: read('out/comment.md'), calls: read('calls').split('\n').filter(Boolean), outputs: read('outputs'), summary: read('summary') };
  }

  function read(path: string): string {
    return existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : '';
  }

  test('checks, and plans from the branch that the merge goes into', () => {
    const { base } = pullRequest();
    const { code, stdout, comment, calls, outputs, summary } = check();
    expect(code).toBe(0);
    expect(calls).toEqual(['check dist --format github', `plan git:${base}:dist dist --format markdown --file traffic.yaml`]);
    expect(stdout).toContain('::warning file=dist/a.yaml::from check');
    expect(comment).toContain('**Check**: passed');
    expect(comment).toContain('1 object: nothing found');
    expect(comment).toContain('## safe');
    expect(comment).not.toContain('plan says why');
    expect(outputs).toBe('check=0\nplan=0\n');
    expect(summary).toBe(comment);
  });

  test('the settings reach the command line', () => {
    const { base } = pullRequest('apps/shop/');
    put('apps/shop/.cdk8s-traffic.yaml', 'check: {}\n');
    const { calls } = check({ TRAFFIC_DIR: 'apps/shop', TRAFFIC_GATEWAY: 'envoy-gateway', TRAFFIC_STRICT: 'true' });
    expect(calls).toEqual([
      'check apps/shop/dist --format github --config apps/shop/.cdk8s-traffic.yaml --gateway envoy-gateway --strict',
      `plan git:${base}:apps/shop/dist apps/shop/dist --format markdown --file apps/shop/traffic.yaml --strict`,
    ]);
  });

  test('plans from the last synced revision, where the workflow names it', () => {
    const { fork } = pullRequest();
    git('tag', 'synced', fork);
    expect(check({ TRAFFIC_SINCE: 'synced' }).calls[1]).toContain(`plan git:${fork}:dist `);
  });

  test('a branch that is checked out in place of the merge is compared with where it began', () => {
    const { fork, base, head } = pullRequest();
    git('checkout', '-q', head);
    expect(check({ GITHUB_REF: 'refs/heads/change', TRAFFIC_BASE: base }).calls[1]).toContain(`plan git:${fork}:dist `);
  });

  test.each<[string, NodeJS.ProcessEnv, string]>([
    ['an unsafe plan', { FAKE_PLAN: '1' }, '## safe'],
    ['a plan that cannot be made', { FAKE_PLAN: '2' }, 'plan says why'],
    ['findings', { FAKE_CHECK: '1', FAKE_CHECK_TEXT: '1 object: 1 error' }, '1 object: 1 error'],
    ['an installation that fails', { TRAFFIC_INSTALL: 'exit 3' }, '**install failed** with exit code 3'],
    ['a synthesis that fails', { TRAFFIC_SYNTH: 'false; true' }, '**synth failed**'],
    ['stale manifests', { TRAFFIC_SYNTH: 'echo new > dist/a.yaml; echo b > dist/b.yaml' }, '?? dist/b.yaml'],
    ['a synced revision that is not there', { TRAFFIC_SINCE: 'nowhere' }, 'not in this checkout'],
    ['a synced revision that looks like an option', { TRAFFIC_SINCE: '--output=owned' }, 'not in this checkout'],
    ['a synced revision that is no ancestor', { TRAFFIC_SINCE: 'aside' }, 'no ancestor of this merge'],
  ])('fails with %s, and says so', (_what, env, said) => {
    pullRequest();
    git('branch', 'aside', git('commit-tree', '-m', 'aside', 'HEAD^{tree}'));
    const { code, comment } = check(env);
    expect(code).toBe(1);
    expect(comment).toContain(said);
    expect(existsSync(join(folder, 'repo/owned'))).toBe(false);
  });

  test('a synthesis that changes nothing is no stale one, and manifests that are committed nowhere are not looked at', () => {
    pullRequest();
    expect(check({ TRAFFIC_SYNTH: 'touch dist/a.yaml' }).code).toBe(0);
  });

  test('manifests that are committed nowhere are not planned', () => {
    pullRequest();
    put('fresh/a.yaml', 'a: 1\n');
    const { code, comment, calls } = check({ TRAFFIC_MANIFESTS: 'fresh', TRAFFIC_SYNTH: 'echo b > fresh/b.yaml' });
    expect(code).toBe(0);
    expect(calls).toEqual(['check fresh --format github']);
    expect(comment).toContain('the manifests are not committed');
  });

  test('new manifests are planned from nothing', () => {
    const { base } = pullRequest();
    put('fresh/a.yaml', 'a: 1\n');
    commit('new');
    expect(check({ TRAFFIC_MANIFESTS: 'fresh', TRAFFIC_BASE: base, GITHUB_REF: 'refs/heads/x' }).calls[1]).toContain(`plan git:${base}:fresh fresh`);
  });

  test('a plan beyond all measure is left to the log', () => {
    pullRequest();
    const { comment } = check({ FAKE_PLAN_MORE: '160000' });
    expect(comment).toContain('too long for a comment');
    expect(comment.length).toBeLessThan(1000);
  });

  test.each([['TRAFFIC_DIR', '../other'], ['TRAFFIC_DIR', '/etc'], ['TRAFFIC_MANIFESTS', '--crds'], ['TRAFFIC_MANIFESTS', 'a:b'], ['TRAFFIC_STAGE_FILE', '../../x']])('%s=%s is refused', (name, value) => {
    pullRequest();
    const { code, calls } = check({ [name]: value });
    expect([code, calls]).toEqual([2, []]);
  });

  test('where the command line is not installed, nothing is fetched', () => {
    pullRequest();
    rmSync(join(folder, 'repo/node_modules'), { recursive: true });
    const { code, comment } = check();
    expect(code).toBe(1);
    expect(comment).toContain('add cdk8s-traffic-cli to the project\'s devDependencies');
  });
});
