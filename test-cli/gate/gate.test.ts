import { execFileSync } from 'node:child_process';
import { runCommand } from '../support/command';
import { FakePrometheus } from '../support/prometheus';
import { inPlace, inRepository, plainGit, type Place } from '../support/stages';

plainGit();
let fake: FakePrometheus;
beforeEach(async () => {
  fake = await FakePrometheus.start();
});
afterEach(() => fake.stop());

const FILE = 'task-api:\n  pattern: canary\n  steps: [5]\n  stage: weight-5\n  stable: a:1\n  canary: a:2\n';
const AT = '2026-11-25T12:00:00Z';
const gate = (place: Place, ...args: string[]) => runCommand('gate', [...args, '--prometheus', fake.url], { cwd: place.folder });
const judged = async (place: Place, ...args: string[]) => {
  const run = await gate(place, 'task-api', '--at', AT, '--json', ...args.includes('--since') ? [] : ['--since', '1h'], ...args);
  return { code: run.code, stderr: run.stderr, answer: run.stdout === '' ? undefined : JSON.parse(run.stdout) };
};
const traffic = (canary: object, stable: object = {}) => {
  fake.versions = { stable: { requests: 5700, errors: 6, ...stable }, canary: { requests: 300, errors: 0, ...canary } };
};

describe('counts', () => {
  const counts = (...args: string[]) => runCommand('gate', args);
  test.each([
    [['--stable', '12/48210', '--canary', '0/25140'], 0, /^pass\n[^]*errors: not worse by 0\.5 points: of the canary's 25,140 requests 0 \(0 %\) failed/],
    [['--stable', '12/48210', '--canary', '60/2514'], 1, /^fail\n[^]*errors: the canary is worse/],
    [['--stable', '12/48210', '--canary', '3/2514'], 3, /^wait\n[^]*it takes about [\d,]+ more requests of the canary/],
    [['--stable', '1/10', '--canary', '0/3'], 3, /each version needs at least 100 requests/],
    [['--stable', '12/48210', '--canary', '0/0'], 3, /the canary had no request: is the route applied\?/],
    [['--stable', '0/0', '--canary', '0/500'], 3, /stable had no request/],
    // The same counts, of failures that come in bursts.
    [['--stable', '12/48210', '--canary', '9/2514'], 1, /the canary is worse/],
    [['--stable', '12/48210', '--canary', '9/2514', '--dispersion', '5'], 3, /not decided/],
    [['--stable', '12/48210', '--canary', '3/2514', '--margin', '5'], 0, /not worse by 5 points/],
  ])('%j exits with %i', async (args, code, text) => {
    const run = await counts(...args);
    expect(run.stdout).toMatch(text);
    expect(run.code).toBe(code);
  });

  test.each([
    [['--stable', '12/48210'], '--canary is missing; give both, as ERRORS/TOTAL'],
    [['--stable', '12', '--canary', '1/2'], 'Write the errors and the total, such as 3/2514'],
    [['--stable', '12/10', '--canary', '1/2'], 'Write the errors and the total'],
    [['--stable', '1/10', '--canary', '1/2', 'task-api'], 'give either counts'],
    [['--stable', '1/10', '--canary', '1/2', '--latency', '0.5'], '--latency is about Prometheus'],
    [['--stable', '1/10', '--canary', '1/2', '--source', 'istio'], '--source is about Prometheus'],
    [['--stable', '1/10', '--canary', '1/2', '--dispersion', '0.5'], 'It must be 1 or more'],
    [['--stable', '1/10', '--canary', '1/2', '--margin', '0'], 'It must be a number above 0'],
    [['--stable', '1/10', '--canary', '1/2', '--alpha', '60'], 'above 0 and at most 50'],
    [[], 'there is nothing to judge by'],
  ])('%j is refused', async (args, message) => {
    const run = await counts(...args);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(message);
  });
});

describe('Prometheus', () => {
  test.each([
    ['as good as stable', { errors: 0.3 }, 0, 'pass'],
    ['fails more', { errors: 9 }, 1, 'fail'],
    ['little traffic', { requests: 3 }, 3, 'wait'],
    ['no traffic', { requests: 0 }, 3, 'wait'],
  ])('a canary that %s', (_, canary, code, verdict) => inPlace({ 'traffic.yaml': FILE }, async place => {
    traffic(canary);
    const run = await judged(place);
    expect(run.stderr).toBe('');
    expect(run).toMatchObject({ code, answer: { verdict, app: 'task-api', stage: 'weight-5', at: AT, from: '2026-11-25T11:02:00Z' } });
    expect(run.answer.cannotSee).toContain("requests that never reached a pod: the gateway's own 503 and 504, refused connections");
    // Both versions at one moment.
    expect(new Set(fake.asked.filter(({ time }) => time !== undefined).map(({ time }) => time))).toEqual(new Set([`${Date.parse(AT) / 1000}.000`]));
  }));

  test('how long it takes, and a step that is quicker', () => inPlace({ 'traffic.yaml': FILE }, async place => {
    fake.versions = { stable: { requests: 19, errors: 0.02 }, canary: { requests: 1 } };
    const { answer } = await judged(place, '--since', '2h');
    expect(answer.verdict).toBe('wait');
    expect(answer.hours).toBeGreaterThan(24);
    expect(answer.checks[0]).toMatchObject({ suggestedStep: expect.any(Number), message: expect.stringMatching(/at the present traffic; with a step of \d+ % it would come within a day/) });
  }));

  test('the settings of the stage file, those of the stage first, options before them', () => inPlace({
    'traffic.yaml': `${FILE}  gate: {margin: 2, warmup: 10m, stages: {weight-5: {margin: 3}}}\n`,
  }, async place => {
    traffic({ errors: 6 });
    expect((await judged(place)).answer).toMatchObject({ verdict: 'pass', from: '2026-11-25T11:10:00Z', checks: [{ margin: 0.03 }] });
    expect((await judged(place, '--margin', '0.1', '--warmup', '1m')).answer).toMatchObject({ verdict: 'fail', from: '2026-11-25T11:01:00Z', checks: [{ margin: 0.001 }] });
  }));

  test('latency is the share above a boundary', () => inPlace({ 'traffic.yaml': FILE }, async place => {
    traffic({ slow: 30 }, { slow: 57 });
    const { code, answer } = await judged(place, '--latency', '0.5');
    expect(code).toBe(1);
    expect(answer.checks.map(({ metric, verdict }: any) => [metric, verdict])).toEqual([['errors', 'pass'], ['latency', 'fail']]);
    expect(answer.checks[1].message).toContain('took longer than 0.5 s');
    // Two metrics share the chance of a false alarm, and none is spared of a pass.
    expect(answer.checks[0].evidence).toMatchObject({ needFail: 40, needPass: 20 });
    const other = await judged(place, '--latency', '0.7');
    expect(other).toMatchObject({ code: 2, answer: undefined });
    expect(other.stderr).toContain('the histogram of stable has no boundary at 0.7 s, so it is not known how many requests took longer; take one of 0.25, 0.5, 1 (--latency');
  }));

  test('metrics of the user', () => inPlace({
    'traffic.yaml': `${FILE}  gate:
    metrics:
      - {name: checkout, bad: 'bad{version="$version"}[$window]', total: 'all{version="$version"}[$window]', margin: 1}
      - {name: queue, value: 'max(queue{version="$version"})', max: 100}
      - {name: ready, value: 'min(ready{version="$version"})', min: 1}
`,
  }, async place => {
    traffic({});
    fake.values = { 'max(queue': 250, 'min(ready': 3 };
    const { code, answer } = await judged(place);
    expect(code).toBe(1);
    expect(answer.checks.map(({ metric, verdict }: any) => `${metric} ${verdict}`)).toEqual(['errors pass', 'checkout fail', 'queue fail', 'ready pass'].map((text, i) => (
      // Every request is bad in both: nothing to tell them apart.
      i === 1 ? 'checkout pass' : text)));
    expect(answer.checks[2]).toMatchObject({ value: 250, message: 'the canary has 250; at most 100 is allowed (a limit at this moment, no test)' });
    expect(fake.asked.map(({ query }) => query)).toContain('bad{version="canary"}[3480s]');
  }));

  test.each([
    ['stale samples', () => { fake.age = 1000; }, 'Prometheus has no sample of stable or canary of task-api of the last 5 minutes'],
    ['the warm-up', () => undefined, 'the weight landed less than the warm-up of 7200 s ago', '--warmup', '2h'],
    ['four minutes only', () => undefined, 'counts of at least 5 minutes are needed', '--since', '6m'],
  ])('waits for %s', (_, arrange, message, ...args: string[]) => inPlace({ 'traffic.yaml': FILE }, async place => {
    traffic({});
    arrange();
    const run = await judged(place, ...args);
    expect(run).toMatchObject({ code: 3, answer: { verdict: 'wait' } });
    expect(run.answer.message).toContain(message);
  }));

  test('since the commit of the stage', () => inRepository({ 'traffic.yaml': FILE.replace('weight-5', 'deployed') }, async place => {
    place.write(FILE);
    const date = '2026-11-25T10:00:00Z';
    execFileSync('git', ['commit', '--quiet', '--all', '--message', 'task-api: 5 %'], {
      cwd: place.folder, env: { ...process.env, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date },
    });
    traffic({});
    const run = await gate(place, 'task-api', '--at', AT, '--json');
    expect(JSON.parse(run.stdout)).toMatchObject({ from: '2026-11-25T10:02:00Z' });
    const early = await gate(place, 'task-api', '--at', '2026-11-25T09:00:00Z');
    expect(early).toMatchObject({ code: 2, stderr: expect.stringContaining('is not before the moment that is looked at') });
  }));

  test.each([
    ['an app that is not there', FILE, ['task-apy', '--since', '1h'], 'task-apy'],
    ['a stage without traffic', FILE.replace('weight-5', 'deployed'), ['task-api', '--since', '1h'], 'task-api is at deployed, where the canary has no share of the requests'],
    ['full', FILE.replace('weight-5', 'full'), ['task-api', '--since', '1h'], 'task-api is at full, where stable has no share'],
    ['blue-green', 'shop: {pattern: blue-green, stage: blue}', ['shop', '--since', '1h'], 'shop is a blue-green pattern'],
    ['no commit', FILE, ['task-api'], 'since when the canary has its weight is not known'],
    ['the future', FILE, ['task-api', '--since', '2099-01-01T00:00:00Z', '--at', AT], '--since 2099-01-01T00:00:00Z is not before'],
    ['no moment', FILE, ['task-api', '--at', 'noon'], 'Write a moment with its time zone'],
    ['a wrong gate', `${FILE}  gate: {margn: 1}\n`, ['task-api', '--since', '1h'], "gate has the key 'margn'"],
    ['latency without a histogram', FILE, ['task-api', '--since', '1h', '--source', 'nginx-gateway-fabric', '--latency', '0.5'], '--latency asks for a histogram of durations'],
    ['--interval alone', FILE, ['task-api', '--since', '1h', '--interval', '5s'], '--interval and --timeout belong to --watch'],
  ])('refuses %s', (_, file, args, message) => inPlace({ 'traffic.yaml': file }, async place => {
    const run = await gate(place, ...args);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(message);
  }));

  test('metrics that began after the weight came are counted from then on', () => inPlace({ 'traffic.yaml': FILE }, async place => {
    traffic({});
    const began = Date.parse('2026-11-25T11:30:00Z') / 1000;
    fake.values = { 'group(': null, 'min(min_over_time(timestamp': began };
    const run = await gate(place, 'task-api', '--since', '2h', '--at', '2026-11-25T12:00:00Z', '--json');
    expect(JSON.parse(run.stdout)).toMatchObject({ from: '2026-11-25T11:32:00Z' });
    expect(fake.asked.some(({ query }) => query.includes('[1680s]') && query.includes('min_over_time'))).toBe(true);
    const early = await gate(place, 'task-api', '--since', '2h', '--at', '2026-11-25T11:31:00Z', '--json');
    expect(JSON.parse(early.stdout)).toMatchObject({ verdict: 'wait', message: expect.stringContaining('since 2026-11-25T11:30:00Z only, which is less than the warm-up') });
  }));

  test('an app without a stage file, by names of its own', () => inPlace({}, async place => {
    fake.versions = { 'v1': { requests: 5700, errors: 6 }, 'v2': { requests: 300 } };
    const run = await gate(place, 'other', '--since', '1h', '--stable-version', 'v1', '--canary-version', 'v2', '--namespace', 'n', '--status-label', 'code', '--json');
    expect(run.code).toBe(0);
    expect(fake.asked.some(({ query }) => query.includes('http_requests_total{namespace="n",app="other",version="v2",code=~"5.."}'))).toBe(true);
  }));

  test('the metrics that the manifests state', () => inPlace({
    'traffic.yaml': FILE,
    'dist/a.yaml': `apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  name: m
  annotations:
    cdk8s-traffic.github.io/metrics: '{"app":"task-api","namespace":"shop","route":"r","port":80,"source":{"kind":"istio"},"latencySeconds":0.5,"versions":{"stable":"api-stable","canary":"api-canary"}}'
`,
  }, async place => {
    traffic({});
    fake.boundaries = ['250', '500', '+Inf'];
    const run = await gate(place, 'task-api', 'dist', '--since', '1h', '--json');
    expect(run.stderr).toBe('');
    const answer = JSON.parse(run.stdout);
    expect(answer.checks.map(({ metric }: any) => metric)).toEqual(['errors', 'latency']);
    expect(answer.cannotSee).toEqual(['requests that match no route', 'which requests came from callers in the mesh, not by the gateway']);
    expect(fake.asked.some(({ query }) => query.includes('istio_requests_total{reporter="source",destination_service_namespace="shop",destination_service_name="api-canary"}'))).toBe(true);
  }));

  test('the port of the Services, where the gateway counts by it', () => inPlace({
    'traffic.yaml': FILE,
    'm.json': JSON.stringify({
      apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule',
      metadata: { name: 'm', annotations: { 'cdk8s-traffic.github.io/metrics': JSON.stringify({
        app: 'task-api', namespace: 'n', route: 'r', port: 8080, source: { kind: 'nginx-gateway-fabric' }, versions: { stable: 'api-stable', canary: 'api-canary' },
      }) } },
    }),
  }, async place => {
    traffic({});
    await gate(place, 'task-api', 'm.json', '--since', '1h');
    expect(fake.asked.length).toBeGreaterThan(4);
    expect(fake.asked.filter(({ query }) => !/_8080["|]/.test(query))).toEqual([]);
  }));

  test('watches until there is a verdict', () => inPlace({ 'traffic.yaml': FILE }, async place => {
    traffic({ requests: 3 });
    const asked = () => fake.asked.filter(({ query }) => query.startsWith('max(timestamp')).length;
    const later = setInterval(() => {
      if (asked() >= 2) traffic({});
    }, 20);
    const run = await gate(place, 'task-api', '--since', '1h', '--watch', '--interval', '1s', '--timeout', '30s');
    clearInterval(later);
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^pass task-api at weight-5/);
    expect(run.stderr).toMatch(/wait: errors: not decided/);
    traffic({ requests: 3 });
    expect((await gate(place, 'task-api', '--since', '1h', '--watch', '--interval', '1s', '--timeout', '1s')).code).toBe(3);
  }), 60_000);
});
