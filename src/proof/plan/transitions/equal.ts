import { canonicalText } from '../canonical';

/** Whether two plain values are equal, whatever the order of their keys; absent and null are one. */
export function isEqual(a: unknown, b: unknown): boolean {
  return canonicalText(a ?? null) === canonicalText(b ?? null);
}

/** A value at a path of names; undefined where there is none. */
export function at(object: any, ...path: string[]): any {
  let value = object;
  for (const name of path) value = value?.[name];
  return value ?? undefined;
}
