// Random requests over the alphabets of the random routes, and a bit beside them.
import * as fc from 'fast-check';
import { TrafficRequest } from '../../../src/proof/request';
import { GRPC_METHODS, GRPC_SERVICES, HEADER_NAMES, listOf, maybe, METHODS, PATHS, pick, PORTS, VALUES, weighted } from './alphabet';

const HOSTS = ['a.example', 'x.a.example', 'y.x.a.example', 'example', 'b.example', 'other', '', 'xxa.example'];

const bare = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(pick(...METHODS, 'HEAD'), pick(...PATHS, '/aa', '/a/b/', '/a/b/c/d', '/A',
    '/x')).map(([method, path]) => TrafficRequest.of(method, path)) },
  {
    weight: 1,
    arbitrary: fc.tuple(pick(...GRPC_SERVICES, 's.B', 'a'), pick(...GRPC_METHODS, 'm', 'b')).map(([service, method]) =>
      TrafficRequest.grpc(service, method)),
  },
);
const pairs = (...names: string[]) => listOf(fc.tuple(pick(...names), pick(...VALUES, 'V1', '2')), 0, 3);

/** A request to anywhere. */
export function requestFor(): fc.Arbitrary<TrafficRequest> {
  return fc.tuple(
    bare, pick(...HOSTS), pairs(...HEADER_NAMES, 'Y', 'new'), maybe(pairs('q', 'Q', 'p'), 4), maybe(pick(...PORTS), 3),
    maybe(weighted([4, 'infra/g1'], [2, 'infra/g2'], [1, 'a/g1'], [1, 'infra/g9']), 3),
  ).map(([start, host, headers, query, port, gateway]) => {
    let request = start.withHost(host);
    for (const [name, value] of headers) request = request.withHeader(name, value);
    for (const [name, value] of query ?? []) request = request.withQuery(name, value);
    if (port !== undefined) request = request.withPort(port);
    if (gateway !== undefined) request = request.withGateway(gateway.split('/')[0], gateway.split('/')[1]);
    return request;
  });
}
