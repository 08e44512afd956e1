import { CanaryStage } from '../../../../src';
import { findings, told } from './context';
import { canary, canaryPairs, SMALLEST, usualBlueGreen } from './pairs';

const ALL = [...canaryPairs(SMALLEST), ...usualBlueGreen()];
const REFUSED = ALL.filter(({ problem }) => problem !== undefined);

test.each(REFUSED.map(pair => [pair.name, pair] as const))('%s is refused with the reason', (_name, { before, after, problem }) => {
  const found = findings(before.objects, after.objects, before.stages, after.stages).filter(({ severity }) => severity === 'error');
  expect(found.map(({ rule, message }) => `${rule}: ${message}`)).toContain(`transition/step: ${problem}`);
  expect(found.map(({ fix }) => fix).filter(fix => !/^(Commit 1: |No legal moves lead to )/.test(fix))).toEqual([]);
});

test.each(ALL.filter(pair => !REFUSED.includes(pair)).map(pair => [pair.name, pair] as const))('%s passes', (_name, { before, after }) => {
  expect(told(findings(before.objects, after.objects, before.stages, after.stages))).toEqual([]);
});

test('a revert goes from deployed to full, where it was one before the commit', () => {
  const [deployed, full] = [CanaryStage.deployed(), CanaryStage.full()].map(stage => canary(SMALLEST, stage, 'v2', 'v1', { revert: true }));
  expect(told(findings(deployed.objects, full.objects, deployed.stages, full.stages))).toEqual([]);
  const late = { 'task-api': { pattern: 'canary', stage: 'deployed' } };
  expect(told(findings(deployed.objects, full.objects, late, full.stages))).toEqual([
    'transition/step: task-api: deployed -> full is not a legal move: it is not the next step of the plan [5, 25, 50]; from deployed go to weight-5 or preview or rolled-back',
  ]);
});

test('the objects alone, without the stage file, give most of them away; the others look like any deploy', () => {
  const caught = REFUSED.filter(({ before, after }) => told(findings(before.objects, after.objects)).length > 0);
  const missed = REFUSED.filter(pair => !caught.includes(pair)).map(({ name }) => name);
  expect({ refused: REFUSED.length, caught: caught.length, missed }).toMatchInlineSnapshot(`
{
  "caught": 86,
  "missed": [
    "baseline -> preview",
    "baseline -> settled",
    "baseline -> rolled-back",
    "baseline -> contained",
    "deployed -> baseline",
    "deployed -> weight-10",
    "deployed -> settled",
    "deployed -> contained",
    "preview -> baseline",
    "preview -> deployed",
    "preview -> weight-10",
    "preview -> settled",
    "preview -> contained",
    "weight-5 -> deployed",
    "weight-5 -> preview",
    "weight-5 -> weight-10",
    "weight-10 -> deployed",
    "weight-10 -> preview",
    "weight-50 -> weight-75",
    "settled -> preview",
    "settled -> promoting",
    "settled -> rolled-back",
    "settled -> contained",
    "rolled-back -> preview",
    "rolled-back -> weight-5",
    "rolled-back -> weight-10",
    "rolled-back -> weight-25",
    "rolled-back -> weight-50",
    "rolled-back -> weight-75",
    "rolled-back -> full",
    "rolled-back -> settled",
    "contained -> preview",
    "contained -> settled",
    "contained -> rolled-back",
  ],
  "refused": 120,
}
`);
});
