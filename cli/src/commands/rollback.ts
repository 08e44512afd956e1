import type { Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { addMoveOptions, runMove } from '../stages/move-command.js';
import { rollback as chooseMove } from '../stages/moves.js';

/** `rollback`: the way back of an app, from every state. */
export const rollback: CliCommand = {
  name: 'rollback',
  summary: 'take the traffic of an app back, from every state',

  configure(command: Command): void {
    addMoveOptions(command, true);
    command.addHelpText('after', `
It asks no gate and no hold. With --synth, what plan finds is told, and the move is made all the same. From promoting it leads
to full first, from settled to a canary of the old image: the answer says so, and what comes next. The live route alone, without
Git: cdk8s-traffic patch.

Examples:
  cdk8s-traffic rollback task-api
  cdk8s-traffic rollback shop/blue-green --commit`);
  },

  async run(command: Command, context: Context): Promise<number> {
    return runMove(command, context, chooseMove, { manifests: true, always: true });
  },
};
