import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Context } from '../command.js';
import { UsageError } from '../exit.js';
import { NothingAtRevision, pathInRepository } from '../input/git.js';
import { readObjects } from '../input/model.js';
import { appOf } from '../stages/synth.js';
import type { StageFile } from '../stages/stage-file.js';
import { connect, type ClusterOptions, type Connection } from './kubeconfig.js';

/** The options about the cluster. */
export interface LiveOptions extends ClusterOptions {
  readonly live?: boolean;
  readonly manifests?: readonly string[];
}

/** What --live says of a command that moves an app. */
export const LIVE = 'ask the cluster first: nothing moves until the last commit is applied, and every pod and route of it works';

/** Adds --live with what it says, and the flags that say which cluster is meant, as kubectl has them. */
export function addLiveOptions(command: Command, live: string | undefined): void {
  const many = (value: string, before: readonly string[] = []) => [...before, value];
  if (live !== undefined) command.option('--live', live);
  command
    .option('--context <name>', 'context of the kubeconfig (default: the current one)')
    .option('--kubeconfig <file>', 'the kubeconfig (default: as kubectl finds it)')
    .addOption(new Option('-n, --namespace <namespace>', 'namespace of the app, where Git has it in several, and of objects that state'
      + ' none (default: that of the context)')
      .argParser(namespace))
    .addOption(new Option('--manifests <manifests>', 'what Git has: file, folder or git:REV:PATH; repeatable (default: the last commit'
      + ' of the output that cdk8s.yaml names)').argParser(many));
}

/** Whether one of the cluster's flags was given without the flag that needs it. @throws UsageError then */
export function checkLiveOptions(options: LiveOptions, flag: string, on: boolean | undefined): void {
  const given = (['context', 'kubeconfig', 'namespace', 'manifests'] as const).find(name => options[name] !== undefined);
  if (!on && given !== undefined) throw new UsageError(`--${given} is about the cluster, which is not asked without ${flag}`);
}

/** The cluster, and what Git has. */
export interface LiveInput {
  readonly connection: Connection;
  readonly objects: readonly any[];
}

/** Reads what Git has, and finds the cluster; the cluster is not asked yet. @throws UsageError */
export async function liveInput(options: LiveOptions, file: StageFile, context: Context): Promise<LiveInput> {
  const objects = await gitObjects(options, file, context);
  return { objects, connection: await connect(options, context.env) };
}

async function gitObjects({ manifests }: LiveOptions, file: StageFile, context: Context): Promise<any[]> {
  if (manifests !== undefined) return readObjects(manifests, context);
  const hint = 'say what Git has by --manifests PATH, or --manifests git:REV:PATH';
  let path: string;
  try {
    const app = appOf(file);
    path = pathInRepository(app.output, app.folder);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${error.message}; ${hint}`);
    throw error;
  }
  try {
    return await readObjects([`git:HEAD:${path}`], context);
  } catch (error) {
    if (error instanceof NothingAtRevision) throw new UsageError(`${error.message}: the output is not committed; ${hint}`);
    throw error;
  }
}

/** A parser of lengths of time such as 90s, 10m or 1h; in milliseconds. */
export function duration(value: string): number {
  const match = /^(\d{1,6})(s|m|h)$/.exec(value);
  const ms = match === null ? 0 : Number(match[1]) * { s: 1_000, m: 60_000, h: 3_600_000 }[match[2] as 's' | 'm' | 'h'];
  // A timer counts in 31 bits.
  if (ms <= 0 || ms > 24 * 3_600_000) throw new InvalidArgumentError('Write a length of time such as 90s, 10m or 1h, at most 24h.');
  return ms;
}

function namespace(value: string): string {
  if (value.length > 63 || !/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(value)) {
    throw new InvalidArgumentError('A namespace is made of lower-case letters, digits and "-".');
  }
  return value;
}
