import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildCli, ROOT } from './build';
import { plainEnv } from './run';

const LIB = join(ROOT, 'cli/lib');

/**
 * The JSON of an expression over `program`, commander's tree of all commands, in a process of its own: the sources are ES
 * modules. `shape` and the shells' scripts are at hand, too.
 */
export function ofProgram<T>(expression: string): T {
  buildCli();
  const url = (path: string) => JSON.stringify(pathToFileURL(join(LIB, path)).href);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', `
    import { COMMANDS } from ${url('registry.js')};
    import { completion } from ${url('commands/completion.js')};
    import { buildProgram } from ${url('program.js')};
    import { shapeOf } from ${url('completion/shape.js')};
    import { bashScript } from ${url('completion/bash.js')};
    import { zshScript } from ${url('completion/zsh.js')};
    import { fishScript } from ${url('completion/fish.js')};
    const commands = COMMANDS.includes(completion) ? COMMANDS : [...COMMANDS, completion];
    const program = buildProgram(commands, '1.2.3', {}, () => undefined);
    const shape = shapeOf(program);
    const helpOf = command => {
      let text = '';
      command.configureOutput({ writeOut: part => { text += part; } });
      command.outputHelp();
      return text;
    };
    void [bashScript, zshScript, fishScript, helpOf];
    process.stdout.write(JSON.stringify(${expression}));
  `], { encoding: 'utf8', env: plainEnv(), maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

/** Names of the commands whose files exist, registered or not. */
export function commandFiles(): string[] {
  return readdirSync(join(ROOT, 'cli/src/commands')).filter(file => file.endsWith('.ts')).map(file => file.slice(0, -3)).sort();
}

/** Whether a program is on the PATH. */
export function hasTool(name: string): boolean {
  return (process.env.PATH ?? '').split(':').some(folder => existsSync(join(folder, name)));
}
