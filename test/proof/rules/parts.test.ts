// The parts that the rules are made of, each by itself.
import { Manifests, ReadMatch, ReadRoute } from '../../../src/proof/manifests';
import { Attachments } from '../../../src/proof/listeners';
import { describe as named, some } from '../../../src/proof/rules/finding';
import { conditionsKey, groupsAround, hostAt, pathKey, Places } from '../../../src/proof/rules/places';
import { isReadable } from '../../../src/proof/rules/readable';
import { backendsText, destination, matchPath, rulePath, ruleText } from '../../../src/proof/rules/rule-words';
import * as parts from '../reference/case-parts';
import { backend, headers, path, query, route, rule } from './objects';

const read = (object: any): ReadRoute => new Manifests([object]).routes[0];
const ruleOf = (one: object, more: object = {}) => read(route({ rules: [one], ...more })).rules[0];
const matchOf = (match: object, kind = 'HTTPRoute'): ReadMatch => read(route({ kind, rules: [rule([match])] })).rules[0].matches[0];

test.each<[string[], string]>([
  [[], ''], [['a'], 'a'], [['a', 'b'], 'a and b'], [['a', 'b', 'c'], 'a, b and c'], [['a', 'b', 'c', 'd'], 'a, b, c and 1 more'], [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
])('some of %j: %s', (names, words) => expect(some(names)).toBe(words));

test.each<[any, string]>([
  [{ kind: 'Service', metadata: { name: 'a', namespace: 'shop' } }, 'Service shop/a'], [{ kind: 'Service', metadata: { name: 'a' } }, 'Service a'],
  [{ kind: 'Service', metadata: { name: 'a', namespace: null } }, 'Service a'], [{ kind: 'Service' }, 'Service '],
])('%j is named %s', (object, words) => expect(named(object)).toBe(words));

describe('words of a rule', () => {
  const whole = read(route({ rules: [{ name: 'one', matches: [path('/a'), path('/b')], backendRefs: [backend('a')] }, rule([])] }));
  test('its place, its match, its route', () => {
    const [one, two] = whole.rules;
    expect([rulePath(one), matchPath(one.matches[1]), matchPath(two.matches[0]), ruleText(one), ruleText(two), ruleText(one, whole)]).toEqual(
      ['spec.rules[0]', 'spec.rules[0].matches[1]', 'spec.rules[1]', "rules[0] 'one'", 'rules[1]', "rules[0] 'one'"]);
    expect(ruleText(two, read(route({ name: 'other' })))).toBe('rules[1] of HTTPRoute shop/cart');
  });

  test('a route that states no rules is the place itself', () => {
    const [only] = read({ ...route({}), spec: { parentRefs: [] } }).rules;
    expect([rulePath(only), matchPath(only.matches[0])]).toEqual(['spec', 'spec']);
  });

  test.each<[string, object]>([
    ['no backend', rule([], [])], ['a', rule([], ['a'])], ['a and b', rule([], ['a', 'b'])], ['a and b and c', rule([], ['a', 'b', 'c'])], ['a, b, c and others', rule([], ['a', 'b', 'c', 'd'])],
    ['a redirect', { filters: [{ type: 'RequestHeaderModifier' }, { type: 'RequestRedirect', requestRedirect: {} }] }], ['no backend', { filters: [{ type: 'RequestHeaderModifier' }] }],
  ])('its backends: %s', (words, one) => expect(backendsText(ruleOf(one))).toBe(words));

  // Two rules with the same backends in the same shares send requests to the same place.
  const redirect = (hostname: string) => ({ filters: [{ type: 'RequestRedirect', requestRedirect: { hostname } }] });
  const modifier = { filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['x'] } }] };
  test.each<[string, object, object, boolean]>([
    ['one backend', rule([], ['a']), rule([path('/x')], ['a=7']), true], ['another one', rule([], ['a']), rule([], ['b']), false],
    ['the same shares in another order', rule([], ['a=1', 'b=3']), rule([], ['b=75', 'a=25']), true], ['other shares', rule([], ['a=1', 'b=3']), rule([], ['a=1', 'b=4']), false],
    ['a weight that is left out is 1', rule([], ['a', 'b=1']), rule([], ['a=2', 'b=2']), true], ['no weight at all', rule([], ['a=0']), rule([], ['a']), false],
    ['all weights 0', rule([], ['a=0', 'b=0']), rule([], ['b=0', 'a=0']), true],
    ['its own namespace', rule([], ['a']), { backendRefs: [{ name: 'a', namespace: 'shop', port: 80 }] }, true], ['another namespace', rule([], ['a']), { backendRefs: [{ name: 'a', namespace: 'lab', port: 80 }] }, false],
    ['the kind and group as they are by default', rule([], ['a']), { backendRefs: [{ group: '', kind: 'Service', name: 'a', port: 80 }] }, true],
    ['another kind', rule([], ['a']), { backendRefs: [{ kind: 'Bucket', name: 'a', port: 80 }] }, false], ['another group', rule([], ['a']), { backendRefs: [{ group: 'x.io', name: 'a', port: 80 }] }, false],
    ['another port', rule([], ['a']), { backendRefs: [{ name: 'a', port: 81 }] }, false],
    ['the same redirect', redirect('a.com'), redirect('a.com'), true], ['another redirect', redirect('a.com'), redirect('b.com'), false], ['a redirect and none', redirect('a.com'), { backendRefs: [] }, false],
    ['changed headers', rule([], ['a'], modifier), rule([], ['a']), true],
  ])('same destination: %s', (_what, a, b, same) => {
    const [one, other] = [ruleOf(a), ruleOf(b)];
    expect(destination(one) === destination(other)).toBe(same);
    expect(destination(one)).toBe(destination(one));
  });
});

describe('places', () => {
  test.each<[object, string, string]>([
    [path('/a/'), 'HTTPRoute', 'PathPrefix /a'], [path('/'), 'HTTPRoute', 'PathPrefix '], [path('/a/', 'Exact'), 'HTTPRoute', 'Exact /a/'], [path('/a.*', 'RegularExpression'), 'HTTPRoute', 'RegularExpression /a.*'],
    [{}, 'GRPCRoute', 'grpc - -'], [parts.call('s.A'), 'GRPCRoute', 'grpc Exact s.A -'], [parts.call('s', 'm', 'RegularExpression'), 'GRPCRoute', 'grpc RegularExpression s RegularExpression m'],
  ])('%j of %s is in the group %j', (match, kind, key) => expect(pathKey(matchOf(match, kind).test)).toBe(key));

  test.each<[string, object, object, boolean]>([
    ['the order of headers', headers('x: 1', 'y: 2'), headers('Y: 2', 'X: 1'), true], ['another value', headers('x: 1'), headers('x: 2'), false], ['another name', headers('x: 1'), headers('y: 1'), false],
    ['another type', headers('x: 1'), headers('x: ~1'), false], ['one more', headers('x: 1'), headers('x: 1', 'y: 1'), false], ['a parameter for a header', headers('x: 1'), query('x: 1'), false],
    ['the path', path('/a'), path('/b'), true], ['a method', { method: 'GET' }, {}, false], ['the same method', { method: 'GET' }, { method: 'GET' }, true], ['another method', { method: 'GET' }, { method: 'PUT' }, false],
    ['the order of parameters', query('p: 1', 'q: 2'), query('q: 2', 'p: 1'), true],
  ])('same conditions but for %s', (_what, a, b, same) => expect(conditionsKey(matchOf(a).test) === conditionsKey(matchOf(b).test)).toBe(same));

  const placesOf = (...objects: any[]) => {
    const manifests = new Manifests(objects);
    const { attachments } = new Attachments(manifests, false);
    return new Places(manifests.routes, one => attachments.filter(attachment => attachment.route === one));
  };

  test.each<[object, string[]]>([
    [path('/a/b'), ['/a/b', '/a', '/']], [path('/a/b', 'Exact'), ['/a/b =', '/a/b', '/a', '/']], [path('/a/c'), ['/a', '/']], [path('/ab'), ['/']], [path('/a.*', 'RegularExpression'), ['/']], [path('/'), ['/']],
    [path('/a/b/c/d'), ['/a/b', '/a', '/']],
  ])('around %j are the groups %j', (match, expected) => {
    const places = placesOf(route({ rules: [rule([path('/')]), rule([path('/a')]), rule([path('/a/b')]), rule([path('/a/b', 'Exact')]), rule([path('/b')])] }));
    const [rules] = places.all[0].byHostname;
    expect(groupsAround(rules, matchOf(match).test).map(group => `${group.path!.value}${group.path!.type === 'Exact' ? ' =' : ''}`).sort()).toEqual([...expected].sort());
  });

  test('around a call are its service and all calls', () => {
    const { all } = placesOf(route({ kind: 'GRPCRoute', rules: [rule([parts.call('s.A', 'M')]), rule([parts.call('s.A')]), rule([{}]), rule([parts.call('s.B')])] }));
    const around = groupsAround(all[0].byHostname[0], matchOf(parts.call('s.A', 'M'), 'GRPCRoute').test);
    expect(around.map(({ matches }) => matches[0].rule.index)).toEqual([0, 1, 2]);
  });

  test('the more specific hostname comes first, and equal conditions are led by the one that wins', () => {
    const all = (name: string, hostnames?: string[]) => route({ name, hostnames, rules: [rule([path('/a')]), rule([headers('x: ~1'), path('/a')])] });
    const listener = parts.gateway({ hostname: 'x.a.example' });
    const ref = { parentRefs: [{ name: 'gw', namespace: 'infra' }] };
    const on = (object: any) => ({ ...object, spec: { ...object.spec, ...ref } });
    const [place] = placesOf(listener, on(all('c')), on(all('b', ['*.example'])), on(all('a', ['*.a.example'])), on(all('d', ['x.a.example']))).all;
    expect([place.host, place.byHostname.map(({ hostname }) => hostname)]).toEqual(['x.a.example', ['x.a.example', '*.a.example', '*.example', '']]);
    const group = place.byHostname[0].groups.get('PathPrefix /a')!;
    expect([group.matches.length, group.firstOf.size, group.patterns.length]).toEqual([2, 1, 0]);
    expect([...group.firstOf.values(), ...group.firstOfRoute.values()].map(match => match.rule.index)).toEqual([0, 0]);
    expect(place.byHostname[0].groups.get('PathPrefix ')!.patterns).toHaveLength(1);
  });

  test('the hosts that a route and a listener have in common', () => {
    const at = (hostname: string | undefined, own: string) => hostAt({ hostname } as any, own);
    expect([hostAt(undefined, 'a.example'), at(undefined, 'a.example'), at('*.example', 'a.example'), at('*.example', ''), at('*.example', 'a.other')])
      .toEqual(['a.example', 'a.example', 'a.example', '*.example', undefined]);
  });
});

describe('an object can be read', () => {
  const many = (n: number, one: unknown) => Array.from({ length: n }, () => one);
  const spec = (kind: string, more: object) => ({ kind, metadata: { name: 'a' }, spec: more });
  const long = (length: number) => [rule([path('/'.padEnd(length, 'a'))])];
  test.each<[string, any, boolean]>([
    ['with a name', { kind: 'X', metadata: { name: 'a' } }, true], ['without', { kind: 'X', metadata: {} }, false], ['without metadata', { kind: 'X' }, false], ['of no kind', { metadata: { name: 'a' } }, false],
    ['of a kind that is no text', { kind: 5, metadata: { name: 'a' } }, false], ['as a list', [], false], ['as null', null, false], ['as a text', 'x', false], ['with a list as metadata', { kind: 'X', metadata: [] }, false],
    ['with 32 parentRefs', spec('HTTPRoute', { parentRefs: many(32, {}) }), true], ['not with 33', spec('HTTPRoute', { parentRefs: many(33, {}) }), false],
    ['with 16 hostnames', spec('GRPCRoute', { hostnames: many(16, 'a') }), true], ['not with 17', spec('GRPCRoute', { hostnames: many(17, 'a') }), false],
    ['with 16 rules', spec('HTTPRoute', { rules: many(16, {}) }), true], ['not with 17', spec('HTTPRoute', { rules: many(17, {}) }), false], ['not with 17 of a GRPCRoute', spec('GRPCRoute', { rules: many(17, {}) }), false],
    ['with 64 listeners', spec('Gateway', { listeners: many(64, {}) }), true], ['not with 65', spec('Gateway', { listeners: many(65, {}) }), false],
    ['with 16 of from and to', spec('ReferenceGrant', { from: many(16, {}), to: many(16, {}) }), true], ['not with 17 of from', spec('ReferenceGrant', { from: many(17, {}) }), false],
    ['not with 17 of to', spec('ReferenceGrant', { to: many(17, {}) }), false], ['of another kind with any number', spec('Own', { rules: many(500, {}) }), true], ['of a kind that every object has', spec('toString', {}), true],
    ['with a hostname of 253 characters', spec('HTTPRoute', { hostnames: ['a', 'a'.repeat(253)] }), true], ['not with 254', spec('HTTPRoute', { hostnames: ['a', 'a'.repeat(254)] }), false],
    ['with 128 matches', spec('HTTPRoute', { rules: [{ matches: many(64, {}) }, { matches: many(64, {}) }] }), true], ['not with 129', spec('HTTPRoute', { rules: [{ matches: many(64, {}) }, { matches: many(65, {}) }] }), false],
    ['with 64 backends and filters', spec('HTTPRoute', { rules: [{ backendRefs: many(64, {}), filters: many(64, {}) }] }), true],
    ['not with 65 backends', spec('HTTPRoute', { rules: [{}, { backendRefs: many(65, {}) }] }), false], ['not with 65 filters', spec('HTTPRoute', { rules: [{}, { filters: many(65, {}) }] }), false],
    ['with a path of 1024 characters', spec('HTTPRoute', { rules: long(1024) }), true], ['not with 1025', spec('HTTPRoute', { rules: long(1025) }), false],
    ['not with 1025 in one match of two', spec('HTTPRoute', { rules: [{ matches: [{}, path('/'.padEnd(1025, 'a'))] }] }), false],
    ['with null as a value', spec('X', { a: null }), true], ['not with null in a list', spec('X', { a: { b: [null] } }), false], ['not with a hole in a list', spec('X', { a: [undefined] }), false],
    ['not with its own toString', spec('X', { a: [{ toString: 1 }] }), false], ['not with its own valueOf', spec('X', { valueOf: 1 }), false], ['with a date', spec('X', { at: new Date(0) }), true],
    ['with a long list', spec('X', { a: many(200_000, 'x') }), true],
  ])('%s', (_what, object, readable) => expect(isReadable(object)).toBe(readable));

  test('an object within itself', () => {
    const object: any = spec('X', {});
    object.spec.self = object;
    expect(isReadable(object)).toBe(true);
  });
});
