import { BlueGreenMoves, BlueGreenStage, CanaryMoveOptions, CanaryMoves, CanaryStage } from '../../src';

const named = CanaryStage.named;
const problem = (from: string, to: string, options?: CanaryMoveOptions) => CanaryMoves.problem(named(from), named(to), options);

const STAGES = ['baseline', 'deployed', 'preview', 'weight-5', 'weight-25', 'weight-50', 'full', 'promoting', 'settled', 'rolled-back',
  'contained'];

/** Every legal move with the plan [5, 25, 50]; staying is legal too, every other move is not. */
const LEGAL: Record<string, string[]> = {
  'baseline': ['deployed'],
  'deployed': ['weight-5', 'preview', 'rolled-back'],
  'preview': ['weight-5', 'rolled-back'],
  'weight-5': ['weight-25', 'rolled-back'],
  'weight-25': ['weight-50', 'weight-5', 'rolled-back'],
  'weight-50': ['full', 'weight-25', 'weight-5', 'rolled-back'],
  'full': ['promoting', 'weight-50', 'weight-25', 'weight-5', 'rolled-back'],
  'promoting': ['settled', 'full'],
  'settled': ['baseline', 'deployed'],
  'rolled-back': ['contained', 'baseline', 'deployed'],
  'contained': ['baseline', 'deployed'],
};

test.each(Object.entries(LEGAL))('%s leads to %j and nowhere else', (from, allowed) => {
  expect(CanaryMoves.next(named(from))).toEqual(allowed);
  const legal = STAGES.filter(to => problem(from, to) === undefined);
  expect(legal.sort()).toEqual([from, ...allowed].sort());
});

const LATER = 'pods and traffic never come in one commit';
const NEW = 'stable takes the new definition only when no request reaches it';
const TRAFFIC = 'the canary still has traffic, which would be lost with its objects';
const BACK = 'a canary goes back by a lower weight or rolled-back';
const GIVEN_UP = 'this canary has been given up; the next one begins at deployed';

/** Moves that are not legal, and why. */
const ILLEGAL: [string, string, string][] = [
  ['baseline', 'weight-5', LATER],
  ['baseline', 'full', LATER],
  ['baseline', 'preview', LATER],
  ['baseline', 'rolled-back', 'there is no canary yet'],
  ['baseline', 'settled', 'there is no canary yet'],
  ['deployed', 'baseline', 'a canary is given up by rolled-back, and its objects go a commit later'],
  ['preview', 'baseline', 'a canary is given up by rolled-back'],
  ['deployed', 'weight-25', 'it is not the next step of the plan [5, 25, 50]'],
  ['deployed', 'full', 'not the next step of the plan'],
  ['weight-5', 'full', 'not the next step of the plan'],
  ['weight-25', 'weight-51', 'not the next step of the plan'],
  ['weight-5', 'baseline', TRAFFIC],
  ['full', 'baseline', TRAFFIC],
  ['promoting', 'baseline', TRAFFIC],
  ['deployed', 'promoting', NEW],
  ['weight-50', 'promoting', NEW],
  ['rolled-back', 'promoting', NEW],
  ['full', 'settled', 'stable does not run the new definition, which it takes at promoting'],
  ['rolled-back', 'settled', 'stable does not run the new definition'],
  ['weight-5', 'contained', 'the canary goes to 0 replicas only after it has been rolled back'],
  ['deployed', 'contained', 'only after it has been rolled back'],
  ['preview', 'deployed', BACK],
  ['weight-5', 'preview', BACK],
  ['full', 'deployed', BACK],
  ['promoting', 'rolled-back', 'cannot answer with the old one; go back to full first and wait'],
  ['promoting', 'weight-50', 'go back to full first'],
  ['promoting', 'contained', 'go back to full first'],
  ['promoting', 'deployed', 'settled comes next'],
  ['settled', 'rolled-back', 'stable runs the new definition already; the way back is a canary of the old one, which begins at deployed'],
  ['settled', 'full', 'stable runs the new definition already'],
  ['settled', 'contained', 'stable runs the new definition already'],
  ['rolled-back', 'weight-5', GIVEN_UP],
  ['rolled-back', 'full', GIVEN_UP],
  ['contained', 'rolled-back', GIVEN_UP],
  ['contained', 'preview', GIVEN_UP],
];

test.each(ILLEGAL)('%s -> %s is refused with the reason and the way on', (from, to, reason) => {
  const text = problem(from, to);
  for (const part of [`${from} -> ${to} is not a legal move: `, reason,
    `; from ${from} go to ${LEGAL[from].join(' or ')}`]) expect(text).toContain(part);
});

test('every move that is not legal has a reason', () => {
  const texts = STAGES.flatMap(from => STAGES.map(to => problem(from, to))).filter(text => text !== undefined);
  expect(texts.length).toBe(STAGES.length ** 2 - STAGES.length - Object.values(LEGAL).flat().length);
  for (const text of texts) expect(text).toMatch(/^\S+ -> \S+ is not a legal move: \S.{15,}; from \S+ go to \S/);
});

test.each<[string, string, CanaryMoveOptions, boolean]>([
  ['deployed', 'full', { revert: true }, true],
  ['preview', 'full', { revert: true }, true],
  ['deployed', 'weight-5', { revert: true }, true],
  ['deployed', 'weight-25', { revert: true }, false],
  ['deployed', 'full', { steps: [] }, true],
  ['deployed', 'weight-10', { steps: [10, 40] }, true],
  ['deployed', 'weight-5', { steps: [10, 40] }, false],
  ['weight-40', 'full', { steps: [10, 40] }, true],
  ['weight-10', 'weight-40', { steps: [10, 40] }, true],
  ['weight-7', 'weight-25', {}, true],
  ['weight-99', 'full', {}, true],
  ['full', 'weight-1', {}, true],
  ['weight-50', 'weight-49', {}, true],
  ['weight-5', 'weight-6', {}, false],
])('%s -> %s with %j is legal: %s', (from, to, options, legal) => {
  expect(problem(from, to, options) === undefined).toBe(legal);
});

test('a revert without steps has one way on', () => {
  expect(CanaryMoves.next(named('deployed'), { revert: true, steps: [] })).toEqual(['full', 'preview', 'rolled-back']);
  expect(CanaryMoves.next(named('deployed'), { revert: true })).toEqual(['full', 'weight-5', 'preview', 'rolled-back']);
});

test('a stage with other options is the same stage', () => {
  expect(CanaryMoves.problem(CanaryStage.weight(5), CanaryStage.weight(5, { peak: 25 }))).toBeUndefined();
});

const { blue, green } = BlueGreenStage;
const reduced = { idleAtFullSize: false };

test.each<[BlueGreenStage, BlueGreenStage, string | undefined]>([
  [blue(), blue(), undefined],
  [blue(), blue(reduced), undefined],
  [blue(reduced), blue(), undefined],
  [blue(), green(), undefined],
  [green(), blue(), undefined],
  [blue(reduced), green(), 'switches to a side that is not at its full size; first commit BlueGreenStage.blue({ idleAtFullSize: true })'],
  [green(reduced), blue(reduced), 'green -> blue switches to a side that is not at its full size'],
  [green(), blue(reduced), 'green -> blue shrinks green in the commit that takes its traffic; keep idleAtFullSize'],
])('blue-green %#', (from, to, expected) => {
  const text = BlueGreenMoves.problem(from, to);
  if (expected === undefined) expect(text).toBeUndefined();
  else expect(text).toContain(expected);
});

test('where others promote stable themselves, full leads to settled', () => {
  expect(CanaryMoves.problem(CanaryStage.full(), CanaryStage.settled({ externallyPromoted: true }))).toBeUndefined();
  expect(CanaryMoves.problem(CanaryStage.full(), CanaryStage.settled())).toContain('not a legal move');
});
