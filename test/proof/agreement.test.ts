import * as fc from 'fast-check';
import { TrafficModel } from '../../src/proof/model';
import { TrafficRequest } from '../../src/proof/request';
import { requestFor } from './reference/random-requests';
import { routeSet } from './reference/random-routes';
import { referenceDecide } from './reference/router';

const SEED = 20260901;
const SETS = 2000;
const REQUESTS_PER_SET = 50;

test(`the model and the reference agree on ${SETS * REQUESTS_PER_SET} decisions over random sets, seed ${SEED}`, () => {
  const sets = fc.sample(routeSet(), { seed: SEED, numRuns: SETS });
  const requests = fc.sample(requestFor(), { seed: SEED, numRuns: SETS * REQUESTS_PER_SET });
  const seen = new Map<string, number>();
  const see = (what: string, there: boolean) => there && seen.set(what, (seen.get(what) ?? 0) + 1);
  let made = 0;
  sets.forEach((manifests, set) => {
    const complete = set % 2 === 0;
    const model = TrafficModel.fromManifests(manifests, { complete });
    for (const request of requests.slice(set * REQUESTS_PER_SET, (set + 1) * REQUESTS_PER_SET)) {
      const reference = referenceDecide(manifests, request, { complete });
      const difference = differenceOf(decisionOf(model, request), reference);
      if (difference !== undefined) throw new Error(report(set, complete, manifests, request, difference));
      made++;
      see(`status ${reference.status}`, true);
      see(`kind ${reference.routeKind}`, true);
      see('later rule', (reference.rule ?? 0) > 0);
      see('part error', reference.errorShare > 0 && reference.errorShare < 1);
      see('split', Object.keys(reference.shares).length > 1);
      see('mirror', reference.mirrors.length > 0);
      see('changed headers', reference.backends.some(backend => JSON.stringify(backend.headers) !== JSON.stringify(request.headers)));
      see('changed path', reference.backends.some(backend => backend.path !== request.path));
      see('changed answer', reference.backends.some(backend => backend.responseHeaders.length > 0));
      see('call', reference.grpcCode === 'OK');
    }
  });
  expect(made).toBe(100_000);
  // The sets must reach every kind of answer, or the agreement says little.
  const KINDS = [
    'status 200', 'status 302', 'status 404', 'status 500', 'kind HTTPRoute', 'kind GRPCRoute', 'later rule', 'part error', 'split',
    'mirror',
    'changed headers', 'changed path', 'changed answer', 'call',
  ];
  expect(KINDS.filter(kind => (seen.get(kind) ?? 0) < 500)).toEqual([]);
}, 120_000);

function decisionOf(model: TrafficModel, request: TrafficRequest): any {
  const decision = model.decide(request);
  const { notes, ...json } = decision.toJson();
  expect(Array.isArray(notes)).toBe(true);
  return { ...json, routeKind: decision.routeKind ?? null };
}

/** The first field in which two decisions differ; numbers may differ by what floating point makes of the order of a sum. */
function differenceOf(model: any, reference: any, path = ''): string | undefined {
  if (typeof model === 'number' && typeof reference === 'number' && Math.abs(model - reference) < 1e-9) return undefined;
  if (typeof model !== 'object' || typeof reference !== 'object' || model === null || reference === null) {
    return model === reference ? undefined : `${path}: the model says ${JSON.stringify(model)}, the reference ${JSON.stringify(reference)}`;
  }
  for (const key of new Set([...Object.keys(model), ...Object.keys(reference)])) {
    const difference = differenceOf(model[key], reference[key], `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** What is needed to see the difference again: the seed, and the manifests as they are. */
function report(set: number, complete: boolean, manifests: any[], request: TrafficRequest, difference: string): string {
  return [
    `seed ${SEED}, set ${set}, complete ${complete}: ${request.describe()}`, difference, `request: ${JSON.stringify(request.toJson())}`,
    `manifests: ${JSON.stringify(manifests)}`,
  ].join('\n');
}
