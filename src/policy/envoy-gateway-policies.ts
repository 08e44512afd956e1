import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { BackendTrafficPolicy, ClientTrafficPolicy } from '../../imports/gateway.envoyproxy.io';
import { IGatewayPolicies, RateLimitPolicyProps, TrustedHeadersPolicyProps } from './gateway-policies';

const GROUP = 'gateway.networking.k8s.io';

/** Policies of Envoy Gateway v1.9.0: BackendTrafficPolicy and ClientTrafficPolicy (gateway.envoyproxy.io/v1alpha1). */
export class EnvoyGatewayPolicies implements IGatewayPolicies {
  /** A BackendTrafficPolicy whose targetRefs name the rules by sectionName. With several rules they share one count. */
  public rateLimit(scope: Construct, id: string, props: RateLimitPolicyProps): ApiObject {
    const { limit, routeKind, routeName, rules } = props;
    const spec = () => {
      const names = rules.names();
      const rule = {
        limit: { requests: limit.requests, unit: limit.unit as any },
        ...names.length > 1 ? { shared: true } : {},
      };
      return BackendTrafficPolicy.manifest({
        spec: {
          targetRefs: names.map(sectionName => ({ group: GROUP, kind: routeKind, name: routeName, sectionName })),
          rateLimit: limit.scope === 'Local' ? { local: { rules: [rule] } } : { global: { rules: [rule] } },
        },
      }).spec;
    };
    return new ApiObject(scope, id, {
      apiVersion: 'gateway.envoyproxy.io/v1alpha1',
      kind: 'BackendTrafficPolicy',
      metadata: { name: props.policyName },
      spec: Lazy.any({ produce: spec }),
    });
  }

  /** A ClientTrafficPolicy that removes the headers as a request enters, before a route matches. */
  public trustedHeaders(scope: Construct, id: string, props: TrustedHeadersPolicyProps): ApiObject {
    const { gateway } = props;
    const spec = () => ClientTrafficPolicy.manifest({
      spec: {
        targetRefs: [{ group: GROUP, kind: 'Gateway', name: gateway.gatewayName, sectionName: gateway.sectionName }],
        headers: { earlyRequestHeaders: { remove: props.headers.names() } },
      },
    }).spec;
    return new ApiObject(scope, id, {
      apiVersion: 'gateway.envoyproxy.io/v1alpha1',
      kind: 'ClientTrafficPolicy',
      metadata: { name: props.policyName, namespace: props.namespace },
      spec: Lazy.any({ produce: spec }),
    });
  }
}
