import { CASES_BY_TITLE, DECIDE_CASES, expectDecision } from './reference/cases';
import { referenceDecide } from './reference/router';

test.each(CASES_BY_TITLE)('the reference: %s', (_title, one) => {
  expectDecision(referenceDecide(one.manifests, one.request, { complete: one.complete }), one);
});

test.each(CASES_BY_TITLE)('the order of the manifests does not matter: %s', (_title, one) => {
  expectDecision(referenceDecide([...one.manifests].reverse(), one.request, { complete: one.complete }), one);
});

test('every case has a title of its own and cites the specification, or says that the reading is ours', () => {
  expect(new Set(DECIDE_CASES.map(({ title, cites }) => `${title} ${cites}`)).size).toBe(DECIDE_CASES.length);
  for (const { cites } of DECIDE_CASES) expect(cites).toMatch(/HTTP|GRPC|gRPC|Gateway|Listener|Ref|Route|RFC|own reading/);
});
