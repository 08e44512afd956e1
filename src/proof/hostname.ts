/** Whether a hostname of a listener or route covers a host: equal, or a wildcard above it at any depth (HTTPRouteSpec.hostnames). */
export function hostMatches(hostname: string, host: string): boolean {
  return isWildcard(hostname) ? host.length >= hostname.length && host.endsWith(hostname.slice(1)) : hostname === host;
}

/** The hosts that two hostnames have in common, as a hostname: the narrower of the two; undefined where there are none. */
export function intersection(a: string, b: string): string | undefined {
  if (a === b) return a;
  if (isWildcard(a) && covers(a, b)) return b;
  return isWildcard(b) && covers(b, a) ? a : undefined;
}

/** Whether a hostname starts with '*.'. */
export function isWildcard(hostname: string): boolean {
  return hostname.startsWith('*.');
}

/** The wildcards above a hostname, the most specific first: of 'a.b.com' these are '*.b.com' and '*.com'. */
export function wildcardsAbove(hostname: string): string[] {
  const found: string[] = [];
  const start = isWildcard(hostname) ? 2 : 0;
  for (let dot = hostname.indexOf('.', start); dot >= 0; dot = hostname.indexOf('.', dot + 1)) found.push(`*${hostname.slice(dot)}`);
  return found;
}

function covers(wildcard: string, other: string): boolean {
  return other.length > wildcard.length - 1 && other.endsWith(wildcard.slice(1));
}
