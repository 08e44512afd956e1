import { spawnSync } from 'node:child_process';
import { UsageError } from './exit.js';

/** What a run of git left behind. */
export interface GitRun {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** How git is run. */
export interface GitOptions {
  readonly cwd: string;
  readonly input?: string;
  /** Who needs git, for the message where there is none. */
  readonly needs?: string;
}

/**
 * Runs git to read: without a shell, questions, a pager, locks that others would wait for, or fetching what a partial clone lacks.
 * Paths among the arguments are names, never patterns. What a user wrote stands behind `--end-of-options` or `--`, or is resolved
 * to a hash first.
 */
export function readWithGit(args: readonly string[], options: GitOptions): GitRun {
  return run(args, options, { GIT_OPTIONAL_LOCKS: '0' });
}

/** As `readWithGit`, to write: git takes its locks, and runs the hooks of the repository. */
export function writeWithGit(args: readonly string[], options: GitOptions): GitRun {
  return run(args, options, {});
}

/** The first line that git said of an error. */
export function gitSaid({ stderr, stdout }: GitRun): string {
  return (stderr.toString().trim() || stdout.toString().trim()).split('\n')[0] || 'nothing';
}

function run(args: readonly string[], { cwd, input = '', needs = 'this' }: GitOptions, extra: NodeJS.ProcessEnv): GitRun {
  const env = { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', GIT_LITERAL_PATHSPECS: '1', ...extra };
  const { status, stdout, stderr, error } = spawnSync('git', ['--no-pager', ...args], { cwd, env, input, maxBuffer: 512 * 1024 * 1024 });
  if (error !== undefined) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UsageError(missing ? `${needs} needs git on the PATH` : `git cannot be run: ${error.message}`);
  }
  return { status, stdout, stderr };
}
