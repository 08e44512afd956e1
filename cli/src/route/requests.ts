import { Option, type Command } from 'commander';
import { TrafficError, TrafficRequest } from '../library.js';
import { UsageError } from '../exit.js';

/** The request that the flags describe, as commander gives them. */
export interface RequestOptions {
  readonly path?: string;
  readonly host?: string;
  readonly method?: string;
  readonly header?: readonly string[];
  readonly query?: readonly string[];
  readonly grpc?: string;
  readonly gateway?: string;
  readonly port?: string;
  readonly listener?: string;
}

/** Adds the flags that describe a request. */
export function addRequestOptions(command: Command): void {
  const many = (value: string, before: readonly string[] = []) => [...before, value];
  command
    .option('--path <path>', 'path of the request, may carry a query after ?')
    .option('--host <host>', 'host of the request')
    .option('--method <method>', 'HTTP method (default GET)')
    .addOption(new Option('-H, --header <header>', "'name: value', repeatable").argParser(many))
    .addOption(new Option('--query <query>', "'a=1&b=2', repeatable").argParser(many))
    .option('--grpc <call>', 'SERVICE/METHOD of a gRPC call, in place of --path');
}

/** The request of the flags; undefined where neither --path nor --grpc is given. */
export function requestOf(options: RequestOptions): TrafficRequest | undefined {
  const { path, grpc } = options;
  if (path !== undefined && grpc !== undefined) throw new UsageError('--path and --grpc are both given; a gRPC call has its path from service and method');
  if (path === undefined && grpc === undefined) return undefined;
  return said(() => {
    let request = grpc === undefined ? TrafficRequest.of((options.method ?? 'GET').toUpperCase(), path!) : call(grpc, options.method);
    if (options.host !== undefined) request = request.withHost(options.host);
    for (const query of options.query ?? []) request = request.withQueryString(query);
    for (const header of options.header ?? []) request = request.withHeader(...splitHeader(header));
    if (options.gateway !== undefined) request = request.withGateway(...splitGateway(options.gateway));
    if (options.port !== undefined) request = request.withPort(portOf(options.port));
    return options.listener === undefined ? request : request.withListener(options.listener);
  });
}

/** The requests of a file: a list, or a single one. */
export function requestsOf(text: string, file: string): TrafficRequest[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not valid JSON: ${(error as Error).message}`);
  }
  return (Array.isArray(json) ? json : [json]).map((item, i) => said(() => TrafficRequest.fromJson(item), `${file}, request ${i}: `));
}

function call(grpc: string, method: string | undefined): TrafficRequest {
  if (method !== undefined) throw new UsageError('--method is an HTTP method, which of a gRPC call is always POST; leave it out beside --grpc');
  const [service, name, ...rest] = grpc.replace(/^\//, '').split('/');
  if (!service || !name || rest.length > 0) throw new UsageError(`--grpc is '${grpc}', but must be SERVICE/METHOD such as shop.v1.Cart/AddItem`);
  return TrafficRequest.grpc(service, name);
}

/** A header as -H gives it. */
export function splitHeader(header: string): [string, string] {
  const at = header.indexOf(':');
  if (at < 1) throw new UsageError(`-H is '${header}', but must be 'name: value' such as 'x-api-tier: premium'`);
  return [header.slice(0, at).trim(), header.slice(at + 1).trim()];
}

function splitGateway(gateway: string): [string, string] {
  const [namespace, name, ...rest] = gateway.split('/');
  if (!namespace || !name || rest.length > 0) throw new UsageError(`--gateway is '${gateway}', but must be NAMESPACE/NAME`);
  return [namespace, name];
}

function portOf(port: string): number {
  if (!/^\d{1,5}$/.test(port)) throw new UsageError(`--port is '${port}', but must be a whole number from 1 to 65535`);
  return Number(port);
}

/** The library's own words for what is wrong with a value. */
function said<T>(body: () => T, place = ''): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof TrafficError) throw new UsageError(`${place}${error.message}`);
    throw error;
  }
}
