// What an API server does with a structural schema before it runs the CEL rules: defaults, types, limits, lists, unknown fields.
import { Json, JsonObject, Schema } from './crds';
import { re2Finds } from './cel';

export const NOT_IN_ENUM = 'not one of the allowed values';

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy of the value with the defaults of the schema filled in. */
export function withDefaults(value: Json, schema: Schema): Json {
  if (Array.isArray(value)) {
    const items = schema.items;
    return items === undefined ? value : value.map(item => withDefaults(item, items));
  }
  if (!isObject(value)) return value;
  const result: JsonObject = { ...value };
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    if (result[name] === undefined && child.default !== undefined) result[name] = child.default;
    if (result[name] !== undefined) result[name] = withDefaults(result[name], child);
  }
  if (typeof schema.additionalProperties === 'object') {
    for (const name of Object.keys(value)) result[name] = withDefaults(result[name], schema.additionalProperties);
  }
  return result;
}

/** Why the schema (without its rules) refuses the value; empty if it does not. */
export function structuralErrors(value: Json, schema: Schema, path = ''): string[] {
  if (schema['x-kubernetes-int-or-string']) {
    return typeof value === 'string' || Number.isInteger(value) ? [] : [`${path}: not an integer or string`];
  }
  if (schema.type !== undefined && !hasType(value, schema.type)) return [`${path}: not of type ${schema.type}`];
  const errors = keywordErrors(value, schema).map(error => `${path}: ${error}`);
  if (Array.isArray(value)) {
    errors.push(...listErrors(value, schema).map(error => `${path}: ${error}`));
    const items = schema.items;
    if (items !== undefined) errors.push(...value.flatMap((item, i) => structuralErrors(item, items, `${path}[${i}]`)));
  } else if (isObject(value)) {
    errors.push(...objectErrors(value, schema, path));
  }
  return errors;
}

function hasType(value: Json, type: string): boolean {
  switch (type) {
    case 'object': return isObject(value);
    case 'array': return Array.isArray(value);
    case 'integer': return Number.isInteger(value);
    default: return typeof value === type;
  }
}

function keywordErrors(value: Json, schema: Schema): string[] {
  const errors: string[] = [];
  const refuse = (broken: boolean, error: string) => void (broken && errors.push(error));
  refuse(schema.enum !== undefined && !schema.enum.includes(value), NOT_IN_ENUM);
  if (typeof value === 'string') {
    const length = [...value].length;
    refuse(length < (schema.minLength ?? 0), 'too short');
    refuse(length > (schema.maxLength ?? Infinity), 'too long');
    refuse(schema.pattern !== undefined && !re2Finds(schema.pattern, value), `does not match ${schema.pattern}`);
    refuse(!hasFormat(value, schema.format), `not in the format ${schema.format}`);
  }
  if (typeof value === 'number') {
    const int32 = schema.format === 'int32';
    refuse(value < (schema.minimum ?? (int32 ? -(2 ** 31) : -Infinity)), 'too small');
    refuse(value > (schema.maximum ?? (int32 ? 2 ** 31 - 1 : Infinity)), 'too big');
  }
  const fits = (alternative: Schema) => combinedErrors(value, alternative).length === 0;
  refuse(schema.oneOf !== undefined && schema.oneOf.filter(fits).length !== 1, 'does not fit exactly one alternative');
  refuse(schema.anyOf !== undefined && !schema.anyOf.some(fits), 'fits no alternative');
  refuse(schema.allOf !== undefined && !schema.allOf.every(fits), 'does not fit all alternatives');
  refuse(schema.not !== undefined && fits(schema.not), 'fits what is excluded');
  return errors;
}

/** Inside oneOf, anyOf, allOf and not, a schema names only some of the fields. */
function combinedErrors(value: Json, schema: Schema): string[] {
  return structuralErrors(value, { ...schema, 'x-kubernetes-preserve-unknown-fields': true });
}

function hasFormat(value: string, format: string | undefined): boolean {
  switch (format) {
    case 'ipv4': return /^(\d{1,3}\.){3}\d{1,3}$/.test(value) && value.split('.').every(part => Number(part) <= 255);
    case 'ipv6': return value.includes(':') && URL.canParse(`http://[${value}]`);
    case 'date-time': return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value);
    default: return true;
  }
}

function listErrors(list: Json[], schema: Schema): string[] {
  const errors: string[] = [];
  if (list.length < (schema.minItems ?? 0)) errors.push('too few items');
  if (list.length > (schema.maxItems ?? Infinity)) errors.push('too many items');
  const type = schema['x-kubernetes-list-type'];
  if (type === 'set' || type === 'map') {
    const keys = schema['x-kubernetes-list-map-keys'] ?? [];
    const key = (item: Json) => JSON.stringify(type === 'map' && isObject(item) ? keys.map(name => item[name] ?? null) : item);
    if (new Set(list.map(key)).size < list.length) errors.push('duplicate items');
  }
  return errors;
}

function objectErrors(value: JsonObject, schema: Schema, path: string): string[] {
  const size = Object.keys(value).length;
  const errors = (schema.required ?? []).filter(name => value[name] === undefined).map(name => `${path}.${name}: required`);
  if (size < (schema.minProperties ?? 0)) errors.push(`${path}: too few properties`);
  if (size > (schema.maxProperties ?? Infinity)) errors.push(`${path}: too many properties`);
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true || (path === '.metadata' && schema.properties === undefined);
  for (const [name, child] of Object.entries(value)) {
    const known = schema.properties?.[name] ?? schema.additionalProperties;
    if (typeof known === 'object') errors.push(...structuralErrors(child, known, `${path}.${name}`));
    else if (known !== true && !open) errors.push(`${path}.${name}: unknown field`);
  }
  return errors;
}
