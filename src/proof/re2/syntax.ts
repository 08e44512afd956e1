import { CharSet } from './char-set';

/** Places that match without taking a character. */
export enum Place {
  /** `\A`, and `^` without the m flag. */
  TextStart,
  /** `\z`, and `$` without the m flag. */
  TextEnd,
  /** `^` with the m flag. */
  LineStart,
  /** `$` with the m flag. */
  LineEnd,
  /** `\b`. */
  WordEdge,
  /** `\B`. */
  NoWordEdge,
}

interface Sized {
  /** How many nodes are above one another at most. */
  readonly height: number;
  /** The largest product of counted repetitions above one another. */
  readonly copies: number;
}

/** What a part of a pattern says. Groups capture nothing: only whether a text matches is asked. */
export type Node = Sized & (
  | { readonly kind: 'empty' }
  | { readonly kind: 'chars'; readonly set: CharSet }
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'group'; readonly node: Node }
  | { readonly kind: 'sequence'; readonly nodes: readonly Node[] }
  | { readonly kind: 'choice'; readonly nodes: readonly Node[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly min: number; readonly max: number }
);

const LEAF: Sized = { height: 1, copies: 1 };
const EMPTY: Node = { ...LEAF, kind: 'empty' };

/** One character of a set. */
export function chars(set: CharSet): Node {
  return { ...LEAF, kind: 'chars', set };
}

/** A place between characters. */
export function place(at: Place): Node {
  return { ...LEAF, kind: 'place', place: at };
}

/** A group; it counts for the depth. */
export function group(node: Node): Node {
  return { ...above([node]), kind: 'group', node };
}

/** One after another. */
export function sequence(nodes: readonly Node[]): Node {
  if (nodes.length === 0) return EMPTY;
  return nodes.length === 1 ? nodes[0] : { ...above(nodes), kind: 'sequence', nodes };
}

/** Any of them. */
export function choice(nodes: readonly Node[]): Node {
  return nodes.length === 1 ? nodes[0] : { ...above(nodes), kind: 'choice', nodes };
}

/** A repetition; max is Infinity where it has no end. */
export function repeat(node: Node, min: number, max: number, counted: boolean): Node {
  const times = max === Infinity ? min : max;
  const { height, copies } = above([node]);
  // As RE2 counts: *, + and ? make no copies, and what is repeated zero times is left out.
  return { kind: 'repeat', node, min, max, height, copies: !counted ? copies : max === 0 ? 1 : copies * Math.max(1, times) };
}

function above(nodes: readonly Node[]): Sized {
  let height = 0;
  let copies = 1;
  for (const node of nodes) {
    height = Math.max(height, node.height);
    copies = Math.max(copies, node.copies);
  }
  return { height: height + 1, copies };
}
