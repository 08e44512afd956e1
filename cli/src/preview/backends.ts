import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createServer2, type Http2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { PreviewService } from './translate.js';

/** A request as a backend saw it. */
export interface Seen {
  /** 'namespace/name' of the Service. */
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The header by which an answer tells its Service. */
export const BACKEND_HEADER = 'x-preview-backend';

/** The header by which a request is known again, also as a copy: copies come to nobody's answer. */
export const REQUEST_HEADER = 'x-preview-request';

/** A stand-in for every Service: it answers with its name, and with what it was sent. */
export class Backends {
  private readonly servers = new Map<string, { readonly server: Server | Http2Server; readonly port: number }>();
  private readonly heard = new Map<string, Map<string, number>>();

  /** @param onRequest told of every request, also of copies */
  constructor(private readonly onRequest: (seen: Seen) => void = () => undefined) {}

  /** Starts a stand-in for each Service that has none yet. */
  public async start(services: readonly PreviewService[]): Promise<void> {
    for (const service of services) {
      if (this.servers.has(idOf(service))) continue;
      const server = service.h2c ? createServer2() : createServer();
      server.on('request', (request: IncomingMessage & Http2ServerRequest, response: ServerResponse & Http2ServerResponse) => this.answer(service, request, response));
      // Longer than Envoy keeps a connection, or its end would look like an error.
      if (!service.h2c) (server as Server).keepAliveTimeout = 600_000;
      await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
      this.servers.set(idOf(service), { server, port: (server.address() as AddressInfo).port });
    }
  }

  /** The ports of a Service's stand-in; none where it was not started. */
  public ports(service: PreviewService): readonly number[] {
    const found = this.servers.get(idOf(service));
    return found === undefined ? [] : [found.port];
  }

  /** How often each Service heard a request of this id, as an original or a copy. */
  public heardOf(id: string): ReadonlyMap<string, number> {
    return this.heard.get(id) ?? new Map();
  }

  /** Forgets which requests were heard. */
  public forgetHeard(): void {
    this.heard.clear();
  }

  public stop(): void {
    for (const { server } of this.servers.values()) {
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
      server.unref();
    }
  }

  private answer({ key, h2c }: PreviewService, request: IncomingMessage & Http2ServerRequest, response: ServerResponse & Http2ServerResponse): void {
    const seen: Seen = { service: key, method: request.method!, path: request.url!, headers: request.headers };
    this.onRequest(seen);
    const id = request.headers[REQUEST_HEADER];
    if (typeof id === 'string') {
      const counts = this.heard.get(id) ?? new Map<string, number>();
      this.heard.set(id, counts.set(key, (counts.get(key) ?? 0) + 1));
    }
    request.resume();
    response.setHeader(BACKEND_HEADER, key);
    if (h2c && request.headers['content-type']?.startsWith('application/grpc')) {
      response.setHeader('content-type', 'application/grpc');
      response.addTrailers({ 'grpc-status': '0' });
      // An empty message: its length is 0.
      response.end(Buffer.alloc(5));
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(`${JSON.stringify(seen)}\n`);
  }
}

function idOf({ key, h2c }: PreviewService): string {
  return `${key} ${h2c}`;
}
