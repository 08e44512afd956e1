import { ChartProps } from 'cdk8s';
import { Construct } from 'constructs';
import { VariantState } from '../stage/state';
import { VariantStage } from '../stage/variant-stage';
import { Match } from '../traffic/match';
import { Version } from '../workload/version';
import { Workload } from '../workload/workload';
import { IPattern, PatternProps } from './pattern-props';
import { ThinChart } from './thin-chart';
import { VariantPattern } from './variant-core';

/** A variant of an A/B test. */
export interface Variant {
  /** Name of the version; objects are `<app>-<name>`. Unique in the test. */
  readonly name: string;
  /** What runs. */
  readonly version: Version;
  /**
   * Who reaches it: by header, cookie, query parameter or any other match. Variants with the same match share an audience by
   * percent.
   * @default - a share of everyone, by `percent`
   */
  readonly match?: Match;
  /**
   * Share of the audience in percent, a whole number from 1 to 100; what is left is the default's. A weight splits requests,
   * not users: a user may meet both.
   * @default - the whole audience; required without a match
   */
  readonly percent?: number;
  /**
   * Name of the audience's rule, where variants share one.
   * @default - the variants' names, joined by '-or-'
   */
  readonly audience?: string;
  /**
   * Whether the audience reaches it yet.
   * @default VariantStage.live()
   */
  readonly stage?: VariantStage;
}

/** Props of an A/B test. */
export interface AbTestProps extends PatternProps {
  /** What everyone gets who is in no audience. */
  readonly defaultVersion: Version;
  /**
   * Name of the default version.
   * @default 'stable'
   */
  readonly defaultName?: string;
  /** The variants, in order: of two that match, the first wins. */
  readonly variants: Variant[];
  /**
   * Stages and images as data: `Stages.fromFile('traffic.yaml').abTest('my-app')`.
   * @default - the variants' own
   */
  readonly state?: VariantState;
}

/** An A/B test, as construct or chart. */
export interface IAbTest extends IPattern {
  /** The version for everyone who is in no audience. */
  readonly defaultVersion: Workload;
}

/** An A/B test: audiences told apart by a match each get their own version. */
export class AbTest extends VariantPattern implements IAbTest {
  /** @throws when a name, port, match, percent or version is not allowed */
  public constructor(scope: Construct, id: string, props: AbTestProps) {
    super(scope, id, props, 'ab', 'variant', props.variants);
  }
}

/** Props of an A/B test's chart. */
export interface AbTestChartProps extends AbTestProps, ChartProps {}

/** A chart of one A/B test. It stands directly in an App. */
export class AbTestChart extends ThinChart implements IAbTest {
  private readonly pattern: AbTest;

  /** @throws when the scope is no App, or as `AbTest` */
  public constructor(scope: Construct, id: string, props: AbTestChartProps) {
    super(scope, id, props);
    this.pattern = new AbTest(this, 'ab-test', props);
  }

  /** The version for everyone who is in no audience. */
  public get defaultVersion(): Workload {
    return this.pattern.defaultVersion;
  }

  /**
   * @internal
   */
  public _inner(): IPattern {
    return this.pattern;
  }
}
