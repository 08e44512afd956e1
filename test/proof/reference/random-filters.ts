// Random backends and filters that the CRDs admit.
import * as fc from 'fast-check';
import { HEADER_NAMES, listOf, maybe, NAMESPACES, pick, SERVICES, VALUES, weighted } from './alphabet';

const name = fc.oneof(pick(...HEADER_NAMES), pick('new', 'New'));
const headers = listOf(fc.record({ name, value: pick(...VALUES) }), 0, 2, header => header.name);
const modifier = fc.record({ set: maybe(headers), add: maybe(headers), remove: maybe(listOf(name, 0, 2, value => value), 3) });

const service = fc.record({
  group: maybe(fc.constant(''), 2),
  kind: maybe(fc.constant('Service'), 2),
  name: pick(...SERVICES),
  namespace: maybe(pick(...NAMESPACES), 2),
  port: weighted([6, 80], [1, 81]),
});
const foreign = fc.record({ group: fc.constant('multicluster.x-k8s.io'), kind: fc.constant('ServiceImport'), name: pick(...SERVICES),
  port: fc.constant(80) });
const target = fc.oneof({ weight: 12, arbitrary: service as fc.Arbitrary<any> }, { weight: 1, arbitrary: foreign as fc.Arbitrary<any> });

const mirror = fc.oneof(
  fc.record({ backendRef: target }),
  fc.record({ backendRef: target, percent: pick(0, 10, 100) }),
  fc.record({ backendRef: target, fraction: fc.record({ numerator: pick(0, 1, 3), denominator: maybe(pick(4, 1000)) }) }),
);

function path(prefix: boolean): fc.Arbitrary<any> {
  const full = fc.record({ type: fc.constant('ReplaceFullPath'), replaceFullPath: pick('/full', '/', '/full/path') });
  const part = fc.record({ type: fc.constant('ReplacePrefixMatch'), replacePrefixMatch: pick('/xyz', '/xyz/', '/', '', '/p/q') });
  return prefix ? fc.oneof(full, part) : full;
}

const header = (type: string, field: string) => modifier.map(value => ({ type, [field]: value }));
const requestHeaders = header('RequestHeaderModifier', 'requestHeaderModifier');
const responseHeaders = header('ResponseHeaderModifier', 'responseHeaderModifier');
const mirroring = mirror.map(requestMirror => ({ type: 'RequestMirror', requestMirror }));
const rewriting = (prefix: boolean) => fc.record({ hostname: maybe(pick('in.example', 'b.example')), path: maybe(path(prefix)) })
  .map(urlRewrite => ({ type: 'URLRewrite', urlRewrite }));
const redirecting = (prefix: boolean) => fc.record({
  scheme: maybe(pick('http', 'https')),
  hostname: maybe(pick('to.example')),
  port: maybe(pick(80, 443, 8080), 3),
  path: maybe(path(prefix)),
  statusCode: maybe(pick(301, 302, 308)),
}).map(requestRedirect => ({ type: 'RequestRedirect', requestRedirect }));

/** Where a rule sends requests: filters with backends, or a redirect. @param prefix whether its only match is by prefix */
export function destination(grpc: boolean, prefix: boolean): fc.Arbitrary<any> {
  const common = fc.oneof(requestHeaders, responseHeaders, mirroring) as fc.Arbitrary<any>;
  const one = grpc ? common : fc.oneof({ weight: 3, arbitrary: common }, { weight: 1, arbitrary: rewriting(prefix) as fc.Arbitrary<any> });
  const filters = listOf(one, 0, 3, once);
  const served = fc.record({ filters: maybe(filters, 4), backendRefs: maybe(listOf(backend(one), 0, 3), 9) })
    .map(rule => ({ ...rule, backendRefs: rule.backendRefs?.map((ref: any) => withoutSecondPath(rule.filters, ref)) }));
  if (grpc) return served;
  const redirect = fc.record({ filters: fc.tuple(listOf(header('ResponseHeaderModifier', 'responseHeaderModifier'), 0, 1),
    redirecting(prefix)) })
    .map(({ filters: [before, last] }) => ({ filters: [...before, last] as any[] }));
  return fc.oneof({ weight: 8, arbitrary: served as fc.Arbitrary<any> }, { weight: 1, arbitrary: redirect as fc.Arbitrary<any> });
}

/** All but mirrors are there once ('filter cannot be repeated'). */
function once(filter: any): unknown {
  return filter.type === 'RequestMirror' ? filter : filter.type;
}

function backend(filter: fc.Arbitrary<any>): fc.Arbitrary<any> {
  return fc.tuple(target, maybe(weighted([2, 0], [3, 1], [2, 3], [1, 95]), 6), maybe(listOf(filter, 0, 2, once), 2))
    .map(([ref, weight, filters]) => ({ ...ref, weight, filters }));
}

/** What two rewrites of a path, of the rule and of its backend, do together is nowhere said. */
function withoutSecondPath(filters: any[] | undefined, ref: any): any {
  if (!filters?.some(filter => filter.urlRewrite?.path !== undefined)) return ref;
  return { ...ref, filters: ref.filters?.filter((filter: any) => filter.type !== 'URLRewrite') };
}
