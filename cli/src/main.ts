import { CommanderError, type Command } from 'commander';
import { Console } from './console.js';
import { Exit, UsageError } from './exit.js';
import { buildProgram } from './program.js';
import { COMMANDS } from './registry.js';
import { processTerminal } from './terminal.js';
import { ownVersion } from './version.js';

/** Runs the command line; gives the exit code and never rejects. */
export async function main(args: readonly string[]): Promise<number> {
  surviveClosedPipe();
  const console = new Console(process.stdout, process.stderr, process.env);
  let exitCode: number = Exit.done;
  try {
    const context = { console, terminal: processTerminal(), env: process.env };
    const program = buildProgram(COMMANDS, ownVersion(), context, code => {
      exitCode = code;
    });
    if (args.length === 0) throw new UsageError(`no command given\n\n${program.helpInformation().trimEnd()}`);
    checkOrder(program, args);
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return Exit.done;
    console.error(describe(error, args));
    return Exit.unable;
  }
}

/** commander says "unknown option" of an option before its command, which hides what is wrong. */
function checkOrder(program: Command, args: readonly string[]): void {
  const command = program.commands.find(candidate => args.includes(candidate.name()));
  const known = (owner: Command) => owner.options.some(({ short, long }) => args[0] === short || args[0] === long);
  if (command !== undefined && args[0].startsWith('-') && !known(program) && known(command)) {
    throw new UsageError(`${args[0]} stands before its command\n(Did you mean cdk8s-traffic ${command.name()}`
      + ` ${args[0]}?)`);
  }
}

function describe(error: unknown, args: readonly string[]): string {
  if (error instanceof CommanderError) {
    return error.message.replace(/^error: /, '');
  }
  if (error instanceof UsageError) return error.message;
  // Not the user's fault, so the place is of use, but only to somebody who asks for it.
  const problem = error instanceof Error ? error : new Error(String(error));
  return args.includes('--verbose')
    ? `internal error: ${problem.stack}`
    : `internal error: ${problem.message} (a bug of cdk8s-traffic; --verbose shows where)`;
}

/** `cdk8s-traffic … | head` closes the pipe early: that is no error. */
function surviveClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
