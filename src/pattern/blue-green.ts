import { ChartProps } from 'cdk8s';
import { Construct } from 'constructs';
import { at, TrafficError } from '../errors';
import { checkWhole } from '../names';
import { PatternOutlook, renderedWhile, stageNames } from '../operate/outlook';
import { BlueGreenStage } from '../stage/blue-green-stage';
import { BlueGreenState } from '../stage/state';
import { VariantStage } from '../stage/variant-stage';
import { ofWhatIf, whatIfStage } from '../stage/what-if';
import { Match } from '../traffic/match';
import { TrafficSplit } from '../traffic/split';
import { Version } from '../workload/version';
import { Workload } from '../workload/workload';
import { PatternBase } from './pattern-base';
import { IPattern, PatternProps } from './pattern-props';
import { ThinChart } from './thin-chart';

/** Props of a blue-green pair. */
export interface BlueGreenProps extends PatternProps {
  /** The blue environment. */
  readonly blue: Version;
  /**
   * The green environment; may be left out before its first deploy, while blue answers.
   * @default - not there yet
   */
  readonly green?: Version;
  /**
   * Which environment answers; this or `state`.
   * @default - `state`
   */
  readonly stage?: BlueGreenStage;
  /**
   * Stage and images as data: `Stages.fromFile('traffic.yaml').blueGreen('my-app')`.
   * @default - `stage`
   */
  readonly state?: BlueGreenState;
  /**
   * Requests that always reach the idle side, for a look before the switch, such as `Match.header('x-preview', 'true')`.
   * @default - none
   */
  readonly previewMatch?: Match;
  /**
   * Replicas of the idle side while the stage says `idleAtFullSize: false`, at least 0. A switch needs full size one commit before.
   * @default - full size
   */
  readonly idleReplicas?: number;
}

/** A blue-green pair, as construct or chart. */
export interface IBlueGreen extends IPattern {
  /** The blue environment. */
  readonly blue: Workload;
  /** The green environment; it has objects once it is deployed. */
  readonly green: Workload;
  /** Which environment answers. */
  readonly stage: BlueGreenStage;
  /** The environment that answers. */
  readonly active: Workload;
  /** The environment that stands by. */
  readonly idle: Workload;
}

/** Two environments, one of which answers every request; the switch and the way back are one commit each. */
export class BlueGreen extends PatternBase implements IBlueGreen {
  /** The blue environment. */
  public readonly blue: Workload;
  /** The green environment; it has objects once it is deployed. */
  public readonly green: Workload;
  /** Which environment answers. */
  public readonly stage: BlueGreenStage;

  private readonly state?: BlueGreenState;
  /** A stage that the rules are rendered for, in place of the present one. */
  private shown?: BlueGreenStage;

  /** @throws when a name, port, match, stage or version is not allowed */
  public constructor(scope: Construct, id: string, props: BlueGreenProps) {
    super(scope, id, props, { suffix: 'bluegreen', baseRule: 'split', versionLabel: 'environment' });
    this.state = props.state;
    this.stage = at(this, () => stageOf(this, props));
    const { blue, green } = at(this, () => versionsOf(props, this.stage));
    this.blue = this.createEnvironment('blue', blue, props.idleReplicas);
    this.green = this.createEnvironment('green', green, props.idleReplicas);
    this._checkRules();
    const { previewMatch } = props;
    if (previewMatch !== undefined) {
      if (props.idleReplicas === 0 && !this.stage.idleAtFullSize) {
        at(this, () => { throw new TrafficError('idleReplicas is 0, but previewMatch sends requests to the idle side, which would get status 503; keep at least 1'); });
      }
      at(this, () => this._addAudience({
        // The preview is a treatment of its own: which side it reaches changes with every switch.
        name: 'preview', match: previewMatch, target: 'preview', split: () => TrafficSplit.single(this.reachable(this.idle).backend, 100),
      }));
    }
  }

  /** The environment that answers. */
  public get active(): Workload {
    return (this.shown ?? this.stage).active === 'blue' ? this.blue : this.green;
  }

  /** The environment that stands by. */
  public get idle(): Workload {
    return (this.shown ?? this.stage).active === 'blue' ? this.green : this.blue;
  }

  /**
   * @internal
   */
  public _baseSplit(): TrafficSplit {
    if (!this.green._exists) return TrafficSplit.single(this.blue.backend, 100);
    const weight = (side: Workload) => side === this.active ? 100 : 0;
    return TrafficSplit.weighted(
      { backend: this.blue.backend, weight: weight(this.blue) },
      { backend: this.green.backend, weight: weight(this.green) },
    );
  }

  /**
   * @internal
   */
  public _pinSplit(workload: Workload, pinStage: VariantStage): TrafficSplit {
    return pinStage.isLive ? TrafficSplit.single(this.reachable(workload).backend, 100) : this._baseSplit();
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
    const { stage, green } = this;
    return {
      pattern: 'blue-green',
      stage: stage.stageName,
      idleAtFullSize: stage.idleAtFullSize && green._exists,
      variants: stageNames(this._stages()),
      routeAt: name => renderedWhile(this, () => { this.shown = BlueGreenStage.named(name); }, () => { this.shown = undefined; }),
    };
  }

  private reachable(side: Workload): Workload {
    return side._exists ? side : this.active;
  }

  private createEnvironment(name: string, version: Version | undefined, idleReplicas: number | undefined): Workload {
    const idle = this.stage.idle === name;
    if (idleReplicas !== undefined) at(this, () => checkIdle(name, version, idleReplicas));
    if (!idle || !version?.isOwn) return this._createWorkload({ name, version });
    const { autoscaling } = version._source.options;
    if (autoscaling === undefined) {
      const full = version._declaredReplicas();
      const replicas = this.stage.idleAtFullSize ? full : Math.min(idleReplicas ?? full, full);
      return this._createWorkload({ name, version, size: () => ({ replicas }) });
    }
    // An autoscaler would shrink the side that gets no request, and the switch would meet too few pods.
    const minReplicas = this.stage.idleAtFullSize ? Math.min(version._capacity(), autoscaling.maxReplicas) : autoscaling.minReplicas;
    return this._createWorkload({ name, version, size: () => ({ minReplicas }) });
  }
}

/** Props of a blue-green pair's chart. */
export interface BlueGreenChartProps extends BlueGreenProps, ChartProps {}

/** A chart of one blue-green pair. It stands directly in an App. */
export class BlueGreenChart extends ThinChart implements IBlueGreen {
  private readonly pattern: BlueGreen;

  /** @throws when the scope is no App, or as `BlueGreen` */
  public constructor(scope: Construct, id: string, props: BlueGreenChartProps) {
    super(scope, id, props);
    this.pattern = new BlueGreen(this, 'blue-green', props);
  }

  /** The blue environment. */
  public get blue(): Workload {
    return this.pattern.blue;
  }

  /** The green environment; it has objects once it is deployed. */
  public get green(): Workload {
    return this.pattern.green;
  }

  /** Which environment answers. */
  public get stage(): BlueGreenStage {
    return this.pattern.stage;
  }

  /** The environment that answers. */
  public get active(): Workload {
    return this.pattern.active;
  }

  /** The environment that stands by. */
  public get idle(): Workload {
    return this.pattern.idle;
  }

  /**
   * @internal
   */
  public _inner(): IPattern {
    return this.pattern;
  }
}

function stageOf(scope: Construct, props: BlueGreenProps): BlueGreenStage {
  if ((props.stage === undefined) === (props.state === undefined)) {
    throw new TrafficError(props.stage === undefined
      ? 'neither stage nor state is given; state which side answers, such as stage: BlueGreenStage.blue()'
      : 'stage and state are both given; the stage is stated in one place, the code or the stage file');
  }
  const whatIf = whatIfStage(scope, props.app, 'blue-green');
  return whatIf === undefined ? props.stage ?? props.state!.stage : ofWhatIf(props.app, 'blue-green', () => BlueGreenStage.named(whatIf));
}

function versionsOf({ blue, green, state }: BlueGreenProps, stage: BlueGreenStage): { blue: Version; green?: Version } {
  if (blue === undefined) throw new TrafficError('blue is missing; say what runs: blue: Version.deploy({ image: ... })');
  if (green === undefined && stage.active === 'green') {
    throw new TrafficError('the stage is green, but green is missing; it may be left out before its first deploy only, while blue answers');
  }
  return { blue: blue._withImage('blue', state?.blueImage), green: green?._withImage('green', state?.greenImage) };
}

function checkIdle(name: string, version: Version | undefined, idleReplicas: number): void {
  checkWhole('idleReplicas', idleReplicas, 0);
  if (version === undefined) return;
  if (!version.isOwn) throw new TrafficError(`idleReplicas is given, but '${name}' is ${version.describe()}, whose pods are not made here; leave idleReplicas out`);
  if (version._source.options.autoscaling !== undefined) {
    throw new TrafficError(`idleReplicas is given, but '${name}' has autoscaling, which shrinks an idle side to its minReplicas by itself; leave idleReplicas out`);
  }
}
