import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewayRef } from '../route/gateway-ref';
import { RateLimit } from './rate-limit';

/** A rate limit for the rules of one audience. */
export interface RateLimitPolicyProps {
  /** Name of the policy object. */
  readonly policyName: string;
  /** Kind of the route: 'HTTPRoute' or 'GRPCRoute'. */
  readonly routeKind: string;
  /** Name of the route, in the policy's own namespace. */
  readonly routeName: string;
  /** The limit, one for all the rules together. */
  readonly limit: RateLimit;
  /** The rules it is for; ask when the manifest is written, since pins that come later may add some. */
  readonly rules: IRuleNames;
}

/** Names of rules, as they are when asked. */
export interface IRuleNames {
  /** The names, in the order of the route. */
  names(): string[];
}

/** Headers that a Gateway shall remove from what clients send. */
export interface TrustedHeadersPolicyProps {
  /** Name of the policy object. */
  readonly policyName: string;
  /** The Gateway, or a listener of it. */
  readonly gateway: GatewayRef;
  /** Namespace of the Gateway, where the policy must be; not set where neither chart nor reference state one. */
  readonly namespace?: string;
  /** The headers; ask when the manifest is written, since other patterns may add some. */
  readonly headers: IHeaderNames;
}

/** Names of headers, as they are when asked. */
export interface IHeaderNames {
  /** The names in lower case, sorted. */
  names(): string[];
}

/** Renders what the Gateway API lacks as objects of one gateway's maker. Implement it for another gateway than Envoy Gateway. */
export interface IGatewayPolicies {
  /** A rate limit on rules of a route. */
  rateLimit(scope: Construct, id: string, props: RateLimitPolicyProps): ApiObject;

  /** Removal of headers before the route is chosen. */
  trustedHeaders(scope: Construct, id: string, props: TrustedHeadersPolicyProps): ApiObject;
}
