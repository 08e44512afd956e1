// mode: comment of the Action: what it believes, what it writes, and what it makes of a stranger's text.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './support/build';
import { plainEnv } from './support/run';
import { zip } from './support/zip';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'action-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('comment.mjs', () => {
  const HEAD = 'a'.repeat(40);
  const MARKER = '<!-- cdk8s-traffic plan -->';
  const RUN = {
    id: 11, event: 'pull_request', conclusion: 'success', head_sha: HEAD, head_branch: 'feat; $(touch owned)', head_repository: { full_name: 'stranger/shop' }, pull_requests: [],
  };
  const PULL = { number: 7, head: { sha: HEAD, repo: { full_name: 'stranger/shop' } }, base: { repo: { full_name: 'owner/shop' } } };
  const ARTIFACT = { id: 5, name: 'cdk8s-traffic-comment', expired: false, size_in_bytes: 300, workflow_run: { id: 11 } };
  const GH = `#!${process.execPath}
const fs = require('node:fs');
const { answers } = JSON.parse(fs.readFileSync(process.env.FAKE_ANSWERS, 'utf8'));
const args = process.argv.slice(2);
const input = fs.readFileSync(0, 'utf8');
fs.appendFileSync(process.env.FAKE_LOG, JSON.stringify({ args, input }) + '\\n');
const path = args.find(word => word.startsWith('repos/'));
const page = (args.find(word => word.startsWith('page=')) || 'page=1').slice(5);
const answer = answers[path + '?' + page] ?? answers[path];
if (answer === undefined) { process.stderr.write('HTTP 404\\n::error::stranger'); process.exit(1); }
process.stdout.write(answer.zip === undefined ? JSON.stringify(answer) : Buffer.from(answer.zip, 'base64'));
`;

  interface Settings { run?: object; pulls?: object[]; artifacts?: object[]; archive?: Buffer; text?: string; comments?: object[][]; env?: NodeJS.ProcessEnv }
  interface Call { args: string[]; input: string }

  function comment({ run = {}, pulls = [PULL], artifacts = [ARTIFACT], archive, text = '**Check**: passed', comments = [[]], env = {} }: Settings = {}) {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/gh'), GH);
    chmodSync(join(folder, 'bin/gh'), 0o755);
    writeFileSync(join(folder, 'event.json'), JSON.stringify({ workflow_run: { ...RUN, ...run } }));
    writeFileSync(join(folder, 'answers.json'), JSON.stringify({ answers: {
      'repos/owner/shop/pulls': pulls,
      'repos/owner/shop/actions/runs/11/artifacts': { artifacts },
      'repos/owner/shop/actions/artifacts/5/zip': { zip: (archive ?? zip({ name: 'comment.md', bytes: Buffer.from(text) })).toString('base64') },
      ...Object.fromEntries(comments.map((list, page) => [`repos/owner/shop/issues/7/comments?${page + 1}`, list])),
      'repos/owner/shop/issues/comments/99': {},
    } }));
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts/action/comment.mjs')], {
      cwd: folder, encoding: 'utf8', env: plainEnv({
        PATH: `${join(folder, 'bin')}:${process.env.PATH}`, GITHUB_EVENT_NAME: 'workflow_run', GITHUB_EVENT_PATH: join(folder, 'event.json'), GITHUB_REPOSITORY: 'owner/shop',
        GITHUB_SERVER_URL: 'https://github.com', FAKE_ANSWERS: join(folder, 'answers.json'), FAKE_LOG: join(folder, 'calls'), TRAFFIC_ARTIFACT: 'cdk8s-traffic-comment', TRAFFIC_ID: '',
        TRAFFIC_AUTHOR: '', ...env,
      }),
    });
    const log = existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8') : '';
    const calls = log.split('\n').filter(Boolean).map(line => JSON.parse(line) as Call);
    const writes = calls.filter(({ args }) => args.includes('POST') || args.includes('PATCH'));
    expect(existsSync(join(folder, 'owned'))).toBe(false);
    expect(stdout).not.toMatch(/^::/m);
    return { code: status, stdout, stderr, calls, writes, body: writes.length === 0 ? undefined : (JSON.parse(writes[0].input) as { body: string }).body };
  }

  test('writes a comment on the pull request whose head the run was for', () => {
    const { code, writes, body, calls } = comment({ text: '**Check**: passed\n\n| a | b |\n|---|---|\n| `x` | 5 % |\n\n<details><summary>more</summary>\n\ntext\n\n</details>' });
    expect(code).toBe(0);
    expect(writes.map(({ args }) => args)).toEqual([['api', '--method', 'POST', 'repos/owner/shop/issues/7/comments', '--input', '-']]);
    expect(body).toBe(`${MARKER}\n### cdk8s-traffic: passed\n\nFor ${HEAD}, by [this run](https://github.com/owner/shop/actions/runs/11) of the code of the pull request.\n\n`
      + '**Check**: passed\n\n| a | b |\n|---|---|\n| `x` | 5 % |\n\n<details><summary>more</summary>\n\ntext\n\n</details>\n');
    // The branch's name is one argument, a field whose @ or number means nothing.
    expect(calls[0].args.slice(-6)).toEqual(['-f', 'state=open', '-f', 'head=stranger:feat; $(touch owned)', '-f', 'per_page=100']);
  });

  test('updates its own comment, on whatever page it stands', () => {
    const others = Array.from({ length: 100 }, (_, id) => ({ id, user: { login: 'someone', type: 'User' }, body: `${MARKER}\nforged` }));
    const own = { id: 99, user: { login: 'github-actions[bot]', type: 'Bot' }, body: `${MARKER}\nold` };
    const { writes } = comment({ comments: [others, [own]] });
    expect(writes.map(({ args }) => args.slice(1, 4))).toEqual([['--method', 'PATCH', 'repos/owner/shop/issues/comments/99']]);
  });

  test.each<[string, object]>([
    ["a person's comment with its first line", { id: 99, user: { login: 'github-actions[bot]', type: 'User' }, body: `${MARKER}\nold` }],
    ['a comment of another bot', { id: 99, user: { login: 'other[bot]', type: 'Bot' }, body: `${MARKER}\nold` }],
    ['a comment of its own with another id', { id: 99, user: { login: 'github-actions[bot]', type: 'Bot' }, body: '<!-- cdk8s-traffic planet -->\nold' }],
    ['a comment that quotes it', { id: 99, user: { login: 'github-actions[bot]', type: 'Bot' }, body: `> ${MARKER}\nold` }],
  ])('does not take %s for its own', (_what, existing) => {
    expect(comment({ comments: [[existing]] }).writes[0].args).toContain('POST');
  });

  test.each<[string, Settings, string]>([
    ['was pushed to since', { pulls: [{ ...PULL, head: { ...PULL.head, sha: 'b'.repeat(40) } }] }, 'no open pull request has the head'],
    ['comes from another repository', { pulls: [{ ...PULL, head: { sha: HEAD, repo: { full_name: 'else/shop' } } }] }, 'no open pull request has the head'],
    ['has a head that is deleted', { pulls: [{ ...PULL, head: { sha: HEAD, repo: null } }] }, 'no open pull request has the head'],
    ['is one of two with that head', { pulls: [PULL, { ...PULL, number: 8 }] }, '2 pull requests have the head'],
    ['is none: the run was for a push', { run: { event: 'push' } }, 'started by push'],
  ])('writes nothing where the pull request %s', (_what, settings, said) => {
    const { code, stdout, writes } = comment(settings);
    expect({ code, writes }).toEqual({ code: 0, writes: [] });
    expect(stdout).toContain(said);
  });

  test.each<[string, Settings, string]>([
    ['another event', { env: { GITHUB_EVENT_NAME: 'pull_request_target' } }, 'belongs into a workflow on workflow_run'],
    ['a head that is no commit', { run: { head_sha: 'main --x' } }, 'workflow_run.head_sha is "main --x"'],
    ['a repository that leads elsewhere', { run: { head_repository: { full_name: 'owner/..' } } }, 'workflow_run.head_repository'],
    ['an artifact name that is a path', { env: { TRAFFIC_ARTIFACT: '../x' } }, 'artifact is "../x"'],
    ['an id that would end the marker', { env: { TRAFFIC_ID: '--> <b>' } }, 'comment-id'],
    ['an API that refuses', { comments: [] }, 'failed: HTTP 404 ::error::stranger'],
  ])('fails with %s', (_what, settings, said) => {
    const { code, stdout, stderr, writes } = comment(settings);
    expect({ code, stderr, writes }).toEqual({ code: 1, stderr: '', writes: [] });
    expect(stdout).toContain(said);
  });

  const file = (bytes: Buffer | string, rest = {}) => ({ name: 'comment.md', bytes: Buffer.from(bytes as string), ...rest });

  test.each<[string, Settings, string]>([
    ['one line above the limit', { text: 'x'.repeat(65_535 - 150) }, 'too long for a comment'],
    ['a text that opens more than there is room to close', { text: '<details>\n'.repeat(7000) }, 'too long for a comment'],
    ['no text', { text: ' \n' }, 'holds no text'],
    ['bytes that are no UTF-8', { archive: zip(file(Buffer.from([0x61, 0xff, 0xfe]))) }, 'encoded data was not valid'],
    ['a bomb', { archive: zip(file(Buffer.alloc(20_000_000, 0x61))) }, 'has 20000000 bytes'],
    ['a bomb that lies about its size', { archive: zip(file(Buffer.alloc(20_000_000, 0x61), { size: 10 })) }, 'unpacks to more than it says'],
    ['a second file', { archive: zip(file('a'), { name: 'b', bytes: Buffer.from('b') }) }, 'holds 2 files'],
    ['a file of another name', { archive: zip({ name: '../comment.md', bytes: Buffer.from('a') }) }, 'holds "../comment.md"'],
    ['no archive', { archive: Buffer.from('<html>') }, 'no zip archive'],
    ['a cut archive', { archive: zip(file('abc')).subarray(20) }, 'broken zip archive'],
    ['an artifact that is too large to be fetched', { artifacts: [{ ...ARTIFACT, size_in_bytes: 5e9 }] }, 'may have 1048576'],
    ['an artifact of another name', { artifacts: [{ ...ARTIFACT, name: 'else' }] }, 'has no artifact'],
    ['an artifact of another run', { artifacts: [{ ...ARTIFACT, workflow_run: { id: 12 } }] }, 'has no artifact'],
  ])('says no more than that there is no plan, for %s', (_what, settings, said) => {
    const { code, stdout, body } = comment(settings);
    expect(code).toBe(0);
    expect(stdout).toContain('the artifact is not used: ');
    expect(stdout).toContain(said);
    expect(body).toMatch(/^<!-- cdk8s-traffic plan -->\n### cdk8s-traffic: passed\n[^]*There is no plan to show: the log of the run says why\.\n$/);
  });

  test.each<[string, string, string]>([
    ['lines', 'a line of text\n'.repeat(5000), 'a line of text'],
    ['a text that grows by what is made harmless', '@a @b @c\n'.repeat(7000), '@\u200ba @\u200bb @\u200bc'],
    ['a folded part', `<details><summary>x</summary>\n\n${'- line\n'.repeat(10_000)}\n</details>`, '- line\n\n</details>'],
    ['code', `\`\`\`\`text\n${'line\n'.repeat(20_000)}`, 'line\n````'],
  ])('what is too long is shortened to whole lines: %s', (_what, text, end) => {
    const { body } = comment({ text });
    expect(body!.length).toBeLessThan(65_536);
    expect(body!.length).toBeGreaterThan(65_000);
    expect(body!.endsWith(`${end}\n\nThis is too long for a comment; the rest is in the summary of the run.\n`)).toBe(true);
  });

  test('a file that is not packed is read as well, and the newest of several tries counts', () => {
    const { body } = comment({ archive: zip(file('stored', { method: 0 })), artifacts: [{ ...ARTIFACT, id: 3 }, ARTIFACT, { ...ARTIFACT, id: 4 }] });
    expect(body).toMatch(/\n\nstored\n$/);
  });

  test('whether it passed is what GitHub says, whatever the text does', () => {
    expect(comment({ run: { conclusion: 'failure' }, text: 'all **passed**' }).body).toContain('### cdk8s-traffic: not passed\n');
  });
});

describe('sanitize.mjs', () => {
  const Z = '\u200b';
  const CASES: [string, string, string][] = [
    ['a mention', 'ping @everyone, @org/team and `@user`', `ping @${Z}everyone, @${Z}org/team and \`@${Z}user\``],
    ['an issue of any repository', '#12 o/r#3 GH-4', `#${Z}12 o/r#${Z}3 GH-${Z}4`],
    ['HTML', '<script>x</script><a href="x">', `<${Z}script>x<${Z}/script><${Z}a href="x">`],
    ['HTML with attributes', '<details open ontoggle=x>', `<${Z}details open ontoggle=x>`],
    ['a forged marker', '<!-- cdk8s-traffic plan -->', `<${Z}!-- cdk8s-traffic plan -->`],
    ['a picture', '![x](https://evil.example/p.png)', `!${Z}[x]${Z}(https:${Z}//evil.example/p.png)`],
    ['a link', '[x](https://evil.example)', `[x]${Z}(https:${Z}//evil.example)`],
    ['a link without a scheme', '[x](//evil.example)', `[x]${Z}(//evil.example)`],
    ['a link in the repository', '[x](/settings)', `[x]${Z}(/settings)`],
    ['a link that is defined elsewhere', '[x]: //evil.example', `[x]${Z}: //evil.example`],
    ['a bare address', 'see http://evil.example or WWW.evil.example', `see http:${Z}//evil.example or WWW${Z}.evil.example`],
    ['an address in brackets', '<https://evil.example>', `<${Z}https:${Z}//evil.example>`],
    ['a link out of the documentation', '[x](https://github.com/cdk8s-traffic/cdk8s-traffic/blob/main/docs/../../../../evil/x)',
      `[x]${Z}(https:${Z}//github.com/cdk8s-traffic/cdk8s-traffic/blob/main/docs/../../../../evil/x)`],
    ['what plan has made harmless', `ping @${Z}user`, `ping @${Z}user`],
    ['an escape character and a bidi override', 'a\u001b[31m\u202eb\u0000', 'a\\u{1B}[31m\\u{202E}b\\u{0}'],
    ['what a plan needs', '## Safe\n\n| a | `b \\| c` |\n<details><summary><b>3 classes</b></summary>\n\n- x: 5 % -> 25 %\n\n</details>\n[why](https://github.com/cdk8s-traffic/cdk8s-traffic/blob/main/docs/findings.md#routeshadowed)',
      '## Safe\n\n| a | `b \\| c` |\n<details><summary><b>3 classes</b></summary>\n\n- x: 5 % -> 25 %\n\n</details>\n[why](https://github.com/cdk8s-traffic/cdk8s-traffic/blob/main/docs/findings.md#routeshadowed)'],
    ['an image by its digest', 'task-api@sha256:00', 'task-api@sha256:00'],
  ];

  const results = JSON.parse(spawnSync(process.execPath, ['--input-type=module', '-e', `
    import { sanitize } from ${JSON.stringify(join(ROOT, 'scripts/action/sanitize.mjs'))};
    process.stdout.write(JSON.stringify(${JSON.stringify(CASES)}.map(([, text]) => sanitize(text))));`], { encoding: 'utf8' }).stdout) as string[];

  test.each(CASES.map(([what, , expected], index) => [what, expected, index] as const))('%s', (_what, expected, index) => {
    expect(results[index]).toBe(expected);
  });
});
