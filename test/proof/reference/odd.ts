// A set of manifests that reaches every kind of answer, and the same with something odd in each place.
import { TrafficRequest } from '../../../src/proof/request';
import { call, gateway, get, grant, grpc, headers, http, namespace, on, prefix, query, regex, service } from './case-parts';

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

/** Every kind and field that is read. */
export const MANIFESTS: any[] = [
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
/** Requests for the rules of the set. */
export const REQUESTS = [
  get('/?q=1').withHeader('x', '1'), get('/r'), get('/other'), TrafficRequest.grpc('s.A', 'M').withHost('g.example').withHeader('x', '1'),
];
/** What may stand where something else is meant. */
export const ODD = [null, 5, 'no name', '', [null], { text: null }];

/** Each place of a value, and the value with something odd there. */
export function* replaced(value: any, path = ''): Generator<[string, (odd: unknown) => any]> {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    const put = (inner: unknown) => Array.isArray(value) ? value.map((old, i) => String(i) === key ? inner : old) : { ...value, [key]: inner };
    yield [`${path}/${key}`, put];
    for (const [inner, make] of replaced(value[key], `${path}/${key}`)) yield [inner, odd => put(make(odd))];
  }
}
