// What an API server checks in built-in kinds beyond their schema. A check belongs to a type, and so finds it wherever it stands:
// a container in a Pod, a Deployment, a Job or a CronJob.
import { HPA_CHECKS, PDB_CHECKS } from './core-availability.js';
import { CoreSchema } from './core-kinds.js';
import { CONTAINER_CHECKS } from './core-pods.js';
import { SERVICE_CHECKS } from './core-services.js';
import { CoreCheck } from './core-support.js';
import { ENUMS, NONNEGATIVE, PORTS } from './core-values.js';
import { WORKLOAD_CHECKS } from './core-workloads.js';
import { fieldSchema } from './crd.js';
import { isObject, JsonObject, own } from './json.js';
import { portNameErrors } from './names.js';
import { joined, Report } from './report.js';

/** Checks by type. */
export const CHECKS: { readonly [type: string]: CoreCheck } = {
  ...CONTAINER_CHECKS, ...WORKLOAD_CHECKS, ...SERVICE_CHECKS, ...HPA_CHECKS, ...PDB_CHECKS,
};

/** Reports what the server refuses in a value whose types are right. */
export function checkCore(value: unknown, schema: CoreSchema, path: string, report: Report): void {
  if (Array.isArray(value)) {
    const items = schema.items;
    if (items !== undefined) value.forEach((item, i) => checkCore(item, items, `${path}[${i}]`, report));
    return;
  }
  if (!isObject(value)) return;
  const type = schema['x-core-name'];
  if (type !== undefined) {
    own(CHECKS, type)?.(value, path, report);
    checkFields(value, type, path, report);
  }
  for (const name of Object.keys(value)) {
    const field = fieldSchema(schema, name);
    if (field !== undefined && !(path === '' && name === 'metadata')) checkCore(value[name], field, joined(path, name), report);
  }
}

function checkFields(value: JsonObject, type: string, path: string, report: Report): void {
  for (const [name, field] of Object.entries(value)) {
    const key = `${type}.${name}`;
    const at = joined(path, name);
    const allowed = ENUMS.get(key);
    // An empty string is as good as none: the server then takes its default.
    for (const each of allowed === undefined ? [] : [field].flat()) {
      if (each !== '' && typeof each === 'string' && !allowed!.includes(each)) report.notSupported(at, each, allowed!);
    }
    if (NONNEGATIVE.has(key) && typeof field === 'number' && field < 0) {
      report.invalid('schema/range', at, field, 'must be greater than or equal to 0');
    }
    if (PORTS.has(key)) checkPort(field, at, report);
  }
}

function checkPort(port: unknown, path: string, report: Report): void {
  if (typeof port === 'number' && (port < 1 || port > 65535)) {
    report.invalid('schema/range', path, port, 'must be between 1 and 65535, inclusive');
  } else if (typeof port === 'string') {
    for (const error of portNameErrors(port)) report.invalid('schema/name', path, port, error);
  }
}
