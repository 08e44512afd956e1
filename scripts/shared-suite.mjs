// Runs the tests that read upstream's cases in place; says so when the folder is not there (a user's clone has none).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = resolve(root, process.env.TRAFFIC_SHARED ?? '../shared');

if (!existsSync(folder)) {
  console.log('shared suite: skipped, no folder of upstream cases found (set TRAFFIC_SHARED to run it)');
  process.exit(0);
}
const run = spawnSync(process.execPath, [resolve(root, 'node_modules/jest/bin/jest.js'), '--config', 'jest.shared.config.cjs', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, TRAFFIC_SHARED: folder },
});
process.exit(run.status ?? 1);
