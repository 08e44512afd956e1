// Builds cli/schemas/kubernetes.json from the OpenAPI files of a Kubernetes release: the built-in kinds, without words.
//   node scripts/core-schemas.mjs [--check] [FOLDER]
// FOLDER is api/openapi-spec/v3 of the module k8s.io/kubernetes; without it, the Go client fetches the module of the version below.
// With --check nothing is written: it fails if the file would change.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSION = 'v1.34.4';
/** Questions to the server, and its own notes: nobody keeps them as manifests. */
const LEFT_OUT = /^(authentication|authorization|internal)\./;
/** "Required" in the OpenAPI files, but the server takes an object without them. */
const NOT_REQUIRED = [
  ['io.k8s.api.discovery.v1.EndpointSlice', 'endpoints'],
  ['io.k8s.api.apps.v1.StatefulSetSpec', 'serviceName'],
  ['io.k8s.api.rbac.v1.Role', 'rules'],
  ['io.k8s.api.rbac.v1.ClusterRole', 'rules'],
];
const KEPT = ['type', 'format', 'required', 'x-kubernetes-list-type', 'x-kubernetes-list-map-keys', 'x-kubernetes-preserve-unknown-fields'];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, 'cli/schemas/kubernetes.json');
const args = process.argv.slice(2).filter(arg => arg !== '--check');
const folder = args[0] ?? join(fetched(), 'api/openapi-spec/v3');

const definitions = new Map();
const kinds = {};
for (const file of readdirSync(folder).sort()) {
  // Alpha and beta versions are switched off in a cluster unless somebody asks for them.
  const group = /^apis?__(?:(.*)__)?v\d+_openapi\.json$/.exec(file);
  if (group === null || LEFT_OUT.test(group[1] ?? '')) continue;
  const { components, paths } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  for (const [name, schema] of Object.entries(components.schemas)) {
    definitions.set(name, schema);
    for (const each of schema['x-kubernetes-group-version-kind'] ?? []) {
      const apiVersion = each.group === '' ? each.version : `${each.group}/${each.version}`;
      if (isKept(each, apiVersion, paths)) kinds[`${apiVersion}/${each.kind}`] = name;
    }
  }
}

const used = {};
for (const name of Object.values(kinds)) use(name, true);
const text = `${JSON.stringify({
  source: `Kubernetes ${VERSION} (k8s.io/kubernetes, api/openapi-spec/v3), Copyright The Kubernetes Authors, Apache License 2.0`,
  kinds: sorted(kinds, name => short(name)),
  definitions: sorted(used),
})}\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
  console.log(`cli/schemas/kubernetes.json: ${Object.keys(kinds).length} kinds, ${Math.round(text.length / 1024)} KB`);
} else if (readFileSync(target, 'utf8') !== text) {
  console.error('cli/schemas/kubernetes.json is not what Kubernetes gives: run scripts/core-schemas.mjs');
  process.exitCode = 1;
}

/** A kind that can be created: its collection takes a POST. */
function isKept({ kind }, apiVersion, paths) {
  if (kind.endsWith('Options') || kind.endsWith('List')) return false;
  const start = apiVersion.includes('/') ? `/apis/${apiVersion}/` : `/api/${apiVersion}/`;
  return Object.entries(paths).some(([path, { post }]) => (
    path.startsWith(start) && !path.includes('{name}') && post?.['x-kubernetes-group-version-kind']?.kind === kind));
}

function use(name, isKind) {
  const key = short(name);
  if (used[key] !== undefined) return;
  used[key] = {};
  const schema = definitions.get(name);
  if (schema === undefined) throw new Error(`no definition ${name}`);
  if (name.endsWith('.JSONSchemaProps')) {
    // The schema of a CRD has a validator of its own in the server.
    used[key] = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    return;
  }
  // A write of the object ignores its status.
  const properties = Object.entries(schema.properties ?? {}).filter(([field]) => !isKind || field !== 'status');
  used[key] = reduced({ ...schema, properties: Object.fromEntries(properties) }, name);
}

/** The facts of a schema that the validator reads, its parts by reference. */
function reduced(schema, name) {
  const ref = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0].$ref : undefined);
  if (ref !== undefined) return referred(ref.replace('#/components/schemas/', ''));
  const result = {};
  for (const key of KEPT) if (schema[key] !== undefined) result[key] = schema[key];
  if (result.required !== undefined) {
    result.required = result.required.filter(field => !NOT_REQUIRED.some(([of, each]) => of === name && each === field));
  }
  // Zero values stand for "none"; others are what the server fills in.
  if (schema.default && JSON.stringify(schema.default) !== '{}') result.default = schema.default;
  if (schema.properties !== undefined) result.properties = sorted(schema.properties, reduced);
  if (schema.items !== undefined) result.items = reduced(schema.items);
  if (schema.additionalProperties !== undefined) result.additionalProperties = reduced(schema.additionalProperties);
  if (schema.type === 'object' && Object.keys(result).length === 1) result['x-kubernetes-preserve-unknown-fields'] = true;
  return result;
}

/** A few types are written by themselves, and not as the OpenAPI files have it. */
function referred(name) {
  switch (name.split('.').pop()) {
    case 'IntOrString': return { 'x-kubernetes-int-or-string': true };
    case 'Quantity': return { format: 'kubernetes-quantity' };
    case 'Time': return { type: 'string', format: 'date-time' };
    case 'MicroTime': return { type: 'string', format: 'date-time' };
    case 'FieldsV1': case 'RawExtension': case 'JSON': return { 'x-kubernetes-preserve-unknown-fields': true };
    default:
      use(name, false);
      return { $ref: short(name) };
  }
}

/** Unique within the file: the last part, with the group where two groups have it. */
function short(name) {
  const last = name.split('.').pop();
  const twins = [...definitions.keys()].filter(each => each.split('.').pop() === last);
  return twins.length === 1 ? last : name.replace(/^io\.k8s\.(api|[-a-z]+\.pkg\.apis)\./, '');
}

function sorted(object, map = value => value) {
  return Object.fromEntries(Object.keys(object).sort().map(key => [key, map(object[key])]));
}

function fetched() {
  const { status, stdout, stderr } = spawnSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${VERSION}`], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`go cannot fetch k8s.io/kubernetes@${VERSION}: ${stderr}${stdout}`);
  return JSON.parse(stdout).Dir;
}
