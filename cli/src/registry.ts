import type { CliCommand } from './command.js';
import { check } from './commands/check.js';
import { choose } from './commands/choose.js';
import { explain } from './commands/explain.js';
import { route } from './commands/route.js';

/** Every command, in the order of the help page. */
export const COMMANDS: readonly CliCommand[] = [choose, route, check, explain];
