import { didYouMean, TrafficError } from '../errors';
import { quote } from '../names';
import { LabelTest, selector } from './promql';

/** Names of an application's own metrics. */
export interface ApplicationMetricsOptions {
  /**
   * Counter of requests.
   * @default 'http_requests_total'
   */
  readonly requests?: string;
  /**
   * Histogram of how long requests take, in seconds, without `_bucket`.
   * @default 'http_request_duration_seconds'
   */
  readonly duration?: string;
  /**
   * Label of the counter that holds the status.
   * @default 'status'
   */
  readonly statusLabel?: string;
  /**
   * Statuses that are errors: a regular expression (RE2) for the whole of the status label.
   * @default '5..'
   */
  readonly errorPattern?: string;
  /**
   * Label that holds the version's name; a monitor of `Monitoring` writes it.
   * @default 'version'
   */
  readonly versionLabel?: string;
  /**
   * Label that holds the app's name; a monitor of `Monitoring` writes it.
   * @default 'app'
   */
  readonly appLabel?: string;
  /**
   * Label that holds the namespace; the Prometheus operator writes it.
   * @default 'namespace'
   */
  readonly namespaceLabel?: string;
  /**
   * Whether the duration is a native histogram (Prometheus 2.40 or newer, with the feature switched on).
   * @default false
   */
  readonly nativeHistogram?: boolean;
}

/** Options of Istio's metrics. */
export interface IstioMetricsOptions {
  /**
   * Who reports: 'source' is the gateway, which also sees what never reached a pod; 'destination' is the sidecar of the pod.
   * @default 'source'
   */
  readonly reporter?: string;
}

/** Whose requests a query counts. */
export interface QueriedVersion {
  /** Its name in the pattern. */
  readonly name: string;
  /** Its Service. */
  readonly service: string;
}

/** Where a query looks. */
export interface QueriedApp {
  readonly app: string;
  readonly namespace?: string;
  readonly port: number;
}

/** A histogram of durations. */
export interface DurationMetric {
  /** Its series without `_bucket`, by selector. */
  readonly name: string;
  readonly tests: readonly LabelTest[];
  readonly native: boolean;
  /** Units of its boundaries in a second: 1, or 1000 for milliseconds. */
  readonly perSecond: number;
}

/**
 * Whose metrics tell how a version does: the application's own, or those of a gateway that counts by Service.
 *
 * Envoy Gateway is not among them: it has one cluster for each rule, so no series for each version. There the application's metrics
 * serve, or access logs.
 */
export class MetricSource {
  /** Metrics that the application exposes itself, with the usual names of client libraries. @throws when a name is not allowed */
  public static application(options: ApplicationMetricsOptions = {}): MetricSource {
    return new MetricSource('application', [
      'requests that never reached a pod: the gateway\'s own 503 and 504, refused connections',
      'callers inside the cluster are counted as well',
    ], withDefaults(options, APPLICATION));
  }

  /** Metrics of go-grpc-middleware and its like: grpc_server_handled_total by grpc_code. @throws when a name is not allowed */
  public static grpcServer(options: ApplicationMetricsOptions = {}): MetricSource {
    return MetricSource.application({ ...GRPC, ...options });
  }

  /**
   * Metrics of Istio: istio_requests_total and istio_request_duration_milliseconds, told apart by destination_service_name.
   *
   * @throws when the reporter is neither 'source' nor 'destination'
   */
  public static istio(options: IstioMetricsOptions = {}): MetricSource {
    const reporter = options.reporter ?? 'source';
    if (!['source', 'destination'].includes(reporter)) {
      throw new TrafficError(`reporter is ${quote(reporter)}, but must be source or destination${didYouMean(reporter, ['source', 'destination'])}`);
    }
    return new MetricSource('istio', [
      reporter === 'source' ? 'requests that match no route' : 'requests that never reached a pod: the gateway\'s own 503 and 504',
    ], { reporter });
  }

  /**
   * Metrics of NGINX Gateway Fabric 2 with NGINX Plus: nginx_http_upstream_peer_responses_total by nginx_upstream_name. With NGINX
   * Open Source there is nothing for each upstream. There is no histogram of durations, so no latency.
   */
  public static nginxGatewayFabric(): MetricSource {
    return new MetricSource('nginx-gateway-fabric', [
      'how long requests take: there is no histogram', 'requests that match no route', 'anything with NGINX Open Source, which counts no upstreams',
    ], {});
  }

  /**
   * As `_toJson` gave it.
   *
   * @internal
   */
  public static _fromJson(json: any): MetricSource {
    const { kind, ...options } = json ?? {};
    switch (kind) {
      case 'application':
        return MetricSource.application(options);
      case 'istio':
        return MetricSource.istio(options);
      case 'nginx-gateway-fabric':
        return MetricSource.nginxGatewayFabric();
      default:
        throw new TrafficError(`the metric source is ${quote(kind)}, but must be ${KINDS.join(', ')}${didYouMean(String(kind), KINDS)}`);
    }
  }

  private constructor(
    /** 'application', 'istio' or 'nginx-gateway-fabric'. */
    public readonly kind: string,
    /** What the source cannot see, a phrase each. */
    public readonly blindSpots: string[],
    private readonly options: { readonly [name: string]: any },
  ) {}

  /**
   * As data, from which `_fromJson` makes it again; defaults are left out.
   *
   * @internal
   */
  public _toJson(): any {
    const stated = Object.entries(this.options).filter(([name, value]) => value !== (APPLICATION as any)[name]);
    return { kind: this.kind, ...Object.fromEntries(stated) };
  }

  /**
   * Selector of the counter of requests, or of those that are errors.
   *
   * @internal
   */
  public _requests(app: QueriedApp, versions: readonly QueriedVersion[], errorsOnly: boolean): string {
    const { requests, statusLabel, errorPattern } = this.options;
    const tests = this.tests(app, versions);
    switch (this.kind) {
      case 'istio':
        return selector('istio_requests_total', [...tests, ...errorsOnly ? [{ label: 'response_code', pattern: '5..' }] : []]);
      case 'nginx-gateway-fabric':
        return selector('nginx_http_upstream_peer_responses_total', [...tests, ...errorsOnly ? [{ label: 'nginx_status_range', values: ['5xx'] }] : []]);
      default:
        return selector(requests, [...tests, ...errorsOnly ? [{ label: statusLabel, pattern: errorPattern }] : []]);
    }
  }

  /**
   * The histogram of durations; undefined where the source has none.
   *
   * @internal
   */
  public _duration(app: QueriedApp, versions: readonly QueriedVersion[]): DurationMetric | undefined {
    const tests = this.tests(app, versions);
    switch (this.kind) {
      case 'istio':
        return { name: 'istio_request_duration_milliseconds', tests, native: false, perSecond: 1000 };
      case 'nginx-gateway-fabric':
        return undefined;
      default:
        return { name: this.options.duration, tests, native: this.options.nativeHistogram, perSecond: 1 };
    }
  }

  private tests({ app, namespace, port }: QueriedApp, versions: readonly QueriedVersion[]): LabelTest[] {
    const { reporter, appLabel, namespaceLabel, versionLabel } = this.options;
    const services = versions.map(({ service }) => service);
    const inNamespace = (label: string) => (namespace === undefined ? [] : [{ label, values: [namespace] }]);
    switch (this.kind) {
      case 'istio':
        return [
          { label: 'reporter', values: [reporter] }, ...inNamespace('destination_service_namespace'),
          { label: 'destination_service_name', values: services },
        ];
      case 'nginx-gateway-fabric':
        return [{ label: 'nginx_upstream_name', values: services.map(service => `${namespace ?? 'default'}_${service}_${port}`) }];
      default:
        return [
          ...inNamespace(namespaceLabel), { label: appLabel, values: [app] },
          { label: versionLabel, values: versions.map(({ name }) => name) },
        ];
    }
  }
}

const KINDS = ['application', 'istio', 'nginx-gateway-fabric'];

const APPLICATION = {
  requests: 'http_requests_total',
  duration: 'http_request_duration_seconds',
  statusLabel: 'status',
  errorPattern: '5..',
  versionLabel: 'version',
  appLabel: 'app',
  namespaceLabel: 'namespace',
  nativeHistogram: false,
};

const GRPC: ApplicationMetricsOptions = {
  requests: 'grpc_server_handled_total',
  duration: 'grpc_server_handling_seconds',
  statusLabel: 'grpc_code',
  // What a server is to blame for; the other codes tell the caller something.
  errorPattern: 'Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss',
};

function withDefaults(options: ApplicationMetricsOptions, defaults: typeof APPLICATION): { [name: string]: any } {
  const stated = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of stated) {
    const allowed = Object.keys(defaults);
    if (!allowed.includes(name)) throw new TrafficError(`the metrics of an application have no option '${name}'${didYouMean(name, allowed)}`);
    if (typeof value !== typeof (defaults as any)[name]) throw new TrafficError(`${name} is ${quote(value)}, but must be a ${typeof (defaults as any)[name]}`);
    const kind = name.endsWith('Label') ? LABEL : name === 'requests' || name === 'duration' ? METRIC : undefined;
    if (kind !== undefined && !kind.test(value as string)) {
      throw new TrafficError(`${name} is ${quote(value)}, which is no name that Prometheus allows: letters, digits and _, not a digit first`);
    }
  }
  const { errorPattern } = options;
  if (errorPattern !== undefined && !isPattern(errorPattern)) {
    throw new TrafficError(`errorPattern is ${quote(errorPattern)}, which Prometheus would refuse, or which no status fits; write a regular expression of RE2 such as '5..'`);
  }
  if (options.duration?.endsWith('_bucket')) throw new TrafficError(`duration is ${quote(options.duration)}; name the histogram without _bucket`);
  return { ...defaults, ...Object.fromEntries(stated) };
}

const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** Whether Prometheus takes it: of what JavaScript has, RE2 has no look-around and no back-references. */
function isPattern(pattern: string): boolean {
  if (pattern === '' || /\(\?<?[=!]|\\[1-9]/.test(pattern)) return false;
  try {
    new RegExp(pattern).test('');
    return true;
  } catch {
    return false;
  }
}
