// Plain JSON that others wrote: keys such as `__proto__` and `constructor` are data like any other.

/** An object of JSON. */
export interface JsonObject { [key: string]: any }

/** Whether the value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of an own property; never one that objects inherit. */
export function own<T>(object: { readonly [key: string]: T } | undefined, key: string): T | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets a property; a plain assignment to `__proto__` would change the prototype instead. */
export function setOwn(object: JsonObject, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/** The object at the end of the keys, or undefined. */
export function objectAt(value: unknown, ...keys: string[]): JsonObject | undefined {
  const found = valueAt(value, ...keys);
  return isObject(found) ? found : undefined;
}

/** The list at the end of the keys; empty if there is none. */
export function listAt(value: unknown, ...keys: string[]): any[] {
  const found = valueAt(value, ...keys);
  return Array.isArray(found) ? found : [];
}

/** The value at the end of the keys, or undefined. */
export function valueAt(value: unknown, ...keys: string[]): any {
  return keys.reduce<any>((at, key) => isObject(at) ? own(at, key) : undefined, value);
}

/** A text that is equal for equal values, whatever the order of their keys; written as Go writes JSON. */
export function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const keys = Object.keys(value).sort();
  return `{${keys.map(key => `${JSON.stringify(key)}:${sortedJson(value[key])}`).join(',')}}`;
}

/** Whether two values are the same JSON. */
export function sameJson(one: unknown, other: unknown): boolean {
  return one === other || sortedJson(one) === sortedJson(other);
}
