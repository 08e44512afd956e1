import { TrafficError } from '../errors';
import { quote } from '../names';

/** One operation of a JSON patch (RFC 6902), of the four that this project writes. */
export interface PatchOperation {
  readonly op: 'test' | 'replace' | 'add' | 'remove';
  /** JSON pointer (RFC 6901). */
  readonly path: string;
  /** Absent for `remove` only. */
  readonly value?: unknown;
}

/**
 * The document after a JSON patch, as an API server would apply it: all or nothing. The document given stays as it is.
 *
 * @throws when a test fails or a path leads nowhere, with the place of the operation
 */
export function applyPatch<T>(document: T, patch: readonly PatchOperation[]): T {
  let result: any = structuredClone(document);
  patch.forEach((operation, index) => {
    const refuse = (problem: string): never => {
      throw new TrafficError(`operation ${index} of the patch (${operation.op} ${operation.path}) ${problem}`);
    };
    result = applyOne(result, operation, refuse);
  });
  return result as T;
}

/** Whether two JSON values are equal as RFC 6902 has it: the order of an object's keys does not count. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  // A key whose value is undefined is not written, so it is not there.
  const [first, second] = [a, b].map(value => Object.entries(value as object).filter(([, content]) => content !== undefined));
  if (first.length !== second.length) return false;
  const other = new Map(second);
  return first.every(([key, value]) => other.has(key) && sameJson(value, other.get(key)));
}

/** A shallow copy of an object without some of its fields. */
export function without(value: any, ...fields: string[]): any {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([field]) => !fields.includes(field)));
}

type Refuse = (problem: string) => never;

function applyOne(document: any, { op, path, value }: PatchOperation, refuse: Refuse): any {
  const steps = stepsOf(path, refuse);
  const content = structuredClone(value);
  if (steps.length === 0) {
    if (op === 'test') return sameJson(document, value) ? document : refuse('does not hold');
    return op === 'remove' ? null : content;
  }
  const last = steps.pop()!;
  const parent = steps.reduce((at, step) => stepInto(at, step, refuse), document);
  if (op === 'add') {
    add(parent, last, content, refuse);
    return document;
  }
  const found = stepInto(parent, last, refuse);
  if (op === 'test') {
    if (!sameJson(found, value)) refuse(`does not hold: there is ${JSON.stringify(found)}, not ${JSON.stringify(value)}`);
  } else if (op === 'replace') {
    parent[last] = content;
  } else if (Array.isArray(parent)) {
    parent.splice(Number(last), 1);
  } else {
    delete parent[last];
  }
  return document;
}

function add(parent: any, last: string, value: unknown, refuse: Refuse): void {
  if (Array.isArray(parent)) {
    const index = last === '-' ? parent.length : indexOf(last);
    if (index === undefined || index > parent.length) refuse(`leads nowhere: the list has ${parent.length} entries`);
    parent.splice(index!, 0, value);
  } else if (typeof parent === 'object' && parent !== null) {
    // Not an assignment: the key may be __proto__.
    Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
  } else {
    refuse('leads nowhere');
  }
}

function stepInto(value: any, step: string, refuse: Refuse): any {
  const there = Array.isArray(value)
    ? indexOf(step) !== undefined && Number(step) < value.length
    : typeof value === 'object' && value !== null && Object.prototype.hasOwnProperty.call(value, step);
  return there ? value[step] : refuse(`leads nowhere: there is no ${quote(step)}`);
}

function indexOf(step: string): number | undefined {
  return /^(0|[1-9]\d*)$/.test(step) ? Number(step) : undefined;
}

function stepsOf(path: string, refuse: Refuse): string[] {
  if (path === '') return [];
  if (!path.startsWith('/') || /~(?![01])/.test(path)) refuse('is no JSON pointer');
  return path.slice(1).split('/').map(step => step.replace(/~1/g, '/').replace(/~0/g, '~'));
}
