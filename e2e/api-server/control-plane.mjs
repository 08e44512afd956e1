// A control plane on loopback: etcd and API server, with controllers, scheduler and kwok (a kubelet that pretends) where they are asked for.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { parse } from 'yaml';
import { program } from '../support/cache.mjs';
import { freePort, start, until } from '../support/process.mjs';
import { run } from '../support/tools.mjs';

/** The programs of a whole control plane. */
export const PROGRAMS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl', 'kwok', 'kwok-stages.yaml'];

/** Starts etcd and the API server; gives a client of it. */
export async function startApiServer(folder) {
  const [etcd, peer, api] = [await freePort(), await freePort(), await freePort()];
  const path = (name) => join(folder, name);
  for (const name of ['pki', 'log']) mkdirSync(path(name), { recursive: true });
  const token = randomBytes(16).toString('hex');
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(path('pki/sa.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(path('pki/sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(path('pki/tokens.csv'), `${token},admin,admin,"system:masters"\n`, { mode: 0o600 });
  const local = (port) => `http://127.0.0.1:${port}`;
  start(program('etcd'), [
    '--name=e2e', `--data-dir=${path('etcd')}`, '--unsafe-no-fsync', '--log-level=warn', `--listen-client-urls=${local(etcd)}`, `--advertise-client-urls=${local(etcd)}`,
    `--listen-peer-urls=${local(peer)}`, `--initial-advertise-peer-urls=${local(peer)}`, `--initial-cluster=e2e=${local(peer)}`,
  ], { log: path('log/etcd') });
  start(program('kube-apiserver'), [
    `--etcd-servers=${local(etcd)}`, '--bind-address=127.0.0.1', '--advertise-address=127.0.0.1', `--secure-port=${api}`, `--cert-dir=${path('pki')}`,
    `--token-auth-file=${path('pki/tokens.csv')}`, '--authorization-mode=RBAC', '--anonymous-auth=false', '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${path('pki/sa.pub')}`, `--service-account-signing-key-file=${path('pki/sa.key')}`, '--service-cluster-ip-range=10.96.0.0/16',
    '--endpoint-reconciler-type=none', '--enable-priority-and-fairness=false', '--profiling=false',
  ], { log: path('log/kube-apiserver') });
  const kubeconfig = path('kubeconfig');
  writeFileSync(kubeconfig, JSON.stringify({
    apiVersion: 'v1', kind: 'Config', 'current-context': 'e2e',
    clusters: [{ name: 'e2e', cluster: { server: `https://127.0.0.1:${api}`, 'certificate-authority': path('pki/apiserver.crt') } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'admin', namespace: 'default' } }],
  }), { mode: 0o600 });
  const client = new Client({ port: api, token, caFile: path('pki/apiserver.crt') });
  await until('the API server is ready', async () => existsSync(path('pki/apiserver.crt')) && (await client.raw('GET', '/readyz')).status === 200, { seconds: 90 });
  return { client, kubeconfig, folder };
}

/** A cluster that is there already, by the current context of a kubeconfig with a token or a certificate. */
export function readyCluster(kubeconfig) {
  const { clusters, contexts, users, 'current-context': current } = parse(readFileSync(kubeconfig, 'utf8'));
  const { context } = contexts.find(({ name }) => name === current);
  const { cluster } = clusters.find(({ name }) => name === context.cluster);
  const { user } = users.find(({ name }) => name === context.user);
  const url = new URL(cluster.server);
  const data = (inline, file) => (inline !== undefined ? Buffer.from(inline, 'base64') : file === undefined ? undefined : readFileSync(file));
  const client = new Client({
    host: url.hostname, port: url.port || 443, token: user.token,
    ca: data(cluster['certificate-authority-data'], cluster['certificate-authority']),
    cert: data(user['client-certificate-data'], user['client-certificate']),
    key: data(user['client-key-data'], user['client-key']),
  });
  return { client, kubeconfig };
}

/** Starts controllers, scheduler and kwok with two nodes that pretend. */
export async function startControllers({ client, kubeconfig, folder }) {
  const path = (name) => join(folder, name);
  start(program('kube-controller-manager'), [
    `--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0', `--service-account-private-key-file=${path('pki/sa.key')}`,
    `--root-ca-file=${path('pki/apiserver.crt')}`, '--kube-api-qps=200', '--kube-api-burst=400', '--profiling=false',
  ], { log: path('log/kube-controller-manager') });
  start(program('kube-scheduler'), [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0', '--profiling=false'], { log: path('log/kube-scheduler') });
  start(program('kwok'), [
    `--kubeconfig=${kubeconfig}`, `--config=${program('kwok-stages.yaml')}`, '--manage-all-nodes=true', '--node-lease-duration-seconds=40', '--cidr=10.0.0.1/16',
    '--node-ip=10.0.0.1', '--node-port=0', `--server-address=127.0.0.1:${await freePort()}`,
  ], { log: path('log/kwok'), env: { ...process.env, HOME: folder } });
  const amounts = { cpu: '32', memory: '256Gi', pods: '110' };
  for (const index of [0, 1]) {
    await client.create({
      apiVersion: 'v1', kind: 'Node', metadata: { name: `kwok-${index}`, labels: { 'kubernetes.io/hostname': `kwok-${index}`, 'type': 'kwok' } },
      status: { allocatable: amounts, capacity: amounts },
    });
  }
  const ready = ({ status }) => status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');
  await until('the nodes are ready', async () => (await client.list('/api/v1/nodes')).every(ready), { seconds: 60 });
  // kwok gives its first address twice if its first two pods come together.
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'warm-up', namespace: 'default' }, spec: { containers: [{ name: 'none', image: 'none' }] } };
  await until('a pod can be made', async () => (await client.create(pod)).status < 300, { seconds: 60 });
  await until('a pod is ready', async () => ready((await client.raw('GET', '/api/v1/namespaces/default/pods/warm-up')).body), { seconds: 60 });
  await client.raw('DELETE', '/api/v1/namespaces/default/pods/warm-up');
}

/** The API server over one kept connection; paths of kinds are what it tells itself. */
export class Client {
  constructor({ host = '127.0.0.1', port, token, caFile, ca, cert, key }) {
    Object.assign(this, { host, port, token, caFile, tls: { ca, cert, key } });
    this.plurals = new Map();
  }

  raw(method, path, body, type = 'application/json') {
    // An API server of our own writes its certificate when it starts.
    if (this.caFile !== undefined && this.tls.ca === undefined && existsSync(this.caFile)) this.tls.ca = readFileSync(this.caFile);
    if (this.agent === undefined && (this.caFile === undefined || this.tls.ca !== undefined)) this.agent = new Agent({ keepAlive: true, ...this.tls });
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((done, fail) => {
      const call = httpsRequest({
        host: this.host, port: this.port, method, path, agent: this.agent,
        headers: {
          ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
          ...(text !== undefined && { 'content-type': type, 'content-length': Buffer.byteLength(text) }),
        },
      }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part)).on('end', () => {
          const answer = Buffer.concat(parts).toString();
          let parsed = answer;
          try {
            parsed = JSON.parse(answer);
          } catch {
            // /readyz answers with a word.
          }
          const warnings = [response.headers.warning ?? []].flat().flatMap((line) => line.split(/, (?=\d{3} )/));
          done({ status: response.statusCode, body: parsed, warnings });
        });
      });
      call.on('error', fail);
      call.end(text);
    });
  }

  async list(path) {
    return (await this.raw('GET', path)).body.items ?? [];
  }

  async create(object, query = '') {
    return this.raw('POST', `${await this.collection(object)}${query}`, object);
  }

  /** Server-side apply, as GitOps tools do it. */
  async apply(object, { dryRun = false, manager = 'e2e', force = true } = {}) {
    const query = `?fieldManager=${manager}&force=${force}&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`;
    return this.raw('PATCH', `${await this.collection(object)}/${object.metadata.name}${query}`, object, 'application/apply-patch+yaml');
  }

  async get(object) {
    return (await this.raw('GET', `${await this.collection(object)}/${object.metadata.name}`)).body;
  }

  /** Where objects of a kind are. */
  async collection({ apiVersion, kind, metadata }) {
    const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const key = `${apiVersion} ${kind}`;
    if (!this.plurals.has(key)) {
      const { body } = await this.raw('GET', group);
      for (const { name, kind: known, namespaced } of body.resources ?? []) {
        if (!name.includes('/')) this.plurals.set(`${apiVersion} ${known}`, { name, namespaced });
      }
    }
    const found = this.plurals.get(key);
    if (found === undefined) throw new Error(`the API server has no ${kind} of ${apiVersion}`);
    return `${group}${found.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : ''}/${found.name}`;
  }
}

/** kubectl with the kubeconfig of the control plane. */
export function kubectl({ kubeconfig, folder }, args, input) {
  return run(program('kubectl'), ['--kubeconfig', kubeconfig, '--cache-dir', join(folder, 'cache'), ...args], { input });
}
