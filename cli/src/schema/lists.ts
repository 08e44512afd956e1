import { fieldSchema } from './crd.js';
import { isObject, JsonObject, own, setOwn, sortedJson } from './json.js';
import { joined, Report } from './report.js';
import { JsonSchema } from './types.js';

/** Reports items that stand twice in lists that are sets or maps. */
export function checkLists(value: unknown, schema: JsonSchema, path: string, report: Report): void {
  if (Array.isArray(value)) {
    const type = schema['x-kubernetes-list-type'];
    if (type === 'set') reportTwice(value, value, path, report);
    if (type === 'map') checkMap(value, schema['x-kubernetes-list-map-keys'] ?? [], path, report);
    const { items } = schema;
    if (items !== undefined) value.forEach((item, i) => checkLists(item, items, `${path}[${i}]`, report));
  } else if (isObject(value)) {
    for (const name of Object.keys(value)) {
      const field = fieldSchema(schema, name);
      if (field === undefined) continue;
      checkLists(value[name], field, own(schema.properties, name) === undefined ? `${path}[${name}]` : joined(path, name), report);
    }
  }
}

function checkMap(list: unknown[], keys: readonly string[], path: string, report: Report): void {
  const odd = list.findIndex(item => item !== null && !isObject(item));
  if (odd >= 0) report.invalid('schema/type', `${path}[${odd}]`, list[odd], 'must be an object for an array of list-type map');
  else reportTwice(list.map(item => keyOf(item, keys)), list, path, report);
}

/** The keys of an item; a key that the item does not have is none, not a null. */
function keyOf(item: unknown, keys: readonly string[]): JsonObject {
  const result: JsonObject = {};
  if (isObject(item)) for (const key of keys) if (Object.hasOwn(item, key)) setOwn(result, key, item[key]);
  return result;
}

/** A value that stands three times is reported once, at its second place. */
function reportTwice(keys: unknown[], list: unknown[], path: string, report: Report): void {
  if (list.length < 2) return;
  const times = new Map<string, number>();
  keys.forEach((key, i) => {
    const text = sortedJson(key);
    const before = times.get(text) ?? 0;
    times.set(text, before + 1);
    if (before === 1) report.duplicate(`${path}[${i}]`, key);
  });
}
