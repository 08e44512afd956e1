import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository's root. */
export const ROOT = dirname(dirname(__dirname));

const LOCK = join(ROOT, 'build', 'cli.lock');
const STALE_MS = 180_000;

/**
 * Compiles src/ and cli/ where sources are newer than what was made of them: the command line loads the library as it is
 * installed. Test files run in processes of their own, so one builds and
 * the others wait: a command started meanwhile would load half-written files.
 */
export function buildCli(): void {
  while (!isFresh()) {
    if (!lock()) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      continue;
    }
    try {
      if (!libraryIsFresh()) compile('tsconfig.jsii.json');
      compile('cli');
    } finally {
      rmdirSync(LOCK);
    }
  }
}

function compile(project: string): void {
  const { status, stdout } = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', project], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${project} does not compile:\n${stdout}`);
}

function libraryIsFresh(): boolean {
  const index = join(ROOT, 'lib/src/index.js');
  return existsSync(index) && newest(join(ROOT, 'src')) <= statSync(index).mtimeMs;
}

function isFresh(): boolean {
  const main = join(ROOT, 'cli/lib/main.js');
  if (existsSync(LOCK) || !existsSync(main) || !libraryIsFresh()) return false;
  const settings = statSync(join(ROOT, 'cli/tsconfig.json')).mtimeMs;
  return Math.max(newest(join(ROOT, 'cli/src')), settings) <= statSync(main).mtimeMs;
}

/** Of files only: an editor's swap file would touch a folder. */
function newest(folder: string): number {
  return Math.max(...readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}

function lock(): boolean {
  mkdirSync(dirname(LOCK), { recursive: true });
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    // Left behind by a run that was killed.
    if (existsSync(LOCK) && Date.now() - statSync(LOCK).mtimeMs > STALE_MS) rmdirSync(LOCK);
    return false;
  }
}
