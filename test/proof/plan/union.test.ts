import { sideOf } from '../../../src/proof/plan/side';
import { touchedHosts } from '../../../src/proof/plan/touched';
import { decideClasses } from '../../../src/proof/plan/union';
import { State, taskApi, version } from './task-api';

/** Three routes for hosts of their own. */
function routes(changed: State = {}): any[] {
  const own = (name: string, hostname: string, state: State) => {
    const [route] = taskApi({ ...state, route: { hostnames: [hostname] } });
    return { ...route, metadata: { ...route.metadata, name } };
  };
  return [
    own('a', 'a.example.com', {}), own('b', 'b.example.com', changed), own('c', '*.c.example.com', {}),
    ...version('stable', 'task-api:v1', 2), ...version('canary', 'task-api:v2', 2),
  ];
}

const services = (port: number) => routes().map(object => object.kind === 'Service' && object.metadata.name === 'task-api-canary'
  ? { ...object, spec: { ...object.spec, ports: [{ port }] } } : object);
const grant = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'ReferenceGrant', metadata: { name: 'g', namespace: 'else' }, spec: {} };

test.each<[string, any[], any[], string[]]>([
  ['nothing', routes(), routes(), []],
  ['one route', routes(), routes({ weight: 25 }), ['b.example.com']],
  ['a route that comes', routes().slice(1), routes(), ['a.example.com']],
  ['a route that goes', routes(), routes().filter(({ metadata }) => metadata.name !== 'c'), ['x.c.example.com']],
  ['a Service that routes lead to', routes(), services(9000), ['a.example.com', 'b.example.com', 'x.c.example.com']],
  ['a ReferenceGrant', routes(), [...routes(), grant], ['a.example.com', 'b.example.com', 'x.c.example.com', 'other.invalid']],
  ['a route without hostnames', routes(), [...routes(), taskApi()[0]], ['a.example.com', 'b.example.com', 'x.c.example.com', 'other.invalid']],
])('hosts that are touched by %s', (_what, before, after, expected) => {
  const touched = touchedHosts(sideOf(before), sideOf(after));
  expect(['a.example.com', 'b.example.com', 'x.c.example.com', 'other.invalid'].filter(host => touched?.(host) ?? true)).toEqual(expected);
});

test.each<[string, any[], any[]]>([
  ['one route', routes(), routes({ weight: 25 })],
  ['a route that comes', routes().slice(1), routes()],
  ['a port of a Service', routes(), services(9000)],
])('what is not asked again is decided alike: %s', (_what, before, after) => {
  const [a, b] = [sideOf(before), sideOf(after)];
  const found = decideClasses(a, b);
  expect(found.length).toBeGreaterThan(10);
  for (const { request, before: was, after: is } of found) {
    expect([was.toJson(), is.toJson()]).toEqual([a.model.decide(request).toJson(), b.model.decide(request).toJson()]);
  }
  const requests = new Set(found.map(({ request }) => request.describe()));
  expect(b.model.classes().filter(({ request }) => !requests.has(request.describe()))).toEqual([]);
});
