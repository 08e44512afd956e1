import type { Edit } from './shop';

/** A pair of commits that a rule refuses, and the nearest pair that it lets pass. */
export interface Case {
  readonly rule: string;
  /** What is special about it, where a rule has several. */
  readonly what: string;
  /** The state before; the shop as it is where absent. */
  readonly given?: Edit[];
  readonly unsafe: Edit[];
  readonly message: string;
  /** The nearest safe pair: the same state before unless stated. */
  readonly safeGiven?: Edit[];
  readonly safe: Edit[];
  readonly severity?: 'warning';
}
