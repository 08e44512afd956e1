// Hostnames as HTTPRouteSpec.hostnames and Listener.hostname describe them.

/** Whether a host that a client names is one of a hostname's: equal, or by '*.' any number of labels in front of the rest. */
export function hostMatches(hostname: string, host: string): boolean {
  if (!hostname.startsWith('*.')) return host === hostname;
  return host.length > hostname.length - 1 && host.endsWith(hostname.slice(1));
}

/** The hostname of both, undefined if there is none: the narrower one, as every pair is nested or apart. */
export function intersection(one: string, other: string): string | undefined {
  if (one === other) return one;
  if (!one.startsWith('*.')) return hostMatches(other, one) ? one : undefined;
  if (!other.startsWith('*.')) return hostMatches(one, other) ? other : undefined;
  if (one.endsWith(other.slice(1))) return one;
  return other.endsWith(one.slice(1)) ? other : undefined;
}

/** How specific a hostname is as [characters if it has no wildcard, characters if it has]; [0, 0] for any host. */
export function specificity(hostname: string | undefined): [number, number] {
  if (hostname === undefined) return [0, 0];
  return hostname.startsWith('*.') ? [0, hostname.length] : [hostname.length, 0];
}

/** Negative if the first is the more specific. */
export function compareHostnames(one: string | undefined, other: string | undefined): number {
  const [exact, wild] = specificity(one);
  const [otherExact, otherWild] = specificity(other);
  return otherExact - exact || otherWild - wild;
}

/** The most specific of the hostnames that match a host; undefined for a list that names any host; null if none matches. */
export function bestHostname(hostnames: string[], host: string): string | undefined | null {
  if (hostnames.length === 0) return undefined;
  const matching = hostnames.filter(hostname => hostMatches(hostname, host)).sort(compareHostnames);
  return matching.length === 0 ? null : matching[0];
}
