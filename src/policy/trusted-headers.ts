import { IConstruct, Construct } from 'constructs';
import { checkToken } from '../traffic/conditions';
import { GatewayRef } from '../route/gateway-ref';
import { IGatewayPolicies } from './gateway-policies';

/** One policy a Gateway (or listener): a gateway accepts no second one, so the patterns of an app share it. */
const policies = new WeakMap<IConstruct, Map<string, Set<string>>>();

/**
 * Has a Gateway remove headers from what clients send. The first pattern that asks makes the policy; those that follow add
 * their headers to it.
 */
export function removeTrustedHeaders(
  scope: Construct, maker: IGatewayPolicies, gateways: GatewayRef[], namespace: string | undefined, headers: string[],
): void {
  if (headers.length === 0) return;
  const names = headers.map(header => checkToken('trusted header', header).toLowerCase());
  const known = policies.get(scope.node.root) ?? new Map<string, Set<string>>();
  policies.set(scope.node.root, known);
  for (const gateway of gateways) {
    const place = gateway.namespace ?? namespace;
    const key = JSON.stringify([place, gateway.gatewayName, gateway.sectionName]);
    const whole = JSON.stringify([place, gateway.gatewayName, undefined]);
    const present = known.get(key);
    if (present !== undefined) {
      names.forEach(name => present.add(name));
      continue;
    }
    const removed = new Set(names);
    known.set(key, removed);
    const suffix = gateway.sectionName === undefined ? '' : `-${gateway.sectionName}`;
    maker.trustedHeaders(scope, `trusted-headers-${gateway.gatewayName}${suffix}`, {
      policyName: `${gateway.gatewayName}${suffix}-trusted-headers`,
      gateway,
      namespace: place,
      // A listener's policy stands in place of the whole Gateway's, so it removes what that one does too.
      headers: { names: () => [...new Set([...removed, ...known.get(whole) ?? []])].sort() },
    });
  }
}
