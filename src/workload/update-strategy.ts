import { TrafficError } from '../errors';
import { k8s } from '../k8s';

/** How far a rolling update may leave the wanted number of pods: a count, or a share of it. */
export interface RollingUpdateOptions {
  /**
   * Pods above the wanted number: a count such as '1', or a percentage such as '25%'.
   * @default '25%'
   */
  readonly maxSurge?: string;
  /**
   * Pods below the wanted number: a count such as '0', or a percentage such as '25%'.
   * @default '0'
   */
  readonly maxUnavailable?: string;
}

/** How a Deployment replaces its pods; immutable (Kubernetes apps/v1 DeploymentStrategy). */
export class UpdateStrategy {
  /** A few at a time. @throws when both limits are 0, or one is neither a count nor a percentage */
  public static rollingUpdate(options: RollingUpdateOptions = {}): UpdateStrategy {
    const { maxSurge = '25%', maxUnavailable = '0' } = options;
    if (isZero(maxSurge) && isZero(maxUnavailable)) {
      throw new TrafficError('rolling update has maxSurge 0 and maxUnavailable 0, so no pod could ever be replaced; raise one');
    }
    return new UpdateStrategy('RollingUpdate', {
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: countOrPercent('maxSurge', maxSurge), maxUnavailable: countOrPercent('maxUnavailable', maxUnavailable) },
    });
  }

  /** All old pods stop before the first new one starts: an outage under traffic. */
  public static recreate(): UpdateStrategy {
    return new UpdateStrategy('Recreate', { type: 'Recreate' });
  }

  private constructor(
    /** The strategy's type: RollingUpdate or Recreate. */
    public readonly type: string,
    /** @internal */
    readonly _spec: k8s.DeploymentStrategy,
  ) {}
}

function isZero(value: string): boolean {
  return value === '0' || value === '0%';
}

function countOrPercent(what: string, value: string): k8s.IntOrString {
  if (!/^\d{1,6}%?$/.test(value)) {
    throw new TrafficError(`${what} is '${value}', but must be a count such as '1' or a percentage such as '25%'`);
  }
  return value.endsWith('%') ? k8s.IntOrString.fromString(value) : k8s.IntOrString.fromNumber(Number(value));
}
