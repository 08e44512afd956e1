// How fast `plan` is: a change of a few of 1,000 services, against merely parsing the YAML of both sides by the reader that it uses.
import { performance } from 'node:perf_hooks';
import { createRequire } from 'node:module';
import { Collection } from '../cli/lib/input/collection.js';
import { newBudget, readDocuments } from '../cli/lib/input/documents.js';
import { route } from './support/routes.mjs';

const COUNT = 1_000;
const load = createRequire(import.meta.url);
const { sideOf } = load('../lib/src/proof/plan/side.js');
const { planChange } = load('../lib/src/proof/plan/plan.js');
const { TRANSITION_RULES } = load('../lib/src/proof/plan/transitions/rules.js');

const before = Array.from({ length: COUNT }, (_, i) => service(i, 5)).join('---\n');
// One in a hundred takes a step, and one comes.
const after = Array.from({ length: COUNT + 1 }, (_, i) => service(i, i % 100 === 7 ? 25 : 5)).join('---\n');

let start = performance.now();
const objects = [parse(before), parse(after)];
const parsing = performance.now() - start;

start = performance.now();
const sides = objects.map(list => sideOf(list));
const plan = planChange(sides[0], sides[1], TRANSITION_RULES);
const planning = performance.now() - start;

const shown = plan.groups.filter(group => group.shown).length;
console.log(`plan of ${COUNT} services: ${plan.classes.length} classes of requests in ${shown} lines, ${plan.findings.length} findings`);
console.log(`parsing ${((before.length + after.length) / 1e6).toFixed(1)} MB of YAML (both sides): ${(parsing / 1000).toFixed(2)} s`);
console.log(`planning: ${(planning / 1000).toFixed(2)} s; ratio of the whole to merely parsing: ${((parsing + planning) / parsing).toFixed(1)}`);

function parse(text) {
  const collection = new Collection();
  readDocuments({ name: 'all.yaml', bytes: Buffer.from(text) }, newBudget(), collection);
  return collection.documents.map(({ object }) => object);
}

function service(i, weight) {
  return `${route(i, weight)}---
${version(i, 'stable', 10)}---
${version(i, 'canary', 5)}`;
}

function version(i, name, replicas) {
  return `apiVersion: v1
kind: Service
metadata:
  name: app-${i}-${name}
  namespace: apps
spec:
  selector: {app: app-${i}, version: ${name}}
  ports:
    - {name: http, port: 80, targetPort: 8080}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${i}-${name}
  namespace: apps
spec:
  replicas: ${replicas}
  selector:
    matchLabels: {app: app-${i}, version: ${name}}
  template:
    metadata:
      labels: {app: app-${i}, version: ${name}}
    spec:
      containers:
        - name: app-${i}
          image: registry.example.com/app-${i}:${name === 'stable' ? 1 : 2}
          ports: [{containerPort: 8080}]
          readinessProbe: {httpGet: {path: /healthz, port: 8080}}
          resources: {requests: {cpu: 100m, memory: 128Mi}}
`;
}
