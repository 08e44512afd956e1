import { TrafficModel } from '../../src/proof/model';
import { TrafficRequest } from '../../src/proof/request';
import { call, exact, gateway, get, grant, grpc, headers, http, namespace, on, prefix, query, regex, service, to } from './reference/case-parts';

const notes = (manifests: any[], request: TrafficRequest, complete = false) => TrafficModel.fromManifests(manifests, { complete }).decide(request).notes;
const one = (match: object) => [gateway({}), http('a', { rules: [on(match)] }), service('a')];
const rule = (parts: object) => [gateway({}), http('a', { rules: [parts] }), service('a')];
const calls = (match: object) => [gateway({}), grpc('a', { rules: [on(match)] }), service('a')];
const add = TrafficRequest.grpc('s.Cart', 'Add');
const dialect = 'the pattern is read as RE2 and must match the whole value; the specification leaves the dialect to the gateway';
const ranked = 'a path by RegularExpression is ranked after exact paths and before prefixes, the longer pattern first; the specification leaves its place to the gateway';
const twice = "the header x is sent more than once; its values are joined by ',' before they are compared, which the specification leaves to the gateway";
const selected = (labels: object) => gateway({ allowedRoutes: { namespaces: { from: 'Selector', selector: { matchLabels: labels } } } });
const two = [gateway({}, { port: 8080 }), http('a', { ref: { port: 80 } }), http('b', { ref: { port: 8080 } }), service('a'), service('b')];

describe('a decision notes', () => {
  test.each<[string, any[], TrafficRequest]>([
    ['the Gateway infra/gw is not among the manifests; it is assumed to be open for every host and namespace', [http('a'), service('a')], get()],
    ['the Service shop/a is not among the manifests; it is assumed to exist with the port', [gateway({}), http('a')], get()],
    ['the Service other/a is in another namespace, and no ReferenceGrant there lets HTTPRoutes of \'shop\' refer to it: its requests get status 500',
      rule({ backendRefs: [{ name: 'a', namespace: 'other', port: 80 }] }), get()],
    ['the backend Bucket.own.example shop/a is no Service: its requests get status 500', rule({ backendRefs: [{ group: 'own.example', kind: 'Bucket', name: 'a' }] }), get()],
    ['the backend Bucket shop/a is no Service: its requests get status 500', rule({ backendRefs: [{ kind: 'Bucket', name: 'a' }] }), get()],
    ['the Service shop/a has no port 81, only 80: its requests get status 500', rule({ backendRefs: [{ name: 'a', port: 81 }] }), get()],
    ['the Service shop/a has no port 80, only none: its requests get status 500', [gateway({}), http('a'), service('a', {})], get()],
    ['the Service shop/a has no port 80, only 81, 82: its requests get status 500', [gateway({}), http('a'), service('a', { ports: [{ port: 81 }, { port: 82 }] })], get()],
    ['all weights of the rule are 0; the specification leaves the answer open, it is read as status 500', rule({ backendRefs: [{ name: 'a', port: 80, weight: 0 }] }), get()],
    ["the filter Own x of the gateway's own may change the answer; what it does is not known here",
      rule({ ...to('a'), filters: [{ type: 'ExtensionRef', extensionRef: { group: 'own.example', kind: 'Own', name: 'x' } }] }), get()],
    ['Namespace shop is not among the manifests; its labels are assumed to be those that Gateway infra/gw selects', [selected({ team: 'x' }), http('a'), service('a')], get()],
    [ranked, one(regex('/a+')), get('/aa')],
    [dialect, one(regex('/a+')), get('/aa')],
    [dialect, one(headers(['x', '[0-9]', 'RegularExpression'])), get().withHeader('x', '1')],
    [dialect, one(query(['q', '[0-9]', 'RegularExpression'])), get('/?q=1')],
    [dialect, calls(call('s.*', undefined, 'RegularExpression')), add],
    [dialect, calls(call(undefined, 'A.*', 'RegularExpression')), add],
    [twice, one(headers(['X', '1,2'])), get().withHeader('x', '1').withHeader('X', '2')],
    ['the query parameter q is sent more than once; its first value counts, as the specification recommends', one(query(['q', '1'])), get('/?q=1&q=2')],
    ...['/a//b', '/a/./b', '/a/../b', '/a/.', '/a/..', '/a%2fb', '/a%2Fb'].map((path): [string, any[], TrafficRequest] =>
      [`the path '${path}' is taken as it is; gateways normalise such a path before they match it, each in its own way`, one({}), get(path)]),
    ["no rule for the more specific hostname 'x.a.example' takes this request, so it falls through to '*.example'; some gateways answer 404 here",
      [gateway({}), http('a', { hostnames: ['x.a.example'], rules: [on(exact('/x'))] }), http('b', { hostnames: ['*.example'] })], get()],
    ["no rule for the more specific hostname '*.example' takes this request, so it falls through to routes without hostname; some gateways answer 404 here",
      [gateway({}), http('a', { hostnames: ['*.example'], rules: [on(exact('/x'))] }), http('b')], get()],
    ['at Gateway infra/gw on port 8080 rule 0 of HTTPRoute shop/b takes this request; name the gateway and port to ask there', two, get()],
    ['at Gateway infra/other rule 0 of HTTPRoute shop/b takes this request; name the gateway to ask there',
      [gateway({}), http('a'), http('b', { ref: { name: 'other' } })], get()],
  ])('%s', (note, manifests, request) => expect(notes(manifests, request)).toContain(note));

  test('an assumed Gateway of routes on two ports by its port', () => {
    const manifests = [http('a', { ref: { port: 80 } }), http('b', { ref: { port: 81 } })];
    expect(notes(manifests, get())).toContain('at Gateway infra/gw on port 81 rule 0 of HTTPRoute shop/b takes this request; name the gateway and port to ask there');
  });

  test('a Service that does not exist', () => {
    expect(notes([gateway({}), http('a')], get(), true)).toEqual(['there is no Service shop/a: its requests get status 500']);
  });

  test('each Service and each namespace once', () => {
    const manifests = [selected({ team: 'x' }), http('a', { rules: [{ ...to('s', 't', 's') }] }), http('b', { rules: [on(exact('/b'))] })];
    expect(notes(manifests, get())).toEqual([
      'the Service shop/s is not among the manifests; it is assumed to exist with the port',
      'the Service shop/t is not among the manifests; it is assumed to exist with the port',
      'Namespace shop is not among the manifests; its labels are assumed to be those that Gateway infra/gw selects',
    ]);
  });
});

describe('a decision notes nothing', () => {
  test.each<[string, any[], TrafficRequest]>([
    ['where everything is stated', one({}), get()],
    ['of a Service of weight 0 that is not there', rule({ backendRefs: [{ name: 'a', port: 80 }, { name: 'b', port: 80, weight: 0 }] }), get()],
    ['of an invalid Service of weight 0', rule({ backendRefs: [{ name: 'a', port: 80 }, { kind: 'Bucket', name: 'b', weight: 0 }] }), get()],
    ['of a granted Service', [...rule({ backendRefs: [{ name: 'b', namespace: 'other', port: 80 }] }), service('other/b'), grant('other', {})], get()],
    ['of no backends at all', rule({ filters: [] }), get()],
    ['of exact conditions', one({ ...prefix('/a'), ...headers(['x', '1']), ...query(['q', '2']) }), get('/a?q=2').withHeader('x', '1')],
    ['of exact calls', calls(call('s.Cart', 'Add')), add],
    ['of a header sent twice that no condition asks for', one(headers(['x', '1'])), get().withHeader('x', '1').withHeader('y', '1').withHeader('y', '2')],
    ['of a parameter sent twice that no condition asks for', one(query(['q', '1'])), get('/?q=1&Q=2&p=1&p=2')],
    ['of dots within an element', one({}), get('/.well-known/a..b/c.')],
    ['of the most specific hostname', [gateway({}), http('a', { hostnames: ['x.a.example'] }), http('b', { hostnames: ['*.example'] }), service('a')], get()],
    ['of a namespace that is there', [selected({ team: 'x' }), namespace('shop', { team: 'x' }), http('a'), service('a')], get()],
    ['of another entry point with the same rule', [gateway({}, { port: 8080 }), http('a'), service('a')], get()],
    ['where the gateway and port are named', two, get().withPort(80).withGateway('infra', 'gw')],
    ['where no entry point has a route', [gateway({}, { port: 8080 })], get()],
  ])('%s', (_what, manifests, request) => expect(notes(manifests, request)).toEqual([]));

  test('about namespaces in a complete set: it does not exist then', () => {
    expect(notes([selected({ team: 'x' }), http('a'), service('a')], get(), true)).toEqual([]);
  });
});

describe('the model notes too', () => {
  const header = (...values: string[]) => values.reduce((request, value) => request.withHeader('x', value), get());

  test.each<[string, any[], TrafficRequest]>([
    ['rule 0 of HTTPRoute shop/b fits as well; the older route wins, then the first by name, and no manifest in Git states the age', [gateway({}), http('a'), http('b')], get()],
    ["the header x is sent more than once; its values are joined by ',' before they are compared, which the specification leaves to the gateway",
      one(headers(['x', '1'])), header('1', '1')],
    ["rule 0 of HTTPRoute shop/a is read as matching nothing: regular expression '^(?!no).*$'", one(headers(['x', '^(?!no).*$', 'RegularExpression'])), header('yes')],
    ['there is no Gateway infra/gv among the manifests, only infra/gw; did you mean', one({}), get().withGateway('infra', 'gv')],
    ["no listener is called 'zz'; there are 'l0' (port 80)", one({}), get().withListener('zz')],
    ['no listener is on port 81; there are ', one({}), get().withPort(81)],
    ['the request names no host; the listeners and routes answer for a.example', [gateway({}), http('a', { hostnames: ['a.example'] })], TrafficRequest.get('/')],
  ])('%s', (note, manifests, request) => {
    expect(notes(manifests, request).map(found => found.slice(0, note.length))).toContain(note);
  });

  test('nothing of a rival where both ages are known, or it has a sharper match', () => {
    const aged = (name: string, day: number) => {
      const route = http(name);
      return { ...route, metadata: { ...route.metadata, creationTimestamp: `2026-01-0${day}T00:00:00Z` } };
    };
    expect(notes([gateway({}), aged('a', 2), aged('b', 1), service('a'), service('b')], get())).toEqual([]);
    expect(notes([gateway({}), http('a', { rules: [on(exact('/x'))] }), http('b'), service('a'), service('b')], get('/x'))).toEqual([]);
  });
});

test('only sixteen entry points are compared', () => {
  const ports = Array.from({ length: 20 }, (_, i) => i + 1);
  const manifests = [gateway(...ports.map(port => ({ port }))), ...ports.map(port => http(`r${port}`, { ref: { port } }))];
  expect(notes(manifests, get()).filter(note => note.includes('takes this request; name'))).toHaveLength(15);
});
