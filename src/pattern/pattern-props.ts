import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Monitoring } from '../observe/monitoring';
import { GitOps } from '../operate/gitops';
import { IGatewayPolicies } from '../policy/gateway-policies';
import { RateLimit } from '../policy/rate-limit';
import { Expect } from '../proof/expect';
import { TrafficRequest } from '../proof/request';
import { GatewayRef } from '../route/gateway-ref';
import { RouteProtocol } from '../route/protocol';
import { TrafficRoute } from '../route/traffic-route';
import { VariantStage } from '../stage/variant-stage';
import { RouteFilter } from '../traffic/filter';
import { Match } from '../traffic/match';
import { RouteTimeouts } from '../traffic/rule';
import { Hardening } from '../workload/hardening';
import { Workload } from '../workload/workload';

/** What every pattern takes. */
export interface PatternProps {
  /** Name of the app, the label `app`; objects are named `<app>-<version>`. A DNS label. */
  readonly app: string;
  /** Port of the Services, 1 to 65535. */
  readonly port: number;
  /** The Gateway that the route attaches to. */
  readonly gateway: GatewayRef;
  /**
   * Further Gateways, or listeners of the same one.
   * @default - none
   */
  readonly additionalGateways?: GatewayRef[];
  /**
   * Requests that belong to the app. This or `hostnames` is required for HTTP: a catch-all '/' must be written.
   * @default - every request for the hostnames; for gRPC every call
   */
  readonly match?: Match;
  /**
   * Hosts the app answers for, at most 16.
   * @default - every host of the listener
   */
  readonly hostnames?: string[];
  /**
   * HTTPRoute or GRPCRoute.
   * @default RouteProtocol.HTTP
   */
  readonly protocol?: RouteProtocol;
  /**
   * Name of the route. Stable: a rename deletes the live route.
   * @default `<app>-canary`, `-bluegreen`, `-ab` or `-tiers`
   */
  readonly routeName?: string;
  /**
   * How long a request may take; on every rule, HTTP only.
   * @default - the gateway's
   */
  readonly timeouts?: RouteTimeouts;
  /**
   * What is done to requests and answers; on every rule.
   * @default - nothing
   */
  readonly filters?: RouteFilter[];
  /**
   * What is filled in where a version says nothing.
   * @default Hardening.restricted()
   */
  readonly hardening?: Hardening;
  /**
   * Names of audience headers that clients must not forge: the Gateway removes them from what clients send, before a route
   * matches. The trusted value must be set after that, inside the gateway (see docs/patterns/tier.md).
   * @default - none
   */
  readonly trustedHeaders?: string[];
  /**
   * Renders rate limits and trusted headers for the maker of the gateway.
   * @default - EnvoyGatewayPolicies
   */
  readonly policies?: IGatewayPolicies;
  /**
   * What applies the manifests from Git: marks what is removed at the end of a release, and decides the commands of the runbook.
   * @default - nothing is marked, and the runbook names the commands of Argo CD and Flux
   */
  readonly gitops?: GitOps;
  /**
   * What watches the versions: renders scraping, recording rules and alerts beside them.
   * @default - nothing
   */
  readonly monitoring?: Monitoring;
}

/** Options of a pinned audience. */
export interface PinOptions {
  /**
   * Part of all requests that the audience sends, in percent, 0 to 100; counts in the size of the canary.
   * @default 0
   */
  readonly expectedPercent?: number;
  /**
   * How many requests the audience may send.
   * @default - no limit
   */
  readonly rateLimit?: RateLimit;
  /**
   * Priority of the pinned workload's pods, 0 to 1000000000; makes a PriorityClass. Kubernetes does not let its value change:
   * for another priority, delete the class first.
   * @default - none
   */
  readonly podPriority?: number;
  /**
   * Whether the audience reaches the workload yet; until then it is treated as everyone else (pinned to a canary: it stays on stable).
   * @default VariantStage.live()
   */
  readonly stage?: VariantStage;
}

/** What every pattern is, construct and chart alike. */
export interface IPattern extends IConstruct {
  /** Name of the app. */
  readonly appName: string;
  /** All versions, those added later included. */
  readonly versions: Workload[];
  /** The route. */
  readonly route: TrafficRoute;
  /** Rate limit policies of the audiences. */
  readonly rateLimits: ApiObject[];
  /** Objects of the pattern's `monitoring`: the monitor, then the rules. */
  readonly monitors: ApiObject[];

  /** A version by its name. @throws when there is none, with the nearest name */
  version(name: string): Workload;

  /**
   * Sends an audience to one workload of the pattern, whatever the weights say.
   *
   * @param name name of the rule, unique in the pattern
   * @param match what tells the audience apart; joined with the pattern's own match, which it must sharpen
   * @param workload a version of this pattern
   */
  pin(name: string, match: Match, workload: Workload, options?: PinOptions): void;

  /**
   * States what must hold for a request at the Gateways of this pattern's route; a broken expectation fails the synthesis. A
   * version may be named by its name in the pattern ('stable') or by its Service.
   */
  expect(request: TrafficRequest, what: Expect): void;

  /** States what must hold for every class of requests that a match admits, at the Gateways and hosts of this pattern's route. */
  expectAll(match: Match, what: Expect): void;
}
