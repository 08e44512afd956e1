import { Agent, request as httpRequest } from 'node:http';
import { connect, type ClientHttp2Session } from 'node:http2';
import type { TrafficRequest } from '../library.js';
import { BACKEND_HEADER, REQUEST_HEADER, type Seen } from './backends.js';

/** What came back from Envoy. */
export interface Answer {
  readonly status: number;
  /** Status of a gRPC call. */
  readonly grpcStatus?: number;
  /** 'namespace/name' of the Service that answered. */
  readonly backend?: string;
  /** The request as the Service saw it. */
  readonly seen?: Seen;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Sends requests to ports on loopback, over connections that are kept. */
export class Client {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 32 });
  private readonly sessions = new Map<number, ClientHttp2Session>();

  /**
   * Sends one request; its host stands in its header only.
   *
   * @param id by which the stand-ins know it again
   * @throws where no answer comes, or the request cannot be written
   */
  public send(port: number, request: TrafficRequest, id?: string): Promise<Answer> {
    const headers = { ...headersOf(request), ...id !== undefined && { [REQUEST_HEADER]: [id] } };
    return request.toJson().protocol === 'gRPC' ? this.grpc(port, request, headers) : this.http(port, request, headers);
  }

  public close(): void {
    this.agent.destroy();
    for (const session of this.sessions.values()) session.destroy();
  }

  private http(port: number, request: TrafficRequest, headers: Record<string, string[]>): Promise<Answer> {
    return new Promise((done, fail) => {
      const call = httpRequest({
        host: '127.0.0.1', port, method: request.method, path: pathOf(request), agent: this.agent, headers: { ...headers, host: request.host }, timeout: 10_000,
      }, response => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part)).on('error', fail).on('end', () => {
          const backend = response.headers[BACKEND_HEADER] as string | undefined;
          done({ status: response.statusCode!, backend, headers: response.headers, seen: backend === undefined ? undefined : seenOf(Buffer.concat(parts).toString()) });
        });
      });
      call.on('timeout', () => call.destroy(new Error('no answer within 10 s'))).on('error', fail);
      call.end();
    });
  }

  private grpc(port: number, request: TrafficRequest, own: Record<string, string[]>): Promise<Answer> {
    return new Promise((done, fail) => {
      const stream = this.session(port).request({
        ':method': request.method, ':path': pathOf(request), ':authority': request.host, 'content-type': 'application/grpc', 'te': 'trailers', ...own,
      });
      let headers: Record<string, any> = {};
      let trailers: Record<string, any> = {};
      stream.setTimeout(10_000, () => stream.destroy(new Error('no answer within 10 s')));
      stream.on('response', received => { headers = received; }).on('trailers', received => { trailers = received; }).on('error', fail).on('end', () => {
        const grpcStatus = trailers['grpc-status'] ?? headers['grpc-status'];
        done({ status: Number(headers[':status']), grpcStatus: grpcStatus === undefined ? undefined : Number(grpcStatus), backend: headers[BACKEND_HEADER], headers });
      });
      stream.resume();
      // An empty message.
      stream.end(Buffer.alloc(5));
    });
  }

  private session(port: number): ClientHttp2Session {
    const found = this.sessions.get(port);
    if (found !== undefined && !found.closed && !found.destroyed) return found;
    const session = connect(`http://127.0.0.1:${port}`);
    // Told by the streams.
    session.on('error', () => undefined);
    this.sessions.set(port, session);
    return session;
  }
}

function pathOf({ path, query }: TrafficRequest): string {
  const pairs = query.map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

function headersOf({ headers }: TrafficRequest): Record<string, string[]> {
  const all: Record<string, string[]> = {};
  for (const { name, value } of headers) (all[name] ??= []).push(value);
  return all;
}

function seenOf(text: string): Seen | undefined {
  try {
    return JSON.parse(text) as Seen;
  } catch {
    return undefined;
  }
}
