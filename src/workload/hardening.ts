/** Parts of the hardening, each can be switched off. */
export interface HardeningOptions {
  /**
   * Pods satisfy the restricted Pod Security Standard: not root, no privilege escalation, all capabilities dropped, the
   * runtime's seccomp profile. The image must run as another user than root.
   * @default true
   */
  readonly podSecurity?: boolean;
  /**
   * Resource requests where the definition has none: 100m CPU, 128Mi memory.
   * @default true
   */
  readonly resourceRequests?: boolean;
  /**
   * A readiness probe where the definition has none: a TCP connection to the port.
   * @default true
   */
  readonly readinessProbe?: boolean;
  /**
   * Rolling update with maxUnavailable 0 where the definition has no strategy.
   * @default true
   */
  readonly rollingUpdate?: boolean;
  /**
   * A pause of 10 seconds before a pod stops, of 30 seconds of grace, so that gateways stop sending before it stops answering.
   * @default true
   */
  readonly preStop?: boolean;
  /**
   * A PodDisruptionBudget of maxUnavailable 1 where at least 2 replicas run.
   * @default true
   */
  readonly disruptionBudget?: boolean;
  /**
   * The two labels that identify the version on its objects too, so that `kubectl get all -l app=...` finds them.
   * @default true
   */
  readonly objectLabels?: boolean;
}

/** What is filled in where a version's definition says nothing; immutable. What the definition says always stands. */
export class Hardening {
  /** The safe defaults, less what is switched off. */
  public static restricted(options: HardeningOptions = {}): Hardening {
    return new Hardening({
      podSecurity: true,
      resourceRequests: true,
      readinessProbe: true,
      rollingUpdate: true,
      preStop: true,
      disruptionBudget: true,
      objectLabels: true,
      ...options,
    });
  }

  /** Nothing is filled in: just the fields that a hand-written manifest would have. */
  public static none(): Hardening {
    return new Hardening({
      podSecurity: false,
      resourceRequests: false,
      readinessProbe: false,
      rollingUpdate: false,
      preStop: false,
      disruptionBudget: false,
      objectLabels: false,
    });
  }

  private constructor(
    /** @internal */
    readonly _parts: Required<HardeningOptions>,
  ) {}

  /** The parts that are filled in, in words. */
  public describe(): string {
    const parts = Object.entries(this._parts).filter(([, on]) => on).map(([name]) => name);
    return parts.length === 0 ? 'none' : parts.join(', ');
  }
}
