import { DecidedBackend, DecisionProps, TrafficDecision } from '../../src/proof/decision';

const backend = (key: string, share: number): DecidedBackend => ({ backend: key, port: 80, share, host: '', path: '/', headers: [], responseHeaders: [] });
const decision = (props: Partial<DecisionProps> = {}) =>
  new TrafficDecision({ status: 200, route: 'shop/r', backends: [], errorShare: 0, mirrors: [], notes: [], ...props });

describe('share', () => {
  const split = decision({ backends: [backend('shop/a', 0.25), backend('shop/b', 0.5), backend('shop/a', 0.125)], errorShare: 0.125 });
  test.each<[string, number]>([
    ['shop/a', 0.375], ['a', 0.375], ['b', 0.5], ['c', 0], ['lab/a', 0], ['hop/a', 0], ['constructor', 0], ['toString', 0],
  ])('of %s is %d', (service, share) => expect(split.share(service)).toBe(share));

  test('of a bare name that two namespaces have is refused, and of each by its whole name is not', () => {
    const both = decision({ backends: [backend('shop/a', 0.25), backend('lab/a', 0.75)] });
    expect(() => both.share('a')).toThrow("the Service 'a' is in several namespaces; say which: shop/a or lab/a");
    expect([both.share('shop/a'), both.share('lab/a')]).toEqual([0.25, 0.75]);
  });
});

describe('describe', () => {
  const redirect = { hostname: 'to.example', path: '/x', statusCode: 301 };
  test.each<[string, Partial<DecisionProps>]>([
    ['shop/a 95 %, shop/b 5 %', { backends: [backend('shop/a', 0.95), backend('shop/b', 0.05)] }],
    ['shop/a 33.3333 %, status 500 66.6667 %', { backends: [backend('shop/a', 1 / 3)], errorShare: 2 / 3 }],
    ['status 500 100 %', { status: 500, errorShare: 1 }],
    ['404 (no route)', { status: 404, route: undefined }],
    ['UNIMPLEMENTED (no route)', { status: 404, route: undefined, grpcCode: 'UNIMPLEMENTED' }],
    ['redirect 301 to to.example/x', { status: 301, redirect }],
  ])('%s', (words, props) => expect(decision(props).describe()).toBe(words));
});

test('toJson holds every field, null for what there is none of', () => {
  expect(decision({ route: undefined, status: 404, notes: ['n'] }).toJson()).toStrictEqual({
    status: 404, gateway: null, listener: null, route: null, rule: null, ruleName: null, shares: {}, errorShare: 0, mirrors: [], backends: [], notes: ['n'],
  });
  const redirect = { hostname: 'to.example', path: '/x', statusCode: 301 };
  const whole = {
    status: 301, grpcCode: 'OK', gateway: 'infra/gw', listener: 'web', route: 'shop/r', rule: 0, ruleName: 'all', errorShare: 0,
    mirrors: [{ backend: 'shop/m', percent: 5 }], redirect, backends: [backend('shop/a', 1)], notes: [],
  };
  expect(decision({ ...whole, routeKind: 'HTTPRoute' }).toJson()).toStrictEqual({ ...whole, shares: { 'shop/a': 1 } });
});
