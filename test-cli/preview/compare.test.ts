import { TrafficModel, TrafficRequest } from '../../src';
import { loadCli } from '../support/load';

const { compareWithEnvoy } = loadCli<any>('preview/compare');

const route = (rule: object) => ({
  apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'r', namespace: 'n' },
  spec: { parentRefs: [{ name: 'gw' }], rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/a' } }], ...rule }] },
});
const SPLIT = route({ backendRefs: [{ name: 'one', port: 80, weight: 75 }, { name: 'two', port: 80, weight: 25 }] });
const ONE = route({ backendRefs: [{ name: 'one', port: 80 }], filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'x-a', value: 'b' }] } }] });
const REDIRECT = route({ filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: 'example.com', statusCode: 301 } }] });
const seen = (service: string, headers: object = { 'x-a': 'b' }, path = '/a') => ({ status: 200, backend: service, headers: {}, seen: { service, method: 'GET', path, headers } });
const LISTENERS = [{ gateway: 'n/gw', name: 'http', port: 1 }];

const compare = (manifest: object, answers: object[], request = TrafficRequest.get('/a'), options: object = {}) => {
  let next = 0;
  const client = { send: async () => answers[next++ % answers.length] };
  return compareWithEnvoy({ model: TrafficModel.fromManifests([manifest]), requests: [request], listeners: LISTENERS, client, repeat: 100, ...options });
};

test.each([
  ['the backend that was decided', ONE, [seen('n/one')], undefined],
  ['another backend', ONE, [seen('n/two')], 'n/two answers, but n/one 100 % was decided'],
  ['another path', ONE, [seen('n/one', { 'x-a': 'b' }, '/b')], 'the backend was sent the path /b, but /a was decided'],
  ['another header', ONE, [seen('n/one', { 'x-a': 'c' })], 'the backend was sent x-a: c, but b was decided'],
  ['no header', ONE, [seen('n/one', {})], 'the backend was sent x-a: undefined, but b was decided'],
  ['an error', ONE, [{ status: 503, headers: {} }], 'status 503, but 200 from n/one 100 % was decided'],
  ['the shares', SPLIT, [seen('n/one'), seen('n/one'), seen('n/one'), seen('n/two')], undefined],
  ['other shares', SPLIT, [seen('n/one'), seen('n/two')], 'of 100 requests n/one got 50, n/two got 50, but n/one 75 %, n/two 25 % was decided'],
  ['the redirect', REDIRECT, [{ status: 301, headers: { location: 'http://example.com/a' } }], undefined],
  ['a redirect with another status', REDIRECT, [{ status: 302, headers: { location: 'http://example.com/a' } }], 'status 302, but a redirect with 301 was decided'],
  ['a redirect elsewhere', REDIRECT, [{ status: 301, headers: { location: 'http://example.org/a' } }], 'the redirect leads to http://example.org/a'],
])('%s', async (_, manifest, answers, what) => {
  const { compared, disagreements } = await compare(manifest, answers);
  expect(compared).toBe(1);
  expect(disagreements[0]?.what).toEqual(what === undefined ? undefined : expect.stringContaining(what));
});

test('a failure is asked once more: Envoy may take a moment for endpoints', async () => {
  const failure = { status: 503, headers: {} };
  expect(await compare(ONE, [failure, seen('n/one')])).toMatchObject({ compared: 1, sent: 2, late: 1, disagreements: [] });
  expect(await compare(ONE, [failure])).toMatchObject({ sent: 2, late: 0, disagreements: [{ what: 'status 503, but 200 from n/one 100 % was decided' }] });
  // What is no failure does not become right.
  expect(await compare(ONE, [seen('n/two'), seen('n/one')])).toMatchObject({ sent: 1, late: 0, disagreements: [{ what: 'n/two answers, but n/one 100 % was decided' }] });
});

test('copies, of a mirror in part of many requests', async () => {
  const mirror = (percent: number) => route({
    backendRefs: [{ name: 'one', port: 80 }], filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'shadow', port: 80 }, percent } }],
  });
  const heardOf = (copies: number, times: number) => (id: string) => new Map(id === '0' ? [['n/one', times], ['n/shadow', copies]] : []);
  const whole = await compare(mirror(100), [seen('n/one')], undefined, { heardOf: heardOf(0, 1) });
  expect(whole).toMatchObject({ sent: 1, disagreements: [{ what: 'n/shadow got 0 copies of 1 request, but 1 was decided' }] });
  const partly = await compare(mirror(25), [seen('n/one')], undefined, { heardOf: heardOf(25, 100) });
  expect(partly).toMatchObject({ sent: 100, disagreements: [] });
});

test('no route', async () => {
  expect((await compare(ONE, [{ status: 404, headers: {} }], TrafficRequest.get('/other'))).disagreements).toEqual([]);
  expect((await compare(ONE, [seen('n/one')], TrafficRequest.get('/other'))).disagreements).toHaveLength(1);
});

test('what is left to the gateway is compared only where that is asked for', async () => {
  const twice = TrafficRequest.get('/a').withHeader('x-b', '1').withHeader('X-B', '2');
  expect(await compare(ONE, [seen('n/two')], twice)).toMatchObject({ compared: 0, left: [{ why: expect.stringContaining('sent twice') }] });
  expect(await compare(ONE, [seen('n/two')], twice, { strict: true })).toMatchObject({ compared: 1, disagreements: [{}] });
});

test('a request that no listener takes, and one that cannot be sent', async () => {
  expect(await compare(ONE, [], TrafficRequest.get('/a').withPort(99))).toMatchObject({ compared: 0, left: [{ why: 'no listener here takes it' }] });
  const client = { send: async () => { throw new Error('ECONNREFUSED'); } };
  expect(await compare(ONE, [], TrafficRequest.get('/a'), { client })).toMatchObject({ compared: 0, left: [{ why: 'ECONNREFUSED' }] });
});
