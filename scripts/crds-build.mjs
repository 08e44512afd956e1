// Builds the CRD files of crds/: the facts of the official CRDs (types, limits, patterns, defaults), our own validation rules
// from crds/overlay.yaml and our own words from crds/descriptions.yaml. The official CRDs are read from the folder
// TRAFFIC_SHARED (default ../shared).
//   node scripts/crds-build.mjs [--check]     with --check nothing is written: it fails if a file would change
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { applyOverlay, cutSchema, factsOf, placeMatcher } from './crds-schema.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const shared = resolve(root, process.env.TRAFFIC_SHARED ?? '../shared');
const check = process.argv.includes('--check');

const overlay = readOverlay();
const used = new Set();
const stale = [];
for (const file of overlay.files) {
  const text = build(file);
  const path = join(root, 'crds', file.name);
  if (check) {
    if (read(path) !== text) stale.push(file.name);
  } else {
    writeFileSync(path, text);
    console.log(`crds/${file.name}: ${text.split('\n').length} lines`);
  }
}
const unused = [...overlay.descriptions, ...overlay.rules].filter(entry => !used.has(entry));
if (unused.length > 0) fail(`entries of the overlay that match no field:\n${unused.map(e => `  ${e.at.join(' ')}`).join('\n')}`);
if (stale.length > 0) fail(`not what the official CRDs and the overlay give: ${stale.join(', ')} (run scripts/crds-build.mjs)`);

function build(file) {
  const official = file.from.flatMap(readDocuments);
  const documents = Object.entries(file.kinds).map(([kind, fields]) => {
    const crd = official.find(o => o.kind === 'CustomResourceDefinition' && o.spec.names.kind === kind);
    if (crd === undefined) fail(`no CRD of the kind ${kind} in ${file.from.join(', ')}`);
    return stringify(ownCrd(crd, file, kind, fields), { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
  });
  const head = `# ${file.title}.\n# Built by scripts/crds-build.mjs; edit crds/overlay.yaml and crds/descriptions.yaml instead.\n`;
  return head + documents.map(document => `---\n${document}`).join('');
}

function ownCrd(crd, file, kind, fields) {
  const { group, names, scope, versions } = crd.spec;
  const { schema, subresources, additionalPrinterColumns } = versions.find(version => version.name === file.version);
  const facts = factsOf(schema.openAPIV3Schema);
  const own = fields === null ? facts : cutSchema(facts, ['apiVersion', 'kind', 'metadata', ...fields]);
  applyOverlay(own, kind, file.channel, overlay, used);
  const ownVersion = { name: file.version, served: true, storage: true, subresources, additionalPrinterColumns };
  return {
    apiVersion: crd.apiVersion,
    kind: crd.kind,
    metadata: { name: crd.metadata.name, annotations: annotationsOf(crd) },
    spec: {
      group,
      names,
      scope,
      versions: [{ ...ownVersion, schema: { openAPIV3Schema: own } }],
    },
  };
}

/** What an API server (approval) and Gateway API controllers (version, channel) read. */
function annotationsOf(crd) {
  const kept = Object.entries(crd.metadata.annotations).filter(([name]) => !name.startsWith('controller-gen.'));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function readOverlay() {
  const { files, rules } = parse(readFileSync(join(root, 'crds/overlay.yaml'), 'utf8'));
  const descriptions = Object.entries(parse(readFileSync(join(root, 'crds/descriptions.yaml'), 'utf8')));
  const entry = e => ({ ...e, at: [e.at].flat(), matches: [e.at].flat().map(placeMatcher) });
  return { files, descriptions: descriptions.map(([at, text]) => entry({ at, text })), rules: rules.map(entry) };
}

function readDocuments(name) {
  const text = read(join(shared, name));
  if (text === undefined) fail(`no official CRDs at ${join(shared, name)}: set TRAFFIC_SHARED`);
  return parseAllDocuments(text, { version: '1.1' }).map(document => document.toJS()).filter(Boolean);
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function fail(message) {
  console.error(`crds-build: ${message}`);
  process.exit(1);
}
