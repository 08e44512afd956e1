import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a version does in a minute: the same in every one. */
export interface PerMinute {
  readonly requests: number;
  readonly errors?: number;
  readonly slow?: number;
}

/** A Prometheus on loopback that knows rates by version, and answers the queries of the command line by what stands in them. */
export class FakePrometheus {
  public versions: { [name: string]: PerMinute } = {};
  /** Boundaries of the histogram, as `le` has them. */
  public boundaries = ['0.25', '0.5', '1.0', '+Inf'];
  /** Age of the newest sample, in seconds. */
  public age = 5;
  /** Values of other queries, by a text that they begin with or hold; null is an empty answer. */
  public values: { [text: string]: number | null } = {};
  /** An answer in place of the right one. */
  public fault?: (response: ServerResponse) => void;
  public readonly asked: { path: string; query: string; time?: string; authorization?: string }[] = [];

  private constructor(private readonly server: Server) {}

  public static async start(): Promise<FakePrometheus> {
    const server = createServer();
    const fake = new FakePrometheus(server);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part)).on('end', () => fake.answer(request, new URLSearchParams(Buffer.concat(parts).toString()), response));
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    return fake;
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(done => this.server.close(done));
  }

  private answer({ url = '', headers }: IncomingMessage, parameters: URLSearchParams, response: ServerResponse): void {
    const query = parameters.get('query')!;
    const time = parameters.get('time') ?? undefined;
    this.asked.push({ path: url, query, time, authorization: headers.authorization });
    if (this.fault !== undefined) {
      this.fault(response);
      return;
    }
    const data = url.endsWith('/query_range') ? this.range(query, parameters) : { resultType: 'vector', result: this.instant(query, Number(time)) };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ status: 'success', data }));
  }

  private instant(query: string, time: number): any[] {
    if (query.startsWith('max(timestamp')) return this.age > 300 ? [] : [{ metric: {}, value: [time, String(time - this.age)] }];
    if (query.startsWith('group by (le)')) return this.boundaries.map(le => ({ metric: { le }, value: [time, '1'] }));
    const value = this.value(query);
    return value === undefined ? [] : [{ metric: {}, value: [time, String(value)] }];
  }

  private range(query: string, parameters: URLSearchParams): any {
    const [start, end, step] = ['start', 'end', 'step'].map(name => Number(parameters.get(name)));
    const value = this.value(query);
    const values: [number, string][] = [];
    for (let at = start; at <= end; at += step) values.push([at, String(value)]);
    return { resultType: 'matrix', result: value === undefined ? [] : [{ metric: {}, values }] };
  }

  private value(query: string): number | undefined {
    const other = Object.keys(this.values).find(text => (text.endsWith('(') ? query.startsWith(text) : query.includes(text)));
    if (other !== undefined) return this.values[other] ?? undefined;
    const version = this.versions[/version="([^"]*)"/.exec(query)?.[1] ?? /-(\w+)"/.exec(query)?.[1] ?? ''];
    const minutes = Number(/\[(\d+)s\]/.exec(query)?.[1]) / 60;
    if (version === undefined || Number.isNaN(minutes)) return 0;
    const each = query.includes('_bucket') ? version.slow ?? 0 : /status=~|response_code=~|grpc_code=~/.test(query) ? version.errors ?? 0 : version.requests;
    return each * minutes;
  }
}
