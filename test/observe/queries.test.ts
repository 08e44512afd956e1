import { MetricSource, TrafficQueries } from '../../src';

const VERSIONS = { app: 'task-api', namespace: 'shop', versions: ['stable', 'canary'] };
const application = new TrafficQueries({ ...VERSIONS, source: MetricSource.application() });
const native = new TrafficQueries({ ...VERSIONS, source: MetricSource.application({ nativeHistogram: true }) });
const istio = new TrafficQueries({ ...VERSIONS, source: MetricSource.istio() });
const nginx = new TrafficQueries({ ...VERSIONS, port: 8000, source: MetricSource.nginxGatewayFabric() });
const grpc = new TrafficQueries({ ...VERSIONS, source: MetricSource.grpcServer() });

const CANARY = 'namespace="shop",app="task-api",version="canary"';
const ISTIO = 'reporter="source",destination_service_namespace="shop",destination_service_name="task-api-canary"';

test.each([
  ['requests', application.requests('canary', '5m'), `sum(increase(http_requests_total{${CANARY}}[5m])) or vector(0)`],
  ['errors', application.errors('canary', '5m'), `sum(increase(http_requests_total{${CANARY},status=~"5.."}[5m])) or vector(0)`],
  ['rate', application.requestRate('canary', '1m'), `sum(rate(http_requests_total{${CANARY}}[1m])) or vector(0)`],
  ['error rate', application.errorRate('canary', '5m'),
    `(sum(rate(http_requests_total{${CANARY},status=~"5.."}[5m])) or vector(0)) / (sum(rate(http_requests_total{${CANARY}}[5m])) > 0)`],
  ['share', application.share('canary', '5m'), `(sum(rate(http_requests_total{${CANARY}}[5m])) or vector(0))`
    + ' / (sum(rate(http_requests_total{namespace="shop",app="task-api",version=~"stable|canary"}[5m])) > 0)'],
  ['latency', application.latency('canary', 0.99, '5m'),
    `histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{${CANARY}}[5m]))) >= 0`],
  ['slow', application.slow('canary', 0.5, '5m'), `clamp_min(sum(increase(http_request_duration_seconds_count{${CANARY}}[5m]))`
    + ` - sum(increase(http_request_duration_seconds_bucket{${CANARY},le=~"0\\\\.50*"}[5m])), 0)`],
  ['slow at a whole second', application.slow('canary', 1, '5m'), `clamp_min(sum(increase(http_request_duration_seconds_count{${CANARY}}[5m]))`
    + ` - sum(increase(http_request_duration_seconds_bucket{${CANARY},le=~"1(\\\\.0+)?"}[5m])), 0)`],
  ['timed', application.timedRequests('canary', '5m'), `sum(increase(http_request_duration_seconds_count{${CANARY}}[5m])) or vector(0)`],
  ['boundaries', application.boundaries('canary'), `group by (le) (http_request_duration_seconds_bucket{${CANARY}})`],
  ['native latency', native.latency('canary', 0.5, '5m'), `histogram_quantile(0.5, sum(rate(http_request_duration_seconds{${CANARY}}[5m]))) >= 0`],
  ['native slow', native.slow('canary', 0.5, '5m'), `histogram_count(sum(increase(http_request_duration_seconds{${CANARY}}[5m])))`
    + ` * (1 - histogram_fraction(0, 0.5, sum(increase(http_request_duration_seconds{${CANARY}}[5m]))))`],
  ['native timed', native.timedRequests('canary', '5m'), `histogram_count(sum(increase(http_request_duration_seconds{${CANARY}}[5m]))) or vector(0)`],
  ['Istio errors', istio.errors('canary', '5m'), `sum(increase(istio_requests_total{${ISTIO},response_code=~"5.."}[5m])) or vector(0)`],
  ['Istio latency', istio.latency('canary', 0.95, '5m'),
    `histogram_quantile(0.95, sum by (le) (rate(istio_request_duration_milliseconds_bucket{${ISTIO}}[5m]))) / 1000 >= 0`],
  ['Istio slow', istio.slow('canary', 0.5, '5m'), `clamp_min(sum(increase(istio_request_duration_milliseconds_count{${ISTIO}}[5m]))`
    + ` - sum(increase(istio_request_duration_milliseconds_bucket{${ISTIO},le=~"500(\\\\.0+)?"}[5m])), 0)`],
  ['NGINX errors', nginx.errors('canary', '5m'),
    'sum(increase(nginx_http_upstream_peer_responses_total{nginx_upstream_name="shop_task-api-canary_8000",nginx_status_range="5xx"}[5m])) or vector(0)'],
  ['NGINX newest sample', nginx.newestSample(),
    'max(timestamp(nginx_http_upstream_peer_responses_total{nginx_upstream_name=~"shop_task-api-stable_8000|shop_task-api-canary_8000"}))'],
  ['gRPC errors', grpc.errors('canary', '5m'), `sum(increase(grpc_server_handled_total{${CANARY},`
    + 'grpc_code=~"Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss"}[5m])) or vector(0)'],
])('%s', (_, query, expected) => {
  expect(query).toBe(expected);
});

test('names of one\'s own, and what PromQL has to escape', () => {
  const source = MetricSource.application({
    requests: 'app_calls', statusLabel: 'code', errorPattern: '5..|"\\d', versionLabel: 'track', appLabel: 'service', namespaceLabel: 'kube_namespace',
  });
  const queries = new TrafficQueries({ source, app: 'a', namespace: 'n', versions: ['v1.2', 'b'] });
  expect(queries.errors('v1.2', '5m')).toBe('sum(increase(app_calls{kube_namespace="n",service="a",track="v1.2",code=~"5..|\\"\\\\d"}[5m])) or vector(0)');
  expect(queries.share('b', '5m')).toContain('track=~"v1\\\\.2|b"');
});

test('Services that are not named after app and version, and no namespace', () => {
  const queries = new TrafficQueries({ source: MetricSource.istio({ reporter: 'destination' }), app: 'a', versions: ['b'], services: { b: 'other' } });
  expect(queries.requests('b', '5m')).toBe('sum(increase(istio_requests_total{reporter="destination",destination_service_name="other"}[5m])) or vector(0)');
});

test.each([
  ['a version that is not there', () => application.requests('canari', '5m'), "no version 'canari' of 'task-api', only 'stable', 'canary'; did you mean 'canary'?"],
  ['latency without a histogram', () => nginx.latency('canary', 0.5, '5m'), 'the metrics of nginx-gateway-fabric have no histogram'],
  ['no version', () => new TrafficQueries({ ...VERSIONS, versions: [], source: MetricSource.istio() }), "no version of 'task-api'"],
])('refuses %s', (_, act, message) => {
  expect(act).toThrow(message);
});

test.each([
  [MetricSource.application(), { kind: 'application' }],
  [MetricSource.application({ statusLabel: 'code', nativeHistogram: true }), { kind: 'application', statusLabel: 'code', nativeHistogram: true }],
  [MetricSource.istio({ reporter: 'destination' }), { kind: 'istio', reporter: 'destination' }],
  [MetricSource.nginxGatewayFabric(), { kind: 'nginx-gateway-fabric' }],
])('a source as data and back: %j', (source, json) => {
  expect(source._toJson()).toEqual(json);
  expect(MetricSource._fromJson(JSON.parse(JSON.stringify(json)))).toEqual(source);
  expect(source.blindSpots).not.toEqual([]);
});

test.each([
  [() => MetricSource.istio({ reporter: 'sorce' }), "reporter is 'sorce', but must be source or destination; did you mean 'source'?"],
  [() => MetricSource.application({ versionLabel: 'my-version' }), "versionLabel is 'my-version', which is no name that Prometheus allows"],
  [() => MetricSource.application({ requests: '' }), "requests is ''"],
  ...['', '(', '(?!2)..', '(?<=5)..', '(5)\\1'].map(errorPattern => (
    [() => MetricSource.application({ errorPattern }), 'errorPattern is '] as [() => unknown, string])),
  [() => MetricSource.application({ duration: 'x_bucket' }), 'name the histogram without _bucket'],
  [() => MetricSource.application({ nativeHistogram: 'yes' as any }), 'must be a boolean'],
  [() => MetricSource.application({ status: 'x' } as any), "no option 'status'"],
  [() => MetricSource._fromJson({ kind: 'istoi' }), "'istoi', but must be application, istio, nginx-gateway-fabric; did you mean 'istio'?"],
])('refuses what a source cannot be: %#', (act, message) => {
  expect(act).toThrow(message);
});
