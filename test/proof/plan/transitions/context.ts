import { compareClasses } from '../../../../src/proof/plan/classes';
import { movesOf } from '../../../../src/proof/plan/moves';
import { sideOf } from '../../../../src/proof/plan/side';
import { TRANSITION_RULES } from '../../../../src/proof/plan/transitions/rules';
import type { TransitionContext, TransitionFinding } from '../../../../src/proof/plan/types';

/** The stage file's entries by key. */
export type StagesGiven = { readonly [app: string]: any };

/** What the rules look at, for two lists of objects and the stage files beside them. */
export function contextOf(before: any[], after: any[], stagesBefore?: StagesGiven, stagesAfter?: StagesGiven): TransitionContext {
  const sides = { before: sideOf(before, stagesBefore), after: sideOf(after, stagesAfter) };
  return { ...sides, classes: compareClasses(sides.before, sides.after), moves: movesOf(stagesBefore, stagesAfter) };
}

/** What all rules find. */
export function findings(...given: Parameters<typeof contextOf>): TransitionFinding[] {
  const context = contextOf(...given);
  return TRANSITION_RULES.flatMap(rule => rule(context));
}

/** Findings of a severity as 'rule: object'. */
export function told(found: TransitionFinding[], severity: 'error' | 'warning' = 'error'): string[] {
  return found.filter(one => one.severity === severity).map(({ rule, object, message }) => `${rule}: ${object}: ${message}`);
}
