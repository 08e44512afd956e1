import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { BlueGreenStage, BlueGreenState, CanaryStage, CanaryState, Stages, VariantStage, VariantState } from '../../src';

let file: string;
beforeAll(() => {
  file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'stage-file-')), 'traffic.yaml');
});
afterAll(() => fs.rmSync(path.dirname(file), { recursive: true }));

function stages(text: string): Stages {
  fs.writeFileSync(file, text);
  return Stages.fromFile(file);
}

const canary = (body: string) => stages(`task-api: {pattern: canary, ${body}}`).canary('task-api');
const blueGreen = (body: string) => stages(`task-api: {pattern: blue-green, ${body}}`).blueGreen('task-api');

test('the file of the design', () => {
  const read = stages(`
# who: team tasks
task-api:
  pattern: canary
  steps: [5, 25, 50]
  stage: weight-5           # a comment
  stable: task-api:v1
  canary: task-api:v2
`);
  expect([read.path, read.apps]).toEqual([file, ['task-api']]);
  expect(read.canary('task-api')).toEqual(new CanaryState({
    stage: CanaryStage.weight(5), steps: [5, 25, 50], stableImage: 'task-api:v1', canaryImage: 'task-api:v2',
  }));
});

test.each<[string, CanaryStage]>([
  ['stage: baseline', CanaryStage.baseline()],
  ['stage: deployed', CanaryStage.deployed()],
  ['stage: deployed, after: contained', CanaryStage.deployed({ afterContained: true })],
  ['stage: preview', CanaryStage.preview()],
  ['stage: weight-25', CanaryStage.weight(25)],
  ['stage: weight-5, peak: 50', CanaryStage.weight(5, { peak: 50 })],
  ['stage: full, peak: 100', CanaryStage.full()],
  ['stage: promoting', CanaryStage.promoting()],
  ['stage: settled', CanaryStage.settled()],
  ['stage: settled, externallyPromoted: true', CanaryStage.settled({ externallyPromoted: true })],
  ['stage: rolled-back, peak: 25', CanaryStage.rolledBack({ peak: 25 })],
  ['stage: contained', CanaryStage.contained()],
])('canary {%s}', (body, stage) => {
  expect(canary(body).stage).toEqual(stage);
});

test('all of a canary', () => {
  const state = canary('stage: preview, steps: [], revert: true, hold: waiting for QA, variants: {beta: deployed, staff: live}');
  expect(state).toEqual(new CanaryState({
    stage: CanaryStage.preview(), steps: [], revert: true, variants: { beta: VariantStage.deployed(), staff: VariantStage.live() },
  }));
});

test.each<[string, BlueGreenState]>([
  ['stage: blue', new BlueGreenState({ stage: BlueGreenStage.blue() })],
  ['stage: green, idle: reduced', new BlueGreenState({ stage: BlueGreenStage.green({ idleAtFullSize: false }) })],
  ['stage: blue, idle: full, blue: b:1, green: g:2, variants: {x: live}',
    new BlueGreenState({ stage: BlueGreenStage.blue(), blueImage: 'b:1', greenImage: 'g:2', variants: { x: VariantStage.live() } })],
])('blue-green {%s}', (body, state) => {
  expect(blueGreen(body)).toEqual(state);
});

test('A/B tests and tiers have stages and images by name', () => {
  const read = stages('a: {pattern: ab-test, images: {one: "a:1"}, variants: {one: deployed}}\nt: {pattern: tiers}\n');
  expect(read.abTest('a')).toEqual(new VariantState({ images: { one: 'a:1' }, variants: { one: VariantStage.deployed() } }));
  expect(read.tiers('t')).toEqual(new VariantState());
});

test('why an app is held', () => {
  const read = stages('a: {stage: full, hold: ask Kim}\nb/tiers: {}\n');
  expect([read.holdReason('a'), read.holdReason('b/tiers')]).toEqual(['ask Kim', undefined]);
  expect(() => read.holdReason('b')).toThrow("has no entry 'b', only 'a', 'b/tiers'");
  expect([read._patternOf('a'), read._patternOf('b/tiers')]).toEqual(['canary', 'tiers']);
});

test('whether a pinned audience may get the release', () => {
  expect(canary('stage: full, pinnedRelease: rolling').pinnedRelease).toBe('rolling');
  expect(canary('stage: full').pinnedRelease).toBeUndefined();
});

test('a text that the file is to have', () => {
  expect(Stages._fromText('x.yaml', 'a: {stage: full}').canary('a').stage).toEqual(CanaryStage.full());
  expect(() => Stages._fromText('x.yaml', 'a: {stge: full}')).toThrow("stage file x.yaml, a: has the key 'stge'");
});

test('an app with several patterns has keys app/pattern, which come first', () => {
  const read = stages('a: {stage: full}\na/canary: {stage: settled}\na/tiers: {variants: {x: live}}\n'
    + 'a/blue-green: {pattern: blue-green, stage: green}\n');
  expect(read.apps).toEqual(['a', 'a/canary', 'a/tiers', 'a/blue-green']);
  expect([read.canary('a').stage.stageName, read.blueGreen('a').stage.stageName, read.tiers('a').variants.x.isLive]).toEqual(['settled',
    'green', true]);
});

test.each(['', '# nothing yet\n', '{}', 'null'])('a file without apps is none: %j', text => {
  const read = stages(text);
  expect(read.apps).toEqual([]);
  expect(() => read.canary('a')).toThrow("has no entry 'a' or 'a/canary', only nothing");
});

/** What is wrong on reading. */
const FILE_ERRORS: [string, string, string[]][] = [
  ['two documents', 'a: {stage: full}\n---\nb: {stage: full}\n', ['holds 2 YAML documents', 'must hold one']],
  ['a list', '- a\n', ['must be a map from app to its stage', 'task-api: { pattern: canary']],
  ['a text', 'baseline\n', ['must be a map from app']],
  ['a key twice', 'a: {stage: full}\na: {stage: full}\n', ['not valid YAML', 'unique', 'line 2']],
  ['an app that is a text', 'a: baseline\n', ['a: is \'baseline\'', 'must be a map with keys such as stage']],
  ['an app that is nothing', 'a:\n', ['a: is null', 'must be a map']],
  ['an app that is a list', 'a: [full]\n', ['a: is full', 'must be a map']],
  ['a mistyped pattern', 'a: {pattern: canry}\n',
    ["a: pattern is 'canry'", 'canary, blue-green, ab-test, tiers', "did you mean 'canary'?"]],
  ['a mistyped pattern in the key', 'a/tier: {}\n', ["a/tier: pattern is 'tier'", "did you mean 'tiers'?"]],
  ['a key at odds with its pattern', 'a/tiers: {pattern: ab-test}\n',
    ["a/tiers: pattern is 'ab-test', but the key says 'tiers'", 'leave pattern out']],
  ['a mistyped key', 'a: {stge: full}\n', ["a: has the key 'stge'", 'a canary knows pattern, stage, steps', "did you mean 'stage'?"]],
  ['a key of another pattern', 'a: {pattern: blue-green, canary: x}\n',
    ["has the key 'canary'", 'a blue-green knows pattern, stage, idle, blue, green']],
  ['a stage of a variant at the top', 'a: {pattern: tiers, stage: live}\n', ["has the key 'stage'", 'a tiers knows']],
  ['stage a number', 'a: {stage: 5}\n', ['a: stage is 5', 'must be a string']],
  ['an image that YAML reads as a number', 'a: {stage: full, stable: 1.10}\n', ['stable is 1.1', 'must be a string']],
  ['an empty image', 'a: {stage: full, canary: }\n', ['canary is null', 'must be a string']],
  ['peak a text', 'a: {stage: full, peak: "50"}\n', ["peak is '50'", 'must be a number']],
  ['a hold without a reason', 'a: {stage: full, hold: true}\n', ['hold is true', 'must be a string']],
  ['pinnedRelease a boolean', 'a: {stage: full, pinnedRelease: true}\n', ['pinnedRelease is true', 'must be a string']],
  ['pinnedRelease of another pattern', 'a/tiers: {pinnedRelease: rolling}\n', ["has the key 'pinnedRelease'", 'a tiers knows']],
  ['revert a text', 'a: {stage: full, revert: "yes"}\n', ["revert is 'yes'", 'must be a boolean']],
  ['variants a list', 'a: {stage: full, variants: [x]}\n', ['variants is x', 'must be a map']],
  ['the stage of a variant no text', 'a: {stage: full, variants: {x: true}}\n', ['variants.x is true', 'must be a string']],
  ['an image of a tier no text', 'a: {pattern: tiers, images: {x: 1}}\n', ['images.x is 1', 'must be a string']],
];

test.each(FILE_ERRORS)('refused on reading: %s', (_name, text, parts) => {
  for (const part of [`stage file ${file}`, ...parts]) expect(() => stages(text)).toThrow(part);
});

/** What is wrong once an app is asked for. */
const APP_ERRORS: [string, () => unknown, string[]][] = [
  ['an app that is not there', () => stages('task-api: {stage: full}\nshop: {stage: full}').canary('task-apy'),
    ["has no entry 'task-apy' or 'task-apy/canary', only 'task-api', 'shop'", "did you mean 'task-api'?"]],
  ['another pattern', () => stages('a: {pattern: tiers}').canary('a'),
    ["a: pattern is 'tiers', but a canary was asked for", "add an entry 'a/canary'"]],
  ['no stage', () => canary('peak: 5'), ['task-api: stage is missing', '"stage: baseline"']],
  ['a mistyped stage', () => canary('stage: setled'),
    ["task-api: stage is 'setled'", 'must be one of baseline', "did you mean 'settled'?"]],
  ['a weight of 100', () => canary('stage: weight-100'), ['task-api: canary weight is 100', '1 to 99']],
  ['a peak below the weight', () => canary('stage: weight-25, peak: 5'), ['task-api: peak is 5', 'at least the present 25']],
  ['steps no list', () => canary('stage: full, steps: 5'), ['task-api: steps is 5', 'list of percentages']],
  ['steps empty', () => canary('stage: full, steps: '), ['task-api: steps is null']],
  ['steps that fall', () => canary('stage: full, steps: [50, 5]'), ['task-api: steps are [50, 5]']],
  ['pinnedRelease', () => canary('stage: full, pinnedRelease: roling'),
    ["task-api: pinnedRelease is 'roling'", 'can only be rolling', "did you mean 'rolling'?"]],
  ['after another stage', () => canary('stage: deployed, after: full'),
    ["task-api: after is 'full'", "only 'after: contained' beside 'stage: deployed'"]],
  ['after at another stage', () => canary('stage: full, after: contained'), ["after is 'contained'", "beside 'stage: deployed'"]],
  ['the stage of a variant', () => canary('stage: full, variants: {beta: liv}'),
    ["variants.beta: variant stage is 'liv'", "did you mean 'live'?"]],
  ['a canary\'s stage of a blue-green pair', () => blueGreen('stage: full'), ["task-api: stage is 'full', but must be blue or green"]],
  ['no stage of a blue-green pair', () => blueGreen('idle: full'), ['task-api: stage is missing', 'stage: blue']],
  ['idle', () => blueGreen('stage: blue, idle: reducd'),
    ["task-api: idle is 'reducd'", 'must be full or reduced', "did you mean 'reduced'?"]],
];

test.each(APP_ERRORS)('refused when asked for: %s', (_name, run, parts) => {
  for (const part of [`stage file ${file}`, ...parts]) expect(run).toThrow(part);
});
