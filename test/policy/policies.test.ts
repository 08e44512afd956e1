import { ApiObject, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { EnvoyGatewayPolicies, GatewayRef, IGatewayPolicies, RateLimit, RateLimitPolicyProps, TrustedHeadersPolicyProps } from '../../src';
import { removeTrustedHeaders } from '../../src/policy/trusted-headers';

const chart = (namespace: string | undefined = 'shop') => new Chart(Testing.app(), 'chart', { namespace });

const LIMITS: [RateLimit, string, number, string, string][] = [
  [RateLimit.globalPerSecond(200), 'Global', 200, 'Second', '200 per second (Global)'],
  [RateLimit.globalPerMinute(1), 'Global', 1, 'Minute', '1 per minute (Global)'],
  [RateLimit.globalPerHour(4_294_967_295), 'Global', 4_294_967_295, 'Hour', '4294967295 per hour (Global)'],
  [RateLimit.localPerSecond(5), 'Local', 5, 'Second', '5 per second (Local)'],
  [RateLimit.localPerMinute(60), 'Local', 60, 'Minute', '60 per minute (Local)'],
];

test.each(LIMITS)('rate limit %#', (limit, scope, requests, unit, words) => {
  expect([limit.scope, limit.requests, limit.unit, limit.describe()]).toEqual([scope, requests, unit, words]);
});

test.each([RateLimit.globalPerSecond, RateLimit.globalPerMinute, RateLimit.globalPerHour, RateLimit.localPerSecond,
  RateLimit.localPerMinute])(
  'a rate limit of 0, a fraction or more than 32 bits is refused: %#', make => {
    for (const value of [0, -1, 0.5, 4_294_967_296, NaN]) expect(() =>
      make(value)).toThrow(`rate limit is ${value}, but must be a whole number from 1 to 4294967295`);
  });

describe('EnvoyGatewayPolicies.rateLimit', () => {
  const render = (limit: RateLimit, names: string[], routeKind = 'HTTPRoute') => {
    const scope = chart();
    new EnvoyGatewayPolicies().rateLimit(scope, 'limit',
      { policyName: 'r-premium', routeKind, routeName: 'r', limit, rules: { names: () => names } });
    return Testing.synth(scope)[0];
  };
  const target = (sectionName: string, kind = 'HTTPRoute') => ({ group: 'gateway.networking.k8s.io', kind, name: 'r', sectionName });

  test('names the rule by sectionName', () => {
    expect(render(RateLimit.globalPerSecond(200), ['premium'])).toEqual({
      apiVersion: 'gateway.envoyproxy.io/v1alpha1',
      kind: 'BackendTrafficPolicy',
      metadata: { name: 'r-premium', namespace: 'shop' },
      spec: { targetRefs: [target('premium')], rateLimit: { global: { rules: [{ limit: { requests: 200, unit: 'Second' } }] } } },
    });
  });

  test('several rules share one count', () => {
    expect(render(RateLimit.localPerMinute(60), ['premium', 'premium-and-beta'], 'GRPCRoute').spec).toEqual({
      targetRefs: [target('premium', 'GRPCRoute'), target('premium-and-beta', 'GRPCRoute')],
      rateLimit: { local: { rules: [{ limit: { requests: 60, unit: 'Minute' }, shared: true }] } },
    });
  });

  test('asks for the names when the manifest is written', () => {
    const names = ['premium'];
    const scope = chart();
    new EnvoyGatewayPolicies().rateLimit(scope, 'limit', {
      policyName: 'p', routeKind: 'HTTPRoute', routeName: 'r', limit: RateLimit.globalPerHour(1), rules: { names: () => names },
    });
    names.push('late');
    expect(Testing.synth(scope)[0].spec.targetRefs.map((ref: any) => ref.sectionName)).toEqual(['premium', 'late']);
  });
});

describe('trusted headers', () => {
  const remove = (scope: Construct, gateways: GatewayRef[], headers: string[], namespace: string | undefined = 'shop') =>
    removeTrustedHeaders(scope, new EnvoyGatewayPolicies(), gateways, namespace, headers);
  const edge = GatewayRef.named('edge', { namespace: 'infra' });

  test('are removed by a policy in the Gateway\'s namespace, in lower case and sorted', () => {
    const scope = chart();
    remove(scope, [edge], ['X-User', 'x-api-tier', 'x-user']);
    expect(Testing.synth(scope)).toEqual([{
      apiVersion: 'gateway.envoyproxy.io/v1alpha1',
      kind: 'ClientTrafficPolicy',
      metadata: { name: 'edge-trusted-headers', namespace: 'infra' },
      spec: {
        targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }],
        headers: { earlyRequestHeaders: { remove: ['x-api-tier', 'x-user'] } },
      },
    }]);
  });

  test('of several patterns of an app stand in one policy a Gateway', () => {
    const app = Testing.app();
    const first = new Chart(app, 'first', { namespace: 'shop' });
    const second = new Chart(app, 'second', { namespace: 'shop' });
    remove(first, [edge], ['x-a']);
    remove(second, [edge], ['x-b']);
    expect(Testing.synth(second)).toEqual([]);
    expect(Testing.synth(first)[0].spec.headers.earlyRequestHeaders.remove).toEqual(['x-a', 'x-b']);
  });

  test('of another app are apart', () => {
    const [first, second] = [chart(), chart()];
    remove(first, [edge], ['x-a']);
    remove(second, [edge], ['x-b']);
    expect(Testing.synth(first)[0].spec.headers.earlyRequestHeaders.remove).toEqual(['x-a']);
    expect(Testing.synth(second)).toHaveLength(1);
  });

  test('have a policy for each Gateway and listener', () => {
    const scope = chart();
    remove(scope, [edge, GatewayRef.named('inner'), GatewayRef.named('inner', { sectionName: 'https' })], ['x-a']);
    expect(Testing.synth(scope).map(({ metadata, spec }) => [metadata.namespace, metadata.name, spec.targetRefs[0].sectionName])).toEqual([
      ['infra', 'edge-trusted-headers', undefined], ['shop', 'inner-trusted-headers', undefined], ['shop', 'inner-https-trusted-headers',
        'https'],
    ]);
  });

  test('make no policy where there are none', () => {
    const scope = chart();
    remove(scope, [edge], []);
    expect(Testing.synth(scope)).toEqual([]);
  });

  test('that are no header names are refused', () => {
    expect(() => remove(chart(), [edge], ['x tier'])).toThrow("trusted header is 'x tier', but must be 1 to 256 characters");
  });

  test('are rendered by another maker where one is given', () => {
    const asked: TrustedHeadersPolicyProps[] = [];
    const maker: IGatewayPolicies = {
      rateLimit: (_scope: Construct, _id: string, { policyName }: RateLimitPolicyProps): ApiObject => { throw new Error(policyName); },
      trustedHeaders: (scope, id, props) => {
        asked.push(props);
        return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'Own' });
      },
    };
    removeTrustedHeaders(chart(), maker, [GatewayRef.named('edge')], undefined, ['X-A']);
    expect(asked.map(({ policyName, namespace, headers }) =>
      [policyName, namespace, headers.names()])).toEqual([['edge-trusted-headers', undefined, ['x-a']]]);
  });
});
