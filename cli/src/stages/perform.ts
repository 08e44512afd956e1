import type { Context } from '../command.js';
import { UsageError } from '../exit.js';
import type { Allowance, Plan } from '../library.js';
import { writeStageFile } from './atomic-write.js';
import { commitMove, commitPlace } from './commit.js';
import { unifiedDiff } from './diff.js';
import { ask, committedBefore, notHeld, Refused, type Guard } from './guards.js';
import type { Move } from './move.js';
import { planLines, planSinceHead, unsafeLines } from './plan-since-head.js';
import { proveStableStays, stableStays } from './stable-stays.js';
import { checked, entryProblem, type StageFile } from './stage-file.js';
import { appOf, Copies, synth, type App } from './synth.js';
import { editEntry } from './yaml-edit.js';

/** How a move is made. */
export interface PerformOptions {
  readonly dryRun?: boolean;
  /** Synthesise, and plan against the last commit. */
  readonly synth?: boolean;
  readonly commit?: boolean;
  /** What plan may find. */
  readonly allow?: readonly Allowance[];
  /** A warning of plan refuses too. */
  readonly strict?: boolean;
  /** Whether the move is one of the manifests; a hold is not. */
  readonly manifests: boolean;
  /** A way back waits for nobody: what plan or synth say of it is a warning, and the move is made. */
  readonly always?: boolean;
  /** What is asked before the move, beside the hold. */
  readonly guards?: readonly Guard[];
}

/** A move that was made, or would be. */
export interface Performed {
  readonly diff: string;
  readonly plan?: Plan;
  /** Hash of the commit. */
  readonly commit?: string;
  /** The app of the stage file, where it is known. */
  readonly app?: App;
}

/**
 * Makes a move: everything that may refuse it comes first, judged on copies; then the stage file is written in one step, and what
 * follows from it.
 *
 * @throws Refused where it is not to be made now, UsageError where it cannot be made; the stage file is as it was then
 */
export async function perform(move: Move, file: StageFile, options: PerformOptions, context: Context): Promise<Performed> {
  const { entry } = move;
  const text = editEntry(file.text, file.path, entry.key, move.changes);
  const problem = entryProblem(checked(file.path, text).stages, entry.key);
  if (problem !== undefined) throw new UsageError(`${entry.name} ${move.from} -> ${move.to}: ${problem}; nothing was changed`);
  const synthesises = options.manifests && (options.synth === true || options.commit === true);
  const app = synthesises || move.stableStays === 'required' ? appOf(file) : undefined;
  const place = options.commit ? commitPlace(file, app?.output, !options.always) : undefined;
  const plan = await judged(move, file, text, app, { ...options, synth: synthesises }, context);
  const diff = unifiedDiff(file.path, file.text, text);
  if (options.dryRun) return { diff, plan, app };
  writeStageFile(file, text);
  if (synthesises) await synthOrRestore(app!, file, text, options.always === true, context);
  return { diff, plan, app, commit: place === undefined ? undefined : commitMove(place, move, plan === undefined ? [] : planLines(plan)) };
}

/** All that may refuse a move; the plan of its commit where there is one. @throws Refused where it is not to be made now */
async function judged(
  move: Move, file: StageFile, text: string, app: App | undefined, options: PerformOptions, context: Context,
): Promise<Plan | undefined> {
  const copies = app === undefined ? undefined : new Copies(app, file, context.env);
  try {
    const proof = move.stableStays === 'required' ? [stableStays(copies!, text)] : [];
    await ask([notHeld, committedBefore, ...options.guards ?? [], ...proof], { move, file, context });
    if (move.stableStays === 'wanted') await tryProof(move, file, text, context);
    return options.synth ? await planned(copies!, file, text, options, context) : undefined;
  } finally {
    copies?.dispose();
  }
}

/** The plan of the commit that this would be. @throws Refused where it is not safe */
async function planned(
  copies: Copies, file: StageFile, text: string, options: PerformOptions, context: Context,
): Promise<Plan | undefined> {
  const { allow = [], always, strict } = options;
  const plan = () => planSinceHead(copies, file, text, allow, context);
  if (always) {
    try {
      const found = await plan();
      if (!found.safe) context.console.warn('plan/unsafe', 'the way back is taken all the same, but plan'
        + ` says:\n${unsafeLines(found).join('\n')}`);
      return found;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      context.console.warn('plan/failed', `the way back is taken without a plan: ${error.message}`);
      return undefined;
    }
  }
  const found = await plan();
  found.unused.forEach(({ rule }) => context.console.warn('plan/unused-allow', `--allow ${rule} allows nothing: the rule finds nothing`
    + ' here; leave it out'));
  if (!found.safe) {
    throw new Refused(['plan says that this is not safe in one commit:', ...unsafeLines(found),
      'Nothing was changed. Where a finding is meant: --allow RULE --reason TEXT'].join('\n'));
  }
  const warnings = found.findings.filter(({ severity, allowed }) => severity === 'warning' && allowed === undefined);
  if (strict && warnings.length > 0) {
    throw new Refused(['plan warns, which --strict refuses:', ...warnings.map(({ rule, object, message }) => `[${rule}] ${object}:`
      + ` ${message}`), 'Nothing was changed.'].join('\n'));
  }
  return found;
}

async function tryProof(move: Move, file: StageFile, text: string, context: Context): Promise<void> {
  let copies: Copies | undefined;
  try {
    copies = new Copies(appOf(file), file, context.env);
    await proveStableStays(copies, file, text, move, context);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    context.console.warn('stages/not-proved', `it is not proved that stable stays as it is: ${error.message}\nLook at the change of the`
      + ' manifests: no object of stable may change');
  } finally {
    copies?.dispose();
  }
}

/** A user's Ctrl-C ends synth, and the stage file is put back before the program ends. */
async function synthOrRestore(app: App, file: StageFile, text: string, always: boolean, context: Context): Promise<void> {
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    await synth(app, context.env, abort.signal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (always) throw new UsageError(`${error.message}\nThe stage file has the way back, but the manifests do not. To take the traffic`
      + ' back now: cdk8s-traffic patch, or kubectl with a ready patch');
    writeStageFile({ ...file, text }, file.text);
    throw new UsageError(`${abort.signal.aborted ? 'broken off' : error.message}\nThe stage file and the output are as they were`);
  } finally {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
  }
}

/** The exit code of what a move was stopped by; throws again what is no refusal. */
export function refusal(error: unknown, { console }: Context): number {
  if (!(error instanceof Refused)) throw error;
  console.error(error.message);
  return error.exit;
}
