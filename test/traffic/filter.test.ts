import { Backend, RouteFilter } from '../../src';
import { checkFilters } from '../../src/traffic/filter';

const B = Backend.service('shadow', 80);
const many = (n: number) => Array.from({ length: n }, (_, i) => `x-${i}`);
const values = (n: number) => Object.fromEntries(many(n).map(name => [name, 'v']));

test.each<[RouteFilter, string, object]>([
  [RouteFilter.requestHeaders({ set: { a: '1' }, add: { b: '2' }, remove: ['c'] }), 'RequestHeaderModifier',
    { headers: { set: { a: '1' }, add: { b: '2' }, remove: ['c'] } }],
  [RouteFilter.responseHeaders({ remove: ['Server'] }), 'ResponseHeaderModifier', { headers: { remove: ['Server'] } }],
  [RouteFilter.mirror(B), 'RequestMirror', { backend: B, percent: 100 }],
  [RouteFilter.mirror(B, { percent: 0 }), 'RequestMirror', { backend: B, percent: 0 }],
  [RouteFilter.redirect({ scheme: 'https', statusCode: 308 }), 'RequestRedirect', { redirect: { scheme: 'https', statusCode: 308 } }],
  [RouteFilter.urlRewrite({ hostname: 'a.example.com', prefix: '/' }), 'URLRewrite',
    { rewrite: { hostname: 'a.example.com', prefix: '/' } }],
  [RouteFilter.extensionRef('', 'ConfigMap', 'a.b'), 'ExtensionRef', { extension: { group: '', kind: 'ConfigMap', name: 'a.b' } }],
])('filter %# holds what it was given', (filter, type, spec) => {
  expect(filter._spec).toEqual({ type, ...spec });
  expect(filter.describe()).toBe(type);
});

test('16 headers a list and the status codes of the CRD are allowed', () => {
  expect(RouteFilter.requestHeaders({ set: values(16) })._spec.headers!.set).toEqual(values(16));
  expect([301, 302, 303, 307,
    308].map(statusCode => RouteFilter.redirect({ port: 443, statusCode })._spec.redirect!.statusCode)).toEqual([301, 302, 303, 307, 308]);
});

const ERRORS: [string, () => unknown, string[]][] = [
  ['no change of headers', () => RouteFilter.requestHeaders({}), ['request header changes are empty', 'set, add or remove']],
  ['empty changes of headers', () => RouteFilter.responseHeaders({ set: {}, remove: [] }), ['response header changes are empty']],
  ['header name', () => RouteFilter.requestHeaders({ set: { 'a b': '1' } }), ["request header name is 'a b'"]],
  ['removed header name', () => RouteFilter.responseHeaders({ remove: [''] }), ["response header name is ''"]],
  ['header value', () => RouteFilter.requestHeaders({ add: { a: '' } }), ["request header a is ''", '1 to 4096']],
  ['header twice in other case', () => RouteFilter.requestHeaders({ set: { 'X-A': '1' }, remove: ['x-a'] }),
    ["'x-a' is changed beside 'X-A'", 'name each once']],
  ['header removed twice', () => RouteFilter.requestHeaders({ remove: ['a', 'a'] }), ["'a' is changed beside 'a'"]],
  ['too many headers', () => RouteFilter.requestHeaders({ add: values(17) }), ['17 request headers', 'at most 16']],
  ['too many removed', () => RouteFilter.responseHeaders({ remove: many(17) }), ['17 response headers', 'at most 16']],
  ['mirror percent above', () => RouteFilter.mirror(B, { percent: 101 }), ['mirror percent is 101', 'from 0 to 100']],
  ['mirror percent a fraction', () => RouteFilter.mirror(B, { percent: 0.5 }), ['mirror percent is 0.5', 'whole number']],
  ['redirect scheme', () => RouteFilter.redirect({ scheme: 'HTTPS' }), ["redirect scheme is 'HTTPS'", "'http' or 'https'"]],
  ['redirect status', () => RouteFilter.redirect({ scheme: 'https', statusCode: 304 }),
    ['redirect statusCode is 304', '301, 302, 303, 307 or 308']],
  ['redirect port', () => RouteFilter.redirect({ port: 0 }), ['redirect port is 0', '1 to 65535']],
  ['redirect of nothing', () => RouteFilter.redirect({}), ['the redirect changes nothing', 'at least one']],
  ['redirect to itself', () => RouteFilter.redirect({ statusCode: 301 }),
    ['only the statusCode 301', 'where it came from', 'scheme, hostname']],
  ['redirect path and prefix', () => RouteFilter.redirect({ path: '/a', prefix: '/b' }), ['the redirect has both path and prefix']],
  ['rewrite of nothing', () => RouteFilter.urlRewrite({ hostname: undefined }), ['the rewrite changes nothing']],
  ['rewrite path and prefix', () => RouteFilter.urlRewrite({ path: '/a', prefix: '/b' }), ['the rewrite has both path and prefix']],
  ['rewrite to a wildcard', () => RouteFilter.urlRewrite({ hostname: '*.a.com' }), ["the rewrite's hostname is '*.a.com'", 'wildcard']],
  ['redirect hostname', () => RouteFilter.redirect({ hostname: 'A.com' }), ["hostname is 'A.com'", 'lower-case']],
  ['rewrite path', () => RouteFilter.urlRewrite({ path: 'a' }), ["path is 'a'", "start with '/'"]],
  ['redirect prefix', () => RouteFilter.redirect({ prefix: '/a b' }), ["path is '/a b'"]],
  ['extension group', () => RouteFilter.extensionRef('Envoy', 'A', 'a'), ["extension group is 'Envoy'"]],
  ['extension kind', () => RouteFilter.extensionRef('', '1a', 'a'), ["extension kind is '1a'", 'HTTPRouteFilter']],
  ['extension kind too long', () => RouteFilter.extensionRef('', 'K'.repeat(64), 'a'), ['extension kind is']],
  ['extension name', () => RouteFilter.extensionRef('', 'A', ''), ["extension name is ''"]],
];

test.each(ERRORS)('%s is refused', (_name, run, parts) => {
  for (const part of parts) expect(run).toThrow(part);
});

const REQUEST = RouteFilter.requestHeaders({ set: { a: '1' } });
const RESPONSE = RouteFilter.responseHeaders({ set: { a: '1' } });
const REDIRECT = RouteFilter.redirect({ scheme: 'https' });
const REWRITE = RouteFilter.urlRewrite({ path: '/' });
const MIRROR = RouteFilter.mirror(B);
const EXTENSION = RouteFilter.extensionRef('a.b', 'C', 'd');

test.each<[string, RouteFilter[], string | undefined]>([
  ['one of each that go together', [REQUEST, RESPONSE, REWRITE, MIRROR, EXTENSION], undefined],
  ['several mirrors and extensions', [MIRROR, MIRROR, EXTENSION, EXTENSION], undefined],
  ['16 filters', Array.from({ length: 16 }, () => MIRROR), undefined],
  ['17 filters', Array.from({ length: 17 }, () => MIRROR), '17 filters were given, but at most 16'],
  ['request headers twice', [REQUEST, REQUEST], 'RequestHeaderModifier was given twice'],
  ['response headers twice', [RESPONSE, MIRROR, RESPONSE], 'ResponseHeaderModifier was given twice'],
  ['redirect twice', [REDIRECT, REDIRECT], 'RequestRedirect was given twice'],
  ['rewrite twice', [REWRITE, REWRITE], 'URLRewrite was given twice'],
  ['redirect beside rewrite', [REDIRECT, REWRITE], 'redirect and a URL rewrite' ],
])('a list of filters: %s', (_name, filters, problem) => {
  if (problem === undefined) expect(checkFilters(filters)).toBeUndefined();
  else expect(() => checkFilters(filters)).toThrow(problem);
});
