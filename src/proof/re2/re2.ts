import { Alphabet } from './alphabet';
import { boundaries, MAX_BOUNDARIES } from './boundary';
import { JointSamples, searchJoint } from './joint';
import { Machine } from './machine';
import { parse } from './parser';
import { compile } from './program';
import { forms, guesses, neighbours, search } from './sample';
import { Node } from './syntax';

export { UnsupportedPattern } from './unsupported';

/** How many compiled patterns are kept. */
const MAX_KEPT = 256;
/** A sample is to be read by a person and sent as a request. */
const MAX_SAMPLE = 4096;

/** How many answers about two patterns are kept. */
const MAX_JOINT = 2048;

const kept = new Map<string, Re2>();
const joint = new Map<string, JointSamples>();

/**
 * A regular expression in the syntax of RE2, which Envoy and most gateways match with, answered in time linear in the text.
 * Text and pattern are read by code points. Captures are not told, so lazy repetitions and the flag U change nothing.
 */
export class Re2 {
  /** Compiles a pattern; the last ones are kept. @throws UnsupportedPattern for what RE2 refuses or this matcher does not support */
  public static compile(pattern: string): Re2 {
    const known = kept.get(pattern) ?? new Re2(pattern, parse(pattern));
    // The one used last is put at the end, so the first is the one to forget.
    kept.delete(pattern);
    kept.set(pattern, known);
    if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value!);
    return known;
  }

  private readonly alphabet: Alphabet;
  private readonly whole: Machine;
  private readonly part: Machine;
  private various?: string[];
  private bounds?: string[];
  private samples: { readonly match?: string; readonly other?: string } | undefined;

  private constructor(public readonly pattern: string, private readonly node: Node) {
    const program = compile(pattern, node);
    this.alphabet = new Alphabet(pattern, program);
    this.whole = new Machine(program, this.alphabet, false);
    this.part = new Machine(program, this.alphabet, true);
  }

  /** Instructions looked at so far by all questions: what they have cost. */
  public get steps(): number {
    return this.whole.steps + this.part.steps;
  }

  /** Whether the whole text matches, as Envoy asks (its safe_regex is a full match). */
  public matches(text: string): boolean {
    return this.whole.run(text);
  }

  /** Whether some part of the text matches. */
  public finds(text: string): boolean {
    return this.part.run(text);
  }

  /** A short text that matches, always the same; undefined if none was found. */
  public sample(): string | undefined {
    return this.both().match;
  }

  /** A short text of printable characters that does not match, near the sample; undefined if none was found. */
  public counterSample(): string | undefined {
    return this.both().other;
  }

  /** Short texts that match, the sample first: one for each alternative, and with and without what may be left out. At most 17. */
  public variants(): string[] {
    const sample = this.sample();
    if (sample === undefined) return [];
    this.various ??= [...new Set([sample, ...forms(this.node).filter(text => text.length <= MAX_SAMPLE && this.matches(text))])];
    return this.various;
  }

  /**
   * Short texts that match at the boundaries of the pattern: the ends of its character classes, the least and the most of its
   * repetitions. At most 24, those of `variants` not among them.
   */
  public boundaries(): string[] {
    this.bounds ??= boundaries(this.node).filter(text => !this.variants().includes(text) && this.matches(text)).slice(0, MAX_BOUNDARIES);
    return this.bounds;
  }

  /**
   * Short texts that match this pattern and another one, or just one of the two; each undefined if none was found.
   *
   * @param start how each text begins
   */
  public together(other: Re2, start = ''): JointSamples {
    const key = JSON.stringify([start, this.pattern, other.pattern]);
    let found = joint.get(key);
    if (found === undefined) {
      if (joint.size >= MAX_JOINT) joint.clear();
      found = this.verified(other, searchJoint({ machine: this.whole, alphabet: this.alphabet }, { machine: other.whole, alphabet: other.alphabet }, start));
      joint.set(key, found);
    }
    return found;
  }

  private verified(other: Re2, { both, first, second }: JointSamples): JointSamples {
    const tells = (text: string | undefined, here: boolean, there: boolean) =>
      text !== undefined && text.length <= MAX_SAMPLE && this.matches(text) === here && other.matches(text) === there ? text : undefined;
    return { both: tells(both, true, true), first: tells(first, true, false), second: tells(second, false, true) };
  }

  private both(): { readonly match?: string; readonly other?: string } {
    if (this.samples === undefined) {
      const match = this.findSample();
      this.samples = { match, other: this.findOther(match ?? 'a') };
    }
    return this.samples;
  }

  private findOther(near: string): string | undefined {
    for (const text of neighbours(near)) {
      if (!this.matches(text)) return text;
    }
    return undefined;
  }

  private findSample(): string | undefined {
    const guess = guesses(this.node).find(text => text.length <= MAX_SAMPLE && this.matches(text));
    if (guess !== undefined) return guess;
    const found = search(this.whole, this.alphabet);
    return found !== undefined && this.matches(found) ? found : undefined;
  }
}
