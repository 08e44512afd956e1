import { BlueGreenMoves, CanaryMoves } from '../stage/moves';
import { BlueGreenStage } from '../stage/blue-green-stage';
import { CanaryStage } from '../stage/canary-stage';

/** What is known of an app's way: its entry in the stage file, or its props. */
export interface StageFacts {
  /** 'canary', 'blue-green', 'ab-test' or 'tiers'. */
  readonly pattern: string;
  /** Stage of a canary or blue-green pair. */
  readonly stage?: string;
  /** Plan of a canary. */
  readonly steps?: readonly number[];
  readonly revert?: boolean;
  /** Highest weight of a canary since deployed. */
  readonly peak?: number;
  /** Whether the idle side of a blue-green pair is at its full size. */
  readonly idleAtFullSize?: boolean;
  /** Stages of variants, tiers or pins. */
  readonly variants?: { readonly [name: string]: string };
}

/** Stages that one commit may lead to, the usual next one first. */
export function legalMoves(facts: StageFacts): string[] {
  if (facts.stage === undefined) return [];
  if (facts.pattern === 'canary') return CanaryMoves.next(CanaryStage.named(facts.stage), { steps: stepsOf(facts), revert: facts.revert });
  return facts.pattern === 'blue-green' ? [blueGreen(facts).idle] : [];
}

/** Why one commit may not lead to a stage; undefined where it may, or where it is not known. */
export function moveProblem(facts: StageFacts, to: string): string | undefined {
  if (facts.stage === undefined) return undefined;
  if (facts.pattern === 'canary') {
    return CanaryMoves.problem(CanaryStage.named(facts.stage), CanaryStage.named(to), { steps: stepsOf(facts), revert: facts.revert });
  }
  return facts.pattern === 'blue-green' ? BlueGreenMoves.problem(blueGreen(facts), BlueGreenStage.named(to)) : undefined;
}

/**
 * Stages that the route alone can be led to while the workloads stay as the present commit has them: pods for the weight are
 * there, and stable runs what the stage says. A ready patch to any other would send requests to too few pods, or to the wrong ones.
 */
export function patchableStages(facts: StageFacts): string[] {
  const { pattern, stage } = facts;
  if (stage === undefined) return [];
  if (pattern === 'blue-green') {
    const { active, idle, idleAtFullSize } = blueGreen(facts);
    return idleAtFullSize ? [active, idle].sort() : [active];
  }
  if (pattern !== 'canary') return [];
  const steps = stepsOf(facts);
  const from = CanaryStage.named(stage);
  // A way back needs no steps, and has all its pods from the start.
  const most = withPeak(from, facts.peak).sizeFor(facts.revert ? [] : steps);
  const weights = [...new Set([...steps, ...(from.kind === 'weight' ? [from.percent] : [])])].sort((a, b) => a - b);
  switch (from.kind) {
    case 'baseline':
      return ['baseline'];
    case 'contained':
      return ['contained', 'baseline'];
    case 'promoting':
      return ['full', 'promoting'];
    case 'settled':
      return ['promoting', 'settled', 'baseline'];
    default: {
      const reachable = weights.filter(weight => weight <= most).map(weight => `weight-${weight}`);
      const full = most >= 100 ? ['full'] : [];
      return ['deployed', 'preview', ...reachable, ...full, 'rolled-back', ...(from.kind === 'rolled-back' ? ['baseline'] : [])];
    }
  }
}

/** The command that makes a move in the stage file. */
export function moveCommand(app: string, { pattern }: StageFacts, from: string | undefined, to: string): string {
  if (pattern === 'canary' && to === 'rolled-back') return `cdk8s-traffic rollback ${app}`;
  if (pattern === 'canary' && to === 'promoting') return `cdk8s-traffic promote ${app}`;
  if (pattern === 'canary' && to === 'baseline' && from === 'settled') return `cdk8s-traffic finish ${app}`;
  return `cdk8s-traffic advance ${app} --to ${to}`;
}

/** The plan, as it is where none is stated. */
export function stepsOf({ steps }: StageFacts): number[] {
  return [...steps ?? [5, 25, 50]];
}

function withPeak(stage: CanaryStage, peak: number | undefined): CanaryStage {
  if (peak === undefined) return stage;
  if (stage.kind === 'weight') return CanaryStage.weight(stage.percent, { peak });
  return stage.kind === 'rolled-back' ? CanaryStage.rolledBack({ peak }) : stage;
}

function blueGreen({ stage, idleAtFullSize = true }: StageFacts): BlueGreenStage {
  return stage === 'green' ? BlueGreenStage.green({ idleAtFullSize }) : BlueGreenStage.blue({ idleAtFullSize });
}
