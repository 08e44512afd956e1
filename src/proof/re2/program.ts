import { CharSet } from './char-set';
import { Node } from './syntax';
import { UnsupportedPattern } from './unsupported';

/** More instructions than any pattern of a route needs; what is larger is refused. */
export const MAX_INSTRUCTIONS = 100_000;

/** What an instruction does. */
export enum Op {
  /** The text matches. */
  Match,
  /** Takes a character of set `y`, goes on at `x`. */
  Chars,
  /** Goes on at `x` and at `y`. */
  Split,
  /** Goes on at `x` if the place is of kind `y`. */
  Place,
}

/** A pattern as instructions: an automaton without captures (Thompson's construction). */
export interface Program {
  /** Number of the first instruction. */
  readonly start: number;
  readonly op: Uint8Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** The sets of Op.Chars, each once. */
  readonly sets: readonly CharSet[];
  /** Whether there is an Op.Place. */
  readonly places: boolean;
}

/** Turns the tree of a pattern into instructions. @throws UnsupportedPattern where they become too many */
export function compile(pattern: string, node: Node): Program {
  const writer = new Writer(pattern);
  const start = writer.write(node, writer.emit(Op.Match, 0, 0));
  return writer.program(start);
}

/** Writes from the end to the beginning, so that each part is given where to go on. */
class Writer {
  private readonly op: number[] = [];
  private readonly x: number[] = [];
  private readonly y: number[] = [];
  private readonly sets: CharSet[] = [];
  private readonly numbers = new Map<string, number>();
  /** Numbers by identity: copies of a repeated part are not written out as text again. */
  private readonly known = new Map<CharSet, number>();

  constructor(private readonly pattern: string) {}

  public program(start: number): Program {
    const { op, x, y, sets } = this;
    const places = op.includes(Op.Place);
    return { start, op: Uint8Array.from(op), x: Int32Array.from(x), y: Int32Array.from(y), sets, places };
  }

  public emit(op: Op, x: number, y: number): number {
    if (this.op.length === MAX_INSTRUCTIONS) {
      const why = `with its repetitions written out it has more than ${MAX_INSTRUCTIONS} steps`;
      throw new UnsupportedPattern(this.pattern, 0, `too large: ${why}`);
    }
    this.op.push(op);
    this.x.push(x);
    this.y.push(y);
    return this.op.length - 1;
  }

  /** Writes a node in front of an instruction. @returns number of the node's first instruction */
  public write(node: Node, next: number): number {
    switch (node.kind) {
      case 'empty': return next;
      case 'chars': return this.emit(Op.Chars, next, this.numberOf(node.set));
      case 'place': return this.emit(Op.Place, next, node.place);
      case 'group': return this.write(node.node, next);
      case 'sequence': return node.nodes.reduceRight((after, part) => this.write(part, after), next);
      case 'choice': {
        const starts = node.nodes.map(part => this.write(part, next));
        return starts.reduceRight((rest, first) => this.emit(Op.Split, first, rest));
      }
      case 'repeat': return this.repeat(node.node, node.min, node.max, next);
    }
  }

  private repeat(node: Node, min: number, max: number, next: number): number {
    let start = next;
    let copies = min;
    if (max === Infinity) {
      start = this.loop(node, min > 0, next);
      copies = Math.max(0, min - 1);
    } else {
      for (let i = min; i < max; i++) {
        const body = this.write(node, start);
        // A part without instructions matches nothing but the empty text, however often.
        if (body === start) break;
        start = this.emit(Op.Split, body, next);
      }
    }
    for (let i = 0; i < copies; i++) {
      const body = this.write(node, start);
      if (body === start) break;
      start = body;
    }
    return start;
  }

  private loop(node: Node, once: boolean, next: number): number {
    const split = this.emit(Op.Split, next, next);
    const body = this.write(node, split);
    this.x[split] = body;
    return once ? body : split;
  }

  private numberOf(set: CharSet): number {
    let number = this.known.get(set);
    if (number !== undefined) return number;
    const key = set.join();
    number = this.numbers.get(key);
    if (number === undefined) {
      number = this.sets.push(set) - 1;
      this.numbers.set(key, number);
    }
    this.known.set(set, number);
    return number;
  }
}
