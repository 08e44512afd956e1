import { didYouMean, TrafficError } from '../errors';
import { checkWhole, quote } from '../names';

/** Options of a stage that has a weight, or had one. */
export interface CanaryPeakOptions {
  /**
   * The highest weight since `deployed`, in percent: the canary keeps the size for it, so that going down loses no capacity.
   * @default - the stage's own weight; 100 for `rolledBack`
   */
  readonly peak?: number;
}

/** Options of `CanaryStage.deployed`. */
export interface CanaryDeployedOptions {
  /**
   * The stage before was `contained`: with autoscaling the Deployment states `replicas` (the autoscaler's minimum) for this one
   * commit, because an autoscaler leaves a Deployment of 0 replicas alone.
   * @default false
   */
  readonly afterContained?: boolean;
}

/** Options of `CanaryStage.settled`. */
export interface CanarySettledOptions {
  /**
   * The stable version refers to a Service that others deploy (`Version.existing`), and they have rolled the new definition into it.
   * @default false
   */
  readonly externallyPromoted?: boolean;
}

const NAMES = ['baseline', 'deployed', 'preview', 'weight-N', 'full', 'promoting', 'settled', 'rolled-back', 'contained'];

/**
 * Where a canary stands; immutable. One commit moves it by one legal move (`CanaryMoves`):
 * baseline -> deployed -> (preview ->) weights upward -> full -> promoting -> settled -> baseline of the new definition.
 *
 * | stage | stable runs | canary Deployment | weights stable/canary | pins to canary go to |
 * |---|---|---|---|---|
 * | `baseline` | old | absent | 100 to stable alone | stable |
 * | `deployed` | old | new | 100/0 | stable |
 * | `preview`, optional | old | new | 100/0 | canary |
 * | `weight(n)` | old | new | 100-n/n | canary |
 * | `full` | old | new | 0/100 | canary |
 * | `promoting` | new | new | 0/100 | canary |
 * | `settled` | new | new | 100/0 | stable |
 * | `rolledBack` | old | new, at its peak size | 100/0 | stable |
 * | `contained` | old | new, 0 replicas | 100/0 | stable |
 */
export class CanaryStage {
  /** No canary: stable alone. */
  public static baseline(): CanaryStage {
    return new CanaryStage('baseline', 0);
  }

  /** The canary's pods stand and get no request. */
  public static deployed(options: CanaryDeployedOptions = {}): CanaryStage {
    return new CanaryStage('deployed', 0, { afterContained: options.afterContained });
  }

  /** Pinned audiences reach the canary, nobody else does. */
  public static preview(): CanaryStage {
    return new CanaryStage('preview', 0);
  }

  /**
   * A share of the requests reaches the canary.
   *
   * @param percent 1 to 99
   * @throws when the percentage, or a peak below it, is not allowed
   */
  public static weight(percent: number, options: CanaryPeakOptions = {}): CanaryStage {
    checkWhole('canary weight', percent, 1, 99);
    return new CanaryStage('weight', percent, { peak: checkPeak(options.peak, percent) });
  }

  /** Every request reaches the canary; stable stands by. */
  public static full(): CanaryStage {
    return new CanaryStage('full', 100);
  }

  /** Every request reaches the canary, while stable takes the new definition. */
  public static promoting(): CanaryStage {
    return new CanaryStage('promoting', 100);
  }

  /** Every request reaches stable, which runs the new definition; the canary stands by. */
  public static settled(options: CanarySettledOptions = {}): CanaryStage {
    return new CanaryStage('settled', 0, { externallyPromoted: options.externallyPromoted });
  }

  /** Every request reaches stable, which runs the old definition; the canary stands at its peak size. */
  public static rolledBack(options: CanaryPeakOptions = {}): CanaryStage {
    return new CanaryStage('rolled-back', 0, { peak: checkPeak(options.peak, 0) });
  }

  /** As `rolledBack`, with the canary's pods gone: its queue workers and timers are stopped too. */
  public static contained(): CanaryStage {
    return new CanaryStage('contained', 0);
  }

  /**
   * A stage by its name in the stage file: baseline, deployed, preview, weight-N, full, promoting, settled, rolled-back, contained.
   *
   * @throws when there is no such stage, with the nearest name
   */
  public static named(name: string): CanaryStage {
    const weight = /^weight-(\d+)$/.exec(name);
    if (weight !== null) return CanaryStage.weight(Number(weight[1]));
    const stages: Record<string, () => CanaryStage> = {
      'baseline': () => CanaryStage.baseline(),
      'deployed': () => CanaryStage.deployed(),
      'preview': () => CanaryStage.preview(),
      'full': () => CanaryStage.full(),
      'promoting': () => CanaryStage.promoting(),
      'settled': () => CanaryStage.settled(),
      'rolled-back': () => CanaryStage.rolledBack(),
      'contained': () => CanaryStage.contained(),
    };
    if (!Object.prototype.hasOwnProperty.call(stages, name)) {
      throw new TrafficError(`stage is ${quote(name)}, but must be one of ${NAMES.join(', ')} (N from 1 to 99)${didYouMean(String(name), [...Object.keys(stages), `weight-${/\d*$/.exec(String(name))![0]}`])}`);
    }
    return stages[name]();
  }

  /** The kind of stage: baseline, deployed, preview, weight, full, promoting, settled, rolled-back or contained. */
  public readonly kind: string;
  /** The canary's weight in percent, 0 to 100. */
  public readonly percent: number;
  /** The stated highest weight since `deployed`, in percent. */
  public readonly peak?: number;
  /** Whether the stage before was `contained`. */
  public readonly afterContained: boolean;
  /** Whether others have promoted the stable version. */
  public readonly externallyPromoted: boolean;

  private constructor(kind: string, percent: number, options: CanaryPeakOptions & CanaryDeployedOptions & CanarySettledOptions = {}) {
    this.kind = kind;
    this.percent = percent;
    this.peak = options.peak;
    this.afterContained = options.afterContained ?? false;
    this.externallyPromoted = options.externallyPromoted ?? false;
  }

  /** The stage's name as in the stage file, such as 'weight-25'. */
  public get stageName(): string {
    return this.kind === 'weight' ? `weight-${this.percent}` : this.kind;
  }

  /** Whether the canary's objects exist. */
  public get canaryExists(): boolean {
    return this.kind !== 'baseline';
  }

  /** Whether audiences pinned to the canary reach it. */
  public get pinsLive(): boolean {
    return ['preview', 'weight', 'full', 'promoting'].includes(this.kind);
  }

  /** Whether stable runs the canary's definition. */
  public get stableRunsNew(): boolean {
    return this.kind === 'promoting' || this.kind === 'settled';
  }

  /**
   * The highest weight in percent that the canary's size must cover: that of the next step upward, of this stage, or the peak.
   *
   * @param steps the plan, rising weights
   */
  public sizeFor(steps: number[]): number {
    switch (this.kind) {
      case 'baseline':
      case 'contained':
        return 0;
      case 'deployed':
      case 'preview':
        return steps[0] ?? 100;
      case 'weight':
        return Math.max(steps.find(step => step > this.percent) ?? 100, this.peak ?? 0);
      case 'rolled-back':
        return this.peak ?? 100;
      default:
        // full and promoting carry everything; settled did so a commit ago, and capacity leaves after the weight.
        return 100;
    }
  }
}

/**
 * Checks the plan: rising whole percentages from 1 to 99.
 *
 * @internal
 */
export function checkSteps(steps: number[]): number[] {
  if (!Array.isArray(steps)) {
    throw new TrafficError(`steps is ${quote(steps)}, but must be a list of percentages such as [5, 25, 50]`);
  }
  steps.forEach((step, i) => {
    checkWhole(`steps[${i}]`, step, 1, 99);
    if (i > 0 && step <= steps[i - 1]) {
      throw new TrafficError(`steps are [${steps.join(', ')}], but each must be higher than the one before (${step} follows ${steps[i - 1]})`);
    }
  });
  return [...steps];
}

function checkPeak(peak: number | undefined, atLeast: number): number | undefined {
  if (peak === undefined) return undefined;
  checkWhole('peak', peak, 0, 100);
  if (peak < atLeast) {
    throw new TrafficError(`peak is ${peak}, but is the highest weight since deployed and so at least the present ${atLeast}`);
  }
  return peak;
}
