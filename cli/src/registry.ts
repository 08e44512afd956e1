import type { CliCommand } from './command.js';
import { check } from './commands/check.js';
import { choose } from './commands/choose.js';
import { completion } from './commands/completion.js';
import { explain } from './commands/explain.js';
import { patch } from './commands/patch.js';
import { plan } from './commands/plan.js';
import { route } from './commands/route.js';
import { runbook } from './commands/runbook.js';

/** Every command, in the order of the help page. */
export const COMMANDS: readonly CliCommand[] = [choose, route, check, plan, patch, runbook, explain, completion];
