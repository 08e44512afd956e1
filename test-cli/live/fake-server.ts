import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** What a request gets in place of its answer. */
export interface Fault {
  readonly status?: number;
  readonly text?: string;
  readonly headers?: { readonly [name: string]: string };
  /** Never an answer. */
  readonly silent?: boolean;
  /** The connection is closed. */
  readonly cut?: boolean;
  /** The answer, but this much later. */
  readonly delayMs?: number;
}

/** The token that its kubeconfig has: no output may show it. */
export const TOKEN = 'secret-token-of-the-test';

/** An API server for reading, on loopback. */
export class FakeServer {
  /** What the cluster has; tests change it. */
  public objects: any[] = [];
  /** Resources that it does not know. */
  public readonly unknown = new Set<string>();
  /** What was asked, as `plural` or `plural/name`. */
  public readonly asked: string[] = [];
  public readonly paths: string[] = [];
  public readonly authorizations: (string | undefined)[] = [];
  /** Faults by request: its name as in `asked`, and how often it was asked before. */
  public fault: (what: string, before: number) => Fault | undefined = () => undefined;
  public mostAtOnce = 0;
  private open = 0;

  private constructor(private readonly server: Server, private readonly tls: boolean) {}

  public static async start(tls?: { readonly key: string; readonly cert: string }): Promise<FakeServer> {
    const server = tls === undefined ? createServer() : createTlsServer(tls);
    const fake = new FakeServer(server, tls !== undefined);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => fake.answer(request, response));
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    return fake;
  }

  public get url(): string {
    return `${this.tls ? 'https' : 'http'}://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(done => this.server.close(done));
  }

  /** Writes a kubeconfig for it; gives its path. */
  public kubeconfig(folder: string, user: object = { token: TOKEN }, cluster: object = {}): string {
    const path = join(folder, 'kubeconfig');
    writeFileSync(path, JSON.stringify({
      apiVersion: 'v1', kind: 'Config', 'current-context': 'test',
      clusters: [{ name: 'c', cluster: { server: this.url, ...cluster } }, { name: 'gone', cluster: { server: 'http://127.0.0.1:1' } }],
      users: [{ name: 'jane', user }],
      contexts: [{ name: 'test', context: { cluster: 'c', user: 'jane', namespace: 'shop' } },
        { name: 'dead', context: { cluster: 'gone', user: 'jane' } }],
    }));
    return path;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url!, this.url);
    const [, , version, namespace, plural,
      name] = /^\/(api|apis)\/(.+?)\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
    const what = name === undefined ? plural : `${plural}/${name}`;
    const before = this.asked.filter(one => one === what).length;
    this.asked.push(what);
    this.paths.push(request.url!);
    this.authorizations.push(request.headers.authorization);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.open);
    response.on('close', () => this.open--);
    const fault = this.fault(what, before);
    if (fault?.silent) return;
    if (fault?.cut) {
      request.socket.destroy();
      return;
    }
    const send = (status: number, body: object | string, headers = {}) => setTimeout(() => {
      response.writeHead(status, { 'content-type': typeof body === 'string' ? 'text/html' : 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    }, fault?.delayMs ?? 5);
    if (fault?.status !== undefined || fault?.text !== undefined) {
      const { status = 200, text, headers } = fault;
      send(status, text ?? { kind: 'Status', status: 'Failure', code: status, message: `the token ${TOKEN} was refused` }, headers);
      return;
    }
    if (this.unknown.has(plural)) {
      send(404, '404 page not found\n');
      return;
    }
    const found = this.objects.filter(object => object.apiVersion === version && object.metadata.namespace === namespace
      && `${object.kind.toLowerCase()}s` === plural);
    if (name !== undefined) {
      const object = found.find(({ metadata }) => metadata.name === name);
      if (object === undefined) send(404, { kind: 'Status', code: 404, reason: 'NotFound', details: { name, kind: plural } });
      else send(200, object);
      return;
    }
    const wanted = (url.searchParams.get('labelSelector') ?? '').split(',').map(pair => pair.split('='));
    const items = found.filter(({ metadata }) => wanted.every(([key, value]) => metadata.labels?.[key] === value));
    const from = Number(url.searchParams.get('continue') ?? 0);
    const limit = this.pageSize ?? Number(url.searchParams.get('limit') ?? items.length);
    const next = from + limit < items.length ? { continue: String(from + limit) } : {};
    send(200, { kind: 'List', apiVersion: version, metadata: next, items: items.slice(from, from + limit) });
  }

  /** Fewer objects on a page than were asked for. */
  public pageSize?: number;
}
