import { didYouMean, TrafficError } from '../errors';
import { quote } from '../names';

/** Whether a variant, tier or pinned audience has its traffic yet; immutable. Pods and traffic never come in one commit. */
export class VariantStage {
  /** The pods stand, and the rule points at the default version. */
  public static deployed(): VariantStage {
    return new VariantStage('deployed');
  }

  /** The audience reaches its version. */
  public static live(): VariantStage {
    return new VariantStage('live');
  }

  /** A stage by its name in the stage file: deployed or live. @throws when there is no such stage */
  public static named(name: string): VariantStage {
    if (name !== 'deployed' && name !== 'live') {
      throw new TrafficError(`variant stage is ${quote(name)}, but must be deployed or live${didYouMean(String(name), ['deployed', 'live'])}`);
    }
    return new VariantStage(name);
  }

  private constructor(
    /** The stage's name as in the stage file: 'deployed' or 'live'. */
    public readonly stageName: string,
  ) {}

  /** Whether the audience reaches its version. */
  public get isLive(): boolean {
    return this.stageName === 'live';
  }
}
