import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import { UsageError } from '../exit.js';
import { visible } from '../table.js';

/** A project of cdk8s: the folder of its cdk8s.yaml, and where synth writes to. */
export interface Project {
  readonly folder: string;
  readonly output: string;
}

/** The project that a folder belongs to: the nearest cdk8s.yaml, upward. */
export function findProject(from: string): Project | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const file = join(folder, 'cdk8s.yaml');
    if (existsSync(file)) return { folder, output: relative(from, join(folder, outputOf(file))) || '.' };
    if (dirname(folder) === folder) return undefined;
  }
}

/**
 * Synthesises a project as if an app were at another stage, into a folder of its own, and gives the folder to a function. The
 * project's own output stays as it is.
 *
 * @throws UsageError where the app fails, or has not taken the stage
 */
export async function synthAt<T>(
  project: Project, key: string, stage: string, env: NodeJS.ProcessEnv, use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-traffic-'));
  const output = join(folder, 'dist');
  try {
    const { status, said } = await run(binary(project.folder), ['synth', '--no-validate', '--output', output], project.folder, {
      ...env, CDK8S_TRAFFIC_STAGE: `${key}=${stage}`, CDK8S_CHECK_UPGRADE: 'false',
    });
    const again = 'give the manifests of the other stage with --target MANIFESTS instead, or correct the app';
    if (status !== 0) throw new UsageError(`cdk8s synth of ${project.folder} at ${key}=${stage} failed; ${again}:\n${lastLines(said)}`);
    // An app that does not know the key goes on at its own stage.
    if (!said.includes(`puts ${key} at stage '${stage}'`)) {
      throw new UsageError(`the app in ${project.folder} has no canary or blue-green pair '${key}', so it was not`
        + ` put at ${stage}; ${again}:\n${lastLines(said)}`);
    }
    return await use(output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The project's own cdk8s, which its app was made for. */
function binary(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, 'node_modules', '.bin', 'cdk8s');
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) return 'cdk8s';
  }
}

interface Ran {
  readonly status: number | null;
  readonly said: string;
}

function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stderr.on('data', (part: Buffer) => parts.push(part));
    child.on('error', (error: NodeJS.ErrnoException) => fail(new UsageError(error.code === 'ENOENT'
      ? `cdk8s is not installed in ${cwd} (npm ci), so the other stage cannot be synthesised; give its manifests with --target MANIFESTS`
      : `cdk8s cannot be run: ${error.message}`)));
    child.on('close', status => done({ status, said: Buffer.concat(parts).toString('utf8') }));
  });
}

function outputOf(file: string): string {
  try {
    const { output } = (parse(readFileSync(file, 'utf8')) ?? {}) as { output?: unknown };
    return typeof output === 'string' && output !== '' ? output : 'dist';
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function lastLines(text: string): string {
  // The message is what helps; the stack of an app's error is long, and hides it.
  const lines = text.split('\n').filter(line => line.trim() !== '' && !/^\s+at /.test(line));
  return lines.slice(-8).map(line => visible(line)).join('\n');
}
