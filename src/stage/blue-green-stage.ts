import { didYouMean, TrafficError } from '../errors';
import { quote } from '../names';

/** Options of a blue-green stage. */
export interface BlueGreenStageOptions {
  /**
   * Whether the idle side runs at its full size. A switch needs it one commit before and keeps it for the commit of the
   * switch; with `idleReplicas` on the pattern, `false` lets the idle side shrink otherwise.
   * @default true
   */
  readonly idleAtFullSize?: boolean;
}

/** Which environment answers; immutable. Both stay up, so that the switch and the way back are one commit each. */
export class BlueGreenStage {
  /** Blue answers: weights 100/0. */
  public static blue(options: BlueGreenStageOptions = {}): BlueGreenStage {
    return new BlueGreenStage('blue', options.idleAtFullSize ?? true);
  }

  /** Green answers: weights 0/100. */
  public static green(options: BlueGreenStageOptions = {}): BlueGreenStage {
    return new BlueGreenStage('green', options.idleAtFullSize ?? true);
  }

  /** A stage by its name in the stage file: blue or green. @throws when there is no such stage */
  public static named(name: string): BlueGreenStage {
    if (name !== 'blue' && name !== 'green') {
      throw new TrafficError(`stage is ${quote(name)}, but must be blue or green${didYouMean(String(name), ['blue', 'green'])}`);
    }
    return new BlueGreenStage(name, true);
  }

  private constructor(
    /** The environment that answers: 'blue' or 'green'. */
    public readonly active: string,
    /** Whether the idle side runs at its full size. */
    public readonly idleAtFullSize: boolean,
  ) {}

  /** The environment that stands by: 'blue' or 'green'. */
  public get idle(): string {
    return this.active === 'blue' ? 'green' : 'blue';
  }

  /** The stage's name as in the stage file. */
  public get stageName(): string {
    return this.active;
  }
}
