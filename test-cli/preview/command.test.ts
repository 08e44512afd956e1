import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../support/command';
import { loadCli } from '../support/load';
import { inPlace } from '../support/stages';

const { binFolder, missingPrograms } = loadCli<any>('preview/binaries');
const { removeLeftOvers } = loadCli<any>('preview/runner');
const { EnvoyLog } = loadCli<any>('preview/log');

test.each([
  [['preview'], 'no manifests given'],
  [['preview', 'dist', '--json'], '--json belongs to --check'],
  [['preview', 'dist', '--install'], '--install installs and ends'],
  [['preview', 'dist', '--bin', 'nothing'], 'envoy and envoy-gateway are not in nothing; install them once by: cdk8s-traffic preview --install (needs Go and pip'],
])('%j is refused', async ([name, ...args], message) => {
  const run = await runCommand(name, args);
  expect(run).toMatchObject({ code: 2, stdout: '' });
  if (process.platform === 'linux' || !message.includes('are not in')) expect(run.stderr).toContain(message);
});

test('where the programs are', () => inPlace({}, async place => {
  expect(binFolder('x', { TRAFFIC_PREVIEW_BIN: 'y' })).toBe('x');
  expect(binFolder(undefined, { TRAFFIC_PREVIEW_BIN: 'y' })).toBe('y');
  expect(binFolder(undefined, { XDG_CACHE_HOME: join('/', 'c') })).toBe(join('/', 'c', 'cdk8s-traffic', 'bin'));
  mkdirSync(join(place.folder, 'bin'));
  writeFileSync(join(place.folder, 'bin', 'envoy'), '');
  expect(missingPrograms(join(place.folder, 'bin'))).toEqual(['envoy-gateway']);
}));

test('folders of previews that were killed go, those of others stay', () => inPlace({}, async place => {
  const { pid: dead } = spawnSync(process.execPath, ['--version']);
  const names = [`cdk8s-traffic-preview-${dead}-abc`, `cdk8s-traffic-preview-${process.pid}-abc`, 'cdk8s-traffic-preview-abc', 'other'];
  for (const name of names) mkdirSync(join(place.folder, 'tmp', name, 'deep'), { recursive: true });
  removeLeftOvers(join(place.folder, 'tmp'));
  expect(readdirSync(join(place.folder, 'tmp')).sort()).toEqual(names.slice(1).sort());
}));

test('the log: errors, and the last status of each object, over lines that come in pieces', () => {
  const log = new EnvoyLog();
  const lines = [
    { level: 'error', logger: 'provider', msg: 'failed to reload resources', error: 'weight -1' },
    { level: 'info', msg: 'Got new status for HTTPRoute\nparents:\n- conditions:\n  - type: Accepted\n    status: "False"\n', key: 'n/r' },
    { level: 'info', msg: 'Got new status for HTTPRoute\nparents: []\n', key: 'n/r' },
    { level: 'info', msg: 'other' },
  ].map(line => JSON.stringify(line)).join('\n');
  const text = `${lines}\nno JSON with "level":"error"\n`;
  for (let at = 0; at < text.length; at += 7) log.add(Buffer.from(text.slice(at, at + 7)));
  expect(log.errors).toEqual(['provider: failed to reload resources: weight -1']);
  expect([...log.statuses]).toEqual([['HTTPRoute n/r', { parents: [] }]]);
});
