import { ChartProps } from 'cdk8s';
import { Construct } from 'constructs';
import { RateLimit } from '../policy/rate-limit';
import { VariantState } from '../stage/state';
import { VariantStage } from '../stage/variant-stage';
import { Match } from '../traffic/match';
import { Version } from '../workload/version';
import { Workload } from '../workload/workload';
import { IPattern, PatternProps } from './pattern-props';
import { ThinChart } from './thin-chart';
import { VariantPattern } from './variant-core';

/** A tier: an audience with pods, priority and rate limit of its own. */
export interface Tier {
  /** Name of the version; objects are `<app>-<name>`. Unique in the pattern. */
  readonly name: string;
  /** Who belongs to it. A header that clients must not forge belongs into `trustedHeaders` too. */
  readonly match: Match;
  /** What runs for it. */
  readonly version: Version;
  /**
   * How many requests the tier may send.
   * @default - no limit
   */
  readonly rateLimit?: RateLimit;
  /**
   * Priority of its pods under pressure, 0 to 1000000000; makes a PriorityClass `<namespace>-<app>-<name>`. To use an existing
   * one, set `priorityClassName` on the version. Kubernetes does not let its value change: for another priority, delete the class first.
   * @default - the cluster's default
   */
  readonly podPriority?: number;
  /**
   * Whether the audience reaches it yet.
   * @default VariantStage.live()
   */
  readonly stage?: VariantStage;
}

/** Props of tier routing. */
export interface TierRoutingProps extends PatternProps {
  /** What everyone gets who is in no tier. */
  readonly defaultVersion: Version;
  /**
   * Name of the default version.
   * @default 'stable'
   */
  readonly defaultName?: string;
  /** The tiers, in order: of two that match, the first wins. */
  readonly tiers: Tier[];
  /**
   * Stages and images as data: `Stages.fromFile('traffic.yaml').tiers('my-app')`.
   * @default - the tiers' own
   */
  readonly state?: VariantState;
}

/** Tier routing, as construct or chart. */
export interface ITierRouting extends IPattern {
  /** The version for everyone who is in no tier. */
  readonly defaultVersion: Workload;
}

/** Tier routing: paying audiences get pods of their own, with priority and a rate limit where asked for. */
export class TierRouting extends VariantPattern implements ITierRouting {
  /** @throws when a name, port, match, priority, limit or version is not allowed */
  public constructor(scope: Construct, id: string, props: TierRoutingProps) {
    super(scope, id, props, 'tiers', 'tier', props.tiers);
  }
}

/** Props of tier routing's chart. */
export interface TierRoutingChartProps extends TierRoutingProps, ChartProps {}

/** A chart of tier routing. It stands directly in an App. */
export class TierRoutingChart extends ThinChart implements ITierRouting {
  private readonly pattern: TierRouting;

  /** @throws when the scope is no App, or as `TierRouting` */
  public constructor(scope: Construct, id: string, props: TierRoutingChartProps) {
    super(scope, id, props);
    this.pattern = new TierRouting(this, 'tiers', props);
  }

  /** The version for everyone who is in no tier. */
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
