import type { Command } from 'commander';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { loadCli } from './load';
import type { Run } from './run';

interface Defined { readonly name: string; configure(command: Command): void; run(command: Command, context: object): Promise<number> }

const { buildProgram } = loadCli<{ buildProgram: (commands: Defined[], version: string, context: object,
  done: (code: number) => void) => Command }>('program');
const { Console } = loadCli<{ Console: new (out: object, err: object, env: object) => object }>('console');

/** The commands about the stage file, and plan. */
export const NAMES = ['status', 'advance', 'rollback', 'promote', 'finish', 'hold', 'unhold', 'plan'];
const COMMANDS = NAMES.map(name => loadCli<{ [name: string]: Defined }>(`commands/${name}`)[name]);

/** Runs a command about the stage file from the sources, within this process, in a folder. */
export async function stages(cwd: string, args: string | readonly string[]): Promise<Run> {
  let [stdout, stderr, code] = ['', '', 2];
  const console = new Console({ write: (text: string) => { stdout += text; } }, { write: (text: string) => { stderr += text; } }, {});
  const home = process.cwd();
  process.chdir(cwd);
  try {
    const context = { console, terminal: { input: Readable.from([]) }, env: { ...process.env, CDK8S_TRAFFIC_STAGE: '' } };
    const program = buildProgram(COMMANDS, '0.0.0', context, exit => { code = exit; });
    await program.parseAsync(typeof args === 'string' ? args.split(' ').filter(Boolean) : [...args], { from: 'user' });
  } catch (error) {
    // What the command line prints as its error; a fault of its own would be no UsageError.
    const { name, message, stack } = error as Error;
    stderr += ['UsageError', 'CommanderError'].includes(name) ? `error: ${message}\n` : `${name}: ${stack}\n`;
    code = 2;
  } finally {
    process.chdir(home);
  }
  return { code, stdout, stderr };
}

/** A temporary folder. */
export interface Place {
  readonly folder: string;
  read(name?: string): string;
  write(text: string, name?: string): void;
  git(...args: string[]): string;
}

/** Runs a body in a temporary folder with files. */
export async function inPlace<T>(files: { readonly [name: string]: string }, body: (place: Place) => Promise<T>): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stages-')));
  const place: Place = {
    folder,
    read: (name = 'traffic.yaml') => readFileSync(join(folder, name), 'utf8'),
    write(text, name = 'traffic.yaml') {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    },
    git: (...args) => execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }),
  };
  try {
    Object.entries(files).forEach(([name, text]) => place.write(text, name));
    return await body(place);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As `inPlace`, in a git repository whose first commit has the files. */
export async function inRepository<T>(files: { readonly [name: string]: string }, body: (place: Place) => Promise<T>): Promise<T> {
  return inPlace({ '.gitignore': 'node_modules\n', ...files }, async place => {
    place.git('init', '--quiet', '--initial-branch=main');
    for (const [key, value] of [['user.name', 't'], ['user.email', 't@example.com'], ['commit.gpgsign', 'false']]) place.git('config',
      key, value);
    place.git('add', '--all');
    place.git('commit', '--quiet', '--message', 'begin');
    return body(place);
  });
}

/** Keeps the user's git, and a hook's variables, out of the tests of a file. */
export function plainGit(): void {
  const kept = { ...process.env };
  beforeAll(() => {
    Object.keys(process.env).filter(name => name.startsWith('GIT_')).forEach(name => delete process.env[name]);
    Object.assign(process.env, { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' });
  });
  afterAll(() => {
    Object.keys(process.env).filter(name => name.startsWith('GIT_')).forEach(name => delete process.env[name]);
    Object.assign(process.env, kept);
  });
}
