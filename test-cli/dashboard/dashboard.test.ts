import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../support/build';
import { runCommand } from '../support/command';
import { inPlace } from '../support/stages';

const MONITORED = join(ROOT, 'dist/monitored');
const dashboard = (...args: string[]) => runCommand('dashboard', args);
const made = async (...args: string[]) => {
  const { code, stdout, stderr } = await dashboard(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
};
const charts = ({ panels }: any) => panels.filter(({ type }: any) => type === 'timeseries' || type === 'stat');

const CASES: [string, string[]][] = [
  ['a canary', ['orders', MONITORED]],
  ['blue-green', ['billing', MONITORED]],
  ['tiers of Istio', ['shop', '--versions', 'standard,premium', '--source', 'istio', '--namespace', 'n']],
  ['NGINX', ['shop', '--versions', 'stable,canary', '--source', 'nginx-gateway-fabric']],
  ['gRPC without pods', ['shop', '--versions', 'stable,canary', '--source', 'grpc', '--no-pods']],
];

describe.each(CASES)('%s', (_, args) => {
  test('every panel has a title, a unit, a description, and names for its lines', async () => {
    for (const { title, description, fieldConfig, targets } of charts(await made(...args))) {
      expect([title, description === undefined, fieldConfig.defaults.unit === undefined]).toEqual([expect.any(String), false, false]);
      expect(targets.length).toBeGreaterThan(0);
      expect(targets.every(({ legendFormat, expr, datasource }: any) => legendFormat !== '' && expr !== '' && datasource.uid === '${datasource}')).toBe(true);
      expect(new Set(targets.map(({ refId }: any) => refId)).size).toBe(targets.length);
    }
  });

  test('no two panels overlap, none is wider than the page, and ids differ', async () => {
    const { panels } = await made(...args);
    expect(new Set(panels.map(({ id }: any) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { gridPos: { x, y, w, h } } of panels) {
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++) {
        for (let line = y; line < y + h; line++) {
          expect(taken.has(`${column} ${line}`)).toBe(false);
          taken.add(`${column} ${line}`);
        }
      }
    }
  });

  test('the same bytes each time', async () => {
    expect((await dashboard(...args)).stdout).toBe((await dashboard(...args)).stdout);
  });
});

test('metrics, weights, stage and way back are those of the manifests', async () => {
  const built = await made('orders', MONITORED);
  const [share] = charts(built);
  expect(share.targets.map(({ legendFormat, expr }: any) => [legendFormat, expr])).toEqual([
    ['stable', expect.stringContaining('http_requests_total{namespace="orders",app="orders",version="stable"}[$window]')],
    ['canary', expect.stringContaining('version="canary"}[$window]')],
    ['weight of stable', 'vector(0.75)'],
    ['weight of canary', 'vector(0.25)'],
  ]);
  expect(built.panels.at(-1).options.content).toBe('**orders**, rendered at stage `weight-25`\n\n- stable: 75 %\n- canary: 25 %\n\nThe way back: `cdk8s-traffic rollback orders --commit`');
  expect(charts(built).map(({ title }: any) => title)).toContain('Requests slower than 0.25 s');
});

test('the weights are those of the rule that splits, not of a pin', async () => {
  const [share] = charts(await made('task-api', join(ROOT, 'dist/task-api'), '--versions', 'stable,canary', '--namespace', 'task-api'));
  expect(share.targets.slice(2).map(({ expr }: any) => expr)).toEqual(['vector(0.95)', 'vector(0.05)']);
});

test('a version has one colour everywhere', async () => {
  const colors = new Map<string, Set<string>>();
  for (const { fieldConfig } of charts(await made('orders', MONITORED))) {
    for (const { matcher, properties } of fieldConfig.overrides) {
      const name = matcher.options.replace('weight of ', '');
      colors.set(name, (colors.get(name) ?? new Set()).add(properties[0].value.fixedColor));
    }
  }
  expect([...colors].map(([name, of]) => [name, [...of]])).toEqual([['stable', ['blue']], ['canary', ['orange']]]);
});

test('what a source does not have is not shown', async () => {
  const titles = (built: any) => charts(built).map(({ title }: any) => title);
  expect(titles(await made(...CASES[3][1])).filter((title: string) => /Latency|slower/.test(title))).toEqual([]);
  expect(titles(await made(...CASES[4][1]))).not.toContain('Available pods');
});

test('a ConfigMap for the sidecar, and the object of the operator', async () => {
  const json = (await dashboard('orders', MONITORED)).stdout;
  const map = parse((await dashboard('orders', MONITORED, '--format', 'configmap', '--object-namespace', 'monitoring', '--folder', 'Apps')).stdout);
  expect(map).toEqual({
    apiVersion: 'v1', kind: 'ConfigMap',
    metadata: { name: 'orders-dashboard', namespace: 'monitoring', labels: { grafana_dashboard: '1' }, annotations: { grafana_folder: 'Apps' } },
    data: { 'orders-dashboard.json': json },
  });
  const object = parse((await dashboard('orders', MONITORED, '--format', 'grafana-dashboard', '--label', 'grafana=main', '--name', 'd')).stdout);
  expect(object).toEqual({
    apiVersion: 'grafana.integreatly.org/v1beta1', kind: 'GrafanaDashboard', metadata: { name: 'd' },
    spec: { instanceSelector: { matchLabels: { grafana: 'main' } }, json },
  });
});

test('into a file, whole', () => inPlace({}, async place => {
  const run = await runCommand('dashboard', ['orders', MONITORED, '--output', 'd.json'], { cwd: place.folder });
  expect(run).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(JSON.parse(readFileSync(join(place.folder, 'd.json'), 'utf8')).title).toBe('orders by version');
  expect(readdirSync(place.folder)).toEqual(['d.json']);
  const refused = await runCommand('dashboard', ['orders', MONITORED, '--output', 'no/d.json'], { cwd: place.folder });
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('no/d.json cannot be written (ENOENT)') });
  expect(existsSync(join(place.folder, 'no'))).toBe(false);
}));

test('a long name has a short uid', async () => {
  const { uid } = await made('a'.repeat(40), '--versions', 'stable,canary', '--namespace', 'b'.repeat(40));
  expect(uid).toMatch(/^traffic-[0-9a-f]{32}$/);
});

test.each([
  [['ordres', MONITORED], "no manifests state metrics of 'ordres'. Did you mean orders?"],
  [['shop', join(ROOT, 'dist/shop')], 'no manifests state metrics of an app (monitoring: Monitoring.prometheus() renders them)'],
  [['shop', '--versions', 'a,a'], 'Write names of versions'],
  [['shop', '--versions', 'a,B'], 'Write names of versions'],
  [['orders', MONITORED, '--label', 'x'], 'Write a label'],
  [['orders', MONITORED, '--source', 'istoi'], 'Did you mean istio?'],
  [['orders', MONITORED, '--format', 'yaml'], 'Choose from json, configmap, grafana-dashboard'],
])('%j is refused', async (args, message) => {
  const run = await dashboard(...args);
  expect(run).toMatchObject({ code: 2, stdout: '' });
  expect(run.stderr).toContain(message);
});
