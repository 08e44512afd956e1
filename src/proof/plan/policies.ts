import type { TrafficDecision } from '../decision';
import { GATEWAY_GROUP, groupOf, listOf, namespaceOf } from '../manifests';
import { canonicalText } from './canonical';
import { keyOf } from './side';
import type { Side } from './types';

/** Policies (GEP-713) on what answers a request: rate limits, timeouts and the like of a gateway's own. */
export class Policies {
  private readonly before: Map<string, Map<string, string>>;
  private readonly after: Map<string, Map<string, string>>;

  public constructor(before: Side, after: Side) {
    this.before = policiesOf(before);
    this.after = policiesOf(after);
  }

  /** Policies that differ, in words, of those on what two decisions have in common. */
  public changed(before: TrafficDecision, after: TrafficDecision): string[] {
    if (this.before.size === 0 && this.after.size === 0) return [];
    const targets = targetsOf(before).filter(target => targetsOf(after).includes(target));
    return targets.flatMap(target => {
      const [was, is] = [this.before.get(target), this.after.get(target)];
      return [...new Set([...was?.keys() ?? [], ...is?.keys() ?? []])].filter(key => was?.get(key) !== is?.get(key));
    });
  }
}

function targetsOf({ routeKind, route, gateway, shares }: TrafficDecision): string[] {
  return [`${routeKind} ${route}`, `Gateway ${gateway}`, ...Object.keys(shares).map(service => `Service ${service}`)];
}

/** Policies by the key of their targets, each with what it says as a text. */
function policiesOf(side: Side): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const object of side.model._manifests.objects) {
    const refs = [...listOf(object.spec?.targetRefs), object.spec?.targetRef].filter(ref => typeof ref === 'object' && ref !== null);
    if (!groupOf(object).startsWith('gateway.') && !String(object.kind).endsWith('Policy')) continue;
    for (const ref of refs.filter(({ group = '' }) => group === '' || group === GATEWAY_GROUP)) {
      const target = `${ref.kind} ${ref.namespace ?? namespaceOf(object)}/${ref.name}`;
      const policies = found.get(target) ?? new Map<string, string>();
      found.set(target, policies.set(keyOf(object), canonicalText(object.spec)));
    }
  }
  return found;
}
