import { MetricSource, TrafficQueries } from '../../src';

const VERSIONS = { app: 'task-api', namespace: 'shop', versions: ['stable', 'canary'] };
const application = new TrafficQueries({ ...VERSIONS, source: MetricSource.application() });
const native = new TrafficQueries({ ...VERSIONS, source: MetricSource.application({ nativeHistogram: true }) });
const istio = new TrafficQueries({ ...VERSIONS, source: MetricSource.istio() });
const istioGrpc = new TrafficQueries({ ...VERSIONS, source: MetricSource.istio({ grpc: true }) });
const nginx = new TrafficQueries({ ...VERSIONS, port: 8000, source: MetricSource.nginxGatewayFabric() });
const grpc = new TrafficQueries({ ...VERSIONS, source: MetricSource.grpcServer() });

const CANARY = 'namespace="shop",app="task-api",version="canary"';
const ISTIO = 'reporter="source",destination_service_namespace="shop",destination_service_name="task-api-canary"';
const NGINX_ALL = 'nginx_http_upstream_peer_responses_total{nginx_upstream_name=~"shop_task-api-stable_8000|shop_task-api-canary_8000"}';

/** What a counter grew by, series born within the window included. */
const counted = (metric: string, labels: string, all = 'http_requests_total{namespace="shop",app="task-api",version=~"stable|canary"}') => `(sum(increase(${metric}{${labels}}[5m])) or vector(0))
+ (sum(min_over_time(${metric}{${labels}}[5m])
    unless last_over_time(${metric}{${labels}}[15m] offset 5m))
  and on() group(last_over_time(${all}[10m] offset 5m))
  or vector(0))`;
const ALL_ISTIO = 'istio_requests_total{reporter="source",destination_service_namespace="shop",destination_service_name=~"task-api-stable|task-api-canary"}';
const GRPC = `${CANARY},grpc_service!~"grpc\\\\.(health|reflection)\\\\..*"`;
const GRPC_ALL = GRPC.replace('="canary"', '=~"stable|canary"');
const slow = (metric: string, labels: string, le: string, all?: string) => `clamp_min((${counted(`${metric}_count`, labels, all)})
- (${counted(`${metric}_bucket`, `${labels},le=~"${le}"`, all)}), 0)
and on() group(${metric}_bucket{${labels},le=~"${le}"})`;

test.each([
  ['requests', application.requests('canary', '5m'), counted('http_requests_total', CANARY)],
  ['errors', application.errors('canary', '5m'), counted('http_requests_total', `${CANARY},status=~"5.."`)],
  ['rate', application.requestRate('canary', '1m'), `sum(rate(http_requests_total{${CANARY}}[1m])) or vector(0)`],
  ['error rate', application.errorRate('canary', '5m'),
    `(${counted('http_requests_total', `${CANARY},status=~"5.."`)})\n/ ((${counted('http_requests_total', CANARY)}) > 0)`],
  ['share', application.share('canary', '5m'),
    `(${counted('http_requests_total', CANARY)})\n/ (((${counted('http_requests_total', CANARY.replace('="canary"', '=~"stable|canary"'))})) > 0)`],
  ['latency', application.latency('canary', 0.99, '5m'),
    `histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{${CANARY}}[5m]))) >= 0`],
  ['slow', application.slow('canary', 0.5, '5m'), slow('http_request_duration_seconds', CANARY, '0\\\\.50*')],
  ['slow at a whole second', application.slow('canary', 1, '5m'), slow('http_request_duration_seconds', CANARY, '1(\\\\.0+)?')],
  ['timed', application.timedRequests('canary', '5m'), counted('http_request_duration_seconds_count', CANARY)],
  ['boundaries', application.boundaries('canary'), `group by (le) (http_request_duration_seconds_bucket{${CANARY}})`],
  ['native latency', native.latency('canary', 0.5, '5m'), `histogram_quantile(0.5, sum(rate(http_request_duration_seconds{${CANARY}}[5m]))) >= 0`],
  ['native slow', native.slow('canary', 0.5, '5m'), `histogram_count(sum(increase(http_request_duration_seconds{${CANARY}}[5m])))`
    + ` * (1 - histogram_fraction(-Inf, 0.5, sum(increase(http_request_duration_seconds{${CANARY}}[5m])))) >= 0`],
  ['native timed', native.timedRequests('canary', '5m'), `histogram_count(sum(increase(http_request_duration_seconds{${CANARY}}[5m]))) or vector(0)`],
  ['Istio errors', istio.errors('canary', '5m'), counted('istio_requests_total', `${ISTIO},response_code=~"5.."`, ALL_ISTIO)],
  ['Istio errors of gRPC', istioGrpc.errors('canary', '5m'), counted('istio_requests_total', `${ISTIO},grpc_response_status=~"2|4|12|13|14|15"`, ALL_ISTIO)],
  ['Istio latency', istio.latency('canary', 0.95, '5m'),
    `histogram_quantile(0.95, sum by (le) (rate(istio_request_duration_milliseconds_bucket{${ISTIO}}[5m]))) / 1000 >= 0`],
  ['Istio slow', istio.slow('canary', 0.5, '5m'), slow('istio_request_duration_milliseconds', ISTIO, '500(\\\\.0+)?', ALL_ISTIO)],
  ['NGINX errors', nginx.errors('canary', '5m'), counted(
    'nginx_http_upstream_peer_responses_total', 'nginx_upstream_name="shop_task-api-canary_8000",nginx_status_range="5xx"', NGINX_ALL)],
  ['NGINX newest sample', nginx.newestSample(), `max(timestamp(${NGINX_ALL}))`],
  ['gRPC errors', grpc.errors('canary', '5m'), counted('grpc_server_handled_total', `${GRPC},`
    + 'grpc_code=~"Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss"', `grpc_server_handled_total{${GRPC_ALL}}`)],
  ['watched before', application.watchedBefore('90s'),
    'group(last_over_time(http_requests_total{namespace="shop",app="task-api",version=~"stable|canary"}[10m] offset 90s))'],
  ['first sample', application.firstSample('2h'),
    'min(min_over_time(timestamp(http_requests_total{namespace="shop",app="task-api",version=~"stable|canary"})[2h:1m]))'],
  ['absent', application.absent(), 'group(absent(http_requests_total{namespace="shop",app="task-api",version=~"stable|canary"}))'],
])('%s', (_, query, expected) => {
  expect(query).toBe(expected);
});

test('names of one\'s own, and what PromQL has to escape', () => {
  const source = MetricSource.application({
    requests: 'app_calls', statusLabel: 'code', errorPattern: '5..|"\\d', versionLabel: 'track', appLabel: 'service', namespaceLabel: 'kube_namespace',
  });
  const queries = new TrafficQueries({ source, app: 'a', namespace: 'n', versions: ['v1.2', 'b'] });
  expect(queries.errors('v1.2', '5m')).toContain('sum(increase(app_calls{kube_namespace="n",service="a",track="v1.2",code=~"5..|\\"\\\\d"}[5m]))');
  expect(queries.share('b', '5m')).toContain('track=~"v1\\\\.2|b"');
});

test('versions that their metrics call otherwise', () => {
  const series = { b: { service: 'other', namespace: 'elsewhere', port: 81 }, c: { app: 'z', version: 'stable' } };
  const of = (source: MetricSource, namespace?: string) => new TrafficQueries({ source, app: 'a', namespace, versions: ['b', 'c'], series });
  expect(of(MetricSource.istio({ reporter: 'destination' })).requestRate('b', '5m'))
    .toContain('{reporter="destination",destination_service_namespace="elsewhere",destination_service_name="other"}');
  expect(of(MetricSource.nginxGatewayFabric(), 'n').requestRate('b', '5m')).toContain('{nginx_upstream_name="elsewhere_other_81"}');
  expect(of(MetricSource.application(), 'n').requestRate('c', '5m')).toContain('{namespace="n",app="z",version="stable"}');
  // Each by itself: together, 'a' would bring its version 'stable', and 'z' its 'b'.
  expect(of(MetricSource.application(), 'n').newestSample()).toBe('max(timestamp(http_requests_total{namespace="elsewhere",app="a",version="b"})'
    + ' or timestamp(http_requests_total{namespace="n",app="z",version="stable"}))');
});

test('NGINX without a namespace: that of any', () => {
  const queries = new TrafficQueries({ source: MetricSource.nginxGatewayFabric(), app: 'a.b', versions: ['c'] });
  expect(queries.requestRate('c', '5m')).toContain('{nginx_upstream_name=~"[^_]+_(a\\\\.b-c_80)"}');
});

test('what does not count is left out of requests and durations', () => {
  const queries = new TrafficQueries({ ...VERSIONS, source: MetricSource.application({ exclude: { path: '/healthz|/metrics' } }) });
  expect(queries.requestRate('canary', '5m')).toContain(`{${CANARY},path!~"/healthz|/metrics"}`);
  expect(queries.latency('canary', 0.5, '5m')).toContain(`{${CANARY},path!~"/healthz|/metrics"}`);
});

test.each([
  [0.5, ['0.5', '0.50'], ['0.05', '05', '0.55']],
  [1, ['1', '1.0'], ['10', '1.5']],
  [2.5, ['2.5', '2.50'], ['25', '2.05']],
  [1e-7, ['1e-07', '1e-7', '0.0000001'], ['1e-08', '1e+07']],
  [2.5e-5, ['2.5e-05', '0.000025'], ['2.5e-06']],
  [1e6, ['1e+06', '1000000', '1000000.0', '1e6'], ['1e+05', '100000']],
  [3.6e6, ['3.6e+06', '3600000'], ['3.6e+05']],
])('the boundary %p, however a client library writes it', (seconds, written, others) => {
  const pattern = new RegExp(`^(?:${/le=~"([^"]*)"/.exec(application.slow('canary', seconds, '5m'))![1].replace(/\\\\/g, '\\')})$`);
  expect([...written, ...others].filter(le => pattern.test(le))).toEqual(written);
});

test.each([
  ['a version that is not there', () => application.requests('canari', '5m'), "no version 'canari' of 'task-api', only 'stable', 'canary'; did you mean 'canary'?"],
  ['latency without a histogram', () => nginx.latency('canary', 0.5, '5m'), 'the metrics of nginx-gateway-fabric have no histogram'],
  ['a quantile in percent', () => application.latency('canary', 99, '5m'), 'the quantile is 99, but must be from 0 to 1'],
  ['no seconds', () => application.slow('canary', 0, '5m'), 'seconds is 0, but must be above 0'],
  ['a window without a unit', () => application.errorRate('canary', '5'), "the window is '5', but must be a duration"],
  ['a window of nothing', () => application.requests('canary', '0s'), "the window is '0s'"],
  ['a version twice', () => new TrafficQueries({ ...VERSIONS, versions: ['a', 'a'], source: MetricSource.istio() }), "the version 'a' of 'task-api' stands twice"],
  ['series of no version', () => new TrafficQueries({ ...VERSIONS, series: { canari: {} }, source: MetricSource.istio() }), "did you mean 'canary'?"],
  ['no version', () => new TrafficQueries({ ...VERSIONS, versions: [], source: MetricSource.istio() }), "no version of 'task-api'"],
])('refuses %s', (_, act, message) => {
  expect(act).toThrow(message);
});

test.each([
  [MetricSource.application(), { kind: 'application' }],
  [MetricSource.application({ statusLabel: 'code', nativeHistogram: true }), { kind: 'application', statusLabel: 'code', nativeHistogram: true }],
  [MetricSource.istio({ grpc: true }), { kind: 'istio', reporter: 'source', grpc: true }],
  [MetricSource.application({ exclude: { path: '/x' } }), { kind: 'application', exclude: { path: '/x' } }],
  [MetricSource.istio({ reporter: 'destination' }), { kind: 'istio', reporter: 'destination' }],
  [MetricSource.nginxGatewayFabric(), { kind: 'nginx-gateway-fabric' }],
])('a source as data and back: %j', (source, json) => {
  expect(source._toJson()).toEqual(json);
  expect(MetricSource._fromJson(JSON.parse(JSON.stringify(json)))).toEqual(source);
  expect(source.blindSpots).not.toEqual([]);
});

test('a source says what it does not see, as its options are', () => {
  const probes = expect.stringContaining('probes or scrapes');
  expect(MetricSource.application().blindSpots).toEqual(expect.arrayContaining([probes]));
  expect(MetricSource.application({ exclude: { path: '/healthz' } }).blindSpots).not.toEqual(expect.arrayContaining([probes]));
  expect(MetricSource.istio().blindSpots).toEqual(expect.arrayContaining([expect.stringContaining('callers in the mesh')]));
  expect(MetricSource.istio({ reporter: 'waypoint' }).blindSpots).toEqual(expect.arrayContaining([expect.stringContaining('never reached a pod')]));
});

test.each([
  [() => MetricSource.istio({ reporter: 'sorce' }), "reporter is 'sorce', but must be source, destination, waypoint; did you mean 'source'?"],
  [() => MetricSource.application({ versionLabel: 'my-version' }), "versionLabel is 'my-version', which is no name that Prometheus allows"],
  [() => MetricSource.application({ requests: '' }), "requests is ''"],
  ...['', '(', '(?!2)..', '(?<=5)..', '(5)\\1'].map(errorPattern => (
    [() => MetricSource.application({ errorPattern }), 'errorPattern is '] as [() => unknown, string])),
  [() => MetricSource.application({ duration: 'x_bucket' }), 'name the histogram without _bucket'],
  [() => MetricSource.application({ nativeHistogram: 'yes' as any }), 'must be a boolean'],
  [() => MetricSource.application({ status: 'x' } as any), "no option 'status'"],
  [() => MetricSource.application({ requests: null as any }), 'requests is null, but must be a string'],
  [() => MetricSource.application(null as any), 'must be an object'],
  [() => MetricSource.application({ exclude: 'path' as any }), 'must be an object of labels and patterns'],
  [() => MetricSource.application({ exclude: { 'a-b': 'x' } }), "a label of exclude is 'a-b'"],
  [() => MetricSource.application({ exclude: { path: '(' } }), "exclude of 'path' is '('"],
  [() => MetricSource.istio({ grpc: 'yes' as any }), "grpc is 'yes', but must be a boolean"],
  [() => MetricSource.istio({ reporting: 'x' } as any), "the metrics of Istio have no option 'reporting'"],
  [() => MetricSource._fromJson({ kind: 'nginx-gateway-fabric', requests: 'x' }), "no option 'requests'"],
  [() => MetricSource._fromJson(null), 'the metric source is null'],
  [() => MetricSource._fromJson({ kind: 'istoi' }), "'istoi', but must be application, istio, nginx-gateway-fabric; did you mean 'istio'?"],
])('refuses what a source cannot be: %#', (act, message) => {
  expect(act).toThrow(message);
});
