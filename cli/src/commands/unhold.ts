import type { Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { addMoveOptions, runMove } from '../stages/move-command.js';
import { unhold as chooseMove } from '../stages/moves.js';

/** `unhold`: an app may go on. */
export const unhold: CliCommand = {
  name: 'unhold',
  summary: 'let an app go on that was held',

  configure(command: Command): void {
    addMoveOptions(command, false);
    command.addHelpText('after', `
Examples:
  cdk8s-traffic unhold task-api --commit`);
  },

  async run(command: Command, context: Context): Promise<number> {
    return runMove(command, context, chooseMove, { manifests: false });
  },
};
