// How fast the model decides requests, and how little that depends on the number of routes: against find-my-way, the router of
// Fastify, on the same table, in one run. find-my-way gives a handler for host, method and path; the model also tells headers
// apart, and gives shares, rewrites and notes.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { TrafficModel, TrafficRequest } = require('cdk8s-traffic');
const findMyWay = require('find-my-way');

const REQUESTS = 200_000;
const sizes = [10, 100, 1_000, 10_000];
const perDecision = new Map();

for (const routes of sizes) {
  const model = TrafficModel.fromManifests(manifests(routes), { complete: true });
  const router = peer(routes);
  const requests = Array.from({ length: 1_000 }, (_, i) => requestFor((i * 7919) % routes, i % 4));
  const answered = requests.filter(request => model.decide(request).status === 200).length;
  if (answered !== requests.length) throw new Error(`only ${answered} of ${requests.length} requests found a backend`);
  const found = requests.filter(request => router.find(request.method, request.path, { host: request.host }) !== null).length;
  if (found !== requests.length) throw new Error(`find-my-way found only ${found} of ${requests.length} routes`);
  const ours = time(requests, request => model.decide(request));
  const theirs = time(requests, request => router.find(request.method, request.path, { host: request.host }));
  perDecision.set(routes, ours);
  console.log(`${routes} routes, ${routes * 4} rules: ${perSecond(ours)} decisions/s (${ours.toFixed(2)} µs each), `
    + `find-my-way ${perSecond(theirs)} look-ups/s, ratio ${(ours / theirs).toFixed(1)}`);
}
console.log(`growth of the time for a decision from 10 to 10,000 routes: ${(perDecision.get(10_000) / perDecision.get(10)).toFixed(2)} times`);

/** One route an app: premium users, writes, a single path and everyone else. */
function manifests(routes) {
  const gateway = {
    apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name: 'edge', namespace: 'edge' },
    spec: { gatewayClassName: 'any', listeners: [{ name: 'http', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } }] },
  };
  return [gateway, ...Array.from({ length: routes }, (_, i) => [route(i), service(`app-${i}-stable`), service(`app-${i}-canary`)]).flat()];
}

function route(i) {
  const path = { type: 'PathPrefix', value: `/app-${i}` };
  const to = (stable, canary) => [{ name: `app-${i}-stable`, port: 80, weight: stable }, { name: `app-${i}-canary`, port: 80, weight: canary }];
  return {
    apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: `app-${i}`, namespace: 'apps' },
    spec: {
      parentRefs: [{ name: 'edge', namespace: 'edge' }],
      hostnames: [`${hostOf(i)}`],
      rules: [
        { name: 'premium', matches: [{ path, headers: [{ name: 'x-tier', value: 'premium' }] }], backendRefs: to(100, 0) },
        { name: 'writes', matches: [{ path, method: 'POST' }], backendRefs: to(100, 0) },
        { name: 'health', matches: [{ path: { type: 'Exact', value: `/app-${i}/health` } }], backendRefs: to(0, 100) },
        { name: 'split', matches: [{ path }], backendRefs: to(95, 5) },
      ],
    },
  };
}

function service(name) {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'apps' }, spec: { ports: [{ port: 80 }] } };
}

/** Ten apps share a host. */
function hostOf(i) {
  return `h${Math.floor(i / 10)}.example.com`;
}

function requestFor(i, kind) {
  const path = `/app-${i}/${kind === 2 ? 'health' : 'orders/17'}`;
  const request = TrafficRequest.of(kind === 1 ? 'POST' : 'GET', path).withHost(hostOf(i));
  return kind === 0 ? request.withHeader('X-Tier', 'premium') : request;
}

function peer(routes) {
  const router = findMyWay();
  for (let i = 0; i < routes; i++) {
    const constraints = { host: hostOf(i) };
    router.on(['GET', 'POST'], `/app-${i}`, { constraints }, () => {});
    router.on(['GET', 'POST'], `/app-${i}/*`, { constraints }, () => {});
    router.on('GET', `/app-${i}/health`, { constraints }, () => {});
  }
  return router;
}

/** Microseconds for one call: the best of five rounds, after one to warm up. */
function time(requests, call) {
  let best = Infinity;
  for (let round = 0; round < 6; round++) {
    const start = performance.now();
    for (let i = 0; i < REQUESTS; i++) call(requests[i % requests.length]);
    const each = ((performance.now() - start) / REQUESTS) * 1_000;
    if (round > 0) best = Math.min(best, each);
  }
  return best;
}

function perSecond(microseconds) {
  return Math.round(1e6 / microseconds).toLocaleString('en-US');
}
