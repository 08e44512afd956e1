// Synthesises every example into dist/<example>/, as the committed output of a GitOps repository. `--check` writes to a
// temporary folder instead and fails where the committed files differ.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const check = process.argv.includes('--check');
const examples = readdirSync('examples', { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name).sort();
const target = check ? mkdtempSync(join(tmpdir(), 'synth-')) : 'dist';
let failed = false;

for (const example of examples) {
  const out = join(target, example);
  const cli = join('node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
  const app = `node -r ts-node/register/transpile-only examples/${example}/main.ts`;
  const run = spawnSync(process.execPath, [cli, 'synth', '--no-validate', '--app', app, '--output', out], {
    stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false', CDK8S_TRAFFIC_STAGE: '' },
  });
  // cdk8s exits 0 where the app makes nothing, so the files are looked for.
  const files = run.status === 0 ? list(out) : [];
  if (files.length === 0) {
    console.error(`${example}: synthesis failed`);
    failed = true;
    continue;
  }
  if (check) failed = differs(example, out, files) || failed;
  else console.log(`${example}: ${files.join(', ')}`);
}
if (check) {
  rmSync(target, { recursive: true });
  if (!failed) console.log(`${examples.length} examples: no diff`);
}
process.exit(failed ? 1 : 0);

function differs(example, out, files) {
  const committed = list(join('dist', example));
  const all = [...new Set([...files, ...committed])].sort();
  const wrong = all.filter(file => !files.includes(file) || !committed.includes(file)
    || readFileSync(join(out, file), 'utf8') !== readFileSync(join('dist', example, file), 'utf8'));
  wrong.forEach(file => console.error(`dist/${example}/${file} is not what the example gives; run npm run synth`));
  return wrong.length > 0;
}

function list(folder) {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
