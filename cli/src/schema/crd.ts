import { isObject, listAt, objectAt, own, valueAt } from './json.js';
import { readSchema } from './read-schema.js';
import { JsonSchema } from './types.js';

/** What a store keeps of one CRD. */
export interface KindEntry {
  readonly group: string;
  readonly kind: string;
  /** Where it came from, for messages. */
  readonly source: string;
  /** Holds only some of the kind's fields: others are not errors. */
  readonly partial: boolean;
  readonly versions: ReadonlyMap<string, JsonSchema>;
  /** What in the CRD could not be used. */
  readonly problems: readonly string[];
}

/** The CRD in a document, or undefined if the document is something else or too broken to be used. */
export function crdOf(document: unknown, source: string, partial = false): KindEntry | undefined {
  if (valueAt(document, 'kind') !== 'CustomResourceDefinition') return undefined;
  const group = valueAt(document, 'spec', 'group');
  const kind = valueAt(document, 'spec', 'names', 'kind');
  if (typeof group !== 'string' || typeof kind !== 'string') return undefined;
  const versions = new Map<string, JsonSchema>();
  const problems: string[] = [];
  for (const version of listAt(document, 'spec', 'versions')) {
    const name = valueAt(version, 'name');
    if (typeof name !== 'string' || valueAt(version, 'served') === false) continue;
    // apiextensions v1beta1 had one schema for all versions, or none: then everything is allowed.
    const raw = objectAt(version, 'schema', 'openAPIV3Schema') ?? objectAt(document, 'spec', 'validation', 'openAPIV3Schema') ?? OPEN;
    const read = readSchema(raw);
    versions.set(name, read.schema);
    problems.push(...read.problems.map(problem => `${name}: ${problem}`));
  }
  return { group, kind, source, partial, versions, problems };
}

const OPEN = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** The schema of a property, or of the values of a map; undefined if the schema knows none. */
export function fieldSchema(schema: JsonSchema, name: string): JsonSchema | undefined {
  const property = own(schema.properties, name);
  if (isObject(property)) return property;
  return isObject(schema.additionalProperties) ? schema.additionalProperties as JsonSchema : undefined;
}
