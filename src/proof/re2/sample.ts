import { Alphabet } from './alphabet';
import { holds, READABLE, readableOf } from './char-set';
import { Machine, State } from './machine';
import { Node } from './syntax';

/** States that the search for a sample looks at, at most. */
const MAX_STATES = 5_000;
/** Forms of a pattern that are told, at most. */
const MAX_FORMS = 16;
const LETTERS = READABLE.slice(0, 62);

/**
 * Texts that probably match, the best first. Places (`\b`, `^`) are not looked at, so each text is to be verified.
 */
export function guesses(node: Node): string[] {
  const short = write(node, 0);
  // An empty header or path says little: what may be left out is written once.
  const full = short === '' ? write(node, 1) : undefined;
  return [full, short].filter(text => text !== undefined);
}

/** Short texts that probably match, one for each alternative and each way to leave something out, the others as in the first. */
export function forms(node: Node): string[] {
  switch (node.kind) {
    case 'group': return forms(node.node);
    case 'choice': return distinct(node.nodes.flatMap(forms));
    case 'repeat': return repeated(forms(node.node), node.min, node.max);
    case 'sequence': return sequences(node.nodes.map(forms));
    case 'chars': return [READABLE.find(char => holds(node.set, char)), [...LETTERS].reverse().find(char => holds(node.set, char))]
      .flatMap(char => char === undefined ? [] : [String.fromCodePoint(char)]);
    default: {
      const text = write(node, 0);
      return text === undefined ? [] : [text];
    }
  }
}

/** The shortest text that the machine takes; undefined where there is none or the search becomes long. */
export function search(machine: Machine, alphabet: Alphabet): string | undefined {
  interface Path { readonly state: State; readonly char: number; readonly from?: Path }
  const start = machine.start();
  const seen = new Set([start.key]);
  let paths: Path[] = [{ state: start, char: 0 }];
  while (paths.length > 0) {
    const longer: Path[] = [];
    for (const path of paths) {
      if (machine.accepts(path.state)) return textOf(path);
      for (const { letter, char } of alphabet.readable) {
        const state = machine.after(path.state, letter);
        if (state.seeds.length === 0 || seen.has(state.key)) continue;
        if (seen.size === MAX_STATES) return undefined;
        seen.add(state.key);
        longer.push({ state, char, from: path });
      }
    }
    paths = longer;
  }
  return undefined;

  function textOf(end: Path): string {
    const chars: number[] = [];
    for (let path = end; path.from !== undefined; path = path.from) chars.push(path.char);
    return chars.reverse().map(char => String.fromCodePoint(char)).join('');
  }
}

/** Texts near a text that may not match, the nearest first. */
export function* neighbours(text: string): Generator<string> {
  const chars = Array.from(text);
  yield `${text}x`;
  yield `${text}-0`;
  if (chars.length > 1) yield chars.slice(0, -1).join('');
  // From the end on, as the beginning tells a reader which pattern it is.
  for (let i = chars.length - 1; i >= Math.max(0, chars.length - 100); i--) {
    for (const other of ['x', '0', '-', '/']) {
      if (chars[i] !== other) yield [...chars.slice(0, i), other, ...chars.slice(i + 1)].join('');
    }
  }
  yield `${text}/x`;
  yield `x${text}`;
  yield `/${text}`;
  yield `${text} `;
  for (const char of READABLE) yield String.fromCharCode(char);
  yield '';
}

/** The shortest text of a node, with optional parts written so often if no less; undefined where nothing matches. */
function write(node: Node, optional: number): string | undefined {
  switch (node.kind) {
    case 'empty':
    case 'place': return '';
    case 'chars': {
      const char = readableOf(node.set);
      return char === undefined ? undefined : String.fromCodePoint(char);
    }
    case 'group': return write(node.node, optional);
    case 'sequence': {
      const parts = node.nodes.map(part => write(part, optional));
      return parts.includes(undefined) ? undefined : parts.join('');
    }
    case 'choice': {
      const parts = node.nodes.map(part => write(part, optional)).filter(text => text !== undefined);
      const wanted = parts.filter(text => text !== '' || optional === 0);
      return shortest(wanted) ?? shortest(parts);
    }
    case 'repeat': {
      const times = Math.min(node.max, Math.max(node.min, optional));
      if (times === 0) return '';
      const text = write(node.node, optional);
      return text === undefined ? (node.min === 0 ? '' : undefined) : text.repeat(times);
    }
  }
}

/** The first form of each part, then one part at a time in its other forms. */
function sequences(parts: string[][]): string[] {
  if (parts.some(({ length }) => length === 0)) return [];
  const found = [parts.map(([first]) => first).join('')];
  for (let at = 0; at < parts.length && found.length < MAX_FORMS; at++) {
    for (const form of parts[at].slice(1)) found.push(parts.map(([first], i) => i === at ? form : first).join(''));
  }
  return distinct(found);
}

/** As often as must be, but first once where it may be left out; and once more than must be. */
function repeated(parts: string[], min: number, max: number): string[] {
  const least = parts.map(form => form.repeat(min));
  if (min > 0) return distinct(max > min ? [...least, ...parts.map(form => form.repeat(min + 1))] : least);
  return distinct([...parts, '', ...max > 1 ? parts.map(form => form.repeat(2)) : []]);
}

/** Each text once; no more than a caller could use. */
function distinct(texts: string[]): string[] {
  return [...new Set(texts)].slice(0, MAX_FORMS);
}

function shortest(texts: readonly string[]): string | undefined {
  return texts.reduce<string | undefined>((best, text) => best === undefined || text.length < best.length ? text : best, undefined);
}
