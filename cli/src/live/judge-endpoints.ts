import type { Findings } from './judge.js';
import { keyOf, servicesOf, type LiveState } from './state.js';

/**
 * Every Service that a route leads to has its pods as ready endpoints: those with weight, and those at weight 0 as well, since
 * the next move may give them some. Only one that Git has scaled to 0 need not.
 */
export function judgeEndpoints(expected: readonly any[], live: LiveState, { missing, notes }: Findings): void {
  for (const { key, weight } of servicesOf(expected, live.namespace)) {
    const service = expected.find(object => object.kind === 'Service' && keyOf(object, live.namespace) === key);
    if (service !== undefined && !live.objects.has(key)) continue;
    const slices = live.slices.get(key);
    if (slices === undefined) {
      notes.push(`${key} leads to a name outside of the cluster, whose health is not looked at`);
      continue;
    }
    const wanted = service === undefined ? undefined : podsOf(service, expected, live);
    const ready = readyIn(slices);
    const ports = unservedPorts(live.objects.get(key), slices);
    if (wanted === 0 && weight > 0) {
      missing.push({ object: key, what: 'endpoints', detail: `it has weight ${weight}, and its Deployment no pods` });
    } else if (wanted !== undefined && wanted > 0 && ready < wanted) {
      missing.push({ object: key, what: 'endpoints', detail: `${ready} of ${wanted} pods are ready endpoints` });
    } else if (wanted === undefined && weight > 0 && ready === 0) {
      missing.push({ object: key, what: 'endpoints', detail: `it has weight ${weight}, and no ready endpoint` });
    } else if (ready > 0 && ports.length > 0) {
      missing.push({ object: key, what: 'endpoints', detail: `no pod serves its port ${ports.join(', ')}: does targetPort name a port of`
        + ' the container?' });
    }
  }
}

/** How many addresses are ready: of the kind (IPv4, IPv6) that has the most, since each pod is listed for each. */
export function readyIn(slices: readonly any[]): number {
  const addresses = new Map<string, Set<string>>();
  for (const { addressType = 'IPv4', endpoints } of slices) {
    const found = addresses.get(addressType) ?? new Set();
    addresses.set(addressType, found);
    for (const { addresses: list, conditions } of endpoints ?? []) {
      // What is not said counts as ready (EndpointConditions.ready).
      if (conditions?.ready !== false && Array.isArray(list) && list.length > 0) found.add(String(list[0]));
    }
  }
  return Math.max(0, ...[...addresses.values()].map(({ size }) => size));
}

/** How many pods of a Service's Deployments are wanted; undefined where Git has no Deployment behind it. */
function podsOf(service: any, expected: readonly any[], live: LiveState): number | undefined {
  const selector = Object.entries(service.spec?.selector ?? {});
  if (selector.length === 0) return undefined;
  const behind = expected.filter(({ kind, metadata, spec }) => kind === 'Deployment'
    && (metadata?.namespace ?? live.namespace) === (service.metadata?.namespace ?? live.namespace)
    && selector.every(([label, value]) => spec?.template?.metadata?.labels?.[label] === value));
  if (behind.length === 0) return undefined;
  return behind.reduce((sum, deployment) => {
    const there = live.objects.get(keyOf(deployment, live.namespace));
    return sum + (there?.spec?.replicas ?? deployment.spec?.replicas ?? 1);
  }, 0);
}

/** Ports of a Service that no slice with endpoints has: those of pods that have no port of that name. */
function unservedPorts(service: any, slices: readonly any[]): string[] {
  const served = new Set(slices.filter(({ endpoints }) => (endpoints ?? []).length > 0)
    .flatMap(({ ports }) => ports ?? []).map((port: any) => port?.name ?? ''));
  const unserved = (service?.spec?.ports ?? []).filter((port: any) => !served.has(port?.name ?? ''));
  return unserved.map((port: any) => port?.name ?? String(port?.port));
}
