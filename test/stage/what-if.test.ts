import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Chart, Testing } from 'cdk8s';
import { BlueGreenChart, BlueGreenStage, CanaryChart, CanaryStage, GatewayRef, Match, Stages, Version } from '../../src';
import { forgetWarnings } from '../../src/warnings';
import { unusedStages, WHAT_IF, whatIfFileEntry, whatIfStage } from '../../src/stage/what-if';

const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  forgetWarnings();
  jest.spyOn(process.stderr, 'write').mockImplementation(text => written.push(String(text)) > 0);
});
afterEach(() => {
  delete process.env[WHAT_IF];
  jest.restoreAllMocks();
});

function stage(variable: string | undefined, app = 'task-api', pattern = 'canary'): string | undefined {
  if (variable !== undefined) process.env[WHAT_IF] = variable;
  return whatIfStage(new Chart(new App(), 'chart'), app, pattern);
}

test.each<[string | undefined, string | undefined]>([
  [undefined, undefined],
  ['', undefined],
  ['shop=full', undefined],
  ['task-api=weight-25', 'weight-25'],
  [' shop = full , task-api = settled ,', 'settled'],
  ['task-api/canary=full', 'full'],
  ['task-api/canary=full,task-api=settled', 'full'],
  ['task-api/blue-green=green', undefined],
])('%j puts task-api at %j', (variable, expected) => {
  expect(stage(variable)).toBe(expected);
});

test('a stage that is used gives one warning', () => {
  stage('task-api=full');
  stage('task-api=full');
  expect(written).toEqual([`cdk8s-traffic: warning: what-if: ${WHAT_IF} puts task-api at stage 'full'; do not commit this output\n`]);
});

test('a stage that is not used gives no warning', () => {
  stage('shop=full');
  expect(written).toEqual([]);
});

test.each(['task-api', 'task-api=', '=full', 'task-api=full=2', 'a=full;b=full'])('%s is refused', variable => {
  expect(() => stage(variable)).toThrow(`${WHAT_IF} holds '${variable}', but is a list such as 'task-api=weight-25,shop=full'`);
});

test('a key twice is refused', () => {
  expect(() => stage('a=full, a=settled')).toThrow(`${WHAT_IF} names 'a' twice`);
});

test('keys that no pattern has asked for are found at synth, with the nearest', () => {
  process.env[WHAT_IF] = 'task-apy=full';
  const app = new App();
  // It may be for another App of the program: a warning.
  expect(unusedStages(app)).toEqual([]);
  whatIfStage(app, 'task-api', 'canary');
  whatIfStage(app, 'shop', 'blue-green');
  expect(unusedStages(app)).toEqual([
    `${WHAT_IF} names 'task-apy', but the canaries and blue-green pairs of this app are 'task-api', 'shop'; did you mean 'task-api'?`]);
  process.env[WHAT_IF] = 'task-api=full,shop/blue-green=green';
  expect(unusedStages(app)).toEqual([]);
});

const common = { namespace: 'shop', app: 'shop', port: 80, gateway: GatewayRef.named('edge'), match: Match.pathPrefix('/') };
const v = Version.deploy({ image: 'shop:1' });

test('patterns follow the variable', () => {
  process.env[WHAT_IF] = 'shop/canary=weight-25,shop/blue-green=green';
  const canary = new CanaryChart(Testing.app(), 'c', { ...common, stable: v, canary: v, stage: CanaryStage.baseline() });
  const pair = new BlueGreenChart(Testing.app(), 'b', { ...common, blue: v, green: v, stage: BlueGreenStage.blue() });
  expect([canary.stage.stageName, pair.stage.stageName]).toEqual(['weight-25', 'green']);
});

test('another file is read in place of a stage file, by any path that leads to it', () => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'what, if=')));
  try {
    const [file, other, link] = ['traffic.yaml', 'other.yaml', 'link.yaml'].map(name => path.join(folder, name));
    fs.writeFileSync(file, 'shop: {stage: baseline}\n');
    fs.writeFileSync(other, 'shop: {stage: full}\n');
    fs.symlinkSync(file, link);
    process.env[WHAT_IF] = `task-api=weight-5,${whatIfFileEntry(file, other)}`;
    expect(stage(undefined)).toBe('weight-5');
    written.length = 0;
    for (const name of [file, link, path.relative(process.cwd(), file)]) expect(Stages.fromFile(name).canary('shop').stage.stageName).toBe('full');
    expect(written).toEqual([`cdk8s-traffic: warning: what-if: ${WHAT_IF} has ${other} read in place of ${file}; do not commit this output\n`]);
    expect(Stages.fromFile(other).canary('shop').stage.stageName).toBe('full');
    fs.writeFileSync(other, 'shop: {stge: full}\n');
    expect(() => Stages.fromFile(link)).toThrow(`stage file ${link}, shop: has the key 'stge'`);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('a stage that there is not is refused', () => {
  process.env[WHAT_IF] = 'shop=weigth-25';
  expect(() => new CanaryChart(Testing.app(), 'c',
    { ...common, stable: v, canary: v, stage: CanaryStage.baseline() })).toThrow("stage is 'weigth-25'");
});

test('a mistyped app is refused at synth', () => {
  process.env[WHAT_IF] = 'shp=full';
  const chart = new CanaryChart(Testing.app(), 'c', { ...common, stable: v, canary: v, stage: CanaryStage.baseline() });
  expect(() => Testing.synth(chart)).toThrow(
    `${WHAT_IF} names 'shp', but the canaries and blue-green pairs of this app are 'shop'; did you mean 'shop'?`);
});

test('a revert has the pods for all requests before it takes them', () => {
  const replicas = (revert: boolean) => {
    const state = { stage: CanaryStage.deployed(), variants: {}, revert };
    const chart = new CanaryChart(Testing.app(), 'c',
      { ...common, stable: Version.deploy({ image: 'shop:2', replicas: 10 }), canary: v, state });
    return Testing.synth(chart).find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'shop-canary').spec.replicas;
  };
  expect([replicas(true), replicas(false)]).toEqual([10, 2]);
});
