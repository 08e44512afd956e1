import { BlueGreenStage } from '../../../stage/blue-green-stage';
import { CanaryStage } from '../../../stage/canary-stage';
import { BlueGreenMoves, CanaryMoveOptions, CanaryMoves } from '../../../stage/moves';
import type { TransitionContext, TransitionFinding } from '../types';
import { blueGreenStages, canaryStages, unreadableStages } from './stages';
import { commits } from './words';

/** Moves of the stage file that are not legal in one commit: a step larger than the plan, a stage left out, a way that is none. */
export function step(context: TransitionContext): TransitionFinding[] {
  return [
    ...unreadable(context),
    ...canaryStages(context).flatMap(({ key, from, to, before, after }) => {
      // The pods that stand were made for the plan as it was: a plan changed along with the move permits nothing.
      const options = { steps: stepsOf(before), revert: before.revert === true };
      const problem = CanaryMoves.problem(from, to, options);
      if (problem === undefined) return [];
      const replanned = JSON.stringify(stepsOf(before)) === JSON.stringify(stepsOf(after)) ? '' : ' (the steps change in the same commit; those before it count)';
      return [found(key, `${problem}${replanned}`, canaryWay(from, to, options))];
    }),
    ...blueGreenStages(context).flatMap(({ key, from, to }) => {
      const problem = BlueGreenMoves.problem(from, to);
      return problem === undefined ? [] : [found(key, problem, blueGreenWay(from, to))];
    }),
  ];
}

/** An entry that nobody can read must not pass for a legal move. */
function unreadable(context: TransitionContext): TransitionFinding[] {
  return unreadableStages(context).map(({ key, side, problem }) => found(key,
    `the stage file ${side} cannot be judged: ${problem}`, `Correct the entry ${key}, and plan again.`));
}

function found(key: string, message: string, fix: string): TransitionFinding {
  return { rule: 'transition/step', severity: 'error', object: key, message, fix };
}

function stepsOf(entry: any): number[] | undefined {
  return Array.isArray(entry.steps) ? entry.steps : undefined;
}

/** The fewest legal moves that lead from one stage to another. */
function canaryWay(from: CanaryStage, to: CanaryStage, options: CanaryMoveOptions): string {
  const ways = new Map<string, string[]>([[from.stageName, []]]);
  for (const [name, way] of ways) {
    if (name === to.stageName) return `${commits(...way.map(stage => `stage: ${stage}`))} Wait after each until its pods are ready and its checks pass.`;
    for (const next of CanaryMoves.next(CanaryStage.named(name), options)) {
      if (!ways.has(next)) ways.set(next, [...way, next]);
    }
  }
  const next = CanaryMoves.next(from, options);
  return `No legal moves lead to ${to.stageName}. From ${from.stageName} go to ${next.join(' or ')}; for another step, add its weight to steps in a commit before the canary is deployed.`;
}

function blueGreenWay(from: BlueGreenStage, to: BlueGreenStage): string {
  const ready = from.idleAtFullSize ? [] : [`stage: ${from.active} with idle: full, and wait until the pods of ${to.active} are ready`];
  const shrink = to.idleAtFullSize ? [] : [`idle: reduced, once the open streams on ${from.active} have ended`];
  return commits(...ready, `stage: ${to.active} with idle: full`, ...shrink);
}
