import type { Match, TrafficRequest } from 'cdk8s-traffic';

interface TrafficMatchers<R> {
  /**
   * Whether a request is answered by just these Services, each with its share from 0 to 1. Services are named 'namespace/name', or
   * by the bare name where only one has it; {} stands for no backend at all.
   */
  toRoute(request: TrafficRequest, shares: { readonly [service: string]: number }): R;
  /** Whether no request that a match admits, of every class there is, reaches a Service, copies (mirrors) included. */
  toNeverReach(match: Match, service: string): R;
}

declare global {
  namespace jest {
    interface Matchers<R> {
      toRoute: TrafficMatchers<R>['toRoute'];
      toNeverReach: TrafficMatchers<R>['toNeverReach'];
    }
  }
}

declare module 'expect' {
  interface Matchers<R> {
    toRoute: TrafficMatchers<R>['toRoute'];
    toNeverReach: TrafficMatchers<R>['toNeverReach'];
  }
}
