import type { CliCommand } from './command.js';
import { advance } from './commands/advance.js';
import { check } from './commands/check.js';
import { choose } from './commands/choose.js';
import { compare } from './commands/compare.js';
import { completion } from './commands/completion.js';
import { dashboard } from './commands/dashboard.js';
import { explain } from './commands/explain.js';
import { finish } from './commands/finish.js';
import { gate } from './commands/gate.js';
import { verify } from './commands/verify.js';
import { hold } from './commands/hold.js';
import { patch } from './commands/patch.js';
import { plan } from './commands/plan.js';
import { preview } from './commands/preview.js';
import { promote } from './commands/promote.js';
import { rollback } from './commands/rollback.js';
import { route } from './commands/route.js';
import { runbook } from './commands/runbook.js';
import { status } from './commands/status.js';
import { unhold } from './commands/unhold.js';

/** Every command, in the order of the help page: choose, prove, move, operate. */
export const COMMANDS: readonly CliCommand[] = [
  choose, route, check, plan, status, advance, rollback, promote, finish, hold, unhold, patch, runbook, verify, gate, compare, dashboard, preview, explain, completion,
];
