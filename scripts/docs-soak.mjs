// Writes the table of soak times in docs/monitoring.md, by the code that `gate` judges with.
//   node scripts/docs-soak.mjs [--check]    with --check nothing is written: it fails if the file would change
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requestsToPass, smallestStep } from '../cli/lib/stats/soak.js';

const file = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/monitoring.md');
const MARGIN = 0.005;
/** 5 % over the three steps of the default plan. */
const ALPHA = 0.05 / 3;
const RATES = [0.0001, 0.001, 0.01, 0.05];
const STEPS = [0.05, 0.25, 0.5];
const PER_SECOND = [1, 10, 100, 1000];
const DAY = 86_400;

const before = readFileSync(file, 'utf8');
const after = before.replace(/(<!-- soak -->\n)[^]*(<!-- \/soak -->)/, (_, start, end) => `${start}${render()}${end}`);
if (!process.argv.includes('--check')) {
  writeFileSync(file, after);
} else if (before !== after) {
  console.error('docs-soak: the table in docs/monitoring.md is not what cli/src/stats/soak.ts gives (run node scripts/docs-soak.mjs)');
  process.exitCode = 1;
}

function render() {
  const head = ['Error rate', 'Step', 'Requests of the canary', ...PER_SECOND.map((n) => `at ${n.toLocaleString('en')}/s`)];
  const rows = RATES.flatMap((rate) => STEPS.map((share) => {
    const { canary, total } = requestsToPass(rate, share, MARGIN, ALPHA);
    return [`${percent(rate)}`, `${share * 100} %`, canary.toLocaleString('en'), ...PER_SECOND.map((n) => time(total / n))];
  }));
  const steps = RATES.map((rate) => [percent(rate), ...PER_SECOND.map((n) => {
    const step = smallestStep(rate, n, DAY, MARGIN, ALPHA);
    return step === undefined ? 'none' : `${step} %`;
  })]);
  return [
    'Until `gate` passes a canary that is as good as stable, with a margin of 0.5 points and 5 % of wrong verdicts over three stages; `/s` are the',
    'requests per second of both versions. It is for failures that come singly; those that come in bursts take as many times longer as the bursts are',
    'large. `gate` assumes bursts of five until enough failures have been seen, which is why a low error rate does not make it much sooner. These are the',
    'means: chance makes it sooner or later.', '',
    ...table(head, rows), '',
    'The smallest step whose verdict comes within a day:', '',
    ...table(['Error rate', ...PER_SECOND.map((n) => `at ${n.toLocaleString('en')}/s`)], steps), '',
    'With little traffic take fewer and larger steps, or a wider margin: a step of 5 % on one request per second says nothing for hours.', '',
  ].join('\n');
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function percent(rate) {
  return `${Number((rate * 100).toPrecision(6))} %`;
}

function time(seconds) {
  if (seconds < 60) return 'under a minute';
  if (seconds < 2 * 3600) return `${Math.ceil(seconds / 60)} min`;
  return seconds < 2 * DAY ? `${Math.ceil(seconds / 3600)} h` : `${Math.ceil(seconds / DAY)} days`;
}
