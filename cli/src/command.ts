import type { Command } from 'commander';
import type { Console } from './console.js';
import type { Terminal } from './terminal.js';

/** What a command may use of the process it runs in; given from outside, so that nothing reaches for globals. */
export interface Context {
  readonly console: Console;
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
}

/** One command of the command line: a file under commands/ exports one, and the registry lists it. */
export interface CliCommand {
  /** Its name on the command line. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Adds arguments, options and help to a command that the frame has made. */
  configure(command: Command): void;
  /** Does the work; gives the exit code. */
  run(command: Command, context: Context): Promise<number>;
}
