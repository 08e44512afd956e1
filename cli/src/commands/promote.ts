import type { Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { addLiveOptions, LIVE } from '../live/options.js';
import { addMoveOptions, runMove } from '../stages/move-command.js';
import { promote as chooseMove } from '../stages/moves.js';

/** `promote`: the canary's definition goes into stable. */
export const promote: CliCommand = {
  name: 'promote',
  summary: 'full -> promoting: roll the new definition into stable',

  configure(command: Command): void {
    addMoveOptions(command, true);
    addLiveOptions(command, LIVE);
    command.addHelpText('after', `
Examples:
  cdk8s-traffic promote task-api
  cdk8s-traffic promote task-api --live --commit`);
  },

  async run(command: Command, context: Context): Promise<number> {
    return runMove(command, context, chooseMove, { manifests: true, live: true });
  },
};
