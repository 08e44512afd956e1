import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildCli, ROOT } from './build';

/** What a run of the command line left behind. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line's entry. */
export const BIN = join(ROOT, 'cli/bin/cdk8s-traffic.js');

/** Runs `cdk8s-traffic ARGS` without a terminal; `args` is split at spaces. */
export function run(args: string, env: NodeJS.ProcessEnv = {}): Run {
  return runIn({ env }, args.split(' ').filter(Boolean));
}

/** Where a run happens, and what it finds on standard input. */
export interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  readonly cwd?: string;
}

/** Runs `cdk8s-traffic` with a list of arguments, without a terminal. */
export function runIn({ env, input = '', cwd }: Surroundings, args: readonly string[]): Run {
  buildCli();
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    encoding: 'utf8', env: plainEnv(env), input, cwd, maxBuffer: 64 * 1024 * 1024,
  });
  return { code: status, stdout, stderr };
}

/** The environment without what would switch colours; jest sets FORCE_COLOR for its workers. */
export function plainEnv(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const plain = { ...process.env };
  delete plain.FORCE_COLOR;
  delete plain.NO_COLOR;
  return { ...plain, ...env };
}

/** The JSON answer of `choose`. */
export interface Answer {
  readonly pattern: string;
  readonly with: string[];
  readonly reasons: string[];
  readonly warnings: { id: string; message: string }[];
  readonly watch: string[];
  readonly traffic?: { canaryRequests: number; requestsPerStep: number; minutesPerStep?: number; errorRate: number };
  readonly snippet: string;
}

/** Runs `choose ARGS --json`, which must succeed and say nothing on standard error. */
export function choose(args: string): Answer {
  const { code, stdout, stderr } = run(`choose ${args} --json`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Answer;
}

/** The ids of an answer's warnings. */
export function warningIds(args: string): string[] {
  return choose(args).warnings.map(({ id }) => id);
}
