import {
  ADDITIONS, COMBINATIONS, FACTS, NO_STEPS_ADVICE, PATTERNS, PRECEDENCE, QUESTIONS, SCENARIOS, WARNINGS,
} from './framework.js';
import { count, FORMULA, percent, SAMPLE, trafficNeed } from './sample-size.js';
import { snippet } from './snippets.js';
import type { AdditionId, Combination, Fact, PatternId, QuestionId } from './types.js';

/** What stands after a fact's flag. */
const VALUES: Readonly<Record<Fact['kind'], string>> = { 'yes-no': '', 'number': ' N', 'share': ' SHARE' };

const SAMPLE_HEAD = [
  'error rate', 'doubled', 'requests to the canary', 'requests per step', 'per minute for a step of one hour',
];

/** docs/choosing.md, from the same table as the command. */
export function renderMarkdown(): string {
  return [
    '<!-- Made by scripts/docs-choosing.mjs from cli/src/choose/framework.ts; edit that. -->',
    '# Choosing a pattern',
    'Which pattern fits follows from a few questions. `cdk8s-traffic choose` asks them on a terminal; in a script,'
      + ' flags answer '
      + 'them: `cdk8s-traffic choose --gradual --tiers`, or `cdk8s-traffic choose --scenario schema-change --json`.',
    table(['pattern', 'name in the'
      + ' answer', 'what it does'], PATTERNS.map(({ id, title, summary }) => [title, `\`${id}\``, summary])),
    '## Questions',
    table(['question', 'flag', 'yes', 'no'], QUESTIONS.map(({ id, ask, yes, no }) => [
      ask, `\`--${id}\`, \`--no-${id}\``, `**${yes.pattern}**:`
        + ` ${yes.because}`, no === undefined ? 'argues for nothing' : `**${no.pattern}**: ${no.because}`,
    ])),
    'A question that is not answered argues for nothing.',
    '## Scenarios',
    'A scenario answers questions by itself: `--scenario NAME`, also more than once.',
    table(['scenario', 'name', 'stands for', 'answer', 'because'], SCENARIOS.map(({ id, title, implies, because }) => [
      title, `\`${id}\``, implies.map(question => `\`--${question}\``).join(' '), scenarioAnswer(implies), because,
    ])),
    '## When answers argue for different patterns',
    'A yes states a need and outranks every no. Among needs, the first of this list decides; where there are only'
      + ' noes, the same order holds.',
    PRECEDENCE.map(({ question, because }, index) => `${index + 1}. ${titleOf(question)}: ${because}.`).join('\n'),
    'Where a need loses, the answer says so (the warning `contradiction`), unless an addition to the pattern serves'
      + ' both:',
    table(['answer', 'need left over', 'both served', 'what to do'], COMBINATIONS.map(combinationRow)),
    `Where nothing but noes is given and "${titleOf('gradual')}" is among them, the noes argue against each other`
      + ` too. ${NO_STEPS_ADVICE}`,
    '## Facts that bring warnings',
    table(['question', 'flag'], FACTS.map(({ id, kind, ask }) => [ask, `\`--${id}${VALUES[kind]}\``])),
    table(
      ['warning', 'given when', 'what it says'],
      WARNINGS.map(({ id, when, message }) => [`\`${id}\``, when, message]),
    ),
    '## How much traffic a step needs',
    sampleSize(),
    '## What to watch',
    PATTERNS.map(({ title, watch }) => `${title}:\n\n${watch.map(line => `- ${line}`).join('\n')}`).join('\n\n'),
    '## Code',
    ...PATTERNS.flatMap(({ id, title }) => [title, code(id, [])]),
    ...COMBINATIONS.flatMap(({ pattern, adds }) => adds === undefined ? [] : [`\`${pattern}\` with \`${adds}\`:`
      + ` ${ADDITIONS[adds]}`, code(pattern, [adds])]),
    '## The answer',
    'Text on standard output and warnings on standard error, or with `--json` one value: '
      + '`{ "pattern", "with": [], "reasons": [], "warnings": [{ "id", "message" }], "watch": [], "traffic"?: {…},'
      + ' "snippet" }`. '
      + 'The exit code is 0; 1 with `--strict` where there are warnings; 2 where the flags cannot be worked with or'
      + ' nothing was answered; 130 after Ctrl-C.',
  ].join('\n\n') + '\n';
}

function sampleSize(): string {
  return [
    `A step of ${SAMPLE.weight} % is worth its time only if a bad canary shows in it. The measure: a doubled error`
      + ' rate is seen with a chance of '
      + `${percent(SAMPLE.power)} (power), at a chance of ${percent(1 - SAMPLE.confidence)} of a false alarm`
      + ` (${percent(SAMPLE.confidence)} confidence, one-sided: only a worse `
      + 'canary is looked for). This is the sample size of the two-proportion z-test with unequal allocation:',
    `\`\`\`text\n${FORMULA.join('\n')}\n\`\`\``,
    'with p the error rate of stable, q = 2p, k = 95/5 = 19 stable requests to each of the canary, m = (q + k * p)'
      + ` / (1 + k), z_a = ${SAMPLE.zConfidence} and `
      + `z_b = ${SAMPLE.zPower}. It is a normal approximation: counted exactly, the power is 80 % and the false`
      + ' alarms are 6 % instead of 5 %. Only requests that the '
      + 'weights split count, not those of a pinned audience. Without `--error-rate`, p is'
      + ` ${percent(SAMPLE.errorRate)}. The warning \`low-traffic\` comes where a step takes `
      + `longer than ${SAMPLE.maxMinutes} minutes, so below the last column's requests per minute.`,
    table(SAMPLE_HEAD, [0.001, 0.005, 0.01, 0.02, 0.05, 0.1].map(rate => {
      const { detects, canaryRequests, requestsPerStep } = trafficNeed(rate);
      const perMinute = Math.ceil(requestsPerStep / SAMPLE.maxMinutes);
      return [percent(rate), percent(detects), count(canaryRequests), count(requestsPerStep), count(perMinute)];
    })),
  ].join('\n\n');
}

function combinationRow({ pattern, need, adds, servesBoth, advice }: Combination): string[] {
  const addition = adds === undefined ? '' : ` with \`${adds}\``;
  return [`\`${pattern}\`${addition}`, titleOf(need), servesBoth ? 'yes' : 'no', advice];
}

/** The answer to a scenario alone: the need that comes first, with what serves the others. */
function scenarioAnswer(implies: readonly QuestionId[]): string {
  const first = PRECEDENCE.find(({ question }) => implies.includes(question))!.question;
  const { pattern } = QUESTIONS.find(({ id }) => id === first)!.yes;
  const additions = COMBINATIONS.filter(
    ({ pattern: of, need, adds }) => of === pattern && need !== first && implies.includes(need) && adds !== undefined);
  return `**${pattern}**${additions.map(({ adds }) => ` with \`${adds}\``).join('')}`;
}

function titleOf(question: QuestionId): string {
  return QUESTIONS.find(({ id }) => id === question)!.title;
}

function code(pattern: PatternId, additions: readonly AdditionId[]): string {
  return `\`\`\`ts\n${snippet(pattern, additions)}\`\`\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
