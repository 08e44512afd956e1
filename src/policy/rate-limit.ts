import { checkWhole } from '../names';

/**
 * How many requests an audience may send; immutable. The Gateway API has no rate limit: what is rendered is the policy of one
 * gateway's maker (`IGatewayPolicies`).
 */
export class RateLimit {
  /**
   * Requests per second over all instances of the gateway together, which needs its rate limit service (Envoy Gateway: Redis).
   *
   * @param requests 1 to 4294967295
   */
  public static globalPerSecond(requests: number): RateLimit {
    return new RateLimit('Global', requests, 'Second');
  }

  /** Requests per minute over all instances of the gateway together. @param requests 1 to 4294967295 */
  public static globalPerMinute(requests: number): RateLimit {
    return new RateLimit('Global', requests, 'Minute');
  }

  /** Requests per hour over all instances of the gateway together. @param requests 1 to 4294967295 */
  public static globalPerHour(requests: number): RateLimit {
    return new RateLimit('Global', requests, 'Hour');
  }

  /** Requests per second at each instance of the gateway; with n instances up to n times as many pass. @param requests 1 to 4294967295 */
  public static localPerSecond(requests: number): RateLimit {
    return new RateLimit('Local', requests, 'Second');
  }

  /** Requests per minute at each instance of the gateway. @param requests 1 to 4294967295 */
  public static localPerMinute(requests: number): RateLimit {
    return new RateLimit('Local', requests, 'Minute');
  }

  /** Requests per hour at each instance of the gateway. @param requests 1 to 4294967295 */
  public static localPerHour(requests: number): RateLimit {
    return new RateLimit('Local', requests, 'Hour');
  }

  private constructor(
    /** Where it is counted: 'Global' or 'Local'. */
    public readonly scope: string,
    /** Requests per unit. */
    public readonly requests: number,
    /** The unit: 'Second', 'Minute' or 'Hour'. */
    public readonly unit: string,
  ) {
    checkWhole('rate limit', requests, 1, 4_294_967_295);
  }

  /** The limit in words: '200 per second (Global)'. */
  public describe(): string {
    return `${this.requests} per ${this.unit.toLowerCase()} (${this.scope})`;
  }
}
