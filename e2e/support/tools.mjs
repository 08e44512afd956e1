// Programs on the PATH, and temporary folders.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Which of the programs the PATH does not have. */
export const missingOnPath = (names) => names.filter((name) => spawnSync('sh', ['-c', 'command -v "$0"', name]).status !== 0);

/** Runs a program to its end; gives status and output. */
export function run(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, ...options });
  if (error !== undefined) throw error;
  return { status, output: `${stdout}${stderr}`, stdout, stderr };
}

/** A temporary folder while the body runs. */
export async function inTemporaryFolder(body) {
  const folder = mkdtempSync(join(tmpdir(), 'traffic-e2e-'));
  try {
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
