import { App } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import {
  AbTestChart, AbTestChartProps, BlueGreenChart, BlueGreenChartProps, BlueGreenMoves, BlueGreenStage, CanaryChart, CanaryChartProps,
  CanaryMoves, CanaryStage, GatewayRef, Match, RateLimit, TierRoutingChart, VariantStage, Version,
} from '../../src';

/** A pattern at one stage of its way. */
export interface Step {
  readonly name: string;
  readonly build: (app: App) => void;
}

/** The way of one pattern through its stages; neighbours must be legal moves. */
export interface Walk {
  readonly name: string;
  readonly steps: Step[];
  /** Why the move between two neighbours is not legal; undefined where it is. */
  readonly problem: (from: number, to: number) => string | undefined;
}

export const PREMIUM = Match.header('x-api-tier', 'premium');
export const BETA = Match.header('x-beta-user', 'true');

export const COMMON = {
  namespace: 'task-api',
  app: 'task-api',
  port: 8000,
  gateway: GatewayRef.named('task-api-gateway'),
  match: Match.pathPrefix('/api/'),
};

const v = (tag: string, replicas?: number) => Version.deploy({ image: `task-api:${tag}`, replicas });

/** The whole way of a canary, then a way back, a stop and an abandoned canary replaced by the next. */
const CANARY: { readonly stage: CanaryStage; readonly stable: string; readonly canary?: string }[] = [
  { stage: CanaryStage.baseline(), stable: 'v1' },
  { stage: CanaryStage.deployed(), stable: 'v1', canary: 'v2' },
  { stage: CanaryStage.preview(), stable: 'v1', canary: 'v2' },
  { stage: CanaryStage.weight(5), stable: 'v1', canary: 'v2' },
  { stage: CanaryStage.weight(25), stable: 'v1', canary: 'v2' },
  { stage: CanaryStage.weight(50), stable: 'v1', canary: 'v2' },
  { stage: CanaryStage.full(), stable: 'v1', canary: 'v2' },
  { stage: CanaryStage.promoting(), stable: 'v1', canary: 'v2' },
  { stage: CanaryStage.settled(), stable: 'v1', canary: 'v2' },
  { stage: CanaryStage.baseline(), stable: 'v2' },
  { stage: CanaryStage.deployed(), stable: 'v2', canary: 'v3' },
  { stage: CanaryStage.weight(5), stable: 'v2', canary: 'v3' },
  { stage: CanaryStage.weight(25), stable: 'v2', canary: 'v3' },
  { stage: CanaryStage.weight(5, { peak: 25 }), stable: 'v2', canary: 'v3' },
  { stage: CanaryStage.rolledBack({ peak: 25 }), stable: 'v2', canary: 'v3' },
  { stage: CanaryStage.contained(), stable: 'v2', canary: 'v3' },
  { stage: CanaryStage.deployed({ afterContained: true }), stable: 'v2', canary: 'v4' },
  { stage: CanaryStage.rolledBack({ peak: 0 }), stable: 'v2', canary: 'v4' },
  { stage: CanaryStage.baseline(), stable: 'v2' },
];

function canaryWalk(name: string, props: Partial<CanaryChartProps>, version: (tag: string, stable: boolean) => Version, pins: boolean): Walk {
  return {
    name,
    steps: CANARY.map(({ stage, stable, canary }) => ({
      name: stage.stageName,
      build: app => {
        const chart = new CanaryChart(app, 'walk', {
          ...COMMON, ...props, stage, stable: version(stable, true), canary: canary === undefined ? undefined : version(canary, false),
        });
        if (!pins) return;
        chart.pin('premium', PREMIUM, chart.stable, { rateLimit: RateLimit.globalPerSecond(200) });
        chart.pin('beta', BETA, chart.canary, { expectedPercent: 10 });
        const lab = chart.addVersion('lab', v('lab'));
        chart.pin('lab', Match.cookie('lab', 'on'), lab, { podPriority: 5 });
        chart.addMirror('shadow', v('shadow', 1), { percent: 5 });
      },
    })),
    problem: (from, to) => CanaryMoves.problem(CANARY[from].stage, CANARY[to].stage),
  };
}

const BLUE_GREEN = [
  { stage: BlueGreenStage.blue(), blue: 'v1' },
  { stage: BlueGreenStage.blue({ idleAtFullSize: false }), blue: 'v1', green: 'v2' },
  { stage: BlueGreenStage.blue(), blue: 'v1', green: 'v2' },
  { stage: BlueGreenStage.green(), blue: 'v1', green: 'v2' },
  { stage: BlueGreenStage.green({ idleAtFullSize: false }), blue: 'v1', green: 'v2' },
  { stage: BlueGreenStage.green(), blue: 'v3', green: 'v2' },
  { stage: BlueGreenStage.blue(), blue: 'v3', green: 'v2' },
];

function blueGreenWalk(name: string, props: Partial<BlueGreenChartProps>, pins: boolean): Walk {
  return {
    name,
    steps: BLUE_GREEN.map(({ stage, blue, green }) => ({
      name: stage.stageName,
      build: app => {
        const chart = new BlueGreenChart(app, 'walk', {
          ...COMMON, ...props, stage, blue: v(blue, 3), green: green === undefined ? undefined : v(green, 3),
        });
        if (pins) chart.pin('premium', PREMIUM, chart.blue);
      },
    })),
    problem: (from, to) => BlueGreenMoves.problem(BLUE_GREEN[from].stage, BLUE_GREEN[to].stage),
  };
}

const VARIANTS = [VariantStage.deployed(), VariantStage.live(), VariantStage.deployed()];

function abWalk(name: string, variants: (stage: VariantStage) => AbTestChartProps['variants']): Walk {
  return {
    name,
    steps: VARIANTS.map(stage => ({
      name: stage.stageName,
      build: app => {
        const chart = new AbTestChart(app, 'walk', { ...COMMON, defaultVersion: v('v1'), variants: variants(stage) });
        chart.pin('staff', Match.header('x-staff', 'true'), chart.version('one'));
      },
    })),
    problem: () => undefined,
  };
}

const tierWalk: Walk = {
  name: 'tiers',
  steps: VARIANTS.map(stage => ({
    name: stage.stageName,
    build: app => {
      new TierRoutingChart(app, 'walk', {
        ...COMMON,
        defaultVersion: v('v1', 3),
        defaultName: 'standard',
        tiers: [
          { name: 'premium', match: PREMIUM, version: v('v1', 2), rateLimit: RateLimit.globalPerSecond(200), podPriority: 1000, stage },
          { name: 'gold', match: Match.header('x-api-tier', 'gold'), version: v('v1', 2), stage },
        ],
      });
    },
  })),
  problem: () => undefined,
};

const autoscaled = (tag: string) => Version.deploy({ image: `task-api:${tag}`, autoscaling: { minReplicas: 2, maxReplicas: 10 } });

export const WALKS: Walk[] = [
  canaryWalk('canary, smallest', {}, (tag, stable) => v(tag, stable ? 10 : undefined), false),
  canaryWalk('canary, with audiences', {}, (tag, stable) => v(tag, stable ? 10 : undefined), true),
  canaryWalk('canary, autoscaled', {}, autoscaled, true),
  blueGreenWalk('blue-green, smallest', {}, false),
  blueGreenWalk('blue-green, with preview and idle size', { previewMatch: Match.header('x-preview', 'true'), idleReplicas: 1 }, true),
  abWalk('A/B by header, query and cookie', stage => [
    { name: 'one', match: BETA, version: v('one'), stage },
    { name: 'two', match: Match.queryParam('design', 'two'), version: v('two'), stage },
    { name: 'three', match: Match.cookie('design', 'three'), version: v('three'), stage },
  ]),
  abWalk('A/B by weight', stage => [
    { name: 'one', percent: 20, version: v('one'), stage },
    { name: 'two', match: BETA, percent: 50, version: v('two'), stage },
    { name: 'three', match: BETA, percent: 50, version: v('three'), stage },
  ]),
  tierWalk,
];

/** The YAML of each step. */
export function yamlOf(walk: Walk): string[] {
  return walk.steps.map(({ build }) => {
    const app = new App();
    build(app);
    return app.synthYaml();
  });
}

/** The objects of a YAML text; throws where it is no valid YAML. */
export function objectsOf(text: string): any[] {
  return parseAllDocuments(text).map(document => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  });
}
