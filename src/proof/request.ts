import { didYouMean, TrafficError } from '../errors';
import { checkMethod, checkToken } from '../traffic/conditions';
import { checkPort, quote } from '../names';
import { RouteProtocol } from '../route/protocol';

/** A name and a value of a request: a header or a query parameter. */
export interface NamedValue {
  /** The name; of a header in any case. */
  readonly name: string;
  /** The value, decoded. */
  readonly value: string;
}

/**
 * A request as it arrives at a Gateway, for `TrafficModel.decide`; immutable, each `with...` returns a new one.
 *
 * @example
 * TrafficRequest.get('/api/version').withHeader('x-api-tier', 'premium')
 */
export class TrafficRequest {
  /** A GET request. @param path starts with '/'; may carry a query after '?' */
  public static get(path: string): TrafficRequest {
    return TrafficRequest.of('GET', path);
  }

  /** A request of any method. @param path starts with '/'; may carry a query after '?' @throws when the method or path is none */
  public static of(method: string, path: string): TrafficRequest {
    if (typeof path !== 'string' || !path.startsWith('/')) {
      throw new TrafficError(`path of the request is ${quote(path)}, but must start with '/'`);
    }
    const [bare, query] = splitOnce(path.split('#')[0], '?');
    const request = new TrafficRequest({ ...EMPTY, method: checkMethod(method), path: bare });
    return query === undefined ? request : request.withQueryString(query);
  }

  /**
   * A gRPC call: HTTP/2 POST of `/service/method`.
   *
   * @param service full name of the service, such as 'shop.v1.Cart'
   * @param method name of the method, such as 'AddItem'
   */
  public static grpc(service: string, method: string): TrafficRequest {
    for (const [what, value] of [['gRPC service', service], ['gRPC method', method]]) {
      if (typeof value !== 'string' || value === '' || value.includes('/')) {
        throw new TrafficError(`${what} of the request is ${quote(value)}, but must be a name without '/'`);
      }
    }
    return new TrafficRequest({
      ...EMPTY, protocol: RouteProtocol.GRPC, method: 'POST', path: `/${service}/${method}`, grpcService: service, grpcMethod: method,
    });
  }

  /**
   * A request from JSON: `{"protocol": "HTTP" or "gRPC", "host", "method", "path", "query", "headers": {}, "port"?,
   * "grpc"?: {"service", "method"}, "gateway"?: {"namespace", "name"}, "listener"?}`; each field but protocol and path may be left out.
   * A header's value may be a list, for a header that is sent more than once.
   *
   * @throws when a field is unknown, missing or of the wrong type
   */
  public static fromJson(json: any): TrafficRequest {
    return readRequest(json);
  }

  /** HTTP or gRPC. */
  public readonly protocol: RouteProtocol;
  /** Host as the client names it, lower-case and without port; '' for none that a hostname could match. */
  public readonly host: string;
  /** Method in capitals. */
  public readonly method: string;
  /** Path without query. */
  public readonly path: string;
  /** Query parameters in order. */
  public readonly query: NamedValue[];
  /** Headers in order. */
  public readonly headers: NamedValue[];
  /** Port of the Gateway's listener that it arrives on, where stated. */
  public readonly port?: number;
  /** The Gateway that it arrives at as 'namespace/name', where stated. */
  public readonly gateway?: string;
  /** Name of the Gateway's listener that it arrives on, where stated. */
  public readonly listener?: string;
  /** Full name of the gRPC service of a call. */
  public readonly grpcService?: string;
  /** Name of the gRPC method of a call. */
  public readonly grpcMethod?: string;

  private byName?: Map<string, string>;
  private byParameter?: Map<string, string>;

  private constructor(fields: RequestFields) {
    this.protocol = fields.protocol;
    this.host = fields.host;
    this.method = fields.method;
    this.path = fields.path;
    this.query = fields.query;
    this.headers = fields.headers;
    this.port = fields.port;
    this.gateway = fields.gateway;
    this.listener = fields.listener;
    this.grpcService = fields.grpcService;
    this.grpcMethod = fields.grpcMethod;
  }

  /** The request for a host. A port after ':' is left away, upper case becomes lower case (HTTPRouteSpec.hostnames). */
  public withHost(host: string): TrafficRequest {
    if (typeof host !== 'string' || /[\s/?#@]/.test(host)) {
      throw new TrafficError(`host of the request is ${quote(host)}, but must be a name such as 'api.example.com'`);
    }
    return new TrafficRequest({ ...this, host: host.replace(/:\d*$/, '').toLowerCase().replace(/\.$/, '') });
  }

  /** The request with a header more; a name given before is sent twice. */
  public withHeader(name: string, value: string): TrafficRequest {
    checkToken('header of the request', name);
    return new TrafficRequest({ ...this, headers: [...this.headers, { name, value: checkText(`header ${name}`, value) }] });
  }

  /** The request without a header. */
  public withoutHeader(name: string): TrafficRequest {
    return new TrafficRequest({ ...this, headers: this.headers.filter(header => header.name.toLowerCase() !== name.toLowerCase()) });
  }

  /** The request with a query parameter more, its value as it is after decoding. */
  public withQuery(name: string, value: string): TrafficRequest {
    if (typeof name !== 'string' || name === '') throw new TrafficError(`query parameter of the request is ${quote(name)}, but must have a name`);
    return new TrafficRequest({ ...this, query: [...this.query, { name, value: checkText(`query parameter ${name}`, value) }] });
  }

  /** The request with the parameters of a query string more: 'a=1&b=2', percent-encoded as on the wire. */
  public withQueryString(query: string): TrafficRequest {
    if (typeof query !== 'string') throw new TrafficError(`query of the request is ${quote(query)}, but must be a text such as 'a=1&b=2'`);
    const added = query.replace(/^\?/, '').split('&').filter(part => part !== '').map(part => {
      const [name, value] = splitOnce(part, '=');
      return { name: decode(name), value: decode(value ?? '') };
    });
    return new TrafficRequest({ ...this, query: [...this.query, ...added] });
  }

  /** The request by another method. */
  public withMethod(method: string): TrafficRequest {
    return new TrafficRequest({ ...this, method: checkMethod(method) });
  }

  /** The request for another path, without query. */
  public withPath(path: string): TrafficRequest {
    if (typeof path !== 'string' || !path.startsWith('/')) throw new TrafficError(`path of the request is ${quote(path)}, but must start with '/'`);
    return new TrafficRequest({ ...this, path });
  }

  /** The request at a listener's port, 1 to 65535. */
  public withPort(port: number): TrafficRequest {
    return new TrafficRequest({ ...this, port: checkPort('port of the request', port) });
  }

  /** The request at one Gateway. */
  public withGateway(namespace: string, name: string): TrafficRequest {
    return new TrafficRequest({ ...this, gateway: `${namespace}/${name}` });
  }

  /** The request at one listener, by its name (sectionName of a parentRef). */
  public withListener(name: string): TrafficRequest {
    return new TrafficRequest({ ...this, listener: checkText('listener', name) });
  }

  /** The request in words, as messages show it: 'GET api.example.com/api/version with x-api-tier: premium'. */
  public describe(): string {
    const query = this.queryText();
    const what = `${this.grpcService === undefined
      ? `${this.method} ${this.host}${this.path}`
      : `gRPC ${this.host === '' ? '' : `${this.host} `}${this.grpcService}/${this.grpcMethod}`}${query === '' ? '' : `?${query}`}`;
    const headers = this.headers.map(({ name, value }) => `${name}: ${value}`).join(', ');
    const where = `${this.port === undefined ? '' : ` on port ${this.port}`}${this.gateway === undefined ? '' : ` at Gateway ${this.gateway}`}`
      + `${this.listener === undefined ? '' : ` on listener ${this.listener}`}`;
    return `${what}${headers === '' ? '' : ` with ${headers}`}${where}`;
  }

  /** The request as JSON, in the form that `fromJson` reads. */
  public toJson(): any {
    const headers: { [name: string]: string | string[] } = Object.create(null);
    for (const { name, value } of this.headers) {
      const before = headers[name];
      headers[name] = before === undefined ? value : [...Array.isArray(before) ? before : [before], value];
    }
    const [namespace, name] = splitOnce(this.gateway ?? '', '/');
    return {
      protocol: this.protocol === RouteProtocol.GRPC ? 'gRPC' : 'HTTP',
      host: this.host,
      method: this.method,
      path: this.path,
      query: this.queryText(),
      headers: { ...headers },
      ...(this.port === undefined ? {} : { port: this.port }),
      ...(this.grpcService === undefined ? {} : { grpc: { service: this.grpcService, method: this.grpcMethod } }),
      ...(this.gateway === undefined ? {} : { gateway: { namespace, name } }),
      ...(this.listener === undefined ? {} : { listener: this.listener }),
    };
  }

  private queryText(): string {
    return this.query.map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  }

  /**
   * The value of a header, undefined where it is not sent. Of a header sent more than once the values joined by ',' (RFC 9110,
   * 5.3; the Gateway API leaves it open), of Cookie by '; ' (RFC 9113, 8.2.3).
   *
   * @internal
   */
  public _header(lowerName: string): string | undefined {
    if (this.byName === undefined) {
      this.byName = new Map();
      for (const { name, value } of this.headers) {
        const key = name.toLowerCase();
        const before = this.byName.get(key);
        this.byName.set(key, before === undefined ? value : `${before}${key === 'cookie' ? '; ' : ','}${value}`);
      }
      if (this.host !== '' && !this.byName.has('host')) this.byName.set('host', this.host);
    }
    return this.byName.get(lowerName);
  }

  /**
   * The first value of a query parameter (HTTPQueryParamMatch.name recommends the first).
   *
   * @internal
   */
  public _queryParam(name: string): string | undefined {
    if (this.byParameter === undefined) {
      this.byParameter = new Map();
      for (const { name: key, value } of this.query) {
        if (!this.byParameter.has(key)) this.byParameter.set(key, value);
      }
    }
    return this.byParameter.get(name);
  }
}

interface RequestFields {
  readonly protocol: RouteProtocol;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly query: NamedValue[];
  readonly headers: NamedValue[];
  readonly port?: number;
  readonly gateway?: string;
  readonly listener?: string;
  readonly grpcService?: string;
  readonly grpcMethod?: string;
}

const EMPTY: RequestFields = { protocol: RouteProtocol.HTTP, host: '', method: 'GET', path: '/', query: [], headers: [] };
const FIELDS = ['protocol', 'host', 'method', 'path', 'query', 'headers', 'port', 'grpc', 'gateway', 'listener'];

function readRequest(json: any): TrafficRequest {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new TrafficError(`a request is ${json === null ? 'null' : Array.isArray(json) ? 'a list' : quote(json)}, but must be an object such as {"protocol": "HTTP", "path": "/"}`);
  }
  const unknown = Object.keys(json).find(field => !FIELDS.includes(field));
  if (unknown !== undefined) throw new TrafficError(`a request has the field '${unknown}', but the fields are ${FIELDS.join(', ')}${didYouMean(unknown, FIELDS)}`);
  if (json.protocol !== 'HTTP' && json.protocol !== 'gRPC') {
    throw new TrafficError(`protocol of a request is ${quote(json.protocol)}, but must be 'HTTP' or 'gRPC'`);
  }
  let request = json.protocol === 'gRPC' ? readCall(json) : TrafficRequest.of(json.method ?? 'GET', json.path);
  if (json.host !== undefined) request = request.withHost(json.host);
  if (json.query !== undefined && json.query !== '') request = request.withQueryString(json.query);
  if (json.port !== undefined) request = request.withPort(json.port);
  if (json.gateway !== undefined) {
    const { namespace, name } = json.gateway ?? {};
    if (typeof namespace !== 'string' || typeof name !== 'string') {
      throw new TrafficError('gateway of a request must be an object such as {"namespace": "edge", "name": "public"}');
    }
    request = request.withGateway(namespace, name);
  }
  if (json.listener !== undefined) request = request.withListener(json.listener);
  const headers = json.headers ?? {};
  if (typeof headers !== 'object' || Array.isArray(headers)) throw new TrafficError('headers of a request must be an object such as {"x-api-tier": "premium"}');
  for (const [name, values] of Object.entries(headers)) {
    for (const value of Array.isArray(values) ? values : [values]) request = request.withHeader(name, value);
  }
  return request;
}

function readCall({ grpc, path }: any): TrafficRequest {
  if (grpc !== undefined) return TrafficRequest.grpc(grpc?.service, grpc?.method);
  const [, service, method, ...rest] = String(path).split('/');
  if (!service || !method || rest.length > 0) {
    throw new TrafficError(`path of a gRPC request is ${quote(path)}, but must be '/service/method', or grpc be given as {"service", "method"}`);
  }
  return TrafficRequest.grpc(service, method);
}

function checkText(what: string, value: unknown): string {
  if (typeof value !== 'string') throw new TrafficError(`${what} of the request is ${quote(value)}, but must be a text`);
  return value;
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Percent-decoding as gateways do it: what is no encoding stays as it is. */
function decode(text: string): string {
  const spaced = text.replace(/\+/g, ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
