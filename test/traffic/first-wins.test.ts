import * as fc from 'fast-check';
import { Match } from '../../src';
import { TrafficModel } from '../../src/proof/model';
import { TrafficRequest } from '../../src/proof/request';
import { Conditions, NamedCondition } from '../../src/traffic/conditions';
import { OrderedOverride, orderOverrides } from '../../src/traffic/overlap-rules';

// More, or others, by hand: FIRST_WINS_SEED=7 FIRST_WINS_RUNS=5000 npx jest --coverage=false test/traffic/first-wins.test.ts
const SEED = Number(process.env.FIRST_WINS_SEED ?? 20260916);
const RUNS = Number(process.env.FIRST_WINS_RUNS ?? 250);

const VALUES = { 'x': ['premium', '1'], 'y': ['premium', '2'] };
const PATTERNS = ['.*', '(1|2)', 'p.*', '.*m', '[0-9]+'];
const REQUESTS = allRequests();

const HEADERS = fc.record({ name: fc.constantFrom('x', 'y', 'X'), exact: fc.boolean(), value: fc.nat(), pattern: fc.constantFrom(...PATTERNS) })
  .map(({ name, exact, value, pattern }) => {
    const known = VALUES[name.toLowerCase() as 'x' | 'y'];
    return (match: Match) => (exact ? match.andHeader(name, known[value % known.length]) : match.andHeaderRegex(name, pattern));
  });
const OTHERS = fc.constantFrom<((match: Match) => Match)[]>(
  match => match.andCookie('beta', '1'), match => match.andCookie('canary', 'never'), match => match.andQueryParam('q', '1'),
  match => match.andQueryParam('q', '2'), match => match.andQueryParam('r', '1'), match => match.andMethod('POST'), match => match.andMethod('GET'),
  match => match.andPathPrefix('/a'), match => match.andPathExact('/a/b'),
);
const MATCH = fc.array(fc.oneof(HEADERS, OTHERS), { minLength: 1, maxLength: 3 }).map(parts => parts.reduce((match, part) => {
  try {
    return part(match);
  } catch {
    return match; // One condition a name.
  }
}, Match.everything()));
const AUDIENCES = fc.array(fc.record({ matches: fc.array(MATCH, { minLength: 1, maxLength: 2 }), target: fc.constantFrom('a', 'b', 'c') }), { minLength: 2, maxLength: 5 })
  .map(list => list.map(({ matches, target }, i): OrderedOverride => ({ name: `p${i}`, match: anyOf(matches), target })));

// HTTPRouteRule.matches: the rules state the order that the list of audiences has.
test(`of two audiences that a request belongs to the one written first wins, ${RUNS} lists, seed ${SEED}`, () => {
  let ordered = 0;
  let dead = 0;
  for (const overrides of fc.sample(AUDIENCES, { seed: SEED, numRuns: RUNS })) {
    const list = overrides.map(({ name, target, match }) => `${name} -> ${target}: ${match.describe()}`);
    let model: TrafficModel;
    try {
      model = modelOf(overrides);
    } catch (error) {
      const [, name] = /'(p\d)' can never match/.exec((error as Error).message) ?? [];
      if (name === undefined) {
        expect((error as Error).message).toMatch(/the overrides need \d+ rules/);
        continue;
      }
      dead++;
      expect([list, REQUESTS.filter(request => firstOf(overrides, request)?.name === name).map(request => request.describe())]).toEqual([list, []]);
      continue;
    }
    ordered++;
    const wrong = [...model.classes().map(({ request }) => request), ...REQUESTS].flatMap(request => {
      const [wanted, got] = [firstOf(overrides, request)?.target ?? 'base', model.decide(request).backends.map(({ backend }) => backend).join()];
      return got.includes(`/${wanted}`) ? [] : [`${request.describe()}: ${wanted}, not ${got} by ${model.decide(request).rule}`];
    });
    expect([list, wrong]).toEqual([list, []]);
  }
  expect(ordered).toBeGreaterThan(RUNS / 2);
  expect(dead).toBeGreaterThan(0);
}, 120_000);

const pins = (...list: [string, Match][]): OrderedOverride[] => list.map(([target, match], i) => ({ name: `p${i}`, match, target }));

test.each<[string, OrderedOverride[], TrafficRequest, string]>([
  ['two cookies and a parameter', pins(['a', Match.cookie('beta', '1')], ['b', Match.cookie('canary', 'never')], ['a', Match.queryParam('canary', '1')]),
    TrafficRequest.get('/').withHeader('cookie', 'beta=1; canary=never').withQuery('canary', '1'), 'n/a'],
  ['two patterns of one header and a parameter',
    pins(['a', Match.headerRegex('x-b', '(1|2)')], ['b', Match.headerRegex('x-b', '.*')], ['a', Match.queryParam('q', '1')]),
    TrafficRequest.get('/').withHeader('x-b', '1').withQuery('q', '1'), 'n/a'],
  ['two values, and a pattern on each of the two headers',
    pins(['a', Match.header('X-Tier', 'premium').andHeader('x-b', 'premium')], ['b', Match.headerRegex('X-Tier', '.*')], ['c', Match.headerRegex('x-b', '.*')]),
    TrafficRequest.get('/').withHeader('x-tier', 'premium').withHeader('x-b', 'premium'), 'n/a'],
])('the first wins: %s', (_name, overrides, request, expected) => {
  expect(modelOf(overrides).decide(request).backends.map(({ backend }) => backend).join()).toContain(expected);
});

function modelOf(overrides: OrderedOverride[]): TrafficModel {
  const rules = [
    ...orderOverrides(overrides).map(({ name, match, override }) => ({ name, matches: match._alternatives.map(matchOf), backendRefs: [{ name: overrides[override].target, port: 80 }] })),
    { name: 'base', backendRefs: [{ name: 'base', port: 80 }] },
  ];
  return TrafficModel.fromManifests([{
    apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'r', namespace: 'n' }, spec: { parentRefs: [{ name: 'e' }], rules },
  }]);
}

function matchOf({ path, method, headers, queryParams }: Conditions): object {
  return { ...path && { path }, ...method !== undefined && { method }, headers, queryParams };
}

function anyOf(matches: Match[]): Match {
  try {
    return Match.anyOf(...matches);
  } catch {
    return matches[0]; // The same twice.
  }
}

/** The first audience that a request belongs to, by JavaScript's own expressions. */
function firstOf(overrides: OrderedOverride[], request: TrafficRequest): OrderedOverride | undefined {
  const named = (wanted: NamedCondition[], got: (name: string) => string | undefined) => wanted.every(({ name, type, value }) => {
    const text = got(name);
    return text !== undefined && (type === 'Exact' ? text === value : new RegExp(`^(?:${value})$`).test(text));
  });
  return overrides.find(({ match }) => match._alternatives.some(c =>
    (c.path === undefined || request.path === c.path.value || (c.path.type === 'PathPrefix' && request.path.startsWith(`${c.path.value}/`)))
    && (c.method === undefined || c.method === request.method)
    && named(c.headers, name => request._header(name.toLowerCase()))
    && named(c.queryParams, name => request._queryParam(name))));
}

function allRequests(): TrafficRequest[] {
  let requests = ['/', '/a', '/a/b'].flatMap(path => ['GET', 'POST'].map(method => TrafficRequest.of(method, path)));
  const each = (values: (string | undefined)[], add: (request: TrafficRequest, value: string) => TrafficRequest) => {
    requests = requests.flatMap(request => values.map(value => value === undefined ? request : add(request, value)));
  };
  each([undefined, 'premium', '1', 'px'], (request, value) => request.withHeader('x', value));
  each([undefined, 'premium', '2'], (request, value) => request.withHeader('y', value));
  each([undefined, 'beta=1', 'canary=never', 'beta=1; canary=never'], (request, value) => request.withHeader('cookie', value));
  each([undefined, '1', '2'], (request, value) => request.withQuery('q', value));
  each([undefined, '1'], (request, value) => request.withQuery('r', value));
  return requests;
}
