// Loads route sets into a real Envoy by Envoy Gateway, and asks it every request that can tell the rules apart.
//   node main.mjs [--quick]       in a network of its own: see e2e/support/child.mjs
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { TrafficModel } from '../../cli/lib/library.js';
import { Backends } from '../../cli/lib/preview/backends.js';
import { compareWithEnvoy } from '../../cli/lib/preview/compare.js';
import { GatewayRunner } from '../../cli/lib/preview/runner.js';
import { Client } from '../../cli/lib/preview/send.js';
import { translate } from '../../cli/lib/preview/translate.js';
import { BIN } from '../support/cache.mjs';
import { told } from '../support/child.mjs';
import { byEnvoyOrder, KNOWN, repeatsHeader } from './known.mjs';
import { patternSets, splitSets } from './patterns.mjs';
import { preview } from './preview.mjs';
import { randomGrpcSets, randomSets } from './random-sets.mjs';

const { checkObjects } = createRequire(import.meta.url)('../../lib/src/proof/rules/check.js');
const quick = process.argv.includes('--quick');
const SEED = 20261125;
/** Route sets that are loaded at once: every document takes Envoy Gateway a tenth of a second. */
const BATCH = 30;

const runner = await GatewayRunner.start({ bin: BIN });
const backends = new Backends();
const client = new Client();
const totals = { sets: 0, pairs: 0, sent: 0, late: 0, mirrored: 0, left: {}, known: {} };
const wrong = [];
/** Routes that Envoy orders otherwise without `check` telling. */
const unnamed = [];

try {
  await group('examples', examples().map((set) => [set]));
  await group('patterns at all stages', batches(patternSets()));
  // A hundred requests show whether a split is there; its share takes more.
  await group('splits of 1 to 99 %, with and without filters of a backend', [splitSets()], quick ? 500 : 3000);
  await group('random HTTPRoutes', batches(randomSets(quick ? 30 : 360, SEED)));
  await group('random GRPCRoutes', batches(randomGrpcSets(quick ? 15 : 180, SEED)));
  told.check('Envoy agrees with the decision on every request', wrong.length === 0, wrong.slice(0, 20).join('\n'));
  for (const id of KNOWN) told.check(`the known disagreement ${id} is still there`, totals.known[id] > 0, 'it did not show: take it off the list');
  told.check('check --gateway envoy-gateway names every route that Envoy orders otherwise', unnamed.length === 0, unnamed.join());
  told.check('hardly any answer was right only at a second time', totals.late <= totals.pairs / 1000, totals.late);
  told.check('mirrors were among them', totals.mirrored > (quick ? 30 : 200), totals.mirrored);
  told.check('enough was asked', totals.pairs >= (quick ? 2000 : 10_000), totals.pairs);
  for (const [name, value] of Object.entries(totals)) told.figure(name, value);
} finally {
  client.close();
  await runner.stop();
  backends.stop();
}
await preview();

async function group(name, all, repeat) {
  const begun = performance.now();
  const before = totals.pairs;
  for (const sets of all) await load(sets, repeat);
  told.figure(name, { requests: totals.pairs - before, seconds: Math.round((performance.now() - begun) / 100) / 10 });
}

async function load(sets, repeat = 100) {
  const objects = sets.flatMap(([, some]) => some);
  await backends.start(translate(objects, { listener: () => 1, backend: () => [] }, '').services);
  await runner.apply(objects, (service) => backends.ports(service));
  const model = TrafficModel.fromManifests(objects, {});
  const requests = model.classes().map(({ request }) => request);
  backends.forgetHeard();
  const heardOf = (id) => backends.heardOf(id);
  const { compared, sent, late, disagreements, left } = await compareWithEnvoy({ model, requests, listeners: runner.listeners, client, repeat, strict: true, heardOf });
  totals.mirrored += requests.filter((request) => model.decide(request).mirrors.length > 0).length;
  const broken = new Set(checkObjects(objects, { gateway: 'envoy-gateway' }).filter(({ rule }) => rule === 'gateway/grpc-mirror').map(({ object }) => `${object.metadata.namespace}/${object.metadata.name}`));
  totals.sets += sets.length;
  totals.pairs += compared;
  totals.sent += sent;
  totals.late += late;
  for (const { why } of left) totals.left[why] = (totals.left[why] ?? 0) + 1;
  for (const { request, decided, what } of disagreements) {
    const known = await knownFor({ model, request, objects, what, decided, broken });
    if (known === 'header-precedence') named(decided.route, objects);
    if (known !== undefined) totals.known[known] = (totals.known[known] ?? 0) + 1;
    else wrong.push(`${request.describe()}: ${what} (${decided.route} ${decided.ruleName ?? decided.rule})`);
  }
}

/** Whether `check --gateway` tells of the order in the namespace of a route that Envoy orders otherwise. */
function named(route, objects) {
  const namespace = route.split('/')[0];
  const found = checkObjects(objects.filter(({ metadata }) => metadata.namespace === namespace), { gateway: 'envoy-gateway' });
  if (!found.some(({ rule }) => rule === 'gateway/precedence')) unnamed.push(route);
}

/** Which of the known differences explains an answer; undefined where none does. */
async function knownFor({ model, request, objects, what, decided, broken }) {
  if (repeatsHeader(request)) return 'repeated-header';
  const alone = byEnvoyOrder(model, request, objects);
  const routes = [decided.route, ...alone === undefined ? [] : alone.filter(({ kind }) => /Route$/.test(kind)).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)];
  if (routes.some((route) => broken.has(route)) && /gRPC status 2,|got 0 copies/.test(what)) return 'grpc-mirror';
  return alone !== undefined && await followsEnvoyOrder(alone, request) ? 'header-precedence' : undefined;
}

/** Whether Envoy answers as it must if the match that it puts first were the only one. */
async function followsEnvoyOrder(alone, request) {
  const input = { model: TrafficModel.fromManifests(alone, {}), requests: [request], listeners: runner.listeners, client, repeat: 100, strict: true };
  const { compared, disagreements } = await compareWithEnvoy(input);
  return compared === 1 && disagreements.length === 0;
}

function batches(sets) {
  return Array.from({ length: Math.ceil(sets.length / BATCH) }, (_, index) => sets.slice(index * BATCH, (index + 1) * BATCH));
}

function examples() {
  const dist = join(dirname(fileURLToPath(import.meta.url)), '../../dist');
  return readdirSync(dist).sort().map((folder) => [folder, readdirSync(join(dist, folder)).sort()
    .flatMap((file) => parseAllDocuments(readFileSync(join(dist, folder, file), 'utf8')).map((document) => document.toJS()))]);
}
