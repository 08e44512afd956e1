// Every move of a canary and of a blue-green pair under traffic: no request is lost. And moves that `plan` refuses: some are.
//   node main.mjs [--quick]       in a network of its own: see e2e/support/child.mjs
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { GatewayRunner } from '../../cli/lib/preview/runner.js';
import { BIN } from '../support/cache.mjs';
import { told } from '../support/child.mjs';
import { run } from '../support/tools.mjs';
import { Cluster } from './cluster.mjs';
import { Traffic } from './traffic.mjs';

const require = createRequire(import.meta.url);
const { App, Testing } = require('cdk8s');
const { BlueGreenChart, BlueGreenStage, CanaryChart, CanaryStage, GatewayRef, Match, PreStop, RouteProtocol, VariantStage, Version } = require('../../lib/src/index.js');
const CLI = join(dirname(fileURLToPath(import.meta.url)), '../../cli/bin/cdk8s-traffic.js');
const quick = process.argv.includes('--quick');
const folder = mkdtempSync(join(tmpdir(), 'traffic-lossless-'));

/** How long after one half of a commit the other takes effect: a sync applies its objects in any order. */
const GAP = 1500;
/** What Envoy may need for a change. */
const LAG = 3000;

const COMMON = { namespace: 'default', app: 'shop', port: 8000, gateway: GatewayRef.named('edge'), match: Match.pathPrefix('/') };
const version = (tag, options = {}) => Version.deploy({ image: `shop:${tag}`, replicas: 3, ...options });
const canary = (stage, { stable = 'v1', next = 'v2', ...options } = {}) => objects((app) => new CanaryChart(app, 'c', {
  ...COMMON, stable: version(stable, options), canary: stage.canaryExists ? version(next, options) : undefined, stage,
}));
const blueGreen = (stage) => objects((app) => new BlueGreenChart(app, 'b', { ...COMMON, blue: version('v1'), green: version('v2'), stage }));
const GRPC = { protocol: RouteProtocol.GRPC, match: Match.grpcMethod('shop.Cart') };
const grpcCanary = (stage, stable = 'v1') => objects((app) => new CanaryChart(app, 'g', {
  ...COMMON, ...GRPC, stable: version(stable), canary: stage.canaryExists ? version('v2') : undefined, stage,
}));
const pinned = (stage) => objects((app) => new CanaryChart(app, 'c', { ...COMMON, stable: version('v1'), canary: version('v2'), stage: CanaryStage.named('weight-25') })
  .pin('premium', Match.header('x-tier', 'premium'), app.charts[0].stable, { stage }));
/** The route with its rules in the other order, which means the same: the pin has more conditions. */
const lastFirst = (object) => (object.kind === 'HTTPRoute' ? { ...object, spec: { ...object.spec, rules: object.spec.rules.toReversed() } } : object);
const at = (name) => CanaryStage.named(name);

const totals = { moves: 0, requests: 0, lost: 0 };

try {
  const release = [
    ['baseline', canary(at('baseline'))], ['deployed', canary(at('deployed'))], ['weight-5', canary(at('weight-5'))], ['weight-25', canary(at('weight-25'))],
    ['weight-50', canary(at('weight-50'))], ['full', canary(at('full'))], ['promoting', canary(at('promoting'))], ['settled', canary(at('settled'))],
    ['baseline of v2', canary(at('baseline'), { stable: 'v2' })],
  ];
  const back = [
    ['weight-25', canary(at('weight-25'))], ['rolled-back', canary(CanaryStage.rolledBack({ peak: 25 }))], ['contained', canary(at('contained'))], ['baseline', canary(at('baseline'))],
  ];
  const pair = ['blue', 'green', 'blue'].map((name) => [name, blueGreen(BlueGreenStage[name]())]);
  const streams = ['baseline', 'deployed', 'weight-5', 'weight-25', 'weight-50', 'full', 'promoting', 'settled'].map((name) => [name, grpcCanary(at(name))]);
  if (quick) {
    await safe('canary', release.slice(4, 8), true);
    await safe('gRPC canary', streams.slice(5, 8), true);
  }
  for (const routeFirst of quick ? [] : [true, false]) {
    await safe('canary', release, routeFirst);
    await safe('rollback', back, routeFirst);
    await safe('blue-green', pair, routeFirst);
    await safe('gRPC canary', [...streams, ['baseline of v2', grpcCanary(at('baseline'), 'v2')]], routeFirst);
  }
  const changes = quick ? 2 : 20;
  await backAndForth('weights changed', [canary(at('weight-25')), canary(at('weight-50'))], { changes, lossless: true });
  await backAndForth('an audience goes live and back', [pinned(VariantStage.deployed()), pinned(VariantStage.live())], { changes, lossless: true });
  await backAndForth('a pin added and taken away', [canary(at('weight-25')), pinned()], { changes, rule: 'transition/rule-list' });
  await backAndForth('a rule added at the end and taken away', [canary(at('weight-25')), pinned().map(lastFirst)], { changes, rule: 'transition/rule-list' });
  await unsafe('weight onto a workload of the same commit', canary(at('baseline')), canary(at('weight-50')), true);
  if (!quick) await unsafe('a workload scaled to 0 under weight', canary(at('weight-50')), canary(at('weight-50')).map((object) => (
    object.kind === 'Deployment' && object.metadata.name === 'shop-canary' ? { ...object, spec: { ...object.spec, replicas: 0 } } : object)), true);
  if (!quick) await unsafe('the canary removed under weight', canary(at('weight-50')), canary(at('baseline')), false);
  await sees('a rolling update without the pause before the end', canary(at('baseline'), { preStop: PreStop.none() }), canary(at('baseline'), { stable: 'v2', preStop: PreStop.none() }));
  for (const [name, value] of Object.entries(totals)) told.figure(name, value);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Each move of a walk: `plan` calls it safe, and no request is lost. */
async function safe(name, stages, routeFirst) {
  await withCluster(stages[0][1], async (world) => {
    for (let i = 1; i < stages.length; i++) {
      const [[from, before], [to, after]] = [stages[i - 1], stages[i]];
      const { sent, failures, answers } = await move(world, before, after, routeFirst);
      const lost = Object.values(failures).reduce((sum, count) => sum + count, 0);
      totals.moves++;
      totals.requests += sent;
      totals.lost += lost;
      const planned = plan(before, after);
      const order = routeFirst ? 'the route first' : 'the workloads first';
      told.check(`${name}, ${from} -> ${to}, ${order}: no request of ${sent} is lost`, lost === 0 && sent > 100, `${JSON.stringify(failures)} ${JSON.stringify(answers)}`);
      told.check(`${name}, ${from} -> ${to}: plan calls it safe`, planned.safe, JSON.stringify(planned.findings));
    }
  });
}

/** A move that `plan` refuses loses requests. */
async function unsafe(name, before, after, routeFirst) {
  await withCluster(before, async (world) => {
    const { sent, failures } = await move(world, before, after, routeFirst);
    const planned = plan(before, after);
    const rules = planned.findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
    told.check(`${name}: plan refuses it`, !planned.safe && rules.length > 0, JSON.stringify(planned.findings));
    told.check(`${name}: requests are lost`, Object.keys(failures).length > 0, `none of ${sent}`);
    told.figure(name, { sent, failures, rules });
  });
}

/** Changes of the route alone, back and forth under dense traffic: of its list of rules, which `plan` names, and of its weights. */
async function backAndForth(name, [one, other], { changes, lossless, rule }) {
  await withCluster(one, async ({ traffic, setRoute }) => {
    const failures = [];
    const kinds = {};
    let sent = 0;
    for (let i = 0; i < changes; i++) {
      await setRoute(i % 2 === 0 ? other : one);
      await sleep(1000);
      const seen = traffic.mark();
      sent += seen.sent;
      for (const [kind, count] of Object.entries(seen.failures)) kinds[kind] = (kinds[kind] ?? 0) + count;
      failures.push(Object.values(seen.failures).reduce((sum, count) => sum + count, 0));
    }
    const lost = failures.reduce((sum, count) => sum + count, 0);
    // Bursts are short and come by chance, so that there are some is measured and not demanded.
    if (lossless) told.check(`${name}: no request of ${sent} is lost`, lost === 0 && sent > 1000 * changes, failures.join());
    told.figure(name, { changes, sent, lost, kinds, ofEach: failures });
  }, { pause: 0, workers: 16 });
  const findings = [plan(one, other), plan(other, one)].map((planned) => planned.findings.map((finding) => finding.rule));
  told.check(`${name}: plan ${rule === undefined ? 'names no change of rules' : `names ${rule}`} both ways`,
    findings.every((rules) => (rule === undefined ? !rules.includes('transition/rule-list') : rules.includes(rule))), JSON.stringify(findings));
}

/** Without it the test would see nothing. */
async function sees(name, before, after) {
  await withCluster(before, async (world) => {
    const { sent, failures } = await move(world, before, after, true);
    told.check(`${name} loses requests`, Object.keys(failures).length > 0, `none of ${sent}`);
    told.figure(name, { sent, failures });
  });
}

/** A gateway, the pods of a state, and traffic through them. */
async function withCluster(state, body, { pause, workers } = {}) {
  const runner = await GatewayRunner.start({ bin: BIN });
  let route = state;
  let applied = Promise.resolve();
  let closed = false;
  const push = () => {
    // At the end pods go, and nobody has to be told.
    applied = applied.then(() => closed || runner.apply(route.filter(({ kind }) => /Route$/.test(kind)), ({ key }) => {
      const ports = cluster.endpoints(key.split('/')[1]);
      // A Service without endpoints: nothing listens there.
      return ports.length === 0 ? [1] : ports;
    }));
    return applied;
  };
  const grpc = state.some(({ kind }) => kind === 'GRPCRoute');
  const cluster = new Cluster(push, grpc);
  const world = { cluster, setRoute: (next) => { route = next; return push(); } };
  try {
    await Promise.all(deploymentsOf(state).map((deployment) => cluster.deploy(deployment)));
    await push();
    world.traffic = new Traffic(runner.listeners[0].port, grpc ? '/shop.Cart/Watch' : '/', grpc, { pause, workers });
    await sleep(LAG);
    world.traffic.mark();
    await body(world);
  } finally {
    await world.traffic?.stop();
    await cluster.settled();
    await applied.catch(() => undefined);
    closed = true;
    await runner.stop();
    for (const name of [...cluster.deployments.keys()]) cluster.delete(name);
    await cluster.settled();
  }
}

/** One commit whose halves take effect one after the other; gives what became of the requests meanwhile. */
async function move({ cluster, traffic, setRoute }, before, after, routeFirst) {
  const workloads = async () => {
    const names = new Set(deploymentsOf(after).map(({ metadata }) => metadata.name));
    for (const { metadata } of deploymentsOf(before)) if (!names.has(metadata.name)) cluster.delete(metadata.name);
    await Promise.all(deploymentsOf(after).map((deployment) => cluster.deploy(deployment)));
  };
  const steps = routeFirst ? [() => setRoute(after), workloads] : [workloads, () => setRoute(after)];
  const [first, second] = steps;
  const started = first();
  await sleep(GAP);
  await Promise.all([started, second()]);
  await cluster.settled();
  await sleep(LAG);
  return traffic.mark();
}

function plan(before, after) {
  const [from, to] = [['before', before], ['after', after]].map(([name, all]) => {
    const file = join(folder, `${name}.yaml`);
    writeFileSync(file, all.map((object) => JSON.stringify(object)).join('\n---\n'));
    return file;
  });
  return JSON.parse(run(process.execPath, [CLI, 'plan', from, to, '--json']).stdout);
}

function deploymentsOf(all) {
  return all.filter(({ kind }) => kind === 'Deployment');
}

function objects(build) {
  const app = new App({ outdir: Testing.app().outdir });
  build(app);
  return app.charts.flatMap((chart) => chart.toJson());
}
