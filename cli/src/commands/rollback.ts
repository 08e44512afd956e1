import type { Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { addWatchOptions, checkWatchable, checkWatchOptions, watchApp, type WatchCommandOptions } from '../live/watch-command.js';
import { isNothing } from '../stages/move.js';
import { addMoveOptions, runMove } from '../stages/move-command.js';
import { rollback as chooseMove } from '../stages/moves.js';

/** `rollback`: the way back of an app, from every state. */
export const rollback: CliCommand = {
  name: 'rollback',
  summary: 'take the traffic of an app back, from every state',

  configure(command: Command): void {
    addMoveOptions(command, true);
    addWatchOptions(command);
    command.addHelpText('after', `
It asks no gate and no hold. With --synth, what plan finds is told, and the move is made all the same. From promoting it leads
to full first, from settled to a canary of the old image: the answer says so, and what comes next. The live route alone, without
Git: cdk8s-traffic patch.

--watch compares the route in the cluster with the manifests that the move has written; once it is committed and pushed, run the
same again to follow it. Ctrl-C ends the watch only.

Examples:
  cdk8s-traffic rollback task-api
  cdk8s-traffic rollback task-api --commit --watch --timeout 5m
  cdk8s-traffic rollback shop/blue-green --commit`);
  },

  async run(command: Command, context: Context): Promise<number> {
    const options = command.opts<WatchCommandOptions>();
    checkWatchOptions(options);
    return runMove(command, context, entry => {
      const move = chooseMove(entry);
      if (!isNothing(move)) checkWatchable(options);
      return move;
    }, {
      manifests: true,
      always: true,
      after: options.watch ? (entry, file, app) => watchApp(entry, file, app?.output, options, context) : undefined,
    });
  },
};
