// What an API server does with an object before it validates: drops what it does not know and nulls, fills in defaults.
import { fieldSchema } from './crd.js';
import { isObject, JsonObject, own, setOwn } from './json.js';
import { joined } from './report.js';
import { JsonSchema } from './types.js';

/** Above what fits into one request (3 MiB); an alias bomb would fill the memory otherwise. */
const MAX_NODES = 1_500_000;
/** Go's own limit is 10,000, our stack's is near that: no manifest is a tenth as deep. */
const MAX_DEPTH = 500;

/** The object as it would be stored, and the paths of the fields that were dropped. */
export interface Prepared {
  readonly value: any;
  readonly unknown: readonly string[];
}

/** An object that no API server would read: too large or too deep. */
export class UnreadableError extends Error {}

/** A copy with unknown fields and nulls dropped and defaults filled in. */
export function prepare(value: unknown, schema: JsonSchema): Prepared {
  const unknown: string[] = [];
  const walk = new Walk(unknown);
  return { value: walk.copy(value, schema, '', 0, true), unknown };
}

/** A copy of any JSON as it is. */
export function copyOf(value: unknown): any {
  return new Walk([]).copy(value, OPEN, '', 0, false);
}

const OPEN: JsonSchema = { 'x-kubernetes-preserve-unknown-fields': true };
const TYPE_AND_META = new Set(['apiVersion', 'kind', 'metadata']);

class Walk {
  private nodes = 0;

  public constructor(private readonly unknown: string[]) {}

  public copy(value: unknown, schema: JsonSchema, path: string, depth: number, root: boolean): any {
    if (++this.nodes > MAX_NODES) throw new UnreadableError(`the object has more than ${MAX_NODES} values: no API server takes that much`);
    if (depth > MAX_DEPTH) throw new UnreadableError(`the object is nested more than ${MAX_DEPTH} levels deep`);
    if (Array.isArray(value)) return this.list(value, schema, path, depth);
    return isObject(value) ? this.object(value, schema, path, depth, root) : value;
  }

  private list(list: unknown[], schema: JsonSchema, path: string, depth: number): any[] {
    const items = schema.items ?? (schema['x-kubernetes-preserve-unknown-fields'] ? OPEN : {});
    return list.map((item, i) => {
      const filled = item === null && !items.nullable && items.default !== undefined ? items.default : item;
      return this.copy(filled, items, `${path}[${i}]`, depth + 1, false);
    });
  }

  private object(object: JsonObject, schema: JsonSchema, path: string, depth: number, root: boolean): JsonObject {
    const result: JsonObject = {};
    const resource = root || schema['x-kubernetes-embedded-resource'] === true;
    for (const name of Object.keys(object)) {
      if (object[name] === undefined) continue;
      const field = own(schema.properties, name) ?? fieldSchema(schema, name);
      const at = joined(path, name);
      if (resource && TYPE_AND_META.has(name)) {
        // The schema of a CRD leaves them open: they have rules of their own.
        const open = field?.properties === undefined ? OPEN : field;
        if (object[name] !== null) setOwn(result, name, this.copy(object[name], open, at, depth + 1, false));
      } else if (field !== undefined) {
        this.field(result, name, object[name], field, at, depth);
      } else if (schema['x-kubernetes-preserve-unknown-fields'] || schema.additionalProperties === true) {
        setOwn(result, name, this.copy(object[name], OPEN, at, depth + 1, false));
      } else {
        this.unknown.push(at);
      }
    }
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      if (field.default === undefined || Object.hasOwn(result, name)) continue;
      setOwn(result, name, this.copy(field.default, field, joined(path, name), depth + 1, false));
    }
    return result;
  }

  /** A null is as good as no value, unless the schema says that it is a value. */
  private field(result: JsonObject, name: string, value: unknown, field: JsonSchema, path: string, depth: number): void {
    if (value !== null || field.nullable) setOwn(result, name, this.copy(value, field, path, depth + 1, false));
  }
}
