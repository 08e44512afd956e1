import { existsSync, readFileSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { UsageError } from '../exit.js';
import { shellWord, visible } from '../escape.js';
import { suggestion } from '../nearest.js';
import { LiveError } from './errors.js';
import { ApiError, getJson, type HttpOptions } from './http.js';

/** Which cluster is meant, in the words of kubectl's flags. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
}

/** A cluster that can be read. */
export interface Connection {
  readonly context: string;
  /** Namespace of objects that state none. */
  readonly namespace: string;
  /** Whether it was asked for, so that no other is meant. */
  readonly onlyThat?: boolean;
  /** Name of the user in the kubeconfig. */
  readonly user: string;
  /** Host and port of the API server. */
  readonly host: string;
  /** Gets a JSON object by its path on the API server. @throws ApiError, or UsageError where there are no credentials */
  get(path: string, options?: HttpOptions): Promise<any>;
}

type KubeConfig = import('@kubernetes/client-node').KubeConfig;

/** The cluster that kubectl would talk to with the same flags. @throws UsageError where the kubeconfig does not say */
export async function connect(options: ClusterOptions, env: NodeJS.ProcessEnv): Promise<Connection> {
  const config = await load(options.kubeconfig, env);
  const names = (config.contexts ?? []).map(({ name }) => name);
  const name = options.context ?? config.currentContext;
  if (!name) throw new UsageError(`the kubeconfig has no current context; say which by --context: ${names.map(visible).join(', ') || 'it'
    + ' has none'}`);
  const context = config.getContextObject(name);
  if (context === null) throw new UsageError(`the kubeconfig has no context ${visible(name)}. ${visible(suggestion(name, names))}`);
  config.setCurrentContext(name);
  const server = config.getCurrentCluster()?.server;
  if (!server || !URL.canParse(server)) throw new UsageError(`the context ${visible(name)} names the cluster`
    + ` ${visible(context.cluster)}, for which the kubeconfig has no server`);
  const base = new URL(server);
  let credentials: Promise<RequestOptions> | undefined;
  const fetch = async (path: string, http?: HttpOptions) => {
    credentials ??= credentialsOf(config, base, name);
    return getJson(new URL(`${base.origin}${base.pathname.replace(/\/$/, '')}${path}`), await credentials, http);
  };
  return {
    context: name,
    namespace: options.namespace ?? (context.namespace || 'default'),
    onlyThat: options.namespace !== undefined,
    user: context.user,
    host: base.host,
    async get(path, http) {
      const before = credentials;
      try {
        return await fetch(path, http);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 401) throw error;
        // A token may have run out meanwhile: its plugin is asked once again.
        if (credentials === before) credentials = undefined;
        return fetch(path, http);
      }
    },
  };
}

/** The kubeconfig as kubectl finds it: the flag, then KUBECONFIG, then the home folder, then the pod's own account. */
async function load(flag: string | undefined, env: NodeJS.ProcessEnv): Promise<KubeConfig> {
  const listed = flag !== undefined ? [flag] : (env.KUBECONFIG ?? '').split(delimiter).filter(path => path !== '');
  const files = listed.length > 0 ? listed : [join(env.HOME || homedir(), '.kube', 'config')];
  const found = files.filter(path => existsSync(path));
  const { KubeConfig } = await client();
  const config = new KubeConfig();
  if (found.length === 0) {
    if (listed.length === 0 && env.KUBERNETES_SERVICE_HOST && existsSync('/var/run/secrets/kubernetes.io/serviceaccount/token')) {
      config.loadFromCluster();
      return config;
    }
    throw new UsageError(`there is no kubeconfig: ${files.join(', ')} cannot be found; name one by --kubeconfig or KUBECONFIG`);
  }
  for (const path of found) {
    const one = new KubeConfig();
    readInto(one, path);
    // Of two entries with one name the first wins, as for kubectl.
    const others = <T extends { readonly name: string }>(have: readonly T[], list: readonly T[]) => [
      ...have, ...list.filter(({ name }) => !have.some(other => other.name === name)),
    ];
    config.clusters = others(config.clusters, one.clusters);
    config.users = others(config.users, one.users);
    config.contexts = others(config.contexts, one.contexts);
    if (!config.currentContext) config.currentContext = one.currentContext;
  }
  return config;
}

/** What an error of the parser says may hold lines of the file, and so a token. */
function readInto(config: KubeConfig, path: string): void {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`the kubeconfig ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  try {
    config.loadFromString(text);
    config.makePathsAbsolute(dirname(path));
  } catch (error) {
    const { mark } = error as { readonly mark?: { readonly line: number } };
    throw new UsageError(`the kubeconfig ${path} is not valid${mark === undefined ? '' : ` at line ${mark.line + 1}`}; kubectl config view`
      + ` --kubeconfig ${path} says more`);
  }
}

/** The client is loaded when it is needed only: it is the heaviest part of the command line by far. */
async function client(): Promise<typeof import('@kubernetes/client-node')> {
  // One of its parts uses a module that newer Node.js warns of, which is no news for the person who reads the answer.
  const flags = process as { noDeprecation?: boolean };
  const before = flags.noDeprecation;
  flags.noDeprecation = true;
  try {
    return await import('@kubernetes/client-node');
  } finally {
    flags.noDeprecation = before;
  }
}

/** How requests prove who asks. A server without TLS gets no credentials, as of kubectl: they would be there to be read. */
async function credentialsOf(config: KubeConfig, { protocol }: URL, context: string): Promise<RequestOptions> {
  const options: RequestOptions = { headers: {} };
  if (protocol === 'http:') return options;
  try {
    await config.applyToHTTPSOptions(options);
    return options;
  } catch (error) {
    // What a plugin printed may be its secret.
    const user = config.getCurrentUser();
    const plugin = user?.exec?.command;
    const { code } = error as NodeJS.ErrnoException;
    const ask = `kubectl get namespaces --context ${shellWord(context)}`;
    const whose = `the user ${visible(user?.name ?? '')} (context ${visible(context)})`;
    throw new LiveError(plugin === undefined
      ? `the credentials of ${whose} cannot be used${code === undefined ? '' : ` (${code})`}; log in again, then try: ${ask}`
      : `${visible(String(plugin))}, which the kubeconfig names for the credentials of ${whose}, ${code === 'ENOENT' ? 'is not installed'
        : 'gave none: log in again'}. What it says: ${ask}`, false, true);
  }
}
