import { CharSet, readableOf } from './char-set';
import { Node } from './syntax';

/** Texts at the boundaries of a pattern that are told, at most. */
export const MAX_BOUNDARIES = 24;
/** Texts of a part that are looked at: some of them the caller knows already. */
const MAX_TEXTS = 2 * MAX_BOUNDARIES;
/** What is longer shows no more to a reader. */
const MAX_LENGTH = 256;
/** Stretches of a set whose ends are told, at most. */
const MAX_STRETCHES = 4;
/** Repetitions beyond the least where there is no most. */
const MORE = 6;

/**
 * Texts that probably match, at the boundaries of what does: with the first, middle and last character of each stretch of a set, and
 * with as many repetitions as must and as may be. One boundary a text, the rest as in the first, and one text with all at their
 * longest. Places are not looked at, so each text is to be verified.
 */
export function boundaries(node: Node): string[] {
  switch (node.kind) {
    case 'empty':
    case 'place': return [''];
    case 'chars': return ofSet(node.set);
    case 'group': return boundaries(node.node);
    case 'choice': return inTurn(node.nodes.map(boundaries));
    case 'repeat': return repeated(boundaries(node.node), node.min, node.max);
    case 'sequence': return sequences(node.nodes.map(boundaries));
  }
}

function ofSet(set: CharSet): string[] {
  const best = readableOf(set);
  if (best === undefined) return [];
  const ends = [best];
  for (let i = 0; i < set.length && ends.length <= 3 * MAX_STRETCHES; i += 2) {
    // Control characters and spaces, which no request carries as they are, are passed over.
    const [low, high] = [Math.max(set[i], 0x21), Math.min(set[i + 1], set[i] <= 0x7e ? 0x7e : 0xffff)];
    if (low <= high && (low <= 0x7e || low > 0xa0)) ends.push(low, high, (low + high) >> 1);
  }
  return distinct(ends.map(char => String.fromCodePoint(char)));
}

function repeated(parts: string[], min: number, max: number): string[] {
  if (parts.length === 0) return min === 0 ? [''] : [];
  if (max === 0) return [''];
  // What may be left out is written once, so that its own boundaries are seen.
  const [part] = parts;
  const times = Math.max(1, min);
  // What has no end is written so often that an end put to it would probably be passed.
  const most = max === Infinity ? [times + 1, times + MORE] : [max, max - 1];
  const counts = [times, min, ...most].filter(count => count >= min && count * part.length <= MAX_LENGTH);
  return distinct([...counts.map(count => part.repeat(count)), ...parts.slice(1).map(other => other + part.repeat(times - 1))]);
}

function sequences(parts: string[][]): string[] {
  if (parts.some(({ length }) => length === 0)) return [];
  const firsts = parts.map(([first]) => first);
  const others = inTurn(parts.map((texts, at) => texts.slice(1).map(text => ({ at, text }))));
  const longest = parts.map(texts => texts.reduce((most, text) => text.length > most.length ? text : most));
  return distinct([firsts.join(''), longest.join(''), ...others.map(({ at, text }) => [...firsts.slice(0, at), text, ...firsts.slice(at + 1)].join(''))]);
}

/** The first of each list, then the second of each, and so on: each list has its share of the few. */
function inTurn<T>(lists: T[][]): T[] {
  const found: T[] = [];
  for (let i = 0; found.length < MAX_TEXTS && lists.some(({ length }) => length > i); i++) {
    for (const list of lists) if (i < list.length) found.push(list[i]);
  }
  return found.slice(0, MAX_TEXTS);
}

/** Each text once; no more than a caller could use. */
function distinct(texts: string[]): string[] {
  return [...new Set(texts)].filter(text => text.length <= MAX_LENGTH).slice(0, MAX_TEXTS);
}
