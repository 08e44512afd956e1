import { loadCli } from '../support/load';
import { cluster, find, manifests, pod, report, stateOf } from './cluster';

type JudgeModule = typeof import('../../cli/src/live/judge.js', { with: { 'resolution-mode': 'import' } });
type SideModule = typeof import('../../cli/src/live/side-by-side.js', { with: { 'resolution-mode': 'import' } });

const { judge, judgeRoute } = loadCli<JudgeModule>('live/judge');
const { sideBySide, renderSideBySide } = loadCli<SideModule>('live/side-by-side');

type Change = (objects: any[], git: any[]) => void;

function verdict(change: Change = () => undefined): ReturnType<typeof judge> {
  const git = manifests();
  const objects = cluster();
  change(objects, git);
  return judge(git, stateOf(git, objects));
}

function lines({ missing }: ReturnType<typeof judge>): string[] {
  return missing.map(({ object, what, detail }) => `${object} [${what}] ${detail}`);
}

const CANARY = 'Deployment shop/task-api-canary';
const ROUTE = 'HTTPRoute shop/task-api-canary';

test('a cluster that has Git applied and is at rest is ready', () => {
  expect(verdict()).toEqual({ ready: true, missing: [], notes: [] });
});

const deployment = (version: string) => (objects: any[]) => find(objects, 'Deployment', `task-api-${version}`);
const stable = deployment('stable');
const canary = deployment('canary');
const container = (objects: any[]) => canary(objects).spec.template.spec.containers[0];
const route = (objects: any[]) => find(objects, 'HTTPRoute', 'task-api-canary');
const slice = (objects: any[], version: string) => find(objects, 'EndpointSlice', `task-api-${version}-abc`);
const remove = (objects: any[], ...which: any[]) => which.forEach(one => objects.splice(objects.indexOf(one), 1));

describe('not ready', () => {
  test.each<[what: string, change: Change, expected: (string | RegExp)[]]>([
    // Measured: with maxUnavailable 0 the old pods stay, and Available with them, while the new ones cannot start.
    ['new pods are stuck, and Available is True', objects => {
      Object.assign(canary(objects).status, { replicas: 3, updatedReplicas: 1, readyReplicas: 2, availableReplicas: 2,
        unavailableReplicas: 1 });
      const stuck = find(objects, 'Pod', 'task-api-canary-7-0');
      stuck.status = { phase: 'Pending', containerStatuses: [{ name: 'task-api', ready: false, state: { waiting: {
        reason: 'ImagePullBackOff' } } }] };
    }, [`${CANARY} [pods] 2 pods are wanted: 1 run the current template, 2 are ready, 2 available; 1 pod: ImagePullBackOff in container`
      + ' task-api', `${CANARY} [old-pods] 2 of 3 pods run an earlier template`]],
    ['a pod cannot be scheduled', objects => {
      Object.assign(canary(objects).status, { readyReplicas: 1, availableReplicas: 1, unavailableReplicas: 1 });
      find(objects, 'Pod', 'task-api-canary-7-1').status = { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False',
        reason: 'Unschedulable', message: '0/3 nodes are available' }] };
    }, [/\[pods\] 2 pods are wanted.*1 pod: Unschedulable \(0\/3 nodes are available\)$/]],
    ['the quota is used up', objects => {
      Object.assign(canary(objects).status, { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1, conditions: [
        { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota' }] });
    }, [/FailedCreate: exceeded quota$/]],
    ['ready, but not for minReadySeconds', objects => {
      canary(objects).status.availableReplicas = 1;
    }, [/2 are ready, 1 available$/]],
    ['the controller has not seen the spec', objects => {
      canary(objects).status.observedGeneration = 3;
    }, [`${CANARY} [generation] its controller has seen generation 3 of 4: what the status says is of an earlier spec`]],
    ['it was created just now', objects => {
      delete canary(objects).status;
    }, [`${CANARY} [generation] its controller has seen generation none of 4: what the status says is of an earlier spec`]],
    ['old pods are left', objects => {
      canary(objects).status.replicas = 4;
    }, [`${CANARY} [old-pods] 2 of 4 pods run an earlier template`]],
    ['an old ReplicaSet has pods, though the status does not count them', objects => {
      Object.assign(find(objects, 'ReplicaSet', 'task-api-canary-6'), { status: { replicas: 1 } });
    }, [`${CANARY} [old-pods] an earlier template has pods yet; ReplicaSet task-api-canary-6: 1`]],
    ['pods of another have its labels', objects => {
      objects.push(pod('by-hand', { app: 'task-api', version: 'canary' }, undefined));
    }, [`${CANARY} [other-pods] its Service also leads to ready pods that have its labels and are not its own: by-hand`]],
    ['it is paused', objects => {
      canary(objects).spec.paused = true;
    }, [/\[pods\] it is paused/]],
    ['it is being deleted', objects => {
      canary(objects).metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
    }, [`${CANARY} [leaving] Git has it, but it is being deleted in the cluster`]],
    ['it is not there', objects => remove(objects, canary(objects)), [
      `${CANARY} [absent] Git has it, the cluster (context test) does not: Git's last state is not applied, or was refused`]],
    ['the route is not there', objects => remove(objects, route(objects)), [/^HTTPRoute .* \[absent\]/]],
    ['no endpoint is ready', objects => {
      slice(objects, 'canary').endpoints.forEach((endpoint: any) => Object.assign(endpoint.conditions, { ready: false }));
    }, ['Service shop/task-api-canary [endpoints] 0 of 2 pods are ready endpoints']],
    ['endpoints are behind', objects => {
      slice(objects, 'canary').endpoints.pop();
    }, ['Service shop/task-api-canary [endpoints] 1 of 2 pods are ready endpoints']],
    ['there is no slice, at weight 0 too, since the next move gives it weight', (objects, git) => {
      remove(objects, slice(objects, 'canary'));
      [objects, git].forEach(list => Object.assign(route(list).spec.rules[1].backendRefs[1], { weight: 0 }));
    }, ['Service shop/task-api-canary [endpoints] 0 of 2 pods are ready endpoints']],
    ['targetPort names no port of the pods', objects => {
      slice(objects, 'canary').ports = [];
    }, ['Service shop/task-api-canary [endpoints] no pod serves its port http: does targetPort name a port of the container?']],
    ['weight on a workload of 0 pods', (objects, git) => {
      canary(git).spec.replicas = 0;
      remove(objects, find(objects, 'Pod', 'task-api-canary-7-0'), find(objects, 'Pod', 'task-api-canary-7-1'));
      Object.assign(canary(objects), { spec: { ...canary(objects).spec, replicas: 0 }, status: { observedGeneration: 4 } });
      slice(objects, 'canary').endpoints = null;
    }, ['Service shop/task-api-canary [endpoints] it has weight 5, and its Deployment no pods']],
    ["others' Service without endpoints", (objects, git) => {
      [objects, git].forEach(list => Object.assign(route(list).spec.rules[1].backendRefs[1], { name: 'others' }));
    }, ['Service shop/others [endpoints] it has weight 5, and no ready endpoint']],
    // HTTPRoute status: RouteParentStatus, conditions Accepted and ResolvedRefs with observedGeneration.
    ['the route is refused', objects => Object.assign(route(objects).status.parents[0].conditions[0], { status: 'False',
      reason: 'NoMatchingParent', message: 'no listener' }), [
      `${ROUTE} [route] Gateway shop/edge, controller example.com/gateway: Accepted is False (NoMatchingParent: no listener)`]],
    ['a backend is not found', objects => Object.assign(route(objects).status.parents[0].conditions[1], { status: 'False',
      reason: 'BackendNotFound' }), [/ResolvedRefs is False \(BackendNotFound\)$/]],
    ['a condition is not reported', objects => route(objects).status.parents[0].conditions.pop(), [/ResolvedRefs is not reported$/]],
    ['it was accepted at an earlier generation', objects => {
      route(objects).status.parents = [report({ name: 'edge' }, 3)];
    }, [/Accepted is of generation 3, the route is at 4; ResolvedRefs is of generation 3, the route is at 4$/]],
    // real-parts: a parent that does not exist gives no status at all.
    ['no controller has said anything', objects => {
      delete route(objects).status;
    }, [/\[route\] Gateway shop\/edge has not said anything of it/]],
    ['some rules are left out', objects => route(objects).status.parents[0].conditions.push({ type: 'PartiallyInvalid', status: 'True',
      reason: 'UnsupportedValue', observedGeneration: 4 }), [/some of its rules are left out \(UnsupportedValue\)$/]],
    ['the second of two parents has not accepted', (objects, git) => {
      [objects, git].forEach(list => route(list).spec.parentRefs.push({ name: 'inner', namespace: 'infra', sectionName: 'http' }));
    }, [`${ROUTE} [route] Gateway infra/inner listener http has not said anything of it: is there such a gateway, and a controller for its`
      + ' class?']],
    ['of two controllers one refuses it now', objects => {
      const other = report({ name: 'edge' }, 4, 'example.com/other');
      other.conditions[0].status = 'False';
      route(objects).status.parents.push(other);
    }, [/controller example\.com\/other: Accepted is False/]],
    ['another listener of the gateway was meant', (objects, git) => {
      [objects, git].forEach(list => Object.assign(route(list).spec.parentRefs[0], { port: 443 }));
    }, [/Gateway shop\/edge port 443 has not said anything/]],
    ['the autoscaler is below its minimum', objects => {
      stable(objects).spec.replicas = 2;
      Object.assign(stable(objects).status, { replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 });
    }, ['HorizontalPodAutoscaler shop/task-api-stable [autoscaler] it has scaled Deployment shop/task-api-stable to 2 pods, and its minimum'
      + ' is 3']],
    ['replicas 0 by hand switch the autoscaler off', objects => {
      stable(objects).spec.replicas = 0;
      find(objects, 'HorizontalPodAutoscaler', 'task-api-stable').status.currentReplicas = 0;
    }, [/\[pods\]/, /\[autoscaler\] it has scaled/, /\[autoscaler\] .* has replicas 0 in the cluster/, /\[other-pods\]|\[endpoints\]/]],
  ])('%s', (_what, change, expected) => {
    const found = verdict(change);
    expect(found.ready).toBe(false);
    const told = lines(found);
    for (const [index, one] of expected.entries()) {
      if (typeof one === 'string') expect(told[index]).toBe(one);
      else expect(told.filter(line => one.test(line))).not.toEqual([]);
    }
    if (expected.every(one => typeof one === 'string')) expect(told).toHaveLength(expected.length);
  });
});

describe('still ready', () => {
  test.each<[what: string, change: Change, notes: (string | RegExp)[]]>([
    ['the autoscaler has scaled', objects => {
      stable(objects).spec.replicas = 3;
      find(objects, 'HorizontalPodAutoscaler', 'task-api-stable').status.currentReplicas = 5;
    }, []],
    ['replicas of the first commit, which the autoscaler then owns', (_objects, git) => {
      stable(git).spec.replicas = 2;
    }, []],
    ['scaled to 0 without weight, as contained is', (objects, git) => {
      canary(git).spec.replicas = 0;
      remove(objects, find(objects, 'Pod', 'task-api-canary-7-0'), find(objects, 'Pod', 'task-api-canary-7-1'));
      Object.assign(canary(objects), { spec: { ...canary(objects).spec, replicas: 0 }, status: { observedGeneration: 4 } });
      slice(objects, 'canary').endpoints = [];
      [objects, git].forEach(list => Object.assign(route(list).spec.rules[1].backendRefs[1], { weight: 0 }));
    }, []],
    ['pods are ending', objects => {
      const leaving = pod('leaving', { app: 'task-api', version: 'canary' }, undefined);
      leaving.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
      objects.push(leaving);
    }, [`${CANARY}: pods that are ending, take no new requests, and finish open ones: 1`]],
    ['a controller that is gone has left its words', objects => route(objects).status.parents.push(report({ name: 'edge' }, 2,
      'example.com/old')), [/controller example\.com\/old: .*; another controller has taken it over$/]],
    ['the gateway is not programmed', objects => Object.assign(find(objects, 'Gateway', 'edge').status.conditions[0], { status: 'False',
      reason: 'AddressNotAssigned' }), ['Gateway shop/edge: Programmed is False (AddressNotAssigned)']],
    ['a Deployment that Git has no more', objects => objects.push({ ...structuredClone(canary(objects)), metadata: { name: 'task-api-green',
      namespace: 'shop', labels: {} } }), [/^Deployment shop\/task-api-green is in the cluster, and not among Git's/]],
    ['both families of addresses', objects => {
      const six = structuredClone(slice(objects, 'canary'));
      objects.push({ ...six, addressType: 'IPv6', metadata: { ...six.metadata, name: 'six' } });
    }, []],
    ['readiness of an endpoint that is not said counts as ready', objects => {
      slice(objects, 'canary').endpoints.forEach((endpoint: any) => delete endpoint.conditions);
    }, []],
    ['pods and ReplicaSets that may not be read', objects => remove(objects, ...objects.filter(({ kind }) => ['Pod',
      'ReplicaSet'].includes(kind))), []],
    ['the autoscaler cannot scale, but has not to', objects => Object.assign(find(objects, 'HorizontalPodAutoscaler',
      'task-api-stable').status,
    { conditions: [{ type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric' }] }), [/ScalingActive is False/]],
  ])('%s', (_what, change, notes) => {
    const found = verdict(change);
    expect(lines(found)).toEqual([]);
    expect(found.ready).toBe(true);
    expect(found.notes).toEqual(notes.map(note => (typeof note === 'string' ? note : expect.stringMatching(note))));
  });
});

/** Each changes the cluster's spec; what is expected is the difference that is told, or undefined where there is none. */
describe('what Git states', () => {
  const differs = (field: string, git: string, live: string) => `${CANARY} [spec] spec.template.spec.containers[task-api].${field}: Git has`
    + ` ${git}, the cluster ${live}`;
  test.each<[what: string, change: Change, expected: string | undefined]>([
    ['image', objects => Object.assign(container(objects), { image: 'task-api:v1' }), differs('image', 'task-api:v2', 'task-api:v1')],
    ['an amount', objects => Object.assign(container(objects).resources.requests, { cpu: '501m' }), differs('resources.requests.cpu', '0.5',
      '501m')],
    ['the same amount otherwise written', objects => Object.assign(container(objects).resources.requests, { cpu: 0.5 }), undefined],
    ['an amount is no text elsewhere', objects => Object.assign(container(objects).env[0], { value: '1000m' }), `${CANARY} [spec]`
      + ' spec.template.spec.containers[task-api].env[A].value differs'],
    ['the order of variables', objects => container(objects).env.reverse(), `${CANARY} [spec]`
      + ' spec.template.spec.containers[task-api].env[A].name differs'],
    ['a variable more', objects => container(objects).env.push({ name: 'TOKEN', value: 'hidden' }), `${CANARY} [spec]`
      + ' spec.template.spec.containers[task-api].env differs'],
    ['a container more', objects => canary(objects).spec.template.spec.containers.unshift({ name: 'proxy', image: 'p' }), `${CANARY} [spec]`
      + ' spec.template.spec.containers[proxy]: Git has nothing, the cluster another object'],
    ['true where Git says false', objects => Object.assign(container(objects).securityContext, { privileged: true }),
      differs('securityContext.privileged', 'false', 'true')],
    ['a default', objects => Object.assign(canary(objects).spec.template.spec, { dnsPolicy: 'ClusterFirst' }), undefined],
    ['replicas', objects => {
      canary(objects).spec.replicas = 3;
      Object.assign(canary(objects).status, { replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 });
      slice(objects, 'canary').endpoints.push({ addresses: ['10.9.9.9'] });
    }, `${CANARY} [spec] spec.replicas: Git has 2, the cluster 3`],
    ['replicas that Git leaves to the default', (objects, git) => {
      delete canary(git).spec.replicas;
      void objects;
    }, `${CANARY} [spec] spec.replicas: Git has 1, the cluster 2`],
    ["a Service's selector has a label more", objects => Object.assign(find(objects, 'Service', 'task-api-canary').spec.selector,
      { track: 'x' }),
    'Service shop/task-api-canary [spec] spec.selector.track: Git has nothing, the cluster x'],
    ['a weight', objects => Object.assign(route(objects).spec.rules[1].backendRefs[0], { weight: 90 }), `${ROUTE} [spec]`
      + ' spec.rules[split].backendRefs[task-api-stable].weight: Git has 95, the cluster 90'],
    ['a weight that Git leaves to the default of 1', (objects, git) => {
      delete route(git).spec.rules[0].backendRefs[0].weight;
      void objects;
    }, `${ROUTE} [spec] spec.rules[premium].backendRefs[task-api-stable].weight: Git has 1, the cluster 100`],
    ['a rule less', objects => route(objects).spec.rules.pop(), `${ROUTE} [spec] spec.rules: Git has a list of 2, the cluster a list of 1`],
    ['rules in another order', objects => route(objects).spec.rules.reverse(), `${ROUTE} [spec] spec.rules[premium].name: Git has`
      + ' premium, the cluster split'],
    ['a bound of the autoscaler', objects => Object.assign(find(objects, 'HorizontalPodAutoscaler', 'task-api-stable').spec,
      { maxReplicas: 4 }),
    'HorizontalPodAutoscaler shop/task-api-stable [spec] spec.maxReplicas: Git has 9, the cluster 4'],
    ['null is no statement', (_objects, git) => Object.assign(canary(git).spec.template.metadata, { creationTimestamp: null }), undefined],
    ['an empty object may be left out', (_objects, git) => Object.assign(canary(git).spec.template.spec, { securityContext: {} }),
      undefined],
    // Of what Git states no more.
    ['a field that kubectl applied, and Git has no more', (objects, git) => {
      const applied = structuredClone(canary(git));
      applied.spec.template.spec.containers[0].livenessProbe = { httpGet: { path: '/', port: 8000 } };
      container(objects).livenessProbe = { httpGet: { path: '/', port: 8000, scheme: 'HTTP' } };
      canary(objects).metadata.annotations['kubectl.kubernetes.io/last-applied-configuration'] = JSON.stringify(applied);
    }, `${CANARY} [spec] spec.template.spec.containers[task-api].livenessProbe: Git has it no more, the cluster has`],
    ['what kubectl applied, and Git has still', (objects, git) => {
      canary(objects).metadata.annotations['kubectl.kubernetes.io/last-applied-configuration'] = JSON.stringify(canary(git));
    }, undefined],
    ['a field that Flux owns, and Git has no more', objects => {
      canary(objects).metadata.managedFields = [managed('kustomize-controller', 'Apply')];
    }, `${CANARY} [spec] spec.template.spec.containers[task-api].livenessProbe: Git has it no more, the cluster has`],
    ['a field that somebody else owns', objects => {
      canary(objects).metadata.managedFields = [managed('sidecar-injector', 'Apply'), managed('kubectl', 'Update'),
        { ...managed('kubectl', 'Apply'), subresource: 'status' }];
    }, undefined],
    ['an annotation that is no JSON', objects => {
      canary(objects).metadata.annotations['kubectl.kubernetes.io/last-applied-configuration'] = '{';
    }, undefined],
  ])('%s', (_what, change, expected) => {
    const told = lines(verdict(change)).filter(line => line.includes('[spec]'));
    if (expected === undefined) expect(told).toEqual([]);
    else expect(told[0]).toBe(expected);
  });

  test('of many differences some are told, and none of them shows the value of a variable', () => {
    const told = lines(verdict(objects => {
      const { spec } = canary(objects).spec.template;
      canary(objects).spec.replicas = 7;
      Object.assign(spec.containers[0], { image: 'x', ports: [], resources: { requests: { cpu: '9', memory: '9' } },
        env: [{ name: 'A', value: 'hunter2' }, { name: 'EMPTY', value: 'hunter2' }] });
    })).filter(line => line.includes('[spec]'));
    expect(told).toHaveLength(7);
    expect(told[6]).toMatch(/fields that differ beside these: 1$/);
    expect(told.join('\n')).not.toContain('hunter2');
  });
});

function managed(manager: string, operation: string): any {
  return { manager, operation, fieldsV1: { 'f:spec': {
    'f:replicas': {},
    'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"task-api"}': { '.': {}, 'f:image': {},
      'f:livenessProbe': { 'f:httpGet': {} } } } } },
  } } };
}

test('a route alone: what is behind it does not count', () => {
  const git = manifests();
  const objects = cluster();
  remove(objects, canary(objects), slice(objects, 'canary'));
  expect(judgeRoute(route(git), stateOf(git, objects)).ready).toBe(true);
  route(objects).spec.rules[1].backendRefs[1].weight = 0;
  expect(judgeRoute(route(git), stateOf(git, objects)).missing).toHaveLength(1);
});

test('Git and cluster side by side', () => {
  const git = manifests();
  const objects = cluster();
  container(objects).image = 'task-api:v1';
  Object.assign(stable(objects).status, { replicas: 4, updatedReplicas: 2, readyReplicas: 3 });
  route(objects).spec.rules[1].backendRefs[0].weight = 100;
  route(objects).status.parents[0].conditions[0].observedGeneration = 3;
  const rows = sideBySide(git, stateOf(git, objects));
  const plain = (text: string) => text;
  expect(renderSideBySide(rows, { tableWidth: 140, colors: { bold: plain } as any })).toBe('OBJECT                           WHAT       '
    + `         GIT                                    CLUSTER
Deployment shop/task-api-stable  image               task-api:v1                            task-api:v1
                                 replicas            3-9 (autoscaler)                       3/3 ready, 2 new, 2 old
Deployment shop/task-api-canary  image               task-api:v2                            task-api:v1 *
                                 replicas            2                                      2/2 ready
HTTPRoute shop/task-api-canary   weights of premium  task-api-stable 100                    task-api-stable 100
                                 weights of split    task-api-stable 95, task-api-canary 5  task-api-stable 100, task-api-canary 5 *
                                 route               1 parent                               not accepted at generation 4
Service shop/task-api-stable     endpoints           -                                      3 ready
Service shop/task-api-canary     endpoints           -                                      2 ready
`);
  remove(objects, route(objects));
  expect(sideBySide(git, stateOf(git, objects)).filter(({ cluster: live }) => live === 'absent')).toHaveLength(3);
});
