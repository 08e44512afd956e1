import { parse } from 'yaml';
import { loadCli } from '../support/load';

type Change = { path: string[]; value?: string | number | boolean; after?: string };
const { editEntry } = loadCli<{ editEntry: (text: string, file: string, key: string, changes: Change[]) => string }>('stages/yaml-edit');

const edit = (text: string, changes: Change[], key = 'a') => editEntry(text, 'traffic.yaml', key, changes);
const stage = (value: string): Change => ({ path: ['stage'], value });
const peak = (value?: number): Change => ({ path: ['peak'], value, after: 'stage' });

/** Text before, changes, text after: everything else stays to the byte. */
test.each<[string, string, Change[], string]>([
  ['a plain value', 'a:\n  stage: deployed\n', [stage('weight-5')], 'a:\n  stage: weight-5\n'],
  ['comments and blank lines', '# top\n\na:   # who\n\n  # why\n  stage:   deployed   # now\n\n  steps: [5]\n# end\n', [stage('weight-5')],
    '# top\n\na:   # who\n\n  # why\n  stage:   weight-5   # now\n\n  steps: [5]\n# end\n'],
  ['quotes of both kinds', 'a: {"stage": \'deployed\', stable: "x:1"}\n', [stage('full'), { path: ['stable'], value: 'x:2' }],
    'a: {"stage": \'full\', stable: "x:2"}\n'],
  ['a quoted key of the file', '"a":\n    "stage": "deployed"\n', [stage('full'), peak(5)], '"a":\n    "stage": "full"\n    peak: 5\n'],
  ['CRLF', 'a:\r\n  stage: deployed # x\r\nb: {stage: full}\r\n', [stage('weight-5'), peak(5)],
    'a:\r\n  stage: weight-5 # x\r\n  peak: 5\r\nb: {stage: full}\r\n'],
  ['no final newline', 'a:\n  stage: deployed', [stage('weight-5'), peak(5)], 'a:\n  stage: weight-5\n  peak: 5'],
  ['no final newline, the last key goes', 'a:\n  stage: full\n  peak: 5', [peak()], 'a:\n  stage: full'],
  ['a byte order mark', '\uFEFFa:\n  stage: deployed\n', [stage('full'), peak(5)], '\uFEFFa:\n  stage: full\n  peak: 5\n'],
  ['a comment at the end of the file', 'a:\n  stage: full # one\n  # two\n\n  # three', [peak(5)], 'a:\n  stage: full # one\n  peak: 5\n'
    + '  # two\n\n  # three'],
  ['a list over lines before the new key', 'a:\n  stage: full\n  steps:\n    - 5\n    - 25 # most\n  # tail\nb: {stage: full}\n',
    [{ path: ['hold'], value: 'x' }],
    'a:\n  stage: full\n  steps:\n    - 5\n    - 25 # most\n  hold: x\n  # tail\nb: {stage: full}\n'],
  ['a flow list over lines', 'a:\n  steps: [5,\n    25] # most\n  stage: full\n', [{ path: ['peak'], value: 25, after: 'steps' }],
    'a:\n  steps: [5,\n    25] # most\n  peak: 25\n  stage: full\n'],
  ['the comment of a key that goes', 'a:\n  stage: full\n  peak: 25 # since May\n  canary: x:2\n', [peak(), { path: ['canary'] }],
    'a:\n  stage: full\n  # since May\n'],
  ['a block text', 'a:\n  stage: |-\n    full\n  hold: >-\n    be\n    fore\n  peak: 5\n', [stage('settled'),
    { path: ['hold'] }], 'a:\n  stage: settled\n  peak: 5\n'],
  ['a flow map over lines', 'a: {\n  stage: full, # s\n  peak: 5, # p\n  canary: x:2 # c\n}\n', [peak(), { path: ['canary'] },
    { path: ['hold'], value: 'x, y', after: 'stage' }],
  'a: {\n  stage: full, hold: "x, y" # s\n  # p\n # c\n}\n'],
  ['a flow map in one line', 'a: { stage: full, peak: 5, canary: x:2 }\n', [peak(), { path: ['canary'] }], 'a: { stage: full }\n'],
  ['the whole file in one flow map', '{a: {stage: full}, b: {stage: full}}', [stage('settled'), peak(5)], '{a: {stage: settled, peak:'
    + ' 5}, b: {stage: full}}'],
  ['an anchor of the value and a tag', 'a:\n  stage: &s !!str deployed\n', [stage('full')], 'a:\n  stage: &s !!str full\n'],
  ['an alias as the value', 'b:\n  stage: &s deployed\na:\n  stage: *s # same\n', [stage('full')], 'b:\n  stage: &s deployed\na:\n '
    + ' stage: full # same\n'],
  ['a value from a merge is overridden', 'b: &b\n  stage: deployed\na:\n  <<: *b\n  steps: [5]\n', [stage('full')],
    'b: &b\n  stage: deployed\na:\n  <<: *b\n  steps: [5]\n  stage: full\n'],
  ['document markers', '%YAML 1.1\n---\na:\n  stage: deployed\n...\n', [stage('full'), peak(5)], '%YAML 1.1\n---\na:\n  stage: full\n '
    + ' peak: 5\n...\n'],
  ['an empty value', 'a:\n  stage: full\n  peak: # later\n', [peak(5)], 'a:\n  stage: full\n  peak: 5 # later\n'],
  ['nothing to change', 'a:\n  stage:   "full"\n', [stage('full'), peak()], 'a:\n  stage:   "full"\n'],
  ['a variant', 'a:\n  pattern: tiers\n  variants:\n    x: deployed # soon\n  hold: y\n', [{ path: ['variants',
    'x'], value: 'live' }, { path: ['variants', 'z'], value: 'live' }],
  'a:\n  pattern: tiers\n  variants:\n    x: live # soon\n    z: live\n  hold: y\n'],
  ['a variant of a flow map', 'a:\n  pattern: tiers\n  variants: {x: deployed}\n', [{ path: ['variants',
    'z'], value: 'live' }], 'a:\n  pattern: tiers\n  variants: {x: deployed, z: live}\n'],
  ['the first variant', 'a:\n  pattern: tiers\nb: {pattern: tiers}\n', [{ path: ['variants', 'x y'], value: 'live' }],
    'a:\n  pattern: tiers\n  variants:\n    x y: live\nb: {pattern: tiers}\n'],
  ['the first variant of an empty map, and of none', 'a: {pattern: tiers, variants: {}}\n', [{ path: ['variants',
    'x'], value: 'live' }], 'a: {pattern: tiers, variants: {x: live}}\n'],
  ['the first variant in flow', 'a: {pattern: tiers}\n', [{ path: ['variants', 'x'], value: 'live' }], 'a: {pattern: tiers, variants:'
    + ' {x: live}}\n'],
])('%s', (_name, before, changes, after) => {
  expect(edit(before, changes)).toBe(after);
});

test.each([
  'waiting for QA', 'see #12: it\'s "bad"', 'yes', '5', '', ' x', 'a: b', '- x', '@team', '{x}', 'a, b', 'line\nbreak', '\u202Eright',
  'x # y', 'null', '0x1F', '1:30', 'ü €', '~', '*a', '\u001b[31m',
])('a reason is read back as it was: %j', reason => {
  for (const text of ['a:\n  stage: full\n', 'a: {stage: full}\n', 'a:\n  stage: full\n  hold: \'x\'\n', 'a:\n  hold: "x"\n  stage:'
    + ' full\n']) {
    const result = edit(text, [{ path: ['hold'], value: reason, after: 'stage' }]);
    for (const version of ['1.1', '1.2'] as const) expect(parse(result, { version })).toEqual({ a: { stage: 'full', hold: reason } });
    expect(result).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  }
});

test.each<[string, string, Change[], string]>([
  ['an entry that others share', 'a: &a\n  stage: deployed\nb: *a\n', [stage('full')], 'it shares its content with b by an anchor'],
  ['an alias', 'b: &b\n  stage: deployed\na: *b\n', [stage('full')], 'it is an alias of another entry; write it out'],
  ['a value that others share', 'a:\n  stage: &s deployed\nb:\n  stage: *s\n', [stage('full')], 'it shares its content with b by an'
    + ' anchor'],
  ['a key from a merge that is to go', 'b: &b\n  stage: full\n  peak: 5\na:\n  <<: *b\n  steps: [5]\n', [peak()], 'does not allow a'
    + ' single value to be changed'],
  ['an explicit key', 'a:\n  ? stage\n  : full\n', [peak(5)], 'a key has something before it in its line'],
])('refused: %s', (_name, text, changes, message) => {
  expect(() => edit(text, changes)).toThrow(expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(message) }));
  expect(() => edit(text, changes)).toThrow('Nothing was changed; by hand: ');
});

test('not valid YAML', () => {
  expect(() => edit('a: {stage: full\n', [stage('settled')])).toThrow('the stage file traffic.yaml is not valid YAML');
});
