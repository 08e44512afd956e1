import { loadCli } from '../support/load';
import { FakePrometheus } from '../support/prometheus';

const { Prometheus } = loadCli<any>('prometheus/client');
const { appMetrics } = loadCli<any>('prometheus/metrics');
const { moment, secondsOf, sinceOf } = loadCli<any>('prometheus/options');

let fake: FakePrometheus;
beforeEach(async () => {
  fake = await FakePrometheus.start();
});
afterEach(() => fake.stop());
const client = (env: object = {}, url = fake.url) => new Prometheus({ url, env, timeoutMs: 300 });
const answering = (status: number, body: string) => {
  fake.fault = response => {
    response.statusCode = status;
    response.end(body);
  };
};
const vector = (...values: string[]) => JSON.stringify({
  status: 'success', data: { resultType: 'vector', result: values.map((value, i) => ({ metric: { i: String(i) }, value: [1, value] })) },
});

test.each([
  [vector('2.5'), 2.5],
  [vector(), undefined],
  [vector('NaN'), undefined],
  [vector('+Inf'), Infinity],
  [JSON.stringify({ status: 'success', data: { resultType: 'scalar', result: [1, '7'] } }), 7],
])('the value of %s', async (body, value) => {
  answering(200, body);
  expect(await client().value('q', 1)).toBe(value);
});

test.each([
  [200, vector('1', '2'), /gave 2 series where one value is needed \({"i":"0"}, {"i":"1"}\); sum them in: q/],
  [400, '{"status":"error","errorType":"bad_data","error":"parse error"}', /refuses the query \(bad_data: parse error\): q/],
  [401, '', /asks for other credentials \(status 401\); set PROMETHEUS_TOKEN/],
  [404, '<html>', /answers with status 404 and not as Prometheus does; give its address up to \/api/],
  [200, '<html>', /answers with status 200 and not as Prometheus does/],
  [200, '{"status":"success","data":{"resultType":"string","result":[1,"x"]}}', /gave a string where a number is needed/],
])('status %i, %s', async (status, body, message) => {
  answering(status, body);
  await expect(client().value('q', 1)).rejects.toThrow(message);
});

test('a server that says nothing, is not there, or leads elsewhere', async () => {
  fake.fault = () => undefined;
  await expect(client().value('q', 1)).rejects.toThrow('cannot be asked: no answer within 0.3 s');
  await expect(client({}, 'http://127.0.0.1:1').value('q', 1)).rejects.toThrow('Prometheus at http://127.0.0.1:1 cannot be asked');
  fake.fault = response => {
    response.writeHead(302, { location: 'http://example.com' });
    response.end();
  };
  await expect(client().value('q', 1)).rejects.toThrow('cannot be asked');
});

test.each([
  [{ PROMETHEUS_TOKEN: 'secret' }, '', 'Bearer secret'],
  [{ PROMETHEUS_USER: 'me', PROMETHEUS_PASSWORD: 'secret' }, '', `Basic ${Buffer.from('me:secret').toString('base64')}`],
  [{}, 'me:s%20t@', `Basic ${Buffer.from('me:s t').toString('base64')}`],
  [{}, '', undefined],
])('credentials of %j and the address %s', async (env, before, authorization) => {
  const prometheus = client(env, fake.url.replace('//', `//${before}`));
  await prometheus.value('q', 1);
  expect(fake.asked[0].authorization).toBe(authorization);
  answering(500, '');
  await expect(prometheus.value('q', 1)).rejects.toThrow(expect.not.objectContaining({ message: expect.stringMatching(/secret|s t|s%20t/) }));
});

test.each([['localhost:9090'], ['ftp://x'], ['']])('%j is no address', url => {
  expect(() => client({}, url)).toThrow('the address of Prometheus must be one of http or https');
});

test('two kinds of credentials', () => {
  expect(() => client({ PROMETHEUS_TOKEN: 'a', PROMETHEUS_USER: 'b' })).toThrow('unset one of them');
});

test('a path before the API', async () => {
  await client({}, `${fake.url}/prometheus/`).value('q', 1);
  expect(fake.asked[0].path).toBe('/prometheus/api/v1/query');
});

test.each([['90m', 5400], ['1h30m', 5400], ['2d', 172_800], ['45s', 45]])('%s', (text, seconds) => {
  expect(sinceOf(text)).toEqual({ ago: seconds });
  expect(secondsOf(text)).toBe(seconds);
});

test('moments need a time zone', () => {
  expect(moment('2026-01-31T12:00:00Z')).toBe(1_769_860_800);
  expect(sinceOf('2026-01-31T13:00:00+01:00')).toEqual({ moment: 1_769_860_800 });
  for (const text of ['2026-01-31T12:00:00', '2026-01-31', 'now', '']) expect(() => sinceOf(text)).toThrow('Write a moment');
  expect(() => secondsOf('2026-01-31T12:00:00Z')).toThrow('is no length of time');
});

describe('metrics of an app', () => {
  const stating = (stated: object) => ({ metadata: { annotations: { 'cdk8s-traffic.github.io/metrics': JSON.stringify(stated) } } });
  const STATED = { app: 'a', namespace: 'n', route: 'r', port: 80, source: { kind: 'application', statusLabel: 'code' }, versions: { stable: 'x', canary: 'y' } };

  test('as stated, and said otherwise', () => {
    const { queries, services, stated } = appMetrics('a', ['stable', 'canary'], [stating(STATED)], { versionLabel: 'track' });
    expect({ services, stated }).toEqual({ services: STATED.versions, stated: true });
    expect(queries.errors('canary', '1m')).toContain('(sum(increase(http_requests_total{namespace="n",app="a",track="canary",code=~"5.."}[1m])) or vector(0))');
    expect(appMetrics('a', ['stable'], [stating(STATED)], { source: 'istio', namespace: 'm' }).queries.requests('stable', '1m'))
      .toContain('destination_service_namespace="m",destination_service_name="x"');
  });

  test('versions of another pattern, what does not count, and gRPC', () => {
    const series = { stable: { app: 'b', version: 'live' } };
    const { queries, inClusterCallers } = appMetrics('a', [], [stating({ ...STATED, series, inClusterCallers: false })], { exclude: { path: '/healthz' } });
    expect(queries.requestRate('stable', '1m')).toContain('{namespace="n",app="b",version="live",path!~"/healthz"}');
    expect(inClusterCallers).toBe(false);
    expect(appMetrics('a', ['stable'], [], { source: 'istio-grpc' }).queries.errors('stable', '1m')).toContain('grpc_response_status=~');
  });

  test('nothing stated', () => {
    expect(appMetrics('a', ['stable'], [], {})).toMatchObject({ stated: false, versions: ['stable'], source: { kind: 'application' } });
  });

  test.each([
    ['no JSON', { metadata: { annotations: { 'cdk8s-traffic.github.io/metrics': '{' } } }],
    ['other JSON', stating({ app: 1 })],
    ['null', stating(null as any)],
    ['series that are no maps', stating({ ...STATED, series: { stable: 'x' } })],
    ['no object', null],
  ])('an annotation that is %s is as none', (_, object) => {
    expect(appMetrics('a', ['stable'], [object], {}).stated).toBe(false);
  });

  test.each([
    [[stating(STATED), stating({ ...STATED, route: 'other' })], {}, "the manifests state metrics of 'a' 2 times (r, other)"],
    [[stating({ ...STATED, app: 'ab' })], {}, 'metrics of other apps only'],
    [[stating({ ...STATED, source: { kind: 'istoi' } })], {}, "did you mean 'istio'?"],
    [[], { source: 'istio', statusLabel: 'x' }, 'names and exclusions can be set for the metrics of an application only, not for those of istio'],
    [[], { statusLabel: 'a-b' }, 'which is no name that Prometheus allows'],
  ])('refuses %#', (objects, options, message) => {
    expect(() => appMetrics('a', ['stable', 'canary'], objects, options)).toThrow(message);
  });
});
