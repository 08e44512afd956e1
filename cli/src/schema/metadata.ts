// The metadata of any object, as k8s.io/apimachinery/pkg/api/validation/objectmeta.go checks them.
import { isObject, JsonObject, listAt, objectAt, own } from './json.js';
import { label1035Errors, labelErrors, labelValueErrors, pathSegmentErrors, qualifiedNameErrors, subdomainErrors } from './names.js';
import { prepare } from './prepare.js';
import { Report } from './report.js';
import { checkStructure } from './structural.js';
import { JsonSchema } from './types.js';

const STRING: JsonSchema = { type: 'string' };
const TEXTS: JsonSchema = { type: 'object', additionalProperties: STRING };
const TIME: JsonSchema = { type: 'string', format: 'date-time' };
const OWNER: JsonSchema = {
  type: 'object',
  properties: {
    apiVersion: STRING, kind: STRING, name: STRING, uid: STRING, controller: { type: 'boolean' }, blockOwnerDeletion: { type: 'boolean' },
  },
};

/** The fields of ObjectMeta. */
export const OBJECT_META: JsonSchema = {
  type: 'object',
  properties: {
    name: STRING,
    generateName: STRING,
    namespace: STRING,
    labels: TEXTS,
    annotations: TEXTS,
    finalizers: { type: 'array', items: STRING },
    ownerReferences: { type: 'array', items: OWNER },
    managedFields: { type: 'array', items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
    creationTimestamp: TIME,
    deletionTimestamp: TIME,
    deletionGracePeriodSeconds: { type: 'integer' },
    generation: { type: 'integer' },
    resourceVersion: STRING,
    selfLink: STRING,
    uid: STRING,
  },
};

const MAX_ANNOTATIONS = 256 * 1024;

/** Reports what is wrong with an object's metadata, and returns the paths of unknown fields there. */
export function checkMetadata(object: JsonObject, report: Report): readonly string[] {
  const metadata = own(object, 'metadata');
  if (metadata === undefined || metadata === null) {
    report.required('metadata.name', 'name or generateName is required');
    return [];
  }
  const { value, unknown } = prepare(metadata, OBJECT_META);
  const before = report.count;
  checkStructure(value, OBJECT_META, 'metadata', report);
  if (report.count === before) checkValues(value, object, report);
  return unknown.map(path => `metadata.${path}`);
}

/** Reports labels that no object may have; `path` is where they stand. */
export function checkLabels(labels: unknown, path: string, report: Report): void {
  if (!isObject(labels)) return;
  for (const [key, value] of Object.entries(labels)) {
    for (const error of qualifiedNameErrors(key)) report.invalid('schema/name', path, key, error);
    if (typeof value !== 'string') continue;
    for (const error of labelValueErrors(value)) report.invalid('schema/name', path, value, error);
  }
}

/** Reports annotations that no object may have. */
export function checkAnnotations(annotations: unknown, path: string, report: Report): void {
  if (!isObject(annotations)) return;
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    for (const error of qualifiedNameErrors(key.toLowerCase())) report.invalid('schema/name', path, key, error);
    size += Buffer.byteLength(key) + (typeof value === 'string' ? Buffer.byteLength(value) : 0);
  }
  if (size > MAX_ANNOTATIONS) report.tooLong(path, MAX_ANNOTATIONS);
}

function checkValues(metadata: JsonObject, object: JsonObject, report: Report): void {
  const { name, generateName, namespace } = metadata;
  const errorsOf = nameRule(String(own(object, 'apiVersion')), String(own(object, 'kind')));
  if (generateName !== undefined && generateName !== '') {
    // The server adds letters, so a dash may end it.
    const full = String(generateName).replace(/-$/, 'a');
    for (const error of errorsOf(full)) report.invalid('schema/name', 'metadata.generateName', generateName, error);
  }
  if (name === undefined || name === '') {
    if (generateName === undefined || generateName === '') report.required('metadata.name', 'name or generateName is required');
  } else {
    for (const error of errorsOf(name)) report.invalid('schema/name', 'metadata.name', name, error);
  }
  if (namespace !== undefined && namespace !== '') {
    for (const error of labelErrors(namespace)) report.invalid('schema/name', 'metadata.namespace', namespace, error);
  }
  checkLabels(objectAt(metadata, 'labels'), 'metadata.labels', report);
  checkAnnotations(objectAt(metadata, 'annotations'), 'metadata.annotations', report);
  for (const finalizer of listAt(metadata, 'finalizers')) {
    for (const error of qualifiedNameErrors(finalizer)) report.invalid('schema/name', 'metadata.finalizers', finalizer, error);
  }
  checkOwners(listAt(metadata, 'ownerReferences'), report);
}

function checkOwners(owners: JsonObject[], report: Report): void {
  for (const owner of owners) {
    for (const field of ['kind', 'name', 'uid']) {
      if ((own(owner, field) ?? '') === '') report.invalid('schema/required', `metadata.ownerReferences.${field}`, '', 'must not be empty');
    }
    if ((own(owner, 'apiVersion') ?? '') === '') {
      report.invalid('schema/required', 'metadata.ownerReferences.apiVersion', '', 'version must not be empty');
    }
  }
}

/** Most names are DNS subdomains; the kinds whose names become a part of a DNS name or a path are stricter or laxer. */
function nameRule(apiVersion: string, kind: string): (name: string) => string[] {
  if (apiVersion === 'v1' && kind === 'Service') return label1035Errors;
  if (apiVersion === 'v1' && kind === 'Namespace') return labelErrors;
  if (apiVersion.startsWith('apps/') && kind === 'StatefulSet') return labelErrors;
  if (apiVersion.startsWith('rbac.authorization.k8s.io/')) return pathSegmentErrors;
  if (apiVersion.startsWith('batch/') && kind === 'CronJob') return cronJobNameErrors;
  return subdomainErrors;
}

function cronJobNameErrors(name: string): string[] {
  const errors = subdomainErrors(name);
  return name.length > 52 ? [...errors, 'must be no more than 52 characters'] : errors;
}
