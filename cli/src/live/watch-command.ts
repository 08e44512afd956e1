import { Option, type Command } from 'commander';
import type { Context } from '../command.js';
import { UsageError } from '../exit.js';
import { readObjects } from '../input/model.js';
import { uncommittedMove } from '../stages/history.js';
import type { Entry, StageFile } from '../stages/stage-file.js';
import { objectsOfApp } from './app-objects.js';
import { connect } from './kubeconfig.js';
import { addLiveOptions, checkLiveOptions, duration, liveInput, type LiveOptions } from './options.js';
import { watch } from './watch.js';

/** The options of a command that can follow its move. */
export interface WatchCommandOptions extends LiveOptions {
  readonly watch?: boolean;
  readonly timeout?: number;
  readonly synth?: boolean;
  readonly commit?: boolean;
}

const TIMEOUT_MS = 600_000;

/** Adds --watch, and the flags that say which cluster is meant. */
export function addWatchOptions(command: Command): void {
  command
    .addOption(new Option('--watch', 'follow the cluster until it has the weights of the way back, and the gateway has accepted the route')
      .conflicts('dryRun'))
    .addOption(new Option('--timeout <duration>', 'the longest that --watch follows: 90s, 10m, 1h (default 10m)').argParser(duration));
  addLiveOptions(command, undefined);
}

/** Whether the options of --watch fit together. @throws UsageError */
export function checkWatchOptions(options: WatchCommandOptions): void {
  checkLiveOptions(options, '--watch', options.watch);
  if (!options.watch && options.timeout !== undefined) throw new UsageError('--timeout is of --watch, which is not given');
}

/** A move that is followed needs the manifests that it leads to. @throws UsageError where there are none */
export function checkWatchable({ watch: follows, synth, commit, manifests }: WatchCommandOptions): void {
  if (!follows || synth || commit || manifests !== undefined) return;
  throw new UsageError('--watch compares the cluster with the manifests of the way back, which are not made without --synth or --commit.'
    + ' Add one of them, give the manifests by --manifests, or leave --watch out now, commit, and run this again with it; nothing was'
    + ' changed');
}

/**
 * Follows an app's route in the cluster; gives the exit code.
 *
 * @param output the folder that the move's manifests were written to; without it there was no move to make, and the last commit counts
 */
export async function watchApp(
  entry: Entry, file: StageFile, output: string | undefined, options: WatchCommandOptions, context: Context,
): Promise<number> {
  const { timeout = TIMEOUT_MS, manifests } = options;
  const fixed = output === undefined ? undefined : manifests ?? [output];
  if (fixed === undefined && manifests === undefined && uncommittedMove(file, entry) !== undefined) {
    throw new UsageError(`the stage of ${entry.name} is not committed, so --watch does not know the manifests that it leads to: commit`
      + ' it with the output of cdk8s synth, or give them by --manifests');
  }
  const { connection, objects } = fixed === undefined ? await liveInput(options, file, context) : {
    connection: await connect(options, context.env), objects: await readObjects(fixed, context),
  };
  return watch(objectsOfApp(entry, objects, connection), { connection, timeoutMs: timeout }, context.console);
}
