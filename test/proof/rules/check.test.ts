import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { checkObjects } from '../../../src/proof/rules/check';
import { deployment, gateway, headers, path, route, rule, service, text } from './objects';

test('findings come in the order of the objects, their places and the rules', () => {
  const objects = [
    service('unused'),
    route({ rules: [...Array.from({ length: 11 }, (_, i) => rule([path(`/${i}`)], ['unused'])), rule([path('/10')], ['gone=0'])] }),
    deployment('other'),
    route({ name: 'b', parentRefs: [{ name: 'edge' }], hostnames: ['b.com'], rules: [rule([], []), rule([path('/x')], ['unused=0'])] }),
  ];
  expect(checkObjects(objects).map(finding => `${finding.object.metadata.name} ${finding.path} ${finding.rule}`)).toEqual([
    'unused spec.selector workload/no-pods',
    'cart spec.rules[11] route/shadowed',
    'cart spec.rules[11].backendRefs[0] reference/no-service',
    'cart spec.rules[11].backendRefs[0].weight route/sole-zero-weight',
    'b spec.rules[0] route/no-backends',
    'b spec.rules[1].backendRefs[0].weight route/sole-zero-weight',
  ]);
});

test('the object of a finding is the one given, and nothing is changed', () => {
  const objects = [gateway(), route({ parentRefs: [{ name: 'edge', sectionName: 'x' }], rules: [rule([headers('x: 1')]), rule([])] })];
  const before = JSON.stringify(objects);
  const findings = checkObjects(objects);
  expect(findings.length).toBeGreaterThan(1);
  for (const finding of findings) expect(objects).toContain(finding.object);
  expect(JSON.stringify(objects)).toBe(before);
});

test('each finding says what to do', () => {
  const objects = [route({ rules: [rule([path('/(?=a)', 'RegularExpression')], ['a=0']), rule([headers('x: 1')], ['b=0', 'c=0'], { name: 'x' })] })];
  for (const { fix } of checkObjects(objects)) expect(fix).toMatch(/^[A-Z].{10}/);
});

const BASE = route({ rules: [rule([path('/a')])] });
const spec = (change: object) => ({ ...BASE, spec: { ...BASE.spec, ...change } });

// What a schema refuses must not stop the other rules.
test.each<[string, any]>([
  ['null', null], ['a text', 'x'], ['a number', 1], ['a list', []], ['no metadata', { kind: 'HTTPRoute' }],
  ['a name that is no text', { ...BASE, metadata: { name: { toString: 1 } } }], ['a kind that is no text', { ...BASE, kind: 1 }],
  ['no spec', { ...BASE, spec: null }], ['a spec of text', { ...BASE, spec: 'x' }],
  ['lists of null', spec({ rules: [null] })], ['lists of text', spec({ rules: ['x'], parentRefs: ['x'], hostnames: [1] })],
  ['lists that are none', spec({ rules: {}, parentRefs: 'x', hostnames: 1 })],
  ['matches of text', spec({ rules: [{ matches: ['x'], backendRefs: ['x'], filters: ['x'] }] })],
  ['conditions that are none', spec({ rules: [{ matches: [{ path: 'x', headers: {}, queryParams: 'x', method: {} }] }] })],
  ['values that are no text', spec({ rules: [{ matches: [{ path: { type: 1, value: {} }, headers: [{ name: 1, value: [] }] }] }] })],
  ['a value that is no text even if asked', spec({ rules: [{ matches: [{ headers: [{ name: 'x', value: { toString: 1 } }] }] }] })],
  ['an unknown type of path', spec({ rules: [{ matches: [{ path: { type: 'Glob', value: '/*' } }] }] })],
  ['a backend that is none', spec({ rules: [{ backendRefs: [{ name: {}, port: 'x', weight: 'x' }] }] })],
  ['filters without content', spec({ rules: [{ filters: [{ type: 'RequestMirror' }, { type: 'ExtensionRef' }, { type: 'URLRewrite' }, {}] }] })],
  ['a Gateway of nulls', { ...gateway(), spec: { listeners: [{ name: 'l0', allowedRoutes: { kinds: [null], namespaces: 1 } }] } }],
  ['a Service of text', { ...service('a'), spec: 'x' }], ['selectors of text', { ...service('a'), spec: { selector: 'x', ports: 'x' } }],
  ['an expression of null', { ...deployment('a'), spec: { selector: { matchExpressions: [null] }, template: {} } }],
  ['labels of text', { ...deployment('a'), spec: { selector: { matchLabels: 'x' }, template: { metadata: { labels: 'x' } } } }],
  ['an autoscaler of nothing', { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'h' } }],
  ['a budget of nothing', { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'h' }, spec: { minAvailable: {}, selector: {} } }],
  ['a grant of nothing', { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'ReferenceGrant', metadata: { name: 'h' }, spec: { to: [1], from: [1] } }],
  ['keys of every object', JSON.parse('{"kind":"Service","metadata":{"name":"x","__proto__":{"a":1}},"spec":{"selector":{"__proto__":"x","constructor":"y"}}}')],
  ['a policy of nothing', { apiVersion: 'gateway.envoyproxy.io/v1alpha1', kind: 'ClientTrafficPolicy', metadata: { name: 'p' }, spec: { targetRefs: ['x'], headers: 1 } }],
])('%s is no reason to fail', (_name, object) => {
  const broken = route({ name: 'zero', hostnames: ['zero.com'], rules: [rule([], ['a=0'])] });
  for (const options of [{}, { complete: true }, { gateway: 'gke' }]) {
    const findings = checkObjects([object, broken, object], options);
    expect(findings.filter(finding => finding.object === broken && finding.rule === 'route/sole-zero-weight').map(text)).toHaveLength(1);
  }
});

test('what is beyond the limits of its CRD is left to the schema', () => {
  const over = (change: object) => checkObjects([spec({ rules: [rule([], ['a=0'])], ...change })]);
  expect(over({}).map(finding => finding.rule)).toContain('route/sole-zero-weight');
  expect(over({ hostnames: Array.from({ length: 17 }, (_, i) => `h${i}.com`) })).toEqual([]);
  expect(over({ hostnames: [`${'a.'.repeat(130)}com`] })).toEqual([]);
  expect(over({ rules: Array.from({ length: 17 }, () => rule([], ['a=0'])) })).toEqual([]);
  expect(over({ rules: [rule(Array.from({ length: 129 }, () => path('/')), ['a=0'])] })).toEqual([]);
  expect(over({ rules: [rule([path('/'.padEnd(1025, 'a'))], ['a=0'])] })).toEqual([]);
});

/** What is to be said of our own examples, and no more. */
test.each<[string, string[]]>([
  ['ab-test', ['route/client-header']],
  ['blue-green', ['route/client-header']],
  ['environments', ['route/client-header', 'route/client-header']],
  // Three exercises of one path, each to Services that exist: together they compete.
  ['exercises', ['reference/no-service', 'route/client-header', 'reference/no-service', 'reference/no-service', 'reference/no-service', 'route/conflict',
    'reference/no-service', 'reference/no-service', 'route/conflict', 'route/conflict']],
  ['monitored', []],
  // checkout-lab belongs to another team.
  ['shop', ['reference/no-service']],
  ['task-api', ['route/client-header']],
  ['tiers', ['route/client-header']],
])('dist/%s', (folder, expected) => {
  expect(checkObjects(manifests(folder)).map(({ rule: id }) => id)).toEqual(expected);
});

test('every folder of dist is looked at', () => {
  const root = join(__dirname, '../../../dist');
  expect(readdirSync(root).filter(name => statSync(join(root, name)).isDirectory()).sort())
    .toEqual(['ab-test', 'blue-green', 'environments', 'exercises', 'monitored', 'shop', 'task-api', 'tiers']);
});

function manifests(folder: string): any[] {
  const root = join(__dirname, '../../../dist', folder);
  return readdirSync(root).sort().filter(file => file.endsWith('.yaml'))
    .flatMap(file => parseAllDocuments(readFileSync(join(root, file), 'utf8')).map(document => document.toJS()));
}
