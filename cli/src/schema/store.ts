import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { checkRules, UnsupportedRule } from './cel-rules.js';
import { checkCore } from './core-checks.js';
import { CoreFile, CoreKinds, CoreSchema } from './core-kinds.js';
import { crdOf, KindEntry } from './crd.js';
import { checkEmbedded } from './embedded.js';
import { isObject, JsonObject, listAt, own } from './json.js';
import { checkLists } from './lists.js';
import { checkMetadata } from './metadata.js';
import { copyOf, prepare, UnreadableError } from './prepare.js';
import { joined, Report } from './report.js';
import { checkStructure } from './structural.js';
import { Channel, JsonSchema, SchemaFinding, ValidateOptions } from './types.js';

/** Where the schemas that come along lie. */
export interface SchemaPlaces {
  /** The folder `crds` of the library. */
  readonly crds: string;
  /** The file that scripts/core-schemas.mjs builds. */
  readonly core: string;
}

interface Found {
  readonly schema: JsonSchema;
  readonly entry?: KindEntry;
}

/** The schemas of kinds, and what an API server with them would say of an object. */
export class SchemaStore {
  /** The built-in kinds, and our CRDs of the Gateway API, of Envoy Gateway and of the Prometheus operator. */
  public static embedded(channel: Channel, places: SchemaPlaces): SchemaStore {
    return new SchemaStore([
      { path: join(places.crds, `gateway-api-v1.6.1-${channel}.yaml`), group: 'gateway.networking.k8s.io', partial: false },
      { path: join(places.crds, 'envoy-gateway-v1.9.0.yaml'), group: 'gateway.envoyproxy.io', partial: true },
      { path: join(places.crds, 'prometheus-operator-v0.85.0.yaml'), group: 'monitoring.coreos.com', partial: true },
    ], places.core);
  }

  private readonly given = new Map<string, KindEntry>();
  private readonly own = new Map<string, KindEntry | undefined>();
  private coreKinds?: CoreKinds;

  private constructor(private readonly files: readonly EmbeddedFile[], private readonly coreFile: string) {}

  /** Takes the CRDs among the documents, in place of others of the same group and kind. Returns how many there were. */
  public addCrdDocuments(docs: unknown[], source: string): number {
    const entries = docs.flatMap(doc => itemsOf(doc)).map(doc => crdOf(doc, source)).filter(entry => entry !== undefined);
    for (const entry of entries) this.given.set(`${entry.group}/${entry.kind}`, entry);
    return entries.length;
  }

  /** Whether objects of the kind can be validated. */
  public has(apiVersion: string, kind: string): boolean {
    return this.find(apiVersion, kind) !== undefined;
  }

  /** What an API server would say of the object. */
  public validate(object: any, options: ValidateOptions = {}): SchemaFinding[] {
    if (!isObject(object)) return [error('schema/type', '', 'the document is no object: a manifest has apiVersion, kind and metadata')];
    try {
      return this.judged(object, options);
    } catch (reason) {
      if (reason instanceof UnreadableError) return [error('schema/unreadable', '', reason.message)];
      throw reason;
    }
  }

  /** A copy of the object with the defaults that an API server would fill in, without what it would drop. */
  public withDefaults(object: any): any {
    if (!isObject(object)) return object;
    const found = this.find(String(own(object, 'apiVersion')), String(own(object, 'kind')));
    return found === undefined ? copyOf(object) : prepare(withoutStatus(object), found.schema).value;
  }

  private judged(object: JsonObject, options: ValidateOptions): SchemaFinding[] {
    const [apiVersion, kind] = [own(object, 'apiVersion'), own(object, 'kind')];
    const missing = ['apiVersion', 'kind'].filter(name => typeof own(object, name) !== 'string' || object[name] === '');
    if (missing.length > 0) {
      return missing.map(name => error('schema/required', name, `${name}: Required value: it is a string in any manifest`));
    }
    if (kind === 'List' && apiVersion === 'v1') return listAt(object, 'items').flatMap((item, i) => this.item(item, i, options));
    const found = this.find(apiVersion, kind);
    const report = new Report();
    const metaUnknown = checkMetadata(object, report).map(path => unknownField(path));
    const nameless = generatedName(object);
    if (found === undefined) return [this.unknownKind(apiVersion, kind), ...metaUnknown, ...nameless, ...report.findings()];
    const { unknown, unsupported } = this.check(object, found, options, report);
    const fields = unknown.map(path => unknownField(path, found.entry?.partial ? found.entry : undefined));
    const notChecked = [...brokenCrd(found.entry), ...unsupported.map(rule => unsupportedFinding(rule, found.entry))];
    return [...metaUnknown, ...fields, ...nameless, ...report.findings(), ...notChecked];
  }

  private check(object: JsonObject, { schema, entry }: Found, options: ValidateOptions, report: Report) {
    const operation = options.operation ?? (options.old === undefined ? 'create' : 'update');
    // The schemas of Kubernetes itself hold the metadata once more, which are checked already.
    const rest = entry === undefined ? withoutField(object, 'metadata') : object;
    const judged = operation === 'status' ? rest : withoutStatus(rest);
    const { value, unknown } = prepare(judged, schema);
    const old = isObject(options.old) ? prepare(options.old, schema).value : undefined;
    if (operation === 'status') {
      // The server looks at the status alone, and names fields from there.
      const status = new Report();
      const { status: part } = schema.properties ?? {};
      if (part !== undefined && own(value, 'status') !== undefined) checkStructure(value.status, part, '', status);
      report.merge(status, 'status');
    } else {
      checkStructure(value, schema, '', report);
    }
    if (entry === undefined) {
      if (!report.hasTypeErrors) checkCore(value, schema as CoreSchema, '', report);
      return { unknown, unsupported: [] };
    }
    const inside = checkEmbedded(value, schema, '', report);
    checkLists(value, schema, '', report);
    return { unknown: [...unknown, ...inside], unsupported: report.blocked ? [] : checkRules(value, old, schema, report) };
  }

  private item(item: unknown, index: number, options: ValidateOptions): SchemaFinding[] {
    const at = `items[${index}]`;
    if (isObject(item) && own(item, 'kind') === 'List') return [error('schema/type', at, `${at}: a List in a List`)];
    return this.validate(item, options).map(finding => ({ ...finding, path: joined(at, finding.path) }));
  }

  private find(apiVersion: string, kind: string): Found | undefined {
    const slash = apiVersion.indexOf('/');
    const [group, version] = slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
    const key = `${group}/${kind}`;
    const entry = this.given.get(key) ?? this.embeddedEntry(group, kind, key);
    if (entry !== undefined) {
      // Ours have one version; what v1beta1 had is the same there.
      const old = version === 'v1beta1' && !this.given.has(key) && kind !== 'GRPCRoute' ? 'v1' : version;
      const schema = entry.versions.get(old);
      return schema === undefined ? undefined : { schema, entry };
    }
    const schema = this.core().schema(apiVersion, kind);
    return schema === undefined ? undefined : { schema };
  }

  /** Reads the file of the group when one of its kinds is asked for, and of that file only the kind. */
  private embeddedEntry(group: string, kind: string, key: string): KindEntry | undefined {
    if (!this.own.has(key)) {
      const file = this.files.find(each => each.group === group);
      this.own.set(key, file === undefined ? undefined : readKind(file, kind));
    }
    return this.own.get(key);
  }

  private core(): CoreKinds {
    this.coreKinds ??= new CoreKinds(JSON.parse(readFileSync(this.coreFile, 'utf8')) as CoreFile);
    return this.coreKinds;
  }

  private unknownKind(apiVersion: string, kind: string): SchemaFinding {
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    const entry = this.given.get(`${group}/${kind}`) ?? this.own.get(`${group}/${kind}`);
    const noMatch = `no matches for kind "${kind}" in version "${apiVersion}"`;
    if (entry !== undefined) {
      const versions = [...entry.versions.keys()].join(', ');
      return error('schema/unknown-kind', 'apiVersion', `${noMatch}: the CRD of ${entry.source} serves ${versions || 'no version'}`);
    }
    if (this.core().hasVersion(apiVersion)) return error('schema/unknown-kind', 'kind', `${noMatch}: Kubernetes has no such kind`);
    const message = `no schema for the kind ${kind} of ${apiVersion}, so only its metadata were checked: give its CRD with --crds FILE`;
    return { rule: 'schema/unknown-kind', path: 'kind', message, severity: 'warning' };
  }
}

interface EmbeddedFile {
  readonly path: string;
  readonly group: string;
  readonly partial: boolean;
}

/** Our files are written by scripts/crds-build.mjs: `---` stands before each CRD, and the kind on a line of its own. */
function readKind({ path, partial }: EmbeddedFile, kind: string): KindEntry | undefined {
  const text = readFileSync(path, 'utf8').split('\n---\n').find(part => part.includes(`\n    kind: ${kind}\n`));
  return text === undefined ? undefined : crdOf(parseDocument(text, { version: '1.1' }).toJS(), 'cdk8s-traffic', partial);
}

function itemsOf(document: unknown): unknown[] {
  return isObject(document) && own(document, 'kind') === 'List' ? listAt(document, 'items') : [document];
}

function withoutStatus(object: JsonObject): JsonObject {
  return withoutField(object, 'status');
}

function withoutField(object: JsonObject, field: string): JsonObject {
  if (!Object.hasOwn(object, field)) return object;
  const rest = { ...object };
  delete rest[field];
  return rest;
}

function generatedName(object: JsonObject): SchemaFinding[] {
  const metadata = own(object, 'metadata');
  if (!isObject(metadata) || (own(metadata, 'name') ?? '') !== '' || typeof own(metadata, 'generateName') !== 'string') return [];
  const message = 'metadata.generateName: kubectl create makes another object each time, kubectl apply refuses it; give a metadata.name';
  return [{ rule: 'schema/generate-name', path: 'metadata.generateName', message, severity: 'warning' }];
}

function unknownField(path: string, entry?: KindEntry): SchemaFinding {
  if (entry === undefined) return error('schema/unknown-field', path, `strict decoding error: unknown field "${path}"`);
  const message = `unknown field "${path}": the schema of ${entry.kind} that comes along holds only the fields that cdk8s-traffic writes; `
    + 'give the whole CRD with --crds FILE';
  return { rule: 'schema/unknown-field', path, message, severity: 'warning' };
}

function brokenCrd(entry: KindEntry | undefined): SchemaFinding[] {
  if (entry === undefined || entry.problems.length === 0) return [];
  const message = `the CRD of ${entry.kind} in ${entry.source} is wrong itself, so not all of it was checked: ${entry.problems.join('; ')}`;
  return [{ rule: 'schema/broken-crd', path: '', message, severity: 'warning' }];
}

function unsupportedFinding({ path, rule, reason }: UnsupportedRule, entry: KindEntry | undefined): SchemaFinding {
  const words = (rule.message ?? '').trim() || rule.rule.trim();
  const where = `${path === '' ? '' : `${path}: `}a rule of the CRD${entry === undefined ? '' : ` in ${entry.source}`}`;
  const message = `${where} was not checked, since ${reason}. The rule: ${words.length > 200 ? `${words.slice(0, 200)}…` : words}`;
  return { rule: 'cel/unsupported', path, message, severity: 'warning' };
}

function error(rule: string, path: string, message: string): SchemaFinding {
  return { rule, path, message, severity: 'error' };
}
