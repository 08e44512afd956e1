import { inPlace, plainGit, stages } from '../support/stages';

plainGit();

const ENTRY = (body: string) => `a:\n${body.split('; ').map(line => `  ${line}\n`).join('')}`;

/** Entry before, command, first line of the answer, entry after. */
test.each<[string, string, string, string]>([
  // The way up; peak is the highest weight since deployed.
  ['stage: baseline; stable: a:1', 'advance --image a:2', 'a: baseline -> deployed', 'stage: deployed; stable: a:1; canary: a:2'],
  ['stage: baseline; stable: a:1', 'advance --image a:0 --revert', 'a: baseline -> deployed', 'stage: deployed; stable: a:1; canary:'
    + ' a:0; revert: true'],
  ['stage: deployed', 'advance', 'a: deployed -> weight-5', 'stage: weight-5; peak: 5'],
  ['stage: deployed', 'advance --to preview', 'a: deployed -> preview', 'stage: preview'],
  ['stage: deployed; revert: true', 'advance', 'a: deployed -> full', 'stage: full; peak: 100; revert: true'],
  ['stage: preview; steps: [10]', 'advance a', 'a: preview -> weight-10', 'stage: weight-10; peak: 10; steps: [10]'],
  ['stage: weight-5', 'advance', 'a: weight-5 -> weight-25', 'stage: weight-25; peak: 25'],
  ['stage: weight-50; peak: 50', 'advance', 'a: weight-50 -> full', 'stage: full; peak: 100'],
  ['stage: full; peak: 100', 'promote', 'a: full -> promoting', 'stage: promoting; peak: 100'],
  ['stage: full', 'advance', 'a: full -> promoting', 'stage: promoting; peak: 100'],
  ['stage: promoting; peak: 100', 'advance', 'a: promoting -> settled', 'stage: settled; peak: 100'],
  ['stage: full', 'advance --externally-promoted', 'a: full -> settled', 'stage: settled; externallyPromoted: true'],
  ['stage: full; externallyPromoted: true', 'advance --to settled', 'a: full -> settled', 'stage: settled; externallyPromoted: true'],
  // Another definition while no request reaches it.
  ['stage: deployed; after: contained; canary: a:2', 'advance --to deployed --image a:3', 'a: deployed -> deployed', 'stage: deployed;'
    + ' canary: a:3'],
  ['stage: contained; peak: 25; canary: a:2', 'advance --to deployed', 'a: contained -> deployed', 'stage: deployed; after: contained;'
    + ' canary: a:2'],
  ['stage: rolled-back; peak: 25; revert: true; canary: a:2', 'advance --to deployed --image a:3', 'a: rolled-back -> deployed',
    'stage: deployed; canary: a:3'],
  ['stage: rolled-back; peak: 25; canary: a:2', 'advance', 'a: rolled-back -> contained', 'stage: contained; peak: 25; canary: a:2'],
  ['stage: deployed; after: contained', 'advance', 'a: deployed -> weight-5', 'stage: weight-5; peak: 5'],
  // The ways back.
  ['stage: weight-25; peak: 50', 'advance --to weight-7', 'a: weight-25 -> weight-7', 'stage: weight-7; peak: 50'],
  ['stage: full', 'advance --to weight-50', 'a: full -> weight-50', 'stage: weight-50; peak: 100'],
  ['stage: deployed', 'rollback', 'a: deployed -> rolled-back', 'stage: rolled-back; peak: 0'],
  ['stage: preview', 'rollback', 'a: preview -> rolled-back', 'stage: rolled-back; peak: 0'],
  ['stage: weight-25', 'rollback', 'a: weight-25 -> rolled-back', 'stage: rolled-back; peak: 25'],
  ['stage: weight-5; peak: 50', 'rollback', 'a: weight-5 -> rolled-back', 'stage: rolled-back; peak: 50'],
  ['stage: full', 'rollback', 'a: full -> rolled-back', 'stage: rolled-back; peak: 100'],
  ['stage: promoting', 'rollback', 'a: promoting -> full', 'stage: full; peak: 100'],
  ['stage: settled; stable: a:1; canary: a:2; peak: 100', 'rollback', 'a: settled -> deployed', 'stage: deployed; stable: a:2; canary:'
    + ' a:1; revert: true'],
  ['stage: weight-25; hold: wait', 'rollback', 'a: weight-25 -> rolled-back', 'stage: rolled-back; peak: 25; hold: wait'],
  ['stage: weight-25; hold: wait', 'advance --to weight-5', 'a: weight-25 -> weight-5', 'stage: weight-5; peak: 25; hold: wait'],
  // Pins.
  ['stage: full; variants: {x: deployed}', 'advance --to x=live', 'a: x: deployed -> x: live', 'stage: full; variants: {x: live}'],
  ['stage: full', 'advance --to x=deployed', 'a: x: as in the code -> x: deployed', 'stage: full; variants:;   x: deployed'],
  // Blue-green.
  ['pattern: blue-green; stage: blue', 'advance', 'a: blue -> green', 'pattern: blue-green; stage: green'],
  ['pattern: blue-green; stage: green', 'rollback a/blue-green', 'a: green -> blue', 'pattern: blue-green; stage: blue'],
  ['pattern: blue-green; stage: blue; idle: reduced', 'advance', 'a: blue (idle: reduced) -> blue (idle: full)', 'pattern: blue-green;'
    + ' stage: blue; idle: full'],
  ['pattern: blue-green; stage: blue; idle: reduced', 'rollback', 'a: blue (idle: reduced) -> blue (idle: full)', 'pattern: blue-green;'
    + ' stage: blue; idle: full'],
  ['pattern: blue-green; stage: blue; hold: wait', 'rollback', 'a: blue -> green', 'pattern: blue-green; stage: green; hold: wait'],
  // A/B tests and tiers.
  ['pattern: ab-test; variants: {x: deployed, y: live}', 'advance', 'a: x: deployed -> x: live', 'pattern: ab-test; variants: {x: live,'
    + ' y: live}'],
  ['pattern: tiers; variants: {u: live, v: live, w: deployed}', 'rollback', 'a: u: live, v: live -> u: deployed, v: deployed',
    'pattern: tiers; variants: {u: deployed, v: deployed, w: deployed}'],
  // Holds.
  ['stage: full', 'hold --reason wait', 'a: not held -> held: wait', 'stage: full; hold: wait'],
  ['stage: full; hold: wait', 'hold --reason ask', 'a: held -> held: ask', 'stage: full; hold: ask'],
  ['stage: full; hold: wait', 'unhold', 'a: held: wait -> not held', 'stage: full'],
])('{%s} %s', (before, args, first, after) => inPlace({ 'traffic.yaml': ENTRY(before) }, async place => {
  const dry = await stages(place.folder, `${args} --dry-run`);
  expect(dry.stdout.split('\n')[0]).toBe(`${first} (traffic.yaml, not written: --dry-run)`);
  expect([dry.code, place.read()]).toEqual([0, ENTRY(before)]);
  const { code, stdout } = await stages(place.folder, args);
  expect([code, stdout.split('\n')[0], place.read()]).toEqual([0, `${first} (traffic.yaml)`, ENTRY(after)]);
  expect(stdout).toContain('\nNext:\n');
}));

/** There already: exit 0, and not a byte is written. */
test.each<[string, string, string]>([
  ['stage: weight-5', 'advance --to weight-5', 'a is at weight-5 already; nothing to do'],
  ['stage: promoting', 'promote', 'a is at promoting already'],
  ['stage: baseline', 'finish', 'a is at baseline already'],
  ['stage: baseline', 'rollback', 'no canary is under way, and every request goes to stable. To take a finished release back'],
  ['stage: rolled-back', 'rollback', 'a is rolled-back already: every request goes to stable. If the canary\'s pods do harm'],
  ['stage: contained', 'rollback', 'a is contained already'],
  ['pattern: blue-green; stage: blue', 'advance --to blue', 'a: blue answers already'],
  ['pattern: tiers; variants: {x: live}', 'advance', 'no variant that the stage file names is at deployed'],
  ['pattern: tiers; variants: {x: live}', 'advance --to x=live', 'a: x is live already'],
  ['pattern: tiers; variants: {x: deployed}', 'rollback', 'every variant that the stage file names is at deployed already'],
  ['stage: full', 'unhold', 'a is not held'],
  ['stage: full; hold: wait', 'hold --reason wait', 'a is held for this reason already'],
])('nothing to do: {%s} %s', (before, args, said) => inPlace({ 'traffic.yaml': ENTRY(before) }, async place => {
  const { code, stdout, stderr } = await stages(place.folder, args);
  expect({ code, stderr, read: place.read() }).toEqual({ code: 0, stderr: '', read: ENTRY(before) });
  expect(stdout).toContain(said);
  expect(JSON.parse((await stages(place.folder, `${args} --json`)).stdout)).toMatchObject({ app: 'a', changed: false });
}));

/** Refused with what is legal, or what to do; not a byte is written. */
test.each<[string, string, number, string]>([
  ['stage: weight-5', 'advance --to full', 2, 'a: weight-5 -> full is not a legal move: it is not the next step of the plan [5, 25, 50];'
    + ' from weight-5 go to weight-25 or rolled-back'],
  ['stage: baseline', 'advance --to weight-5', 2, 'pods and traffic never come in one commit; from baseline go to deployed'],
  ['stage: weight-5', 'promote', 2, 'stable takes the new definition only when no request reaches it'],
  ['stage: weight-5', 'finish', 2, 'the canary still has traffic, which would be lost with its objects; from weight-5 go to weight-25'],
  ['stage: full', 'advance --to settled', 2, 'from full go to promoting'],
  ['stage: full; externallyPromoted: true', 'promote', 2, 'stable is deployed by others (externallyPromoted), so it is not promoted here'],
  ['stage: full', 'advance --to promotng', 2, '(Did you mean promoting?)'],
  ['stage: full', 'advance --to weigth-25', 2, '(Did you mean weight-25?)'],
  ['stage: full', 'advance b', 2, "the stage file traffic.yaml has no app 'b', only a"],
  ['stage: full', 'advance --image a:3', 2, '--image is for the move to deployed, and this one leads to promoting'],
  ['stage: deployed', 'advance --revert', 2, '--revert is for the move to deployed'],
  ['stage: weight-50', 'advance --externally-promoted', 2, 'weight-50 -> settled is not a legal move'],
  ['stage: settled; canary: a:2', 'advance --to deployed', 2, 'the next canary needs its image, since a:2 becomes stable with this move'],
  ['stage: settled', 'rollback', 2, 'the old one runs nowhere any more. The way back is a canary of the old definition'],
  ['stage: full; hold: ask Kim', 'advance', 1, 'a is held: ask Kim\nIt does not go forward until: cdk8s-traffic unhold a. A way back is'
    + ' open: cdk8s-traffic rollback a'],
  ['stage: full; hold: ask Kim', 'promote', 1, 'a is held: ask Kim'],
  ['stage: full; variants: {x: deployed}; hold: ask Kim', 'advance --to x=live', 1, 'a is held: ask Kim'],
  ['pattern: blue-green; stage: blue; hold: ask Kim', 'advance', 1, 'a is held: ask Kim'],
  ['stage: full', 'hold', 2, '--reason TEXT is missing'],
  ['pattern: blue-green; stage: blue; idle: reduced', 'advance --to green', 2, 'a side that is not at its full size'],
  ['pattern: blue-green; stage: blue', 'advance --to gren', 2, '(Did you mean green?)'],
  ['pattern: blue-green; stage: blue', 'promote', 2, 'promote is for canaries, and a is a pattern of kind blue-green'],
  ['pattern: blue-green; stage: blue', 'advance --image a:2', 2, '--image, --revert and --externally-promoted are for the stages of a'
    + ' canary'],
  ['pattern: tiers; variants: {u: deployed, v: deployed}', 'advance', 2, 'several variants at deployed; say which: --to u=live or --to'
    + ' v=live'],
  ['pattern: tiers; variants: {premium: live}', 'advance --to premum=deployed', 2, '(Did you mean premium=deployed?)'],
  ['pattern: tiers; variants: {x: live}', 'advance --to x=lve', 2, '(Did you mean x=live?)'],
  ['pattern: tiers; variants: {x: live}', 'advance --to live', 2, 'whose variants have stages of their own; write NAME=live or'
    + ' NAME=deployed'],
  ['pattern: tiers; variants: {x: live}', 'advance --to =live', 2, 'write NAME=live or NAME=deployed'],
  ['pattern: tiers', 'rollback', 2, 'names no variants, so it is not known which to take back'],
  ['stage: fulll', 'advance', 2, "stage file traffic.yaml, a: stage is 'fulll'"],
  ['stage: full; peek: 5', 'advance', 2, "has the key 'peek'"],
  ['stage: full', 'advance --allow step --reason x', 2, '--allow is about what plan finds, and there is no plan without --synth or'
    + ' --commit'],
  ['stage: full', 'advance a b', 2, 'too many arguments'],
  ['stage: full', 'advance --synth', 2, 'there is no cdk8s.yaml in the folder of traffic.yaml or above'],
])('refused: {%s} %s', (before, args, exit, message) => inPlace({ 'traffic.yaml': ENTRY(before) }, async place => {
  const { code, stdout, stderr } = await stages(place.folder, args);
  expect({ code, stdout, read: place.read() }).toEqual({ code: exit, stdout: '', read: ENTRY(before) });
  expect(stderr).toContain(message);
}));

test('an app with two patterns is named with its pattern', () => inPlace({ 'traffic.yaml': 'a: {stage: full}\na/tiers: {variants: {x:'
  + ' live}}\nb: {stage: full}\n' }, async place => {
  expect((await stages(place.folder, 'advance a')).stderr).toBe('error: a has 2 patterns in traffic.yaml; say which: a/canary or'
    + ' a/tiers\n');
  expect((await stages(place.folder, 'advance')).stderr).toBe('error: the stage file traffic.yaml has 3 entries; say which: a/canary,'
    + ' a/tiers, b\n');
  expect((await stages(place.folder, 'advance a/canary')).stdout).toContain('Then: cdk8s-traffic advance a/canary --to settled');
  expect((await stages(place.folder, 'rollback a/tiers')).code).toBe(0);
  expect(place.read()).toBe('a: {stage: promoting, peak: 100}\na/tiers: {variants: {x: deployed}}\nb: {stage: full}\n');
}));

test.each([
  ['', 'advance', 'the stage file traffic.yaml has no app yet'],
  ['a: {stage: full\n', 'advance', 'stage file traffic.yaml is not valid YAML'],
  ['a: {stage: full}\n', 'advance --file other.yaml', 'the stage file other.yaml cannot be read (no such file in '],
])('a stage file that is none: %j %s', (text, args, message) => inPlace({ 'traffic.yaml': text }, async place => {
  const { code, stderr } = await stages(place.folder, args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
}));

test('bytes that are not UTF-8', () => inPlace({}, async place => {
  place.write(Buffer.from([0x61, 0x3a, 0x20, 0xff]) as unknown as string);
  expect((await stages(place.folder, 'advance')).stderr).toContain('is not UTF-8; save it as UTF-8');
}));

test('the whole answer', () => inPlace({ 'traffic.yaml': ENTRY('stage: promoting; peak: 100') }, async place => {
  const { stdout } = await stages(place.folder, 'rollback');
  expect(stdout).toBe(`a: promoting -> full (traffic.yaml)
Step 1 of 2: stable is between two definitions, so it gets the old one back first; the canary still answers every request.

Next:
  npx cdk8s synth
  git add --all && git commit -m 'traffic(a): promoting -> full'

Wait until stable has rolled out the old definition: kubectl rollout status deployment/a-stable
The route of this commit must be in force, too: Accepted and ResolvedRefs are True, at its generation.
Then: cdk8s-traffic rollback a
`);
  const { stdout: json } = await stages(place.folder, 'rollback --json --dry-run');
  expect(JSON.parse(json)).toMatchObject({
    app: 'a', pattern: 'canary', from: 'full', to: 'rolled-back', changed: false, file: 'traffic.yaml', commands: [],
    diff: '--- a/traffic.yaml\n+++ b/traffic.yaml\n@@ -1,3 +1,3 @@\n a:\n-  stage: full\n+  stage: rolled-back\n   peak: 100',
  });
}));
