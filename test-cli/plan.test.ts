import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { State, taskApi } from '../test/proof/plan/task-api';
import { runCommand, type Given } from './support/command';

type Files = { readonly [name: string]: string };

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'traffic-plan-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const yaml = (objects: any[]) => objects.map(object => JSON.stringify(object)).join('\n---\n');
const stages = (stage: string) => `task-api:\n  pattern: canary\n  stage: ${stage}\n  stable: task-api:v1\n  canary: task-api:v2\n`;

/** Runs plan on two files. */
function plan(before: any[], after: any[], args: readonly string[] = [], given: Given = {}) {
  write({ 'before.yaml': yaml(before), 'after.yaml': yaml(after) });
  return runCommand('plan', ['before.yaml', 'after.yaml', ...args], { cwd: folder, ...given });
}

function git(...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const { status, stdout, stderr } = spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args],
    { cwd: folder, encoding: 'utf8', env });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function commit(files: Files): void {
  write(files);
  git('add', '-A');
  git('commit', '-q', '-m', 'x');
}

const small = (state: State = {}) => taskApi(state);

test('a step as text', async () => {
  const { code, stdout, stderr } = await plan(small(), small({ weight: 25 }));
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatchInlineSnapshot(`
"safe in one commit
premium users: unchanged; everybody else: task-api-canary 5 % -> 25 %

WHO                                              TRAFFIC                                                    CHANGE
everybody else (under /api/)                     task-api-canary 5 % -> 25 %, task-api-stable 95 % -> 75 %  shift
premium users (x-api-tier: premium under /api/)  task-api-stable 100 %                                      unchanged
4 more kinds of requests are unchanged (--all shows them)

Objects
  changed HTTPRoute task-api/task-api-canary: weights of split: task-api-stable 95 -> 75,
    task-api-canary 5 -> 25
"
`);
});

test('a step as Markdown', async () => {
  expect((await plan(small(), small({ weight: 25 }), ['--format', 'markdown'])).stdout).toMatchInlineSnapshot(`
"### ✅ Traffic plan: safe in one commit

premium users: unchanged; everybody else: task\\-api\\-canary 5 % → 25 %

| Who | Traffic | Change |
|---|---|---|
| everybody else \\(under /api/\\) | task\\-api\\-canary 5 % → 25 %, task\\-api\\-stable 95 % → 75 % | **shift** |
| premium users \\(x\\-api\\-tier: premium under /api/\\) | task\\-api\\-stable 100 % | unchanged |

4 more kinds of requests are unchanged.

<details><summary>1 object</summary>

- changed \`HTTPRoute task-api/task-api-canary\`: weights of split: task\\-api\\-stable 95 → 75, task\\-api\\-canary 5 → 25

</details>

<details><summary>Example requests</summary>

- everybody else: \`GET /api/\`
- everybody else: \`GET /api\`
- everybody else: \`GET /api/x\`
- premium users: \`GET /api/ with x-api-tier: premium\`
- premium users: \`GET /api with x-api-tier: premium\`
- premium users: \`GET /api/x with x-api-tier: premium\`

</details>
"
`);
});

test('an unsafe change as text, in a narrow terminal', async () => {
  const { code, stdout } = await plan(small({ weight: 0, without: ['Deployment task-api-canary', 'Service task-api-canary'] }), small(), [], { columns: 80 });
  expect(code).toBe(1);
  expect(stdout).toMatchInlineSnapshot(`
"NOT safe in one commit: 1 reason
premium users: unchanged; everybody else: task-api-canary 0 % -> 5 %

WHO                                 TRAFFIC                            CHANGE
everybody else (under /api/)        task-api-canary 0 % -> 5 %,        shift
                                    task-api-stable 100 % -> 95 %
premium users (x-api-tier: premium  task-api-stable 100 %              unchanged
under /api/)
4 more kinds of requests are unchanged (--all shows them)

Objects
  added Deployment task-api/task-api-canary: image task-api:v2, replicas 5
  changed HTTPRoute task-api/task-api-canary: weights of split:
    task-api-stable 100 -> 95, task-api-canary 0 -> 5
  added Service task-api/task-api-canary

error transition/weight-on-new Service task-api/task-api-canary
    Service task-api/task-api-canary was not there before, and it gets 5 %
    of rule 'split' of HTTPRoute task-api/task-api-canary in the same
    commit: the route is quicker than a pod, so its first requests get 503
    Commit 1: add Service task-api/task-api-canary with no weight on
    task-api/task-api-canary, and wait until its pods are ready.
    Commit 2: give task-api/task-api-canary its 5 %.
"
`);
  expect(Math.max(...stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
});

test('JSON is as the design states it', async () => {
  write({ 'a.yaml': stages('weight-5'), 'b.yaml': stages('weight-25') });
  const { code, stdout } = await plan(small(), small({ weight: 25 }), ['--json', '--stages-before', 'a.yaml', '--stages-after', 'b.yaml']);
  const json = JSON.parse(stdout);
  expect([code, json.safe, json.moves]).toEqual([0, true, [{ app: 'task-api', pattern: 'canary', from: 'weight-5', to: 'weight-25' }]]);
  expect(new Set(json.classes.map(({ change }: any) => change))).toEqual(new Set(['none', 'shift']));
  expect(json.classes[0].before.shares).toEqual({ 'task-api/task-api-stable': 1 });
});

test('--all shows what is unchanged, --verbose some requests', async () => {
  const { stdout } = await plan(small(), small(), ['--all', '--verbose']);
  expect(stdout).toContain('premium users (x-api-tier: premium under /api/)');
  expect(stdout).toContain('premium users: GET /api/ with x-api-tier: premium');
  expect((await plan(small(), small())).stdout).toMatch(/^safe in one commit\nno request is answered otherwise\n\n\d+ more kinds of requests are unchanged/);
});

describe('what is allowed', () => {
  const unsafe = [small(), small({ route: { rules: [] } })] as const;

  test('makes the plan safe, and stays visible with its reason', async () => {
    const allowed = await plan(...unsafe, ['--allow', 'class-lost', '--reason', 'nobody calls it', '--allow', 'transition/override-weakened']);
    expect(allowed.stdout).toContain('allowed transition/class-lost');
    expect(allowed.stdout).toContain('reason: nobody calls it');
    const json = JSON.parse((await plan(...unsafe, ['--json', '--allow', 'class-lost', '--reason', 'gone'])).stdout);
    expect(json.findings.find(({ rule }: any) => rule === 'transition/class-lost')).toMatchObject({ allowed: 'gone' });
    const markdown = (await plan(...unsafe, ['--format', 'markdown', '--allow', 'class-lost', '--reason', 'see @boss <b>'])).stdout;
    expect(markdown).toContain('Allowed: see @\u200Bboss &lt;b\\>');
  });

  test('is told where nothing asked for it', async () => {
    const { code, stderr } = await plan(small(), small(), ['--allow', 'class-lost', '--reason', 'x']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('--allow transition/class-lost allows nothing')]);
    expect((await plan(small(), small(), ['--strict', '--allow', 'class-lost', '--reason', 'x'])).code).toBe(1);
  });
});

test.each<[string, string[], string]>([
  ['one side', ['before.yaml'], 'plan takes BEFORE and AFTER, but got only before.yaml'],
  ['three sides', ['a', 'b', 'c'], 'plan takes BEFORE and AFTER, but got 3'],
  ['--since with two', ['--since', 'HEAD', 'a', 'b'], '--since REV takes one PATH, but there are 2'],
  ['--since with a colon', ['--since', 'HEAD:x', 'a'], 'give a revision'],
  ['--allow without a reason', ['a', 'b', '--allow', 'class-lost'], 'needs --reason TEXT'],
  ['an empty reason', ['a', 'b', '--allow', 'class-lost', '--reason', ' '], 'needs --reason TEXT'],
  ['--reason alone', ['a', 'b', '--reason', 'x'], 'give --allow RULE'],
  ['a mistyped rule', ['a', 'b', '--allow', 'clas-lost', '--reason', 'x'], 'Did you mean transition/class-lost?'],
  ['too few reasons', ['a', 'b', '--allow', 'class-lost', '--allow', 'step', '--allow', 'capacity', '--reason', 'x', '--reason', 'y'], '3 --allow and 2 --reason'],
  ['one stage file of two', ['ok.yaml', 'ok.yaml', '--stages-before', 'ok.yaml'], 'go together'],
  ['two ways to name stage files', ['ok.yaml', 'ok.yaml', '--stages-before', 'x', '--stages-after', 'x', '--file', 'x'], 'give either'],
  ['a manifest that is none', ['ok.yaml', 'bad.yaml'], 'bad.yaml:3: '],
  ['a file that is not there', ['ok.yaml', 'none.yaml'], 'none.yaml cannot be read'],
  ['a stage that is none', ['ok.yaml', 'ok.yaml', '--stages-before', 'ok-stages.yaml', '--stages-after', 'bad-stages.yaml'], 'bad-stages.yaml, task-api: '],
  ['standard input twice', ['-', '-'], 'only one side'],
  ['a revision that looks like an option', ['git:--output=x:a', 'ok.yaml'], 'a revision does not begin with "-"'],
  ['--since with one', ['--since', '--output=x', 'ok.yaml'], 'a revision does not begin with "-"'],
])('usage: %s', async (_what, args, message) => {
  git('init', '-q');
  write({ 'ok.yaml': yaml(small()), 'bad.yaml': 'kind: A\napiVersion: [\n', 'ok-stages.yaml': stages('weight-5'), 'bad-stages.yaml': stages('weight-500') });
  const { code, stdout, stderr } = await runCommand('plan', args, { cwd: folder });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});

describe('in git', () => {
  const at = (stage: string, weight: number): Files => ({ 'team/dist/app.yaml': yaml(small({ weight })), 'team/traffic.yaml': stages(stage) });
  const run = async (args: string[]) => runCommand('plan', [...args, '--json'], { cwd: join(folder, 'team') });
  const step = [{ app: 'task-api', pattern: 'canary', from: 'weight-5', to: 'weight-25' }];

  beforeEach(() => {
    git('init', '-q', '-b', 'main');
    commit(at('weight-5', 5));
    git('tag', 'synced');
    commit(at('weight-25', 25));
    write(at('weight-50', 50));
  });

  test.each<[string, string[], any[]]>([
    ['revision and folder', ['git:HEAD:team/dist', 'dist'], [{ ...step[0], from: 'weight-25', to: 'weight-50' }]],
    ['two revisions', ['git:synced:team/dist', 'git:HEAD:team/dist'], step],
    ['--since a revision', ['--since', 'synced', 'git:HEAD:team/dist'], step],
    ['--since, the folder as it is', ['--since', 'HEAD', 'dist'], [{ ...step[0], from: 'weight-25', to: 'weight-50' }]],
    ['a stage file by its name', ['--since', 'HEAD', 'dist', '--file', './traffic.yaml'], [{ ...step[0], from: 'weight-25', to: 'weight-50' }]],
  ])('%s', async (_what, args, moves) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout).moves).toEqual(moves);
  });

  test('a path that the revision does not have is empty, with a warning', async () => {
    write({ 'team/new/app.yaml': yaml(small()) });
    const { code, stdout, stderr } = await run(['--since', 'HEAD', 'new']);
    expect([code, JSON.parse(stdout).safe]).toEqual([0, true]);
    expect(stderr).toContain('this side counts as empty');
    expect(new Set(JSON.parse(stdout).classes.map(({ change }: any) => change))).toEqual(new Set(['gain', 'none']));
  });

  test('a path that no side has, and one outside of the repository', async () => {
    expect(await run(['git:synced:nope', 'git:HEAD:nope'])).toMatchObject({ code: 2, stderr: expect.stringContaining('there are no manifests in git:synced:nope') });
    expect(await run(['--since', 'HEAD', '../../x'])).toMatchObject({ code: 2, stderr: expect.stringContaining('outside of the repository') });
    expect(await run(['--since', 'nope', 'dist'])).toMatchObject({ code: 2, stderr: expect.stringContaining('has no commit nope') });
  });

  test('a stage file that is wrong before the change is told, and may be mended by it', async () => {
    commit({ ...at('weight-25', 25), 'team/traffic.yaml': stages('weight-500') });
    write(at('weight-25', 25));
    const { code, stderr } = await run(['--since', 'HEAD', 'dist']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('the entry is left out')]);
  });
});

describe('texts of manifests', () => {
  const hostile = '<img src=x>@team|`a`\u001b[31m\u202Ehttps://evil.example';
  const named = (weight: number) => small({ weight }).map(object => object.kind !== 'HTTPRoute' ? object
    : { ...object, metadata: { ...object.metadata, name: hostile }, spec: { ...object.spec, rules: object.spec.rules.map((rule: any, i: number) => ({ ...rule, name: `${hostile}${i}` })) } });

  test.each(['text', 'json', 'markdown'])('do nothing to a terminal: %s', async format => {
    const { stdout } = await plan(named(5), named(25), ['--format', format]);
    expect(stdout).toContain('25');
    expect(stdout).not.toMatch(/(?!\n)\p{Cc}|\u202E/u);
  });

  test('do nothing in a comment', async () => {
    const { stdout } = await plan(named(5), named(25), ['--format', 'markdown']);
    const prose = stdout.replace(/(?<!\\)(`+)[^`].*?[^`]?\1/g, '');
    expect(prose).not.toMatch(/<img|@team|https:\/\//);
    // Each row has its three cells, whatever a name holds.
    for (const row of stdout.split('\n').filter(line => line.startsWith('| ') && !line.startsWith('| Who'))) {
      expect(row.match(/(?<!\\)\|/g)).toHaveLength(4);
    }
  });

  test('never are a secret', async () => {
    const secret = (value: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'task-api' }, stringData: { password: value } });
    for (const format of ['text', 'json', 'markdown']) {
      const { stdout } = await plan(small({ more: [secret('hunter-one')] }), small({ more: [secret('hunter-two')] }), ['--format', format]);
      expect(stdout).toContain('Secret task-api/s');
      expect(stdout).not.toContain('hunter');
    }
  });
});

test('a comment stays below its limit, whatever is left out is counted, the verdict and the reasons stay', async () => {
  const many = (weight: number) => Array.from({ length: 400 }, (_, i) => small({ weight, stableReplicas: weight === 5 ? 10 : 0 })
    .map(object => JSON.parse(JSON.stringify(object).replace(/task-api/g, `task-${i}-${'x'.repeat(30)}`)))).flat();
  const { stdout } = await plan(many(5), many(25), ['--format', 'markdown']);
  expect(Buffer.byteLength(stdout)).toBeLessThan(65_536);
  expect(stdout).toMatch(/^### ❌ Traffic plan: NOT safe in one commit: \d+ reasons/);
  expect(stdout).toContain('transition/');
  expect(stdout).toMatch(/Left out, since a comment has a limit: .*lines of traffic.*objects/);
});

test('the whole tree of examples/shop is planned in one command', async () => {
  const { code, stdout } = await runCommand('plan', ['dist/shop', 'dist/shop'], { cwd: join(__dirname, '..') });
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^safe in one commit\nno request is answered otherwise\n/)]);
});
