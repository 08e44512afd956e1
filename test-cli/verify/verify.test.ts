import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runCommand } from '../support/command';
import { FakePrometheus } from '../support/prometheus';
import { inPlace } from '../support/stages';

const verify = (...args: string[]) => runCommand('verify', args);
const WEIGHTS = ['--expect', 'stable=95', '--expect', 'canary=5'];
const counts = (stable: number, canary: number) => ['--observed', `stable=${stable}`, '--observed', `canary=${canary}`];

const backend = (name: string, weight: number) => ({ group: '', kind: 'Service', name, port: 80, weight });
const SPLIT = { name: 'split', matches: [{ path: { type: 'PathPrefix', value: '/api' } }], backendRefs: [backend('a-stable', 95), backend('a-canary', 5)] };
const PIN = { name: 'premium', matches: [{ path: { type: 'PathPrefix', value: '/api' }, headers: [{ name: 'x-tier', value: 'premium' }] }], backendRefs: [backend('a-stable', 100)] };
const MIRRORED = { ...SPLIT, filters: [{ type: 'RequestMirror', requestMirror: { backendRef: backend('a-canary', 1) } }] };
const route = (...rules: object[]) => JSON.stringify({
  apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'a', namespace: 'n' }, spec: { parentRefs: [{ name: 'gw' }], rules },
});
const withRoute = <T>(rules: object[], body: (folder: string) => Promise<T>) => inPlace({ 'route.json': route(...rules) }, place => body(place.folder));

test.each([
  [95, 5, 0, 'agree', 'canary got 5 of 100 requests (5 %, interval 1.6 % to 11.3 %), its weight is 5 %: that agrees; they could have shown a deviation of 10.2 points; 57 requests show one of 15 points'],
  [80, 20, 1, 'differ', 'that differs, chance gives as much in 0.000011 % of cases'],
  [5, 0, 3, 'too-few', 'that proves nothing yet, so few requests'],
  [4, 1, 3, 'too-few', 'that proves nothing yet'],
  [0, 0, 3, 'too-few', 'no request was counted; they could not have shown any deviation'],
])('%i and %i: exit %i', async (stable, canary, code, verdict, message) => {
  const text = await verify(...WEIGHTS, ...counts(stable, canary));
  expect(text.code).toBe(code);
  expect(text.stdout.split('\n')[0]).toBe(verdict);
  expect(text.stdout).toContain(message);
  const json = await verify(...WEIGHTS, ...counts(stable, canary), '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({ verdict, expected: { stable: 0.95, canary: 0.05 }, requestsNeeded: 57 });
});

test('errors, deviation and tolerance of one\'s own', async () => {
  const { stdout } = await verify(...WEIGHTS, ...counts(9500, 500), '--deviation', '1', '--power', '80', '--alpha', '1', '--tolerance', '0.2', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'agree', requestsNeeded: expect.any(Number) });
  expect(JSON.parse(stdout).requestsNeeded).toBeGreaterThan(4000);
});

test('requests that come in fives, as over kept connections', async () => {
  expect((await verify(...WEIGHTS, ...counts(880, 70))).code).toBe(1);
  const { code, stdout } = await verify(...WEIGHTS, ...counts(880, 70), '--dispersion', '5', '--json');
  expect([code, JSON.parse(stdout).requestsNeeded]).toEqual([0, 285]);
  expect((await verify(...WEIGHTS, ...counts(880, 70), '--dispersion', '0.5')).stderr).toContain('It must be 1 or more');
});

describe('weights of the manifests', () => {
  const given = (folder: string, ...args: string[]) => verify(folder, '--path', '/api/x', ...args);

  test('of the request that is meant', () => withRoute([SPLIT, PIN], async folder => {
    const premium = await given(folder, '-H', 'x-tier: premium', '--observed', 'stable=200', '--json', '--audience', 'split');
    expect(JSON.parse(premium.stdout)).toMatchObject({ verdict: 'agree', expected: { 'n/a-stable': 1 } });
  }));

  test('counts by the Service, its full name or the version', () => withRoute([SPLIT], async folder => {
    for (const [stable, canary] of [['n/a-stable', 'n/a-canary'], ['a-stable', 'a-canary'], ['stable', 'canary']]) {
      const { code, stdout } = await given(folder, '--observed', `${stable}=95`, '--observed', `${canary}=5`, '--json');
      expect([code, JSON.parse(stdout).counts]).toEqual([0, { 'n/a-stable': 95, 'n/a-canary': 5 }]);
    }
  }));

  test.each([
    ['a pin', [SPLIT, PIN], 'n/a premium'],
    ['a mirror', [MIRRORED], 'n/a split (mirror)'],
  ])('with %s, counts of all requests prove nothing, however far off', (_, rules, who) => withRoute(rules, async folder => {
    for (const [stable, canary] of [[9500, 500], [965, 35], [500, 500]]) {
      const { code, stdout } = await given(folder, ...counts(stable, canary), '--json');
      expect({ code, verdict: JSON.parse(stdout).verdict }).toEqual({ code: 3, verdict: 'too-few' });
      expect(JSON.parse(stdout).message).toContain(`requests that the split does not decide are counted, too (${who})`);
    }
    expect((await given(folder, ...counts(9500, 500), '--audience', 'split')).code).toBe(0);
    expect((await given(folder, ...counts(500, 500), '--audience', 'split')).code).toBe(1);
  }));

  test('callers inside the cluster', () => withRoute([SPLIT], async folder => {
    expect((await given(folder, ...counts(500, 500), '--audience', 'all')).stdout).toContain('(callers inside the cluster)');
  }));

  test('no backend', () => withRoute([SPLIT], async folder => {
    expect(await verify(folder, '--path', '/other', ...counts(1, 1))).toMatchObject({ code: 2, stderr: expect.stringContaining('no backend answers') });
  }));
});

test.each([
  [[...WEIGHTS], 'there are no counts; give --observed'],
  [[...counts(1, 1)], 'there are no weights to compare with; give --expect'],
  [['--expect', 'a=1', '--observed', 'a=1'], '--expect is given for one version only'],
  [['--expect', 'a=0', '--expect', 'b=0', '--observed', 'a=1'], 'every weight of --expect is 0'],
  [['--expect', 'a', '--observed', 'a=1'], 'Write a name and a number, such as canary=5'],
  [['--expect', 'a=1', '--expect', 'a=2'], 'a is given twice'],
  [[...WEIGHTS, '--observed', 'canry=5'], "'canry' has counts but no weight. Did you mean canary?"],
  [[...WEIGHTS, ...counts(1, 1), '--path', '/'], '--expect states the weights, and --path asks the manifests'],
  [[...WEIGHTS, ...counts(1, 1), '--url', 'http://x', '--version-header', 'v'], '--observed and --url exclude each other'],
  [[...WEIGHTS, ...counts(1, 1), '-n', '5'], '--number is about sending requests; give --url, too'],
  [[...WEIGHTS, ...counts(1, 1), '--source', 'istio'], '--source is about Prometheus'],
  [[...WEIGHTS, '--url', 'http://x'], 'say where an answer tells its version by one of'],
  [[...WEIGHTS, '--url', 'x', '--version-header', 'v'], "--url is 'x', but must be an address"],
  [[...WEIGHTS, '--url', 'http://x', '--version-body', '('], '--version-body is no pattern of RE2'],
  [[...WEIGHTS, ...counts(1, 1), '--alpha', '50'], 'It must be above 0 and below 50'],
])('%j is refused', async (args, message) => {
  const run = await verify(...args);
  expect(run).toMatchObject({ code: 2, stdout: '' });
  expect(run.stderr).toContain(message);
});

describe('sending requests', () => {
  let server: Server;
  let answer: (request: IncomingMessage, response: ServerResponse, index: number) => void;
  let seen: IncomingMessage[];
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/v`;
  beforeEach(async () => {
    seen = [];
    server = createServer((request, response) => answer(request, response, seen.push(request) - 1));
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const sent = async (...args: string[]) => {
    const run = await verify(...WEIGHTS, '--url', url(), '--rate', '5000', ...args, '--json');
    return { ...run, answer: run.stdout === '' ? undefined : JSON.parse(run.stdout) };
  };
  const version = (index: number) => (index % 20 === 0 ? 'canary' : 'stable');

  test.each([
    ['a header', ['--version-header', 'X-Version'], (response: ServerResponse, name: string) => response.setHeader('x-version', name).end()],
    ['a field', ['--version-json', 'build.version'], (response: ServerResponse, name: string) => response.end(JSON.stringify({ build: { version: name } }))],
    ['a pattern', ['--version-body', 'v=(\\w+)'], (response: ServerResponse, name: string) => response.end(`<p>v=${name}</p>`)],
  ])('the version in %s', async (_, args, write) => {
    answer = (_request, response, index) => void write(response, version(index));
    const run = await sent('-n', '200', ...args, '-H', 'x-user: 1', '--host', 'shop.example.com');
    expect(run).toMatchObject({ code: 0, answer: { verdict: 'agree', counts: { stable: 190, canary: 10 }, failed: 0 } });
    expect(seen[0].headers).toMatchObject({ 'host': 'shop.example.com', 'x-user': '1', 'connection': 'close' });
  });

  test('answers without a version are counted apart', async () => {
    answer = (_request, response, index) => {
      if (index % 10 === 1) response.writeHead(503).end('busy');
      else if (index % 10 === 2) response.writeHead(302, { location: '/other' }).end();
      else if (index % 10 === 3) response.destroy();
      else response.setHeader('v', version(index)).end();
    };
    const run = await sent('-n', '100', '--version-header', 'v');
    expect(run.answer).toMatchObject({ failed: 30, message: expect.stringContaining('30 requests told no version, and are not among these') });
    expect(run.stderr).toMatch(/10 requests: status 503 without a version/);
    expect(run.stderr).toMatch(/10 requests: status 302 \(a redirect, not followed\) without a version/);
    expect(run.stderr).toMatch(/10 requests: ECONNRESET/);
    expect(seen.every(({ url: path }) => path === '/v')).toBe(true);
  });

  test('no version at all, and one without a weight', async () => {
    answer = (_request, response) => void response.end();
    expect(await sent('-n', '5', '--version-header', 'v')).toMatchObject({ code: 2, stderr: expect.stringContaining('none of 5 answers told a version (status 200 without a version)') });
    answer = (_request, response) => void response.setHeader('v', 'v7').end();
    expect(await sent('-n', '5', '--version-header', 'v')).toMatchObject({
      code: 2, stderr: expect.stringContaining("answers told the version 'v7', which is none of stable, canary; say the weights by the names that answers tell: --expect v7=WEIGHT"),
    });
  });

  test('an answer that does not come', async () => {
    answer = (_request, response, index) => void (index === 0 ? undefined : response.setHeader('v', version(index)).end());
    const run = await sent('-n', '60', '--version-header', 'v', '--timeout', '1s');
    expect(run.stderr).toContain('1 requests: no answer within 1 s');
  });

  test('connections are kept where that is asked for', async () => {
    answer = (_request, response, index) => void response.setHeader('v', version(index)).end();
    await sent('-n', '50', '--version-header', 'v', '--keep-alive', '--concurrency', '2');
    expect(new Set(seen.map(({ socket }) => socket.remotePort)).size).toBeLessThanOrEqual(2);
  });

  test('no more a second than asked for', async () => {
    answer = (_request, response, index) => void response.setHeader('v', version(index)).end();
    const begun = performance.now();
    await verify(...WEIGHTS, '--url', url(), '--rate', '50', '-n', '26', '--version-header', 'v');
    // 25 gaps of 20 ms: a lower bound, which a slow machine cannot break.
    expect(performance.now() - begun).toBeGreaterThanOrEqual(490);
  });
});

describe('Prometheus', () => {
  let fake: FakePrometheus;
  beforeEach(async () => {
    fake = await FakePrometheus.start();
  });
  afterEach(() => fake.stop());

  test('counts of one moment, which are estimates', async () => {
    fake.versions = { stable: { requests: 95.25 }, canary: { requests: 5 } };
    const { code, stdout } = await verify(...WEIGHTS, '--prometheus', fake.url, '--app', 'a', '--since', '30m', '--at', '2026-11-25T12:00:00Z', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { stable: 2858, canary: 150 }, message: expect.stringContaining('counts of Prometheus are estimates') });
    expect(fake.asked.map(({ query }) => query)).toContainEqual(
      expect.stringContaining('(sum(increase(http_requests_total{app="a",version="canary"}[1800s])) or vector(0))\n+ (sum(min_over_time('));
    expect(new Set(fake.asked.map(({ time }) => time)).size).toBe(1);
  });

  test('by the manifests: Services are joined with the versions of the metrics', () => withRoute([SPLIT], async folder => {
    fake.versions = { stable: { requests: 50 }, canary: { requests: 50 } };
    const run = await verify(folder, '--path', '/api', '--prometheus', fake.url, '--app', 'a', '--json');
    // An application counts callers inside the cluster as well.
    expect(run.code).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({
      verdict: 'too-few', counts: { 'n/a-stable': 500, 'n/a-canary': 500 }, message: expect.stringContaining('if there are none, say --audience split'),
    });
    const alone = await verify(folder, '--path', '/api', '--prometheus', fake.url, '--app', 'a', '--audience', 'split', '--json');
    expect({ code: alone.code, verdict: JSON.parse(alone.stdout).verdict }).toEqual({ code: 1, verdict: 'differ' });
  }));

  test('whose metrics', async () => {
    const run = await verify(...WEIGHTS, '--prometheus', fake.url);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('say by --app whose metrics are meant') });
  });
});
