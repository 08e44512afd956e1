import { UnsupportedPattern } from './unsupported';

/** Reads a pattern character by character (code points). */
export class Cursor {
  /** Index of the next character. */
  public at = 0;
  private readonly chars: readonly string[];
  /** Texts that stand nowhere in what is left, so that looking for them again and again costs nothing. */
  private readonly absent = new Set<string>();

  constructor(public readonly pattern: string) {
    this.chars = Array.from(pattern);
  }

  /** Whether all is read. */
  public get done(): boolean {
    return this.at >= this.chars.length;
  }

  /** The character some places ahead, '' past the end. */
  public peek(ahead = 0): string {
    return this.chars[this.at + ahead] ?? '';
  }

  /** Takes the next character, '' past the end. */
  public take(): string {
    const char = this.peek();
    if (char !== '') this.at++;
    return char;
  }

  /** Takes a text of ASCII characters if it comes next. */
  public takes(text: string): boolean {
    if (!this.sees(text)) return false;
    this.at += text.length;
    return true;
  }

  /** Whether a text of ASCII characters comes next, or some places ahead. */
  public sees(text: string, ahead = 0): boolean {
    for (let i = 0; i < text.length; i++) {
      if (this.peek(ahead + i) !== text[i]) return false;
    }
    return true;
  }

  /** Index of the first place from the next character on where a text stands, or -1. */
  public find(text: string): number {
    if (this.absent.has(text)) return -1;
    for (let ahead = 0; this.at + ahead < this.chars.length; ahead++) {
      if (this.sees(text, ahead)) return this.at + ahead;
    }
    this.absent.add(text);
    return -1;
  }

  /** What was read since a place. */
  public since(start: number): string {
    return this.between(start, this.at);
  }

  /** The characters from one place up to another. */
  public between(start: number, end: number): string {
    return this.chars.slice(start, end).join('');
  }

  /** Refuses the pattern for what stands at a place. */
  public refuse(start: number, why: string): never {
    throw new UnsupportedPattern(this.pattern, start + 1, why);
  }
}
