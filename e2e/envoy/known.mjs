// Where Envoy Gateway 1.9.0 with Envoy 1.40.0 and `decide` differ, and why: docs/gateways.md. One that does not show any more fails the suite.

/** Ids of the known disagreements. */
export const KNOWN = ['repeated-header', 'header-precedence', 'grpc-mirror'];

/** Whether a header is sent twice: the specification leaves open what that means. We join the values, as RFC 9110 does; Envoy takes a rule if one fits. */
export function repeatsHeader(request) {
  const names = request.headers.map(({ name }) => name.toLowerCase());
  return new Set(names).size < names.length;
}

/**
 * The manifests with nothing left but the match that Envoy Gateway puts first; undefined where that is the one which was decided.
 *
 * Of matches with the same path the specification asks for the method first, then for the number of headers, then of query parameters. Envoy Gateway
 * counts the method as a header, and of equal numbers it prefers those with more exact headers before it looks at query parameters.
 */
export function byEnvoyOrder(model, request, objects) {
  const { candidates } = model.explain(request);
  const matches = candidates.map((candidate) => ({ candidate, match: matchOf(candidate, objects) })).filter(({ match }) => match !== undefined);
  if (matches.length < 2) return undefined;
  const samePath = matches.filter(({ match }) => JSON.stringify(rank(match)) === JSON.stringify(rank(matches[0].match)));
  const [first] = [...samePath].sort((a, b) => compare(b.match, a.match) || place(a.candidate, b.candidate));
  if (first === samePath[0]) return undefined;
  const { route, rule, match } = first.candidate;
  return objects.flatMap((object) => {
    if (!/Route$/.test(object.kind)) return [object];
    if (`${object.metadata.namespace}/${object.metadata.name}` !== route) return [];
    const kept = object.spec.rules[rule];
    return [{ ...object, spec: { ...object.spec, rules: [{ ...kept, matches: [kept.matches[match]] }] } }];
  });
}

function matchOf({ route, rule, match }, objects) {
  const object = objects.find(({ kind, metadata }) => /Route$/.test(kind) && `${metadata.namespace}/${metadata.name}` === route);
  return object?.spec.rules[rule].matches?.[match];
}

/** Equal for matches whose order other conditions decide: the kind and length of the path, or of the gRPC call. */
function rank({ path, method }) {
  if (path !== undefined) return [path.type, path.value.replace(/\/$/, '').length];
  const { type = 'Exact', service, method: name } = method ?? {};
  return service === undefined && type === 'Exact' ? ['open'] : [type, service, name];
}

/** Of equals the route that comes first in the alphabet, the first rule in it, and its first match. */
function place(a, b) {
  return (a.route < b.route ? -1 : a.route > b.route ? 1 : 0) || a.rule - b.rule || a.match - b.match;
}

/** Above 0 where Envoy Gateway puts the first match before the second. */
function compare(a, b) {
  const counts = ({ headers = [], queryParams = [], method, path }) => {
    const exact = (list) => list.filter(({ type = 'Exact' }) => type === 'Exact').length;
    const methods = typeof method === 'string' ? 1 : 0;
    // Of gRPC a method without its service is a header, by the end of the path.
    const ends = path === undefined && method?.method !== undefined && method.service === undefined && (method.type ?? 'Exact') === 'Exact' ? 1 : 0;
    return [headers.length + methods + ends, exact(headers) + methods, queryParams.length, exact(queryParams)];
  };
  const [x, y] = [counts(a), counts(b)];
  const at = x.findIndex((value, index) => value !== y[index]);
  return at < 0 ? 0 : x[at] - y[at];
}
