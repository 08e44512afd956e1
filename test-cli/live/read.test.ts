import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../support/build';
import { loadCli } from '../support/load';
import { cluster, find, manifests } from './cluster';
import { FakeServer, TOKEN, type Fault } from './fake-server';

type ReadModule = typeof import('../../cli/src/live/read.js', { with: { 'resolution-mode': 'import' } });
type HttpModule = typeof import('../../cli/src/live/http.js', { with: { 'resolution-mode': 'import' } });
type JudgeModule = typeof import('../../cli/src/live/judge.js', { with: { 'resolution-mode': 'import' } });
type WatchModule = typeof import('../../cli/src/live/watch.js', { with: { 'resolution-mode': 'import' } });
type AppModule = typeof import('../../cli/src/live/app-objects.js', { with: { 'resolution-mode': 'import' } });
type Connection = import('../../cli/src/live/kubeconfig.js', { with: { 'resolution-mode': 'import' } }).Connection;

const { readLive } = loadCli<ReadModule>('live/read');
const { getJson } = loadCli<HttpModule>('live/http');
const { judge } = loadCli<JudgeModule>('live/judge');
const { watch } = loadCli<WatchModule>('live/watch');
const { objectsOfApp } = loadCli<AppModule>('live/app-objects');

let server: FakeServer;

beforeEach(async () => {
  server = await FakeServer.start();
  server.objects = cluster();
});
afterEach(() => server.stop());

/** As the kubeconfig gives it: the client itself is an ES module, which these tests cannot load. */
function connection(timeoutMs = 5_000): Connection {
  return {
    context: 'test', namespace: 'shop', user: 'jane', host: new URL(server.url).host,
    get: (path, options) => getJson(new URL(server.url + path), { headers: { authorization: `Bearer ${TOKEN}` } }, { timeoutMs,
      backoffMs: 1,
      ...options, ...timeoutMs === 5_000 ? {} : { timeoutMs } }),
  };
}

const read = (git = manifests(), timeoutMs?: number) => readLive(git, { connection: connection(timeoutMs), backoffMs: 1 });

async function refusal(git?: any[], timeoutMs?: number): Promise<{ readonly message: string; readonly transient: boolean }> {
  return read(git, timeoutMs).then(() => { throw new Error('it was read'); }, (error: any) => error);
}

test('the objects that Git has, and what tells of their health; nothing else', async () => {
  const live = await read();
  expect(judge(manifests(), live)).toEqual({ ready: true, missing: [], notes: [] });
  expect([...new Set(server.asked)].sort()).toEqual([
    'deployments', 'deployments/task-api-canary', 'deployments/task-api-stable', 'endpointslices', 'gateways/edge',
    'horizontalpodautoscalers/task-api-stable', 'httproutes/task-api-canary', 'pods', 'replicasets', 'services/task-api-canary',
    'services/task-api-stable',
  ]);
  expect(server.mostAtOnce).toBeLessThanOrEqual(6);
  expect(server.paths.filter(path => /secret|configmap/i.test(path))).toEqual([]);
});

test('the ClusterRole of docs/live.md permits what is asked, and no more', async () => {
  const grpc = { ...manifests()[5], kind: 'GRPCRoute' };
  await read([...manifests(), grpc]);
  const asked = server.paths.map(path => {
    const [, group, plural, name] = /^\/apis?\/(?:([^/]+)\/)?v\d\w*\/namespaces\/[^/]+\/([^/?]+)(\/)?/.exec(path)!;
    return `${name === undefined ? 'list' : 'get'} ${group ?? ''}/${plural}`;
  });
  const [, text] = /<!-- by hand -->\n```yaml\n([^]*?)^```/m.exec(readFileSync(join(ROOT, 'docs/live.md'), 'utf8'))!;
  const { rules } = parse(text) as { rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[] };
  const permitted = rules.flatMap(({ apiGroups, resources, verbs }) => apiGroups.flatMap(group => resources.flatMap(resource => (
    verbs.map(verb => `${verb} ${group}/${resource}`)))));
  expect([...new Set(asked)].sort()).toEqual(permitted.sort());
});

test('a Secret among the manifests is not read', async () => {
  await read([...manifests(), { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'shop' } },
    { apiVersion: 'example.com/v1', kind: 'Service', metadata: { name: 's', namespace: 'shop' } }]);
  expect(server.asked.filter(what => what.endsWith('/s'))).toEqual([]);
});

test.each(['..', '../secrets/token', 'a/b', 'a?b', 'A', '', undefined, 7])('a name that leads elsewhere is refused: %p', async name => {
  const git = manifests();
  git[1].metadata.name = name;
  expect((await refusal(git)).message).toContain('which Kubernetes does not take');
  expect(server.asked).toEqual([]);
});

test('objects without a namespace are those of the context, and lists come in pages', async () => {
  const git = manifests().map(object => ({ ...object, metadata: { ...object.metadata, namespace: undefined } }));
  server.pageSize = 1;
  const live = await read(git);
  expect(judge(git, live).missing).toEqual([]);
  expect(live.pods.get('Deployment shop/task-api-stable')).toHaveLength(3);
});

test('what is not there is absent, not an error', async () => {
  server.objects = server.objects.filter(({ kind }) => kind !== 'HTTPRoute');
  const found = judge(manifests(), await read());
  expect(found.missing.map(({ object, what }) => `${object} ${what}`)).toEqual(['HTTPRoute shop/task-api-canary absent']);
});

describe('faults', () => {
  const only = (resource: string, fault: Fault) => (what: string) => (what.startsWith(resource) ? fault : undefined);
  test.each<[what: string, fault: (what: string, before: number) => Fault | undefined, expected: string, transient: boolean]>([
    ['credentials that have expired', () => ({ status: 401 }), 'does not accept the credentials of the user jane (401 Unauthorized):'
      + ' they have expired, or are of another cluster. Log in again', false],
    ['a missing right', only('httproutes', { status: 403 }), 'context test: the user jane may not get'
      + ' httproutes.gateway.networking.k8s.io in'
      + ' namespace shop (403 Forbidden). Ask for the ClusterRole of docs/live.md; to try: kubectl auth can-i get'
      + ' httproutes.gateway.networking.k8s.io -n shop --context test', false],
    ['a missing right to list', only('endpointslices', { status: 403 }), 'may not list endpointslices.discovery.k8s.io in namespace'
      + ' shop', false],
    ['a server that stays broken', only('services', { status: 500 }), 'context test: get services task-api-stable in namespace shop: the'
      + ' API server answers HTTP status 500, after 3 tries', true],
    ['a server that stays busy', only('deployments/', { status: 429, headers: { 'retry-after': '0' } }), 'answers HTTP status 429, after 3'
      + ' tries', true],
    ['a login page', () => ({ status: 200, text: '<html>log in</html>' }), 'the answer is no JSON object of Kubernetes (content type'
      + ' text/html). Is there a login page or a proxy before the API server 127.0.0.1:', false],
    ['JSON that is no object', only('pods', { text: '[1]' }), 'the answer is no JSON object of Kubernetes', false],
    ['JSON that is cut off', only('pods', { text: '{"kind":"List","items":[' }), 'the answer is no JSON object of Kubernetes', false],
    ['a list that is none', only('pods', { text: '{"kind":"Pod"}' }), 'list pods in namespace shop: the answer is no list', false],
    ['a redirection, which is not followed', () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } }), 'answers HTTP status'
      + ' 302',
    false],
    ['a connection that is cut', () => ({ cut: true }), 'cannot be reached (ECONNRESET). Is the VPN on', true],
  ])('%s', async (_what, fault, expected, transient) => {
    server.fault = fault;
    const error = await refusal();
    expect(error.message).toContain(expected);
    expect(error.transient).toBe(transient);
    expect(error.message).not.toContain(TOKEN);
  });

  test('a server that does not answer is given up', async () => {
    server.fault = () => ({ silent: true });
    const error = await refusal(manifests(), 50);
    expect(error.message).toMatch(/cannot be reached \(no answer within 0\.05 s\)/);
    expect(error.transient).toBe(true);
    // The others were broken off, not waited for.
    expect(server.asked.length).toBeLessThanOrEqual(6);
  });

  test('a server that is slow is waited for', async () => {
    server.fault = () => ({ delayMs: 30 });
    expect(judge(manifests(), await read()).ready).toBe(true);
  });

  test('a server that is broken or busy for a moment is asked again', async () => {
    server.fault = (_what, before) => [{ status: 500 }, { status: 429, headers: { 'retry-after': '0' } }][before];
    expect(judge(manifests(), await read()).ready).toBe(true);
  });

  test('all missing rights are told at once, each once', async () => {
    server.fault = what => (/^(services|deployments\/)/.test(what) ? { status: 403 } : undefined);
    expect((await refusal()).message.split('\n').map(line => /may not (.*) in/.exec(line)?.[1])).toEqual(['get deployments.apps', 'get'
      + ' services']);
  });

  test('pods, ReplicaSets and gateways are of help, but do not decide', async () => {
    server.fault = what => (/^(pods|replicasets|gateways|deployments$)/.test(what) ? { status: 403 } : undefined);
    const found = judge(manifests(), await read());
    expect(found.ready).toBe(true);
    expect(found.notes).toHaveLength(4);
    expect(found.notes[0]).toMatch(/may not list .* \(403 Forbidden\), so these were not looked at$/);
  });

  test('a cluster without the CRDs', async () => {
    server.unknown.add('httproutes').add('gateways');
    expect((await refusal()).message).toBe('context test: the cluster does not know httproutes.gateway.networking.k8s.io of'
      + " gateway.networking.k8s.io/v1 (404 Not Found). Is it the right cluster, and are the CRDs of the manifests' version installed?");
  });
});

describe('watch', () => {
  const route = (objects: any[]) => find(objects, 'HTTPRoute', 'task-api-canary');
  let pending: Fault | undefined;
  beforeEach(() => {
    pending = undefined;
  });

  async function follow(change: (look: number) => void, timeoutMs = 60_000): Promise<{ code: number; said: string[]; errors: string[] }> {
    const [said, errors]: string[][] = [[], []];
    let looks = 0;
    server.fault = what => {
      if (what.startsWith('httproutes')) change(looks++);
      return pending;
    };
    let time = 0;
    const console: any = { live: false, note: (line: string) => said.push(line), error: (line: string) => errors.push(line) };
    const options = { connection: connection(), timeoutMs, intervalMs: 1, now: () => time++ * 1_000 };
    const code = await watch(manifests(), options, console);
    return { code, said, errors };
  }
  test('a line at each change, until the weights are there and the gateway has taken them over', async () => {
    route(server.objects).spec.rules[1].backendRefs[0].weight = 90;
    const { code, said } = await follow(look => {
      const live = route(server.objects);
      if (look === 2) {
        live.spec.rules[1].backendRefs[0].weight = 95;
        live.metadata.generation = 5;
      }
      if (look === 4) live.status.parents[0].conditions.forEach((condition: any) => Object.assign(condition, { observedGeneration: 5 }));
    });
    expect(code).toBe(0);
    expect(said).toEqual([
      'watching HTTPRoute shop/task-api-canary in context test, for 60 s at most; Ctrl-C ends it',
      'HTTPRoute shop/task-api-canary: spec.rules[split].backendRefs[task-api-stable].weight: Git has 95, the cluster 90',
      'HTTPRoute shop/task-api-canary: Gateway shop/edge, controller example.com/gateway: Accepted is of generation 4, the route is at 5;'
        + ' ResolvedRefs is of generation 4, the route is at 5',
      'observed: HTTPRoute shop/task-api-canary has the weights of the manifests, and every parent has accepted it',
    ]);
    expect([...new Set(server.asked)]).toEqual(['httproutes/task-api-canary']);
  });

  test('the time is up', async () => {
    route(server.objects).spec.rules[1].backendRefs[0].weight = 90;
    const { code, errors } = await follow(() => undefined, 5_000);
    expect(code).toBe(1);
    expect(errors[0]).toMatch(/was not observed within 5 s\. Is the commit pushed[^]*weight: Git has 95, the cluster 90$/);
  });

  test('a server that is away for a while is waited for', async () => {
    const { code, said } = await follow(look => {
      pending = look < 3 ? { cut: true } : undefined;
    });
    expect(code).toBe(0);
    expect(said.filter(line => line.includes('cannot be reached'))).toHaveLength(1);
  });

  test('a missing right is not waited for', async () => {
    await expect(follow(() => {
      pending = { status: 403 };
    })).rejects.toThrow('may not get httproutes');
  });

  test('Ctrl-C', async () => {
    route(server.objects).spec.rules[1].backendRefs[0].weight = 90;
    const before = process.listenerCount('SIGINT');
    const { code, said } = await follow(look => {
      if (look === 2) process.emit('SIGINT');
    });
    expect([code, said.at(-1)]).toEqual([130, 'left; the move stays as it is']);
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});

describe('the objects of an app', () => {
  const app = { name: 'task-api', app: 'task-api', pattern: 'canary' };
  const here = { namespace: 'shop' };
  const names = (objects: readonly any[]) => objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
  const other = (text: string) => JSON.parse(JSON.stringify(manifests()).replaceAll(...text.split('=') as [string, string])) as any[];

  test('no others, and in their order', () => {
    const all = [...other('task-api=cart'), ...manifests(), ...other('"shop"="stage"').filter(({ kind }) => kind === 'Deployment'),
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'shop', labels: { app: 'task-api' } } }];
    expect(names(objectsOfApp(app, all, here))).toEqual(names(manifests()));
  });

  test('of several environments all, or the namespace that was asked for', () => {
    const all = [...manifests(), ...other('"shop"="stage"')];
    expect(objectsOfApp(app, all, here)).toHaveLength(12);
    expect(names(objectsOfApp(app, all, { namespace: 'stage', onlyThat: true }))).toEqual(names(all.slice(6)));
    expect(() => objectsOfApp(app, all, { namespace: 'other', onlyThat: true })).toThrow('no route of task-api in namespace other');
  });

  test('what the route does not lead to yet, by its label', () => {
    const git = manifests();
    find(git, 'HTTPRoute', 'task-api-canary').spec.rules.pop();
    expect(names(objectsOfApp(app, git, here))).toEqual(names(git));
  });

  test('a route of another name, by where it leads to; and none', () => {
    const git = manifests();
    find(git, 'HTTPRoute', 'task-api-canary').metadata.name = 'mine';
    expect(names(objectsOfApp(app, git, here))).toContain('HTTPRoute shop/mine');
    expect(() => objectsOfApp({ ...app, name: 'cart', app: 'cart' }, git, here)).toThrow('the manifests have no route of cart: neither'
      + ' one named cart-canary, nor one that leads to a Service with the selector app: cart');
  });
});

test('the client is loaded by nothing but the one place that needs it, and there when it is needed', () => {
  const folder = join(ROOT, 'cli/src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));
  const users = files.filter(file => readFileSync(join(folder, file), 'utf8').includes('@kubernetes/client-node'));
  expect(users).toEqual(['live/kubeconfig.ts']);
  expect(readFileSync(join(folder, users[0]), 'utf8')).not.toMatch(/^import .*@kubernetes/m);
});
