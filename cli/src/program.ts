import { Command } from 'commander';
import type { CliCommand, Context } from './command.js';
import { UsageError } from './exit.js';
import type { CommonOptions } from './options.js';
import { nearest } from './nearest.js';

/** The command line itself, with what all commands share. The exit code of the command that ran is given to `done`. */
export function buildProgram(
  commands: readonly CliCommand[], version: string, context: Context, done: (exitCode: number) => void,
): Command {
  const program = new Command('cdk8s-traffic')
    .description('Progressive delivery as code: choose a traffic pattern, prove, plan and operate it.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: text => context.console.answer(text),
      // Errors are printed in one place, by main().
      outputError: () => undefined,
    })
    .addHelpText('after', '\nExit codes: 0 done, 1 findings (--strict: or warnings), 2 usage or unreadable input,'
      + ' 3 not decided yet (verify, gate, compare), 130 left with Ctrl-C.');
  for (const definition of commands) {
    const command = program.command(definition.name)
      .description(definition.summary)
      .helpOption('-h, --help', 'print this help');
    definition.configure(command);
    command.action(async () => {
      const { quiet, verbose } = command.opts<CommonOptions>();
      const console = context.console.with({ quiet, verbose }, context.env);
      done(await definition.run(command, { ...context, console }));
    });
  }
  addHelpCommand(program, done);
  return program;
}

/** commander's own prints the general help for an unknown name and leaves with 0. */
function addHelpCommand(program: Command, done: (exitCode: number) => void): void {
  program.command('help')
    .argument('[command]', 'name of the command; without one the commands are listed')
    .description('print the help of a command')
    .addHelpText('after', '\nExamples:\n  cdk8s-traffic help\n  cdk8s-traffic help check')
    .action((name?: string) => {
      const command = name === undefined ? program : program.commands.find(candidate => candidate.name() === name);
      if (command === undefined) {
        const near = nearest(name ?? '', program.commands.map(candidate => candidate.name()));
        throw new UsageError(`unknown command '${name}'${near === undefined ? '' : `\n(Did you mean ${near}?)`}`);
      }
      command.outputHelp();
      done(0);
    });
}
