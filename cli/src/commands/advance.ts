import type { Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { UsageError } from '../exit.js';
import type { GateQuestion } from '../gate/ask.js';
import { gatePassed } from '../gate/guard.js';
import { addLiveOptions, LIVE } from '../live/options.js';
import type { MoveOptions } from '../stages/move.js';
import { addMoveOptions, runMove } from '../stages/move-command.js';
import { advance as chooseMove } from '../stages/moves.js';

type AdvanceOptions = MoveOptions & GateQuestion & { readonly to?: string; readonly gate?: boolean };

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
    command
      .option('--gate', 'ask the gate first, which says whether the metrics allow it; with fail or wait nothing moves')
      .option('--prometheus <url>', 'address of Prometheus for --gate (default: PROMETHEUS_URL)')
      .option('--since <time>', 'with --gate: when the weight came (default: the commit of the stage)');
    command.addHelpText('after', `
A blue-green pair is switched to its other side.

Examples:
  cdk8s-traffic advance task-api
  cdk8s-traffic advance task-api --to deployed --image task-api:v3 --commit
  cdk8s-traffic advance task-api --live --context production --commit
  cdk8s-traffic advance task-api --gate --prometheus http://localhost:9090 --live --commit
  cdk8s-traffic advance shop/blue-green --synth
  cdk8s-traffic advance shop/tiers --to premium=live --dry-run`);
  },

  async run(command: Command, context: Context): Promise<number> {
    const { to, image, revert, externallyPromoted, gate, prometheus, since } = command.opts<AdvanceOptions>();
    const stray = gate ? undefined : Object.entries({ prometheus, since }).find(([, value]) => value !== undefined);
    if (stray !== undefined) throw new UsageError(`--${stray[0]} is about the gate, which is not asked without --gate`);
    return runMove(command, context, entry => chooseMove(entry, to, { image, revert, externallyPromoted }), {
      manifests: true, live: true, guards: gate ? [gatePassed({ prometheus, since })] : [],
    });
  },
};
