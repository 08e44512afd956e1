import { didYouMean, TrafficError } from '../../errors';
import { intersection } from '../hostname';
import { GATEWAY_GROUP, listOf, ReadRoute } from '../manifests';
import { filtersOf } from './backends';
import { Finding, Severity } from './finding';
import { GATEWAYS } from './gateways';
import { Survey } from './survey';

/** A feature in use, and the first place of it. */
interface Use {
  readonly feature: string;
  readonly path: string;
  /** What is written there. */
  readonly what: string;
  readonly severity?: Severity;
}

/** Features that the named implementation lists as unsupported. @throws TrafficError for a name that is not known */
export function unsupportedFeatures(survey: Survey): Finding[] {
  const { gateway } = survey.options;
  if (gateway === undefined) return [];
  checkGateway(gateway);
  const named = namedRules(survey.objects);
  return [
    ...survey.routes.flatMap(route => report(gateway, route.object, usesOf(route, named))),
    ...survey.manifests.of(GATEWAY_GROUP, 'Gateway').flatMap(object => report(gateway, object, isolation(object))),
  ];
}

/** @throws TrafficError for a name that GATEWAYS does not hold */
export function checkGateway(name: string): void {
  const names = Object.keys(GATEWAYS);
  if (!names.includes(name)) {
    throw new TrafficError(`'${name}' is no gateway with a known conformance report${didYouMean(name, names) || ';'} choose from ${names.join(', ')}`);
  }
}

function report(name: string, object: any, uses: Use[]): Finding[] {
  const { title, api, version, features } = GATEWAYS[name];
  const said = new Set<string>();
  return uses.flatMap(({ feature, path, what, severity = 'error' }) => {
    if (features[feature] !== 'no' || said.has(feature)) return [];
    said.add(feature);
    return [{
      rule: 'gateway/unsupported-feature',
      severity,
      object,
      path,
      message: `${what} needs ${feature}, which ${title} does not support by its conformance report (${version}, Gateway API ${api})`,
      fix: `Do without it, use another gateway, or, where a later version of ${title} supports it, silence the finding with that version as the reason`,
    }];
  });
}

function usesOf(route: ReadRoute, named: Set<string>): Use[] {
  const uses: Use[] = [];
  const http = route.kind === 'HTTPRoute';
  const protocol = http ? 'HTTP' : 'GRPC';
  const add = (when: unknown, feature: string, path: string, what: string, severity?: Severity) => {
    if (when) uses.push({ feature, path, what, severity });
  };
  add(!http, 'GATEWAY-GRPC', 'kind', 'a GRPCRoute');
  for (const { index, port } of route.parents) {
    add(port !== undefined, 'HTTPRouteParentRefPort', `spec.parentRefs[${index}].port`, 'a port in parentRefs');
  }
  listOf(route.object.spec?.rules).forEach((rule, i) => {
    const path = `spec.rules[${i}]`;
    const isNamed = named.has(JSON.stringify([route.kind, route.namespace, route.name, rule?.name]));
    add(isNamed, `${protocol}RouteNamedRouteRule`, `${path}.name`, 'a rule that a policy refers to by name', 'warning');
    add(listOf(rule?.backendRefs).length > 1 && http, 'HTTPRouteWeight', `${path}.backendRefs`, 'a split by weights');
    listOf(rule?.matches).forEach((match, j) => {
      const at = `${path}.matches[${j}]`;
      add(listOf(match?.headers).length > 0, `${protocol}RouteHeaderMatching`, `${at}.headers`, 'a match by header');
      add(http && listOf(match?.queryParams).length > 0, 'HTTPRouteQueryParamMatching', `${at}.queryParams`, 'a match by query parameter');
      add(match?.method, `${protocol}RouteMethodMatching`, `${at}.method`, 'a match by method');
    });
    add(rule?.timeouts?.request, 'HTTPRouteRequestTimeout', `${path}.timeouts.request`, 'a request timeout');
    add(rule?.timeouts?.backendRequest, 'HTTPRouteBackendTimeout', `${path}.timeouts.backendRequest`, 'a timeout of each try');
    add(rule?.retry, 'HTTPRouteRetry', `${path}.retry`, 'a retry');
    const retriesTimeouts = rule?.retry && rule?.timeouts?.backendRequest;
    add(retriesTimeouts, 'HTTPRouteRetryBackendTimeout', `${path}.retry`, 'a retry after the timeout of a try');
    add(rule?.sessionPersistence, 'HTTPRouteSessionPersistence', `${path}.sessionPersistence`, 'session persistence');
    const mirrors = listOf(rule?.filters).filter(filter => filter?.type === 'RequestMirror');
    add(http && mirrors.length > 1, 'HTTPRouteRequestMultipleMirrors', `${path}.filters`, 'more than one mirror in a rule');
  });
  if (http) filtersOf(route).forEach(({ filter, path, onBackend }) => filterUses(filter, path, onBackend, add));
  return uses;
}

type Add = (when: unknown, feature: string, path: string, what: string) => void;

function filterUses(filter: any, path: string, onBackend: boolean, add: Add): void {
  const { type, requestMirror, urlRewrite } = filter ?? {};
  const isPart = requestMirror?.percent !== undefined || requestMirror?.fraction;
  add(type === 'RequestMirror', 'HTTPRouteRequestMirror', path, 'a mirror');
  add(type === 'RequestMirror' && isPart, 'HTTPRouteRequestPercentageMirror', `${path}.requestMirror`, 'a mirror of a part of the requests');
  add(onBackend && type === 'RequestHeaderModifier', 'HTTPRouteBackendRequestHeaderModification', path,
    'a change of request headers for one backend');
  add(type === 'ResponseHeaderModifier', 'HTTPRouteResponseHeaderModification', path, 'a change of response headers');
  add(type === 'URLRewrite' && urlRewrite?.path, 'HTTPRoutePathRewrite', `${path}.urlRewrite.path`, 'a rewritten path');
  add(type === 'URLRewrite' && urlRewrite?.hostname, 'HTTPRouteHostRewrite', `${path}.urlRewrite.hostname`, 'a rewritten host');
  add(type === 'CORS', 'HTTPRouteCORS', path, 'a CORS filter');
}

/** Rules that policies name: a name alone needs no support. */
function namedRules(objects: any[]): Set<string> {
  const found = new Set<string>();
  for (const { metadata, spec } of objects) {
    for (const ref of [...listOf(spec?.targetRefs), spec?.targetRef]) {
      if (ref?.sectionName) found.add(JSON.stringify([ref.kind, String(metadata?.namespace ?? 'default'), ref.name, ref.sectionName]));
    }
  }
  return found;
}

/** Listeners of one port of which one is for hosts under another's: without isolation the wider one answers for them too. */
function isolation(gateway: any): Use[] {
  const listeners = listOf(gateway.spec?.listeners);
  return listeners.flatMap((one, i): Use[] => {
    const wider = listeners.find(other => other !== one && other?.port === one?.port && other?.protocol === one?.protocol
      && one?.hostname && other?.hostname !== one.hostname
      && (!other?.hostname || intersection(String(other.hostname), String(one.hostname)) === one.hostname));
    return wider === undefined ? [] : [{
      feature: 'GatewayHTTPListenerIsolation', path: `spec.listeners[${i}].hostname`, severity: 'warning',
      what: `listener '${one?.name}' ('${one.hostname}') apart from the wider listener '${wider?.name}' on port ${one?.port}`,
    }];
  });
}
