import { ChartProps } from 'cdk8s';
import { Construct } from 'constructs';
import { at, TrafficError } from '../errors';
import { Kept } from '../kept';
import { PatternOutlook, renderedWhile, stageNames } from '../operate/outlook';
import { CanaryStage, checkSteps } from '../stage/canary-stage';
import { CanaryState } from '../stage/state';
import { VariantStage } from '../stage/variant-stage';
import { ofWhatIf, whatIfStage } from '../stage/what-if';
import { TrafficSplit } from '../traffic/split';
import { Version } from '../workload/version';
import { Workload } from '../workload/workload';
import { CanarySize, canarySize, warnOfIdleStable, warnOfSize } from './canary-size';
import { PatternBase } from './pattern-base';
import { IPattern, PatternProps } from './pattern-props';
import { ThinChart } from './thin-chart';

/** Props of a canary. */
export interface CanaryProps extends PatternProps {
  /** What runs now. */
  readonly stable: Version;
  /**
   * What comes next; may be left out at baseline only.
   * @default - nothing is under way
   */
  readonly canary?: Version;
  /**
   * Where the canary stands; this or `state`.
   * @default - `state`
   */
  readonly stage?: CanaryStage;
  /**
   * The plan beside `stage`: rising weights in percent, 1 to 99; decides how many pods the canary has ready for its next step.
   * @default [5, 25, 50]
   */
  readonly steps?: number[];
  /**
   * Stage, steps and images as data: `Stages.fromFile('traffic.yaml').canary('my-app')`.
   * @default - `stage`
   */
  readonly state?: CanaryState;
}

/** Options of a mirror of live requests. */
export interface AddMirrorOptions {
  /**
   * Share of everyone's requests that is copied, in percent, a whole number from 1 to 100 (GEP-3171).
   * @default 100
   */
  readonly percent?: number;
}

/** A canary, as construct or chart. */
export interface ICanary extends IPattern {
  /** The stable version. */
  readonly stable: Workload;
  /** The canary; it has objects where the stage renders them. */
  readonly canary: Workload;
  /** Where the canary stands. */
  readonly stage: CanaryStage;
  /** The plan: rising weights in percent. */
  readonly steps: number[];

  /** Brings in a further version to pin audiences to, such as 'premium'. @throws when the name is taken */
  addVersion(name: string, version: Version): Workload;

  /** Copies a share of live requests to a version whose answers are thrown away (shadow). @throws when the name is taken */
  addMirror(name: string, version: Version, options?: AddMirrorOptions): Workload;
}

/**
 * A canary: a share of the requests reaches the next version, which grows step by step (see `CanaryStage`).
 *
 * @example
 * new Canary(chart, 'canary', {
 *   app: 'task-api', port: 8000, gateway: GatewayRef.named('task-api-gateway'), match: Match.pathPrefix('/api/'),
 *   stable: Version.deploy({ image: 'task-api:v1', replicas: 10 }),
 *   canary: Version.deploy({ image: 'task-api:v2' }),
 *   stage: CanaryStage.weight(5),
 * });
 */
export class Canary extends PatternBase implements ICanary {
  /** The stable version. */
  public readonly stable: Workload;
  /** The canary; it has objects where the stage renders them. */
  public readonly canary: Workload;
  /** Where the canary stands. */
  public readonly stage: CanaryStage;
  /** The plan: rising weights in percent. */
  public readonly steps: number[];

  private readonly state?: CanaryState;
  /** A stage that the rules are rendered for, in place of the present one. */
  private shown?: CanaryStage;
  private pinnedPercent = 0;
  private readonly promotion = new Kept<string[]>();

  /** @throws when a name, port, match, stage or version is not allowed */
  public constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id, props, { suffix: 'canary', baseRule: 'split', versionLabel: 'version' });
    this.state = props.state;
    this.stage = at(this, () => stageOf(this, props));
    this.steps = at(this, () => checkSteps(props.state?.steps ?? props.steps ?? [5, 25, 50]));
    const { stable, canary } = at(this, () => versionsOf(props));
    at(this, () => checkStage(this.stage, stable, canary));

    const { stage } = this;
    const running = stage.stableRunsNew && stable.isOwn ? canary!._promotedOnto(stable) : stable;
    const kept = new Kept<CanarySize>();
    const size = () => kept.for(this.pinnedPercent, () => canarySize({
      // A revert goes from deployed to full, so its pods are there before.
      stage,
      steps: props.state?.revert ? [] : this.steps,
      canary: canary!,
      capacity: stable.isOwn ? stable._capacity() : undefined,
      pinnedPercent: this.pinnedPercent,
    }));
    this.stable = this._createWorkload({ name: 'stable', version: running });
    this.canary = this._createWorkload({
      name: 'canary',
      version: canary,
      exists: stage.canaryExists,
      size: () => ({ replicas: size().replicas, minReplicas: size().minReplicas }),
      nominalReplicas: canary?.isOwn ? size().nominal : 0,
    });
    if (stage.canaryExists && canary!.isOwn) {
      this.node.addValidation({ validate: () => warnOfSize(this.canary.objectName, size()) });
    }
    if (stage.canaryExists && canary!.isOwn && stable.isOwn && !stage.stableRunsNew) {
      this.node.addValidation({ validate: () => this.promotionProblems(canary!, stable) });
    }
    if (stage.percent === 100 && running.isOwn) {
      this.node.addValidation({ validate: () => warnOfIdleStable(this.stable.objectName, running) });
    }
    this._checkRules();
  }

  /**
   * Brings in a further version to pin audiences to, such as 'premium'. It takes no part in the weights.
   *
   * @throws when the name is taken
   */
  public addVersion(name: string, version: Version): Workload {
    return this._createWorkload({ name, version });
  }

  /**
   * Copies a share of the requests of everyone who is not pinned to a version whose answers are thrown away (shadow).
   *
   * It sees every kind of request, writes included: point it at a store of its own.
   *
   * @throws when the name is taken or the percentage is not allowed
   */
  public addMirror(name: string, version: Version, options: AddMirrorOptions = {}): Workload {
    const workload = this._createWorkload({ name, version });
    at(this, () => this._addMirrorOf(workload, options.percent ?? 100));
    return workload;
  }

  /**
   * @internal
   */
  public _baseSplit(): TrafficSplit {
    const { stable, canary, shown: stage = this.stage } = this;
    if (!canary._exists || !stage.canaryExists) return TrafficSplit.single(stable.backend, 100);
    return TrafficSplit.weighted(
      { backend: stable.backend, weight: 100 - stage.percent },
      { backend: canary.backend, weight: stage.percent },
    );
  }

  /**
   * @internal
   */
  public _pinSplit(workload: Workload, pinStage: VariantStage): TrafficSplit {
    if (!pinStage.isLive || (workload === this.canary && !(this.shown ?? this.stage).pinsLive)) return this.notPinned(workload);
    return TrafficSplit.single(workload.backend, 100);
  }

  /**
   * @internal
   */
  public _stages(): { [name: string]: VariantStage } {
    return this.state?.variants ?? {};
  }

  /**
   * @internal
   */
  public _outlook(): PatternOutlook {
    const { stage, steps, state } = this;
    return {
      pattern: 'canary',
      stage: stage.stageName,
      steps,
      revert: state?.revert,
      peak: stage.peak,
      variants: stageNames(this._stages()),
      routeAt: name => renderedWhile(this, () => { this.shown = CanaryStage.named(name); }, () => { this.shown = undefined; }),
    };
  }

  /**
   * @internal
   */
  public _notePin(workload: Workload, expectedPercent: number): void {
    if (workload === this.canary) this.pinnedPercent = Math.min(100, this.pinnedPercent + expectedPercent);
  }

  /** What would stop the promotion, which must not be found out at full traffic. */
  private promotionProblems(canary: Version, stable: Version): string[] {
    // A priority is all that can still change what the pods are.
    return this.promotion.for(this.stable.priorityClass, () =>
      this.stable._problemsWith(canary._promotedOnto(stable)).map(problem => `the canary's definition could not be promoted to stable: ${problem}`));
  }

  /** Where an audience goes that does not reach its version: with the canary to stable, else with everyone. */
  private notPinned(workload: Workload): TrafficSplit {
    return workload === this.canary ? TrafficSplit.single(this.stable.backend, 100) : this._baseSplit();
  }
}

/** Props of a canary's chart. */
export interface CanaryChartProps extends CanaryProps, ChartProps {}

/** A chart of one canary. It stands directly in an App. */
export class CanaryChart extends ThinChart implements ICanary {
  private readonly pattern: Canary;

  /** @throws when the scope is no App, or as `Canary` */
  public constructor(scope: Construct, id: string, props: CanaryChartProps) {
    super(scope, id, props);
    this.pattern = new Canary(this, 'canary', props);
  }

  /** The stable version. */
  public get stable(): Workload {
    return this.pattern.stable;
  }

  /** The canary; it has objects where the stage renders them. */
  public get canary(): Workload {
    return this.pattern.canary;
  }

  /** Where the canary stands. */
  public get stage(): CanaryStage {
    return this.pattern.stage;
  }

  /** The plan: rising weights in percent. */
  public get steps(): number[] {
    return this.pattern.steps;
  }

  /** Brings in a further version to pin audiences to, such as 'premium'. @throws when the name is taken */
  public addVersion(name: string, version: Version): Workload {
    return this.pattern.addVersion(name, version);
  }

  /** Copies a share of live requests to a version whose answers are thrown away (shadow). @throws when the name is taken */
  public addMirror(name: string, version: Version, options: AddMirrorOptions = {}): Workload {
    return this.pattern.addMirror(name, version, options);
  }

  /**
   * @internal
   */
  public _inner(): IPattern {
    return this.pattern;
  }
}

function stageOf(scope: Construct, props: CanaryProps): CanaryStage {
  if ((props.stage === undefined) === (props.state === undefined)) {
    throw new TrafficError(props.stage === undefined
      ? 'neither stage nor state is given; state where the canary stands, such as stage: CanaryStage.baseline()'
      : 'stage and state are both given; the stage is stated in one place, the code or the stage file');
  }
  if (props.state !== undefined && props.steps !== undefined) {
    throw new TrafficError('steps is given beside state; write the steps into the stage file');
  }
  const whatIf = whatIfStage(scope, props.app, 'canary');
  return whatIf === undefined ? props.stage ?? props.state!.stage : ofWhatIf(props.app, 'canary', () => CanaryStage.named(whatIf));
}

function versionsOf({ stable, canary, state }: CanaryProps): { stable: Version; canary?: Version } {
  if (stable === undefined) throw new TrafficError('stable is missing; say what runs now: stable: Version.deploy({ image: ... })');
  return {
    stable: stable._withImage('stable', state?.stableImage),
    canary: canary?._withImage('canary', state?.canaryImage),
  };
}

/** Stages that others' workloads cannot follow. */
function checkStage(stage: CanaryStage, stable: Version, canary: Version | undefined): void {
  if (!stage.canaryExists) return;
  const name = stage.stageName;
  if (canary === undefined) throw new TrafficError(`the stage is ${name}, but canary is missing; it may be left out at baseline only`);
  const foreign = [['stable', stable], ['canary', canary]].filter(([, version]) => !(version as Version).isOwn) as [string, Version][];
  if (foreign.length === 0) return;
  const who = foreign.map(([which, version]) => `${which} is ${version.describe()}`).join(' and ');
  if (name === 'settled' && stable.isOwn) {
    throw new TrafficError(`the stage is settled, but ${who}, so stable cannot have taken its definition; roll back, and deploy the new definition here`);
  }
  if (name === 'promoting') throw new TrafficError(`the stage is promoting, but ${who}, so the new definition cannot be rolled into stable here; let its owner do it, then go to settled with externallyPromoted`);
  if (name === 'contained' && !canary.isOwn) throw new TrafficError(`the stage is contained, but ${who}, so its pods cannot be stopped here; let its owner do it, and stay at rolled-back`);
  if (name === 'settled' && !stage.externallyPromoted) {
    throw new TrafficError(`the stage is settled, but ${who}, so it is not known that stable runs the new definition; state CanaryStage.settled({ externallyPromoted: true }) once its owner has rolled it out`);
  }
}
