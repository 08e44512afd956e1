import { App } from 'cdk8s';
import {
  BlueGreenChart, BlueGreenMoves, BlueGreenStage, CanaryChart, CanaryMoves, CanaryStage, Match, RateLimit, RouteProtocol, Version,
} from '../../../../src';
import { BETA, COMMON, objectsOf, PREMIUM } from '../../../support/walks';
import { StagesGiven } from './context';

/** Objects and stage file at one stage. */
export interface State {
  readonly name: string;
  readonly objects: any[];
  readonly stages: StagesGiven;
}

/** Two stages, and why the move between them is not legal. */
export interface Pair {
  readonly name: string;
  readonly before: State;
  readonly after: State;
  readonly problem?: string;
}

/** A form of a canary. */
export interface Form {
  readonly name: string;
  readonly stable: (tag: string) => Version;
  readonly canary: (tag: string) => Version;
  readonly props?: object;
  readonly more?: (chart: CanaryChart) => void;
  /** Others deploy the versions. */
  readonly existing?: boolean;
}

/** A version of 'task-api' by its tag. */
export const v = (tag: string, replicas?: number) => Version.deploy({ image: `task-api:${tag}`, replicas });
const scaled = (tag: string) => Version.deploy({ image: `task-api:${tag}`, autoscaling: { minReplicas: 2, maxReplicas: 10 } });

/** The smallest canary: 10 pods, no audience. */
export const SMALLEST: Form = { name: 'smallest', stable: tag => v(tag, 10), canary: tag => v(tag) };

/** Forms that the legal moves are tried in. */
export const FORMS: Form[] = [
  SMALLEST,
  { name: 'one pod', stable: tag => v(tag, 1), canary: tag => v(tag) },
  { name: 'a canary larger than stable', stable: tag => v(tag, 3), canary: tag => v(tag, 20) },
  { name: 'autoscaled', stable: scaled, canary: scaled },
  { name: 'gRPC', stable: tag => v(tag, 10), canary: tag => v(tag), props: { protocol: RouteProtocol.GRPC, match: Match.grpcMethod('task.v1.Tasks') } },
  {
    name: 'with audiences and a mirror', stable: tag => v(tag, 10), canary: tag => v(tag),
    more: chart => {
      chart.pin('premium', PREMIUM, chart.stable, { rateLimit: RateLimit.globalPerSecond(200) });
      chart.pin('beta', BETA, chart.canary, { expectedPercent: 10 });
      chart.pin('admin', Match.pathPrefix('/api/admin'), chart.canary);
      chart.addMirror('shadow', v('shadow', 1), { percent: 5 });
    },
  },
  {
    name: 'deployed by others', existing: true,
    stable: () => Version.existing('tasks-old', { namespace: 'legacy' }), canary: () => Version.existing('tasks-new', { namespace: 'legacy' }),
  },
];

/** The stages that pairs are made of: those of the plan, and weights beside it. */
export const NAMES = [
  'baseline', 'deployed', 'preview', 'weight-5', 'weight-10', 'weight-25', 'weight-50', 'weight-75', 'full', 'promoting', 'settled', 'rolled-back', 'contained',
];

/** A canary at a stage. */
export function canary(form: Form, stage: CanaryStage, stable = 'v1', next = 'v2', entry: object = {}): State {
  const app = new App();
  const chart = new CanaryChart(app, 'canary', {
    ...COMMON, ...form.props, stage, stable: form.stable(stable), canary: stage.kind === 'baseline' ? undefined : form.canary(next),
    ...(entry as { revert?: boolean }).revert ? { steps: [] } : {},
  });
  form.more?.(chart);
  const all = { pattern: 'canary', stage: stage.stageName, pinnedRelease: 'rolling', ...stage.externallyPromoted ? { externallyPromoted: true } : {}, ...entry };
  return { name: stage.stageName, objects: objectsOf(app.synthYaml()), stages: { 'task-api': all } };
}

/** Every ordered pair of stages of a canary, or those alone whose move is legal. */
export function canaryPairs(form: Form, legalOnly = false): Pair[] {
  const names = form.existing ? NAMES.filter(name => name !== 'promoting' && name !== 'contained') : NAMES;
  const stages = names.map(name => name === 'settled' && form.existing ? CanaryStage.settled({ externallyPromoted: true }) : CanaryStage.named(name));
  return stages.flatMap(from => {
    const before = canary(form, from);
    return stages.filter(to => to !== from).flatMap(to => {
      const problem = CanaryMoves.problem(from, to);
      if (problem !== undefined && legalOnly) return [];
      return [{ name: `${from.stageName} -> ${to.stageName}`, before, after: after(form, from, to, problem === undefined), problem }];
    });
  });
}

/** A stage after another: with the peak that the tools write, and with the definitions that a finished canary leaves behind. */
function after(form: Form, from: CanaryStage, to: CanaryStage, legal: boolean): State {
  const peak = from.percent;
  if (to.kind === 'weight' && peak > to.percent) return canary(form, CanaryStage.weight(to.percent, { peak }));
  if (to.kind === 'rolled-back' && peak > 0) return canary(form, CanaryStage.rolledBack({ peak }));
  if (to.kind === 'deployed' && from.kind === 'contained') return canary(form, CanaryStage.deployed({ afterContained: true }));
  // Settled leads on with the new definition as stable, else the old one would come back at once.
  return from.kind === 'settled' && legal ? canary(form, to, 'v2', 'v3') : canary(form, to);
}

/** Every ordered pair of stages of a blue-green pair. */
export function blueGreenPairs(version: (tag: string) => Version, props: object): Pair[] {
  const sides = (['blue', 'green'] as const).flatMap(active => [true, false].map(idleAtFullSize => {
    const stage = BlueGreenStage[active]({ idleAtFullSize });
    const app = new App();
    new BlueGreenChart(app, 'pair', { ...COMMON, stage, blue: version('v1'), green: version('v2'), ...props });
    const idle = idleAtFullSize ? 'full' : 'reduced';
    const stages = { 'task-api': { pattern: 'blue-green', stage: active, idle } };
    return { stage, name: `${active}, idle ${idle}`, objects: objectsOf(app.synthYaml()), stages };
  }));
  return sides.flatMap(from => sides.filter(to => to !== from).map(to => ({
    name: `${from.name} -> ${to.name}`, before: from, after: to, problem: BlueGreenMoves.problem(from.stage, to.stage),
  })));
}

/** The usual blue-green pair: 3 pods a side, 1 while idle and reduced. */
export const usualBlueGreen = () => blueGreenPairs(tag => v(tag, 3), { idleReplicas: 1 });
/** An autoscaled blue-green pair. */
export const scaledBlueGreen = () => blueGreenPairs(scaled, {});
