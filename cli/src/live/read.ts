import { shellWord, visible } from '../escape.js';
import { LiveError } from './errors.js';
import { ApiError, type HttpOptions } from './http.js';
import type { Connection } from './kubeconfig.js';
import { getQuery, listQuery, resourceOf, selectorText, type Query } from './resources.js';
import { isRoute, keyOf, parentsOf, servicesOf, type LiveState } from './state.js';

/** How a cluster is read. */
export interface ReadLiveOptions extends HttpOptions {
  readonly connection: Connection;
  /** Whether the routes alone matter, and not what is behind them. */
  readonly routesOnly?: boolean;
  /** The most requests at once. */
  readonly concurrency?: number;
}

/**
 * Reads from a cluster the objects that Git has of an app, and what tells whether they work: ReplicaSets and pods of the
 * Deployments, EndpointSlices of the Services, the Gateways. Nothing else, and never a Secret.
 *
 * @param expected the manifests of the app in Git
 * @throws LiveError where something that decides could not be read, which names it all
 */
export async function readLive(expected: readonly any[], options: ReadLiveOptions): Promise<LiveState> {
  const { namespace, context } = options.connection;
  const state = {
    context, namespace, notes: [] as string[], deployments: [] as any[],
    objects: new Map<string, any>(), replicaSets: new Map<string, any[]>(), pods: new Map<string, any[]>(),
    slices: new Map<string, any[]>(), gateways: new Map<string, any>(),
  };
  const jobs = jobsOf(expected, state, options.routesOnly === true);
  const run = new Run(options);
  await run.all(jobs);
  if (run.failures.length > 0) {
    const lines = [...new Set(run.failures.map(({ message }) => message))];
    throw new LiveError(lines.join('\n'), run.failures.every(({ transient }) => transient), run.stopped);
  }
  state.notes.push(...new Set(run.notes));
  return state;
}

/** One thing to read. */
interface Job {
  readonly query: Query;
  /** Whether the judgement can do without it. */
  readonly optional?: boolean;
  store(answer: any): void;
}

interface Store {
  readonly namespace: string;
  readonly deployments: any[];
  readonly objects: Map<string, any>;
  readonly replicaSets: Map<string, any[]>;
  readonly pods: Map<string, any[]>;
  readonly slices: Map<string, any[]>;
  readonly gateways: Map<string, any>;
}

const WORKLOADS = { group: 'apps', plural: 'deployments' };
const REPLICA_SETS = { group: 'apps', plural: 'replicasets' };
const PODS = { group: '', plural: 'pods' };
const SLICES = { group: 'discovery.k8s.io', plural: 'endpointslices' };
const GATEWAYS = { group: 'gateway.networking.k8s.io', plural: 'gateways' };

function jobsOf(expected: readonly any[], state: Store, routesOnly: boolean): Job[] {
  const jobs: Job[] = [];
  const namespaceOf = ({ metadata }: any) => metadata?.namespace ?? state.namespace;
  const apps = new Map<string, Query>();
  for (const object of expected) {
    const resource = resourceOf(object);
    if (resource === undefined) continue;
    const key = keyOf(object, state.namespace);
    const namespace = namespaceOf(object);
    jobs.push({ query: getQuery(object.apiVersion, resource, namespace, object.metadata?.name), store: live => state.objects.set(key,
      live) });
    if (object.kind !== 'Deployment') continue;
    const selector = selectorText(object.spec?.selector ?? {});
    if (selector === '') continue;
    jobs.push({
      query: listQuery('apps/v1', REPLICA_SETS, namespace, selector), optional: true, store: ({ items }) => state.replicaSets.set(key,
        items),
    }, { query: listQuery('v1', PODS, namespace, selector), optional: true, store: ({ items }) => state.pods.set(key, items) });
    const { app } = object.spec.selector.matchLabels ?? {};
    if (app !== undefined) apps.set(`${namespace} ${app}`, listQuery('apps/v1', WORKLOADS, namespace, `app=${app}`));
  }
  for (const query of apps.values()) jobs.push({ query, optional: true, store: ({ items }) => state.deployments.push(...items) });
  if (routesOnly) return jobs;
  for (const { key, namespace, name } of servicesOf(expected, state.namespace)) {
    // ExternalName leads to a name, which has no endpoints.
    const own = expected.find(object => object.kind === 'Service' && keyOf(object, state.namespace) === key);
    if (own?.spec?.type === 'ExternalName') continue;
    const query = listQuery('discovery.k8s.io/v1', SLICES, namespace, `kubernetes.io/service-name=${name}`);
    jobs.push({ query, store: ({ items }) => state.slices.set(key, items) });
  }
  for (const parent of new Map(expected.filter(isRoute).flatMap(route => parentsOf(route, state.namespace))
    .filter(({ kind, group }) => kind === 'Gateway' && group === GATEWAYS.group)
    .map(({ namespace, name }) => [`Gateway ${namespace}/${name}`, { namespace, name }])).entries()) {
    const [key, { namespace, name }] = parent;
    jobs.push({
      query: getQuery('gateway.networking.k8s.io/v1', GATEWAYS, namespace, name), optional: true,
      store: live => state.gateways.set(key, live),
    });
  }
  return jobs;
}

/** The most pages of a list: 500 objects each. */
const MOST_PAGES = 20;

interface Failure {
  readonly message: string;
  readonly transient: boolean;
}

class Run {
  public readonly failures: Failure[] = [];
  public readonly notes: string[] = [];
  private readonly stop = new AbortController();

  constructor(private readonly options: ReadLiveOptions) {}

  /** Whether it was given up, since nothing else would have been answered. */
  public get stopped(): boolean {
    return this.stop.signal.aborted;
  }

  /** Does the jobs, some at once, until none is left or one has failed as all others would. */
  public async all(jobs: readonly Job[]): Promise<void> {
    const rest = [...jobs];
    const work = async () => {
      for (let job = rest.shift(); job !== undefined && !this.stop.signal.aborted; job = rest.shift()) await this.one(job);
    };
    await Promise.all(Array.from({ length: this.options.concurrency ?? 6 }, work));
  }

  private async one(job: Job): Promise<void> {
    try {
      job.store(job.query.verb === 'get' ? await this.get(job.query.path) : await this.list(job.query.path));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // After the first that fails as all would, the others are only broken off.
      if (this.stop.signal.aborted) return;
      this.failed(job, error);
    }
  }

  private get(path: string): Promise<any> {
    const { timeoutMs, backoffMs, signal, connection } = this.options;
    const any = signal === undefined ? this.stop.signal : AbortSignal.any([signal, this.stop.signal]);
    return connection.get(path, { timeoutMs, backoffMs, signal: any });
  }

  private async list(path: string): Promise<{ readonly items: any[] }> {
    const items: any[] = [];
    let next = path;
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer = await this.get(next);
      if (!Array.isArray(answer.items)) throw new ApiError('garbage', 'the answer is no list', 200);
      items.push(...answer.items);
      const token: unknown = answer.metadata?.continue;
      if (typeof token !== 'string' || token === '') return { items };
      next = `${path}&continue=${encodeURIComponent(token)}`;
    }
    throw new ApiError('garbage', `there are more than ${MOST_PAGES * 500} objects`, 200);
  }

  private failed({ query, optional }: Job, error: ApiError): void {
    const { connection } = this.options;
    const where = `context ${visible(connection.context)}`;
    const what = `${query.verb} ${query.resource}${query.name === undefined ? '' : ` ${query.name}`} in namespace ${query.namespace}`;
    if (error.status === 404 && query.verb === 'get' && error.body?.details?.name === query.name) return;
    if (error.status === 403) {
      const can = `kubectl auth can-i ${query.verb} ${query.resource} -n ${query.namespace} --context ${shellWord(connection.context)}`;
      const message = `${where}: the user ${visible(connection.user)} may not ${query.verb} ${query.resource} in namespace`
        + ` ${query.namespace} (403 Forbidden)`;
      if (optional) this.notes.push(`${message}, so these were not looked at`);
      else this.failures.push({ message: `${message}. Ask for the ClusterRole of docs/live.md; to try: ${can}`, transient: false });
      return;
    }
    if (error.status === 404) {
      const message = `${where}: the cluster does not know ${query.resource} of ${query.apiVersion} (404 Not Found)`;
      if (optional) this.notes.push(`${message}, so these were not looked at`);
      else this.failures.push({ message: `${message}. Is it the right cluster, and are the CRDs of the manifests' version installed?`,
        transient: false });
      return;
    }
    if (error.status === 401) {
      this.fatal(`${where}: the API server ${connection.host} does not accept the credentials of the user ${visible(connection.user)} (401`
        + ' Unauthorized): they have expired, or are of another cluster. Log in again');
    } else if (error.kind === 'network' || error.kind === 'timeout') {
      this.fatal(`${where}: the API server ${connection.host} cannot be reached (${error.message}). ${hint(error.message)}`, true);
    } else {
      this.failures.push({ message: `${where}: ${what}: ${error.kind === 'status' ? `the API server answers ${error.message}`
        + `${error.transient ? ', after 3 tries' : ''}` : `${error.message}. Is there a login page or a proxy before the API server`
        + ` ${connection.host}?`}`, transient: error.transient });
    }
  }

  private fatal(message: string, transient = false): void {
    this.failures.push({ message, transient });
    this.stop.abort();
  }
}

function hint(code: string): string {
  if (/CERT|SELF_SIGNED|TLS|SSL|ISSUER|SIGNATURE/.test(code)) return 'Its certificate is not the one that the kubeconfig expects: is the'
    + ' context the right one, and its certificate-authority current?';
  return 'Is the VPN on, and the context the right one? --context NAME asks another';
}
