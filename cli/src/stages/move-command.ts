import { Option, type Command } from 'commander';
import type { Context } from '../command.js';
import { asked } from '../asked.js';
import { Exit, UsageError } from '../exit.js';
import { planJson } from '../library.js';
import { liveReady } from '../live/guard.js';
import { checkLiveOptions, type LiveOptions } from '../live/options.js';
import { addCommonOptions, formatOf, type CommonOptions } from '../options.js';
import { allowances } from '../plan/allow.js';
import type { Guard } from './guards.js';
import { isNothing, type Move, type Nothing } from './move.js';
import { nextCommands, renderMove } from './text.js';
import { perform, refusal, type PerformOptions } from './perform.js';
import { entryProblem, findEntry, readStageFile, STAGE_FILE, type Entry, type StageFile } from './stage-file.js';
import type { App } from './synth.js';

/** The options of every command that moves an app. */
export type MoveCommandOptions = CommonOptions & LiveOptions & {
  readonly file?: string;
  readonly dryRun?: boolean;
  readonly synth?: boolean;
  readonly commit?: boolean;
  readonly allow?: readonly string[];
  readonly reason?: readonly string[] | string;
};

const FORMATS = ['text', 'json'] as const;

/** Adds the argument and the options that every command which moves an app has. */
export function addMoveOptions(command: Command, manifests: boolean): void {
  const many = (value: string, before: readonly string[] = []) => [...before, value];
  command
    .argument('[app]', 'key of the stage file: app, or app/pattern where it has several (default: the only one)')
    .option('--file <file>', `the stage file (default ${STAGE_FILE})`)
    .option('--dry-run', 'show what would change, and write nothing');
  if (manifests) {
    command
      .option('--synth', 'run cdk8s synth, and plan against the last commit; an unsafe move is not made')
      .option('--commit', 'as --synth, and commit the stage file and the output: a commit of this move alone')
      .addOption(new Option('--allow <rule>', 'allow what this rule of plan finds, with --reason; repeatable').argParser(many))
      .addOption(new Option('--reason <text>', 'why it is allowed: one for all, or one for each --allow').argParser(many));
  } else {
    command.option('--commit', 'commit the stage file');
  }
  addCommonOptions(command, FORMATS);
}

/** What a command is made of, beside its choice of the move. */
export interface MoveCommandGiven extends Pick<PerformOptions, 'manifests' | 'always'> {
  /** Whether it has the option --live. */
  readonly live?: boolean;
  /** What else is asked before the move. */
  readonly guards?: readonly Guard[];
  /** What is done after the answer, also where there was nothing to move; gives the exit code. */
  readonly after?: (entry: Entry, file: StageFile, app?: App) => Promise<number>;
}

/** Runs a command that moves an app; gives the exit code. */
export async function runMove(
  command: Command, context: Context, choose: (entry: Entry) => Move | Nothing, given: MoveCommandGiven,
): Promise<number> {
  const options = command.opts<MoveCommandOptions>();
  const format = formatOf(options, FORMATS);
  if (given.live) checkLiveOptions(options, '--live', options.live);
  const { dryRun, synth, commit, strict } = options;
  const allow = given.manifests ? allowances(options.allow ?? [], listOf(options.reason)) : [];
  if (allow.length > 0 && !synth && !commit) throw new UsageError('--allow is about what plan finds, and there is no plan without'
    + ' --synth or --commit');
  const file = readStageFile(options.file ?? STAGE_FILE);
  const entry = findEntry(file, command.args[0]);
  const problem = entryProblem(file.stages, entry.key);
  if (problem !== undefined) throw new UsageError(problem);
  const move = asked(() => choose(entry));
  const { console } = context;
  const about = { app: entry.name, pattern: entry.pattern, file: file.path };
  if (isNothing(move)) {
    const { at, said } = move;
    if (format === 'json') console.json({ ...about, from: at, to: at, changed: false, notes: [said] });
    else console.answer(said);
    return given.after?.(entry, file) ?? Exit.done;
  }
  const how: PerformOptions = {
    dryRun, synth: synth || commit, commit, strict, allow, manifests: given.manifests, always: given.always,
    guards: [...options.live ? [liveReady(options)] : [], ...given.guards ?? []],
  };
  try {
    const done = await perform(move, file, how, context);
    if (format === 'json') {
      console.json({
        ...about, from: move.from, to: move.to, changed: !dryRun, diff: done.diff, notes: move.notes,
        commands: dryRun ? [] : nextCommands(move, file, done, how), wait: move.wait, next: move.next,
        ...done.plan === undefined ? {} : { plan: planJson(done.plan) }, ...done.commit === undefined ? {} : { commit: done.commit },
      });
    } else {
      console.answer(renderMove(move, file, done, how));
    }
    return await given.after?.(entry, file, done.app) ?? Exit.done;
  } catch (error) {
    return refusal(error, context);
  }
}

function listOf(value: readonly string[] | string | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : value ?? [];
}
