import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support/build';
import { run } from './support/run';

const ESCAPE = '\u001b[';

test('--help lists the commands and the exit codes', () => {
  const { code, stdout, stderr } = run('--help');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ {2}choose .*which pattern fits/m);
  expect(stdout).toContain('Exit codes: 0 done');
  expect(stderr).toBe('');
});

test('--version is the package\'s', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'cli/package.json'), 'utf8')) as { version: string };
  expect(run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test.each(['choose --help', 'help choose'])('%s lists the common options', args => {
  const { code, stdout } = run(args);
  expect(code).toBe(0);
  for (const flag of ['--json', '--format', '--quiet', '--verbose', '--strict']) expect(stdout).toContain(flag);
});

test.each([
  ['', 'no command given'],
  ['chose', 'Did you mean choose?'],
  ['help chose', 'Did you mean choose?'],
  ['help nothing-like-it', 'unknown command \'nothing-like-it\''],
  ['choose --gradul', 'Did you mean --gradual?'],
  ['choose --instant-swich', 'Did you mean --instant-switch?'],
  ['choose --scenario schema-chang', 'Did you mean schema-change?'],
  ['choose --scenario zzz', 'Choose from schema-change,'],
  ['choose --scenario', 'argument missing'],
  ['choose --gradual --format jsn', 'Did you mean json?'],
  ['choose --gradual --json --format text', '--json is short for --format json, but --format is text'],
  ['choose --gradual --quiet --verbose', 'cannot be used with'],
  ['choose --gradual extra', 'too many arguments'],
  ['--json choose --gradual', 'Did you mean cdk8s-traffic choose --json?'],
  ['choose --gradual --no-gradual', 'say the opposite of each other'],
  ['choose --gradual --sticky-sessions --no-sticky-sessions', 'say the opposite of each other'],
  ['choose --scenario schema-change --no-database-migration', 'the scenario schema-change means --database-migration'],
  ['choose --gradual --requests-per-minute 0', 'above 0'],
  ['choose --gradual --requests-per-minute -5', 'above 0'],
  ['choose --gradual --requests-per-minute 0x10', 'above 0'],
  ['choose --gradual --error-rate 1', 'Did you mean 1%?'],
  ['choose --gradual --error-rate 0.5', 'Did you mean 0.5%?'],
  ['choose --gradual --error-rate 0%', 'above 0 and at most 50%'],
  ['choose --gradual --error-rate 60%', 'above 0 and at most 50%'],
  ['choose --gradual --error-rate much', 'Write a share such as 0.5%'],
  ['choose', 'nothing given to choose by'],
  ['choose --json', 'nothing given to choose by'],
  ['choose --sticky-sessions', 'nothing given to choose by'],
  ['choose --no-tiers', 'nothing given to choose by'],
])('usage error of "%s"', (args, message) => {
  const { code, stdout, stderr } = run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^error: /);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^\s+at |internal error/m);
});

test('without a terminal and flags, the flags are listed with an example', () => {
  const { stderr } = run('choose');
  for (const flag of ['instant-switch', 'specific-users', 'database-migration', 'gradual', 'tiers']) {
    expect(stderr).toContain(`--[no-]${flag}`);
  }
  expect(stderr).toMatch(/Example: cdk8s-traffic choose --/);
});

test('--json and --format json are the same, also together', () => {
  const json = run('choose --gradual --json').stdout;
  expect(JSON.parse(json)).toMatchObject({ pattern: 'canary' });
  expect(run('choose --gradual --format json').stdout).toBe(json);
  expect(run('choose --gradual --json --format json').stdout).toBe(json);
});

test('text goes to standard output, warnings to standard error', () => {
  const { code, stdout, stderr } = run('choose --gradual --queue-workers');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Pattern: canary\n/);
  expect(stdout).not.toContain('queue consumers');
  expect(stderr).toMatch(/^warning \[queue-workers\] /);
});

test.each([
  ['choose --gradual --queue-workers --strict', 1],
  ['choose --gradual --queue-workers --strict --json', 1],
  ['choose --gradual --strict', 0],
])('%s exits with %i', (args, code) => {
  expect(run(args).code).toBe(code);
});

test('--quiet leaves the answer alone', () => {
  const { stdout, stderr } = run('choose --gradual --queue-workers --quiet');
  expect(stdout).toMatch(/^Pattern: canary\n/);
  expect(stderr).toBe('');
});

test('--verbose tells on standard error how the answer came about', () => {
  const { stdout, stderr } = run('choose --gradual --no-specific-users --verbose --json');
  expect(JSON.parse(stdout)).toMatchObject({ pattern: 'canary' });
  expect(stderr).toContain('gradual risk reduction: argues for canary (a need)');
  expect(stderr).toContain('no specific users: argues for canary\n');
  expect(stderr).toContain('n_canary = ');
});

test.each([
  ['no terminal', {}, false],
  ['a CI log', { CI: 'true' }, false],
  ['FORCE_COLOR', { FORCE_COLOR: '1' }, true],
  ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, false],
  ['NO_COLOR over FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ['an empty NO_COLOR', { NO_COLOR: '', FORCE_COLOR: '1' }, true],
])('colours: %s', (_, env, colored) => {
  const { stdout, stderr } = run('choose --gradual --queue-workers', env);
  expect([stdout, stderr].map(text => text.includes(ESCAPE))).toEqual([colored, colored]);
});

test('JSON is never coloured', () => {
  expect(run('choose --gradual --json', { FORCE_COLOR: '1' }).stdout).not.toContain(ESCAPE);
});
