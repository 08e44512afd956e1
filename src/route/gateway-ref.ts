import { TrafficError } from '../errors';
import { checkDnsLabel, checkDnsSubdomain, checkPort } from '../names';

/** Options of a reference to a Gateway. */
export interface GatewayRefOptions {
  /**
   * Namespace of the Gateway.
   * @default - the route's namespace
   */
  readonly namespace?: string;
  /**
   * Name of one listener to attach to. State it where the Gateway redirects from HTTP to HTTPS on another listener.
   * @default - every listener that admits the route
   */
  readonly sectionName?: string;
  /**
   * Port of the listeners to attach to (extended support).
   * @default - every port
   */
  readonly port?: number;
}

/** The Gateway, or one listener of it, that a route attaches to; immutable (Gateway API ParentReference). */
export class GatewayRef {
  /**
   * A Gateway by name.
   *
   * @param name the Gateway's name
   * @throws when a name or the port is not valid
   */
  public static named(name: string, options: GatewayRefOptions = {}): GatewayRef {
    return new GatewayRef(name, options);
  }

  /** Name of the Gateway. */
  public readonly gatewayName: string;
  /** Namespace of the Gateway; the route's where it is not set. */
  public readonly namespace?: string;
  /** Listener to attach to. */
  public readonly sectionName?: string;
  /** Port of the listeners to attach to. */
  public readonly port?: number;

  private constructor(name: string, options: GatewayRefOptions) {
    if (name === undefined || name === null || name === '') {
      throw new TrafficError("the Gateway's name is empty; name the Gateway that the route attaches to: GatewayRef.named('my-gateway')");
    }
    this.gatewayName = checkDnsSubdomain('Gateway name', name);
    this.namespace = options.namespace === undefined ? undefined : checkDnsLabel(`namespace of Gateway ${name}`, options.namespace);
    this.sectionName = options.sectionName === undefined ? undefined : checkDnsSubdomain(`sectionName of Gateway ${name}`, options.sectionName);
    this.port = options.port === undefined ? undefined : checkPort(`port of Gateway ${name}`, options.port);
  }

  /** The reference in words: 'namespace/name:listener'. */
  public describe(): string {
    const place = `${this.namespace === undefined ? '' : `${this.namespace}/`}${this.gatewayName}`;
    return `${place}${this.sectionName === undefined ? '' : `:${this.sectionName}`}${this.port === undefined ? '' : ` port ${this.port}`}`;
  }
}

/**
 * Checks the parents of one route: two references to one Gateway must differ in listener.
 *
 * @internal
 */
export function checkParents(gateways: GatewayRef[], ownNamespace: string | undefined): void {
  if (gateways.some(gateway => !(gateway instanceof GatewayRef))) {
    throw new TrafficError("the gateway is missing; name the Gateway that the route attaches to: gateway: GatewayRef.named('my-gateway')");
  }
  if (gateways.length > 32) {
    throw new TrafficError(`${gateways.length} gateways were given, but a route takes at most 32`);
  }
  const identity = (g: GatewayRef) => `${g.namespace ?? ownNamespace ?? ''}/${g.gatewayName}`;
  for (const [i, a] of gateways.entries()) {
    for (const b of gateways.slice(i + 1).filter(other => identity(other) === identity(a))) {
      // Standard CRDs look at the sectionName alone; experimental ones also want a port stated by both or by neither.
      const toldApart = a.sectionName !== undefined && b.sectionName !== undefined && a.sectionName !== b.sectionName;
      if (!toldApart || (a.port === undefined) !== (b.port === undefined)) {
        throw new TrafficError(
          `the Gateway ${identity(a)} is referred to as '${a.describe()}' and '${b.describe()}'; two references to one Gateway must each state a sectionName and differ in it, and state a port both or neither`);
      }
    }
  }
}
