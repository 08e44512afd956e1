import { loadCli } from '../support/load';

type StateModule = typeof import('../../cli/src/live/state.js', { with: { 'resolution-mode': 'import' } });
/** What was read of a cluster. */
export type LiveState = import('../../cli/src/live/state.js', { with: { 'resolution-mode': 'import' } }).LiveState;

const { keyOf, servicesOf } = loadCli<StateModule>('live/state');

/** What Git has of an app: a canary at 95 to 5, stable with an autoscaler. */
export function manifests(): any[] {
  return [
    ...workload('stable', 'task-api:v1', undefined), ...workload('canary', 'task-api:v2', 2),
    {
      apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'task-api-stable', namespace: 'shop' },
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'task-api-stable' }, minReplicas: 3, maxReplicas: 9,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }] },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'task-api-canary', namespace: 'shop' },
      spec: {
        parentRefs: [{ name: 'edge' }],
        rules: [
          { name: 'premium', matches: [{ headers: [{ type: 'Exact', name: 'x-tier', value: 'premium' }] }],
            backendRefs: [ref('stable', 100)] },
          { name: 'split', matches: [{ path: { type: 'PathPrefix', value: '/api/' } }], backendRefs: [ref('stable', 95), ref('canary',
            5)] },
        ],
      },
    },
  ];
}

/** The cluster that has the manifests applied and at rest, as an API server fills them in. */
export function cluster(git: any[] = manifests()): any[] {
  return git.flatMap(object => {
    const live = filled(object);
    if (object.kind === 'Deployment') return [live, ...ofDeployment(live), ...slicesOf(object)];
    return [live];
  }).concat([{
    apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'edge', namespace: 'shop', generation: 1 },
    status: { conditions: [{ type: 'Programmed', status: 'True', observedGeneration: 1 }] },
  }]);
}

/** The state that a reader would give of a cluster's objects. */
export function stateOf(git: readonly any[], objects: readonly any[]): LiveState {
  const by = <T>(keys: readonly string[], value: (key: string) => T) => new Map(keys.map(key => [key, value(key)]));
  const version = (object: any) => object.metadata.labels?.version;
  const deployments = git.filter(({ kind }) => kind === 'Deployment');
  const selected = (kind: string) => by(deployments.map(one => keyOf(one, 'shop')), key => {
    const label = deployments.find(one => keyOf(one, 'shop') === key).spec.selector.matchLabels.version;
    return objects.filter(object => object.kind === kind && version(object) === label);
  });
  const names = new Set(git.map(object => keyOf(object, 'shop')));
  return {
    context: 'test', namespace: 'shop', notes: [],
    objects: new Map(objects.filter(object => names.has(keyOf(object, 'shop'))).map(object => [keyOf(object, 'shop'), object])),
    replicaSets: selected('ReplicaSet'), pods: selected('Pod'),
    slices: by(servicesOf(git, 'shop').map(({ key }) => key), key => objects.filter(object => (
      object.kind === 'EndpointSlice' && `Service shop/${object.metadata.labels['kubernetes.io/service-name']}` === key))),
    gateways: new Map(objects.filter(({ kind }) => kind === 'Gateway').map(object => [keyOf(object, 'shop'), object])),
    deployments: objects.filter(({ kind }) => kind === 'Deployment'),
  };
}

/** The object of a kind and name. */
export function find(objects: readonly any[], kind: string, name: string): any {
  const found = objects.find(object => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
}

function workload(version: string, image: string, replicas: number | undefined): any[] {
  const name = `task-api-${version}`;
  const labels = { app: 'task-api', version };
  return [{
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'shop', labels },
    spec: {
      ...replicas === undefined ? {} : { replicas }, selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{
          name: 'task-api', image, ports: [{ name: 'http', containerPort: 8000 }],
          env: [{ name: 'A', value: '1' }, { name: 'EMPTY', value: '' }], resources: { requests: { cpu: '0.5', memory: '1024Mi' } },
          securityContext: { privileged: false },
        }] },
      },
    },
  }, {
    apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop', labels },
    spec: { selector: labels, ports: [{ name: 'http', port: 8000, targetPort: 'http' }] },
  }];
}

function ref(version: string, weight: number): any {
  return { group: '', kind: 'Service', name: `task-api-${version}`, port: 8000, weight };
}

/** An object with the defaults and the status that its controllers would give it. */
function filled(object: any): any {
  const live = structuredClone(object);
  live.metadata = { ...live.metadata, generation: 4, uid: `uid-${object.kind}-${object.metadata.name}`, resourceVersion: '1' };
  if (live.kind === 'Deployment') {
    const replicas = live.spec.replicas ?? 3;
    const [container] = live.spec.template.spec.containers;
    live.metadata.annotations = { 'deployment.kubernetes.io/revision': '7' };
    Object.assign(container, { imagePullPolicy: 'IfNotPresent', terminationMessagePath: '/dev/termination-log' });
    container.ports[0].protocol = 'TCP';
    container.resources.requests = { cpu: '500m', memory: '1Gi' };
    delete container.env[1].value;
    delete container.securityContext.privileged;
    live.spec = { ...live.spec, replicas, revisionHistoryLimit: 10, strategy: { type: 'RollingUpdate' } };
    live.status = {
      observedGeneration: 4, replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas,
      conditions: [{ type: 'Available', status: 'True' }, { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' }],
    };
  } else if (live.kind === 'Service') {
    Object.assign(live.spec, { clusterIP: '10.0.0.1', type: 'ClusterIP' });
    live.spec.ports[0].protocol = 'TCP';
  } else if (live.kind === 'HorizontalPodAutoscaler') {
    live.status = { currentReplicas: 3, desiredReplicas: 3 };
  } else {
    live.spec.parentRefs.forEach((parent: any) => Object.assign(parent, { group: 'gateway.networking.k8s.io', kind: 'Gateway' }));
    live.status = { parents: live.spec.parentRefs.map((parentRef: any) => report(parentRef)) };
  }
  return live;
}

/** What a controller says of a route. */
export function report(parentRef: any, generation = 4, controllerName = 'example.com/gateway'): any {
  return { parentRef: { ...parentRef }, controllerName, conditions: ['Accepted', 'ResolvedRefs'].map(type => ({
    type, status: 'True', reason: type, observedGeneration: generation })) };
}

function ofDeployment({ metadata, spec }: any): any[] {
  const { name, namespace, uid } = metadata;
  const labels = spec.selector.matchLabels;
  const set = {
    apiVersion: 'apps/v1', kind: 'ReplicaSet',
    metadata: { name: `${name}-7`, namespace, uid: `uid-${name}-7`, labels, annotations: { 'deployment.kubernetes.io/revision': '7' },
      ownerReferences: [{ uid }] },
    spec: { replicas: spec.replicas }, status: { replicas: spec.replicas },
  };
  const before = { ...structuredClone(set), spec: { replicas: 0 }, status: { replicas: 0 } };
  Object.assign(before.metadata, { name: `${name}-6`, uid: `uid-${name}-6`, annotations: { 'deployment.kubernetes.io/revision': '6' } });
  return [set, before, ...Array.from({ length: spec.replicas }, (_, index) => pod(`${name}-7-${index}`, labels, set.metadata.uid))];
}

/** A pod that is ready. */
export function pod(name: string, labels: any, owner: string | undefined): any {
  return {
    apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop', labels, ownerReferences: owner === undefined ? []
      : [{ uid: owner }] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [{ name: 'task-api', ready: true }] },
  };
}

function slicesOf({ metadata: { name, namespace, labels }, spec }: any): any[] {
  return [{
    apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4',
    metadata: { name: `${name}-abc`, namespace, labels: { ...labels, 'kubernetes.io/service-name': name } },
    ports: [{ name: 'http', port: 8000 }],
    endpoints: Array.from({ length: spec.replicas ?? 3 }, (_, index) => ({ addresses: [`10.1.${labels.version.length}.${index}`],
      conditions: { ready: true } })),
  }];
}
