import { selects } from '../listeners';
import { GATEWAY_GROUP, groupOf, listOf, nameOf, namespaceOf, ReadMatch, ReadRoute } from '../manifests';
import { NamedTest } from '../request-test';
import { Finding } from './finding';
import { isDead, mayMeetOnPath, sameValue } from './implication';
import { groupsAround } from './places';
import { backendsText, destination, matchPath, ruleText } from './rule-words';
import { Survey } from './survey';

/** Headers that clients are meant to choose by, or that a gateway writes itself: no secret hangs on them. */
const CLIENTS_OWN = new Set([
  'accept', 'accept-charset', 'accept-encoding', 'accept-language', 'access-control-request-headers', 'access-control-request-method',
  'authorization', 'cache-control', 'connection', 'content-encoding', 'content-length', 'content-type', 'cookie', 'host', 'origin', 'range',
  'referer', 'te', 'upgrade', 'user-agent', 'via', 'x-requested-with',
]);
const CLIENTS_OWN_START = /^(:|if-|sec-|grpc-|x-forwarded-|x-envoy-)/;

/** Matches of one path that are looked at in other routes. */
const MOST_OTHERS = 16;

/** Headers that decide which version answers, and that nothing keeps clients from sending. */
export function clientHeaders(survey: Survey): Finding[] {
  const policies = new Policies(survey.objects);
  return survey.routes.flatMap(route => {
    const named = new Set<string>();
    const live = route.rules.flatMap(rule => rule.matches).filter(({ test }) => !isDead(test));
    return live.flatMap(match => match.test.headers.flatMap(header => {
      if (named.has(header.name) || isClientsOwn(header.name) || match.rule.backendRefs.length === 0) return [];
      const other = otherwise(match, header, survey);
      if (other === undefined || policies.guard(survey, route, header.name)) return [];
      named.add(header.name);
      return [finding(match, header, other)];
    }));
  });
}

function isClientsOwn(header: string): boolean {
  return CLIENTS_OWN.has(header) || CLIENTS_OWN_START.test(header);
}

/** A match with other backends that a request without this header may reach. */
function otherwise(match: ReadMatch, header: NamedTest, survey: Survey): ReadMatch | undefined {
  const { route } = match.rule;
  const differs = (other: ReadMatch) => other.rule !== match.rule && !isDead(other.test)
    && destination(other.rule) !== destination(match.rule)
    && !sameValue(other.test.headers.find(({ name }) => name === header.name), header) && mayMeetOnPath(other.test, match.test);
  const here = route.rules.flatMap(rule => rule.matches).find(differs);
  if (here !== undefined) return here;
  for (const place of survey.places.of(route)) {
    for (const group of place.byHostname.flatMap(rules => groupsAround(rules, match.test))) {
      const found = group.matches.slice(0, MOST_OTHERS).find(other => other.rule.route.kind === route.kind && differs(other));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Policies of Envoy Gateway that strip or set headers before a route is chosen (gateway.envoyproxy.io). */
class Policies {
  /** By the target's kind, namespace and name; the section, or none for all. */
  private readonly byTarget = new Map<string, { readonly section?: string; readonly headers: Set<string> }[]>();

  public constructor(objects: any[]) {
    for (const object of objects) {
      if (groupOf(object) !== 'gateway.envoyproxy.io') continue;
      const headers = new Set(guardedBy(object).map(name => String(name).toLowerCase()));
      if (headers.size === 0) continue;
      const stated = [...listOf(object.spec?.targetRefs), object.spec?.targetRef].filter(Boolean);
      for (const ref of [...stated, ...selected(objects, object)]) {
        const key = keyOf(ref.kind, namespaceOf(object), ref.name);
        this.byTarget.set(key, [...this.byTarget.get(key) ?? [], { section: ref.sectionName, headers }]);
      }
    }
  }

  /** Whether a policy on the route, or on every Gateway it attaches to, guards a header. */
  public guard(survey: Survey, route: ReadRoute, header: string): boolean {
    if (this.byTarget.size === 0) return false;
    const on = (key: string, section: string | undefined) => (this.byTarget.get(key) ?? [])
      .some(policy => (policy.section === undefined || policy.section === section) && policy.headers.has(header));
    if (on(keyOf(route.kind, route.namespace, route.name), undefined)) return true;
    const entries = survey.attachments(route).flatMap(({ parent, listeners }) => listeners.length === 0
      ? [{ gateway: parent.gateway!, name: parent.sectionName }]
      : listeners.map(({ gateway, name }) => ({ gateway: gateway.key, name })));
    return entries.length > 0 && entries.every(({ gateway, name }) => {
      const at = gateway.indexOf('/');
      return on(keyOf('Gateway', gateway.slice(0, at), gateway.slice(at + 1)), name);
    });
  }
}

/** What a policy chooses by labels: targetSelectors, in its own namespace. */
function selected(objects: any[], policy: any): { readonly kind: string; readonly name: string; readonly sectionName?: undefined }[] {
  return listOf(policy.spec?.targetSelectors).flatMap(selector => objects
    .filter(object => object.kind === selector?.kind && groupOf(object) === (selector.group ?? GATEWAY_GROUP)
      && namespaceOf(object) === namespaceOf(policy) && selects(selector, object.metadata?.labels ?? {}))
    .map(object => ({ kind: object.kind, name: nameOf(object) })));
}

function guardedBy(policy: any): any[] {
  if (policy.kind === 'ClientTrafficPolicy') {
    const { remove, set } = policy.spec?.headers?.earlyRequestHeaders ?? {};
    return [...listOf(remove), ...listOf(set).map(header => header?.name)];
  }
  if (policy.kind !== 'SecurityPolicy') return [];
  return listOf(policy.spec?.jwt?.providers).flatMap(provider => listOf(provider?.claimToHeaders).map(claim => claim?.header));
}

function keyOf(kind: unknown, namespace: string, name: unknown): string {
  return JSON.stringify([kind, namespace, name]);
}

function finding(match: ReadMatch, header: NamedTest, other: ReadMatch): Finding {
  const { rule } = match;
  const stated = listOf(listOf(listOf(rule.route.object.spec?.rules)[rule.index]?.matches)[match.index]?.headers);
  const index = stated.findIndex(item => String(item?.name).toLowerCase() === header.name);
  return {
    rule: 'route/client-header',
    severity: 'warning',
    object: rule.route.object,
    path: `${matchPath(match)}.headers[${index}]`,
    message: `any client can send '${header.name}' and so choose ${backendsText(rule)} (${ruleText(rule)}) instead of ${backendsText(other.rule)} (${ruleText(other.rule, rule.route)}): no policy in the input strips or sets this header before the route is chosen`,
    fix: `Strip '${header.name}' at the edge (Envoy Gateway: ClientTrafficPolicy, headers.earlyRequestHeaders.remove) and set it there after authentication (SecurityPolicy, claimToHeaders); where the audience needs no trust, silence this finding with that reason`,
  };
}
