// Services, ConfigMaps and Secrets, as k8s.io/kubernetes/pkg/apis/core/validation checks them.
import { CoreCheck } from './core-support.js';
import { JsonObject, listAt, objectAt, own } from './json.js';
import { checkLabels } from './metadata.js';
import { configKeyErrors, labelErrors, qualifiedNameErrors, subdomainErrors } from './names.js';
import { Report } from './report.js';

/** Checks by type. */
export const SERVICE_CHECKS: { readonly [type: string]: CoreCheck } = {
  ServiceSpec: (spec, path, report) => {
    checkPorts(spec, path, report);
    checkLabels(objectAt(spec, 'selector'), `${path}.selector`, report);
    const type = own(spec, 'type') ?? 'ClusterIP';
    const headless = own(spec, 'clusterIP') === 'None';
    if (headless && (type === 'LoadBalancer' || type === 'NodePort')) {
      report.invalid('schema/combination', `${path}.clusterIPs[0]`, 'None', `may not be set to 'None' for ${type} services`);
    }
    if (type === 'ExternalName') checkExternalName(own(spec, 'externalName'), `${path}.externalName`, report);
    const external = type === 'LoadBalancer' || type === 'NodePort' || listAt(spec, 'externalIPs').length > 0;
    const policy = own(spec, 'externalTrafficPolicy') ?? '';
    if (policy !== '' && !external) {
      report.invalid('schema/combination', `${path}.externalTrafficPolicy`, policy, 'may only be set for externally-accessible services');
    }
  },
  ConfigMap: (map, _path, report) => checkKeys(map, ['data', 'binaryData'], report),
  Secret: (secret, _path, report) => checkKeys(secret, ['data', 'stringData'], report),
};

function checkPorts(spec: JsonObject, path: string, report: Report): void {
  const ports = listAt(spec, 'ports') as JsonObject[];
  const type = own(spec, 'type') ?? 'ClusterIP';
  if (ports.length === 0 && own(spec, 'clusterIP') !== 'None' && type !== 'ExternalName') report.required(`${path}.ports`);
  const names = new Set<unknown>();
  const seen = new Set<string>();
  ports.forEach((port, i) => {
    const at = `${path}.ports[${i}]`;
    const name = own(port, 'name') ?? '';
    if (name === '') {
      if (ports.length > 1) report.required(`${at}.name`);
    } else {
      for (const error of labelErrors(name)) report.invalid('schema/name', `${at}.name`, name, error);
      if (names.has(name)) report.duplicate(`${at}.name`, name);
      names.add(name);
    }
    const { protocol = 'TCP', port: number, appProtocol } = port;
    if (seen.has(`${protocol}/${number}`)) report.duplicate(at, { port: number, protocol });
    seen.add(`${protocol}/${number}`);
    if (typeof appProtocol === 'string') {
      for (const error of qualifiedNameErrors(appProtocol)) report.invalid('schema/name', `${at}.appProtocol`, appProtocol, error);
    }
  });
}

function checkExternalName(name: unknown, path: string, report: Report): void {
  if (typeof name !== 'string' || name === '') report.required(path);
  else for (const error of subdomainErrors(name.replace(/\.$/, ''))) report.invalid('schema/name', path, name, error);
}

function checkKeys(object: JsonObject, fields: readonly string[], report: Report): void {
  for (const field of fields) {
    for (const key of Object.keys(objectAt(object, field) ?? {})) {
      for (const error of configKeyErrors(key)) report.invalid('schema/name', `${field}[${key}]`, key, error);
    }
  }
}
