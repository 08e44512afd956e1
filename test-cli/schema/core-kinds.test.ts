import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/build';
import { loadCli } from '../support/load';
import { embedded, lines } from '../support/schema';

const store = embedded();
const container = { name: 'app', image: 'app:1' };
const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [container] } };
const deployment = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { selector: { matchLabels: { app: 'a' } }, template },
};
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } };
const scaler = {
  apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' },
  spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, minReplicas: 2, maxReplicas: 4 },
};
const budget = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'web' }, spec: { minAvailable: 1 } };

/** A copy of the object with the value set at the path; undefined removes. */
function changed(object: object, path: string, value: unknown): any {
  const copy = structuredClone(object) as any;
  const keys = path.split('.');
  const parent = keys.slice(0, -1).reduce((at, key) => at[key] ??= {}, copy);
  if (value === undefined) delete parent[keys.at(-1)!];
  else parent[keys.at(-1)!] = value;
  return copy;
}
const said = (object: object, path: string, value: unknown) => lines(store.validate(changed(object, path, value)));

test.each([deployment, service, scaler, budget])('a plain $kind is accepted', object => {
  expect(store.validate(object)).toEqual([]);
});

const IN_APP = 'spec.template.spec.containers.0';

test.each<[string, unknown, string]>([
  ['spec.replicas', -1, 'schema/range spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
  ['spec.replicas', '3', 'schema/type spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"'],
  ['spec.replicas', 2 ** 31,
    'schema/range spec.replicas: Invalid value: 2147483648: spec.replicas in body should be less than or equal to 2147483647'],
  ['spec.replica', 1, 'schema/unknown-field strict decoding error: unknown field "spec.replica"'],
  ['spec.selector', undefined, 'schema/required spec.selector: Required value'],
  ['spec.selector', {}, 'schema/selector spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
  ['spec.selector.matchLabels.app', 'b',
    'schema/selector spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`'],
  ['spec.selector.matchExpressions', [{ key: 'app', operator: 'NotIn', values: ['a'] }],
    'schema/selector spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`'],
  ['spec.selector.matchExpressions', [{ key: 'app', operator: 'In' }],
    'schema/selector spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"In"}],"matchLabels":{"app":"a"}}: '
    + 'invalid label selector|schema/required spec.selector.matchExpressions[0].values: Required value: must be specified when '
    + '`operator` is \'In\' or \'NotIn\''],
  ['spec.strategy', { type: 'Recreate', rollingUpdate: { maxSurge: 1 } },
    'schema/combination spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is \'Recreate\''],
  ['spec.strategy', { type: 'Canary' },
    'schema/enum spec.strategy.type: Unsupported value: "Canary": supported values: "Recreate", "RollingUpdate"'],
  ['spec.strategy', { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } },
    'schema/combination spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0'],
  ['spec.strategy', { rollingUpdate: { maxUnavailable: '101%' } },
    'schema/range spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%'],
  ['spec.strategy', { rollingUpdate: { maxSurge: 'half' } },
    'schema/format spec.strategy.rollingUpdate.maxSurge: Invalid value: "half": a valid percent string must be a numeric string '
    + 'followed by an '
    + 'ending \'%\' (e.g. \'1%\',  or \'93%\', regex used for validation is \'[0-9]+%\')'],
  ['spec.progressDeadlineSeconds', 0, 'schema/range spec.progressDeadlineSeconds: Invalid value: 0: must be greater than minReadySeconds'],
  ['spec.template.spec.restartPolicy', 'Never',
    'schema/enum spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
  ['spec.template.spec.containers', [], 'schema/required spec.template.spec.containers: Required value'],
  ['spec.template.spec.containers', [container, container],
    'schema/duplicate spec.template.spec.containers[1].name: Duplicate value: "app"'],
  [`${IN_APP}.name`, undefined, 'schema/required spec.template.spec.containers[0].name: Required value'],
  [`${IN_APP}.name`, 'my.app', 'schema/name spec.template.spec.containers[0].name: Invalid value: "my.app": must not contain dots'],
  [`${IN_APP}.image`, undefined, 'schema/required spec.template.spec.containers[0].image: Required value'],
  [`${IN_APP}.imagePullPolicy`, 'Often',
    'schema/enum spec.template.spec.containers[0].imagePullPolicy: Unsupported value: "Often": supported values: "Always", '
    + '"IfNotPresent", "Never"'],
  [`${IN_APP}.ports`, [{ containerPort: 99999 }],
    'schema/range spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive'],
  [`${IN_APP}.ports`, [{ containerPort: 0 }],
    'schema/range spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 0: must be between 1 and 65535, inclusive'],
  [`${IN_APP}.ports`, [{ name: 'http--x', containerPort: 80 }],
    'schema/name spec.template.spec.containers[0].ports[0].name: Invalid value: "http--x": must not contain consecutive hyphens'],
  [`${IN_APP}.ports`, [{ name: 'http', containerPort: 80 }, { name: 'http', containerPort: 81 }],
    'schema/duplicate spec.template.spec.containers[0].ports[1].name: Duplicate value: "http"'],
  [`${IN_APP}.readinessProbe`, {},
    'schema/required spec.template.spec.containers[0].readinessProbe: Required value: must specify a handler type'],
  [`${IN_APP}.readinessProbe`, { httpGet: { port: 'http' }, tcpSocket: { port: 80 } },
    'schema/combination spec.template.spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type'],
  [`${IN_APP}.readinessProbe`, { httpGet: { port: 0 } },
    'schema/range spec.template.spec.containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive'],
  [`${IN_APP}.resources`, { requests: { cpu: '2' }, limits: { cpu: 1 } },
    'schema/range spec.template.spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'],
  [`${IN_APP}.resources`, { requests: { cpu: 'two' } },
    'schema/format spec.template.spec.containers[0].resources.requests.cpu: Invalid value: "two": '
    + 'quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\''],
  [`${IN_APP}.volumeMounts`, [{ name: 'data', mountPath: '/data' }],
    'schema/not-found spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"'],
  ['spec.template.metadata.labels.bad', 'a b',
    'schema/name spec.template.metadata.labels: Invalid value: "a b": a valid label must be an empty string or consist of alphanumeric '
    + 'characters, '
    + '\'-\', \'_\' or \'.\', and must start and end with an alphanumeric character (e.g. \'MyValue\',  or \'my_value\',  or \'12345\', '
    + 'regex used for validation is \'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\')'],
])('Deployment with %s = %j', (path, value, message) => {
  expect(said(deployment, path, value).join('|')).toBe(message);
});

test.each<[string, unknown]>([
  ['spec.replicas', 0],
  ['spec.replicas', null],
  ['spec.template.metadata.creationTimestamp', null],
  ['status', { anything: true }],
  ['spec.strategy', { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0 } }],
  [`${IN_APP}.imagePullPolicy`, ''],
  // An API server takes a port twice, and a name of a variable twice.
  [`${IN_APP}.ports`, [{ containerPort: 80 }, { containerPort: 80 }]],
  [`${IN_APP}.env`, [{ name: 'A', value: '1' }, { name: 'A', value: '2' }]],
  [`${IN_APP}.resources`, { requests: { cpu: 0.5, memory: '1e9' }, limits: { cpu: '1500m', memory: '1.5Gi' } }],
])('a Deployment with %s = %j is accepted', (path, value) => {
  expect(said(deployment, path, value)).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['spec.ports', [], 'schema/required spec.ports: Required value'],
  ['spec.ports', [{ port: 99999 }], 'schema/range spec.ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive'],
  ['spec.ports', [{ port: 80, targetPort: 'HTTP' }],
    'schema/name spec.ports[0].targetPort: Invalid value: "HTTP": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)|'
    + 'schema/name spec.ports[0].targetPort: Invalid value: "HTTP": must contain at least one letter (a-z)'],
  ['spec.ports', [{ port: 80 }, { port: 81, name: 'b' }], 'schema/required spec.ports[0].name: Required value'],
  ['spec.ports', [{ port: 80, name: 'a' }, { port: 81, name: 'a' }], 'schema/duplicate spec.ports[1].name: Duplicate value: "a"'],
  ['spec.ports', [{ port: 80, name: 'a' }, { port: 80, name: 'b' }],
    'schema/duplicate spec.ports[1]: Duplicate value: {"port":80,"protocol":"TCP"}'],
  ['spec.ports', [{ port: 80, protocol: 'HTTP' }],
    'schema/enum spec.ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"'],
  ['spec.type', 'Ingress',
    'schema/enum spec.type: Unsupported value: "Ingress": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"'],
  ['spec.externalTrafficPolicy', 'Local',
    'schema/combination spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services'],
  ['metadata.name', '1web',
    'schema/name metadata.name: Invalid value: "1web": a DNS-1035 label must consist of lower case alphanumeric characters or \'-\', '
    + 'start with an '
    + 'alphabetic character, and end with an alphanumeric character (e.g. \'my-name\',  or \'abc-123\', regex used for validation is '
    + '\'[a-z]([-a-z0-9]*[a-z0-9])?\')'],
])('Service with %s = %j', (path, value, message) => {
  expect(said(service, path, value).join('|')).toBe(message);
});

test.each([
  { spec: { clusterIP: 'None' } },
  { spec: { type: 'ExternalName', externalName: 'shop.example.com' } },
  { spec: { ports: [{ port: 53, name: 'tcp' }, { port: 53, name: 'udp', protocol: 'UDP' }] } },
])('a Service with %j is accepted', change => {
  expect(store.validate({ ...service, ...change })).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['spec.maxReplicas', undefined, 'schema/required spec.maxReplicas: Required value'],
  ['spec.maxReplicas', 1, 'schema/range spec.maxReplicas: Invalid value: 1: must be greater than or equal to `minReplicas`'],
  ['spec.minReplicas', 0, 'schema/range spec.minReplicas: Invalid value: 0: must be greater than or equal to 1'],
  ['spec.metrics', [{ type: 'Resource' }],
    'schema/required spec.metrics[0].resource: Required value: must populate information for the given metric source'],
  ['spec.behavior.scaleDown.stabilizationWindowSeconds', 3601,
    'schema/range spec.behavior.scaleDown.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600'],
])('HorizontalPodAutoscaler with %s = %j', (path, value, message) => {
  expect(said(scaler, path, value)).toEqual([message]);
});

test.each<[string, unknown, string]>([
  ['spec.maxUnavailable', 1,
    'schema/combination spec: Invalid value: {"maxUnavailable":1,"minAvailable":1}: minAvailable and maxUnavailable cannot be both set'],
  ['spec.minAvailable', -1, 'schema/range spec.minAvailable: Invalid value: -1: must be greater than or equal to 0'],
  ['spec.minAvailable', '200%', 'schema/range spec.minAvailable: Invalid value: "200%": must not be greater than 100%'],
  ['spec.minAvailable', 1.5,
    'schema/type spec.minAvailable: Invalid value: "number": spec.minAvailable in body must be of type integer,string: "number"'],
])('PodDisruptionBudget with %s = %j', (path, value, message) => {
  expect(said(budget, path, value)).toEqual([message]);
});

test.each<[string, object, string[]]>([
  ['ConfigMap', { apiVersion: 'v1', kind: 'ConfigMap', data: { 'a b': 'x' } },
    ['schema/name data[a b]: Invalid value: "a b": a valid config key must consist of alphanumeric characters, \'-\', \'_\' or \'.\' '
      + '(e.g. \'key.name\',  or \'KEY_NAME\',  or \'key-name\', regex used for validation is \'[-._a-zA-Z0-9]+\')']],
  ['ConfigMap of numbers', { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 1 } },
    ['schema/type data.a: Invalid value: "integer": data.a in body must be of type string: "integer"']],
  ['Secret', { apiVersion: 'v1', kind: 'Secret', data: { a: 'not base64!' } },
    ['schema/format data.a: Invalid value: "not base64!": must be base64: illegal base64 data']],
  ['Secret with line breaks', { apiVersion: 'v1', kind: 'Secret', data: { a: 'YWJj\nZGVm\n' } }, []],
  ['Role', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'system:Reader' } }, []],
  ['Namespace', { apiVersion: 'v1', kind: 'Namespace' }, []],
  ['Job', { apiVersion: 'batch/v1', kind: 'Job', spec: { template } },
    ['schema/required spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"']],
  ['StatefulSet with claims', {
    apiVersion: 'apps/v1', kind: 'StatefulSet', spec: {
      selector: { matchLabels: { app: 'a' } }, volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }],
      template: { ...template, spec: { containers: [{ ...container, volumeMounts: [{ name: 'data', mountPath: '/data' }] }] } },
    },
  }, []],
  ['CronJob', { apiVersion: 'batch/v1', kind: 'CronJob', spec: {
    schedule: '* * * * *', concurrencyPolicy: 'Never',
    jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'app' }] } } } },
  } }, [
    'schema/enum spec.concurrencyPolicy: Unsupported value: "Never": supported values: "Allow", "Forbid", "Replace"',
    'schema/required spec.jobTemplate.spec.template.spec.containers[0].image: Required value',
  ]],
  ['NetworkPolicy',
    { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', spec: { podSelector: {}, ingress: [{ ports: [{ port: 70000 }] }] } },
    ['schema/range spec.ingress[0].ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive']],
  ['EndpointSlice', { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' }, ['schema/required addressType: Required value']],
  ['a kind that is none', { apiVersion: 'apps/v1', kind: 'Deploymet' },
    ['schema/unknown-kind no matches for kind "Deploymet" in version "apps/v1": Kubernetes has no such kind']],
  ['CustomResourceDefinition', { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', spec: {
    group: 'a.example', names: { kind: 'A', plural: 'as' }, scope: 'Namespaced',
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { properties: { a: { type: 'string' } } } } }],
  } }, []],
])('%s', (_, object, expected) => {
  expect(lines(store.validate({ metadata: { name: 'a' }, ...object }))).toEqual(expected);
});

test('a List is judged item by item', () => {
  const list = { apiVersion: 'v1', kind: 'List', items: [service, changed(service, 'spec.ports', [{ port: 0 }])] };
  expect(store.validate(list)).toMatchObject([{ path: 'items[1].spec.ports[0].port' }]);
});

test('defaults are filled in', () => {
  expect(store.withDefaults(service)).toEqual({ ...service, spec: { ports: [{ port: 80, protocol: 'TCP' }] } });
});

test('every check is of a type and a field that Kubernetes has', () => {
  const { definitions } = JSON.parse(readFileSync(join(ROOT, 'cli/schemas/kubernetes.json'), 'utf8')) as { definitions: any };
  const { CHECKS } = loadCli<{ CHECKS: object }>('schema/core-checks');
  interface Values { ENUMS: Map<string, unknown>; NONNEGATIVE: Set<string>; PORTS: Set<string> }
  const { ENUMS, NONNEGATIVE, PORTS } = loadCli<Values>('schema/core-values');
  expect(Object.keys(CHECKS).filter(type => definitions[type] === undefined)).toEqual([]);
  const missing = [...ENUMS.keys(), ...NONNEGATIVE, ...PORTS].filter(key => {
    const dot = key.lastIndexOf('.');
    return definitions[key.slice(0, dot)]?.properties[key.slice(dot + 1)] === undefined;
  });
  expect(missing).toEqual([]);
});
