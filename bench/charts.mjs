// How synthesis grows with the number of charts, against stock cdk8s with as many objects in as many charts, in one run. cdk8s
// itself grows with the square of the number of charts; the library's checks must not make that a cube.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { ApiObject, App, Chart } = require('cdk8s');
const { CanaryChart, CanaryStage, GatewayRef, Match, Version } = require('cdk8s-traffic');
const outdir = mkdtempSync(join(tmpdir(), 'bench-charts-'));

try {
  for (const charts of [50, 100, 200, 400]) {
    const [ours, plain] = [time(patterns(charts)), time(objects(charts))];
    console.log(`${charts} charts: ${ours.toFixed(0)} ms, stock cdk8s with as many objects ${plain.toFixed(0)} ms, ratio ${(ours / plain).toFixed(1)}`);
  }
} finally {
  rmSync(outdir, { recursive: true });
}

function patterns(charts) {
  const app = new App({ outdir });
  for (let i = 0; i < charts; i++) {
    const canary = new CanaryChart(app, `c${i}`, {
      namespace: `n${i}`, app: `app-${i}`, port: 80, gateway: GatewayRef.named('edge', { namespace: 'gateways' }), match: Match.pathPrefix(`/app-${i}`),
      stable: Version.deploy({ image: 'a:1', replicas: 3 }), canary: Version.deploy({ image: 'a:2' }), stage: CanaryStage.weight(5),
    });
    canary.pin('premium', Match.header('x-api-tier', 'premium'), canary.stable);
  }
  return app;
}

function objects(charts) {
  const app = new App({ outdir });
  for (let i = 0; i < charts; i++) {
    const chart = new Chart(app, `c${i}`);
    for (let k = 0; k < 7; k++) {
      const spec = { replicas: 3, template: { spec: { containers: [{ name: 'a', image: 'a:1', ports: [{ containerPort: 80 }] }] } } };
      new ApiObject(chart, `o${k}`, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: `o-${i}-${k}` }, spec });
    }
  }
  return app;
}

function time(app) {
  const start = performance.now();
  app.synth();
  return performance.now() - start;
}
