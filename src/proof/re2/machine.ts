import { Alphabet, Side } from './alphabet';
import { Op, Program } from './program';
import { SparseSet } from './sparse-set';
import { Place } from './syntax';

/** Numbers that the remembered states of a machine may hold together, about 400 kB. */
const MAX_MEMORY = 100_000;

/** What a machine knows after reading some text. */
export interface State {
  /** Tells states apart. */
  readonly key: string;
  /** The instructions to go on at. */
  readonly seeds: Int32Array;
  /** What was read last. */
  readonly before: Side;
  /** By letter: the state after it, once asked. */
  readonly next: (State | undefined)[];
  /** Whether the text may end here, once asked. */
  accepts?: boolean;
}

/**
 * Runs a program over a text: all ways at once (Thompson's simulation), so the cost is at most text length times program size.
 * The sets of instructions met on the way are remembered as states, so that most characters cost one look-up; when they take too
 * much memory all are forgotten.
 */
export class Machine {
  /** Instructions looked at so far: what matching has cost. */
  public steps = 0;
  private states = new Map<string, State>();
  private memory = 0;
  private first: State | undefined;
  private readonly reached: SparseSet;
  private readonly seeds: SparseSet;
  private readonly stack: number[] = [];

  /** @param anywhere whether a part of the text may match; else the whole text must */
  constructor(private readonly program: Program, private readonly alphabet: Alphabet, private readonly anywhere: boolean) {
    this.reached = new SparseSet(program.op.length);
    this.seeds = new SparseSet(program.op.length);
  }

  /** Whether the machine takes the text. */
  public run(text: string): boolean {
    let state = this.start();
    for (let i = 0; i < text.length; i++) {
      const char = text.codePointAt(i)!;
      if (char > 0xffff) i++;
      state = this.after(state, this.alphabet.of(char));
      if (state === FOUND) return true;
      if (state.seeds.length === 0) return false;
    }
    return this.accepts(state);
  }

  /** The state before any text. */
  public start(): State {
    if (this.first === undefined) {
      this.seeds.clear();
      this.seeds.add(this.program.start);
      this.first = this.remember(Side.Edge);
    }
    return this.first;
  }

  /** The state after one more letter. */
  public after(state: State, letter: number): State {
    return state.next[letter] ??= this.step(state, letter);
  }

  /** Whether the text may end in a state. */
  public accepts(state: State): boolean {
    return state.accepts ??= this.follow(state, Side.Edge);
  }

  private step(state: State, letter: number): State {
    const { op, x, y, start, places } = this.program;
    const side = this.alphabet.sideOf(letter);
    if (this.follow(state, side) && this.anywhere) return FOUND;
    this.seeds.clear();
    for (let i = 0; i < this.reached.size; i++) {
      const at = this.reached.at(i);
      if (op[at] === Op.Chars && this.alphabet.has(y[at], letter)) this.seeds.add(x[at]);
    }
    if (this.anywhere) this.seeds.add(start);
    return this.remember(places ? side : Side.Other);
  }

  /** Fills `reached` with what the state's instructions lead to without a character. @returns whether a match is among them */
  private follow(state: State, after: Side): boolean {
    const { op, x, y } = this.program;
    const { reached, stack } = this;
    let matched = false;
    reached.clear();
    for (const seed of state.seeds) {
      stack.push(seed);
      while (stack.length > 0) {
        const at = stack.pop()!;
        if (reached.has(at)) continue;
        reached.add(at);
        if (op[at] === Op.Match) matched = true;
        else if (op[at] === Op.Split) stack.push(y[at], x[at]);
        else if (op[at] === Op.Place && stands(y[at], state.before, after)) stack.push(x[at]);
      }
    }
    this.steps += reached.size;
    return matched;
  }

  private remember(before: Side): State {
    const seeds = this.seeds.sorted();
    const key = `${before}:${seeds.join()}`;
    const known = this.states.get(key);
    if (known !== undefined) return known;
    this.memory += seeds.length + this.alphabet.size;
    if (this.memory > MAX_MEMORY) {
      this.states = new Map();
      this.first = undefined;
      this.memory = seeds.length + this.alphabet.size;
    }
    const state: State = { key, seeds, before, next: [] };
    this.states.set(key, state);
    return state;
  }
}

/** The state after which nothing can change the verdict any more. */
const FOUND: State = { key: 'found', seeds: new Int32Array(0), before: Side.Edge, next: [], accepts: true };

function stands(place: Place, before: Side, after: Side): boolean {
  switch (place) {
    case Place.TextStart: return before === Side.Edge;
    case Place.TextEnd: return after === Side.Edge;
    case Place.LineStart: return before === Side.Edge || before === Side.Newline;
    case Place.LineEnd: return after === Side.Edge || after === Side.Newline;
    case Place.WordEdge: return (before === Side.Word) !== (after === Side.Word);
    case Place.NoWordEdge: return (before === Side.Word) === (after === Side.Word);
  }
}
