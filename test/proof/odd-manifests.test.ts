// Manifests as anybody may have written them: a value of another type in any place is read as none, and never ends in a crash.
import { TrafficModel } from '../../src/proof/model';
import { MANIFESTS, ODD, replaced, REQUESTS } from './reference/odd';

const CLASSES_TOO: unknown[] = [null, 'no name', ''];

test('the set reaches every kind of answer as it stands', () => {
  const model = TrafficModel.fromManifests(MANIFESTS);
  expect(REQUESTS.map(request => model.decide(request).describe())).toEqual([
    'shop/s 50 %, other/t 50 %', 'redirect 301 to to.example/y', 'shop/s 100 %', 'shop/s 100 %',
  ]);
});

test.each(MANIFESTS.map((object): [string, number] => [`${object.kind} ${object.metadata.name}`, MANIFESTS.indexOf(object)]))('%s with something odd in any place', (_what, at) => {
  let tried = 0;
  for (const [path, make] of replaced(MANIFESTS[at])) {
    for (const odd of ODD) {
      const manifests = MANIFESTS.map((object, i) => i === at ? make(odd) : object);
      const where = `${path} is ${JSON.stringify(odd)}`;
      const model = TrafficModel.fromManifests(manifests, { complete: tried % 2 === 0 });
      for (const request of REQUESTS) {
        const answer = attempt(where, () => model.decide(request).toJson());
        if (!(answer.status >= 100 && answer.errorShare >= 0 && answer.errorShare <= 1)) throw new Error(`${where}: ${JSON.stringify(answer)}`);
      }
      if (CLASSES_TOO.includes(odd)) attempt(where, () => [model.classes(), model.explain(REQUESTS[0])]);
      tried++;
    }
  }
  expect(tried).toBeGreaterThan(30);
});

test.each([null, undefined, 5, 'text', [], {}, { kind: 5 }, { kind: 'HTTPRoute' }, { apiVersion: 5, kind: 'Gateway', metadata: null, spec: null }])('%j is no object of a manifest', odd => {
  const model = TrafficModel.fromManifests([odd, ...MANIFESTS]);
  expect(model.decide(REQUESTS[2]).describe()).toBe('shop/s 100 %');
});

function attempt<T>(where: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    throw new Error(`${where}: ${(error as Error).stack}`);
  }
}
