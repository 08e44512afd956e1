import { k8s } from '../k8s';
import { checkPort, checkWhole } from '../names';
import { TrafficError } from '../errors';

/** Timing of a probe, in seconds; what is not set is Kubernetes' default. */
export interface ProbeOptions {
  /**
   * Port to ask, 1 to 65535.
   * @default - the version's port
   */
  readonly port?: number;
  /**
   * Seconds between two tries, at least 1.
   * @default 10
   */
  readonly periodSeconds?: number;
  /**
   * Seconds before the first try, at least 0.
   * @default 0
   */
  readonly initialDelaySeconds?: number;
  /**
   * Seconds until a try has failed, at least 1.
   * @default 1
   */
  readonly timeoutSeconds?: number;
  /**
   * Failed tries in a row until the probe fails, at least 1.
   * @default 3
   */
  readonly failureThreshold?: number;
}

/** How Kubernetes asks a container whether it is ready or alive; immutable (Kubernetes core/v1 Probe). */
export class Probe {
  /** Healthy where a GET of the path answers with a status from 200 to 399. */
  public static httpGet(path: string, options: ProbeOptions = {}): Probe {
    if (!path.startsWith('/')) throw new TrafficError(`probe path is '${path}', but must start with '/'`);
    return new Probe('httpGet', options, port => ({ httpGet: { path, port: k8s.IntOrString.fromNumber(port) } }));
  }

  /** Healthy where a TCP connection opens. */
  public static tcpSocket(options: ProbeOptions = {}): Probe {
    return new Probe('tcpSocket', options, port => ({ tcpSocket: { port: k8s.IntOrString.fromNumber(port) } }));
  }

  /** Healthy where the gRPC health service says SERVING. */
  public static grpc(options: ProbeOptions = {}): Probe {
    return new Probe('grpc', options, port => ({ grpc: { port } }));
  }

  /** Healthy where the command ends with 0. */
  public static exec(command: string[], options: ProbeOptions = {}): Probe {
    if (command.length === 0) throw new TrafficError('probe command is empty, but must name a program');
    return new Probe('exec', options, () => ({ exec: { command } }));
  }

  /** No probe, not even hardening's. */
  public static none(): Probe {
    return new Probe('none', {}, () => undefined);
  }

  private constructor(
    private readonly kind: string,
    private readonly options: ProbeOptions,
    private readonly handler: (port: number) => Partial<k8s.Probe> | undefined,
  ) {
    if (options.port !== undefined) checkPort('probe port', options.port);
    for (const name of ['periodSeconds', 'timeoutSeconds', 'failureThreshold'] as const) {
      if (options[name] !== undefined) checkWhole(`probe ${name}`, options[name]!, 1);
    }
    if (options.initialDelaySeconds !== undefined) checkWhole('probe initialDelaySeconds', options.initialDelaySeconds, 0);
  }

  /** The kind of probe: httpGet, tcpSocket, grpc, exec or none. */
  public describe(): string {
    return this.kind;
  }

  /** @internal */
  public _render(versionPort: number): k8s.Probe | undefined {
    const { port, ...timing } = this.options;
    const handler = this.handler(port ?? versionPort);
    return handler === undefined ? undefined : { ...handler, ...timing };
  }
}
