import { CanaryStage } from '../../../../src';
import { objectsOf, Walk, WALKS, yamlOf } from '../../../support/walks';
import { findings, told } from './context';
import { canary, canaryPairs, FORMS, scaledBlueGreen, usualBlueGreen } from './pairs';

/** Of all the moves, these alone draw a warning: the preview of a side reaches it from its first commit on. */
const WARNED: { readonly [walk: string]: { readonly [move: number]: string[] } } = {
  'blue-green, with preview and idle size': {
    0: ["transition/weight-on-new: Service task-api/task-api-green: Service task-api/task-api-green was not there before, and it gets 100 % of rule 'preview-and-premium' of HTTPRoute task-api/task-api-bluegreen in the same commit: the route is quicker than a pod, so its first requests get 503"],
  },
};

/** The stage file beside a step of a walk of the canary or of the blue-green pair. */
function stagesAt(walk: Walk, i: number): { readonly [app: string]: any } | undefined {
  const { name } = walk.steps[i];
  if (walk.name.startsWith('canary')) return { 'task-api': { pattern: 'canary', stage: name, pinnedRelease: 'rolling' } };
  if (walk.name.startsWith('blue-green')) return { 'task-api': { pattern: 'blue-green', stage: name } };
  return { 'task-api': { pattern: walk.name === 'tiers' ? 'tiers' : 'ab-test', variants: { one: name, premium: name } } };
}

describe.each(WALKS.map(walk => [walk.name, walk] as const))('%s', (_name, walk) => {
  const states = yamlOf(walk).map(objectsOf);
  const moves = walk.steps.slice(1).map((to, i): [string, number] => [`${walk.steps[i].name} -> ${to.name}`, i]);

  test.each(moves)('%s is safe with the stage file on both sides', (_move, i) => {
    const found = findings(states[i], states[i + 1], stagesAt(walk, i), stagesAt(walk, i + 1));
    expect([told(found), told(found, 'warning')]).toEqual([[], WARNED[walk.name]?.[i] ?? []]);
  });

  test.each(moves)('%s is safe by its objects alone', (_move, i) => {
    const found = findings(states[i], states[i + 1]);
    expect([told(found), told(found, 'warning')]).toEqual([[], WARNED[walk.name]?.[i] ?? []]);
  });
});

/** With an autoscaler, the commit after `deployed` that followed `contained` hands the number of pods back to it. */
const HANDED = /^transition\/replicas-to-hpa: Deployment task-api\/task-api-canary: /;

describe.each(FORMS.map(form => [form.name, form] as const))('every legal move of a canary, %s', (_name, form) => {
  const legal = canaryPairs(form, true);

  test.each(legal.map(pair => [pair.name, pair] as const))('%s', (_move, { before, after }) => {
    const found = [findings(before.objects, after.objects, before.stages, after.stages), findings(before.objects, after.objects)];
    expect(found.map(list => [told(list), told(list, 'warning')])).toEqual([[[], []], [[], []]]);
  });
});

test.each([...usualBlueGreen(), ...scaledBlueGreen()].filter(({ problem }) => problem === undefined).map(pair => [pair.name, pair] as const))(
  'blue-green: %s', (_move, { before, after }) => {
    const found = [findings(before.objects, after.objects, before.stages, after.stages), findings(before.objects, after.objects)];
    expect(found.map(list => [told(list), told(list, 'warning')])).toEqual([[[], []], [[], []]]);
  });

test('the first weight after a contained canary is safe, with a warning of the hand-over to the autoscaler', () => {
  const form = FORMS.find(({ name }) => name === 'autoscaled')!;
  const [before, after] = [CanaryStage.deployed({ afterContained: true }), CanaryStage.weight(5)].map(stage => canary(form, stage));
  const found = findings(before.objects, after.objects, before.stages, after.stages);
  expect([told(found), told(found, 'warning')]).toEqual([[], [expect.stringMatching(HANDED)]]);
});
