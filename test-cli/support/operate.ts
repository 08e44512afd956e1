import type { Command } from 'commander';
import { Readable } from 'node:stream';
import { loadCli } from './load';
import type { Run } from './run';

interface Defined { readonly name: string; configure(command: Command): void; run(command: Command, context: object): Promise<number> }

const { buildProgram } = loadCli<{ buildProgram: (commands: Defined[], version: string, context: object, done: (code: number) => void) => Command }>('program');
const { Console } = loadCli<{ Console: new (out: object, err: object, env: object) => object }>('console');
const { patch } = loadCli<{ patch: Defined }>('commands/patch');
const { runbook } = loadCli<{ runbook: Defined }>('commands/runbook');

/** Runs `patch` or `runbook` from the sources, within this process, in a folder. */
export async function operate(cwd: string, args: readonly string[], input = ''): Promise<Run> {
  let [stdout, stderr, code] = ['', '', 2];
  const console = new Console({ write: (text: string) => { stdout += text; } }, { write: (text: string) => { stderr += text; } }, {});
  const terminal = { input: Readable.from([Buffer.from(input)]) };
  const home = process.cwd();
  process.chdir(cwd);
  try {
    const program = buildProgram([patch, runbook], '0.0.0', { console, terminal, env: { ...process.env, CDK8S_TRAFFIC_STAGE: '' } }, exit => { code = exit; });
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    // What the command line prints as its error; a fault of its own would be no UsageError.
    const { name, message } = error as Error;
    stderr += `${['UsageError', 'CommanderError'].includes(name) ? 'error' : name}: ${message}\n`;
    code = 2;
  } finally {
    process.chdir(home);
  }
  return { code, stdout, stderr };
}
