import type { Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { addLiveOptions, LIVE } from '../live/options.js';
import type { MoveOptions } from '../stages/move.js';
import { addMoveOptions, runMove } from '../stages/move-command.js';
import { advance as chooseMove } from '../stages/moves.js';

/** `advance`: the next move of an app, in the stage file. */
export const advance: CliCommand = {
  name: 'advance',
  summary: 'move an app to its next stage, or to a given one',

  configure(command: Command): void {
    addMoveOptions(command, true);
    command
      .option('--to <stage>', 'the stage to move to (default: the next one); of a variant, tier or pin: NAME=live or NAME=deployed')
      .option('--image <image>', 'image of the new canary, with the move to deployed')
      .option('--revert', 'with the move to deployed: the canary is a way back to the old definition, and may go to full at once')
      .option('--externally-promoted', 'with the move to settled: stable is a Service of others, who have rolled the new definition'
        + ' into it');
    addLiveOptions(command, LIVE);
    command.addHelpText('after', `
A blue-green pair is switched to its other side.

Examples:
  cdk8s-traffic advance task-api
  cdk8s-traffic advance task-api --to deployed --image task-api:v3 --commit
  cdk8s-traffic advance task-api --live --context production --commit
  cdk8s-traffic advance shop/blue-green --synth
  cdk8s-traffic advance shop/tiers --to premium=live --dry-run`);
  },

  async run(command: Command, context: Context): Promise<number> {
    const { to, image, revert, externallyPromoted } = command.opts<MoveOptions & { readonly to?: string }>();
    return runMove(command, context, entry => chooseMove(entry, to, { image, revert, externallyPromoted }), {
      manifests: true, live: true,
    });
  },
};
