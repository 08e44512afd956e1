import { App, Chart, Testing } from 'cdk8s';
import {
  AbTest, AbTestProps, AutoscalingOptions, Backend, BlueGreen, BlueGreenProps, BlueGreenStage, BlueGreenState, Canary, CanaryChart, CanaryProps, CanaryStage, CanaryState,
  GatewayRef, Match, RateLimit, RouteFilter, RouteProtocol, TierRouting, TierRoutingProps, TrafficRule, TrafficSplit, VariantStage, VariantState, Version,
} from '../../src';
import { BETA, COMMON, PREMIUM } from '../support/walks';

const { namespace, ...common } = COMMON;
const v = (replicas?: number, autoscaling?: AutoscalingOptions) => Version.deploy({ image: 'task-api:v1', replicas, autoscaling });
const chart = () => new Chart(Testing.app(), 'chart', { namespace });

const canary = (props: Partial<CanaryProps> = {}) =>
  new Canary(chart(), 'x', { ...common, stable: v(10), canary: v(), stage: CanaryStage.weight(5), ...props });
const blueGreen = (props: Partial<BlueGreenProps> = {}) =>
  new BlueGreen(chart(), 'x', { ...common, blue: v(3), green: v(3), stage: BlueGreenStage.blue(), ...props });
const abTest = (props: Partial<AbTestProps> = {}) =>
  new AbTest(chart(), 'x', { ...common, defaultVersion: v(), variants: [{ name: 'one', match: BETA, version: v() }], ...props });
const tiers = (props: Partial<TierRoutingProps> = {}) =>
  new TierRouting(chart(), 'x', { ...common, defaultVersion: v(), tiers: [{ name: 'premium', match: PREMIUM, version: v() }], ...props });

/** What a wrong definition is, and what its message says: the place, the value, what is allowed, what to do. */
const ERRORS: [string, () => unknown, string[]][] = [
  ['app no DNS label', () => canary({ app: 'Task_API' }), ['[chart/x]', "app is 'Task_API'", 'DNS label']],
  ['names over 63 characters', () => canary({ app: 'a'.repeat(60) }), [`'${'a'.repeat(60)}-stable' (67 characters)`, 'at most 63']],
  ['port', () => canary({ port: 70000 }), ['port is 70000', '1 to 65535']],
  ['gateway missing', () => canary({ gateway: undefined as any }), ['the gateway is missing', 'GatewayRef.named']],
  ['catch-all not written', () => canary({ match: undefined }), ['match and hostnames are both left out', "Match.pathPrefix('/')"]],
  ['redirect', () => canary({ filters: [RouteFilter.redirect({ scheme: 'https' })] }), ['filters holds a redirect']],
  ['neither stage nor state', () => canary({ stage: undefined }), ['neither stage nor state', 'CanaryStage.baseline()']],
  ['stage and state', () => canary({ state: new CanaryState({ stage: CanaryStage.full() }) }), ['stage and state are both given']],
  ['steps beside state', () => canary({ stage: undefined, steps: [5], state: new CanaryState({ stage: CanaryStage.full() }) }), ['steps is given beside state']],
  ['steps not rising', () => canary({ steps: [25, 5] }), ['steps are [25, 5]', '5 follows 25']],
  ['step out of range', () => canary({ steps: [5, 100] }), ['steps[1] is 100', 'from 1 to 99']],
  ['stable missing', () => canary({ stable: undefined as any }), ['stable is missing']],
  ['canary missing', () => canary({ canary: undefined }), ['the stage is weight-5, but canary is missing', 'baseline only']],
  ['promoting with others', () => canary({ stable: Version.existing('s'), stage: CanaryStage.promoting() }), ['promoting', 'Service s (existing)', 'externallyPromoted']],
  ['contained with others', () => canary({ canary: Version.existing('c'), stage: CanaryStage.contained() }), ['contained', 'stay at rolled-back']],
  ['settled with others', () => canary({ stable: Version.existing('s'), stage: CanaryStage.settled() }), ['settled', 'externallyPromoted: true']],
  ['image in two places', () => canary({ stage: undefined, state: new CanaryState({ stage: CanaryStage.full(), canaryImage: 'task-api:v9' }) }),
    ["the image is 'task-api:v1' in the code and 'task-api:v9' in the stage file"]],
  ['image nowhere', () => canary({ canary: Version.deploy({}) }), ["version 'canary' has no image", 'stage file']],
  ['pin does not sharpen', () => {
    const c = canary();
    c.pin('all', Match.pathPrefix('/api/'), c.stable);
  }, ["'all' matches", 'does not sharpen', 'add a header']],
  ['pin outside the base path', () => {
    const c = canary();
    c.pin('out', Match.pathPrefix('/other').andHeader('x', '1'), c.stable);
  }, ['can never match within', "'/other' does not lie within '/api/'"]],
  ['pin to a foreign workload', () => {
    const c = canary();
    c.pin('premium', PREMIUM, canary().stable);
  }, ["pin 'premium' leads to 'task-api-stable' of chart/x/stable", 'no version of this pattern', 'stable, canary']],
  ['pin name twice', () => {
    const c = canary();
    c.pin('premium', PREMIUM, c.stable);
    c.pin('premium', BETA, c.stable);
  }, ["the rule name 'premium' is taken"]],
  ['pin named as the base rule', () => {
    const c = canary();
    c.pin('split', PREMIUM, c.stable);
  }, ["the rule name 'split' is taken", "'split' is the rule for everyone"]],
  ['pin that can never match', () => {
    const c = canary();
    c.pin('premium', PREMIUM, c.stable);
    c.pin('late', PREMIUM.andHeader('x', '1'), c.canary);
  }, ["'late' can never match", "belongs to 'premium'", "put 'late' first"]],
  ['expectedPercent', () => {
    const c = canary();
    c.pin('premium', PREMIUM, c.canary, { expectedPercent: 101 });
  }, ["expectedPercent of pin 'premium' is 101", '0 to 100']],
  ['podPriority', () => {
    const c = canary();
    c.pin('premium', PREMIUM, c.stable, { podPriority: 2_000_000_000 });
  }, ['podPriority is 2000000000', 'from 0 to 1000000000']],
  ['two priorities', () => {
    const c = canary();
    c.pin('premium', PREMIUM, c.stable, { podPriority: 1 });
    c.pin('beta', BETA, c.stable, { podPriority: 2 });
  }, ["podPriority is 2, but 'stable' has 1 already"]],
  ['priority of others', () => {
    const c = canary({ stable: Version.existing('s') });
    c.pin('premium', PREMIUM, c.stable, { podPriority: 1 });
  }, ["'stable' is Service s (existing)", 'not made here']],
  ['priority beside a class', () => {
    const c = canary({ stable: Version.deploy({ image: 'a', priorityClassName: 'gold' }) });
    c.pin('premium', PREMIUM, c.stable, { podPriority: 1 });
  }, ["names the PriorityClass 'gold' already"]],
  ['version twice', () => canary().addVersion('stable', v()), ["the version 'stable' stands twice"]],
  ['mirror percent', () => canary().addMirror('shadow', v(), { percent: 0 }), ['mirror percent is 0', 'from 1 to 100']],
  ['unknown version', () => canary().version('stabel'), ["no version 'stabel'", "did you mean 'stable'?"]],
  ['rate limit', () => RateLimit.globalPerSecond(0), ['rate limit is 0']],
  ['chart in a chart', () => new CanaryChart(chart(), 'inner', { ...common, stable: v(), stage: CanaryStage.baseline() }), ["the chart 'inner' must stand directly in an App"]],
  ['gRPC with a path', () => {
    const c = canary({ protocol: RouteProtocol.GRPC, match: Match.grpcMethod('a.B') });
    c.pin('x', Match.pathPrefix('/a'), c.stable);
  }, ["rule 'x' matches path under '/a'", 'gRPC method and headers only']],
  ['a rule beside the pattern\'s', () => canary().route.addRule(TrafficRule.of({ name: 'own', split: TrafficSplit.single(Backend.service('s', 80)) })),
    ["the rule 'own' was added to a pattern's route", 'use pin()']],
  ['pin to a mirror', () => {
    const c = canary();
    c.pin('premium', PREMIUM, c.addMirror('shadow', v()));
  }, ["'shadow', which is a mirror and answers nobody"]],
  ['pin with two stages', () => {
    const c = canary({ stage: undefined, state: new CanaryState({ stage: CanaryStage.deployed(), variants: { premium: VariantStage.deployed() } }) });
    c.pin('premium', PREMIUM, c.stable, { stage: VariantStage.live() });
  }, ["pin 'premium': the stage is 'live' in the code and 'deployed' in the stage file"]],
  ['settled, the canary of others', () => canary({ canary: Version.existing('c'), stage: CanaryStage.settled({ externallyPromoted: true }) }), ['stable cannot have taken its definition']],
  ['a version named as a part', () => canary().addVersion('route', v()), ["the version name 'route' is taken by the pattern itself"]],
  ['match no Match', () => canary({ match: '/api' as any }), ["match is '/api', but must be a Match"]],
  ['a base rule that cannot be', () => canary({ match: Match.anyOf(Match.pathPrefix('/a'), Match.pathPrefix('/b')), filters: [RouteFilter.urlRewrite({ prefix: '/' })] }),
    ["rule 'split'", 'exactly one path prefix']],
  ['a port twice', () => canary({ stable: Version.deploy({ image: 'a', ports: [{ name: 'm', port: 9 }, { name: 'n', port: 9 }] }) }), ['port 9 stands twice']],
  ['a variable that is no text', () => canary({ stable: Version.deploy({ image: 'a', env: { PORT: 80 as any } }) }), ["'PORT' has the value 80", 'in quotes']],
  ['a container name twice', () => canary({ stable: Version.deploy({ image: 'a', sidecars: [{ name: 'task-api', image: 'b' }] }) }), ["the container name 'task-api' stands twice"]],
  ['variants missing', () => abTest({ variants: undefined as any }), ['variants is missing']],
  ['tiers of one match', () => tiers({ tiers: [{ name: 'a', match: PREMIUM, version: v() }, { name: 'b', match: PREMIUM, version: v() }] }), ["the tiers 'a', 'b' have the same match"]],
  ['idle replicas of others', () => blueGreen({ green: Version.existing('g'), idleReplicas: 1 }), ["'green' is Service g (existing)"]],
  ['idle replicas below 0', () => blueGreen({ idleReplicas: -1 }), ['idleReplicas is -1']],
  ['blue missing', () => blueGreen({ blue: undefined as any }), ['blue is missing']],
  ['green missing', () => blueGreen({ green: undefined, stage: BlueGreenStage.green() }), ['the stage is green, but green is missing']],
  ['blue-green: neither', () => blueGreen({ stage: undefined }), ['neither stage nor state']],
  ['blue-green: both', () => blueGreen({ state: new BlueGreenState({ stage: BlueGreenStage.blue() }) }), ['stage and state are both given']],
  ['idle with autoscaling', () => blueGreen({ green: v(undefined, { minReplicas: 1, maxReplicas: 2 }), idleReplicas: 1, stage: BlueGreenStage.blue({ idleAtFullSize: false }) }),
    ["'green' has autoscaling", 'leave idleReplicas out']],
  ['idle 0 with preview', () => blueGreen({ idleReplicas: 0, previewMatch: BETA, stage: BlueGreenStage.blue({ idleAtFullSize: false }) }), ['idleReplicas is 0', '503']],
  ['default version missing', () => abTest({ defaultVersion: undefined as any }), ['defaultVersion is missing']],
  ['variant without version', () => abTest({ variants: [{ name: 'one', match: BETA, version: undefined as any }] }), ["variant 'one' has no version"]],
  ['variant without audience', () => abTest({ variants: [{ name: 'one', version: v() }] }), ["variant 'one' has neither match nor percent"]],
  ['audience without match', () => abTest({ variants: [{ name: 'one', percent: 5, audience: 'all', version: v() }] }), ["names the audience 'all' without a match"]],
  ['same match without percent', () => abTest({ variants: [{ name: 'one', match: BETA, version: v() }, { name: 'two', match: BETA, percent: 5, version: v() }] }),
    ["'one', 'two' have the same match", "'one' has none"]],
  ['two names of one audience', () => abTest({
    variants: [{ name: 'one', match: BETA, percent: 5, audience: 'a', version: v() }, { name: 'two', match: BETA, percent: 5, audience: 'b', version: v() }],
  }), ['different audience names (a, b)']],
  ['percent out of range', () => abTest({ variants: [{ name: 'one', percent: 0, version: v() }] }), ["percent of variant 'one' is 0", 'from 1 to 100']],
  ['variant named as default', () => abTest({ variants: [{ name: 'stable', match: BETA, version: v() }] }), ["the version 'stable' stands twice"]],
  ['image of nobody', () => abTest({ state: new VariantState({ images: { onne: 'x' } }) }), ["an image of 'onne'", "did you mean 'one'?"]],
  ['tier twice', () => tiers({ tiers: [{ name: 'a', match: PREMIUM, version: v() }, { name: 'a', match: BETA, version: v() }] }), ["the version 'a' stands twice"]],
];

test.each(ERRORS)('%s', (_what, build, parts) => {
  let message = '';
  try {
    build();
  } catch (error) {
    message = (error as Error).message;
  }
  for (const part of parts) expect(message).toContain(part);
});

test.each([
  ['0 replicas under traffic', () => canary({ canary: v(0) }), "'task-api-canary' has 0 replicas"],
  ['the active side without pods', () => blueGreen({ blue: v(0) }), "'task-api-blue' has 0 replicas, but the rule 'split' sends it requests"],
  ['a variant without pods', () => abTest({ variants: [{ name: 'one', match: BETA, version: v(0) }] }), "'task-api-one' has 0 replicas, but the rule 'one'"],
  ['a stage of nobody', () => tiers({ state: new VariantState({ variants: { premum: VariantStage.deployed() } }) }), "a stage of 'premum' under variants, but the audiences are 'premium'; did you mean 'premium'?"],
  ['a promotion that would fail: priority', () => {
    const c = canary({ canary: Version.deploy({ image: 'a', priorityClassName: 'gold' }) });
    c.pin('premium', PREMIUM, c.stable, { podPriority: 1 });
    return c;
  }, "the canary's definition could not be promoted to stable: podPriority was given, but the version names the PriorityClass 'gold'"],
  ['a promotion that would fail: requests', () => canary({
    stable: Version.deploy({ image: 'a', autoscaling: { minReplicas: 1, maxReplicas: 2 } }),
    canary: Version.fromSpec({ selector: {}, template: { spec: { containers: [{ name: 'task-api', image: 'b' }] } } }),
  }), "could not be promoted to stable: the autoscaler of 'task-api-stable' counts cpu"],
  ['a trusted header nobody matches', () => canary({ trustedHeaders: ['x-tier'] }), "trustedHeaders names 'x-tier', but no audience matches it"],
  ['an autoscaler without request', () => canary({
    canary: Version.deploy({ image: 'a', autoscaling: { minReplicas: 1, maxReplicas: 2 }, sidecars: [{ name: 'logs', image: 'b' }] }),
  }), "the container 'logs' has none"],
])('at synth: %s', (_what, build, part) => {
  const pattern = build();
  expect(() => Testing.synth(Chart.of(pattern))).toThrow(part);
});

test('a refused pin leaves no trace', () => {
  const app = new App();
  const c = new CanaryChart(app, 'c', { ...COMMON, stable: v(), canary: v(), stage: CanaryStage.weight(5), gateway: GatewayRef.named('g') });
  const before = app.synthYaml();
  expect(() => c.pin('all', Match.pathPrefix('/api/'), c.stable)).toThrow();
  expect(app.synthYaml()).toBe(before);
});
