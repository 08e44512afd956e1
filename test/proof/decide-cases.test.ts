import { TrafficModel } from '../../src/proof/model';
import { CASES_BY_TITLE, expectDecision } from './reference/cases';

test.each(CASES_BY_TITLE)('the model: %s', (_title, { manifests, request, complete, ...one }) => {
  const decision = TrafficModel.fromManifests(manifests, { complete }).decide(request);
  expectDecision({ ...decision.toJson(), routeKind: decision.routeKind ?? null }, { manifests, request, ...one });
});
