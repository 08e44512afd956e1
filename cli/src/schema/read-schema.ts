// The schema of a CRD as somebody gave it: only keywords of the right type are taken, so that nothing after this can trip over it.
import { isObject, JsonObject, setOwn } from './json.js';
import { joined } from './report.js';
import { JsonSchema } from './types.js';

/** A schema that can be relied on, and what in it could not be used. */
export interface ReadSchema {
  readonly schema: JsonSchema;
  readonly problems: readonly string[];
}

const MAX_DEPTH = 200;
const MAX_NODES = 200_000;

type Reader = (value: unknown, path: string, read: Reading) => unknown;

/** Undefined stands for a value that cannot be used. */
const text: Reader = value => typeof value === 'string' ? value : undefined;
const number: Reader = value => typeof value === 'number' ? value : undefined;
const flag: Reader = value => typeof value === 'boolean' ? value : undefined;
const anything: Reader = value => value;
const list: Reader = value => Array.isArray(value) ? value : undefined;
const texts: Reader = value => Array.isArray(value) && value.every(item => typeof item === 'string') ? value : undefined;
const schema: Reader = (value, path, read) => isObject(value) ? read.schema(value, path) : undefined;
const schemaOrFlag: Reader = (value, path, read) => typeof value === 'boolean' ? value : schema(value, path, read);
const schemas: Reader = (value, path, read) => (
  Array.isArray(value) && value.every(isObject) ? value.map((item, i) => read.schema(item, `${path}[${i}]`)) : undefined);
const schemaMap: Reader = (value, path, read) => {
  if (!isObject(value) || !Object.values(value).every(isObject)) return undefined;
  const result: JsonObject = {};
  for (const name of Object.keys(value)) setOwn(result, name, read.schema(value[name], joined(path, name)));
  return result;
};
const rules: Reader = (value, path, read) => (
  Array.isArray(value) ? value.filter((rule, i) => isRule(rule, `${path}[${i}]`, read)) : undefined);

const KEYWORDS = new Map<string, Reader>([
  ['type', text], ['format', text], ['pattern', text], ['nullable', flag], ['default', anything], ['enum', list],
  ['minLength', number], ['maxLength', number], ['minimum', number], ['maximum', number], ['exclusiveMinimum', flag],
  ['exclusiveMaximum', flag], ['multipleOf', number], ['minItems', number], ['maxItems', number], ['uniqueItems', flag],
  ['minProperties', number], ['maxProperties', number], ['required', texts],
  ['properties', schemaMap], ['additionalProperties', schemaOrFlag], ['items', schema], ['allOf', schemas], ['anyOf', schemas],
  ['oneOf', schemas], ['not', schema],
  ['x-kubernetes-validations', rules], ['x-kubernetes-list-type', text], ['x-kubernetes-list-map-keys', texts],
  ['x-kubernetes-map-type', text], ['x-kubernetes-int-or-string', flag], ['x-kubernetes-preserve-unknown-fields', flag],
  ['x-kubernetes-embedded-resource', flag],
]);

/** Reads a schema. */
export function readSchema(raw: JsonObject): ReadSchema {
  const reading = new Reading();
  return { schema: reading.schema(raw, ''), problems: reading.problems };
}

class Reading {
  public readonly problems: string[] = [];
  private nodes = 0;
  private depth = 0;

  public schema(raw: JsonObject, path: string): JsonSchema {
    const result: JsonObject = {};
    if (++this.nodes > MAX_NODES || this.depth > MAX_DEPTH) {
      this.problem(path, 'the schema is too large or too deep');
      return { 'x-kubernetes-preserve-unknown-fields': true };
    }
    this.depth++;
    for (const [keyword, reader] of KEYWORDS) {
      if (!Object.hasOwn(raw, keyword) || raw[keyword] === null) continue;
      const at = joined(path, keyword);
      const value = reader(raw[keyword], at, this);
      if (value === undefined) this.problem(at, 'is of a wrong type');
      else result[keyword] = value;
    }
    this.depth--;
    return result;
  }

  /** A few are enough to see that the file is broken. */
  public problem(path: string, words: string): void {
    if (this.problems.length < 5) this.problems.push(`${path} ${words}`);
  }
}

function isRule(rule: unknown, path: string, read: Reading): boolean {
  if (!isObject(rule) || typeof rule.rule !== 'string') {
    read.problem(path, 'has no rule');
    return false;
  }
  const odd = ['message', 'messageExpression', 'reason', 'fieldPath'].find(name => typeof (rule[name] ?? '') !== 'string');
  if (odd !== undefined) read.problem(`${path}.${odd}`, 'is of a wrong type');
  return odd === undefined;
}
