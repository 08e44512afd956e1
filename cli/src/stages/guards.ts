import type { Context } from '../command.js';
import { Exit } from '../exit.js';
import { shellQuote } from '../library.js';
import { uncommittedMove } from './history.js';
import type { Move } from './move.js';
import { placeOf } from './moves.js';
import type { StageFile } from './stage-file.js';

/** What is asked before a move is made. */
export interface GuardInput {
  readonly move: Move;
  readonly file: StageFile;
  readonly context: Context;
}

/** A reason why the move is not made now, with what to do; undefined where there is none. */
export type Guard = (input: GuardInput) => Promise<string | undefined>;

/** The move is legal, but not to be made now, and nothing was changed. */
export class Refused extends Error {
  /** The exit code that says so. */
  public readonly exit: number = Exit.findings;
}

/** Asks the guards in their order, the cheap ones first, until one refuses. @throws Refused with what it says */
export async function ask(guards: readonly Guard[], input: GuardInput): Promise<void> {
  for (const guard of guards) {
    const reason = await guard(input);
    if (reason !== undefined) throw new Refused(reason);
  }
}

/** A hold stops what goes forward; a way back it does not. */
export const notHeld: Guard = async ({ move: { entry, direction }, file }) => {
  const reason = file.stages.holdReason(entry.key);
  if (reason === undefined || direction === 'back') return undefined;
  const name = shellQuote(entry.name);
  return `${entry.name} is held: ${reason}\nIt does not go forward until: cdk8s-traffic unhold ${name}. A way back is open:`
    + ` cdk8s-traffic rollback ${name}`;
};

/** Warns of a move that follows one which is not committed: one commit would make both. It refuses nothing, since plan does. */
export const committedBefore: Guard = async ({ move: { entry, direction, from }, file, context }) => {
  const before = direction === 'back' ? undefined : uncommittedMove(file, entry);
  if (before !== undefined) {
    const was = placeOf({ ...entry, data: before });
    context.console.warn('stages/not-committed', `${entry.name}: ${was} -> ${from} is not committed yet, and one commit makes one move;`
      + ' commit it before this one, or take it back');
  }
  return undefined;
};
