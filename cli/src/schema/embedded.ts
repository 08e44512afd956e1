import { fieldSchema } from './crd.js';
import { isObject, JsonObject, own } from './json.js';
import { checkMetadata } from './metadata.js';
import { joined, Report } from './report.js';
import { JsonSchema } from './types.js';

/** Reports what is wrong with the types and metadata of objects within the object; returns the paths of unknown metadata. */
export function checkEmbedded(value: unknown, schema: JsonSchema, path: string, report: Report): string[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? [] : value.flatMap((item, i) => checkEmbedded(item, items, `${path}[${i}]`, report));
  }
  if (!isObject(value)) return [];
  const unknown = schema['x-kubernetes-embedded-resource'] ? checkResource(value, path, report) : [];
  for (const name of Object.keys(value)) {
    const field = fieldSchema(schema, name);
    if (field !== undefined) unknown.push(...checkEmbedded(value[name], field, joined(path, name), report));
  }
  return unknown;
}

function checkResource(resource: JsonObject, path: string, report: Report): string[] {
  for (const name of ['apiVersion', 'kind']) {
    const text = own(resource, name);
    const at = joined(path, name);
    if (text === undefined) report.required(at);
    else if (typeof text !== 'string') report.invalid('schema/type', at, text, 'must be a string');
    else if (text === '') report.invalid('schema/required', at, text, 'must not be empty');
  }
  const metadata = own(resource, 'metadata');
  if (metadata === undefined) return [];
  const part = new Report();
  // A name is not asked for: whatever makes an object of it gives it one.
  const unknown = checkMetadata({ ...resource, metadata: isObject(metadata) ? { name: 'fakename', ...metadata } : metadata }, part);
  report.merge(part, path);
  return unknown.map(name => joined(path, name));
}
