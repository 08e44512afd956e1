import { TrafficModel } from '../src/proof/model';
import { referenceDecide } from '../test/proof/reference/router';
import { checkCase, Decide, RoutingCase, routingCases } from './support/routing';

const DECIDERS: [string, Decide][] = [
  ['the reference', (manifests, request) => referenceDecide(manifests, request, { complete: true })],
  ['the model', (manifests, request) => TrafficModel.fromManifests(manifests, { complete: true }).decide(request).toJson()],
];
const CASES = routingCases();

test('upstream has 252 cases, of which each kind is there', () => {
  expect(CASES.length).toBe(252);
  const having = (field: string) => CASES.filter(one => one.expect[field] !== undefined).length;
  expect(CASES.filter(one => one.weights !== undefined).length).toBe(2);
  expect(['noRoute', 'redirect', 'mirroredTo', 'backendRequest', 'responseHeaders',
    'absentResponseHeaders'].map(having).every(count => count > 2)).toBe(true);
});

describe.each(DECIDERS)('%s', (_name, decide) => {
  test.each(CASES.map(one => [one.title, one] as [string, RoutingCase]))('agrees with upstream on %s', (_title, one) => {
    checkCase(one, decide);
  });
});
