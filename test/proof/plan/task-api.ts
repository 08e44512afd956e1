/** What differs between two states of the small canary that the tests plan. */
export interface State {
  /** Weight of the canary in percent. */
  readonly weight?: number;
  readonly stableImage?: string;
  readonly stableReplicas?: number;
  /** Fields of the split's rule beside its matches and backends. */
  readonly split?: object;
  readonly pin?: boolean;
  /** Fields of the route's spec. */
  readonly route?: object;
  /** Objects besides. */
  readonly more?: any[];
  /** Objects to leave out, by 'Kind name'. */
  readonly without?: string[];
}

/** A canary with a premium pin, as plain manifests. */
export function taskApi(state: State = {}): any[] {
  const { weight = 5, stableImage = 'task-api:v1', stableReplicas = 10, split = {}, pin = true, route = {}, more = [], without = [] } = state;
  const path = { type: 'PathPrefix', value: '/api/' };
  const premium = { name: 'premium', matches: [{ path, headers: [{ name: 'x-api-tier', value: 'premium' }] }], backendRefs: [ref('stable', 100)] };
  return [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'task-api-canary', namespace: 'task-api' },
      spec: {
        parentRefs: [{ name: 'edge' }],
        rules: [
          ...pin ? [premium] : [],
          { name: 'split', matches: [{ path }], backendRefs: [ref('stable', 100 - weight), ref('canary', weight)], ...split },
        ],
        ...route,
      },
    },
    ...version('stable', stableImage, stableReplicas), ...version('canary', 'task-api:v2', 5),
    ...more,
  ].filter(({ kind, metadata }) => !without.includes(`${kind} ${metadata.name}`));
}

/** A Deployment and its Service. */
export function version(name: string, image: string, replicas: number | undefined): any[] {
  const labels = { app: 'task-api', version: name };
  const metadata = { name: `task-api-${name}`, namespace: 'task-api' };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        ...replicas === undefined ? {} : { replicas },
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'task-api', image, ports: [{ containerPort: 8000 }] }] } },
      },
    },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [{ port: 8000 }] } },
  ];
}

function ref(name: string, weight: number): any {
  return { name: `task-api-${name}`, port: 8000, weight };
}
