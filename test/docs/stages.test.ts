import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CanaryMoves, CanaryStage, Stages } from '../../src';

const PAGE = fs.readFileSync('docs/stages.md', 'utf8');

test('the table of moves is what CanaryMoves says', () => {
  const rows = tableOf('Legal moves');
  for (const [from, to] of rows) {
    expect([from, to.split(', ').sort()]).toEqual([from, CanaryMoves.next(CanaryStage.named(from)).sort()]);
  }
  const stages = rows.map(([from]) => CanaryStage.named(from).kind);
  expect(new Set(stages)).toEqual(new Set(tableOf('Stages of a canary').map(([name]) => name.replace('weight-N', 'weight'))));
});

test('the table of weights is what a stage says', () => {
  for (const [name, stableRuns, deployment, weights, pins] of tableOf('Stages of a canary')) {
    const stage = CanaryStage.named(name.replace('N', '25'));
    expect([name, stableRuns]).toEqual([name, stage.stableRunsNew ? 'new' : 'old']);
    expect([name, deployment === 'absent']).toEqual([name, !stage.canaryExists]);
    expect([name, weights.replace('100-N/N', '75/25').replace('100, stable alone', '100/0')]).toEqual([name, `${100 - stage.percent}/${stage.percent}`]);
    expect([name, pins]).toEqual([name, stage.pinsLive ? 'canary' : 'stable']);
  }
});

test('the table of keys is what the reader knows', () => {
  const shown = tableOf('The stage file').flatMap(([keys, patterns]) => keys.split(', ').map(key => ({ key, patterns: patterns.split(', ') })));
  for (const pattern of ['canary', 'blue-green', 'ab-test', 'tiers']) {
    const documented = shown.filter(({ patterns }) => patterns[0] === 'all' || patterns.includes(pattern)).map(({ key }) => key);
    expect([pattern, documented.sort()]).toEqual([pattern, knownKeys(pattern).sort()]);
  }
});

/** Cells of the first table under a heading, without its head and without back-quotes. */
function tableOf(heading: string): string[][] {
  const section = PAGE.split(/^## /m).find(part => part.startsWith(heading))!;
  const rows = section.split('\n').filter(line => line.startsWith('|')).map(line => line.slice(1, -1).split('|').map(cell => cell.trim()));
  return rows.slice(2).map(([first, ...cells]) => [first.replace(/, optional|, 1 to 99/, ''), ...cells].map(cell => cell.replace(/`/g, '')));
}

/** The keys that an entry may have, as the message about a wrong one lists them. */
function knownKeys(pattern: string): string[] {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'docs-')), 'traffic.yaml');
  fs.writeFileSync(file, `app:\n  pattern: ${pattern}\n  xxxxxxxxxxxxxxxx: 1\n`);
  try {
    Stages.fromFile(file);
  } catch (error) {
    return /knows ([\w, -]+)/.exec((error as Error).message)![1].split(', ');
  } finally {
    fs.rmSync(path.dirname(file), { recursive: true });
  }
  throw new Error('a wrong key was accepted');
}
