import * as fc from 'fast-check';
import { TrafficModel } from '../../../src/proof/model';
import { TrafficRequest } from '../../../src/proof/request';

// More, or others, by hand: PATTERN_CHANGES_SEED=7 PATTERN_CHANGES_RUNS=5000 npx jest --coverage=false test/proof/classes/pattern-changes.test.ts
const SEED = Number(process.env.PATTERN_CHANGES_SEED ?? 20260917);
const RUNS = Number(process.env.PATTERN_CHANGES_RUNS ?? 300);

const COOKIE = (name: string) => `^(.*;\\s*)?${name}=1(;.*)?$`;
const header = (value: string, name = 'x') => ({ headers: [{ name, type: 'RegularExpression', value }] });
const query = (value: string) => ({ queryParams: [{ name: 'q', type: 'RegularExpression', value }] });
const path = (value: string) => ({ path: { type: 'RegularExpression', value } });
const prefix = (value: string) => ({ path: { type: 'PathPrefix', value } });
const call = (service: string, method?: string) => ({ method: { type: 'RegularExpression', service, method } });

/** Rules of a route, one a match: the first leads to backend a, and so on. */
const modelOf = (matches: object[], targets: number[] = matches.map((_, i) => i), kind = 'HTTPRoute') => TrafficModel.fromManifests([{
  apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata: { name: 'r', namespace: 'n' },
  spec: { parentRefs: [{ name: 'e' }], rules: matches.map((match, i) => ({ matches: [match], backendRefs: [{ name: 'abc'[targets[i]], port: 80 }] })) },
}]);
const answer = (model: TrafficModel, request: TrafficRequest) => model.decide(request).backends.map(({ backend }) => backend).join();
const toldApart = (one: TrafficModel, other: TrafficModel) =>
  [one, other].some(model => model.classes().some(({ request }) => answer(one, request) !== answer(other, request)));

// HTTPRouteRule.matches: of rules with equal matches the first in the list wins, so an exchange changes what both match.
test.each<[string, string, object, object]>([
  ['two cookies', 'HTTPRoute', header(COOKIE('a'), 'cookie'), header(COOKIE('b'), 'cookie')],
  ['two patterns on a header', 'HTTPRoute', header('a.*'), header('.*b')],
  ['two patterns on a query parameter', 'HTTPRoute', query('a.*'), query('.*b')],
  ['two patterns on the path', 'HTTPRoute', path('/ab.*'), path('/.*cd')],
  ['two patterns on the gRPC service', 'GRPCRoute', call('s.*'), call('.*t')],
  ['two patterns on the gRPC method', 'GRPCRoute', call('s', 'G.*'), call('s', '.*t')],
  ['patterns that meet in a long text', 'HTTPRoute', header('[a-c]{3,9}x?'), header('c{5,7}')],
])('an exchange of rules is told apart: %s', (_name, kind, a, b) => {
  expect(toldApart(modelOf([a, b], [0, 1], kind), modelOf([b, a], [1, 0], kind))).toBe(true);
});

test('of many patterns on one header two side by side are told apart too', () => {
  const many = Array.from({ length: 80 }, (_, i) => header(COOKIE(`c${i}`), 'cookie'));
  const exchanged = many.map((match, i) => i === 70 ? many[71] : i === 71 ? many[70] : match);
  const targets = many.map((_, i) => i % 3);
  expect(toldApart(modelOf(many, targets), modelOf(exchanged, targets.map((target, i) => i === 70 ? targets[71] : i === 71 ? targets[70] : target)))).toBe(true);
});

test('patterns that never meet have no order', () => {
  const [a, b] = [header('a+'), header('b+')];
  expect(toldApart(modelOf([a, b]), modelOf([b, a], [1, 0]))).toBe(false);
});

// HTTPHeaderMatch.value, HTTPPathMatch.value: another pattern, other requests.
test.each<[string, string, object, object]>([
  ['the end of a class', 'HTTPRoute', path('/x[0-9]'), path('/x[0-8]')],
  ['the beginning of a class', 'HTTPRoute', header('x[1-9]'), header('x[0-9]')],
  ['the most repetitions', 'HTTPRoute', path('/a{2,5}'), path('/a{2,6}')],
  ['the least repetitions', 'HTTPRoute', header('a{2,5}'), header('a{3,5}')],
  ['case', 'HTTPRoute', header('abc'), header('(?i)abc')],
  ['any character', 'HTTPRoute', header('a.c'), header('a\\.c')],
  ['a class behind others', 'HTTPRoute', header('[a-z]+-[a-z]+-[0-9]+'), header('[a-z]+-[a-z]+-[0-8]+')],
  ['a query parameter', 'HTTPRoute', query('[a-f]'), query('[a-g]')],
  ['a gRPC service', 'GRPCRoute', call('s[0-8]'), call('s[0-9]')],
  ['a gRPC method', 'GRPCRoute', call('s', 'M[0-8]'), call('s', 'M[0-9]')],
])('a changed pattern is told apart: %s', (_name, kind, before, after) => {
  expect(toldApart(modelOf([before], [0], kind), modelOf([after], [0], kind))).toBe(true);
});

test('a prefix and a pattern of the path are tried together', () => {
  const classes = modelOf([prefix('/api'), path('/a.*/x')]).classes().map(({ request }) => request.path);
  expect(classes.some(text => /^\/api(\/.*)?$/.test(text) && /^\/a.*\/x$/.test(text))).toBe(true);
});

const QUANTIFIERS = ['', '', '', '?', '*', '+', '{2}', '{1,2}', '{2,3}', '{1,}'];
const SETS = ['a', 'b', 'c', '[ab]', '[a-c]', '[b-d]', '[^a]', '.', '(a|bc)', '(b|d|ad)', '(ab)'];
const ATOM = fc.tuple(fc.constantFrom(...SETS), fc.constantFrom(...QUANTIFIERS)).map(parts => parts.join(''));
const PATTERN = fc.array(ATOM, { minLength: 1, maxLength: 3 });
const CASE = fc.record({ one: PATTERN, other: PATTERN, at: fc.nat({ max: 2 }), atom: ATOM, exchange: fc.boolean(), onPath: fc.boolean() });
const TEXTS = textsOf('abcdx', 5);

test(`changes of two patterns are told apart by the classes of either side, ${RUNS} pairs, seed ${SEED}`, () => {
  const missed: string[] = [];
  let told = 0;
  for (const { one, other, at, atom, exchange, onPath } of fc.sample(CASE, { seed: SEED, numRuns: RUNS })) {
    const changed = one.map((part, i) => i === at % one.length ? atom : part).join('');
    const [before, after] = exchange ? [[one.join(''), other.join('')], [other.join(''), one.join('')]] : [[one.join(''), other.join('')], [changed, other.join('')]];
    const targets = exchange ? [1, 0] : [0, 1];
    const witness = TEXTS.find(text => winner(before, [0, 1], text) !== winner(after, targets, text));
    const models = [modelOf(before.map(value => matchOf(value, onPath))), modelOf(after.map(value => matchOf(value, onPath)), targets)];
    if (witness === undefined) continue;
    if (toldApart(models[0], models[1])) told++;
    else missed.push(`${onPath ? 'path' : 'header'} ${before.join(' , ')} => ${after.join(' , ')}: '${witness}'`);
  }
  expect(missed).toEqual([]);
  expect(told).toBeGreaterThan(RUNS / 4);
}, 120_000);

/** Of two path patterns the longer one wins in this model, so all are made equally long by what changes nothing. */
function matchOf(value: string, onPath: boolean): object {
  return onPath ? path(`/${value}`.padEnd(60, '$')) : header(value);
}

/** By JavaScript's own expressions. */
function winner(patterns: string[], targets: number[], text: string): number | undefined {
  const at = patterns.findIndex(pattern => new RegExp(`^(?:${pattern})$`).test(text));
  return at < 0 ? undefined : targets[at];
}

function textsOf(letters: string, length: number): string[] {
  const longest = length === 0 ? [''] : textsOf(letters, length - 1);
  return [...new Set([...longest, ...longest.flatMap(text => [...letters].map(letter => text + letter))])];
}
