import { MAX_CHAR, NEWLINE, READABLE, WORD } from './char-set';
import { Program } from './program';
import { UnsupportedPattern } from './unsupported';

/** Bounds the table of letters by sets, about as many bytes. */
const MAX_TABLE = 8_000_000;

/** What stands beside a place. */
export enum Side {
  /** The start or the end of the text. */
  Edge,
  /** A line feed. */
  Newline,
  /** An ASCII word character. */
  Word,
  /** Any other character. */
  Other,
}

/** The code points in groups that a program cannot tell apart, called letters: 0 and up. */
export class Alphabet {
  /** How many letters there are. */
  public readonly size: number;
  /** A character of each letter, the one that is read best; and letters in the order of how well they are read. */
  public readonly readable: readonly { readonly letter: number; readonly char: number }[];
  /** First code points of the stretches of one letter. */
  public readonly starts: Int32Array;
  /** The letter of each stretch. */
  private readonly letters: Int32Array;
  private readonly ascii = new Int32Array(128);
  private readonly sides: Uint8Array;
  /** By set: for each letter 1 where the set holds it. */
  private readonly members: readonly Uint8Array[];

  constructor(pattern: string, program: Program) {
    const sets = program.places ? [...program.sets, WORD, NEWLINE] : program.sets;
    const starts = Int32Array.from(new Set([0, ...sets.flatMap(set => set.map((bound, i) => bound + i % 2))])).sort();
    const last = starts[starts.length - 1];
    this.starts = last > MAX_CHAR ? starts.subarray(0, -1) : starts;
    if (sets.length * this.starts.length > MAX_TABLE) {
      throw new UnsupportedPattern(pattern, 0, 'too large: it has too many different character classes');
    }
    this.letters = new Int32Array(this.starts.length);
    let fresh = 1;
    for (const set of sets) {
      // Each set cuts the letters in two: what it holds gets new numbers.
      const inside = new Map<number, number>();
      this.stretches(set, stretch => {
        const letter = this.letters[stretch];
        if (!inside.has(letter)) inside.set(letter, fresh++);
        this.letters[stretch] = inside.get(letter)!;
      });
    }
    this.size = renumber(this.letters);
    for (let char = 0; char < 128; char++) this.ascii[char] = this.search(char);
    this.members = program.sets.map(set => {
      const member = new Uint8Array(this.size);
      this.stretches(set, stretch => (member[this.letters[stretch]] = 1));
      return member;
    });
    this.sides = new Uint8Array(this.size).fill(Side.Other);
    if (program.places) {
      this.stretches(WORD, stretch => (this.sides[this.letters[stretch]] = Side.Word));
      this.stretches(NEWLINE, stretch => (this.sides[this.letters[stretch]] = Side.Newline));
    }
    this.readable = this.findReadable();
  }

  /** The letter of a code point. */
  public of(char: number): number {
    return char < 128 ? this.ascii[char] : this.search(char);
  }

  /** Whether a set of the program holds a letter. */
  public has(set: number, letter: number): boolean {
    return this.members[set][letter] === 1;
  }

  /** What a letter is to a place beside it; told only for programs that ask. */
  public sideOf(letter: number): Side {
    return this.sides[letter];
  }

  /** Number of the stretch that holds a code point. */
  private stretchOf(char: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= char) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private search(char: number): number {
    return this.letters[this.stretchOf(char)];
  }

  private stretches(set: readonly number[], visit: (stretch: number) => void): void {
    for (let i = 0; i < set.length; i += 2) {
      const last = this.stretchOf(set[i + 1]);
      for (let stretch = this.stretchOf(set[i]); stretch <= last; stretch++) visit(stretch);
    }
  }

  private findReadable(): { letter: number; char: number }[] {
    const best = new Map<number, number>();
    const offer = (char: number): void => {
      const letter = this.of(char);
      if (!best.has(letter)) best.set(letter, char);
    };
    READABLE.forEach(offer);
    this.starts.forEach(char => {
      if (char > 0xa0) offer(char);
    });
    this.starts.forEach(offer);
    return [...best].map(([letter, char]) => ({ letter, char }));
  }
}

/** Numbers letters without gaps, in the order of code points. @returns how many there are */
function renumber(letters: Int32Array): number {
  const numbers = new Map<number, number>();
  letters.forEach((letter, i) => {
    if (!numbers.has(letter)) numbers.set(letter, numbers.size);
    letters[i] = numbers.get(letter)!;
  });
  return numbers.size;
}
