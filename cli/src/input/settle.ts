/** A value that JSON cannot hold, or that aliases blow up, with the path to it. */
export class Unsettled extends Error {
  constructor(message: string, readonly path: readonly (string | number)[]) {
    super(message);
    this.name = 'Unsettled';
  }
}

/** What aliases may add to one document: an object above 3 MiB is refused by the API server in any case. */
export const MOST_ALIASED = 3 * 1024 * 1024;

/** Said of a document whose aliases add more. */
export const ALIASED = `its aliases (*name) and merge keys add more than ${MOST_ALIASED / 1024 / 1024} MiB; write the`
  + ' values out, or split the document';

/** What the aliases of all documents together may still add. */
export interface AliasBudget {
  left: number;
}

/**
 * The value as a tree of plain data. What aliases share is copied where `shared` says that there are any, so that a
 * change in one place does not show in another and nothing that walks the tree walks one part a million times.
 *
 * @throws Unsettled
 */
export function settle(value: unknown, shared: boolean, budget: AliasBudget): unknown {
  return new Settler(shared, budget).visit(value, false);
}

/** About what an object or list weighs against a character of text. */
const CONTAINER = 16;

class Settler {
  private readonly path: (string | number)[] = [];
  private readonly seen = new Set<object>();
  private readonly open = new Set<object>();
  private left = MOST_ALIASED;

  constructor(private readonly shared: boolean, private readonly budget: AliasBudget) {}

  visit(value: any, within: boolean): unknown {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.fail(`the value ${value} is no number that JSON can hold; put it in quotes if it is meant as text`);
    }
    if (typeof value !== 'object' || value === null) {
      if (within) this.charge(typeof value === 'string' ? value.length : 1);
      return value;
    }
    if (!this.shared) return this.fill(value, value, false);
    if (this.open.has(value)) this.fail('an alias stands within the very value that it names');
    const copied = within || this.seen.has(value);
    if (copied) this.charge(CONTAINER);
    this.seen.add(value);
    this.open.add(value);
    const settled = this.fill(copied ? (Array.isArray(value) ? [] : {}) : value, value, copied);
    this.open.delete(value);
    return settled;
  }

  private fill(target: any, source: any, copied: boolean): unknown {
    if (Array.isArray(source)) {
      for (let index = 0; index < source.length; index++) this.put(target, index, source[index], copied);
    } else {
      for (const key of Object.keys(source)) {
        // What the parser makes of a mapping that stands as a key.
        if (key === '[object Object]') {
          this.fail('a mapping stands where a key should (an unrendered template such as {{ .Values.name }}?)');
        }
        this.put(target, key, source[key], copied);
      }
    }
    return target;
  }

  private put(target: any, key: string | number, value: unknown, copied: boolean): void {
    this.path.push(key);
    const settled = this.visit(value, copied);
    this.path.pop();
    if (!copied && settled === value) return;
    if (copied) this.charge(typeof key === 'string' ? key.length : 0);
    if (key === '__proto__') {
      Object.defineProperty(target, key, { value: settled, enumerable: true, configurable: true, writable: true });
    } else {
      target[key] = settled;
    }
  }

  private charge(weight: number): void {
    this.left -= weight;
    this.budget.left -= weight;
    if (this.left < 0) this.fail(ALIASED);
    if (this.budget.left < 0) this.fail('the aliases (*name) of all documents together add too much; write the values out');
  }

  private fail(message: string): never {
    throw new Unsettled(message, [...this.path]);
  }
}
