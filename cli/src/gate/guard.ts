import { Exit, UsageError } from '../exit.js';
import { prometheusOf } from '../prometheus/options.js';
import { Refused, type Guard } from '../stages/guards.js';
import { askGate, nothingToJudge, type GateQuestion } from './ask.js';

/** Not now: there is too little to go by. Nothing was changed. */
export class NotYet extends Refused {
  public override readonly exit = Exit.wait;
}

/** Asks the gate before a move forward; a way back is always open. */
export function gatePassed(question: GateQuestion): Guard {
  return async ({ move: { entry, direction }, file, context }) => {
    const { console, env } = context;
    const nothing = direction === 'back' ? 'a way back asks no gate' : nothingToJudge(entry);
    if (nothing !== undefined) {
      console.note(`--gate: ${nothing}`);
      return undefined;
    }
    const prometheus = prometheusOf(question, env);
    if (prometheus === undefined) throw new UsageError('--gate asks Prometheus; say where it is by --prometheus URL or PROMETHEUS_URL');
    const answer = await askGate({ name: entry.name, app: entry.app, entry, file }, [], question, prometheus, context);
    if (answer.verdict === 'pass') {
      console.note(`gate: ${answer.message}`);
      return undefined;
    }
    const refused = `the gate says ${answer.message}\nNothing was changed.`;
    if (answer.verdict === 'wait') throw new NotYet(`${refused} To follow: cdk8s-traffic gate ${entry.name} --watch`);
    return `${refused} The way back: cdk8s-traffic rollback ${entry.name}`;
  };
}
