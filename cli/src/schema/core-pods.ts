// Pods and containers, as k8s.io/kubernetes/pkg/apis/core/validation checks them.
import { CoreCheck } from './core-support.js';
import { JsonObject, listAt, objectAt, own, valueAt } from './json.js';
import { checkAnnotations, checkLabels } from './metadata.js';
import { labelErrors, portNameErrors } from './names.js';
import { compareQuantities, parseQuantity } from './quantity.js';
import { joined, Report } from './report.js';

/** Checks by type. */
export const CONTAINER_CHECKS: { readonly [type: string]: CoreCheck } = {
  PodSpec: (spec, path, report) => {
    checkContainers(spec, path, report);
    checkUniqueNames(listAt(spec, 'volumes'), `${path}.volumes`, report);
  },
  Pod: (pod, path, report) => checkVolumeMounts(objectAt(pod, 'spec'), [], joined(path, 'spec'), report),
  Container: (container, path, report) => {
    checkName(container, path, report);
    if ((own(container, 'image') ?? '') === '') report.required(`${path}.image`);
    checkPortNames(listAt(container, 'ports'), `${path}.ports`, report);
    listAt(container, 'env').forEach((variable, i) => {
      if ((own(variable, 'name') ?? '') === '') report.required(`${path}.env[${i}].name`);
      if ((own(variable, 'value') ?? '') !== '' && own(variable, 'valueFrom') !== undefined) {
        report.invalid('schema/combination', `${path}.env[${i}].valueFrom`, '', 'may not be specified when `value` is not empty');
      }
    });
  },
  Probe: checkHandlers,
  LifecycleHandler: checkHandlers,
  ResourceRequirements: checkResources,
  PodTemplateSpec: (template, path, report) => {
    // Its metadata are checked less strictly than an object's: the server gives its pods names of its own.
    checkLabels(objectAt(template, 'metadata', 'labels'), `${path}.metadata.labels`, report);
    checkAnnotations(objectAt(template, 'metadata', 'annotations'), `${path}.metadata.annotations`, report);
  },
};

function checkContainers(spec: JsonObject, path: string, report: Report): void {
  const containers = listAt(spec, 'containers');
  if (containers.length === 0 && own(spec, 'containers') !== undefined) report.required(`${path}.containers`);
  const names = new Set<unknown>();
  for (const field of ['containers', 'initContainers']) {
    listAt(spec, field).forEach((container, i) => {
      const at = `${path}.${field}[${i}]`;
      const name = own(container as JsonObject, 'name');
      if (name !== undefined && names.has(name)) report.duplicate(`${at}.name`, name);
      names.add(name);
    });
  }
}

/** Reports mounts of volumes that the pod does not have; the claims of a StatefulSet are volumes of its pods too. */
export function checkVolumeMounts(spec: JsonObject | undefined, claims: readonly unknown[], path: string, report: Report): void {
  const names = [...listAt(spec, 'volumes'), ...claims].map(volume => valueAt(volume, 'name') ?? valueAt(volume, 'metadata', 'name'));
  for (const field of ['containers', 'initContainers']) {
    listAt(spec, field).forEach((container, i) => checkMounts(container, new Set(names), `${path}.${field}[${i}]`, report));
  }
}

function checkMounts(container: JsonObject, volumes: ReadonlySet<unknown>, path: string, report: Report): void {
  const places = new Set<unknown>();
  listAt(container, 'volumeMounts').forEach((mount, i) => {
    const at = `${path}.volumeMounts[${i}]`;
    if (mount.name !== undefined && !volumes.has(mount.name)) report.notFound(`${at}.name`, mount.name);
    if (places.has(mount.mountPath)) report.invalid('schema/duplicate', `${at}.mountPath`, mount.mountPath, 'must be unique');
    places.add(mount.mountPath);
  });
}

function checkName(named: JsonObject, path: string, report: Report): void {
  const name = own(named, 'name');
  if (name === '') report.required(`${path}.name`);
  else if (typeof name === 'string') for (const error of labelErrors(name)) report.invalid('schema/name', `${path}.name`, name, error);
}

function checkUniqueNames(list: JsonObject[], path: string, report: Report): void {
  const names = new Set<unknown>();
  list.forEach((item, i) => {
    checkName(item, `${path}[${i}]`, report);
    if (item.name !== undefined && names.has(item.name)) report.duplicate(`${path}[${i}].name`, item.name);
    names.add(item.name);
  });
}

function checkPortNames(ports: JsonObject[], path: string, report: Report): void {
  const names = new Set<string>();
  ports.forEach((port, i) => {
    const { name } = port;
    if (name === undefined || name === '') return;
    const errors = portNameErrors(name);
    for (const error of errors) report.invalid('schema/name', `${path}[${i}].name`, name, error);
    if (errors.length === 0 && names.has(name)) report.duplicate(`${path}[${i}].name`, name);
    names.add(name);
  });
}

/** A probe does one thing. */
function checkHandlers(probe: JsonObject, path: string, report: Report): void {
  const given = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'].filter(name => own(probe, name) !== undefined);
  if (given.length === 0) report.required(path, 'must specify a handler type');
  for (const name of given.slice(1)) report.forbidden(`${path}.${name}`, 'may not specify more than 1 handler type', 'schema/combination');
}

function checkResources(resources: JsonObject, path: string, report: Report): void {
  const limits = objectAt(resources, 'limits') ?? {};
  for (const field of ['limits', 'requests']) {
    for (const [name, amount] of Object.entries(objectAt(resources, field) ?? {})) {
      const quantity = parseQuantity(String(amount));
      if (quantity !== undefined && quantity.value < 0n) {
        report.invalid('schema/range', `${path}.${field}[${name}]`, String(amount), 'must be greater than or equal to 0');
      }
      const limit = field === 'requests' ? parseQuantity(String(own(limits, name))) : undefined;
      if (quantity !== undefined && limit !== undefined && compareQuantities(quantity, limit) > 0) {
        const detail = `must be less than or equal to ${name} limit of ${own(limits, name)}`;
        report.invalid('schema/range', `${path}.requests`, String(amount), detail);
      }
    }
  }
}
