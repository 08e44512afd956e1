import type { Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { UsageError } from '../exit.js';
import { addMoveOptions, runMove } from '../stages/move-command.js';
import { hold as chooseMove } from '../stages/moves.js';

/** `hold`: an app does not go forward for now. */
export const hold: CliCommand = {
  name: 'hold',
  summary: 'stop an app from going forward, with the reason',

  configure(command: Command): void {
    addMoveOptions(command, false);
    command.option('--reason <text>', 'why, until when, and whom to ask');
    command.addHelpText('after', `
advance, promote and finish refuse to go on until unhold. A rollback and every way down stay open.

Examples:
  cdk8s-traffic hold task-api --reason 'error rate under investigation, ask Kim' --commit`);
  },

  async run(command: Command, context: Context): Promise<number> {
    const { reason } = command.opts<{ readonly reason?: string }>();
    if (reason === undefined) throw new UsageError('--reason TEXT is missing: say why, and for whoever finds it at night: until when,'
      + ' and whom to ask');
    return runMove(command, context, entry => chooseMove(entry, reason), { manifests: false });
  },
};
