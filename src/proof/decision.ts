import { TrafficError } from '../errors';
import { NamedValue } from './request';

/** A backend that may answer a request, and what it receives. */
export interface DecidedBackend {
  /** The Service as 'namespace/name'. */
  readonly backend: string;
  /** Port of the Service. */
  readonly port?: number;
  /** Part of the requests that it answers, above 0 and up to 1. */
  readonly share: number;
  /** Host that it is sent, after rewrites. */
  readonly host: string;
  /** Path that it is sent, after rewrites. */
  readonly path: string;
  /** Headers that it is sent, after the rule's and the backend's own filters. */
  readonly headers: NamedValue[];
  /** Filters of the rule and the backend on the answer, in order. */
  readonly responseHeaders: HeaderFilter[];
}

/** Changes to headers, as a filter states them (Gateway API HTTPHeaderFilter). */
export interface HeaderFilter {
  /** Headers to overwrite. */
  readonly set: NamedValue[];
  /** Headers to append to. */
  readonly add: NamedValue[];
  /** Headers to remove. */
  readonly remove: string[];
}

/** A copy of a request. */
export interface DecidedMirror {
  /** The Service as 'namespace/name'. */
  readonly backend: string;
  /** Part of the requests that is copied, in percent, 0 to 100. */
  readonly percent: number;
}

/** An answer that sends the client elsewhere (Gateway API HTTPRequestRedirectFilter). */
export interface DecidedRedirect {
  /** 'http' or 'https'; absent where it is the request's own. */
  readonly scheme?: string;
  /** Host; the request's own where the filter states none. */
  readonly hostname: string;
  /** Port; absent where it is the scheme's well-known port. */
  readonly port?: number;
  /** Path without query. */
  readonly path: string;
  /** 301, 302, 303, 307 or 308. */
  readonly statusCode: number;
}

/** What the parts of a decision are; `TrafficModel.decide` makes them. */
export interface DecisionProps {
  /** HTTP status of the answer. */
  readonly status: number;
  /** gRPC code of the answer to a call. */
  readonly grpcCode?: string;
  /** Gateway as 'namespace/name'. */
  readonly gateway?: string;
  /** Name of the listener. */
  readonly listener?: string;
  /** Route as 'namespace/name'. */
  readonly route?: string;
  /** Kind of the route. */
  readonly routeKind?: string;
  /** Place of the rule in its route, from 0. */
  readonly rule?: number;
  /** Name of the rule. */
  readonly ruleName?: string;
  /** Backends with a share above 0. */
  readonly backends: DecidedBackend[];
  /** Part of the requests that get an error, 0 to 1. */
  readonly errorShare: number;
  /** Copies. */
  readonly mirrors: DecidedMirror[];
  /** Where the client is sent. */
  readonly redirect?: DecidedRedirect;
  /** What the specification leaves open or the manifests do not say, and how it was read. */
  readonly notes: string[];
}

/** Where a request goes; made by `TrafficModel.decide`. */
export class TrafficDecision {
  /** HTTP status: 200, 404 for no route, 500 for no valid backend, or the redirect's. */
  public readonly status: number;
  /** For a gRPC call: 'OK', 'UNIMPLEMENTED' for no route, or 'UNAVAILABLE' for no valid backend. */
  public readonly grpcCode?: string;
  /** The Gateway as 'namespace/name'. */
  public readonly gateway?: string;
  /** Name of the listener. */
  public readonly listener?: string;
  /** The route that answers as 'namespace/name'; absent for none. */
  public readonly route?: string;
  /** 'HTTPRoute' or 'GRPCRoute'. */
  public readonly routeKind?: string;
  /** Place of the rule in its route, from 0. */
  public readonly rule?: number;
  /** Name of the rule. */
  public readonly ruleName?: string;
  /** Part of the requests by Service ('namespace/name'), above 0 and up to 1 each. */
  public readonly shares: { [service: string]: number };
  /** Part of the requests that get an error, 0 to 1. */
  public readonly errorShare: number;
  /** Backends and what each is sent. */
  public readonly backends: DecidedBackend[];
  /** Copies of the request. */
  public readonly mirrors: DecidedMirror[];
  /** Where the client is sent. */
  public readonly redirect?: DecidedRedirect;
  /** What the specification leaves open or the manifests do not say, and how it was read. */
  public readonly notes: string[];

  public constructor(props: DecisionProps) {
    this.status = props.status;
    this.grpcCode = props.grpcCode;
    this.gateway = props.gateway;
    this.listener = props.listener;
    this.route = props.route;
    this.routeKind = props.routeKind;
    this.rule = props.rule;
    this.ruleName = props.ruleName;
    this.errorShare = props.errorShare;
    this.backends = props.backends;
    this.mirrors = props.mirrors;
    this.redirect = props.redirect;
    this.notes = props.notes;
    this.shares = {};
    for (const { backend, share } of props.backends) this.shares[backend] = (this.shares[backend] ?? 0) + share;
  }

  /**
   * The part of the requests that a Service answers, 0 to 1.
   *
   * @param service 'namespace/name', or the bare name where only one namespace has it
   * @throws when a bare name fits Services of two namespaces
   */
  public share(service: string): number {
    if (Object.prototype.hasOwnProperty.call(this.shares, service)) return this.shares[service];
    const found = Object.keys(this.shares).filter(key => key.endsWith(`/${service}`));
    if (found.length > 1) throw new TrafficError(`the Service '${service}' is in several namespaces; say which: ${found.join(' or ')}`);
    return found.length === 0 ? 0 : this.shares[found[0]];
  }

  /** The decision in words: 'task-api/task-api-stable 95 %, task-api/task-api-canary 5 %'. */
  public describe(): string {
    if (this.redirect !== undefined) return `redirect ${this.status} to ${this.redirect.hostname}${this.redirect.path}`;
    if (this.route === undefined) return `${this.grpcCode ?? this.status} (no route)`;
    const parts = Object.entries(this.shares).map(([service, share]) => `${service} ${percent(share)}`);
    if (this.errorShare > 0) parts.push(`status 500 ${percent(this.errorShare)}`);
    return parts.join(', ');
  }

  /** The decision as JSON, as `cdk8s-traffic route --json` prints it. */
  public toJson(): any {
    return {
      status: this.status,
      ...(this.grpcCode === undefined ? {} : { grpcCode: this.grpcCode }),
      gateway: this.gateway ?? null,
      listener: this.listener ?? null,
      route: this.route ?? null,
      rule: this.rule ?? null,
      ruleName: this.ruleName ?? null,
      shares: this.shares,
      errorShare: this.errorShare,
      mirrors: this.mirrors,
      ...(this.redirect === undefined ? {} : { redirect: this.redirect }),
      backends: this.backends,
      notes: this.notes,
    };
  }
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))} %`;
}
