import { Option, type Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { decide, voices } from '../choose/decide.js';
import { FACTS, QUESTIONS, SCENARIOS } from '../choose/framework.js';
import { ask, Cancelled } from '../choose/prompts.js';
import { FORMULA, MAX_ERROR_RATE } from '../choose/sample-size.js';
import { renderText, trafficText } from '../choose/text.js';
import type { Answers, Decision, Fact } from '../choose/types.js';
import { Exit, UsageError } from '../exit.js';
import { addCommonOptions, addYesNo, formatOf, positiveNumber, share, someOf, type CommonOptions } from '../options.js';

const FORMATS = ['text', 'json'] as const;
const EXAMPLE = 'cdk8s-traffic choose --gradual --no-database-migration --requests-per-minute 1200';

/** What commander makes of the flags. */
type ChooseOptions = CommonOptions & {
  readonly scenario?: readonly string[];
  readonly instantSwitch?: boolean;
  readonly specificUsers?: boolean;
  readonly databaseMigration?: boolean;
  readonly gradual?: boolean;
  readonly tiers?: boolean;
  readonly stickySessions?: boolean;
  readonly queueWorkers?: boolean;
  readonly requestsPerMinute?: number;
  readonly errorRate?: number;
};

/** `choose`: which pattern fits, and why. */
export const choose: CliCommand = {
  name: 'choose',
  summary: 'the decision framework: which pattern fits, and why',

  configure(command: Command): void {
    for (const { id, help } of QUESTIONS) addYesNo(command, id, help);
    command.addOption(
      new Option('--scenario <name>', 'a situation that answers questions by itself, repeatable:'
        + ` ${scenarioNames().join(', ')}`)
        .argParser(someOf(scenarioNames())));
    FACTS.forEach(fact => addFact(command, fact));
    addCommonOptions(command, FORMATS);
    command.addHelpText('after', `
On a terminal, and without a question or scenario among the flags, the questions are asked.

Examples:
  cdk8s-traffic choose
  ${EXAMPLE}
  cdk8s-traffic choose --scenario premium-canary --json`);
  },

  async run(command: Command, context: Context): Promise<number> {
    const { console, terminal } = context;
    const options = command.opts<ChooseOptions>();
    const format = formatOf(options, FORMATS);
    let answers = answersOf(options);
    if (voices(answers).length === 0) {
      if (!terminal.interactive || format === 'json') throw new UsageError(nothingGiven());
      try {
        answers = await ask(answers, terminal);
      } catch (error) {
        if (!(error instanceof Cancelled)) throw error;
        console.note('cancelled');
        return Exit.cancelled;
      }
    }
    const decision = decide(answers);
    if (decision === undefined) {
      throw new UsageError('nothing was answered that argues for a pattern; answer at least one of the first four'
        + ' questions');
    }
    voices(answers).forEach(({ title, need, argument }) => {
      console.detail(`${title}: argues for ${argument.pattern}${need ? ' (a need)' : ''}`);
    });
    report(decision, format, context);
    return options.strict && decision.warnings.length > 0 ? Exit.findings : Exit.done;
  },
};

function report(decision: Decision, format: string, { console }: Context): void {
  if (decision.traffic !== undefined) {
    [...FORMULA, trafficText(decision.traffic)].forEach(line => console.detail(line));
  }
  if (format === 'json') {
    console.json(decision);
    return;
  }
  console.answer(renderText(decision, console));
  decision.warnings.forEach(({ id, message }) => console.warn(id, message));
}

function answersOf(options: ChooseOptions): Answers {
  return {
    questions: {
      'instant-switch': options.instantSwitch,
      'specific-users': options.specificUsers,
      'database-migration': options.databaseMigration,
      'gradual': options.gradual,
      'tiers': options.tiers,
    },
    scenarios: options.scenario ?? [],
    stickySessions: options.stickySessions,
    queueWorkers: options.queueWorkers,
    requestsPerMinute: options.requestsPerMinute,
    errorRate: options.errorRate,
  };
}

function addFact(command: Command, { id, kind, help }: Fact): void {
  if (kind === 'yes-no') {
    addYesNo(command, id, help);
    return;
  }
  const value = kind === 'share' ? '<share>' : '<n>';
  const parse = kind === 'share' ? share(MAX_ERROR_RATE) : positiveNumber;
  command.addOption(new Option(`--${id} ${value}`, help).argParser(parse));
}

function scenarioNames(): string[] {
  return SCENARIOS.map(({ id }) => id);
}

/** Lists the flags, since whoever runs this without a terminal cannot be asked. */
function nothingGiven(): string {
  const flags = QUESTIONS.map(({ id, help }) => [`--[no-]${id}`, help]);
  const width = Math.max(...flags.map(([flag]) => flag.length));
  return [
    'nothing given to choose by; questions are asked on a terminal only, and not with --json. Give at least one of',
    ...flags.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`),
    `  --scenario NAME  with NAME one of ${scenarioNames().join(', ')}`,
    `and what else is known: ${FACTS.map(({ id }) => `--${id}`).join(', ')}`,
    '',
    `Example: ${EXAMPLE}`,
  ].join('\n');
}
