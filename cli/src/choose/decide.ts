import { UsageError } from '../exit.js';
import {
  COMBINATIONS, NO_STEPS_ADVICE, PATTERNS, PRECEDENCE, QUESTIONS, SCENARIOS, WARNINGS,
} from './framework.js';
import { trafficNeed } from './sample-size.js';
import { snippet } from './snippets.js';
import type {
  AdditionId, Answers, Argument, Decision, PatternInfo, Question, QuestionId, Scenario, Warning, WarningContext,
} from './types.js';

/** An answered question: where the answer came from, and what it argues for. */
export interface Voice {
  readonly question: QuestionId;
  readonly title: string;
  readonly need: boolean;
  readonly argument: Argument;
}

/** A scenario by its name. */
export function scenarioOf(id: string): Scenario {
  const scenario = SCENARIOS.find(candidate => candidate.id === id);
  if (scenario === undefined) throw new UsageError(`unknown scenario '${id}'`);
  return scenario;
}

/** A pattern's description by its name. */
export function patternOf(id: string): PatternInfo {
  return PATTERNS.find(candidate => candidate.id === id)!;
}

/** What was answered, strongest first: needs before noes, both by precedence. */
export function voices(answers: Answers): Voice[] {
  const scenarios = answers.scenarios.map(scenarioOf);
  return QUESTIONS
    .flatMap(question => voicesOf(question, answers.questions[question.id], scenarios))
    .sort((a, b) => rank(a) - rank(b));
}

function rank({ need, question }: Voice): number {
  return (need ? 0 : PRECEDENCE.length) + PRECEDENCE.findIndex(entry => entry.question === question);
}

function voicesOf(question: Question, answer: boolean | undefined, scenarios: readonly Scenario[]): Voice[] {
  const implying = scenarios.filter(scenario => scenario.implies.includes(question.id));
  if (answer === false && implying.length > 0) {
    throw new UsageError(
      `the scenario ${implying[0].id} means --${question.id}, but --no-${question.id} says the opposite; give one`
        + ' of them');
  }
  const result: Voice[] = implying.map(scenario => ({
    question: question.id,
    title: `${scenario.title} (${question.title})`,
    need: true,
    argument: { pattern: question.yes.pattern, because: scenario.because },
  }));
  const argument = answer === undefined ? undefined : answer ? question.yes : question.no;
  if (argument !== undefined) {
    const title = answer ? question.title : `no ${question.title}`;
    result.push({ question: question.id, title, need: answer === true, argument });
  }
  return result;
}

/** The pattern that fits, why, and what to heed. Undefined where nothing that was answered argues for a pattern. */
export function decide(answers: Answers): Decision | undefined {
  const all = voices(answers);
  if (all.length === 0) return undefined;
  const winner = all[0];
  const pattern = winner.argument.pattern;
  const decisive = all.filter(voice => voice.need === winner.need);
  const supporting = decisive.filter(voice => voice.argument.pattern === pattern);
  const opposing = decisive.filter(voice => voice.argument.pattern !== pattern);
  const outranked = all.filter(voice => voice.need !== winner.need && voice.argument.pattern !== pattern);
  const combined = combine(winner, opposing);
  const traffic = pattern === 'canary' ? trafficNeed(answers.errorRate, answers.requestsPerMinute) : undefined;
  const needs = all.filter(voice => voice.need).map(voice => voice.question);
  const context = { answers, needs, pattern, traffic };
  return {
    pattern,
    with: combined.with,
    reasons: [...supporting.map(reason), ...combined.reasons, ...outrankedReasons(outranked)],
    warnings: [...combined.contradictions, ...warningsOf(context)],
    watch: patternOf(pattern).watch,
    ...(traffic !== undefined && { traffic }),
    snippet: snippet(pattern, combined.with),
  };
}

interface Combined {
  readonly with: readonly AdditionId[];
  readonly reasons: readonly string[];
  readonly contradictions: readonly Warning[];
}

/** One contradiction for each need that is left open, however many answers stated it. */
function combine(winner: Voice, opposing: readonly Voice[]): Combined {
  const additions = new Set<AdditionId>();
  const reasons: string[] = [];
  const contradictions: Warning[] = [];
  for (const question of new Set(opposing.map(voice => voice.question))) {
    const loser = opposing.find(voice => voice.question === question)!;
    const combination = loser.need
      ? COMBINATIONS.find(entry => entry.pattern === winner.argument.pattern && entry.need === question)
      : undefined;
    if (combination?.adds !== undefined) additions.add(combination.adds);
    if (combination?.servesBoth) {
      reasons.push(`${capital(loser.title)}: served by the same route. ${combination.advice}`);
    } else {
      contradictions.push(contradiction(winner, loser, combination?.advice ?? NO_STEPS_ADVICE));
    }
  }
  return { with: [...additions], reasons, contradictions };
}

function contradiction(winner: Voice, loser: Voice, advice: string): Warning {
  const { because } = PRECEDENCE.find(entry => entry.question === winner.question)!;
  const why = winner.need ? because : 'among noes the order of the needs holds';
  return {
    id: 'contradiction',
    message: `'${winner.title}' argues for ${winner.argument.pattern}, '${loser.title}' for ${loser.argument.pattern}. `
      + `'${winner.title}' takes precedence: ${why}. ${advice}`,
  };
}

function reason({ title, argument }: Voice): string {
  return `${capital(title)}: ${argument.because}.`;
}

function warningsOf(context: WarningContext): Warning[] {
  return WARNINGS.filter(rule => rule.applies(context))
    .map(({ id, message, figures }) => ({ id, message: (figures?.(context) ?? '') + message }));
}

function outrankedReasons(outranked: readonly Voice[]): string[] {
  if (outranked.length === 0) return [];
  const list = outranked.map(({ title, argument }) => `${title} (${argument.pattern})`).join(', ');
  return [`Not decisive, since a need outranks the absence of one: ${list}.`];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
