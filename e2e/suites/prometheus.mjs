// Real Prometheus: the emitted rules by promtool, two versions that are scraped, and hours of history that gate and verify judge.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { askDashboard, drawDashboard } from '../prometheus/dashboard.mjs';
import { lateErrors, openMetrics } from '../prometheus/history.mjs';
import { all, blueGreen, canary, relabelConfigs, rulesOf } from '../prometheus/manifests.mjs';
import { CASES, promtoolTests, SIDE_CASES } from '../prometheus/rule-tests.mjs';
import { startPrometheus } from '../prometheus/server.mjs';
import { freePort, start, stopAll, until } from '../support/process.mjs';
import { inTemporaryFolder, missingOnPath, run } from '../support/tools.mjs';

const require = createRequire(import.meta.url);
const { BlueGreenStage, CanaryStage } = require('../../lib/src/index.js');
const here = dirname(fileURLToPath(import.meta.url));
const CLI = join(here, '../../cli/bin/cdk8s-traffic.js');
const TOOLS = ['prometheus', 'promtool'];

export default {
  name: 'prometheus',
  about: 'the emitted rules, gate and verify on a real Prometheus',
  hint: 'install Prometheus (Debian: apt-get install prometheus)',
  missing: () => missingOnPath(TOOLS),
  install() {
    if (process.getuid() !== 0 || missingOnPath(['apt-get']).length > 0) return;
    run('apt-get', ['install', '-y', 'prometheus'], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  },
  async run(results, { quick }) {
    results.figure('version', run('prometheus', ['--version']).output.split('\n')[0]);
    await inTemporaryFolder((folder) => rules(results, folder));
    await inTemporaryFolder((folder) => history(results, folder));
    await inTemporaryFolder((folder) => scraped(results, folder, quick));
  },
};

/** promtool reads every emitted rule, and tests that alerts fire and are silent. */
function rules(results, folder) {
  const file = join(folder, 'rules.json');
  let count = 0;
  const broken = [];
  for (const [name, objects] of all()) {
    writeFileSync(file, JSON.stringify(rulesOf(objects)));
    const { status, output } = run('promtool', ['check', 'rules', file]);
    count += Number(/SUCCESS: (\d+) rules found/.exec(output)?.[1] ?? 0);
    if (status !== 0) broken.push(`${name}: ${output}`);
  }
  results.check('promtool check rules, every pattern at every stage', broken.length === 0 && count > 1000, broken.join('\n'));
  results.figure('rules checked', count);
  for (const [name, objects, cases] of [
    ['a canary', canary(CanaryStage.weight(25), { inClusterCallers: false }), CASES], ['blue-green', blueGreen(BlueGreenStage.green()), SIDE_CASES],
  ]) {
    const spec = rulesOf(objects);
    writeFileSync(file, JSON.stringify(spec));
    writeFileSync(join(folder, 'tests.json'), JSON.stringify(promtoolTests('rules.json', spec.groups[1].rules, cases)));
    const { status, output } = run('promtool', ['test', 'rules', 'tests.json'], { cwd: folder });
    results.check(`promtool test rules of ${name}, ${cases.length} cases of alerts`, status === 0, output);
  }
}

/** Two hours of five apps: what gate and verify say of each. */
async function history(results, folder) {
  const end = Math.floor(Date.now() / 1000 / 3600 - 3) * 3600;
  const text = openMetrics(end, 2);
  writeFileSync(join(folder, 'history.om'), text);
  const { status, output } = run('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', 'history.om', 'data'], { cwd: folder });
  if (!results.check('promtool takes the history', status === 0, output)) return;
  const prometheus = await startPrometheus(folder);
  const at = new Date(end * 1000).toISOString();
  const cli = (...args) => run(process.execPath, [CLI, ...args, '--prometheus', prometheus.url, '--namespace', 'e2e', '--at', at, '--json'], { cwd: folder });
  for (const [app, limit, verdict, exit, metric] of [
    ['good', '0.5', 'pass', 0], ['bad', '0.5', 'fail', 1, 'errors'], ['slow', '0.5', 'fail', 1, 'latency'], ['small', '0.5', 'wait', 3], ['bursts', '0.5', 'pass', 0],
    ['late', '0.5', 'fail', 1, 'errors'],
  ]) {
    const said = cli('gate', app, '--since', '2h', '--latency', limit);
    const answer = said.status === 2 ? {} : JSON.parse(said.stdout);
    const culprit = metric === undefined || answer.checks?.find((check) => check.metric === metric)?.verdict === 'fail';
    results.check(`gate of '${app}': ${verdict}`, answer.verdict === verdict && said.status === exit && culprit, said.output);
    if (app === 'late') {
      const [real, counted] = [lateErrors(text, end - 7200 + 120), answer.checks?.[0].canary.bad];
      const alone = await prometheus.value('sum(increase(http_requests_total{app="late",version="canary",status="500"}[7080s]))', end);
      results.check('errors of series born late are counted', Math.abs(counted / real - 1) < 0.02 && alone < real / 2, `${counted} of ${real}, by increase alone ${alone}`);
      results.figure('errors of series born late', `${real}, counted ${Math.round(counted)}, by increase alone ${Math.round(alone)}`);
    }
    if (app === 'bursts') results.figure('scatter of bursts of five', answer.checks?.[0].dispersion);
  }
  const boundary = cli('gate', 'good', '--since', '2h', '--latency', '0.7');
  results.check('a limit that is no boundary is refused with those that are', boundary.status === 2 && /take one of 0\.1, 0\.5, 1/.test(boundary.output), boundary.output);
  for (const [weight, verdict, exit] of [['5', 'agree', 0], ['25', 'differ', 1]]) {
    const said = cli('verify', '--expect', `stable=${100 - weight}`, '--expect', `canary=${weight}`, '--app', 'good', '--since', '1h', '--audience', 'split');
    results.check(`verify of a share of 5 % against ${weight} %: ${verdict}`, said.status === exit && JSON.parse(said.stdout).verdict === verdict, said.output);
  }
  await stopAll();
}

/** Two real processes behind a splitter, scraped with the relabelings of the PodMonitor, through the emitted rules. */
async function scraped(results, folder, quick) {
  const [stable, canaryPort, gateway] = [await freePort(), await freePort(), await freePort()];
  const [share, errors] = [0.25, 0.1];
  const script = (name, ...args) => start(process.execPath, [join(here, '../prometheus', name), ...args.map(String)], { log: join(folder, 'apps.log') });
  script('app.mjs', stable, 'stable', 0.005, 0.02, 1);
  script('app.mjs', canaryPort, 'canary', errors, 0.02, 2);
  script('splitter.mjs', gateway, stable, canaryPort, share, 3);
  const objects = canary(CanaryStage.weight(25), { inClusterCallers: false });
  const file = join(folder, 'rules.json');
  writeFileSync(file, JSON.stringify(rulesOf(objects)));
  const target = (version, port) => ({
    targets: [`127.0.0.1:${port}`], labels: { namespace: 'e2e', __meta_kubernetes_pod_label_app: 'shop', __meta_kubernetes_pod_label_version: version },
  });
  const scrape = [{ job_name: 'pods', static_configs: [target('stable', stable), target('canary', canaryPort)], relabel_configs: relabelConfigs(objects) }];
  const prometheus = await startPrometheus(folder, { scrape, rules: file });
  const url = `http://127.0.0.1:${gateway}/`;
  await until('the splitter answers', async () => (await fetch(url)).status < 600);

  const stop = new AbortController();
  const traffic = steady(url, 200, stop.signal);
  const weights = ['--expect', 'stable=75', '--expect', 'canary=25'];
  const cli = (...args) => run(process.execPath, [CLI, ...args]);
  await sleep(quick ? 25_000 : 45_000);
  const label = '{app="shop",namespace="e2e",route="shop-canary",version="canary"}';
  const near = (value, wanted, by) => value !== undefined && Math.abs(value - wanted) <= by;
  for (const [name, wanted, by] of [
    ['app_version:requests:share5m', share, 0.05], ['app_version:request_errors:ratio5m', errors, 0.04],
    ['app_version:request_duration_seconds:p99_rate5m', 1, 0.3],
  ]) {
    const value = await prometheus.value(name + label);
    results.check(`recorded ${name} is near ${wanted}`, near(value, wanted, by), value);
  }
  results.check('requests are recorded for both versions', (await prometheus.value('count(app_version:requests:increase5m > 100)')) === 2);
  const { targets } = await prometheus.ask('rules').then(async (data) => ({ targets: data.groups.flatMap(({ rules: some }) => some) }));
  const states = Object.fromEntries(targets.filter(({ type }) => type === 'alerting').map(({ name, state, labels }) => [`${name} ${labels.version ?? ''}`.trim(), state]));
  results.check('CanaryErrors is on its way, the share is silent', states['CanaryErrors canary'] === 'pending' && states['ShareDiffersFromWeight canary'] === 'inactive', JSON.stringify(states));
  results.check('no rule fails', targets.every(({ health }) => health === 'ok'), JSON.stringify(targets.filter(({ health }) => health !== 'ok')));

  const board = JSON.parse(cli('dashboard', 'shop', '--versions', 'stable,canary', '--namespace', 'e2e', '--no-pods').stdout);
  const answers = await askDashboard(board, prometheus);
  const empty = answers.filter(({ series }) => !(series?.length === 1 && series[0].values.length > 0)).map(({ panel, target }) => `${panel.title}: ${target.expr}`);
  results.check(`each of the ${answers.length} expressions of the dashboard gives a line`, answers.length > 10 && empty.length === 0, empty.join('\n'));
  // For a look at it: chromium --headless --screenshot=dashboard.png --window-size=1450,1300 FILE
  if (process.env.TRAFFIC_E2E_PICTURE) writeFileSync(process.env.TRAFFIC_E2E_PICTURE, drawDashboard(board, answers));

  const askCounts = () => cli('verify', ...weights, '--prometheus', prometheus.url, '--app', 'shop', '--namespace', 'e2e', '--since', '20s', '--json');
  let counted = askCounts();
  // Of 20 seconds a scrape that was late on a busy machine is a good part.
  for (let i = 0; i < 2 && counted.status !== 0; i++) {
    await sleep(20_000);
    counted = askCounts();
  }
  results.check('verify agrees with what was scraped', counted.status === 0 && JSON.parse(counted.stdout).verdict === 'agree', counted.output);
  const sent = cli('verify', ...weights, '--url', url, '-n', '400', '--rate', '200', '--version-json', 'version', '--json');
  results.check('verify agrees with what it sent', sent.status === 0, sent.output);
  const wrong = cli('verify', '--expect', 'stable=95', '--expect', 'canary=5', '--url', url, '-n', '400', '--rate', '200', '--version-header', 'x-version', '--json');
  results.check('verify sees wrong weights', wrong.status === 1, wrong.output);

  if (quick) {
    results.skip('alerts fire and gate fails on what is scraped', 'takes six minutes; run without --quick');
  } else {
    const since = new Date(Date.now() - 45_000).toISOString();
    await until('CanaryErrors fires', async () => (await prometheus.value('ALERTS{alertname="CanaryErrors",alertstate="firing"}')) === 1, { seconds: 150, every: 1000 });
    results.check('CanaryErrors fires', true);
    results.check('ShareDiffersFromWeight is silent', (await prometheus.value('ALERTS{alertname="ShareDiffersFromWeight"}')) === undefined);
    const gate = () => cli('gate', 'shop', '--prometheus', prometheus.url, '--namespace', 'e2e', '--since', since, '--warmup', '1s', '--json');
    await until('five minutes are over', () => gate().status !== 3, { seconds: 330, every: 5000 });
    const said = gate();
    results.check('gate fails the bad canary', said.status === 1 && JSON.parse(said.stdout).verdict === 'fail', said.output);
  }
  stop.abort();
  results.figure('requests sent', await traffic);
  await stopAll();
}

/** Sends so many requests a second until it is stopped; gives how many there were. */
async function steady(url, perSecond, signal) {
  let sent = 0;
  const begun = performance.now();
  while (!signal.aborted) {
    const due = Math.floor((performance.now() - begun) / 1000 * perSecond);
    const batch = Math.min(50, due - sent);
    if (batch > 0) await Promise.all(Array.from({ length: batch }, () => fetch(url).then((answer) => answer.text(), () => undefined)));
    sent += Math.max(0, batch);
    await sleep(20);
  }
  return sent;
}
