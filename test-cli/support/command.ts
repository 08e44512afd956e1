import { Readable, Writable } from 'node:stream';
import { loadCli } from './load';
import type { Run } from './run';

/** What a run in this process is given. */
export interface Given {
  readonly cwd?: string;
  readonly columns?: number;
  readonly input?: string;
}

/** Runs one command of cli/src/commands in this process, without a build: `main` of the command line, with this command alone. */
export async function runCommand(name: string, args: readonly string[], { cwd, columns, input = '' }: Given = {}): Promise<Run> {
  const command = loadCli<Record<string, any>>(`commands/${name}`)[name];
  const { buildProgram } = loadCli<any>('program');
  const { Console } = loadCli<any>('console');
  const out = { text: '', columns, isTTY: columns !== undefined, write(text: string) { this.text += text; } };
  const err = { text: '', write(text: string) { this.text += text; } };
  const env = { NO_COLOR: '1' };
  const console = new Console(out, err, env);
  const terminal = { input: Readable.from([Buffer.from(input)]), output: new Writable(), interactive: false };
  const before = process.cwd();
  if (cwd !== undefined) process.chdir(cwd);
  let code: number | null = null;
  try {
    const program = buildProgram([command], '0', { console, terminal, env }, (exit: number) => {
      code = exit;
    });
    await program.parseAsync([name, ...args], { from: 'user' });
  } catch (error) {
    if (!['UsageError', 'CommanderError', 'NothingAtRevision', 'InvalidArgumentError'].includes((error as Error).name)) throw error;
    code = 2;
    console.error((error as Error).message);
  } finally {
    process.chdir(before);
  }
  return { code, stdout: out.text, stderr: err.text };
}
