import { closeSync, fchmodSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../exit.js';
import type { StageFile } from './stage-file.js';

/**
 * Gives a stage file another text, in one step: it is written beside the file, brought to the disk, and renamed over it. Killed at
 * any moment, or without power, there is the old file or the new one, never a part of either; at worst a hidden file is left
 * beside it, which the next run removes. The permissions stay.
 *
 * @throws UsageError where the file is not any more what was read
 */
export function writeStageFile({ path, real, text: old, mode }: StageFile, text: string): void {
  const folder = dirname(real);
  removeLeftovers(folder, basename(real));
  const beside = join(folder, `.${basename(real)}.${MARK}-${process.pid}`);
  try {
    const handle = openSync(beside, 'wx', 0o600);
    try {
      const bytes = Buffer.from(text, 'utf8');
      for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
      fchmodSync(handle, mode);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    // Last, so that as little time as possible lies between the look and the rename.
    if (readFileSync(real, 'utf8') !== old) {
      throw new UsageError(`the stage file ${path} was changed by somebody else meanwhile; nothing was written. Look at it, and run the`
        + ' command again');
    }
    renameSync(beside, real);
  } catch (error) {
    rmSync(beside, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(`the stage file ${path} cannot be written (${code}); nothing was changed`);
  }
  syncFolder(folder);
}

const MARK = 'cdk8s-traffic';

/** What runs that were killed have left behind. */
function removeLeftovers(folder: string, name: string): void {
  const prefix = `.${name}.${MARK}-`;
  for (const file of readdirSync(folder)) {
    const pid = file.startsWith(prefix) ? Number(file.slice(prefix.length)) : NaN;
    if (Number.isInteger(pid) && !isRunning(pid)) rmSync(join(folder, file), { force: true });
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The rename itself is brought to the disk, where the system can do that. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // Not every file system syncs folders; the file is whole all the same.
  }
}
