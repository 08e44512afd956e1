// Random changes of an object, near enough to the schema that many stay valid and the rules are reached.
import { Json, JsonObject, Schema } from './crds';
import { isObject } from './structural';

type Next = () => number;

/** A copy with one to three changes: a field removed, added or set anew, an item doubled or removed. */
export function mutated(object: JsonObject, schema: Schema, next: Next): JsonObject {
  const copy = structuredClone(object);
  for (let changes = 1 + next() % 3; changes > 0; changes--) {
    if (isObject(copy.spec) && schema.properties?.spec !== undefined) change(copy.spec, schema.properties.spec, next);
  }
  return copy;
}

function change(value: JsonObject | Json[], schema: Schema, next: Next): void {
  const below = childrenOf(value, schema);
  if (below.length > 0 && next() % 4 !== 0) {
    const [child, childSchema] = below[next() % below.length];
    change(child, childSchema, next);
  } else if (Array.isArray(value)) {
    changeList(value, schema, next);
  } else {
    changeObject(value, schema, next);
  }
}

type Child = [JsonObject | Json[], Schema];

function childrenOf(value: JsonObject | Json[], schema: Schema): Child[] {
  const entries: [Json, Schema | undefined][] = Array.isArray(value)
    ? value.map(item => [item, schema.items])
    : Object.entries(value).map(([name, child]) => [child, schema.properties?.[name]]);
  return entries.filter((entry): entry is Child => typeof entry[0] === 'object' && entry[0] !== null && entry[1] !== undefined);
}

function changeList(list: Json[], schema: Schema, next: Next): void {
  const at = next() % (list.length + 1);
  if (at === list.length) {
    list.push(list.length > 0 && next() % 2 === 0 ? structuredClone(list[next() % list.length]) : sample(schema.items ?? {}, next));
  } else if (next() % 2 === 0) {
    list.splice(at, 1);
  } else {
    list[at] = sample(schema.items ?? {}, next);
  }
}

function changeObject(object: JsonObject, schema: Schema, next: Next): void {
  const names = Object.keys(schema.properties ?? {});
  if (names.length === 0) {
    object[WORDS[next() % WORDS.length]] = 'x';
    return;
  }
  const name = names[next() % names.length];
  if (object[name] !== undefined && next() % 3 === 0 && !schema.required?.includes(name)) delete object[name];
  else object[name] = sample(schema.properties![name], next);
}

const WORDS = [
  '/', '/shop', 'shop', '//', '/a/./b', '/a/..', '/%2f', '/%zz', '/a#b', '*', 'a.example', '*.a.example', 'A_b', '.x.Y', '1a', 'a/b/c',
  '10.0.0.1', '::1', '0s', '1s', '90ms', '2h', 'GET', 'kube-system', '1.2.3.4', `${'a'.repeat(64)}/x`, '',
];

/** Some value of the schema's type, in its limits more often than not. */
function sample(schema: Schema, next: Next): Json {
  if (schema.enum !== undefined) return schema.enum[next() % schema.enum.length];
  switch (schema.type) {
    case 'integer': return (schema.minimum ?? 0) + next() % 3;
    case 'boolean': return next() % 2 === 0;
    case 'array': return Array.from({ length: (schema.minItems ?? 0) + next() % 3 }, () => sample(schema.items ?? {}, next));
    case 'object': {
      const fields = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name) || next() % 4 === 0);
      return Object.fromEntries(fields.map(([name, child]) => [name, sample(child, next)]));
    }
    default: return WORDS[next() % WORDS.length];
  }
}
