import type { Context } from '../command.js';
import { UsageError } from '../exit.js';
import { NothingAtRevision, pathInRepository, revisionOf } from '../input/git.js';
import { readObjects } from '../input/model.js';
import { sideOf, type Side } from '../library.js';
import { withProgress } from '../progress.js';
import { readStages, STAGE_FILE, type Stages } from './stages.js';

/** What is compared, as the command line says it. */
export interface SidesGiven {
  readonly before: string;
  readonly after: string;
  readonly stagesBefore?: string;
  readonly stagesAfter?: string;
  readonly file?: string;
  readonly complete?: boolean;
}

/** Both sides of a plan, read. @throws UsageError where one cannot be read */
export async function readSides(given: SidesGiven, context: Context): Promise<{ before: Side; after: Side }> {
  const objects = { before: await objectsOf(given.before, context), after: await objectsOf(given.after, context) };
  if (objects.before === undefined && objects.after === undefined) {
    throw new UsageError(`there are no manifests in ${given.before} and none in ${given.after}; give a path that one of them has`);
  }
  const stages = await stagesOf(given, context);
  const { complete } = given;
  return withProgress(context.console, 'ordering the rules', () => ({
    before: sideOf(objects.before ?? [], stages?.before, { complete }),
    after: sideOf(objects.after ?? [], stages?.after, { complete }),
  }));
}

/** The two sides of `--since REV PATH`: PATH at the revision, and PATH. */
export function sidesSince(revision: string, path: string): { before: string; after: string } {
  if (path === '-') throw new UsageError('--since REV PATH compares a path with what a revision has there, and standard input has no path');
  if (revision === '' || revision.includes(':')) throw new UsageError(`--since ${revision}: give a revision, such as --since origin/main`);
  const there = revisionOf(path) === undefined ? pathInRepository(path, process.cwd()) : path.slice(path.indexOf(':', 'git:'.length) + 1);
  return { before: `git:${revision}:${there}`, after: path };
}

/** The objects of a side; undefined where the revision does not have the path: so it is before the first commit of it. */
async function objectsOf(argument: string, context: Context): Promise<any[] | undefined> {
  try {
    return await readObjects([argument], context);
  } catch (error) {
    if (!(error instanceof NothingAtRevision)) throw error;
    context.console.warn('plan/empty-side', `${error.message}; this side counts as empty`);
    return undefined;
  }
}

async function stagesOf(given: SidesGiven, context: Context): Promise<{ before: Stages; after: Stages } | undefined> {
  const { before, after, stagesBefore, stagesAfter, file } = given;
  if (stagesBefore !== undefined || stagesAfter !== undefined) {
    if (file !== undefined) throw new UsageError('--file names one stage file for both sides, --stages-before and --stages-after one for each; give either');
    if (stagesBefore === undefined || stagesAfter === undefined) throw new UsageError('--stages-before and --stages-after go together: a move has two ends');
    return {
      before: await readStages(stagesBefore, 'before', context) ?? {},
      after: await readStages(stagesAfter, 'after', context) ?? {},
    };
  }
  const revisions = [revisionOf(before), revisionOf(after)];
  const inGit = revisions.some(revision => revision !== undefined);
  if (file === undefined && !inGit) return undefined;
  if (!inGit) {
    context.console.warn('plan/one-stage-file', `--file ${file} is the stage file of both sides, so that no app moves; give --stages-before`
      + ' and --stages-after where they have their own');
  }
  const name = file ?? STAGE_FILE;
  const [was, is] = await Promise.all(revisions.map(async (revision, i) => {
    const argument = revision === undefined ? name : `git:${revision}:${pathInRepository(name, process.cwd())}`;
    return readStages(argument, i === 0 ? 'before' : 'after', context, file === undefined);
  }));
  return was === undefined && is === undefined ? undefined : { before: was ?? {}, after: is ?? {} };
}
