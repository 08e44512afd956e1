import { didYouMean, TrafficError } from '../errors';
import { quote } from '../names';
import { LabelTest, literal, selector } from './promql';

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
  /**
   * What does not count: a regular expression (RE2) for the whole of each label named, such as `{ path: '/healthz|/metrics' }` where the
   * application counts the probes of its kubelet and the scrapes of Prometheus. Applies to the histogram as well.
   * @default - nothing; for gRPC `{ grpc_service: 'grpc\\.(health|reflection)\\..*' }`
   */
  readonly exclude?: { [label: string]: string };
}

/** Options of Istio's metrics. */
export interface IstioMetricsOptions {
  /**
   * Who reports: 'source' is the gateway (and every sidecar that calls), which also sees what never reached a pod; 'destination' is the
   * sidecar of the pod; 'waypoint' is the waypoint proxy of an ambient mesh.
   * @default 'source'
   */
  readonly reporter?: string;
  /**
   * Whether the app speaks gRPC, whose errors have the HTTP status 200 and are told by grpc_response_status.
   * @default - as the pattern's protocol; without a pattern false
   */
  readonly grpc?: boolean;
}

/** One version, as its metrics call it. */
export interface QueriedVersion {
  /** Value of the label `app`. */
  readonly app: string;
  /** Value of the label `version`. */
  readonly version: string;
  readonly service: string;
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
    return new MetricSource('application', applicationOptions(options));
  }

  /** Metrics of go-grpc-middleware and its like: grpc_server_handled_total by grpc_code. @throws when a name is not allowed */
  public static grpcServer(options: ApplicationMetricsOptions = {}): MetricSource {
    return MetricSource.application({ ...GRPC, ...options });
  }

  /**
   * Metrics of Istio: istio_requests_total and istio_request_duration_milliseconds, told apart by destination_service_name.
   *
   * @throws when the reporter is none of 'source', 'destination' and 'waypoint'
   */
  public static istio(options: IstioMetricsOptions = {}): MetricSource {
    return new MetricSource('istio', istioOptions(options));
  }

  /**
   * Metrics of NGINX Gateway Fabric 2 with NGINX Plus: nginx_http_upstream_peer_responses_total by nginx_upstream_name. With NGINX
   * Open Source there is nothing for each upstream. There is no histogram of durations, so no latency, and no status of gRPC.
   */
  public static nginxGatewayFabric(): MetricSource {
    return new MetricSource('nginx-gateway-fabric', {});
  }

  /**
   * As `_toJson` gave it.
   *
   * @internal
   */
  public static _fromJson(json: any): MetricSource {
    const { kind, ...options } = typeof json === 'object' && json !== null ? json : { kind: json };
    switch (kind) {
      case 'application':
        return MetricSource.application(options);
      case 'istio':
        return MetricSource.istio(options);
      case 'nginx-gateway-fabric':
        noMore('NGINX Gateway Fabric', options, []);
        return MetricSource.nginxGatewayFabric();
      default:
        throw new TrafficError(`the metric source is ${quote(kind)}, but must be ${KINDS.join(', ')}${didYouMean(String(kind), KINDS)}`);
    }
  }

  private constructor(
    /** 'application', 'istio' or 'nginx-gateway-fabric'. */
    public readonly kind: string,
    private readonly options: { readonly [name: string]: any },
  ) {}

  /** What the source cannot see, a phrase each. */
  public get blindSpots(): string[] {
    const { reporter, exclude } = this.options;
    switch (this.kind) {
      case 'istio':
        return [
          'requests that match no route',
          ...reporter === 'source' ? ['which requests came from callers in the mesh, not by the gateway']
            : ['requests that never reached a pod: the gateway\'s own 503 and 504'],
        ];
      case 'nginx-gateway-fabric':
        return [
          'how long requests take: there is no histogram', 'requests that match no route', 'the gateway\'s own 502 and 504, and what a retry made good',
          'anything with NGINX Open Source, which counts no upstreams',
        ];
      default:
        return [
          'requests that never reached a pod: the gateway\'s own 503 and 504, refused connections',
          'which requests came from callers inside the cluster',
          ...Object.keys(exclude).length > 0 ? [] : ['which requests are probes or scrapes, if the application counts them (exclude them in the metric source)'],
        ];
    }
  }

  /**
   * Whether all that is counted came by the gateway.
   *
   * @internal
   */
  public get _gatewayOnly(): boolean {
    return this.kind === 'nginx-gateway-fabric';
  }

  /**
   * The same metrics for an app of this protocol, unless they state another.
   *
   * @throws when errors of gRPC cannot be told
   * @internal
   */
  public _forProtocol(grpc: boolean): MetricSource {
    if (grpc && this.kind === 'nginx-gateway-fabric') {
      throw new TrafficError('the metrics of NGINX Gateway Fabric tell no status of gRPC, whose errors have the HTTP status 200; take MetricSource.grpcServer()');
    }
    return this.kind === 'istio' && this.options.grpc === undefined ? MetricSource.istio({ ...this.options, grpc }) : this;
  }

  /**
   * As data, from which `_fromJson` makes it again; defaults are left out.
   *
   * @internal
   */
  public _toJson(): any {
    const defaults: any = this.kind === 'application' ? APPLICATION : { grpc: false };
    const stated = Object.entries(this.options).filter(([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(defaults[name]));
    return { kind: this.kind, ...Object.fromEntries(stated) };
  }

  /**
   * Selector of the counter of requests, or of those that are errors.
   *
   * @internal
   */
  public _requests(versions: readonly QueriedVersion[], errorsOnly: boolean): string {
    const { requests, statusLabel, errorPattern, grpc } = this.options;
    const tests = this.tests(versions);
    switch (this.kind) {
      case 'istio': {
        const error = grpc ? { label: 'grpc_response_status', pattern: GRPC_ERRORS } : { label: 'response_code', pattern: '5..' };
        return selector('istio_requests_total', [...tests, ...errorsOnly ? [error] : []]);
      }
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
  public _duration(version: QueriedVersion): DurationMetric | undefined {
    const tests = this.tests([version]);
    switch (this.kind) {
      case 'istio':
        return { name: 'istio_request_duration_milliseconds', tests, native: false, perSecond: 1000 };
      case 'nginx-gateway-fabric':
        return undefined;
      default:
        return { name: this.options.duration, tests, native: this.options.nativeHistogram, perSecond: 1 };
    }
  }

  /** Of versions that share app and namespace. */
  private tests(versions: readonly QueriedVersion[]): LabelTest[] {
    const { reporter, appLabel, namespaceLabel, versionLabel, exclude } = this.options;
    const [{ app, namespace }] = versions;
    const services = versions.map(({ service }) => service);
    const inNamespace = (label: string) => (namespace === undefined ? [] : [{ label, values: [namespace] }]);
    switch (this.kind) {
      case 'istio':
        return [
          { label: 'reporter', values: [reporter] }, ...inNamespace('destination_service_namespace'),
          { label: 'destination_service_name', values: services },
        ];
      case 'nginx-gateway-fabric':
        return [upstreams(versions)];
      default:
        return [
          ...inNamespace(namespaceLabel), { label: appLabel, values: [app] },
          { label: versionLabel, values: versions.map(({ version }) => version) },
          ...Object.entries(exclude as { [label: string]: string }).map(([label, without]) => ({ label, without })),
        ];
    }
  }
}

/** NGINX Gateway Fabric calls an upstream `<namespace>_<service>_<port>`; no namespace has an underscore. */
function upstreams(versions: readonly QueriedVersion[]): LabelTest {
  const label = 'nginx_upstream_name';
  const name = ({ service, port }: QueriedVersion) => `${service}_${port}`;
  const { namespace } = versions[0];
  return namespace !== undefined ? { label, values: versions.map(version => `${namespace}_${name(version)}`) }
    : { label, pattern: `[^_]+_(${versions.map(version => literal(name(version))).join('|')})` };
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
  exclude: {} as { [label: string]: string },
};

const REPORTERS = ['source', 'destination', 'waypoint'];

/** Unknown, DeadlineExceeded, Unimplemented, Internal, Unavailable, DataLoss: as below, by number. */
const GRPC_ERRORS = '2|4|12|13|14|15';

const GRPC: ApplicationMetricsOptions = {
  requests: 'grpc_server_handled_total',
  duration: 'grpc_server_handling_seconds',
  statusLabel: 'grpc_code',
  // What a server is to blame for; the other codes tell the caller something.
  errorPattern: 'Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss',
  exclude: { grpc_service: 'grpc\\.(health|reflection)\\..*' },
};

function applicationOptions(options: ApplicationMetricsOptions): { [name: string]: any } {
  noMore('an application', options, Object.keys(APPLICATION));
  const stated = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of stated) {
    const type = typeof (APPLICATION as any)[name];
    if (value === null || Array.isArray(value) || typeof value !== type) {
      throw new TrafficError(`${name} is ${quote(value)}, but must be ${type === 'object' ? 'an object of labels and patterns' : `a ${type}`}`);
    }
    const kind = name.endsWith('Label') ? LABEL : name === 'requests' || name === 'duration' ? METRIC : undefined;
    if (kind !== undefined && !kind.test(value as string)) throw notAName(name, value);
  }
  const { errorPattern, duration, exclude = {} } = options;
  if (errorPattern !== undefined && !isPattern(errorPattern)) {
    throw new TrafficError(`errorPattern is ${quote(errorPattern)}, which Prometheus would refuse, or which no status fits; write a regular expression of RE2 such as '5..'`);
  }
  for (const [label, pattern] of Object.entries(exclude)) {
    if (!LABEL.test(label)) throw notAName('a label of exclude', label);
    if (typeof pattern !== 'string' || !isPattern(pattern)) {
      throw new TrafficError(`exclude of '${label}' is ${quote(pattern)}, which Prometheus would refuse, or which nothing fits; write a regular expression of RE2 such as '/healthz|/metrics'`);
    }
  }
  if (duration?.endsWith('_bucket')) throw new TrafficError(`duration is ${quote(duration)}; name the histogram without _bucket`);
  return { ...APPLICATION, ...Object.fromEntries(stated) };
}

function istioOptions(options: IstioMetricsOptions): { [name: string]: any } {
  noMore('Istio', options, ['reporter', 'grpc']);
  const { reporter = 'source', grpc } = options;
  if (!REPORTERS.includes(reporter)) {
    throw new TrafficError(`reporter is ${quote(reporter)}, but must be ${REPORTERS.join(', ')}${didYouMean(String(reporter), REPORTERS)}`);
  }
  if (grpc !== undefined && typeof grpc !== 'boolean') throw new TrafficError(`grpc is ${quote(grpc)}, but must be a boolean`);
  return { reporter, grpc };
}

function noMore(whose: string, options: object, allowed: string[]): void {
  if (typeof options !== 'object' || options === null) throw new TrafficError(`the options of the metrics of ${whose} are ${quote(options)}, but must be an object`);
  const name = Object.keys(options).find(one => !allowed.includes(one));
  if (name !== undefined) throw new TrafficError(`the metrics of ${whose} have no option '${name}'${didYouMean(name, allowed)}`);
}

function notAName(what: string, value: unknown): TrafficError {
  return new TrafficError(`${what} is ${quote(value)}, which is no name that Prometheus allows: letters, digits and _, not a digit first`);
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
