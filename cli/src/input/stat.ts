import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../exit.js';

/** What a path leads to. */
export interface Found {
  readonly directory: boolean;
  /** The same for every path to the same file. */
  readonly id: string;
}

/** @throws UsageError that names the path as the user gave it */
export function stat(full: string, name: string): Found {
  try {
    const found = statSync(full, { bigint: true });
    return { directory: found.isDirectory(), id: `${found.dev}:${found.ino}` };
  } catch (error) {
    throw unreadable(name, full, error);
  }
}

/** What the system says, in words. */
export function unreadable(name: string, full: string, error: unknown): UsageError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new UsageError(`${name} cannot be read: ${WORDS[code ?? '']?.(full) ?? message}`);
}

const WORDS: Record<string, (full: string) => string> = {
  ENOENT: full => `no such file or folder in ${dirname(full)}`,
  ENOTDIR: full => `${dirname(full)} is no folder`,
  EACCES: () => 'permission denied',
  ELOOP: () => 'its symbolic links lead in a circle',
  ENAMETOOLONG: () => 'the name is too long for a file',
};
