import { TrafficError } from '../errors';
import { checkWhole } from '../names';

/** What happens between the moment a pod is to stop and the moment its process is told; immutable (Kubernetes LifecycleHandler). */
export class PreStop {
  /**
   * A pause, so that gateways and kube-proxy stop sending before the process stops answering. Uses the sleep action of
   * Kubernetes 1.30 or later, which needs no program in the image.
   *
   * @param seconds at least 1, less than the grace period
   */
  public static sleep(seconds: number): PreStop {
    return new PreStop(checkWhole('preStop seconds', seconds, 1), { sleep: { seconds } });
  }

  /** A command in the container, for clusters before 1.30 such as ['sleep', '10']. */
  public static exec(command: string[]): PreStop {
    if (command.length === 0) throw new TrafficError('preStop command is empty, but must name a program');
    return new PreStop(0, { exec: { command: [...command] } });
  }

  /** Nothing, not even hardening's pause. */
  public static none(): PreStop {
    return new PreStop(0, undefined);
  }

  private constructor(
    /** Length of the pause in seconds; 0 where it is a command or nothing. */
    public readonly seconds: number,
    private readonly handler: object | undefined,
  ) {}

  /** @internal */
  public _render(): object | undefined {
    return this.handler === undefined ? undefined : { preStop: this.handler };
  }
}
