// A canary and a blue-green pair through all their stages on a cluster whose pods pretend to run; then patches, guards, and --live.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BIN } from '../support/cache.mjs';
import { until } from '../support/process.mjs';
import { run } from '../support/tools.mjs';
import { kubectl } from './control-plane.mjs';

const require = createRequire(import.meta.url);
const { App, Testing } = require('cdk8s');
const { BlueGreenChart, BlueGreenStage, CanaryChart, CanaryStage, GatewayRef, Match, Version } = require('../../lib/src/index.js');
const CLI = join(dirname(fileURLToPath(import.meta.url)), '../../cli/bin/cdk8s-traffic.js');

const NAMESPACE = 'walk';
const COMMON = { namespace: NAMESPACE, app: 'shop', port: 8000, gateway: GatewayRef.named('edge'), match: Match.pathPrefix('/shop') };
const autoscaling = { minReplicas: 4, maxReplicas: 8, targetCpuPercent: 60 };

/** The walk, with its pods admitted under the restricted Pod Security Standard. */
export async function walkOnCluster(results, cluster) {
  const { client } = cluster;
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } });
  await walk(results, client, 'canary', ['baseline', 'deployed', 'weight-5', 'weight-25', 'weight-50', 'full', 'promoting', 'settled'].map((name) => [name, canary(name)]));
  await patches(results, cluster);
  await live(results, cluster);
  await removeAll(client);
  await walk(results, client, 'blue-green', ['blue', 'green', 'blue'].map((name) => [name, blueGreen(name)]));
}

function canary(stage) {
  return objects((app) => new CanaryChart(app, 'c', {
    ...COMMON, stable: Version.deploy({ image: 'shop:v1', resources: { cpu: '100m', memory: '64Mi' }, autoscaling }), canary: Version.deploy({ image: 'shop:v2', replicas: 4 }),
    stage: CanaryStage.named(stage),
  }));
}

function blueGreen(stage) {
  return objects((app) => new BlueGreenChart(app, 'b', {
    ...COMMON, blue: Version.deploy({ image: 'shop:v1', replicas: 3 }), green: Version.deploy({ image: 'shop:v2', replicas: 3 }), stage: BlueGreenStage[stage](),
  }));
}

/** Applies each stage as one commit, removes what is gone, and looks at pods, endpoints, budgets and autoscalers. */
async function walk(results, client, pattern, stages) {
  let before = [];
  for (const [stage, all] of stages) {
    const problems = [];
    for (const object of all) {
      const { status, body, warnings } = await client.apply(object);
      if (status >= 300 || warnings.length > 0) problems.push(`${object.kind} ${object.metadata.name}: ${body.message ?? ''} ${warnings.join(', ')}`);
    }
    const names = new Set(all.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
    for (const gone of before.filter(({ kind, metadata }) => !names.has(`${kind} ${metadata.name}`))) await remove(client, gone);
    before = all;
    try {
      await settled(client, all);
      problems.push(...await endpointsWrong(client, all), ...await selectorsWrong(client, all));
    } catch (error) {
      problems.push(error.message);
    }
    results.check(`${pattern} at ${stage}: pods are available, each Service has just its version's endpoints, budgets and autoscalers select right`, problems.length === 0, problems.join('\n'));
  }
}

async function settled(client, all) {
  for (const deployment of all.filter(({ kind }) => kind === 'Deployment')) {
    await until(`${deployment.metadata.name} is available`, async () => {
      const { metadata, spec, status = {} } = await client.get(deployment);
      return status.observedGeneration === metadata.generation && status.updatedReplicas === spec.replicas && status.replicas === spec.replicas
        && (status.availableReplicas ?? 0) === spec.replicas;
    }, { seconds: 60 });
  }
}

async function endpointsWrong(client, all) {
  const pods = await client.list(`/api/v1/namespaces/${NAMESPACE}/pods`);
  const problems = [];
  for (const service of all.filter(({ kind }) => kind === 'Service')) {
    const expected = all.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === service.metadata.name);
    const { spec: { replicas } } = await client.get(expected);
    let seen = [];
    await until('endpoints', async () => {
      const slices = await client.list(`/apis/discovery.k8s.io/v1/namespaces/${NAMESPACE}/endpointslices?labelSelector=kubernetes.io/service-name=${service.metadata.name}`);
      seen = slices.flatMap(({ endpoints }) => endpoints ?? []).filter(({ conditions }) => conditions.ready).map(({ targetRef }) => targetRef.name);
      return seen.length === replicas;
    }, { seconds: 20 }).catch(() => problems.push(`Service ${service.metadata.name} has ${seen.length} ready endpoints, but ${replicas} replicas`));
    const images = new Set(seen.map((name) => pods.find(({ metadata }) => metadata.name === name)).filter(Boolean).map(({ spec }) => spec.containers[0].image));
    const image = expected.spec.template.spec.containers[0].image;
    if ([...images].some((one) => one !== image)) problems.push(`Service ${service.metadata.name} has pods of ${[...images].join(', ')}, but its version is ${image}`);
  }
  return problems;
}

async function selectorsWrong(client, all) {
  const problems = [];
  for (const budget of all.filter(({ kind }) => kind === 'PodDisruptionBudget')) {
    const deployment = await client.get(all.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === budget.metadata.name));
    let status = {};
    await until('budget', async () => {
      ({ status = {} } = await client.get(budget));
      return status.expectedPods === deployment.spec.replicas;
    }, { seconds: 20 }).catch(() => problems.push(`the budget of ${budget.metadata.name} sees ${status.expectedPods} pods, but there are ${deployment.spec.replicas}`));
  }
  for (const scaler of all.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')) {
    const { scaleTargetRef } = (await client.get(scaler)).spec;
    if (!all.some(({ kind, metadata }) => kind === scaleTargetRef.kind && metadata.name === scaleTargetRef.name)) problems.push(`${scaler.metadata.name} scales ${scaleTargetRef.name}, which is not there`);
  }
  return problems;
}

/** The lines that `patch` prints, run as they are; their guards; and what the next apply from Git does. */
async function patches(results, cluster) {
  const { client, folder } = cluster;
  const [from, to] = [canary('weight-25'), canary('weight-50')];
  for (const object of from) await client.apply(object);
  const [before, after] = [write(folder, 'from', from), write(folder, 'to', to)];
  const path = join(folder, 'path');
  mkdirSync(path, { recursive: true });
  symlinkSync(join(BIN, 'kubectl'), join(path, 'kubectl'));
  const env = { ...process.env, KUBECONFIG: cluster.kubeconfig, PATH: `${path}${delimiter}${process.env.PATH}`, HOME: folder };
  const answer = (...args) => JSON.parse(run(process.execPath, [CLI, 'patch', 'shop', '--to', 'weight-50', before, '--target', after, '--json', ...args], { cwd: folder }).stdout);
  const shell = (line) => run('sh', ['-c', line], { env, cwd: folder });
  const route = from.find(({ kind }) => kind === 'HTTPRoute');
  const weights = async () => (await client.get(route)).spec.rules.at(-1).backendRefs.map(({ weight }) => weight).join('/');
  const { commands } = answer();

  const done = shell(commands.patch);
  results.check('the patch line leads the live route to the stage', done.status === 0 && await weights() === '50/50', `${done.output} ${await weights()}`);
  results.check('its lines to verify run', commands.verify.every((line) => shell(line).status === 0));
  const conflict = kubectl(cluster, ['apply', '--server-side', '--field-manager=e2e', '-f', before]);
  results.check('the next server-side apply conflicts on the rules', conflict.status !== 0 && /conflict/.test(conflict.output) && /\.spec\.rules/.test(conflict.output), conflict.output);
  const forced = kubectl(cluster, ['apply', '--server-side', '--field-manager=e2e', '--force-conflicts', '-f', before]);
  results.check('with --force-conflicts it puts the weights of Git back', forced.status === 0 && await weights() === '75/25', forced.output);

  const strict = answer('--strict').commands.patch;
  await client.raw('PATCH', `${await client.collection(route)}/${route.metadata.name}`, [{ op: 'replace', path: `/spec/rules/${route.spec.rules.length - 1}/backendRefs/0/weight`, value: 60 }], 'application/json-patch+json');
  const refused = shell(strict);
  results.check('a guard on the weights refuses a route that was changed', refused.status !== 0 && await weights() === '60/25', refused.output);
  const renamed = structuredClone(route);
  renamed.spec.rules.at(-1).name = 'other';
  await client.apply(renamed);
  results.check('a guard on names refuses a route with other rules', shell(commands.patch).status !== 0);
  await client.apply(route);

  const ssa = answer('--form', 'ssa', '--field-manager', 'e2e').commands;
  const applied = shell(ssa.patch);
  const again = kubectl(cluster, ['apply', '--server-side', '--field-manager=e2e', '-f', after]);
  results.check('the server-side form leaves nothing for the next apply to conflict with', applied.status === 0 && again.status === 0 && await weights() === '50/50', `${applied.output}${again.output}`);

  const clientSide = structuredClone(route);
  clientSide.metadata.name = 'client-side';
  const file = write(folder, 'client-side', [clientSide]);
  kubectl(cluster, ['apply', '-f', file]);
  shell(commands.patch.replaceAll(route.metadata.name, 'client-side'));
  const silent = kubectl(cluster, ['apply', '-f', file]);
  const back = (await client.get(clientSide)).spec.rules.at(-1).backendRefs.map(({ weight }) => weight).join('/');
  results.check('a client-side apply puts the old weights back without a word', silent.status === 0 && !/conflict|warning/i.test(silent.output) && back === '75/25', `${silent.output} ${back}`);
  await remove(client, clientSide);
}

/** `status --live` and `advance --live` read this cluster; no gateway controller runs, so the route's status is written here. */
async function live(results, cluster) {
  const { client, folder, kubeconfig } = cluster;
  const all = canary('weight-25');
  for (const object of all) await client.apply(object);
  await settled(client, all);
  const repo = join(folder, 'repo');
  mkdirSync(join(repo, 'dist'), { recursive: true });
  writeFileSync(join(repo, 'cdk8s.yaml'), 'language: typescript\napp: "true"\noutput: dist\n');
  writeFileSync(join(repo, 'traffic.yaml'), 'shop:\n  pattern: canary\n  steps: [5, 25, 50]\n  stage: weight-25\n  stable: shop:v1\n  canary: shop:v2\n');
  writeFileSync(join(repo, 'dist/shop.yaml'), all.map((object) => JSON.stringify(object)).join('\n---\n'));
  const git = (...args) => run('git', args, { cwd: repo, env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '--message', 'begin');
  const cli = (...args) => run(process.execPath, [CLI, ...args, '--kubeconfig', kubeconfig, '--namespace', NAMESPACE], { cwd: repo });
  const waiting = cli('advance', 'shop', '--live', '--dry-run');
  results.check('advance --live waits for a route that no controller has accepted', waiting.status === 1 && /shop-canary/.test(waiting.output), waiting.output);
  await accept(client, all.find(({ kind }) => kind === 'HTTPRoute'));
  const ready = cli('status', 'shop', '--live', '--json');
  results.check('status --live finds the cluster where Git is', ready.status === 0 && JSON.parse(ready.stdout)[0].live.ready === true, ready.output);
  const moved = cli('advance', 'shop', '--live', '--dry-run');
  results.check('advance --live moves then', moved.status === 0, moved.output);
}

async function accept(client, route) {
  const there = await client.get(route);
  const condition = (type) => ({ type, status: 'True', reason: type, message: '', observedGeneration: there.metadata.generation, lastTransitionTime: '2026-01-01T00:00:00Z' });
  const status = { parents: [{ parentRef: there.spec.parentRefs[0], controllerName: 'example.com/gateway', conditions: [condition('Accepted'), condition('ResolvedRefs')] }] };
  await client.raw('PATCH', `${await client.collection(route)}/${route.metadata.name}/status`, { status }, 'application/merge-patch+json');
}

async function removeAll(client) {
  for (const object of canary('weight-25')) await remove(client, object);
  await until('the pods are gone', async () => (await client.list(`/api/v1/namespaces/${NAMESPACE}/pods`)).length === 0, { seconds: 60 });
}

async function remove(client, object) {
  await client.raw('DELETE', `${await client.collection(object)}/${object.metadata.name}`);
}

function write(folder, name, all) {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, all.map((object) => JSON.stringify(object)).join('\n---\n'));
  return file;
}

function objects(build) {
  const app = new App({ outdir: Testing.app().outdir });
  build(app);
  return app.charts.flatMap((chart) => chart.toJson());
}
