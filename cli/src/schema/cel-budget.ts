/** Steps of loops that one evaluation may take; an API server's limit (1,000,000 units, several for a step) is lower. */
const PER_EVALUATION = 300_000;
/** Steps for all rules of one object. */
const PER_OBJECT = 3_000_000;

let evaluation = 0;
let object = 0;

/** Thrown inside an evaluation that takes too long. */
export class BudgetError extends Error {}

/** Begins to count anew: for an object, or for the next evaluation of the same object. */
export function startBudget(what: 'object' | 'evaluation'): void {
  evaluation = 0;
  if (what === 'object') object = 0;
}

/** Counts one step; a rule that loops over lists in lists in lists would never end otherwise. */
export function spend(): void {
  object++;
  if (++evaluation > PER_EVALUATION || object > PER_OBJECT) throw new BudgetError('cost limit exceeded');
}

/** Whether the evaluation, or the object, has used up what it may; a rule can swallow the error with `||`. */
export function isSpent(what: 'object' | 'evaluation'): boolean {
  return object > PER_OBJECT || (what === 'evaluation' && evaluation > PER_EVALUATION);
}
