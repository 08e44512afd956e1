import { compareObjects } from '../../../src/proof/plan/objects';
import { countChanges, planChange, planJson } from '../../../src/proof/plan/plan';
import { sideOf } from '../../../src/proof/plan/side';
import { TransitionRule } from '../../../src/proof/plan/types';
import { State, taskApi, version } from './task-api';

const planOf = (before: any[], after: any[], rules: TransitionRule[] = []) => planChange(sideOf(before), sideOf(after), rules);

/** The lines that a reviewer is shown. */
const lines = (before: any[], after: any[]) => planOf(before, after).groups.filter(({ shown }) => shown)
  .map(({ name, traffic, details, changes }) => [name, [traffic, ...details].join('; '), changes.join('+') || 'unchanged'].join(' | '));

test.each<[string, State, State, string[]]>([
  ['a step', {}, { weight: 25 }, [
    'everybody else (under /api/) | task-api-canary 5 % -> 25 %, task-api-stable 95 % -> 75 % | shift',
    'premium users (x-api-tier: premium under /api/) | task-api-stable 100 % | unchanged',
  ]],
  ['a release', {}, { stableImage: 'task-api:v3' }, [
    'premium users (x-api-tier: premium under /api/) | task-api-stable 100 %; new pods of task-api-stable (task-api:v1 -> task-api:v3) | release',
    'everybody else (under /api/) | task-api-stable 95 %, task-api-canary 5 %; new pods of task-api-stable (task-api:v1 -> task-api:v3) | release',
  ]],
  ['other timeouts', { split: { timeouts: { request: '5s' } } }, { split: { timeouts: { request: '9s' } } }, [
    'everybody else (under /api/) | task-api-stable 95 %, task-api-canary 5 %; timeouts differs | altered',
    'premium users (x-api-tier: premium under /api/) | task-api-stable 100 % | unchanged',
  ]],
  ['no pin any more', {}, { pin: false }, [
    'premium users (x-api-tier: premium under /api/), whose rule goes | task-api-canary 0 % -> 5 %, task-api-stable 100 % -> 95 % | shift',
    'everybody (under /api/) | task-api-stable 95 %, task-api-canary 5 % | unchanged',
  ]],
  ['no rules any more', { pin: false }, { pin: false, route: { rules: [] } }, [
    'everybody (under /api/) | task-api-stable 95 %, task-api-canary 5 % -> 404 (no route) | loss',
  ]],
  ['nothing', {}, {}, []],
])('groups of %s', (_what, before, after, expected) => {
  expect(lines(taskApi(before), taskApi(after))).toEqual(expected);
});

test.each<[string, object[], string | undefined, string]>([
  ['a header by a pattern', [{ path: { value: '/' }, headers: [{ type: 'RegularExpression', name: 'x-a', value: '^b' }] }], undefined, 'own users (x-a ~ ^b)'],
  ['a cookie', [{ headers: [{ type: 'RegularExpression', name: 'cookie', value: '^(.*;\\s*)?beta=1(;.*)?$' }] }], undefined, 'own users (cookie beta=1)'],
  ['a query', [{ path: { value: '/' }, queryParams: [{ name: 'beta', value: 'true' }] }], 'a.example.com', 'own users (?beta=true at a.example.com)'],
  ['alternatives', [{ headers: [{ name: 'x-a', value: '1' }] }, { headers: [{ name: 'x-b', value: '2' }] }], undefined, 'own users (x-a: 1 or x-b: 2)'],
  ['a method at a path', [{ method: 'POST', path: { type: 'Exact', value: '/pay' } }], 'a.example.com', 'everybody (POST at a.example.com/pay)'],
])('an audience by %s', (_what, matches, host, expected) => {
  const route = { ...host === undefined ? {} : { hostnames: [host] }, rules: [{ name: 'own', matches, backendRefs: [{ name: 'task-api-stable', port: 8000 }] }] };
  expect(lines(taskApi({ route: { ...route, rules: [] } }), taskApi({ route })).map(line => line.split(' | ')[0])).toEqual([expected]);
});

test.each<[string, any[], any[], string[]]>([
  ['an image', version('a', 'x:1', 2), version('a', 'x:2', 2), ['changed Deployment task-api/task-api-a: image x:1 -> x:2; 0']],
  ['replicas and more', version('a', 'x:1', 2), version('a', 'x:1', 3).map(object => ({ ...object, metadata: { ...object.metadata, annotations: { a: 'b' } } })), [
    'changed Deployment task-api/task-api-a: replicas 2 -> 3; 1', 'changed Service task-api/task-api-a: ; 1']],
  ['a version', [], version('a', 'x:1', 2), ['added Deployment task-api/task-api-a: image x:1, replicas 2; 0', 'added Service task-api/task-api-a: ; 0']],
  ['no version', version('a', 'x:1', 2), [], ['removed Deployment task-api/task-api-a: image x:1, replicas 2; 0', 'removed Service task-api/task-api-a: ; 0']],
  ['weights', taskApi(), taskApi({ weight: 25 }), [
    'changed HTTPRoute task-api/task-api-canary: weights of split: task-api-stable 95 -> 75, task-api-canary 5 -> 25; 0']],
  ['a Secret', [secret('old')], [secret('new')], ['changed Secret task-api/password: ; 1']],
])('objects: %s', (_what, before, after, expected) => {
  expect(compareObjects(sideOf(before), sideOf(after)).map(({ change, object, what, otherFields }) => `${change} ${object}: ${what.join(', ')}; ${otherFields}`)).toEqual(expected);
});

function secret(value: string): any {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'password', namespace: 'task-api' }, stringData: { value } };
}

const finds = (severity: 'error' | 'warning'): TransitionRule => () => [{ rule: 'transition/one', severity, object: 'Service a/b', message: 'm', fix: 'f' }];

test.each<[string, 'error' | 'warning', { rule: string; reason: string }[], boolean, number]>([
  ['an error', 'error', [], false, 0],
  ['a warning', 'warning', [], true, 0],
  ['an error that is allowed', 'error', [{ rule: 'transition/one', reason: 'meant' }], true, 0],
  ['an error that is allowed by its short name', 'error', [{ rule: 'one', reason: 'meant' }], true, 0],
  ['an error beside what is allowed', 'error', [{ rule: 'transition/two', reason: 'meant' }], false, 1],
])('safe with %s', (_what, severity, allow, safe, unused) => {
  const plan = planChange(sideOf(taskApi()), sideOf(taskApi()), [finds(severity)], { allow });
  expect([plan.safe, plan.unused.length, plan.findings[0].allowed]).toEqual([safe, unused, safe && severity === 'error' ? 'meant' : undefined]);
});

test('JSON of a step', () => {
  const json = planJson(planChange(sideOf(taskApi(), { 'task-api': { stage: 'weight-5' } }), sideOf(taskApi({ weight: 25 }), { 'task-api': { stage: 'weight-25' } }), []));
  expect({ safe: json.safe, moves: json.moves }).toEqual({ safe: true, moves: [{ app: 'task-api', pattern: 'canary', from: 'weight-5', to: 'weight-25' }] });
  expect(json.classes.find(({ change }: any) => change === 'shift')).toMatchObject({
    request: { protocol: 'HTTP', path: '/api/' },
    before: { shares: { 'task-api/task-api-stable': 0.95, 'task-api/task-api-canary': 0.05 }, status: 200 },
    after: { shares: { 'task-api/task-api-stable': 0.75, 'task-api/task-api-canary': 0.25 }, ruleName: 'split' },
  });
  expect(json.findings).toEqual([]);
});

test('changes are counted, the gravest first', () => {
  const counts = countChanges(planOf(taskApi(), taskApi({ route: { hostnames: ['a.example.com'] } })));
  expect(counts.map(({ change }) => change)).toEqual(['loss', 'none']);
});
