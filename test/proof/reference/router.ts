// A plain, slow router that is right at sight: every match of every route is tried and all that take the request are sorted by the
// criteria of Gateway API v1.6.1. It checks the indexed model of src/proof, with which it shares only the request.
import { TrafficRequest } from '../../../src/proof/request';
import { RouteProtocol } from '../../../src/route/protocol';
import { answerOf } from './answer';
import { entriesOf, Listener, listenerFor, routesAt } from './listeners';
import { candidatesOf } from './matching';
import { keyOf } from './objects';

/** A decision as `TrafficDecision.toJson` gives it, without notes, with the kind of the route. */
export interface ReferenceDecision {
  readonly status: number;
  readonly grpcCode?: string;
  readonly gateway: string | null;
  readonly listener: string | null;
  readonly route: string | null;
  readonly routeKind: string | null;
  readonly rule: number | null;
  readonly ruleName: string | null;
  readonly shares: { [service: string]: number };
  readonly errorShare: number;
  readonly mirrors: { backend: string; percent: number }[];
  readonly redirect?: any;
  readonly backends: any[];
}

/** Where a request goes by the letter of the specification. `complete`: what is not among the manifests does not exist. */
export function referenceDecide(manifests: any[], request: TrafficRequest, options: { complete?: boolean } = {}): ReferenceDecision {
  const complete = options.complete ?? false;
  const entries = entriesOf(manifests, complete).filter(([{ gateway, port }]) =>
    (request.gateway === undefined || gateway === request.gateway)
    && (request.port === undefined || port === undefined || port === request.port));
  for (const entry of entries) {
    const listener = listenerFor(entry, request.host);
    if (listener === undefined) continue;
    const [winner] = candidatesOf(routesAt(manifests, listener, complete), listener, request);
    if (winner === undefined) continue;
    const answer = answerOf(manifests, winner, listener, request, complete);
    return {
      ...answer,
      ...grpcCode(request, answer.status),
      gateway: listener.gateway,
      listener: listener.name ?? null,
      route: keyOf(winner.route),
      routeKind: winner.route.kind,
      rule: winner.ruleIndex,
      ruleName: winner.rule.name ?? null,
    };
  }
  return {
    status: 404,
    ...grpcCode(request, 404),
    ...firstAsked(entries, request),
    route: null,
    routeKind: null,
    rule: null,
    ruleName: null,
    shares: {},
    errorShare: 0,
    mirrors: [],
    backends: [],
  };
}

/** Who says that there is no route: the Gateway that comes first, and its listener for the host if it has one. */
function firstAsked(entries: Listener[][], request: TrafficRequest): { gateway: string | null; listener: string | null } {
  if (entries.length === 0) return { gateway: null, listener: null };
  return { gateway: entries[0][0].gateway, listener: listenerFor(entries[0], request.host)?.name ?? null };
}

function grpcCode(request: TrafficRequest, status: number): { grpcCode?: string } {
  const code = new Map([[200, 'OK'], [404, 'UNIMPLEMENTED'], [500, 'UNAVAILABLE']]).get(status);
  return request.protocol === RouteProtocol.GRPC && code !== undefined ? { grpcCode: code } : {};
}
