import { TrafficError } from '../errors';
import { k8s } from '../k8s';
import { checkWhole } from '../names';

/** How many pods a drain may take at once; immutable (Kubernetes policy/v1 PodDisruptionBudget). */
export class DisruptionBudget {
  /** At most so many pods are away. @throws when it is not at least 1: 0 would block every drain of a node */
  public static maxUnavailable(pods: number): DisruptionBudget {
    checkWhole('disruption budget maxUnavailable', pods, 1);
    return new DisruptionBudget(`maxUnavailable ${pods}`, { maxUnavailable: k8s.IntOrString.fromNumber(pods) });
  }

  /** At least so many pods stay. @throws when it is not at least 1 */
  public static minAvailable(pods: number): DisruptionBudget {
    checkWhole('disruption budget minAvailable', pods, 1);
    return new DisruptionBudget(`minAvailable ${pods}`, { minAvailable: k8s.IntOrString.fromNumber(pods) }, pods);
  }

  /** No PodDisruptionBudget, not even hardening's. */
  public static none(): DisruptionBudget {
    return new DisruptionBudget('none', undefined);
  }

  private constructor(
    private readonly text: string,
    /** @internal */
    readonly _limit: k8s.PodDisruptionBudgetSpec | undefined,
    private readonly keeps: number = 0,
  ) {}

  /** The budget in words. */
  public describe(): string {
    return this.text;
  }

  /**
   * Refuses a budget that would block every drain.
   *
   * @internal
   */
  public _checkAgainst(pods: number): void {
    if (this.keeps >= pods) {
      throw new TrafficError(`disruption budget keeps ${this.keeps} of ${pods} pods, so no node could ever be drained; keep fewer, or run more replicas`);
    }
  }
}
