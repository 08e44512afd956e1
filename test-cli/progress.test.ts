import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BIN } from './support/run';
import { buildCli } from './support/build';
import { loadCli } from './support/load';
import { hasTool } from './support/program';
import { inFolder, SHOP } from './support/shop';

type ConsoleModule = typeof import('../cli/src/console.js', { with: { 'resolution-mode': 'import' } });
type ProgressModule = typeof import('../cli/src/progress.js', { with: { 'resolution-mode': 'import' } });

const { Console } = loadCli<ConsoleModule>('console');
const { withProgress } = loadCli<ProgressModule>('progress');

const ERASE = '\r\u001b[2K';
const COLOURS = new RegExp(`${'\u001b'}\\[\\d+m`, 'g');

class Stream {
  public text = '';

  constructor(public readonly isTTY: boolean, public readonly columns = 80) {}

  public write(text: string): void {
    this.text += text;
  }
}

/** Time that passes only when it is told to. */
class Time {
  private time = 0;
  private ticks: (() => void)[] = [];

  public readonly now = () => this.time;

  public readonly every = (_milliseconds: number, call: () => void) => {
    this.ticks.push(call);
    return () => {
      this.ticks = this.ticks.filter(each => each !== call);
    };
  };

  public get running(): number {
    return this.ticks.length;
  }

  public pass(milliseconds: number, tick = true): void {
    this.time += milliseconds;
    if (tick) this.ticks.forEach(call => call());
  }
}

function terminal(settings: { out?: boolean; err?: boolean; env?: NodeJS.ProcessEnv; quiet?: boolean; columns?: number } = {}) {
  const out = new Stream(settings.out ?? true);
  const err = new Stream(settings.err ?? true, settings.columns);
  return { out, err, time: new Time(), console: new Console(out, err, settings.env ?? { TERM: 'xterm' }, { quiet: settings.quiet }) };
}

test('work of less than a second says nothing', async () => {
  const { console, out, err, time } = terminal();
  expect(await withProgress(console, 'reading', step => {
    time.pass(900);
    step('nearly done');
    time.pass(99);
    return 7;
  }, time)).toBe(7);
  expect([out.text, err.text, time.running]).toEqual(['', '', 0]);
});

test('longer work says what it does, and leaves nothing behind', async () => {
  const { console, err, time } = terminal();
  await withProgress(console, 'reading', async step => {
    time.pass(1000);
    step('checking object 1 of 9');
    time.pass(200);
  }, time);
  expect(err.text.replace(COLOURS, '')).toBe(`- reading (1 s)${ERASE}| checking object 1 of 9 (1 s)${ERASE}`);
});

test('work that never waits is shown at its steps', async () => {
  const { console, err, time } = terminal();
  await withProgress(console, 'checking', step => {
    for (let i = 1; i <= 3; i++) {
      time.pass(800, false);
      step(`object ${i}`);
    }
  }, time);
  expect(err.text).toContain('object 2 (1 s)');
  expect(err.text).toContain('object 3 (2 s)');
  expect(err.text).not.toContain('object 1');
});

test('a warning, and the answer, stand on clean lines', async () => {
  const { console, out, err, time } = terminal();
  await withProgress(console, 'reading', () => {
    time.pass(1500);
    console.warn('input', 'given twice');
    time.pass(500);
  }, time);
  console.answer('done');
  expect(err.text.replace(COLOURS, '')).toBe(`\\ reading (1 s)${ERASE}warning [input] given twice\n| reading (2 s)${ERASE}`);
  expect(out.text).toBe('done\n');
});

test('it is taken back when the work fails', async () => {
  const { console, err, time } = terminal();
  await expect(withProgress(console, 'reading', () => {
    time.pass(2000);
    throw new Error('broken');
  }, time)).rejects.toThrow('broken');
  expect(err.text.endsWith(ERASE)).toBe(true);
  expect(time.running).toBe(0);
});

test('what is shown never wraps, and acts on no terminal', async () => {
  const { console, err, time } = terminal({ columns: 30 });
  await withProgress(console, `a\u001b[31m\u202e${'x'.repeat(100)}`, () => time.pass(2000), time);
  const shown = err.text.replace(COLOURS, '').replace(ERASE, '');
  expect(shown).toHaveLength(29);
  expect(shown).toContain('a\\u{1B}[31m\\u{202E}x');
});

test.each<[string, Parameters<typeof terminal>[0]]>([
  ['standard error that is no terminal', { err: false }],
  ['standard output that is piped, as with --json into a program or a pager', { out: false }],
  ['--quiet', { quiet: true }],
  ['NO_COLOR', { env: { TERM: 'xterm', NO_COLOR: '1' } }],
  ['a dumb terminal', { env: { TERM: 'dumb' } }],
  ['CI', { env: { TERM: 'xterm', CI: 'true' } }],
])('%s: nothing is shown', async (_what, settings) => {
  const { console, err, time } = terminal(settings);
  await withProgress(console, 'reading', step => {
    time.pass(5000);
    step('still');
  }, time);
  expect(err.text).toBe('');
});

test('on a real terminal a short check shows its answer alone', () => {
  if (!hasTool('script')) return console.warn('script(1) is not installed, so no terminal is tried (apt-get install bsdutils)');
  buildCli();
  inFolder({ 'shop.yaml': SHOP }, cwd => {
    const env = { ...process.env, TERM: 'xterm', CI: '', NO_COLOR: '', FORCE_COLOR: '0' };
    const { stdout } = spawnSync('script', ['-qec', `'${process.execPath}' '${BIN}' check shop.yaml`, join(cwd, 'log')], { cwd, env, encoding: 'utf8', input: '' });
    expect(stdout.replace(/\r/g, '')).toBe('4 objects: nothing found\n');
  });
});

test('several lines stay in their place: the next ones take them back, colours and what would wrap left out', () => {
  const { console, err } = terminal({ columns: 11 });
  console.passingLines('one\n\u001b[31mtwo\u001b[39m and more\nthree');
  expect(err.text.replace(COLOURS, '')).toBe('one\ntwo and mo\nthree');
  err.text = '';
  console.passingLines('four');
  expect(err.text.replace(COLOURS, '')).toBe(`${ERASE}${'\u001b[1A\u001b[2K'.repeat(2)}four`);
  err.text = '';
  console.note('a word');
  expect(err.text.replace(COLOURS, '')).toBe(`${ERASE}a word\n`);
  err.text = '';
  console.passingLines();
  expect(err.text).toBe('');
});

test('no more lines than the screen has, since those that have left it stay', () => {
  const { console, err } = terminal();
  console.passingLines(Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\n'));
  expect(err.text.replace(COLOURS, '').split('\n')).toHaveLength(23);
});

test('a gate that is watched shows its table in place', async () => {
  const { console, err } = terminal({ columns: 120 });
  const { watchGate } = loadCli<any>('gate/watch');
  const answer = (verdict: string) => ({ verdict, checks: [], message: `${verdict}: because`, app: 'shop', cannotSee: [] });
  const answers = [answer('wait'), answer('wait'), answer('pass')];
  const { exit } = await watchGate(async () => answers.shift(), { intervalMs: 1 }, console);
  expect(exit).toBe(0);
  expect(err.text.replace(COLOURS, '').split(ERASE)).toEqual([
    expect.stringMatching(/^wait[^]*wait: because$/), expect.stringMatching(/wait: because$/), expect.not.stringContaining('wait'),
  ]);
});
