// What the rules must not say, and what they say at a bound: one case beside each that is said elsewhere.
import { deployment, found, gateway, headers, object, path, query, route, rule, service } from './objects';

const http = (...rules: object[]) => route({ rules });
const filtered = (...filters: object[]) => route({ rules: [rule([], ['a'], { filters })] });
const onBackend = (filter: object) => route({ rules: [{ backendRefs: [{ name: 'a', port: 80, filters: [filter] }] }] });
const mirror = (more: object = {}) => ({ type: 'RequestMirror', requestMirror: { backendRef: { name: 'm', port: 80 }, ...more } });
const features = (name: string, ...objects: any[]) => found('gateway/unsupported-feature', objects, { gateway: name }).map(line => line.replace(/.* needs (\S+),.*/, '$1'));
const rewrite = (urlRewrite: object) => filtered({ type: 'URLRewrite', urlRewrite });

describe('features in use', () => {
  test.each<[string, string, any[], string[]]>([
    ['one backend is no split', 'aws-vpc-lattice', [http(rule([], ['a']))], []],
    ['empty lists of conditions are none', 'aws-lbc', [http(rule([{ headers: [], queryParams: [] }]))], []],
    ['parameters of a call are none', 'aws-lbc', [route({ kind: 'GRPCRoute', rules: [rule([query('q: 1')])] })], ['GATEWAY-GRPC']],
    ['one mirror, of all requests', 'traefik', [filtered(mirror())], ['HTTPRouteRequestMirror']],
    ['one mirror beside another filter', 'traefik', [filtered(mirror(), { type: 'RequestHeaderModifier', requestHeaderModifier: {} })], ['HTTPRouteRequestMirror']],
    ['a mirror of a fraction', 'traefik', [filtered(mirror({ fraction: { numerator: 1 } }))], ['HTTPRouteRequestMirror', 'HTTPRouteRequestPercentageMirror']],
    ['a mirror of 0 percent', 'traefik', [filtered(mirror({ percent: 0 }))], ['HTTPRouteRequestMirror', 'HTTPRouteRequestPercentageMirror']],
    ['the fields of a mirror in another filter', 'traefik', [filtered({ ...mirror({ percent: 1 }), type: 'RequestHeaderModifier' })], []],
    ['a rewritten host alone', 'haproxy-ingress', [rewrite({ hostname: 'a.com' })], ['HTTPRouteHostRewrite']],
    ['a rewritten path alone', 'haproxy-ingress', [rewrite({ path: { type: 'ReplaceFullPath', replaceFullPath: '/' } })], ['HTTPRoutePathRewrite']],
    ['the fields of a rewrite in another filter', 'haproxy-ingress', [filtered({ type: 'RequestHeaderModifier', urlRewrite: { hostname: 'a.com', path: {} } })], []],
    ['response headers are no request headers', 'gke', [onBackend({ type: 'ResponseHeaderModifier', responseHeaderModifier: {} })], []],
    ['request headers are no response headers', 'aws-lbc', [filtered({ type: 'RequestHeaderModifier', requestHeaderModifier: {} })], []],
    ['a retry without a timeout of each try', 'traefik', [http(rule([], ['a'], { retry: { attempts: 1 }, timeouts: { request: '1s' } }))], ['HTTPRouteRetry', 'HTTPRouteRequestTimeout']],
    ['a timeout of each try without a retry', 'traefik', [http(rule([], ['a'], { timeouts: { backendRequest: '1s' } }))], ['HTTPRouteBackendTimeout']],
    ['listeners of two ports', 'traefik', [gateway({ hostname: 'a.b.com' }, { hostname: '*.b.com', port: 81 })], []],
    ['listeners of two protocols', 'traefik', [gateway({ hostname: 'a.b.com' }, { hostname: '*.b.com', protocol: 'HTTPS' })], []],
    ['a listener without hostname is wider than none', 'traefik', [gateway({}, {})], []],
    ['a listener under one without hostname', 'traefik', [gateway({}, { hostname: 'a.com' })], ['GatewayHTTPListenerIsolation']],
    ['the same hostname twice', 'traefik', [gateway({ hostname: 'a.com' }, { hostname: 'a.com' })], []],
    ['a policy for another rule', 'nginx-gateway-fabric', [http(rule([], ['a'], { name: 'x' })), object('x.io/v1', 'P', 'p', { targetRefs: [{ kind: 'HTTPRoute', name: 'cart', sectionName: 'y' }, { kind: 'HTTPRoute', name: 'cart' }] })], []],
    ['a policy for a rule of another route', 'nginx-gateway-fabric', [http(rule([], ['a'], { name: 'x' })), object('x.io/v1', 'P', 'p', { targetRefs: [{ kind: 'HTTPRoute', name: 'other', sectionName: 'x' }] })], []],
  ])('%s', (_what, name, objects, expected) => expect(features(name, ...objects)).toEqual(expected));
});

const LOSES = 'route/header-loses';
const loses = (...objects: any[]) => found(LOSES, objects).map(line => line.replace(/^warning (\S+) (\S+):.* loses requests to (rules\[\d+\](?: of \S+ \S+)?).*/, '$1 $2 to $3'));
const elsewhere = (...rules: object[]) => route({ name: 'api', rules });
describe('an audience loses requests', () => {
  const X = headers('x: 1');
  test.each<[string, any[], string[]]>([
    ['not to the same backends', [http(rule([X], ['a']), rule([path('/api')], ['a']))], []],
    ['not to another method', [http(rule([{ ...X, method: 'GET' }], ['a']), rule([{ ...path('/api'), method: 'PUT' }], ['b']))], []],
    ['to the same method', [http(rule([{ ...X, method: 'GET' }], ['a']), rule([{ ...path('/api'), method: 'GET' }], ['b']))], ['HTTPRoute/cart spec.rules[0].matches[0] to rules[1]']],
    ['not to another value of its header', [http(rule([X], ['a']), rule([{ ...path('/api'), ...headers('x: 2') }], ['b']))], []],
    ['not to a rule that has its conditions too', [http(rule([X], ['a']), rule([{ ...path('/api'), ...X }], ['b']))], []],
    ['not where a rule gives them back', [http(rule([X], ['a']), rule([path('/api')], ['b']), rule([{ ...path('/api'), ...X }], ['a']))], []],
    ['where the rule that would give them back has one condition more', [http(rule([X], ['a']), rule([path('/api')], ['b']), rule([{ ...path('/api'), ...headers('x: 1', 'y: 1') }], ['a']))],
      ['HTTPRoute/cart spec.rules[0].matches[0] to rules[1]']],
    ['not to a shorter path', [http(rule([{ ...path('/api/v1'), ...X }], ['a']), rule([path('/api')], ['b']))], []],
    ['not to the same path', [http(rule([{ ...path('/api'), ...X }], ['a']), rule([path('/api')], ['b']))], []],
    ['not to a path beside', [http(rule([{ ...path('/api'), ...X }], ['a']), rule([path('/apis')], ['b']))], []],
    ['not to a pattern, which has a rule of its own', [http(rule([X], ['a']), rule([path('/a.*', 'RegularExpression')], ['b']))], []],
    ['not a method alone', [http(rule([{ method: 'GET' }], ['a']), rule([path('/api')], ['b']))], []],
    ['a parameter alone', [http(rule([query('q: 1')], ['a']), rule([path('/api')], ['b']))], ['HTTPRoute/cart spec.rules[0].matches[0] to rules[1]']],
    ['to another route where it has no path', [http(rule([X], ['a'])), elsewhere(rule([path('/api')], ['b']))], ['HTTPRoute/cart spec.rules[0].matches[0] to rules[0] of HTTPRoute shop/api']],
    ['a parameter to another route', [http(rule([query('q: 1')], ['a'])), elsewhere(rule([path('/api')], ['b']))], ['HTTPRoute/cart spec.rules[0].matches[0] to rules[0] of HTTPRoute shop/api']],
    ['not to another route where it has a path', [http(rule([{ ...path('/api'), ...X }], ['a'])), elsewhere(rule([path('/api/v1')], ['b']))], []],
    ['not where the other route gives them back', [http(rule([X], ['a'])), elsewhere(rule([path('/api')], ['b']), rule([{ ...path('/api'), ...X }], ['c']))], []],
    ['not to a route of another host', [route({ hostnames: ['a.com'], rules: [rule([X], ['a'])] }), route({ name: 'api', hostnames: ['b.com'], rules: [rule([path('/api')], ['b'])] })], []],
    ['not of a pattern that is none', [http(rule([headers('x: ~(')], ['a']), rule([path('/api')], ['b']))], []],
    ['once, to the first that takes them', [http(rule([X], ['a']), rule([path('/b')], ['b']), rule([path('/c')], ['c']))], ['HTTPRoute/cart spec.rules[0].matches[0] to rules[1]']],
    ['a gRPC header to a method', [route({ kind: 'GRPCRoute', rules: [rule([{ method: { service: 's' }, ...X }], ['a']), rule([{ method: { service: 's', method: 'm' } }], ['b'])] })],
      ['GRPCRoute/cart spec.rules[0].matches[0] to rules[1]']],
    ['not to another service', [route({ kind: 'GRPCRoute', rules: [rule([{ method: { service: 's' }, ...X }], ['a']), rule([{ method: { service: 't', method: 'm' } }], ['b'])] })], []],
  ])('%s', (_what, objects, expected) => expect(loses(...objects)).toEqual(expected));
});

const RE = 'RegularExpression';
const competes = (...objects: any[]) => found('route/regex-path', objects).map(line => line.replace(/.* competes with (rules\[\d+\](?: of \S+ \S+)?).*/, '$1'));
describe('a pattern competes', () => {
  test.each<[string, any[], string[]]>([
    ['with a prefix above', [http(rule([path('/a/b.*', RE)], ['a']), rule([path('/a')], ['b']))], ['rules[1]']],
    ['with a prefix under it', [http(rule([path('/a.*', RE)], ['a']), rule([path('/abc')], ['b']))], ['rules[1]']],
    ['with every path', [http(rule([path('/a.*', RE)], ['a']), rule([], ['b']))], ['rules[1]']],
    ['with the nearest prefix above', [http(rule([path('/a/b/c.*', RE)], ['a']), rule([], ['b']), rule([path('/a')], ['c']))], ['rules[2]']],
    ['with one of many under it', [http(rule([path('/m.*', RE)], ['a']), ...['/a', '/z', '/mb', '/b', '/ma', '/n'].map(value => rule([path(value)], ['b'])))], ['rules[5]']],
    ['not with an exact path', [http(rule([path('/a.*', RE)], ['a']), rule([path('/ab', 'Exact')], ['b']))], []],
    ['not with another pattern', [http(rule([path('/a.*', RE)], ['a']), rule([path('/ab.*', RE)], ['b']))], []],
    ['not with a prefix beside', [http(rule([path('/a/b.*', RE)], ['a']), rule([path('/b')], ['b']), rule([path('/a/c')], ['b']))], []],
    ['not with the same backends', [http(rule([path('/a.*', RE)], ['a']), rule([path('/a')], ['a']))], []],
    ['not within one rule', [http(rule([path('/a.*', RE), path('/a')], ['a']))], []],
    ['not with other conditions', [http(rule([{ ...path('/a.*', RE), ...headers('x: 1') }], ['a']), rule([{ ...path('/ab'), ...headers('x: 2') }], ['b']))], []],
    ['once for two hosts', [route({ hostnames: ['a.com', 'b.com'], rules: [rule([path('/a.*', RE)], ['a']), rule([path('/ab')], ['b'])] })], ['rules[1]']],
    ['with a prefix of another route', [http(rule([path('/a.*', RE)], ['a'])), elsewhere(rule([path('/ab')], ['b']))], ['rules[0] of HTTPRoute shop/api']],
  ])('%s', (_what, objects, expected) => expect(competes(...objects)).toEqual(expected));
});

const hidden = (...objects: any[]) => found('route/shadowed', objects).map(line => line.replace(/^\w+ \S+\/(\S+) (\S+): .*?: (rules\[\d+\](?: of \S+ \S+)?).*/, '$1 $2 by $3'));
describe('a rule is hidden', () => {
  const HOSTS = ['*.example', 'x.example'];
  const of = (name: string, hostname: string, ...rules: object[]) => route({ name, hostnames: [hostname], rules });
  const at = gateway({ hostname: 'x.example' });
  const X = headers('x: 1');
  const wide = (...rules: object[]) => of('wide', HOSTS[0], ...rules);
  const sharp = (...rules: object[]) => of('sharp', HOSTS[1], ...rules);
  test.each<[string, any[], string[]]>([
    ['by a hostname that goes first', [at, wide(rule([path('/a')], ['a'])), sharp(rule([], ['b']))], ['wide spec.rules[0] by rules[0] of HTTPRoute shop/sharp']],
    ['by one of its headers there', [at, wide(rule([{ ...path('/a'), ...headers('x: 1', 'y: 1') }], ['a'])), sharp(rule([X], ['b']))], ['wide spec.rules[0] by rules[0] of HTTPRoute shop/sharp']],
    ['by one of its parameters there', [at, wide(rule([query('p: 1', 'q: 1')], ['a'])), sharp(rule([query('q: 1')], ['b']))], ['wide spec.rules[0] by rules[0] of HTTPRoute shop/sharp']],
    ['by its method there', [at, wide(rule([{ method: 'GET', ...X }], ['a'])), sharp(rule([{ method: 'GET' }], ['b']))], ['wide spec.rules[0] by rules[0] of HTTPRoute shop/sharp']],
    ['by the very same conditions there', [at, wide(rule([headers('x: 1', 'y: 1')], ['a'])), sharp(rule([headers('x: 1', 'y: 1')], ['b']))], ['wide spec.rules[0] by rules[0] of HTTPRoute shop/sharp']],
    ['by a pattern there', [at, wide(rule([X], ['a'])), sharp(rule([headers('x: ~[0-9]')], ['b']))], ['wide spec.rules[0] by rules[0] of HTTPRoute shop/sharp']],
    ['not by another header there', [at, wide(rule([X], ['a'])), sharp(rule([headers('y: 1')], ['b']))], []],
    ['not by a sharper path there', [at, wide(rule([path('/a')], ['a'])), sharp(rule([path('/a/b')], ['b']))], []],
    ['not where other hosts are left', [gateway({}), wide(rule([path('/a')], ['a'])), sharp(rule([], ['b']))], []],
    ['not by a pattern that is none', [http(rule([headers('x: ~(')], ['a']), rule([headers('x: (')], ['b']))], []],
    ['in a rule with a match that is none', [http(rule([path('/a')], ['a']), rule([path('/a'), headers('x: ~(')], ['b']))], ['cart spec.rules[1].matches[0] by rules[0]']],
    ['not by a route of one age', [route({ created: '2026-01-01T00:00:00Z', rules: [rule([], ['a'])] }), route({ name: 'b', created: '2026-01-01T00:00:00Z', rules: [rule([], ['b'])] })], []],
    ['not by an older route with another path', [route({ created: '2026-01-02T00:00:00Z', rules: [rule([path('/a')], ['a'])] }), route({ name: 'b', created: '2026-01-01T00:00:00Z', rules: [rule([path('/b')], ['b'])] })], []],
    ['not where one age is not known', [route({ created: '2026-01-02T00:00:00Z', rules: [rule([], ['a'])] }), route({ name: 'b', rules: [rule([], ['b'])] })], []],
  ])('%s', (_what, objects, expected) => expect(hidden(...objects)).toEqual(expected));
});

const falls = (...objects: any[]) => found('route/host-fall-through', objects).map(line => line.replace(/^warning \S+\/(\S+) (\S+): no rule for '(\S+)'.* fall through to \S+ shop\/(\S+) .*/, '$1 $2 $3 to $4'));
describe('a host falls through', () => {
  const on = gateway({});
  const sharp = (...rules: object[]) => route({ name: 'sharp', hostnames: ['a.com', 'x.example'], rules });
  const wide = (...rules: object[]) => route({ name: 'wide', hostnames: ['*.example'], rules });
  test.each<[string, any[], string[]]>([
    ['to a wildcard', [on, sharp(rule([path('/a')])), wide(rule([]))], ['sharp spec.hostnames[1] x.example to wide']],
    ['to routes without hostname', [on, route({ name: 'sharp', hostnames: ['x.example'], rules: [rule([path('/a')])] }), route({ name: 'all', rules: [rule([])] })], ['sharp spec.hostnames[0] x.example to all']],
    ['where the rule for every path has a method', [on, sharp(rule([{ method: 'GET' }])), wide(rule([]))], ['sharp spec.hostnames[1] x.example to wide']],
    ['where the rule for every path has a header', [on, sharp(rule([headers('x: 1')])), wide(rule([]))], ['sharp spec.hostnames[1] x.example to wide']],
    ['where the rule for every path has a parameter and a header', [on, sharp(rule([{ ...headers('x: 1'), ...query('q: 1') }])), wide(rule([]))], ['sharp spec.hostnames[1] x.example to wide']],
    ['not where one match of several answers for every path', [on, sharp(rule([headers('x: 1'), path('/')])), wide(rule([]))], []],
    ['not to nothing', [on, sharp(rule([path('/a')]))], []],
    ['not to another host', [on, sharp(rule([path('/a')])), route({ name: 'b', hostnames: ['b.com'], rules: [rule([])] })], []],
    ['not to the same route', [on, route({ hostnames: ['x.example', '*.example'], rules: [rule([path('/a')])] })], []],
    ['not for a solver', [on, sharp(rule([path('/.well-known/acme-challenge/x', 'Exact')])), wide(rule([]))], []],
    ['for a solver by prefix', [on, sharp(rule([path('/.well-known/x')])), wide(rule([]))], ['sharp spec.hostnames[1] x.example to wide']],
    ['not to a redirect', [on, sharp(rule([path('/a')])), wide({ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] })], []],
    ['to a rule beside a redirect', [on, sharp(rule([path('/a')])), wide({ filters: [{ type: 'RequestRedirect', requestRedirect: {} }] }, rule([path('/b')]))], ['sharp spec.hostnames[1] x.example to wide']],
  ])('%s', (_what, objects, expected) => expect(falls(...objects)).toEqual(expected));
});

describe('what runs', () => {
  const budget = (spec: object) => object('policy/v1', 'PodDisruptionBudget', 'b', { selector: { matchLabels: { app: 'a' } }, ...spec });
  const blocks = (spec: object, ...more: any[]) => found('workload/pdb-blocks-drain', [budget(spec), ...more]).length;
  const pods = (replicas?: number) => deployment('a', { app: 'a' }, replicas === undefined ? {} : { replicas });
  test.each<[string, object, any[], number]>([
    ['all of two pods', { minAvailable: 2 }, [pods(2)], 1], ['one of two pods', { minAvailable: 1 }, [pods(2)], 0], ['the only pod', { minAvailable: 1 }, [pods()], 1], ['nothing stated', {}, [pods(1)], 0],
    ['a half of one pod', { minAvailable: '50%' }, [pods(1)], 1], ['a half of two pods', { minAvailable: '50%' }, [pods(2)], 0], ['all in percent, of unknown pods', { minAvailable: '100%' }, [], 1],
    ['99 percent of unknown pods', { minAvailable: '99%' }, [], 0], ['no percentage', { minAvailable: 'x100%' }, [pods(1)], 0], ['none unavailable', { maxUnavailable: 0 }, [pods(2)], 1],
    ['0 percent unavailable', { maxUnavailable: '0%' }, [pods(2)], 1], ['1 percent unavailable', { maxUnavailable: '1%' }, [pods(2)], 0], ['null as both', { minAvailable: null, maxUnavailable: null }, [pods(1)], 0],
    ['maxUnavailable of null beside minAvailable', { minAvailable: 1, maxUnavailable: null }, [pods(1)], 1],
    ['two workloads together', { minAvailable: 2 }, [pods(1), deployment('c', { app: 'a', more: '1' }, { replicas: 1 })], 1], ['one of two workloads not known', { minAvailable: 1 }, [pods(1), deployment('c', { app: 'a', more: '1' }, { replicas: 'x' })], 0],
    ['no pods at all', { minAvailable: 1 }, [pods(0)], 0],
  ])('a budget for %s', (_what, spec, more, count) => expect(blocks(spec, ...more)).toBe(count));

  test('a budget of another group is none', () => {
    expect(found('workload/pdb-blocks-drain', [object('x.io/v1', 'PodDisruptionBudget', 'b', { selector: { matchLabels: { app: 'a' } }, minAvailable: 1 }), pods(1)])).toEqual([]);
  });

  test.each<[number, string]>([[3, '(Deployment w0 has app=w0; Deployment w1 has app=w1; Deployment w2 has app=w2)'], [4, 'Deployment w2 has app=w2; …)']])('of %d workloads around, three are named', (n, words) => {
    const [line] = found('workload/no-pods', [service('gone'), ...Array.from({ length: n }, (_, i) => deployment(`w${i}`))]);
    expect(line).toContain(words);
    expect(line.split('Deployment ')).toHaveLength(4);
  });

  test.each<[string, object]>([['of a controller', { 'job-name': 'x' }], ['of a batch', { 'batch.kubernetes.io/job-name': 'x' }]])('a selector by labels %s says nothing of templates', (_what, labels) => {
    expect(found('workload/no-pods', [service('s', labels), deployment('a')])).toEqual([]);
    expect(found('workload/no-pods', [service('s', { ...labels, app: 'a' }), deployment('a')])).toEqual([]);
    expect(found('workload/no-pods', [service('s', { ...labels, app: 'b' }), deployment('a')])).toHaveLength(1);
  });

  test('a budget by expressions alone is said in words', () => {
    const matchExpressions = [{ key: 'app', operator: 'In', values: ['x', 'y'] }, { key: 'z', operator: 'Exists' }];
    expect(found('workload/no-pods', [budget({ selector: { matchExpressions } }), pods()])[0]).toContain('the selector (app In x,y, z Exists) matches the pods of no workload');
  });
});
