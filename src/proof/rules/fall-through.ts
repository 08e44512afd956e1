import { hostMatches, wildcardsAbove } from '../hostname';
import { Listener } from '../listeners';
import { ReadRoute } from '../manifests';
import { Finding } from './finding';
import { hostAt, HostRules, Place, prefixKey } from './places';
import { Survey } from './survey';

/**
 * Hosts whose routes leave paths to the routes of a wildcard. By the specification such a request falls through to the wildcard's
 * rules; proxies that pick a virtual host first answer 404 (HTTPRouteSpec.hostnames).
 */
export function fallsThrough(survey: Survey): Finding[] {
  const wider = new Map<Listener, Map<string, HostRules>>();
  for (const { listener, host, byHostname } of survey.places.all) {
    if (listener === undefined || host !== '' && !host.startsWith('*.')) continue;
    const hosts = wider.get(listener) ?? new Map<string, HostRules>();
    wider.set(listener, hosts.set(host, byHostname[0]));
  }
  return survey.places.all.flatMap(place => {
    const hosts = place.listener && wider.get(place.listener);
    if (hosts === undefined || place.host === '' || coversRoot(place)) return [];
    const fallback = [...wildcardsAbove(place.host), ''].map(host => hosts.get(host)).find(rules => rules !== undefined && rules.groups.size > 0);
    return fallback === undefined || harmless(place, fallback) ? [] : [finding(place, fallback)];
  });
}

/** Where the wider hostname is of the same routes, nothing changes; a solver's single path, or a redirect for the rest, is meant so. */
function harmless({ byHostname }: Place, fallback: HostRules): boolean {
  const own = new Set(byHostname[0].routes);
  if ([...fallback.routes].every(route => own.has(route))) return true;
  const rules = (routes: Iterable<ReadRoute>) => [...routes].flatMap(route => route.rules);
  const solver = rules(byHostname[0].routes).every(rule => rule.matches.every(({ test }) => test.path?.type === 'Exact' && test.path.value.startsWith('/.well-known/')));
  return solver || rules(fallback.routes).every(rule => rule.filters.some(filter => filter?.type === 'RequestRedirect'));
}

/** Whether the rules of a host answer for every path. */
function coversRoot({ byHostname }: Place): boolean {
  return byHostname.some(({ groups }) => [prefixKey(''), 'grpc - -'].some(key => groups.get(key)?.matches.some(({ test }) =>
    test.method === undefined && test.headers.length + test.query.length === 0)));
}

function finding({ listener, host, byHostname }: Place, { routes, hostname }: HostRules): Finding {
  const [[route], [fallback]] = [byHostname[0].routes, routes];
  const index = route.hostnames.findIndex(own => hostAt(listener, own) === host && (own === host || hostMatches(own, host)));
  return {
    rule: 'route/host-fall-through',
    severity: 'warning',
    object: route.object,
    path: index < 0 ? 'spec' : `spec.hostnames[${index}]`,
    message: `no rule for '${host}' answers for every path, so other requests to it fall through to ${fallback.kind} ${fallback.key} (${hostname === '' ? 'without hostname' : `'${hostname}'`}) on some gateways, and get 404 on others`,
    fix: `Add a rule for path '/' to the routes of '${host}', with the answer that is meant`,
  };
}
