import type { CliCommand } from './command.js';
import { choose } from './commands/choose.js';

/** Every command, in the order of the help page. */
export const COMMANDS: readonly CliCommand[] = [choose];
