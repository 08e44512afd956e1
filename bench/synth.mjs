// How much of `cdk8s synth` of the main example is TypeScript: the same app, once through ts-node as cdk8s.yaml has it, once
// precompiled. Runs alternate, so that both meet the same machine; the medians' ratio is what counts.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROUNDS = Number(process.argv[2] ?? 7);
mkdirSync('build', { recursive: true });
const work = mkdtempSync(join('build', 'bench-'));
const cdk8s = join('node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
const env = { ...process.env, CDK8S_CHECK_UPGRADE: 'false' };

try {
  execFileSync('npx', ['tsc', '--outDir', work, '--rootDir', '.', '--target', 'es2022', '--module', 'node16', '--skipLibCheck', '--types', 'node',
    join('examples', 'task-api', 'main.ts')], { stdio: 'inherit' });
  const precompiled = `node ${join(work, 'examples', 'task-api', 'main.js')}`;
  const times = { typescript: [], precompiled: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.typescript.push(time(['synth', '--output', join(work, 'a')]));
    times.precompiled.push(time(['synth', '--app', precompiled, '--output', join(work, 'b')]));
  }
  const [a, b] = [median(times.typescript), median(times.precompiled)];
  console.log(`cdk8s synth: ${a.toFixed(0)} ms; precompiled: ${b.toFixed(0)} ms; ratio ${(a / b).toFixed(2)} (wanted: at most 2), median of ${ROUNDS}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function time(args) {
  const start = performance.now();
  const run = spawnSync(process.execPath, [cdk8s, ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  if (run.status !== 0) throw new Error(`cdk8s ${args.join(' ')} failed`);
  return performance.now() - start;
}

function median(values) {
  return [...values].sort((x, y) => x - y)[Math.floor(values.length / 2)];
}
