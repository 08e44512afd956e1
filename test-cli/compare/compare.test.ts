import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { runCommand } from '../support/command';
import { loadCli } from '../support/load';
import { inPlace } from '../support/stages';

const log = (requests: number, errors: number) => 'request\n'.repeat(requests) + 'level=error\n'.repeat(errors);
const compare = (stable: string, canary: string, args: string[] = [], input = '') => inPlace({ 's.log': stable, 'c.log': canary }, place => (
  runCommand('compare', ['--stable', 's.log', '--canary', 'c.log', '--pattern', 'level=error', ...args], { cwd: place.folder, input })));

test.each([
  ['alike', log(1000, 10), log(100, 1), 0, 'alike'],
  ['less than twice', log(10_000, 100), log(10_000, 180), 0, 'alike'],
  ['over twice', log(10_000, 100), log(1000, 40), 1, 'more'],
  ['only the canary', log(10_000, 0), log(1000, 9), 1, 'more'],
  ['over twice, by chance', log(1000, 10), log(100, 3), 3, 'too-few'],
  ['one', log(1000, 0), log(1000, 1), 3, 'too-few'],
  ['none', log(1000, 0), log(100, 0), 0, 'alike'],
  ['no log', log(1000, 5), '', 3, 'too-few'],
])('%s', async (_, stable, canary, code, verdict) => {
  const run = await compare(stable, canary, ['--requests', 'request', '--json']);
  expect([run.code, JSON.parse(run.stdout).verdict]).toEqual([code, verdict]);
  expect(JSON.parse(run.stdout).heuristic).toBe(true);
});

test('by requests, or by lines', async () => {
  const stable = log(100, 10) + 'debug\n'.repeat(900);
  const canary = log(100, 10);
  expect(JSON.parse((await compare(stable, canary, ['--requests', 'request', '--json'])).stdout)).toMatchObject({ verdict: 'alike', ratio: 1 });
  expect(JSON.parse((await compare(stable, canary, ['--json'])).stdout)).toMatchObject({ verdict: 'more', stable: { requests: 1010 } });
});

test('for a reader', async () => {
  const { stdout } = await compare(log(10_000, 100), log(1000, 40), ['--requests', 'request']);
  expect(stdout).toBe(`more
VERSION  LINES  REQUESTS  FOUND  RATE
stable   10100     10000    100   1 %
canary    1040      1000     40   4 %
the canary has 4 times as many: canary 40 of 1000 requests, stable 100 of 10000
a heuristic: logs are no metrics
`);
});

test('several files, and standard input', () => inPlace({ 'a.log': log(500, 5), 'b.log': log(500, 5) }, async place => {
  const args = ['--stable', 'a.log', '--stable', 'b.log', '--canary', '-', '--pattern', 'level=error', '--requests', 'request', '--json'];
  const { code, stdout } = await runCommand('compare', args, { cwd: place.folder, input: log(1000, 50).replaceAll('\n', '\r\n') });
  expect([code, JSON.parse(stdout)]).toMatchObject([1, { stable: { requests: 1000, hits: 10 }, canary: { requests: 1000, hits: 50 } }]);
}));

test.each([
  [['--stable', 'a', '--canary', 'b'], '--pattern is missing'],
  [['--stable', 'a', '--pattern', 'x'], '--canary is missing'],
  [['--stable', '-', '--canary', '-', '--pattern', 'x'], 'standard input can be the logs of one version only'],
  [['--stable', 'a', '--canary', 'b', '--pattern', '('], '--pattern is no pattern of RE2'],
  [['--stable', 'a', '--canary', 'b', '--pattern', 'x', '--requests', '(?=x)'], '--requests is no pattern of RE2'],
  [['--stable', 'nothing.log', '--canary', 'b', '--pattern', 'x'], 'nothing.log cannot be read (no such file)'],
  [['--stable', '.', '--canary', 'b', '--pattern', 'x'], '. is a folder'],
])('%j is refused', async (args, message) => {
  const run = await runCommand('compare', args);
  expect(run).toMatchObject({ code: 2, stdout: '' });
  expect(run.stderr).toContain(message);
});

test('the memory does not grow with the log', () => inPlace({}, async place => {
  const path = join(place.folder, 'big.log');
  const file = createWriteStream(path);
  const block = log(10_000, 10);
  for (let i = 0; i < 200; i++) if (!file.write(block)) await once(file, 'drain');
  await new Promise(done => file.end(done));
  const { countLines, patternOf } = loadCli<any>('compare/count');
  const before = process.memoryUsage().heapUsed;
  const counted = await countLines([path], { pattern: patternOf('--pattern', 'level=error') }, process.stdin);
  expect(counted).toEqual({ lines: 2_002_000, hits: 2000, requests: 2_002_000 });
  // The log has 16 MB.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(150_000_000);
}), 60_000);
