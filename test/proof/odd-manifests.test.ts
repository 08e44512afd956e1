// Manifests as anybody may have written them: a value of another type in any place is read as none, and never ends in a crash.
import { TrafficModel } from '../../src/proof/model';
import { TrafficRequest } from '../../src/proof/request';
import { call, gateway, get, grant, grpc, headers, http, namespace, on, prefix, query, regex, service } from './reference/case-parts';

const ref = (name: string, filters: any[] = []) => ({ group: '', kind: 'Service', name, namespace: 'shop', port: 80, weight: 1, filters });
const change = { set: [{ name: 'a', value: '1' }], add: [{ name: 'b', value: '1' }], remove: ['c'] };
const FILTERS = [
  { type: 'RequestHeaderModifier', requestHeaderModifier: change },
  { type: 'ResponseHeaderModifier', responseHeaderModifier: change },
  { type: 'URLRewrite', urlRewrite: { hostname: 'in.example', path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/x' } } },
  { type: 'RequestMirror', requestMirror: { backendRef: ref('m'), fraction: { numerator: 1, denominator: 4 } } },
  { type: 'ExtensionRef', extensionRef: { group: 'own.example', kind: 'Own', name: 'x' } },
];
const REDIRECT = { type: 'RequestRedirect', requestRedirect: { scheme: 'https', hostname: 'to.example', port: 444, statusCode: 301, path: { type: 'ReplaceFullPath', replaceFullPath: '/y' } } };
const parent = { group: 'gateway.networking.k8s.io', kind: 'Gateway', sectionName: 'l0', port: 80 };
const selector = { matchLabels: { team: 'x' }, matchExpressions: [{ key: 'team', operator: 'In', values: ['x'] }] };

const MANIFESTS: any[] = [
  gateway({ hostname: '*.a.example', allowedRoutes: { kinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }], namespaces: { from: 'Selector', selector } } }, { port: 81 }),
  http('a', {
    created: '2026-01-01T00:00:00Z', hostnames: ['x.a.example'], ref: parent,
    rules: [
      { name: 'one', ...on({ ...prefix('/'), method: 'GET', ...headers(['x', '1', 'Exact']), ...query(['q', '1', 'Exact']) }), filters: FILTERS, backendRefs: [ref('s', FILTERS.slice(0, 4)), { ...ref('t'), namespace: 'other' }] },
      { ...on(regex('/r.*')), filters: [REDIRECT] }, { backendRefs: [ref('s')] },
    ],
  }),
  grpc('g', { ref: { port: 81 }, hostnames: ['g.example'], rules: [{ ...on({ ...call('s.A', 'M', 'Exact'), ...headers(['x', '1']) }), backendRefs: [ref('s')] }] }),
  http('assumed', { ref: { name: 'other' } }),
  service('s'), service('other/t'), service('m'), grant('other', {}, { name: 't' }), namespace('shop', { team: 'x' }),
];
const REQUESTS = [
  get('/?q=1').withHeader('x', '1'), get('/r'), get('/other'), TrafficRequest.grpc('s.A', 'M').withHost('g.example').withHeader('x', '1'),
];
const ODD = [null, 5, 'no name', '', [null], { text: null }];

const CLASSES_TOO: unknown[] = [null, 'no name', ''];

/** Each place of a value, and the value with something odd there. */
function* replaced(value: any, path = ''): Generator<[string, (odd: unknown) => any]> {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    const put = (inner: unknown) => Array.isArray(value) ? value.map((old, i) => String(i) === key ? inner : old) : { ...value, [key]: inner };
    yield [`${path}/${key}`, put];
    for (const [inner, make] of replaced(value[key], `${path}/${key}`)) yield [inner, odd => put(make(odd))];
  }
}

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
