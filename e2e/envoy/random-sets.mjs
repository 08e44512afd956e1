// Random route sets, each at a host of its own. Everything that the specification defines; what it leaves open stays out.
import fc from 'fast-check';

const pick = (...values) => fc.constantFrom(...values);
const SEGMENTS = ['a', 'b', 'ab'];
const path = fc.oneof(
  fc.record({ type: fc.constant('Exact'), value: fc.array(pick(...SEGMENTS), { minLength: 0, maxLength: 2 }).map((parts) => `/${parts.join('/')}`) }),
  fc.record({ type: fc.constant('PathPrefix'), value: fc.array(pick(...SEGMENTS), { minLength: 0, maxLength: 2 }).map((parts) => `/${parts.join('/')}`) }),
  fc.record({ type: fc.constant('RegularExpression'), value: pick('/a.*', '/[ab]+', '/(a|b)/.+') }),
);
const header = fc.record({
  name: pick('x-one', 'x-two'), type: pick('Exact', 'Exact', 'RegularExpression'), value: pick('1', '2', '12'),
});
const query = fc.record({ name: pick('q', 'r'), type: fc.constant('Exact'), value: pick('1', '2') });
const unique = (items) => items.filter((item, index) => items.findIndex(({ name }) => name === item.name) === index);
const some = (arbitrary, maxLength) => fc.array(arbitrary, { maxLength }).map(unique);
const match = fc.record({ path, headers: some(header, 2), queryParams: some(query, 1), method: pick(undefined, undefined, 'GET', 'POST') });

const changes = fc.record({ set: some(fc.record({ name: pick('x-set', 'x-one'), value: pick('s', 't') }), 1), add: some(fc.record({ name: pick('x-add', 'x-two'), value: pick('u', 'v') }), 1), remove: pick([], ['x-remove']) });
const filter = fc.oneof(
  changes.map((requestHeaderModifier) => ({ type: 'RequestHeaderModifier', requestHeaderModifier })),
  pick('/new', '/').map((replaceFullPath) => ({ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplaceFullPath', replaceFullPath } } })),
);
const mirrorTo = (...names) => fc.record({ name: pick(...names), percent: pick(undefined, 100, 20, 0) })
  .map(({ name, percent }) => ({ type: 'RequestMirror', requestMirror: clean({ backendRef: { name, port: 80 }, percent }) }));
const mirror = mirrorTo('shadow', 'one');
// One of its own breaks the whole rule on Envoy Gateway, which then tells nothing of the order.
const grpcMirror = mirrorTo(...Array.from({ length: 9 }, () => 'one'), 'shadow');
const redirect = fc.record({ hostname: pick('other.example.com'), statusCode: pick(301, 302), path: pick(undefined, { type: 'ReplaceFullPath', replaceFullPath: '/moved' }) })
  .map((requestRedirect) => ({ filters: [{ type: 'RequestRedirect', requestRedirect: clean(requestRedirect) }] }));
const backends = fc.array(fc.record({ name: pick('one', 'two', 'three'), weight: pick(1, 5, 50, 95, 0) }), { minLength: 1, maxLength: 3 })
  .map(unique).filter((refs) => refs.some(({ weight }) => weight > 0));
const answer = fc.oneof({ weight: 5, arbitrary: fc.record({ backendRefs: backends, filters: fc.tuple(fc.array(filter, { maxLength: 1 }), fc.array(mirror, { maxLength: 1 })).map(([some_, copies]) => [...some_, ...copies]) }) }, { weight: 1, arbitrary: redirect });
const rule = fc.record({ matches: fc.array(match, { minLength: 1, maxLength: 3 }), answer });
const routes = fc.array(fc.array(rule, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });

const rpc = fc.oneof(
  fc.record({ type: fc.constant('Exact'), service: pick('shop.Cart', 'shop.Carts', 'shop'), method: pick(undefined, 'Get', 'GetAll') }),
  fc.record({ type: fc.constant('Exact'), method: pick('Get', 'GetAll') }),
  fc.record({ type: fc.constant('RegularExpression'), service: pick('shop\\.C.*', '[a-z]+'), method: pick(undefined, 'Get.*') }),
).map(clean);
const grpcMatch = fc.record({ method: fc.oneof({ weight: 4, arbitrary: rpc }, { weight: 1, arbitrary: fc.constant(undefined) }), headers: some(header, 2) });
const grpcRule = fc.record({
  matches: fc.array(grpcMatch, { minLength: 1, maxLength: 3 }),
  answer: fc.record({ backendRefs: backends, filters: fc.tuple(fc.array(changes.map((requestHeaderModifier) => ({ type: 'RequestHeaderModifier', requestHeaderModifier })), { maxLength: 1 }), fc.array(grpcMirror, { maxLength: 1 })).map((all) => all.flat()) }),
});
const grpcRoutes = fc.array(fc.array(grpcRule, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });

/** So many sets: [name, objects]. The same seed gives the same sets. */
export function randomSets(count, seed) {
  return sample(routes, count, seed, 'HTTPRoute', 'r');
}

/** The same of GRPCRoutes. */
export function randomGrpcSets(count, seed) {
  return sample(grpcRoutes, count, seed, 'GRPCRoute', 'g');
}

function sample(arbitrary, count, seed, kind, prefix) {
  return fc.sample(arbitrary, { numRuns: count, seed })
    .map((set, index) => [`random ${kind} ${index}`, set.map((rules, number) => routeOf(kind, `${prefix}${index}`, number, rules))]);
}

function routeOf(kind, namespace, number, rules) {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata: { name: `route-${number}`, namespace },
    spec: {
      parentRefs: [{ name: 'edge', namespace: 'edge' }],
      hostnames: [`${namespace}.example.com`],
      rules: rules.map(({ matches, answer: { backendRefs, filters } }) => clean({
        matches: matches.map(clean),
        filters: filters?.length > 0 ? filters : undefined,
        backendRefs: backendRefs?.map(({ name, weight }) => ({ name, port: 80, weight })),
      })),
    },
  };
}

function clean(object) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)));
}
