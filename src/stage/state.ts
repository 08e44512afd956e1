import { BlueGreenStage } from './blue-green-stage';
import { CanaryStage } from './canary-stage';
import { VariantStage } from './variant-stage';

/** What a stage file says of a canary. */
export interface CanaryStateProps {
  /** The stage. */
  readonly stage: CanaryStage;
  /**
   * The plan: rising weights in percent, 1 to 99.
   * @default [5, 25, 50]
   */
  readonly steps?: number[];
  /**
   * Image of the stable version.
   * @default - the code's
   */
  readonly stableImage?: string;
  /**
   * Image of the canary.
   * @default - the code's
   */
  readonly canaryImage?: string;
  /**
   * Stage of pinned audiences, by the pin's name.
   * @default - the code's
   */
  readonly variants?: { [name: string]: VariantStage };
  /**
   * The canary is a way back to the old definition.
   * @default false
   */
  readonly revert?: boolean;
  /**
   * 'rolling': audiences pinned to stable may get the release as a rolling update, when stable takes it at promoting.
   * @default - they may not, and `plan` says so
   */
  readonly pinnedRelease?: string;
}

/** State of a canary as data, for the pattern's prop `state`. */
export class CanaryState {
  /** The stage. */
  public readonly stage: CanaryStage;
  /** The plan, if stated. */
  public readonly steps?: number[];
  /** Image of the stable version, if stated. */
  public readonly stableImage?: string;
  /** Image of the canary, if stated. */
  public readonly canaryImage?: string;
  /** Stage of pinned audiences, by the pin's name. */
  public readonly variants: { [name: string]: VariantStage };
  /** Whether the canary is a way back to the old definition. */
  public readonly revert: boolean;
  /** 'rolling' where audiences pinned to stable may get the release as a rolling update. */
  public readonly pinnedRelease?: string;

  public constructor(props: CanaryStateProps) {
    this.stage = props.stage;
    this.steps = props.steps;
    this.stableImage = props.stableImage;
    this.canaryImage = props.canaryImage;
    this.variants = { ...props.variants };
    this.revert = props.revert ?? false;
    this.pinnedRelease = props.pinnedRelease;
  }
}

/** What a stage file says of a blue-green pair. */
export interface BlueGreenStateProps {
  /** The stage. */
  readonly stage: BlueGreenStage;
  /**
   * Image of blue.
   * @default - the code's
   */
  readonly blueImage?: string;
  /**
   * Image of green.
   * @default - the code's
   */
  readonly greenImage?: string;
  /**
   * Stage of pinned audiences, by the pin's name.
   * @default - the code's
   */
  readonly variants?: { [name: string]: VariantStage };
}

/** State of a blue-green pair as data, for the pattern's prop `state`. */
export class BlueGreenState {
  /** The stage. */
  public readonly stage: BlueGreenStage;
  /** Image of blue, if stated. */
  public readonly blueImage?: string;
  /** Image of green, if stated. */
  public readonly greenImage?: string;
  /** Stage of pinned audiences, by the pin's name. */
  public readonly variants: { [name: string]: VariantStage };

  public constructor(props: BlueGreenStateProps) {
    this.stage = props.stage;
    this.blueImage = props.blueImage;
    this.greenImage = props.greenImage;
    this.variants = { ...props.variants };
  }
}

/** What a stage file says of an A/B test or of tiers. */
export interface VariantStateProps {
  /**
   * Stage of each variant, tier or pinned audience, by name.
   * @default - the code's
   */
  readonly variants?: { [name: string]: VariantStage };
  /**
   * Image of each version, by name.
   * @default - the code's
   */
  readonly images?: { [name: string]: string };
}

/** State of an A/B test or of tiers as data, for the pattern's prop `state`. */
export class VariantState {
  /** Stage of each variant, tier or pinned audience, by name. */
  public readonly variants: { [name: string]: VariantStage };
  /** Image of each version, by name. */
  public readonly images: { [name: string]: string };

  public constructor(props: VariantStateProps = {}) {
    this.variants = { ...props.variants };
    this.images = { ...props.images };
  }
}
