// The command `preview` as a user runs it: asked, changed, ended, and killed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BIN } from '../support/cache.mjs';
import { told } from '../support/child.mjs';
import { until } from '../support/process.mjs';
import { run } from '../support/tools.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const CLI = join(here, '../../cli/bin/cdk8s-traffic.js');
const EXAMPLE = join(here, '../../dist/task-api');

/** Runs it in a folder of its own; needs the fixed ports of Envoy Gateway, so nothing else may run. */
export async function preview() {
  const folder = mkdtempSync(join(tmpdir(), 'traffic-preview-test-'));
  const env = { ...process.env, TMPDIR: folder, TRAFFIC_PREVIEW_BIN: BIN };
  const file = join(folder, 'routes.yaml');
  const left = () => readdirSync(folder).filter((name) => name.startsWith('cdk8s-traffic-preview-'));
  try {
    const checked = run(process.execPath, [CLI, 'preview', EXAMPLE, '--check', '--json'], { env });
    const { compared, disagreements } = checked.status === 2 ? {} : JSON.parse(checked.stdout);
    told.check('preview --check of the example agrees', checked.status === 0 && compared > 0 && disagreements.length === 0, checked.output);
    told.check('preview --check leaves nothing behind', left().length === 0 && running().length === 0, `${left()} ${running()}`);

    writeFileSync(file, route('one'));
    const ended = await open(file, env);
    told.check('preview answers with the name of the Service', await ended.backend() === 'n/one', ended.text());
    writeFileSync(file, route('two'));
    await until('the changed file is served', async () => await ended.backend() === 'n/two', { seconds: 20 });
    writeFileSync(file, 'spec: [');
    await until('a broken file is told', () => /Envoy goes on with the manifests before/.test(ended.text()), { seconds: 20 });
    told.check('with a broken file it goes on', await ended.backend() === 'n/two', ended.text());
    ended.child.kill('SIGINT');
    const code = await ended.exit;
    told.check('Ctrl-C ends it with a table', code === 0 && /SERVICE +REQUESTS +SHARE\nn\/two +[1-9]\d* +100 %/.test(ended.text()), `${code} ${ended.text()}`);
    told.check('Ctrl-C leaves nothing behind', left().length === 0 && running().length === 0, `${left()} ${running()}`);

    writeFileSync(file, route('one'));
    const killed = await open(file, env);
    killed.child.kill('SIGKILL');
    await killed.exit;
    await until('Envoy ends with its preview, though that was killed', () => running().length === 0, { seconds: 20 });
    told.check('the folder of one that was killed goes with the next', left().length === 1
      && run(process.execPath, [CLI, 'preview', file, '--check'], { env }).status === 0 && left().length === 0, left().join());
  } catch (error) {
    told.check('the command preview', false, error.stack);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts a preview; gives how to ask it, what it said, and when it ends. */
async function open(file, env) {
  const child = spawn(process.execPath, [CLI, 'preview', file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  process.once('exit', () => child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => { text += part; });
  const exit = new Promise((done) => child.once('exit', (code, signal) => done(signal ?? code)));
  await until('it says where it listens', () => /http:\/\/127\.0\.0\.1:\d+/.test(text) || child.exitCode !== null, { seconds: 60 });
  const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
  if (url === undefined) throw new Error(`the preview did not start: ${text}`);
  const backend = async () => (await fetch(`${url}/`)).headers.get('x-preview-backend');
  return { child, exit, text: () => text, backend };
}

const route = (name) => JSON.stringify({
  apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'r', namespace: 'n' },
  spec: { parentRefs: [{ name: 'gw' }], rules: [{ backendRefs: [{ name, port: 80 }] }] },
});

/** Processes of Envoy that see the network of this one: others may run previews of their own. */
function running() {
  const network = (pid) => readlinkSync(`/proc/${pid}/ns/net`);
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
    try {
      const [program] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return /(^|\/)envoy(-gateway)?$/.test(program) && network(pid) === network('self');
    } catch {
      return false;
    }
  });
}
