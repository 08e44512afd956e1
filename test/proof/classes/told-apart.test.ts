import * as fc from 'fast-check';
import { TrafficModel } from '../../../src/proof/model';
import { TrafficRequest } from '../../../src/proof/request';
import { requestFor } from '../reference/random-requests';
import { routeSet } from '../reference/random-routes';
import { referenceDecide } from '../reference/router';
import { chooser, randomChange } from './random-change';

// More sets, or other ones, by hand: TOLD_APART_SEED=7 TOLD_APART_SETS=1000 npx jest --coverage=false test/proof/classes/told-apart.test.ts
const SEED = Number(process.env.TOLD_APART_SEED ?? 20260915);
const SETS = Number(process.env.TOLD_APART_SETS ?? 40);
const CHANGES = 3;
const REQUESTS = 10_000;
const NUMBERS = fc.array(fc.nat({ max: 1_000_003 }), { minLength: 24, maxLength: 24 });

// Issue 4, "Request classes": a change of one field is told apart by a class of either side, or has no effect.
test(`a class tells every change of a rule apart that has an effect, ${SETS} sets, seed ${SEED}`, () => {
  const sets = fc.sample(routeSet(), { seed: SEED, numRuns: SETS });
  const choices = fc.sample(NUMBERS, { seed: SEED, numRuns: SETS * CHANGES });
  const requests = fc.sample(requestFor(), { seed: SEED, numRuns: REQUESTS });
  const missed: string[] = [];
  let told = 0;
  sets.forEach((whole, set) => {
    const before = set % 2 === 0 ? whole : crowded(whole);
    const complete = set % 4 === 0;
    const answers = answering(before, complete);
    const old = new Map<TrafficRequest, string>();
    for (const choice of choices.slice(set * CHANGES, (set + 1) * CHANGES)) {
      const change = randomChange(before, chooser(choice), answers);
      if (change === undefined) continue;
      if (toldApart(before, change.manifests, complete)) {
        told++;
        continue;
      }
      const witness = requests.find(request => {
        if (!old.has(request)) old.set(request, answer(before, request, complete));
        return old.get(request) !== answer(change.manifests, request, complete);
      });
      if (witness !== undefined) missed.push(report(set, complete, before, change.what, change.manifests, witness));
    }
  });
  expect(missed).toEqual([]);
  // The changes must have effects, or the property says little.
  expect(told).toBeGreaterThan(SETS * CHANGES / 4);
}, 600_000);

/** A set with one open Gateway that all routes share: their rules meet more often. */
function crowded(manifests: any[]): any[] {
  const routes = manifests.filter(({ kind }) => kind === 'HTTPRoute' || kind === 'GRPCRoute').slice(0, 4);
  const others = manifests.filter(({ kind }) => kind === 'Service' || kind === 'ReferenceGrant');
  return [...others, ...routes.map(route => ({ ...route, spec: { parentRefs: [{ name: 'g1', namespace: 'infra' }], rules: route.spec.rules ?? [{}] } }))];
}

/** Whether a route answers any of the classes. */
function answering(manifests: any[], complete: boolean): (route: any) => boolean {
  const model = TrafficModel.fromManifests(manifests, { complete });
  const found = new Set(model.classes().map(({ request }) => model.decide(request)).map(({ route, routeKind }) => `${routeKind} ${route}`));
  return ({ kind, metadata: { namespace = 'default', name } }) => found.has(`${kind} ${namespace}/${name}`);
}

function toldApart(before: any[], after: any[], complete: boolean): boolean {
  const [old, changed] = [before, after].map(manifests => TrafficModel.fromManifests(manifests, { complete }));
  return [old, changed].some(model => model.classes().some(({ request }) => decision(old, request) !== decision(changed, request)));
}

function decision(model: TrafficModel, request: TrafficRequest): string {
  const { notes, ...json } = model.decide(request).toJson();
  return JSON.stringify({ ...json, kept: Array.isArray(notes) });
}

function answer(manifests: any[], request: TrafficRequest, complete: boolean): string {
  return JSON.stringify(referenceDecide(manifests, request, { complete }));
}

/** What is needed to see it again. */
function report(set: number, complete: boolean, before: any[], what: string, after: any[], witness: TrafficRequest): string {
  const changed = after.filter((object, i) => JSON.stringify(object) !== JSON.stringify(before[i]));
  const was = before.filter((object, i) => JSON.stringify(object) !== JSON.stringify(after[i]));
  return [
    `seed ${SEED}, set ${set}, complete ${complete}: ${what}`, `differs for ${witness.describe()}`, `before ${JSON.stringify(was)}`, `after ${JSON.stringify(changed)}`,
    `then ${answer(before, witness, complete)}`, `now ${answer(after, witness, complete)}`,
  ].join('\n');
}
