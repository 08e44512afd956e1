/** Whether two plain values are equal, whatever the order of their keys; absent and null are one. */
export function isEqual(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** A text that is equal for equal plain values. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part) => part !== null && typeof part === 'object' && !Array.isArray(part)
    ? Object.fromEntries(Object.keys(part).sort().filter(key => part[key] !== null && part[key] !== undefined).map(key => [key, part[key]]))
    : part) ?? 'null';
}

/** A value at a path of names; undefined where there is none. */
export function at(object: any, ...path: string[]): any {
  let value = object;
  for (const name of path) value = value?.[name];
  return value ?? undefined;
}
