// How fast `cdk8s-traffic check` is: files a second, and the time for 1,000 HTTPRoutes, against kubectl-validate on the same files in
// the same run, where it is on the PATH.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { route } from './support/routes.mjs';

const COUNT = 1_000;
const bin = new URL('../cli/bin/cdk8s-traffic.js', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'bench-check-'));

try {
  const many = join(folder, 'files');
  mkdirSync(many);
  for (let i = 0; i < COUNT; i++) {
    writeFileSync(join(many, `app-${i}.yaml`), route(i, 5));
    writeFileSync(join(folder, 'one.yaml'), route(0, 5));
  }
  const start = time(process.execPath, [bin, 'check', join(folder, 'one.yaml'), '--json']);
  const ours = time(process.execPath, [bin, 'check', many, '--json']);
  report('cdk8s-traffic check (schema, rules, and what does not go together)', start, ours);
  if (spawnSync('kubectl-validate', ['--help']).error) {
    console.log('kubectl-validate: not installed, so there is no ratio (go install sigs.k8s.io/kubectl-validate@latest)');
  } else {
    const peer = args => time('kubectl-validate', ['--local-crds', join(folder, 'crds'), ...args]);
    mkdirSync(join(folder, 'crds'));
    writeFileSync(join(folder, 'crds', 'crds.yaml'), spawnSync('cat', [new URL('../crds/gateway-api-v1.6.1-standard.yaml', import.meta.url).pathname]).stdout);
    const theirStart = peer([join(folder, 'one.yaml')]);
    const theirs = peer([many]);
    report('kubectl-validate (schema and rules)', theirStart, theirs);
    console.log(`ratio of the times for ${COUNT} HTTPRoutes: ${(theirs / ours).toFixed(1)}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function report(name, start, total) {
  console.log(`${name}: ${Math.round(COUNT / (total / 1000))} files/s, ${(total / 1000).toFixed(2)} s for ${COUNT} HTTPRoutes, ${(start / 1000).toFixed(2)} s for one`);
}

/** Milliseconds of the best of three runs. */
function time(command, args) {
  let best = Infinity;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    const { status, stderr, error } = spawnSync(command, args, { maxBuffer: 256 * 1024 * 1024, encoding: 'utf8' });
    if (error) throw error;
    if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr.slice(0, 500)}`);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
