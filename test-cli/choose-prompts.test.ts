import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildCli, ROOT } from './support/build';
import { BIN, plainEnv } from './support/run';

const ENTER = '\r';
const DOWN = '\u001b[B';
const UP = '\u001b[A';
const CTRL_C = '\u0003';

/** A question's beginning and the keys that answer it. */
type Step = readonly [question: string, keys: string];

const FACTS: readonly Step[] = [
  ['Do users have sessions', ENTER], ['take jobs', ENTER], ['Requests per minute', ENTER], ['Usual error rate', ENTER],
];
const NO_SCENARIO: Step = ['Does one of these', ENTER];
const questions = (instant: string, users: string, migration: string, gradual: string, tiers: string): Step[] => [
  NO_SCENARIO, ['Must all users', instant], ['Shall only specific', users], ['Does the new version', migration],
  ['Shall the risk', gradual], ['Do paying', tiers],
];
const YES = UP + ENTER;
const NO = ENTER;
const UNSURE = DOWN + ENTER;

/** The prompts over plain streams, in a process of their own since the command line is an ES module. */
describe('the prompts', () => {
  const asked = (steps: readonly Step[], given: object = { questions: {}, scenarios: [] }) => {
    buildCli();
    const module = pathToFileURL(join(ROOT, 'cli/lib/choose/prompts.js')).href;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', `
      import { PassThrough } from 'node:stream';
      import { ask, Cancelled } from '${module}';
      const steps = ${JSON.stringify(steps)};
      const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode() {} });
      const output = Object.assign(new PassThrough(), { columns: 200, rows: 50 });
      let screen = '';
      output.on('data', data => {
        screen += data;
        if (steps.length > 0 && screen.includes(steps[0][0])) {
          const [, keys] = steps.shift();
          screen = '';
          const single = keys.match(/\\u001b\\[.|[^]/g);
          const press = () => { if (single.length > 0) { input.write(single.shift()); setTimeout(press, 5); } };
          setTimeout(press, 5);
        }
      });
      const answers = await ask(${JSON.stringify(given)}, { input, output, interactive: true })
        .catch(error => error instanceof Cancelled ? 'cancelled' : String(error));
      console.log(JSON.stringify({ answers, left: steps.map(([question]) => question) }));
      process.exit();
    `], { encoding: 'utf8', env: plainEnv(), timeout: 20_000 });
    expect(stderr).toBe('');
    return JSON.parse(stdout) as { answers: unknown; left: string[] };
  };

  test('every question and fact is asked, and the answers arrive', () => {
    const { answers, left } = asked([
      ...questions(NO, YES, NO, UNSURE, YES),
      ['Do users have sessions', YES], ['take jobs', NO],
      ['Requests per minute', `1200${ENTER}`], ['Usual error rate', `0.5%${ENTER}`],
    ]);
    expect(left).toEqual([]);
    expect(answers).toEqual({
      questions: { 'instant-switch': false, 'specific-users': true, 'database-migration': false, 'tiers': true },
      scenarios: [], stickySessions: true, queueWorkers: false, requestsPerMinute: 1200, errorRate: 0.005,
    });
  });

  test('a scenario stands for the questions', () => {
    expect(asked([['Does one of these', DOWN + ENTER], ...FACTS])).toEqual({
      left: [],
      answers: { questions: {}, scenarios: ['schema-change'], stickySessions: false, queueWorkers: false },
    });
  });

  test('a fact given as a flag is not asked', () => {
    const given = { questions: {}, scenarios: [], stickySessions: true, requestsPerMinute: 5 };
    const steps: Step[] = [['Does one of these', DOWN + ENTER], ['take jobs', YES], ['Usual error rate', ENTER]];
    const { answers, left } = asked(steps, given);
    expect(left).toEqual([]);
    expect(answers).toMatchObject({ stickySessions: true, queueWorkers: true, requestsPerMinute: 5 });
  });

  test('a wrong number is asked again', () => {
    const { answers } = asked([
      ['Does one of these', DOWN + ENTER], ...FACTS.slice(0, 2), ['Requests per minute', `x${ENTER}`],
      ['above 0', `\u007f7${ENTER}`], ['Usual error rate', ENTER],
    ]);
    expect(answers).toMatchObject({ requestsPerMinute: 7 });
  });

  test('Ctrl-C leaves', () => {
    expect(asked([['Does one of these', CTRL_C]]).answers).toBe('cancelled');
  });
});

/** The whole command on a terminal, where util-linux's `script` can make one. */
const hasScript = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '');
// reason: only util-linux's script makes a terminal (macOS and BusyBox have another); the same prompts are tested above on streams, and the CI has it
(hasScript ? describe : describe.skip)('on a terminal (needs util-linux script)', () => {
  const onTerminal = (args: string, steps: Step[], env: NodeJS.ProcessEnv = {}) => {
    buildCli();
    // The new terminal has no size, and the prompts would wrap after every character.
    const command = `stty cols 120 rows 50; '${process.execPath}' '${BIN}' ${args}`;
    const child = spawn('script', ['-qec', command, '/dev/null'], { env: plainEnv({ TERM: 'xterm', ...env }) });
    return new Promise<{ code: number | null; screen: string }>(resolve => {
      let screen = '';
      let from = 0;
      child.stdout.on('data', (data: Buffer) => {
        screen += data.toString();
        if (steps.length > 0 && screen.includes(steps[0][0], from)) {
          from = screen.length;
          child.stdin.write(steps.shift()![1]);
        }
      });
      child.on('close', code => resolve({ code, screen }));
    });
  };

  test('asks, and answers', async () => {
    const { code, screen } = await onTerminal('choose', [['Does one of these', `${DOWN}${ENTER}`], ...FACTS]);
    expect(code).toBe(0);
    expect(screen).toContain('blue-green');
    expect(screen).toContain('new BlueGreenChart');
    expect(screen).toContain('[database-migration]');
    expect(screen).toContain('\u001b[32m');
  }, 20_000);

  test('NO_COLOR leaves no colour, in the prompts either', async () => {
    const steps: Step[] = [['Does one of these', DOWN + ENTER], ...FACTS];
    const { code, screen } = await onTerminal('choose', steps, { NO_COLOR: '1' });
    expect(code).toBe(0);
    // Of the control sequences, those that end in m are colours.
    expect(screen.split('\u001b[').filter(part => /^[0-9;]*m/.test(part))).toEqual([]);
  }, 20_000);

  test('Ctrl-C leaves with 130 and without an answer', async () => {
    const { code, screen } = await onTerminal('choose', [['Does one of these', CTRL_C]]);
    expect(code).toBe(130);
    expect(screen).toContain('cancelled');
    expect(screen).not.toContain('Pattern:');
  }, 20_000);

  test('nothing is asked with --json, or where a flag decides', async () => {
    expect(await onTerminal('choose --json', [])).toMatchObject({ code: 2 });
    expect(await onTerminal('choose --gradual', [])).toMatchObject({ code: 0 });
  }, 20_000);
});
