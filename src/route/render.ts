import {
  GrpcRoute, GrpcRouteSpecRules, GrpcRouteSpecRulesBackendRefs, GrpcRouteSpecRulesMatchesHeadersType, GrpcRouteSpecRulesMatchesMethodType,
  HttpRoute, HttpRouteSpecParentRefs, HttpRouteSpecRules, HttpRouteSpecRulesBackendRefs, HttpRouteSpecRulesMatchesHeadersType, HttpRouteSpecRulesMatchesMethod,
  HttpRouteSpecRulesMatchesPathType, HttpRouteSpecRulesMatchesQueryParamsType,
} from '../../imports/gateway.networking.k8s.io';
import { Conditions, ValueType } from '../traffic/conditions';
import { TrafficRule } from '../traffic/rule';
import { gatewayDuration } from './duration';
import { renderGrpcFilters, renderHttpFilters } from './filters';
import { GatewayRef } from './gateway-ref';
import { RouteProtocol } from './protocol';
import { otherNamespace, serviceRef } from './service-ref';

/** What a route's spec is rendered from. */
export interface RouteSpec {
  readonly protocol: RouteProtocol;
  readonly namespace?: string;
  readonly gateways: GatewayRef[];
  readonly hostnames: string[];
  readonly rules: TrafficRule[];
}

/**
 * The `spec` of an HTTPRoute or GRPCRoute. Every field that the API server would default is written out, so that what is live
 * equals what is in Git and nobody needs an ignore rule.
 */
export function renderRouteSpec(route: RouteSpec): any {
  const hostnames = route.hostnames.length === 0 ? undefined : route.hostnames;
  const parentRefs = route.gateways.map(gateway => renderParent(gateway, route.namespace));
  if (route.protocol === RouteProtocol.GRPC) {
    return GrpcRoute.manifest({ spec: { parentRefs, hostnames, rules: route.rules.map(rule => renderGrpcRule(rule, route.namespace)) } }).spec;
  }
  return HttpRoute.manifest({ spec: { parentRefs, hostnames, rules: route.rules.map(rule => renderHttpRule(rule, route.namespace)) } }).spec;
}

function renderParent(gateway: GatewayRef, namespace: string | undefined): HttpRouteSpecParentRefs {
  return {
    group: 'gateway.networking.k8s.io',
    kind: 'Gateway',
    name: gateway.gatewayName,
    namespace: otherNamespace(gateway.namespace, namespace),
    sectionName: gateway.sectionName,
    port: gateway.port,
  };
}

function renderHttpRule(rule: TrafficRule, namespace: string | undefined): HttpRouteSpecRules {
  return {
    name: rule.name,
    matches: rule.match._alternatives.map(renderHttpMatch),
    filters: renderHttpFilters(rule.filters, namespace),
    timeouts: rule.timeouts === undefined ? undefined : {
      request: rule.timeouts.request && gatewayDuration('timeouts.request', rule.timeouts.request),
      backendRequest: rule.timeouts.backendRequest && gatewayDuration('timeouts.backendRequest', rule.timeouts.backendRequest),
    },
    backendRefs: rule.split?.backends.map(({ backend, weight }) => ({
      ...serviceRef(backend, namespace), weight, filters: renderHttpFilters(backend.filters, namespace) as HttpRouteSpecRulesBackendRefs['filters'],
    })),
  };
}

function renderGrpcRule(rule: TrafficRule, namespace: string | undefined): GrpcRouteSpecRules {
  const matches = rule.match._alternatives;
  const everyCall = matches.length === 1 && matches[0].grpc === undefined && matches[0].headers.length === 0;
  return {
    name: rule.name,
    // A GRPCRoute states "every call" by no match at all; it has no default to write out.
    matches: everyCall ? undefined : matches.map(c => ({
      method: c.grpc && { type: GrpcRouteSpecRulesMatchesMethodType.EXACT, service: c.grpc.service, method: c.grpc.method },
      headers: noneIfEmpty(c.headers.map(({ name, type, value }) => ({ name, type: GRPC_HEADER_TYPE[type], value }))),
    })),
    filters: renderGrpcFilters(rule.filters, namespace),
    backendRefs: rule.split?.backends.map(({ backend, weight }) => ({
      ...serviceRef(backend, namespace), weight, filters: renderGrpcFilters(backend.filters, namespace) as unknown as GrpcRouteSpecRulesBackendRefs['filters'],
    })),
  };
}

function renderHttpMatch(c: Conditions) {
  const path = c.path ?? { type: 'PathPrefix', value: '/' };
  return {
    path: { type: PATH_TYPE[path.type], value: path.value },
    method: c.method as HttpRouteSpecRulesMatchesMethod | undefined,
    headers: noneIfEmpty(c.headers.map(({ name, type, value }) => ({ name, type: HEADER_TYPE[type], value }))),
    queryParams: noneIfEmpty(c.queryParams.map(({ name, type, value }) => ({ name, type: QUERY_TYPE[type], value }))),
  };
}

function noneIfEmpty<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}

const PATH_TYPE = {
  Exact: HttpRouteSpecRulesMatchesPathType.EXACT,
  PathPrefix: HttpRouteSpecRulesMatchesPathType.PATH_PREFIX,
  RegularExpression: HttpRouteSpecRulesMatchesPathType.REGULAR_EXPRESSION,
};
const HEADER_TYPE: Record<ValueType, HttpRouteSpecRulesMatchesHeadersType> = {
  Exact: HttpRouteSpecRulesMatchesHeadersType.EXACT,
  RegularExpression: HttpRouteSpecRulesMatchesHeadersType.REGULAR_EXPRESSION,
};
const QUERY_TYPE: Record<ValueType, HttpRouteSpecRulesMatchesQueryParamsType> = {
  Exact: HttpRouteSpecRulesMatchesQueryParamsType.EXACT,
  RegularExpression: HttpRouteSpecRulesMatchesQueryParamsType.REGULAR_EXPRESSION,
};
const GRPC_HEADER_TYPE: Record<ValueType, GrpcRouteSpecRulesMatchesHeadersType> = {
  Exact: GrpcRouteSpecRulesMatchesHeadersType.EXACT,
  RegularExpression: GrpcRouteSpecRulesMatchesHeadersType.REGULAR_EXPRESSION,
};
