import { checkDnsLabel, checkPort } from '../names';
import { RouteFilter } from './filter';

/** Options of a backend. */
export interface BackendOptions {
  /**
   * Namespace of the Service. Another namespace than the route's needs a ReferenceGrant there, which TrafficRoute makes.
   *
   * @default - the route's namespace
   */
  readonly namespace?: string;

  /**
   * Filters for requests that go to this backend only (HTTPBackendRef.filters; support is implementation-specific).
   *
   * @default - none
   */
  readonly filters?: RouteFilter[];
}

/** A Service and port that answers requests; immutable (Gateway API BackendRef with group '' and kind Service). */
export class Backend {
  /**
   * A Service by name.
   *
   * @param name name of the Service, a DNS label
   * @param port port of the Service, 1 to 65535
   * @throws when the name or port is not valid
   */
  public static service(name: string, port: number, options: BackendOptions = {}): Backend {
    return new Backend(checkDnsLabel('backend Service', name), checkPort(`port of Service ${name}`, port), options);
  }

  /** Name of the Service. */
  public readonly serviceName: string;
  /** Port of the Service. */
  public readonly port: number;
  /** Namespace of the Service; the route's own where it is not set. */
  public readonly namespace?: string;
  /** Filters for requests to this backend only. */
  public readonly filters: RouteFilter[];

  private constructor(serviceName: string, port: number, options: BackendOptions) {
    this.serviceName = serviceName;
    this.port = port;
    this.namespace = options.namespace === undefined ? undefined : checkDnsLabel(`namespace of Service ${serviceName}`, options.namespace);
    this.filters = [...options.filters ?? []];
  }

  /** The backend in words: 'namespace/service:port'. */
  public describe(): string {
    return `${this.namespace === undefined ? '' : `${this.namespace}/`}${this.serviceName}:${this.port}`;
  }
}
