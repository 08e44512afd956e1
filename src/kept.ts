/** A value kept as long as its key stays the same: cdk8s validates the whole app once for each chart, and asks again each time. */
export class Kept<T> {
  private key: unknown;
  private value?: { readonly of: T };

  /** The value for a key, computed where it is another key than the last time. */
  public for(key: unknown, compute: () => T): T {
    if (this.value === undefined || this.key !== key) {
      this.value = { of: compute() };
      this.key = key;
    }
    return this.value.of;
  }
}
