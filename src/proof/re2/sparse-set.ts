/** A set of numbers below a limit that is emptied in no time and remembers the order (Briggs and Torczon). */
export class SparseSet {
  /** How many numbers it holds. */
  public size = 0;
  private readonly dense: Int32Array;
  private readonly sparse: Int32Array;

  constructor(limit: number) {
    this.dense = new Int32Array(limit);
    this.sparse = new Int32Array(limit);
  }

  /** Puts a number in. */
  public add(value: number): void {
    if (this.has(value)) return;
    this.sparse[value] = this.size;
    this.dense[this.size++] = value;
  }

  /** Whether it holds a number. */
  public has(value: number): boolean {
    const at = this.sparse[value];
    return at < this.size && this.dense[at] === value;
  }

  /** The number that was put in at a place of the order. */
  public at(index: number): number {
    return this.dense[index];
  }

  /** Takes all numbers out. */
  public clear(): void {
    this.size = 0;
  }

  /** A copy of its numbers, the smallest first. */
  public sorted(): Int32Array {
    return this.dense.slice(0, this.size).sort();
  }
}
