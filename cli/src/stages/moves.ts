import { UsageError } from '../exit.js';
import { shellQuote } from '../library.js';
import { advanceBlueGreen, nextOfBlueGreen, rollbackBlueGreen } from './blue-green-moves.js';
import { advanceCanary, finishCanary, nextOf, promoteCanary, rollbackCanary } from './canary-moves.js';
import type { Move, MoveOptions, Nothing } from './move.js';
import type { Entry } from './stage-file.js';
import { advanceVariant, isVariantStage, nextOfVariants, rollbackVariants, stagesOf } from './variant-moves.js';

/** The next move of an app, or the one asked for. @throws UsageError where it is not legal, with the legal ones */
export function advance(entry: Entry, to: string | undefined, options: MoveOptions = {}): Move | Nothing {
  const forCanary = Object.entries(options).some(([, value]) => value !== undefined && value !== false);
  if (forCanary && (entry.pattern !== 'canary' || isVariantStage(to))) {
    throw new UsageError('--image, --revert and --externally-promoted are for the stages of a canary, and this is'
      + ` ${entry.pattern === 'canary' ? 'a move of a pin' : `a ${entry.pattern}`}; edit the image in the stage file, in a commit of`
        + ' its own');
  }
  if (isVariantStage(to)) return advanceVariant(entry, to);
  if (entry.pattern === 'canary') return advanceCanary(entry, to, options);
  if (entry.pattern === 'blue-green') return advanceBlueGreen(entry, to);
  if (to !== undefined) throw new UsageError(`--to ${to}: ${entry.name} is a pattern of kind ${entry.pattern}, whose variants have`
    + ' stages of their own; write NAME=live or NAME=deployed');
  return advanceVariant(entry, to);
}

/** The way back of an app, from wherever it is. */
export function rollback(entry: Entry): Move | Nothing {
  if (entry.pattern === 'canary') return rollbackCanary(entry);
  return entry.pattern === 'blue-green' ? rollbackBlueGreen(entry) : rollbackVariants(entry);
}

/** The canary's definition goes into stable. */
export function promote(entry: Entry): Move | Nothing {
  return promoteCanary(forCanary(entry, 'promote', 'advance'));
}

/** The release is over. */
export function finish(entry: Entry): Move | Nothing {
  return finishCanary(forCanary(entry, 'finish', 'advance'));
}

/** Why an app is held, written into the stage file. */
export function hold(entry: Entry, reason: string): Move | Nothing {
  const text = reason.trim();
  if (text === '') throw new UsageError('--reason is empty; say why, and for whoever finds it at night: until when, and whom to ask');
  if (entry.data.hold === text) return { entry, at: placeOf(entry), said: `${entry.name} is held for this reason already; nothing to do` };
  return {
    entry,
    from: entry.data.hold === undefined ? 'not held' : 'held',
    to: `held: ${text}`,
    direction: 'back',
    changes: [{ path: ['hold'], value: text }],
    notes: ['advance, promote and finish refuse to go on; rollback and ways down do not.'], next: 'cdk8s-traffic unhold'
      + ` ${shellQuote(entry.name)}   # when it is over`,
  };
}

/** The hold is over. */
export function unhold(entry: Entry): Move | Nothing {
  if (entry.data.hold === undefined) return { entry, at: placeOf(entry), said: `${entry.name} is not held; nothing to do` };
  return { entry, from: `held: ${entry.data.hold}`, to: 'not held', direction: 'back', changes: [{ path: ['hold'] }], notes: [] };
}

/** Where an app stands, as one text. */
export function placeOf(entry: Entry): string {
  const { pattern, data } = entry;
  if (pattern === 'canary') return data.stage;
  return pattern === 'blue-green' ? `${data.stage}${data.idle === 'reduced' ? ' (idle: reduced)' : ''}` : stagesOf(entry);
}

/** The moves that one commit may make, the usual next one first. */
export function nextMoves(entry: Entry): string[] {
  if (entry.pattern === 'canary') return nextOf(entry);
  return entry.pattern === 'blue-green' ? nextOfBlueGreen(entry) : nextOfVariants(entry);
}

function forCanary(entry: Entry, command: string, instead: string): Entry {
  if (entry.pattern === 'canary') return entry;
  throw new UsageError(`${command} is for canaries, and ${entry.name} is a pattern of kind ${entry.pattern}; its moves: cdk8s-traffic`
    + ` ${instead} ${shellQuote(entry.name)}`);
}
