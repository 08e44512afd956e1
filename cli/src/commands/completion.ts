import { Argument, type Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { bashScript } from '../completion/bash.js';
import { fishScript } from '../completion/fish.js';
import { shapeOf, type ProgramShape } from '../completion/shape.js';
import { zshScript } from '../completion/zsh.js';
import { Exit } from '../exit.js';
import { oneOf } from '../options.js';

const SCRIPTS: Readonly<Record<string, (shape: ProgramShape) => string>> = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** `completion`: a script with which a shell completes commands, options, their values, apps, rules and files. */
export const completion: CliCommand = {
  name: 'completion',
  summary: 'shell completion for bash, zsh or fish',

  configure(command: Command): void {
    command
      .addArgument(new Argument('<shell>', 'bash, zsh or fish').argParser(oneOf(Object.keys(SCRIPTS))))
      .addHelpText('after', `
The script holds all names, so completing starts no program; names of apps are read from traffic.yaml, or from --file.

Examples:
  eval "$(cdk8s-traffic completion bash)"               # in ~/.bashrc
  source <(cdk8s-traffic completion zsh)                # in ~/.zshrc, after compinit
  cdk8s-traffic completion fish > ~/.config/fish/completions/cdk8s-traffic.fish`);
  },

  async run(command: Command, { console }: Context): Promise<number> {
    // The tree as the user has it: commands are registered before any of them runs.
    const shape = shapeOf(command.parent!);
    console.answer(SCRIPTS[command.args[0]](shape));
    return Exit.done;
  },
};
