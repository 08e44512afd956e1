// The value against a structural schema without its rules, as k8s.io/kube-openapi/pkg/validation does it, in its words.
import { hasFormat } from './formats.js';
import { isObject, JsonObject, own, sameJson, sortedJson } from './json.js';
import { pattern } from './regex.js';
import { joined, Report } from './report.js';
import { JsonSchema } from './types.js';

/** Reports what the schema refuses in the value, which must be prepared already. */
export function checkStructure(value: unknown, schema: JsonSchema, path: string, report: Report): void {
  report.compared++;
  checkType(value, schema, path, report);
  if (schema.enum !== undefined && !schema.enum.some(each => sameJson(each, value))) report.notSupported(path, value, schema.enum);
  if (value === null || value === undefined) return;
  checkCombined(value, schema, path, report);
  if (typeof value === 'string') checkString(value, schema, path, report);
  else if (typeof value === 'number') checkNumber(value, schema, path, report);
  else if (Array.isArray(value)) checkItems(value, schema, path, report);
  else if (isObject(value)) checkObject(value, schema, path, report);
}

/** A quantity of a built-in kind may be a number without quotes. */
const TYPES_OF_FORMAT = new Map([['kubernetes-quantity', ['number', 'string']]]);
const WORDS_OF_FORMAT = new Map([
  ['kubernetes-quantity', 'quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\''],
  ['kubernetes-bytes', 'must be base64: illegal base64 data'],
]);

function checkType(value: unknown, schema: JsonSchema, path: string, report: Report): void {
  const types = typesOf(schema);
  if (types.length === 0) return;
  const type = typeOf(value);
  if (value === null ? schema.nullable : types.includes(type) || (type === 'integer' && types.includes('number'))) return;
  report.typeInvalid('schema/type', path, type, `${inBody(path)} must be of type ${types.join(',')}: "${type}"`);
}

function typesOf(schema: JsonSchema): readonly string[] {
  if (schema['x-kubernetes-int-or-string']) return ['integer', 'string'];
  return TYPES_OF_FORMAT.get(schema.format ?? '') ?? (schema.type === undefined ? [] : [schema.type]);
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'bigint' ? 'integer' : typeof value;
}

function checkString(value: string, schema: JsonSchema, path: string, report: Report): void {
  // The first of the three is enough.
  if (schema.maxLength !== undefined && isLonger(value, schema.maxLength)) {
    report.tooLong(path, schema.maxLength);
  } else if (schema.minLength !== undefined && !isLonger(value, schema.minLength - 1)) {
    report.invalid('schema/too-short', path, value, `${inBody(path)} should be at least ${schema.minLength} chars long`);
  } else if (schema.pattern !== undefined) {
    const compiled = pattern(schema.pattern);
    const reason = compiled.error === undefined ? schema.pattern : `${schema.pattern}, but pattern is invalid: ${compiled.error}`;
    if (!compiled.test(value)) report.invalid('schema/pattern', path, value, `${inBody(path)} should match '${reason}'`);
  }
  if (schema.format !== undefined && !hasFormat(value, schema.format)) {
    const words = WORDS_OF_FORMAT.get(schema.format) ?? `${inBody(path)} must be of type ${schema.format}: ${JSON.stringify(value)}`;
    report.typeInvalid('schema/format', path, value, words);
  }
}

/** In characters, not in UTF-16 units. */
function isLonger(text: string, length: number): boolean {
  if (text.length <= length) return false;
  return text.length > 2 * length || [...text].length > length;
}

function checkNumber(value: number, schema: JsonSchema, path: string, report: Report): void {
  const { minimum, maximum, multipleOf } = schema;
  const refuse = (detail: string) => report.invalid('schema/range', path, value, `${inBody(path)} should be ${detail}`);
  if (maximum !== undefined && (schema.exclusiveMaximum ? value >= maximum : value > maximum)) {
    refuse(`less than ${schema.exclusiveMaximum ? '' : 'or equal to '}${maximum}`);
  }
  if (minimum !== undefined && (schema.exclusiveMinimum ? value <= minimum : value < minimum)) {
    refuse(`greater than ${schema.exclusiveMinimum ? '' : 'or equal to '}${minimum}`);
  }
  if (multipleOf !== undefined && !Number.isInteger(multipleOf < 1 ? 1 / multipleOf * value : value / multipleOf)) {
    refuse(`a multiple of ${multipleOf}`);
  }
}

function checkItems(list: unknown[], schema: JsonSchema, path: string, report: Report): void {
  // A list that is far too long is refused as a whole: its items would be millions of findings.
  if (schema.maxItems !== undefined && list.length > schema.maxItems) report.tooMany(path, list.length, schema.maxItems);
  const { items } = schema;
  if (items !== undefined) list.forEach((item, i) => checkStructure(item, items, `${path}[${i}]`, report));
  if (schema.minItems !== undefined && list.length < schema.minItems) {
    report.invalid('schema/too-few', path, list.length, `${inBody(path)} should have at least ${schema.minItems} items`);
  }
  if (schema.uniqueItems && new Set(list.map(sortedJson)).size < list.length) {
    report.invalid('schema/duplicate', path, '', `${inBody(path)} shouldn't contain duplicates`);
  }
}

function checkObject(object: JsonObject, schema: JsonSchema, path: string, report: Report): void {
  const names = Object.keys(object);
  if (schema.minProperties !== undefined && names.length < schema.minProperties) {
    report.invalid('schema/too-few', path, names.length, `${inBody(path)} should have at least ${schema.minProperties} properties`);
  }
  if (schema.maxProperties !== undefined && names.length > schema.maxProperties) report.tooMany(path, names.length, schema.maxProperties);
  for (const name of names) {
    const at = joined(path, name);
    const property = own(schema.properties, name);
    if (property !== undefined) checkStructure(object[name], property, at, report);
    else if (isObject(schema.additionalProperties)) checkStructure(object[name], schema.additionalProperties as JsonSchema, at, report);
    else if (schema.additionalProperties === false) report.forbidden(at, `${at} in body is a forbidden property`, 'schema/unknown-field');
  }
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(object, name)) report.required(joined(path, name));
  }
}

function checkCombined(value: unknown, schema: JsonSchema, path: string, report: Report): void {
  const refuse = (detail: string) => report.invalid('schema/combination', path, '', `"${path}" must ${detail}`);
  const judged = (alternative: JsonSchema) => {
    const part = new Report();
    checkStructure(value, alternative, path, part);
    return part;
  };
  if (schema.anyOf !== undefined) {
    const parts = schema.anyOf.map(judged);
    if (!parts.some(part => part.count === 0)) {
      refuse('validate at least one schema (anyOf)');
      report.merge(nearest(parts));
    }
  }
  if (schema.oneOf !== undefined) {
    const parts = schema.oneOf.map(judged);
    const valid = parts.filter(part => part.count === 0).length;
    const found = valid === 0 ? 'none valid' : `${valid} valid alternatives`;
    if (valid !== 1) refuse(`validate one and only one schema (oneOf). Found ${found}`);
    if (valid === 0) report.merge(nearest(parts));
  }
  if (schema.allOf !== undefined) {
    const parts = schema.allOf.map(judged);
    parts.forEach(part => report.merge(part));
    const valid = parts.filter(part => part.count === 0).length;
    if (valid < parts.length) refuse(`validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`);
  }
  if (schema.not !== undefined && judged(schema.not).count === 0) refuse('not validate the schema (not)');
}

/** The server shows the errors of the alternative that has the most to compare. */
function nearest(parts: Report[]): Report {
  return parts.reduce((best, part) => part.compared > best.compared ? part : best, parts[0] ?? new Report());
}

function inBody(path: string): string {
  return `${path} in body`;
}
