import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { Expectations } from '../../src/proof/expectations';
import { Expect } from '../../src/proof/expect';
import { TrafficRequest } from '../../src/proof/request';
import { Match } from '../../src/traffic/match';
import { call, exact, gateway, grpc, http, on, prefix, service, to } from './reference/case-parts';

/** A chart of a user's own objects, none of them made by this library. */
function chartOf(...objects: any[]): Chart {
  const chart = new Chart(new App(), 'user');
  objects.forEach((object, i) => new ApiObject(chart, `o${i}`, object));
  return chart;
}

function problems(chart: Chart): string[] {
  try {
    Testing.synth(chart);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').map(line => line.trim()).filter(line => line.startsWith('['));
  }
}

const OBJECTS = [
  gateway({}),
  http('login', { hostnames: ['a.example'], rules: [{ name: 'login', ...on(exact('/login')) }, { name: 'slow', ...on(prefix('/slow')), ...to('x', 'y') }] }),
  http('web', { hostnames: ['*.example'], rules: [{}, { ...on(prefix('/gone')), filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: 'to.example' } }] }] }),
];
const LOGIN = TrafficRequest.get('/login').withHost('a.example');
const RULE = "rule 'login' of HTTPRoute shop/login";

describe.each<[string, (chart: Chart) => Expectations]>([
  ['a chart', chart => Expectations.of(chart)], ['an app', chart => Expectations.of(chart.node.root)],
])('on %s', (_where, of) => {
  test.each<[string, (expectations: Expectations) => void, string[]]>([
    ['what holds', expectations => {
      expectations.expect(LOGIN, Expect.only('shop/login'));
      expectations.expect(LOGIN.withPath('/other'), Expect.only('web'));
      expectations.expect(LOGIN.withPath('/slow'), Expect.share('x', 50));
      expectations.expect(LOGIN.withPath('/gone'), Expect.status(302));
      expectations.expect(LOGIN.withHost('other.invalid'), Expect.status(404));
      expectations.expectAll(Match.pathExact('/nowhere').andMethod('PUT'), Expect.only('web'));
      expectations.expectAll(Match.anyOf(Match.pathPrefix('/slow'), Match.pathPrefix('/slower')), Expect.never('login'));
    }, []],
    ['another version', expectations => expectations.expect(LOGIN, Expect.only('web')), [
      'expected only web of GET a.example/login, but it gets shop/login 100 %; '
      + `${RULE} wins over rule 0 of HTTPRoute shop/web, because the hostname 'a.example' is more specific`,
    ]],
    ['the rule that would have met it by precedence', expectations => expectations.expect(LOGIN.withPath('/slow'), Expect.only('web')), [
      'expected only web of GET a.example/slow, but it gets shop/x 50 %, shop/y 50 %; '
      + "rule 'slow' of HTTPRoute shop/login wins over rule 0 of HTTPRoute shop/web, because the hostname 'a.example' is more specific",
    ]],
    ['what no rule could meet', expectations => expectations.expect(LOGIN, Expect.status(500)), [
      `expected status 500 of GET a.example/login, but it gets shop/login 100 %; ${RULE} answers`,
    ]],
    ['no listener', expectations => expectations.expect(LOGIN.withPort(81), Expect.only('web')), [
      'expected only web of GET a.example/login on port 81, but it gets 404 (no route); no listener takes it',
    ]],
    ['no route', expectations => expectations.expect(LOGIN.withHost('other.invalid'), Expect.only('web')), [
      'expected only web of GET other.invalid/login, but it gets 404 (no route); no rule matches it',
    ]],
    ['an unknown Service', expectations => expectations.expectAll(Match.everything(), Expect.never('wbe')), [
      "expected never wbe of every request, but no rule and no manifest has a Service 'wbe'; did you mean 'web'?",
    ]],
    ['several that do not hold, in their order', expectations => {
      expectations.expect(LOGIN, Expect.status(404));
      expectations.expect(LOGIN, Expect.status(200));
      expectations.expect(LOGIN, Expect.never('login'));
    }, [
      `expected status 404 of GET a.example/login, but it gets shop/login 100 %; ${RULE} answers`,
      `expected never login of GET a.example/login, but it gets shop/login 100 %; ${RULE} wins over rule 0 of HTTPRoute shop/web, because the hostname 'a.example' is more specific`,
    ]],
  ])('%s', (_what, state, expected) => {
    const chart = chartOf(...OBJECTS);
    state(of(chart));
    expect(problems(chart).map(line => line.replace(/^\[.*?\] /, ''))).toEqual(expected);
  });
});

test('of all that a match admits, at most three are told and the rest is counted', () => {
  const chart = chartOf(...OBJECTS);
  Expectations.of(chart).expectAll(Match.pathPrefix('/slow'), Expect.only('web'));
  expect(problems(chart).map(line => line.slice(0, line.indexOf(', but')))).toEqual(
    ['/slow', '/slow/', '/slow/x'].map(path => `[user] expected only web of GET a.example${path}`));
  Expectations.of(chart).expectAll(Match.everything(), Expect.only('x'));
  const found = problems(chart).slice(3);
  expect(found).toHaveLength(4);
  expect(found[3]).toMatch(/^\[user\] and \d+ requests more like these$/);
});

test('a match of calls admits calls only', () => {
  const chart = chartOf(gateway({}), grpc('cart', { rules: [on(call('s.Cart'))] }));
  Expectations.of(chart).expectAll(Match.grpcMethod('s.Cart'), Expect.only('cart'));
  Expectations.of(chart).expectAll(Match.grpcMethod('s.Cart', 'Add'), Expect.only('cart'));
  Expectations.of(chart).expectAll(Match.grpcMethod('s.Other'), Expect.status(404));
  expect(problems(chart)).toEqual([]);
});

test('a match that nothing can reach is said', () => {
  const chart = chartOf(service('cart'));
  Expectations.of(chart).expectAll(Match.pathPrefix('/'), Expect.only('cart'));
  expect(problems(chart)).toEqual(["[user] expected only cart of path under '/', but no request of this kind can reach a route"]);
});

test.each<[string, (chart: Chart, web: ApiObject) => void]>([
  ['an object is added', chart => new ApiObject(chart, 'more', http('a', { hostnames: ['a.example'], rules: [on(exact('/login'))] }))],
  ['an object is patched', (_chart, login) => login.addJsonPatch(JsonPatch.replace('/spec/rules/0/backendRefs/0/name', 'other'))],
])('what is kept is asked again where %s', (_what, change) => {
  const chart = chartOf(...OBJECTS);
  Expectations.of(chart).expect(LOGIN, Expect.only('login'));
  expect(problems(chart)).toEqual([]);
  change(chart, chart.node.findChild('o1') as ApiObject);
  expect(problems(chart).filter(line => line.startsWith('[user] expected'))).toHaveLength(1);
});
