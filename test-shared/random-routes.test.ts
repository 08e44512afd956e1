import * as fc from 'fast-check';
import { routeSet } from '../test/proof/reference/random-routes';
import { GATEWAY_KINDS, officialGatewayCrds, versionOf } from './support/crds';
import { describeVerdict, verdictOf } from './support/verdict';

const SEED = 1;

test(`the official CRDs admit what the generators of random routes make, seed ${SEED}`, () => {
  const crds = officialGatewayCrds('standard');
  const objects = fc.sample(routeSet(), { seed: SEED, numRuns: 150 }).flat().filter(({ kind }) => GATEWAY_KINDS.includes(kind));
  const refused = objects.flatMap(object => {
    const version = object.apiVersion.split('/')[1];
    // GRPCRoute v1alpha2 is served no more, but was the same object.
    const schema = versionOf(crds.get(object.kind)!, version === 'v1alpha2' ? 'v1' : version).schema.openAPIV3Schema;
    const verdict = verdictOf(object, schema, 'create');
    return verdict.accepted ? [] : [`${describeVerdict(verdict)} ${JSON.stringify(object.spec)}`];
  });
  expect(refused).toEqual([]);
  expect(new Set(objects.map(({ kind }) => kind)).size).toBe(4);
});
