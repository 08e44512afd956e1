import * as fc from 'fast-check';
import { Match } from '../../../src/traffic/match';
import { MOST_CLASSES } from '../../../src/proof/classes/request-classes';
import { TrafficModel } from '../../../src/proof/model';
import { call, exact, gateway, grpc, headers, http, on, prefix, query, regex, service, to } from '../reference/case-parts';
import { routeSet } from '../reference/random-routes';

const list = (manifests: any[], match?: Match) => TrafficModel.fromManifests(manifests).classes(match).map(({ name, request }) => [name, request.describe()]);
/** The second column of those whose name starts with the first part, without that part. */
const under = (manifests: any[], start: string, match?: Match) => Object.fromEntries(list(manifests, match)
  .filter(([name]) => name.startsWith(start)).map(([name, words]) => [name.slice(start.length), words]));

const API = [gateway({}), http('a', {
  hostnames: ['a.example'],
  rules: [{ name: 'api', ...on({ ...prefix('/api/'), ...headers(['x', '1']) }) }, { name: 'all', matches: [{ method: 'PUT' }, { ...exact('/b'), ...query(['q', 'u|v', 'RegularExpression']) }] }],
})];

test('the classes of a small route, all of them', () => {
  expect(list(API)).toEqual([
    ['a.example shop/a api: as stated', 'GET a.example/api/ with x: 1'],
    ['a.example shop/a api: path /api/, nothing else', 'GET a.example/api/'],
    ['a.example shop/a api: path /api', 'GET a.example/api with x: 1'],
    ['a.example shop/a api: path /api, nothing else', 'GET a.example/api'],
    ['a.example shop/a api: path /api/x', 'GET a.example/api/x with x: 1'],
    ['a.example shop/a api: path /api/x, nothing else', 'GET a.example/api/x'],
    ['a.example shop/a api: path /apix', 'GET a.example/apix with x: 1'],
    ['a.example shop/a api: path /apix, nothing else', 'GET a.example/apix'],
    ['a.example shop/a api: path /', 'GET a.example/ with x: 1'],
    ['a.example shop/a api: path /, nothing else', 'GET a.example/'],
    ['a.example shop/a api: method PUT', 'PUT a.example/api/ with x: 1'],
    ['a.example shop/a api: header x empty', 'GET a.example/api/ with x: '],
    ['a.example shop/a api: header x twice', 'GET a.example/api/ with x: 1, x: 1'],
    ['a.example shop/a api: header x wrong', 'GET a.example/api/ with x: 1-other'],
    ['a.example shop/a api: header x right, then wrong', 'GET a.example/api/ with x: 1, x: 1-other'],
    ['a.example shop/a api: header x wrong, then right', 'GET a.example/api/ with x: 1-other, x: 1'],
    ['a.example shop/a api: header x name in other case', 'GET a.example/api/ with X: 1'],
    ['a.example shop/a all (1): as stated', 'PUT a.example/'],
    ['a.example shop/a all (1): path /x', 'PUT a.example/x'],
    ['a.example shop/a all (1): path /x, nothing else', 'GET a.example/x'],
    ['a.example shop/a all (2): as stated', 'GET a.example/b?q=u'],
    ['a.example shop/a all (2): path /b, nothing else', 'GET a.example/b'],
    ['a.example shop/a all (2): path /b/', 'GET a.example/b/?q=u'],
    ['a.example shop/a all (2): path /b/, nothing else', 'GET a.example/b/'],
    ['a.example shop/a all (2): path /b/x', 'GET a.example/b/x?q=u'],
    ['a.example shop/a all (2): path /b/x, nothing else', 'GET a.example/b/x'],
    ['a.example shop/a all (2): path /bx', 'GET a.example/bx?q=u'],
    ['a.example shop/a all (2): path /bx, nothing else', 'GET a.example/bx'],
    ['a.example shop/a all (2): path /', 'GET a.example/?q=u'],
    ['a.example shop/a all (2): method PUT', 'PUT a.example/b?q=u'],
    ['a.example shop/a all (2): query q empty', 'GET a.example/b?q='],
    ['a.example shop/a all (2): query q twice', 'GET a.example/b?q=u&q=u'],
    ['a.example shop/a all (2): query q wrong', 'GET a.example/b?q=ux'],
    ['a.example shop/a all (2): query q right, then wrong', 'GET a.example/b?q=u&q=ux'],
    ['a.example shop/a all (2): query q wrong, then right', 'GET a.example/b?q=ux&q=u'],
    ['a.example shop/a all (2): query q value in other case', 'GET a.example/b?q=U'],
    ['a.example shop/a all (2): query q name in other case', 'GET a.example/b?Q=u'],
    ["a.example shop/a all (2): query q 'v'", 'GET a.example/b?q=v'],
    ['a.example shop/a all (1): at /api/', 'PUT a.example/api/'],
    ['a.example shop/a all (1): at /b', 'PUT a.example/b'],
    ['other.invalid no route', 'GET other.invalid/'],
  ]);
});

test('the classes of calls', () => {
  expect(list([gateway({}), grpc('c', { rules: [on({ ...call('s.Cart', 'A|B', 'RegularExpression'), ...headers(['x', '1']) }), on(call('s.Other', 'C'))] })])).toEqual([
    ['shop/c rule 0: as stated', 'gRPC saCart/A with x: 1'],
    ['shop/c rule 0: another gRPC method', 'gRPC saCart/Ax with x: 1'],
    ['shop/c rule 0: another gRPC service', 'gRPC saCartx/A with x: 1'],
    ['shop/c rule 0: gRPC method in other case', 'gRPC saCart/a with x: 1'],
    ['shop/c rule 0: nothing but the gRPC method', 'gRPC saCart/A'],
    ['shop/c rule 0: gRPC service s0Cart', 'gRPC s0Cart/A with x: 1'],
    ['shop/c rule 0: gRPC method B', 'gRPC saCart/B with x: 1'],
    ['shop/c rule 0: header x empty', 'gRPC saCart/A with x: '],
    ['shop/c rule 0: header x twice', 'gRPC saCart/A with x: 1, x: 1'],
    ['shop/c rule 0: header x wrong', 'gRPC saCart/A with x: 1-other'],
    ['shop/c rule 0: header x right, then wrong', 'gRPC saCart/A with x: 1, x: 1-other'],
    ['shop/c rule 0: header x wrong, then right', 'gRPC saCart/A with x: 1-other, x: 1'],
    ['shop/c rule 0: header x name in other case', 'gRPC saCart/A with X: 1'],
    ['shop/c rule 1: as stated', 'gRPC s.Other/C'],
    ['shop/c rule 1: another gRPC method', 'gRPC s.Other/C_other'],
    ['shop/c rule 1: another gRPC service', 'gRPC s.Other_other/C'],
    ['shop/c rule 1: gRPC method in other case', 'gRPC s.Other/c'],
    ['shop/c rule 0: gRPC service sOCart', 'gRPC sOCart/A with x: 1'],
  ]);
  expect(under([gateway({}), grpc('c', { rules: [on({})] })], 'shop/c rule 0: ')).toEqual({
    'as stated': 'gRPC any.Service/Any', 'another gRPC method': 'gRPC any.Service/OtherAny', 'another gRPC service': 'gRPC Otherany.Service/Any',
    'gRPC method in other case': 'gRPC any.Service/any',
  });
});

describe('hosts', () => {
  const hostsOf = (manifests: any[]) => [...new Set(TrafficModel.fromManifests(manifests).classes().map(({ request }) => request.host))];
  test.each<[string, any[], string[]]>([
    ['none where nothing names one', [gateway({}), http('a')], ['']],
    ['one of a route, and another', [gateway({}), http('a', { hostnames: ['a.example'] })], ['a.example', 'other.invalid']],
    ['one label under a wildcard, two, and the name itself', [gateway({}), http('a', { hostnames: ['*.a.example'] })], ['x.a.example', 'x.y.a.example', 'a.example', 'other.invalid']],
    ['those of listeners', [gateway({ hostname: 'l.example' }), http('a', { hostnames: ['l.example'] })], ['l.example', 'other.invalid']],
    ['those of all routes', [gateway({}), http('a', { hostnames: ['a.example'] }), http('b', { hostnames: ['b.example', 'a.example'] })], ['a.example', 'b.example', 'other.invalid']],
    ['those of a listener that takes no route', [gateway({ hostname: 'l.example' }, {}), http('a', { ref: { sectionName: 'l1' } })], ['l.example', 'other.invalid']],
  ])('%s', (_what, manifests, hosts) => expect(hostsOf(manifests)).toEqual(hosts));
});

describe('places', () => {
  const places = (manifests: any[]) => [...new Set(TrafficModel.fromManifests(manifests).classes().map(({ request }) => request.describe().replace(/^GET \S+/, '').trim()))];
  test.each<[string, any[], string[]]>([
    ['not stated where there is one', [gateway({}), http('a')], ['']],
    ['each port', [gateway({}, { port: 443 }), http('a')], ['on port 80 at Gateway infra/gw', 'on port 443 at Gateway infra/gw']],
    ['each Gateway', [gateway({}), { ...gateway({}), metadata: { name: 'b', namespace: 'infra' } }, http('a')], ['on port 80 at Gateway infra/b', 'on port 80 at Gateway infra/gw']],
    ['an assumed Gateway, and a port that nothing names', [http('a')], ['', 'on port 65535 at Gateway infra/gw']],
    ['assumed listeners by name', [http('a', { ref: { sectionName: 'x' } }), http('b', { ref: { sectionName: 'y' } })],
      ['at Gateway infra/gw on listener x', 'at Gateway infra/gw on listener y', 'on port 65535 at Gateway infra/gw on listener x', 'on port 65535 at Gateway infra/gw on listener y']],
    ['assumed listeners by port: no other port answers', [http('a', { ref: { port: 65535 } }), http('b', { ref: { port: 80 } })],
      ['on port 80 at Gateway infra/gw', 'on port 65535 at Gateway infra/gw']],
    ['the highest port that nothing names', [http('a', { ref: { port: 65535 } }), http('b')],
      ['at Gateway infra/gw', 'on port 65535 at Gateway infra/gw', 'on port 65534 at Gateway infra/gw']],
  ])('%s', (_what, manifests, expected) => expect(places(manifests)).toEqual(expected));
});

describe('what is special', () => {
  const rules = (...matches: object[]) => [gateway({}), http('a', { rules: matches.map(on) })];
  test.each<[string, any[], string, object]>([
    ['a path by pattern: its forms, and what it does not match', rules(regex('/v[12]')), 'shop/a rule 0: path ',
      { '/v1/': 'GET /v1/', '/v1/x': 'GET /v1/x', '/v1x': 'GET /v1x', '/v2': 'GET /v2' }],
    ['a pattern at the paths of others', rules(regex('/[a-z]+'), exact('/abc')), 'shop/a rule 0: path /abc', { '': 'GET /abc' }],
    ['a method that nothing names', rules({ method: 'GET' }, { method: 'POST', ...headers(['x', '1']) }), 'shop/a rule 0: method ', { POST: 'POST /', PUT: 'PUT /' }],
    ['two matches at once', rules(headers(['x', '1']), query(['q', '2'])), 'shop/a rule 0: with', { ' shop/a rule 1': 'GET /?q=2 with x: 1' }],
    ['two matches of one header that agree', rules(headers(['x', '1'], ['z', '1']), headers(['x', '1|2', 'RegularExpression'], ['y', '1'])), 'shop/a rule 0: with',
      { ' shop/a rule 1': 'GET / with x: 1, z: 1, y: 1' }],
    ['the value of the second where the first takes it too', rules(headers(['x', '1|2', 'RegularExpression'], ['z', '1']), headers(['x', '2'], ['y', '1'])), 'shop/a rule 0: with',
      { ' shop/a rule 1': 'GET / with x: 2, z: 1, y: 1' }],
    ['no pair of matches that exclude each other', rules(headers(['x', '1']), headers(['x', '2'], ['y', '1'])), 'shop/a rule 0: with', {}],
    ['no pair of different methods', rules({ method: 'GET', ...headers(['x', '1']) }, { method: 'PUT', ...query(['q', '1']) }), 'shop/a rule 0: with', {}],
    ['a pair beside a path that another match names', rules(headers(['x', '1']), query(['q', '2']), exact('/')), 'shop/a rule 0: with',
      { ' shop/a rule 1': 'GET /?q=2 with x: 1', ' shop/a rule 1, inside': 'GET /x?q=2 with x: 1' }],
    ['a pair by a method that nothing names', rules(headers(['x', '1']), query(['q', '2']), { method: 'GET' }), 'shop/a rule 0: with',
      { ' shop/a rule 1': 'POST /?q=2 with x: 1' }],
    ['a pair under a longer path', rules({ ...prefix('/a'), ...headers(['x', '1']) }, headers(['y', '1'])), 'shop/a rule 1: at ', { '/a': 'GET /a with y: 1' }],
    ['a pattern and a prefix at once', rules({ ...regex('/a.*'), ...headers(['x', '1']) }, { ...prefix('/a'), ...headers(['y', '1']) }), 'shop/a rule 1: with',
      { ' shop/a rule 0': 'GET /a with y: 1, x: 1' }],
    ['a header by pattern at the values of others', rules(headers(['x', '[0-9]+', 'RegularExpression']), headers(['x', '123'])), "shop/a rule 0: header x '123'", { '': 'GET / with x: 123' }],
    ['a header by pattern at a form of another pattern', rules(headers(['x', '[0-9]+', 'RegularExpression']), headers(['x', '(77|b)', 'RegularExpression'])),
      "shop/a rule 0: header x '7", {}],
    ['a query parameter by pattern at the values of others', rules(query(['q', '[0-9]+', 'RegularExpression']), query(['q', '123'])), "shop/a rule 0: query q '123'", { '': 'GET /?q=123' }],
    ['values of matches above', rules({ ...prefix('/a/b'), ...headers(['x', '[0-9]+', 'RegularExpression']) }, headers(['x', '123'])), "shop/a rule 0: header x '123'",
      { '': 'GET /a/b with x: 123' }],
    ['methods of matches above, and of none beside', rules(prefix('/a/b'), { ...prefix('/a'), method: 'PUT' }, { method: 'PATCH' }, { ...prefix('/c'), method: 'HEAD' }), 'shop/a rule 0: method ',
      { PUT: 'PUT /a/b', PATCH: 'PATCH /a/b' }],
    ['a pattern that is none has no class', rules(regex('/('), headers(['x', '(', 'RegularExpression']), query(['q', '(', 'RegularExpression'])), '', { ' ': 1 }],
  ])('%s', (_what, manifests, start, expected) => {
    const found = start === '' ? {} : under(manifests, start);
    expect(start === '' ? list(manifests) : found).toEqual(start === '' ? [] : expected);
  });

  test('headers that a filter changes, present', () => {
    const requestHeaderModifier = { set: [{ name: 'New', value: '1' }], add: [{ name: 'more', value: '1' }], remove: ['gone', 'not a name', 'x'] };
    const filters = [{ type: 'RequestHeaderModifier', requestHeaderModifier }];
    const own = { backendRefs: [{ name: 'b', port: 80, filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['own'] } }] }] };
    const manifests = [gateway({}), http('a', { rules: [{ ...on(headers(['x', '1'])), ...to('b'), filters, ...own }] })];
    expect(Object.keys(under(manifests, 'shop/a rule 0: header ')).filter(name => name.endsWith('present')))
      .toEqual(['new present', 'more present', 'gone present', 'own present']);
  });

  test('a class that needs a route says so', () => {
    expect(list([gateway({})])).toEqual([['no route', 'GET /']]);
    expect(list([])).toEqual([]);
  });
});

describe('pairs of calls', () => {
  const calls = (...matches: object[]) => [gateway({}), grpc('c', { rules: matches.map(on) })];
  const X = headers(['x', '1']);
  const Y = headers(['y', '1']);
  test.each<[string, any[], object]>([
    ['of one call', calls({ ...call('s.A', 'M'), ...X }, { ...call('s.A', 'M'), ...Y }), { ' shop/c rule 1': 'gRPC s.A/M with x: 1, y: 1' }],
    ['of a pattern and a name', calls({ ...call('s.*', 'M|N', 'RegularExpression'), ...X }, { ...call('s.A', 'N'), ...Y }), { ' shop/c rule 1': 'gRPC s.A/N with x: 1, y: 1' }],
    ['of a service and a method', calls({ ...call('s.A'), ...X }, { ...call(undefined, 'N'), ...Y }), { ' shop/c rule 1': 'gRPC s.A/N with x: 1, y: 1' }],
    ['of two services', calls({ ...call('s.A'), ...X }, { ...call('s.B'), ...Y }), {}],
    ['of two methods', calls({ ...call('s.A', 'M'), ...X }, { ...call('s.A', 'N'), ...Y }), {}],
  ])('%s', (_what, manifests, expected) => expect(under(manifests, 'shop/c rule 0: with')).toEqual(expected));
});

test('a match is paired with 48 others at most, the nearest first', () => {
  const near = Array.from({ length: 45 }, (_, i) => on({ ...prefix('/a'), ...headers([`n${i}`, '1']) }));
  const far = Array.from({ length: 10 }, (_, i) => on(headers([`f${i}`, '1'])));
  const pairs = Object.values(under([gateway({}), http('a', { rules: [on({ ...prefix('/a'), ...headers(['x', '1']) }), ...far, ...near] })], 'shop/a rule 0: with '));
  expect(pairs).toHaveLength(48);
  expect([pairs.filter(words => words.includes(' n')).length, pairs.filter(words => words.includes(' f')).length]).toEqual([45, 3]);
});

describe('of a match', () => {
  test.each<[string, Match, string]>([
    ['all', Match.everything(), 'GET a.example/api/ with x: 1'],
    ['a path', Match.pathPrefix('/api/x'), 'GET a.example/api/x with x: 1'],
    ['a header', Match.header('x', '1'), 'GET a.example/b?q=u with x: 1'],
    ['a header that no rule knows', Match.header('y', '1'), 'GET a.example/api/ with y: 1, x: 1'],
    ['one of two', Match.anyOf(Match.pathExact('/one'), Match.pathExact('/two')), 'PUT a.example/two'],
  ])('%s', (_what, match, expected) => {
    const found = list(API, match).map(([, words]) => words);
    expect(found).toContain(expected);
    expect(found).not.toEqual([]);
  });

  test('only what it admits', () => {
    for (const [, words] of list(API, Match.pathPrefix('/api').andMethod('PUT'))) expect(words).toMatch(/^PUT \S+\/api(\/| |$)/);
  });

  test('its own boundaries, at hosts that nothing names too', () => {
    expect(under(API, 'a.example expected match: ', Match.pathPrefix('/own'))).toEqual({
      'as stated': 'GET a.example/own', 'path /own/': 'GET a.example/own/', 'path /own/x': 'GET a.example/own/x', 'method PUT': 'PUT a.example/own',
    });
    expect(list(API, Match.pathExact('/own')).map(([name]) => name)).toContain('other.invalid expected match: as stated');
  });

  test('calls for a match of calls, none for one of HTTP', () => {
    const manifests = [gateway({}), grpc('c', { rules: [on(call('s.Cart'))] })];
    expect(list(manifests, Match.grpcMethod('s.Cart', 'Add')).map(([, words]) => words)).toContain('gRPC s.Cart/Add');
    expect(list(manifests, Match.pathExact('/x').andMethod('GET')).map(([, words]) => words)).toEqual(['GET /x']);
    expect(list(API, Match.grpcMethod('s.Cart', 'Add'))).toEqual([]);
  });
});

describe('over random sets', () => {
  const sets = () => fc.sample(routeSet(), { seed: 20260917, numRuns: 20 });
  const keys = (manifests: any[]) => TrafficModel.fromManifests(manifests).classes().map(({ request }) => JSON.stringify(request.toJson()));

  test('the same list each time, and no request twice', () => {
    for (const manifests of sets()) {
      const found = keys(manifests);
      expect(keys(manifests)).toEqual(found);
      expect(new Set(found).size).toBe(found.length);
    }
  });

  test('the order of the manifests does not matter to which requests there are', () => {
    for (const manifests of sets()) expect(keys([...manifests].reverse()).sort()).toEqual(keys(manifests).sort());
  });

  test('objects that are no routes may come in any order', () => {
    const [gw, route] = API;
    const others = [service('a'), service('b')];
    expect(list([route, ...others, gw])).toEqual(list([gw, ...others.reverse(), route]));
  });
});

test('they are bounded', () => {
  const rules = Array.from({ length: 3000 }, (_, i) => on({ ...exact(`/${i}`), ...headers(['x', 'a'], ['y', 'b']) }));
  const classes = TrafficModel.fromManifests([gateway({}), http('a', { rules })]).classes();
  expect(classes).toHaveLength(MOST_CLASSES);
});
