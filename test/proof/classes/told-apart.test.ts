import * as fc from 'fast-check';
import { TrafficModel } from '../../../src/proof/model';
import { TrafficRequest } from '../../../src/proof/request';
import { requestFor } from '../reference/random-requests';
import { routeSet } from '../reference/random-routes';
import { referenceDecide } from '../reference/router';
import { chooser, randomChange } from './random-change';

const SEED = Number(process.env.TOLD_APART_SEED ?? 20260915);
const SETS = Number(process.env.TOLD_APART_SETS ?? 300);
const CHANGES = 3;
const REQUESTS = 10_000;

// Issue 4, "Request classes": a change of one field is told apart by a class of either side, or has no effect.
test(`a class tells every change of a rule apart that has an effect, seed ${SEED}`, () => {
  const sets = fc.sample(routeSet(), { seed: SEED, numRuns: SETS });
  const numbers = fc.sample(fc.array(fc.nat({ max: 1_000_003 }), { minLength: 24, maxLength: 24 }), { seed: SEED, numRuns: SETS * CHANGES });
  const requests = fc.sample(requestFor(), { seed: SEED, numRuns: REQUESTS });
  const count = { told: 0, without: 0 };
  const missed: string[] = [];
  sets.forEach((before, set) => {
    const complete = set % 2 === 0;
    const model = TrafficModel.fromManifests(before, { complete });
    const answering = new Set(model.classes().map(({ request }) => model.decide(request)).map(({ route, routeKind }) => `${routeKind} ${route}`));
    const answers = ({ kind, metadata: { namespace = 'default', name } }: any) => answering.has(`${kind} ${namespace}/${name}`);
    const old = new Map<TrafficRequest, string>();
    const oldAnswer = (request: TrafficRequest) => {
      const known = old.get(request) ?? answer(before, request, complete);
      old.set(request, known);
      return known;
    };
    for (const choice of numbers.slice(set * CHANGES, (set + 1) * CHANGES)) {
      const change = randomChange(before, chooser(choice), answers);
      if (change === undefined) continue;
      if (toldApart(before, change.manifests, complete)) {
        count.told++;
        continue;
      }
      const witness = requests.find(request => oldAnswer(request) !== answer(change.manifests, request, complete));
      if (witness === undefined) count.without++;
      else missed.push(report(set, complete, before, change.what, change.manifests, witness));
    }
  });
  if (process.env.TOLD_APART_SEED !== undefined) console.log(count, missed.length);
  expect(missed).toEqual([]);
  // The changes must have effects, or the property says little.
  expect(count.told).toBeGreaterThan(SETS);
}, 600_000);

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
