#!/usr/bin/env node
// Gives inputs made to break a reader to commands of the command line: node scripts/hostile.mjs route check [--only TEXT]
// Prints time and peak memory of each, and leaves with 1 where one crashed, hung, or took more than 10 s, or more than
// 512 MiB above the input's size. Needs a build.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { hostileInputs } = createRequire(import.meta.url)('./hostile-inputs.cjs');

const SIZE = 50e6;
const MOST_SECONDS = 10;
const MOST_MIB = 512;
const MIB = 1024 * 1024;

const BIN = join(dirname(dirname(fileURLToPath(import.meta.url))), 'cli/bin/cdk8s-traffic.js');
const FLAGS = {
  route: ['--host', 'h1.example.com', '--path', `/api/${'a'.repeat(5000)}!`, '--json'],
  check: ['--json'],
};
/** Tells the peak memory on a pipe of its own when the process ends; a process that is killed tells none. */
const WITNESS = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));`)}`;

const args = process.argv.slice(2);
const only = args.includes('--only') ? args.splice(args.indexOf('--only'), 2)[1] : '';
const commands = args.length > 0 ? args : ['route', 'check'];

const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
let failures = 0;
try {
  for (const [name, make] of Object.entries(hostileInputs(SIZE))) {
    if (!name.includes(only)) continue;
    const file = join(folder, 'input.yaml');
    const content = Buffer.from(make());
    writeFileSync(file, content);
    for (const command of commands) print(name, command, measure(command, file), content.length / MIB);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failures > 0 ? 1 : 0;

function measure(command, file) {
  const start = performance.now();
  const { status, signal, stderr, output } = spawnSync(
    process.execPath, ['--import', WITNESS, BIN, command, file, ...FLAGS[command] ?? []],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], timeout: 60_000, killSignal: 'SIGKILL', maxBuffer: 1e9 },
  );
  return { status, signal, said: String(stderr), seconds: (performance.now() - start) / 1000, memory: Number(String(output[3])) / 1024 };
}

function print(name, command, { status, signal, said, seconds, memory }, size) {
  const faults = [];
  if (signal !== null) faults.push(`killed (${signal})`);
  else if (![0, 1, 2].includes(status)) faults.push(`left with ${status}`);
  if (/internal error|^\s+at /m.test(said)) faults.push('internal error');
  if (seconds > MOST_SECONDS) faults.push('too slow');
  if (memory > size + MOST_MIB) faults.push('too much memory');
  failures += faults.length > 0 ? 1 : 0;
  const facts = `exit ${status}, ${seconds.toFixed(1)} s, ${memory.toFixed(0)} MiB (input ${size.toFixed(1)} MiB)`;
  console.log(`${faults.length > 0 ? 'FAIL' : 'ok  '} ${command.padEnd(6)} ${name.padEnd(40)} ${facts} ${faults.join(', ')}`);
  const words = said.trim().split('\n')[0].slice(0, 160);
  if (words !== '') console.log(`       ${words}`);
}
