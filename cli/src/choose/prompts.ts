import { isCancel, select, text, type CANCEL_SYMBOL } from '@clack/prompts';
import type { Terminal } from '../terminal.js';
import { positiveNumber, share } from '../options.js';
import { FACTS, QUESTIONS, SCENARIOS } from './framework.js';
import { MAX_ERROR_RATE } from './sample-size.js';
import type { Answers, Fact, QuestionId } from './types.js';

/** Left with Ctrl-C. */
export class Cancelled extends Error {}

/** Asks what is not answered yet: a scenario, the questions where no scenario fits, then the facts. */
export async function ask(given: Answers, terminal: Terminal): Promise<Answers> {
  const streams = { input: terminal.input, output: terminal.output };
  const scenario = kept(await select<string>({
    ...streams,
    message: 'Does one of these scenarios fit?',
    options: [{ value: '', label: 'None, ask me the'
      + ' questions' }, ...SCENARIOS.map(({ id, title }) => ({ value: id, label: title }))],
  }));
  const questions: Partial<Record<QuestionId, boolean>> = { ...given.questions };
  if (scenario === '') {
    for (const question of QUESTIONS.filter(({ id }) => given.questions[id] === undefined)) {
      const answer = await yesNo(question.ask, terminal);
      if (answer !== undefined) questions[question.id] = answer;
    }
  }
  const facts: Partial<Record<Fact['id'], boolean | number>> = {};
  for (const fact of FACTS.filter(({ id }) => factOf(given, id) === undefined)) {
    facts[fact.id] = fact.kind === 'yes-no' ? await yesNo(fact.ask, terminal) : await numberOf(fact, terminal);
  }
  return withFacts({ ...given, questions, scenarios: scenario === '' ? [] : [scenario] }, facts);
}

/** The answer to a fact, if it is given. */
export function factOf(answers: Answers, id: Fact['id']): boolean | number | undefined {
  return {
    'sticky-sessions': answers.stickySessions,
    'queue-workers': answers.queueWorkers,
    'requests-per-minute': answers.requestsPerMinute,
    'error-rate': answers.errorRate,
  }[id];
}

function withFacts(answers: Answers, facts: Partial<Record<Fact['id'], boolean | number>>): Answers {
  return {
    ...answers,
    stickySessions: answers.stickySessions ?? facts['sticky-sessions'] === true,
    queueWorkers: answers.queueWorkers ?? facts['queue-workers'] === true,
    requestsPerMinute: answers.requestsPerMinute ?? asNumber(facts['requests-per-minute']),
    errorRate: answers.errorRate ?? asNumber(facts['error-rate']),
  };
}

function asNumber(value: boolean | number | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** "Not sure" counts as not answered: a guess would argue for a pattern. */
async function yesNo(message: string, { input, output }: Terminal): Promise<boolean | undefined> {
  const answer = kept(await select<string>({
    input,
    output,
    message,
    initialValue: 'no',
    options: [{ value: 'yes', label: 'Yes' }, { value: 'no', label: 'No' }, { value: 'unsure', label: 'Not sure' }],
  }));
  return answer === 'unsure' ? undefined : answer === 'yes';
}

async function numberOf(fact: Fact, { input, output }: Terminal): Promise<number | undefined> {
  const parse = fact.kind === 'share' ? share(MAX_ERROR_RATE) : positiveNumber;
  const answer: string | undefined = kept(await text({
    input,
    output,
    message: fact.ask,
    placeholder: 'Enter to skip',
    validate: value => value ? problemOf(() => parse(value.trim())) : undefined,
  }));
  // clack gives undefined, in spite of its types, where nothing was typed.
  return answer ? parse(answer.trim()) : undefined;
}

function problemOf(body: () => unknown): string | undefined {
  try {
    body();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function kept<T>(answer: T | typeof CANCEL_SYMBOL): T {
  if (isCancel(answer)) throw new Cancelled();
  return answer;
}
