import { DecisionProps, TrafficDecision } from '../../src/proof/decision';
import { Expect } from '../../src/proof/expect';

const backend = (key: string, share: number) => ({ backend: key, port: 80, share, host: '', path: '/', headers: [], responseHeaders: [] });
const decision = (props: Partial<DecisionProps>) =>
  new TrafficDecision({ status: 200, route: 'shop/r', backends: [], errorShare: 0, mirrors: [], notes: [], ...props });
const ALL = { backends: [backend('shop/a', 1)] };
const SPLIT = { backends: [backend('shop/a', 0.75), backend('shop/b', 0.25)] };
const HALF = { backends: [backend('shop/a', 0.5)], errorShare: 0.5 };
const NO_ROUTE = { status: 404, route: undefined };
const copied = (key: string, percent: number) => ({ ...ALL, mirrors: [{ backend: 'shop/x', percent: 100 }, { backend: key, percent }] });

test.each<[Expect, Partial<DecisionProps>, string | undefined]>([
  [Expect.only('a'), ALL, undefined],
  [Expect.only('shop/a'), ALL, undefined],
  [Expect.only('a'), { backends: [backend('shop/a', 0.3), backend('shop/a', 0.7)] }, undefined],
  [Expect.only('lab/a'), ALL, 'it gets shop/a 100 %'],
  [Expect.only('a'), SPLIT, 'it gets shop/a 75 %, shop/b 25 %'],
  [Expect.only('a'), HALF, 'it gets shop/a 50 %, status 500 50 %'],
  [Expect.only('a'), NO_ROUTE, 'it gets 404 (no route)'],
  [Expect.only('a'), copied('shop/b', 5), undefined],
  [Expect.never('c'), SPLIT, undefined],
  [Expect.never('b'), SPLIT, 'it gets shop/a 75 %, shop/b 25 %'],
  [Expect.never('shop/b'), SPLIT, 'it gets shop/a 75 %, shop/b 25 %'],
  [Expect.never('lab/b'), SPLIT, undefined],
  [Expect.never('a'), NO_ROUTE, undefined],
  [Expect.never('b'), copied('shop/b', 5), '5 % of it are copied to shop/b'],
  [Expect.never('shop/b'), copied('shop/b', 100), '100 % of it are copied to shop/b'],
  [Expect.never('b'), copied('shop/bb', 5), undefined],
  [Expect.never('b'), copied('shop/b', 0), undefined],
  [Expect.never('lab/b'), copied('shop/b', 5), undefined],
  [Expect.share('b', 25), SPLIT, undefined],
  [Expect.share('shop/a', 75), SPLIT, undefined],
  [Expect.share('a', 33.3333333), { backends: [backend('shop/a', 1 / 3)] }, undefined],
  [Expect.share('a', 33.3333), { backends: [backend('shop/a', 1 / 3)] }, 'it gets shop/a 33.3333 %'],
  [Expect.share('b', 26), SPLIT, 'it gets shop/a 75 %, shop/b 25 %'],
  [Expect.share('b', 24), SPLIT, 'it gets shop/a 75 %, shop/b 25 %'],
  [Expect.share('c', 0), SPLIT, undefined],
  [Expect.share('c', 1), NO_ROUTE, 'it gets 404 (no route)'],
  [Expect.status(200), SPLIT, undefined],
  [Expect.status(404), NO_ROUTE, undefined],
  [Expect.status(404), ALL, 'it gets shop/a 100 %'],
  [Expect.status(301), { status: 301, redirect: { hostname: 'to.example', path: '/', statusCode: 301 } }, undefined],
])('%# %j of a decision', (what, props, problem) => expect(what._problem(decision(props))).toBe(problem));

test('a bare name that two namespaces have must be told apart', () => {
  expect(() => Expect.only('a')._problem(decision({ backends: [backend('shop/a', 0.5), backend('lab/a', 0.5)] })))
    .toThrow("the Service 'a' is in several namespaces; say which: shop/a or lab/a");
});

describe('unknown versions', () => {
  const services = ['shop/task-api-stable', 'shop/task-api-canary', 'lab/x'];
  test.each<[Expect, string | undefined]>([
    [Expect.only('task-api-stable'), undefined],
    [Expect.never('shop/task-api-canary'), undefined],
    [Expect.only('task-api-stabel'), "no rule and no manifest has a Service 'task-api-stabel'; did you mean 'task-api-stable'?"],
    [Expect.share('api-stable', 0), "no rule and no manifest has a Service 'api-stable'"],
    [Expect.never('lab/task-api-stable'), "no rule and no manifest has a Service 'lab/task-api-stable'; did you mean 'shop/task-api-stable'?"],
    [Expect.never('stable'), "no rule and no manifest has a Service 'stable'"],
    [Expect.status(404), undefined],
  ])('%j', (what, problem) => expect(what._unknown(services)).toBe(problem));
});

test.each<[Expect, string]>([
  [Expect.only('a'), 'only a'], [Expect.never('a'), 'never a'], [Expect.share('a', 2.5), '2.5 % to a'], [Expect.status(404), 'status 404'],
])('%j in words: %s', (what, words) => expect(what.describe()).toBe(words));

test('a version of a pattern is named by its Service', () => {
  const service = (version: string) => `app-${version}`;
  expect(Expect.share('stable', 5)._named(service).describe()).toBe('5 % to app-stable');
  expect(Expect.never('stable')._named(service).describe()).toBe('never app-stable');
  expect(Expect.status(404)._named(service).describe()).toBe('status 404');
});

test.each<[string, () => Expect]>([
  ["the expected version is '', but must be the name of a Service such as 'task-api-stable'", () => Expect.only('')],
  ['the expected version is undefined, but must be', () => Expect.never(undefined as any)],
  ['the expected version is 5, but must be', () => Expect.share(5 as any, 5)],
  ["the expected share of 'a' is 101, but must be a percentage from 0 to 100", () => Expect.share('a', 101)],
  ["the expected share of 'a' is -1, but must be", () => Expect.share('a', -1)],
  ["the expected share of 'a' is NaN, but must be", () => Expect.share('a', NaN)],
  ['the expected status is 99, but must be a whole number from 100 to 599', () => Expect.status(99)],
  ['the expected status is 600, but must be', () => Expect.status(600)],
  ['the expected status is 200.5, but must be', () => Expect.status(200.5)],
])('refused: %s', (message, make) => expect(make).toThrow(message));

test('the bounds are allowed', () => {
  expect([Expect.share('a', 0), Expect.share('a', 100), Expect.status(100), Expect.status(599)].map(what => what.describe()))
    .toEqual(['0 % to a', '100 % to a', 'status 100', 'status 599']);
});
