// Random sets of manifests that the CRDs admit: Gateways, routes, Services, grants, namespaces, in any order.
import * as fc from 'fast-check';
import {
  GATEWAYS, GRPC_METHODS, GRPC_PATTERNS, GRPC_SERVICES, HEADER_NAMES, HOSTNAMES, LISTENERS, listOf, maybe, METHODS, NAMESPACES,
  PATH_PATTERNS, PATHS,
  PATTERNS, pick, plain, PORTS, SERVICES, VALUES, weighted,
} from './alphabet';
import { destination } from './random-filters';

const GROUP = 'gateway.networking.k8s.io';

const selector = fc.oneof(
  fc.record({ matchLabels: pick({ team: 'x' }, { 'kubernetes.io/metadata.name': 'a' }, {}) }),
  fc.record({
    matchExpressions: listOf(fc.oneof(
      fc.record({ key: fc.constant('team'), operator: pick('In', 'NotIn'), values: pick(['x'], ['x', 'y']) }) as fc.Arbitrary<any>,
      fc.record({ key: fc.constant('team'), operator: pick('Exists', 'DoesNotExist') }) as fc.Arbitrary<any>,
    ), 1, 2),
  }),
);
const allowedRoutes = fc.record({
  namespaces: fc.oneof(
    { weight: 6, arbitrary: fc.constant<any>({ from: 'All' }) },
    { weight: 2, arbitrary: fc.record({ from: fc.constant('Selector'), selector }) as fc.Arbitrary<any> },
    { weight: 1, arbitrary: pick<any>({ from: 'Same' }, {}) },
  ),
  kinds: maybe(listOf(fc.record({ group: maybe(fc.constant(GROUP)), kind: pick('HTTPRoute', 'GRPCRoute', 'TCPRoute') }), 0, 2), 2),
});
const TLS: any = { HTTPS: { certificateRefs: [{ name: 'tls' }] }, TLS: { mode: 'Passthrough' } };
const listener = fc.record({
  port: pick(...PORTS),
  protocol: weighted([10, 'HTTP'], [4, 'HTTPS'], [1, 'TLS']),
  hostname: maybe(pick(...HOSTNAMES)),
  allowedRoutes: maybe(allowedRoutes, 8),
}).map(one => ({ ...one, tls: TLS[one.protocol] }));
const gateway = fc.record({
  apiVersion: pick(`${GROUP}/v1`, `${GROUP}/v1beta1`),
  kind: fc.constant('Gateway'),
  metadata: fc.record({ name: pick(...GATEWAYS), namespace: weighted([4, 'infra'], [1, 'a']) }),
  spec: fc.record({
    gatewayClassName: fc.constant('any'),
    listeners: listOf(listener, 1, 4, ({ port, protocol, hostname }) => `${port} ${protocol} ${hostname}`)
      .map(listeners => listeners.map((one, i) => ({ name: LISTENERS[i], ...one }))),
  }),
});

const parentRef = fc.record({
  group: maybe(fc.constant(GROUP), 1),
  kind: maybe(fc.constant('Gateway'), 1),
  name: weighted([4, 'g1'], [2, 'g2'], [1, 'g3']),
  namespace: maybe(fc.constant('infra'), 8),
  sectionName: maybe(pick(...LISTENERS), 2),
  port: maybe(pick(...PORTS), 2),
});
const meshRef = fc.record({ group: fc.constant(''), kind: fc.constant('Service'), name: pick(...SERVICES) });
const parentRefs = fc.tuple(listOf(parentRef, 1, 2, ({ namespace, name }) => `${namespace} ${name}`), maybe(meshRef, 1),
  maybe(pick('l1', 'l2'), 2))
  .map(([refs, mesh, second]): any[] => {
    // Two references to one Gateway must both state a section, each its own.
    const twice = second === undefined ? [] : [{ ...refs[0], sectionName: 'l4', port: undefined },
      { ...refs[0], sectionName: second, port: undefined }];
    return [...twice.length === 0 ? refs : [...twice, ...refs.slice(1)], ...mesh === undefined ? [] : [mesh]];
  });

const metadata = fc.record({
  name: pick('r', 'r1', 'r-1', 'r2', 'r10'),
  namespace: maybe(pick(...NAMESPACES), 9),
  creationTimestamp: maybe(pick('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2025-12-31T23:59:59Z')),
});
const hostnames = maybe(listOf(pick(...HOSTNAMES), 0, 3, value => value), 7);

function condition(name: fc.Arbitrary<string>): fc.Arbitrary<any> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ name, value: pick(...VALUES), type: maybe(fc.constant('Exact'), 2) }) as fc.Arbitrary<any> },
    { weight: 1, arbitrary: fc.record({ name, value: pick(...PATTERNS), type: fc.constant('RegularExpression') }) as fc.Arbitrary<any> },
  );
}
const headers = maybe(listOf(condition(pick(...HEADER_NAMES)), 0, 2, header => header.name), 4);
const path = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: maybe(fc.constant('PathPrefix')), value: maybe(pick(...PATHS), 9) }) as fc.Arbitrary<any> },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('Exact'), value: pick(...PATHS) }) as fc.Arbitrary<any> },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('RegularExpression'), value: pick(...PATH_PATTERNS) }) as fc.Arbitrary<any> },
);
const httpMatch = fc.record({
  path: maybe(path, 8),
  headers,
  queryParams: maybe(listOf(condition(pick('q', 'Q', 'p')), 0, 2, param => param.name), 3),
  method: maybe(pick(...METHODS), 3),
});
const grpcMatch = fc.record({
  method: maybe(fc.oneof(
    { weight: 4, arbitrary: fc.record({ type: maybe(fc.constant('Exact')), service: maybe(pick(...GRPC_SERVICES), 7),
      method: pick(...GRPC_METHODS) }) as fc.Arbitrary<any> },
    { weight: 2, arbitrary: fc.record({ service: pick(...GRPC_SERVICES) }) as fc.Arbitrary<any> },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('RegularExpression'), service: pick(...GRPC_PATTERNS),
      method: maybe(pick(...GRPC_PATTERNS)) }) as fc.Arbitrary<any> },
  ), 8),
  headers,
});

function rule(grpc: boolean): fc.Arbitrary<any> {
  return maybe(listOf((grpc ? grpcMatch : httpMatch) as fc.Arbitrary<any>, 0, 3), 9).chain(matches => {
    const prefix = matches === undefined || (matches.length === 1 && (matches[0].path?.type ?? 'PathPrefix') === 'PathPrefix');
    return destination(grpc, prefix).map(rest => ({ matches, ...rest }));
  });
}
function route(kind: 'HTTPRoute' | 'GRPCRoute'): fc.Arbitrary<any> {
  const rules = fc.tuple(listOf(rule(kind === 'GRPCRoute'), 1, 3), fc.boolean())
    .map(([list, named]) => named ? list.map((one, i) => ({ name: `rule-${i}`, ...one })) : list);
  return fc.record({
    apiVersion: kind === 'HTTPRoute' ? pick(`${GROUP}/v1`, `${GROUP}/v1beta1`) : weighted([3, `${GROUP}/v1`], [1, `${GROUP}/v1alpha2`]),
    kind: fc.constant(kind),
    metadata,
    spec: fc.record({ parentRefs, hostnames, rules: maybe(rules, 9) }),
  });
}

const service = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Service'),
  metadata: fc.record({ name: pick(...SERVICES), namespace: pick(...NAMESPACES, 'default') }),
  spec: weighted<any>([5, { ports: [{ port: 80 }] }], [2, { ports: [{ name: 'a', port: 8080 }, { name: 'b', port: 81 }] }],
    [1, { type: 'ExternalName', externalName: 'away.example' }]),
});
const grant = fc.record({
  apiVersion: pick(`${GROUP}/v1beta1`, `${GROUP}/v1`),
  kind: fc.constant('ReferenceGrant'),
  metadata: fc.record({ name: pick('one', 'two', 'three'), namespace: pick(...NAMESPACES) }),
  spec: fc.record({
    from: listOf(fc.record({ group: weighted([5, GROUP], [1, '']), kind: weighted([3, 'HTTPRoute'], [1, 'GRPCRoute']),
      namespace: pick(...NAMESPACES, 'default') }), 1, 2),
    to: listOf(fc.record({ group: weighted([5, ''], [1, 'apps']), kind: weighted([5, 'Service'], [1, 'Secret']),
      name: maybe(pick(...SERVICES)) }), 1, 2),
  }),
});
const namespace = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Namespace'),
  metadata: fc.record({ name: pick(...NAMESPACES, 'default'), labels: maybe(pick({ team: 'x' }, { team: 'y' }), 8) }),
});

/** No two objects of one name. */
function identity({ kind, metadata: { namespace: where, name } }: any): string {
  return `${kind} ${where ?? 'default'}/${name}`;
}

/** Manifests of 1 to 8 HTTPRoutes, up to 3 GRPCRoutes, and what they refer to, or not. */
export function routeSet(): fc.Arbitrary<any[]> {
  const routes = (http: number, fewestCalls: number) =>
    fc.tuple(listOf(route('HTTPRoute'), 1, http, identity), listOf(route('GRPCRoute'), fewestCalls, 3, identity)).map(lists =>
      lists.flat());
  const parts = fc.tuple(
    listOf(gateway as fc.Arbitrary<any>, 0, 3, identity), fc.oneof({ weight: 3, arbitrary: routes(8, 0) },
      { weight: 2, arbitrary: routes(2, 2) }),
    listOf(service as fc.Arbitrary<any>, 2, 12, identity), listOf(grant as fc.Arbitrary<any>, 0, 3, identity),
    listOf(namespace as fc.Arbitrary<any>, 0, 4, identity),
  );
  return parts.chain(lists => {
    const objects = plain(lists.flat());
    return fc.shuffledSubarray(objects, { minLength: objects.length, maxLength: objects.length });
  });
}
