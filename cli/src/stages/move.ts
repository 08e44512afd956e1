import type { Entry } from './stage-file.js';
import type { Change } from './yaml-edit.js';

/** A move of an app, before it is made. */
export interface Move {
  readonly entry: Entry;
  /** Where the app stands, in the words of the stage file: `weight-5`, or of a variant `beta: deployed`. */
  readonly from: string;
  readonly to: string;
  /** What changes in the entry. */
  readonly changes: readonly Change[];
  /** Forward is what a hold stops; a way back it does not. */
  readonly direction: 'forward' | 'back';
  /** Whether stable's objects must be proved to stay as they are: `wanted` where it is done if it can be done. */
  readonly stableStays?: 'required' | 'wanted';
  /** What to know beside the move. */
  readonly notes: readonly string[];
  /** What to wait for before the next move; undefined where there is nothing to wait for. */
  readonly wait?: string;
  /** The next command, once that is there. */
  readonly next?: string;
}

/** There is nothing to move: the app is there already. */
export interface Nothing {
  readonly entry: Entry;
  readonly at: string;
  readonly said: string;
}

/** Whether there is nothing to move. */
export function isNothing(result: Move | Nothing): result is Nothing {
  return 'said' in result;
}

/** What a command was asked for beside the stage. */
export interface MoveOptions {
  /** Image of the version that is deployed. */
  readonly image?: string;
  /** The canary is a way back to the old definition. */
  readonly revert?: boolean;
  /** Others have rolled the new definition into stable. */
  readonly externallyPromoted?: boolean;
}
