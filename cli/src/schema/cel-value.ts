// JSON as values of CEL, by its schema: only declared fields exist, under escaped names, and integers are 64 bit.
import { CelInput } from '@bufbuild/cel';
import { spend } from './cel-budget.js';
import { bytesOf, durationOf, timestampOf } from './cel-time.js';
import { isObject, JsonObject, own } from './json.js';
import { JsonSchema } from './types.js';

/** Values of one object, each converted once although every level with a rule asks for what is below it. */
export class CelValues {
  private readonly done = new WeakMap<object, CelInput>();

  /** The value; a root, or an embedded resource, shows its type and name even if the schema does not. */
  public of(value: unknown, schema: JsonSchema, root = false): CelInput {
    if (typeof value !== 'object' || value === null) return scalar(value, schema);
    let result = this.done.get(value);
    if (result === undefined) {
      result = Array.isArray(value) ? this.list(value, schema) : this.object(value as JsonObject, schema, root);
      this.done.set(value, result);
    }
    return result;
  }

  private list(list: unknown[], schema: JsonSchema): CelInput {
    return CountedList.from(list.map(item => this.of(item, schema.items ?? {})));
  }

  private object(object: JsonObject, schema: JsonSchema, root: boolean): CelInput {
    const result = new CountedMap<string, CelInput>();
    const values = isObject(schema.additionalProperties) ? schema.additionalProperties as JsonSchema : undefined;
    const resource = root || schema['x-kubernetes-embedded-resource'] === true;
    const known = resource ? { ...ROOT, ...schema.properties, metadata: METADATA } : schema.properties;
    for (const name of Object.keys(object)) {
      const property = own(known, name);
      // Keys of maps are data and stay as they are.
      if (property === undefined) {
        if (values !== undefined) result.set(name, this.of(object[name], values));
        continue;
      }
      const escaped = escapedName(name);
      if (escaped !== undefined && hasType(property)) result.set(escaped, this.of(object[name], property));
    }
    return result;
  }
}

const STRING: JsonSchema = { type: 'string' };
const METADATA: JsonSchema = { type: 'object', properties: { name: STRING, generateName: STRING } };
const ROOT: { readonly [name: string]: JsonSchema } = { apiVersion: STRING, kind: STRING };

/** A list whose loops are counted. */
class CountedList<T> extends Array<T> {
  public override* values(): ArrayIterator<T> {
    for (const item of super.values()) {
      spend();
      yield item;
    }
    return undefined;
  }
}

/** A map whose loops are counted. */
class CountedMap<K, V> extends Map<K, V> {
  public override* keys(): MapIterator<K> {
    for (const key of super.keys()) {
      spend();
      yield key;
    }
    return undefined;
  }
}

/** What may hold anything has no type in CEL: rules cannot see it. */
function hasType(schema: JsonSchema): boolean {
  return schema.type !== undefined || schema['x-kubernetes-int-or-string'] === true || schema.properties !== undefined;
}

function scalar(value: unknown, schema: JsonSchema): CelInput {
  if (typeof value === 'number') {
    const whole = Number.isInteger(value) && (schema.type === 'integer' || schema['x-kubernetes-int-or-string'] === true);
    return whole ? BigInt(value) : value;
  }
  if (typeof value === 'string') {
    switch (schema.format?.replaceAll('-', '')) {
      case 'datetime': return timestampOf(value);
      case 'date': return timestampOf(`${value}T00:00:00Z`);
      case 'duration': return durationOf(value);
      case 'byte': return bytesOf(value);
      default: return value;
    }
  }
  return value as CelInput;
}

const RESERVED = new Set([
  'true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package',
  'namespace', 'return', 'var', 'void', 'while',
]);
const SIGNS: { readonly [sign: string]: string } = { '.': '__dot__', '-': '__dash__', '/': '__slash__', '__': '__underscores__' };

/** The name of a property in a rule; undefined if no rule can name it (k8s.io/apiserver/pkg/cel/escaping.go). */
export function escapedName(name: string): string | undefined {
  if (RESERVED.has(name)) return `__${name}__`;
  return /^[A-Za-z_][A-Za-z0-9_./-]*$/.test(name) ? name.replace(/__|[./-]/g, sign => SIGNS[sign]) : undefined;
}
