import { BlueGreenStage } from './blue-green-stage';
import { CanaryStage } from './canary-stage';

/** What is known beside the two stages of a move. */
export interface CanaryMoveOptions {
  /**
   * The plan: rising weights in percent.
   * @default [5, 25, 50]
   */
  readonly steps?: number[];
  /**
   * The canary is a way back to the old definition, which may go from deployed to full without steps.
   * @default false
   */
  readonly revert?: boolean;
}

/** The legal moves of a canary, one a commit; pure functions over stages. */
export class CanaryMoves {
  /**
   * Why a move is not legal; undefined where it is. Staying on a stage is legal.
   *
   * @param from the stage before the commit
   * @param to the stage after it
   */
  public static problem(from: CanaryStage, to: CanaryStage, options: CanaryMoveOptions = {}): string | undefined {
    if (from.stageName === to.stageName) return undefined;
    const steps = options.steps ?? [5, 25, 50];
    const allowed = CanaryMoves.next(from, options);
    if (allowed.includes(to.stageName)) return undefined;
    // Others roll the new definition into their stable themselves, so there is no promoting here.
    if (from.kind === 'full' && to.kind === 'settled' && to.externallyPromoted) return undefined;
    // Any lower weight is a way down, whether it is a step of the plan or not.
    if (to.kind === 'weight' && (from.kind === 'full' || from.kind === 'weight') && to.percent < from.percent) return undefined;
    return `${from.stageName} -> ${to.stageName} is not a legal move: ${whyNot(from, to, steps)}; from ${from.stageName} go to ${allowed.join(' or ')}`;
  }

  /** The stages that a move may lead to, the usual next one first (lower weights off the plan are legal too). */
  public static next(from: CanaryStage, options: CanaryMoveOptions = {}): string[] {
    const steps = options.steps ?? [5, 25, 50];
    const step = steps.length > 0 ? `weight-${steps[0]}` : 'full';
    const first = options.revert ? [...new Set(['full', step])] : [step];
    switch (from.kind) {
      case 'baseline':
        return ['deployed'];
      case 'deployed':
        return [...first, 'preview', 'rolled-back'];
      case 'preview':
        return [...first, 'rolled-back'];
      case 'weight':
      case 'full': {
        const up = from.kind === 'full' ? 'promoting' : nextStep(from, steps);
        const down = steps.filter(step => step < from.percent).reverse().map(step => `weight-${step}`);
        return [up, ...down, 'rolled-back'];
      }
      case 'promoting':
        return ['settled', 'full'];
      case 'settled':
        return ['baseline', 'deployed'];
      case 'rolled-back':
        return ['contained', 'baseline', 'deployed'];
      default:
        return ['baseline', 'deployed'];
    }
  }

  private constructor() {}
}

/** The legal moves of a blue-green pair, one a commit; pure functions over stages. */
export class BlueGreenMoves {
  /** Why a move is not legal; undefined where it is. */
  public static problem(from: BlueGreenStage, to: BlueGreenStage): string | undefined {
    if (from.active === to.active) return undefined;
    if (!from.idleAtFullSize) {
      return `${from.stageName} -> ${to.stageName} switches to a side that is not at its full size; first commit BlueGreenStage.${from.active}({ idleAtFullSize: true }) and wait until its pods are ready`;
    }
    if (!to.idleAtFullSize) {
      return `${from.stageName} -> ${to.stageName} shrinks ${from.active} in the commit that takes its traffic; keep idleAtFullSize for this commit, and shrink it in a later one`;
    }
    return undefined;
  }

  private constructor() {}
}

function nextStep(from: CanaryStage, steps: number[]): string {
  const next = steps.find(step => step > from.percent);
  return next === undefined ? 'full' : `weight-${next}`;
}

function whyNot(from: CanaryStage, to: CanaryStage, steps: number[]): string {
  if (to.kind === 'promoting') return 'stable takes the new definition only when no request reaches it';
  if (from.kind === 'baseline') {
    return to.percent > 0 || to.pinsLive ? 'pods and traffic never come in one commit' : 'there is no canary yet';
  }
  if (to.kind === 'baseline') {
    return from.percent > 0
      ? 'the canary still has traffic, which would be lost with its objects'
      : 'a canary is given up by rolled-back, and its objects go a commit later';
  }
  if (from.kind === 'promoting') {
    return to.kind === 'preview' || to.kind === 'deployed'
      ? 'stable is taking the new definition; settled comes next'
      : 'stable is taking the new definition, so it cannot answer with the old one; go back to full first and wait';
  }
  if (to.kind === 'settled') return 'stable does not run the new definition, which it takes at promoting';
  if (to.kind === 'contained' && from.kind !== 'settled') return 'the canary goes to 0 replicas only after it has been rolled back';
  if (from.kind === 'settled') return 'stable runs the new definition already; the way back is a canary of the old one, which begins at deployed';
  if (from.kind === 'rolled-back' || from.kind === 'contained') return 'this canary has been given up; the next one begins at deployed';
  if (to.percent > from.percent) return `it is not the next step of the plan [${steps.join(', ')}]`;
  return 'a canary goes back by a lower weight or rolled-back';
}
