import { UsageError } from '../exit.js';
import { BlueGreenMoves, BlueGreenStage, shellQuote } from '../library.js';
import { nearest } from '../nearest.js';
import type { Move, Nothing } from './move.js';
import type { Entry } from './stage-file.js';

/** The switch to the other side, or to the one asked for; where the idle side is reduced, first its full size. */
export function advanceBlueGreen(entry: Entry, to: string | undefined): Move | Nothing {
  const from = stageOf(entry);
  if (to !== undefined && to !== 'blue' && to !== 'green') {
    const near = nearest(to, ['blue', 'green']);
    throw new UsageError(`--to ${to}: the sides of ${entry.name} are blue and`
      + ` green${near === undefined ? '' : `\n(Did you mean ${near}?)`}`);
  }
  if (to === from.active) return { entry, at: to, said: `${entry.name}: ${to} answers already; nothing to do` };
  if (to === undefined && !from.idleAtFullSize) return toFullSize(entry, from, 'forward');
  const target = BlueGreenStage.named(from.idle);
  const problem = BlueGreenMoves.problem(from, target);
  if (problem !== undefined) {
    throw new UsageError(`${entry.name}: ${problem}. In the stage file that is "idle: full": cdk8s-traffic advance`
      + ` ${shellQuote(entry.name)} writes it`);
  }
  return switchTo(entry, from, 'forward');
}

/** Back to the other side. */
export function rollbackBlueGreen(entry: Entry): Move {
  const from = stageOf(entry);
  return from.idleAtFullSize ? switchTo(entry, from, 'back') : toFullSize(entry, from, 'back');
}

function switchTo(entry: Entry, from: BlueGreenStage, direction: Move['direction']): Move {
  return {
    entry, direction,
    from: from.active,
    to: from.idle,
    changes: [{ path: ['stage'], value: from.idle }],
    notes: [`Every new request goes to ${from.idle}; ${from.active} stays up, so that the way back is one commit.`],
    wait: `Before ${from.active} is changed or made smaller, wait until open streams on it have ended: the longest of stream, session`
      + ' lifetime and 60 seconds.',
    next: direction === 'back' ? undefined : `cdk8s-traffic rollback ${shellQuote(entry.name)}   # if it goes wrong`,
  };
}

function toFullSize(entry: Entry, from: BlueGreenStage, direction: Move['direction']): Move {
  return {
    entry, direction,
    from: `${from.active} (idle: reduced)`,
    to: `${from.active} (idle: full)`,
    changes: [{ path: ['idle'], value: 'full', after: 'stage' }],
    notes: [`Step 1 of 2: ${from.idle} runs at reduced size, so it gets all its pods first; ${from.active} still answers.`],
    wait: `Wait until every pod of ${from.idle} is ready: kubectl rollout status deployment/${entry.app}-${from.idle}`,
    next: `cdk8s-traffic ${direction === 'back' ? 'rollback' : 'advance'} ${shellQuote(entry.name)}`,
  };
}

/** The stages that one commit may lead to. */
export function nextOfBlueGreen(entry: Entry): string[] {
  const stage = stageOf(entry);
  return stage.idleAtFullSize ? [stage.idle] : ['idle: full'];
}

function stageOf({ data }: Entry): BlueGreenStage {
  const options = { idleAtFullSize: data.idle !== 'reduced' };
  return data.stage === 'green' ? BlueGreenStage.green(options) : BlueGreenStage.blue(options);
}
