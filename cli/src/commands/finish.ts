import type { Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { addLiveOptions, LIVE } from '../live/options.js';
import { addMoveOptions, runMove } from '../stages/move-command.js';
import { finish as chooseMove } from '../stages/moves.js';

/** `finish`: a release is over, and the canary goes. */
export const finish: CliCommand = {
  name: 'finish',
  summary: 'end a release: the canary goes, and stable stays as it is',

  configure(command: Command): void {
    addMoveOptions(command, true);
    addLiveOptions(command, LIVE);
    command.addHelpText('after', `
From settled the canary's image becomes stable's; from rolled-back and contained the canary is given up. The app is synthesised
with the stage file before and after: it is refused unless every object of stable stays exactly as it is.

Examples:
  cdk8s-traffic finish task-api
  cdk8s-traffic finish task-api --live --commit`);
  },

  async run(command: Command, context: Context): Promise<number> {
    return runMove(command, context, chooseMove, { manifests: true, live: true });
  },
};
