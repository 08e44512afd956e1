import { BlueGreenStage, CanaryStage, Stages, VariantStage } from '../../src';
import { checkSteps } from '../../src/stage/canary-stage';

const { weight, rolledBack } = CanaryStage;

/** The table of the design: canary exists, pins reach it, stable runs new, weight of the canary. */
const TABLE: [CanaryStage, string, boolean, boolean, boolean, number][] = [
  [CanaryStage.baseline(), 'baseline', false, false, false, 0],
  [CanaryStage.deployed(), 'deployed', true, false, false, 0],
  [CanaryStage.preview(), 'preview', true, true, false, 0],
  [weight(1), 'weight-1', true, true, false, 1],
  [weight(99), 'weight-99', true, true, false, 99],
  [CanaryStage.full(), 'full', true, true, false, 100],
  [CanaryStage.promoting(), 'promoting', true, true, true, 100],
  [CanaryStage.settled(), 'settled', true, false, true, 0],
  [rolledBack(), 'rolled-back', true, false, false, 0],
  [CanaryStage.contained(), 'contained', true, false, false, 0],
];

test.each(TABLE)('%# %s', (stage, name, exists, pinsLive, stableRunsNew, percent) => {
  expect([stage.stageName, stage.canaryExists, stage.pinsLive, stage.stableRunsNew, stage.percent]).toEqual([name, exists, pinsLive,
    stableRunsNew, percent]);
  expect(CanaryStage.named(name)).toEqual(stage);
});

test.each<[CanaryStage, number[], number]>([
  [CanaryStage.baseline(), [5, 25, 50], 0],
  [CanaryStage.deployed(), [5, 25, 50], 5],
  [CanaryStage.preview(), [10], 10],
  [CanaryStage.deployed(), [], 100],
  [weight(5), [5, 25, 50], 25],
  [weight(7), [5, 25, 50], 25],
  [weight(50), [5, 25, 50], 100],
  [weight(5, { peak: 50 }), [5, 25, 50], 50],
  [weight(5, { peak: 10 }), [5, 25, 50], 25],
  [CanaryStage.full(), [5, 25, 50], 100],
  [CanaryStage.promoting(), [5, 25, 50], 100],
  [CanaryStage.settled(), [5, 25, 50], 100],
  [rolledBack(), [5, 25, 50], 100],
  [rolledBack({ peak: 25 }), [5, 25, 50], 25],
  [rolledBack({ peak: 0 }), [5, 25, 50], 0],
  [CanaryStage.contained(), [5, 25, 50], 0],
])('size for the next step, this stage or the peak: %#', (stage, steps, percent) => {
  expect(stage.sizeFor(steps)).toBe(percent);
});

test('options of a stage', () => {
  expect([CanaryStage.deployed({ afterContained: true }).afterContained, CanaryStage.deployed().afterContained]).toEqual([true, false]);
  expect([CanaryStage.settled({ externallyPromoted: true }).externallyPromoted, CanaryStage.settled().externallyPromoted]).toEqual([true,
    false]);
  expect([weight(5, { peak: 5 }).peak, weight(5).peak, rolledBack({ peak: 100 }).peak]).toEqual([5, undefined, 100]);
});

test.each([[[]], [[1]], [[99]], [[5, 25, 50]], [[1, 2, 3, 99]]])('steps %j are a plan, of which the caller keeps no hold', steps => {
  const checked = checkSteps(steps);
  expect(checked).toEqual(steps);
  expect(checked).not.toBe(steps);
});

const LIST = 'baseline, deployed, preview, weight-N, full, promoting, settled, rolled-back, contained (N from 1 to 99)';

test.each<[string, () => unknown, string[]]>([
  ['weight 0', () => weight(0), ['canary weight is 0', 'whole number from 1 to 99']],
  ['weight 100', () => weight(100), ['canary weight is 100', '1 to 99']],
  ['weight a fraction', () => weight(0.5), ['canary weight is 0.5', 'whole number']],
  ['peak below the weight', () => weight(25, { peak: 5 }), ['peak is 5', 'at least the present 25']],
  ['peak above 100', () => rolledBack({ peak: 101 }), ['peak is 101', 'from 0 to 100']],
  ['a mistyped stage', () => CanaryStage.named('promotng'), ["stage is 'promotng'", `must be one of ${LIST}`, "did you mean 'promoting'?"]],
  ['a stage of another pattern', () => CanaryStage.named('blue'), ["stage is 'blue'", LIST]],
  ['a weight without its number', () => CanaryStage.named('weight-'), ["stage is 'weight-'", LIST]],
  ['a weight of 100 by name', () => CanaryStage.named('weight-100'), ['canary weight is 100', '1 to 99']],
  ['a name that every object has', () => CanaryStage.named('constructor'), ["stage is 'constructor'", LIST]],
  ['a missing name', () => CanaryStage.named(undefined as unknown as string), ['stage is undefined', LIST]],
  ['steps no list', () => checkSteps('5,25' as unknown as number[]), ["steps is '5,25'", 'such as [5, 25, 50]']],
  ['steps that fall', () => checkSteps([5, 50, 25]), ['steps are [5, 50, 25]', 'higher than the one before (25 follows 50)']],
  ['a step twice', () => checkSteps([5, 5]), ['5 follows 5']],
  ['a step of 100', () => checkSteps([5, 100]), ['steps[1] is 100', '1 to 99']],
  ['a mistyped side', () => BlueGreenStage.named('gren'), ["stage is 'gren', but must be blue or green; did you mean 'green'?"]],
  ['a mistyped variant stage', () => VariantStage.named('deploed'),
    ["variant stage is 'deploed', but must be deployed or live; did you mean 'deployed'?"]],
])('%s is refused', (_name, run, parts) => {
  for (const part of parts) expect(run).toThrow(part);
});

test.each([
  [BlueGreenStage.blue(), 'blue', 'green', true],
  [BlueGreenStage.green(), 'green', 'blue', true],
  [BlueGreenStage.green({ idleAtFullSize: false }), 'green', 'blue', false],
  [BlueGreenStage.named('blue'), 'blue', 'green', true],
])('blue-green stage %#', (stage, active, idle, full) => {
  expect([stage.stageName, stage.active, stage.idle, stage.idleAtFullSize]).toEqual([active, active, idle, full]);
});

test.each([[VariantStage.deployed(), 'deployed', false], [VariantStage.live(), 'live', true], [VariantStage.named('live'), 'live', true]])(
  'variant stage %#', (stage, name, live) => {
    expect([stage.stageName, stage.isLive]).toEqual([name, live]);
  });

test('a stage file that is not there is named', () => {
  expect(() => Stages.fromFile('no-such/traffic.yaml')).toThrow('stage file no-such/traffic.yaml cannot be read (no such file in ');
});
