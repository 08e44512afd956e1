import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { visible } from './escape.js';
import { UsageError } from './exit.js';

/** What a run of cdk8s left behind. */
export interface Cdk8sRun {
  readonly status: number | null;
  /** Both its streams. */
  readonly said: string;
}

/** How cdk8s is run. */
export interface Cdk8sOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** What cannot be done where it is not installed. */
  readonly without: string;
}

/** Runs the project's own cdk8s, which its app was made for. @throws UsageError where there is none */
export function runCdk8s(folder: string, args: readonly string[], { env, signal, without }: Cdk8sOptions): Promise<Cdk8sRun> {
  return new Promise((done, fail) => {
    const child = spawn(binary(folder), args, {
      cwd: folder, env: { ...env, CDK8S_CHECK_UPGRADE: 'false' }, stdio: ['ignore', 'pipe', 'pipe'], signal,
    });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stderr.on('data', (part: Buffer) => parts.push(part));
    child.on('error', (error: NodeJS.ErrnoException) => {
      // What is broken off ends by 'close', when it writes no more.
      if (error.name === 'AbortError') return;
      fail(new UsageError(error.code === 'ENOENT' ? `cdk8s is not installed in ${folder} (npm ci), so ${without}` : `cdk8s cannot be run: ${error.message}`));
    });
    child.on('close', status => done({ status, said: Buffer.concat(parts).toString('utf8') }));
  });
}

/** The end of what it said: the message is what helps, and the stack of an app's error hides it. */
export function lastLines(text: string): string {
  const lines = text.split('\n').filter(line => line.trim() !== '' && !/^\s+at /.test(line));
  return lines.slice(-8).map(line => visible(line)).join('\n');
}

function binary(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, 'node_modules', '.bin', 'cdk8s');
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) return 'cdk8s';
  }
}
