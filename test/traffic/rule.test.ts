import { Duration } from 'cdk8s';
import { Backend, Match, RouteFilter, RouteTimeouts, TrafficRule, TrafficRuleOptions, TrafficSplit } from '../../src';

const A = TrafficSplit.single(Backend.service('a', 80));
const rule = (options: Partial<TrafficRuleOptions>) => TrafficRule.of({ name: 'r', split: A, ...options });
const filtered = (...filters: RouteFilter[]) => TrafficSplit.single(Backend.service('a', 80, { filters }));
const timeouts = (request?: number, backendRequest?: number): RouteTimeouts =>
  ({ request: request === undefined ? undefined : Duration.millis(request),
    backendRequest: backendRequest === undefined ? undefined : Duration.millis(backendRequest) });
const headers = (n: number) => Array.from({ length: n }, (_, i) => i).reduce((match, i) => match.andHeader(`x-${i}`, '1'),
  Match.everything());
const params = (n: number) => Array.from({ length: n }, (_, i) => i).reduce((match, i) => match.andQueryParam(`x-${i}`, '1'),
  Match.everything());
const alternatives = (n: number) => Match.anyOf(...Array.from({ length: n }, (_, i) => Match.header('x', `${i}`)));

const REDIRECT = RouteFilter.redirect({ scheme: 'https' });
const PREFIX = RouteFilter.urlRewrite({ prefix: '/' });
const PREFIX_REDIRECT = RouteFilter.redirect({ prefix: '/new' });

test('a rule holds what it was given, and is for every request unless told', () => {
  const made = rule({ filters: [PREFIX], timeouts: timeouts(1000) });
  expect([made.name, made.match.describe(), made.split, made.filters]).toEqual(['r', 'every request', A, [PREFIX]]);
  expect(made.timeouts!.request!.toMilliseconds()).toBe(1000);
});

test.each<[TrafficRule, string]>([
  [rule({ match: Match.header('a', '1') }), "'r': header a = '1' -> a:80 1"],
  [TrafficRule.of({ name: 'to-https', filters: [REDIRECT] }), "'to-https': every request -> redirect"],
])('in words: %#', (made, words) => {
  expect(made.describe()).toBe(words);
});

test.each<[string, Partial<TrafficRuleOptions>]>([
  ['64 alternatives', { match: alternatives(64) }],
  ['16 headers', { match: headers(16) }],
  ['16 query parameters', { match: params(16) }],
  ['a name with dots', { name: 'v1.split' }],
  ['a prefix replaced under one prefix', { match: Match.pathPrefix('/a').andHeader('x', '1'), filters: [PREFIX] }],
  ['a prefix replaced under every path', { filters: [PREFIX] }],
  ['a whole path replaced under an exact path', { match: Match.pathExact('/a'), filters: [RouteFilter.urlRewrite({ path: '/b' })] }],
  ['a redirect of a prefix', { match: Match.pathPrefix('/old'), split: undefined, filters: [PREFIX_REDIRECT] }],
  ['one try as long as all', { timeouts: timeouts(1000, 1000) }],
  ['no limit of the whole', { timeouts: timeouts(0, 5000) }],
  ['a limit of one try only', { timeouts: timeouts(undefined, 5000) }],
])('%s is allowed', (_name, options) => {
  expect(rule(options).name).toBe(options.name ?? 'r');
});

const ERRORS: [string, Partial<TrafficRuleOptions>, string[]][] = [
  ['name', { name: 'My rule' }, ["rule name is 'My rule'", 'DNS subdomain']],
  ['neither split nor redirect', { split: undefined }, ["rule 'r'", 'neither backends nor a redirect', 'status 500']],
  ['only another filter', { split: undefined, filters: [PREFIX] }, ['neither backends nor a redirect']],
  ['redirect and split', { filters: [REDIRECT] }, ["rule 'r'", 'a redirect and backends', 'leave one out']],
  ['redirect at a backend', { split: filtered(REDIRECT) }, ["rule 'r'", 'backend a:80 has a redirect', 'rule of its own']],
  ['filter twice', { filters: [PREFIX, PREFIX] }, ['URLRewrite was given twice']],
  ['filter twice at a backend', { split: filtered(PREFIX, PREFIX) }, ['URLRewrite was given twice']],
  ['65 alternatives', { match: alternatives(65) }, ["rule 'r'", '65 alternatives', 'at most 64']],
  ['17 headers', { match: headers(17) }, ['more than 16 headers or query parameters']],
  ['17 query parameters', { match: params(17) }, ['more than 16 headers or query parameters']],
  ['prefix replaced under an exact path', { match: Match.pathExact('/a'), filters: [PREFIX] },
    ['replaces a path prefix', 'exactly one path prefix']],
  ['prefix replaced under a pattern', { match: Match.pathRegex('/a.*'), filters: [PREFIX] }, ['exactly one path prefix']],
  ['prefix replaced under two prefixes', { match: Match.anyOf(Match.pathPrefix('/a'), Match.pathPrefix('/b')), filters: [PREFIX] },
    ['exactly one path prefix']],
  ['prefix replaced at a backend', { match: Match.pathExact('/a'), split: filtered(PREFIX) }, ['exactly one path prefix']],
  ['prefix redirected under an exact path', { match: Match.pathExact('/a'), split: undefined, filters: [PREFIX_REDIRECT] },
    ['exactly one path prefix']],
  ['one try longer than all', { timeouts: timeouts(1000, 1001) }, ["rule 'r'", 'backendRequest (1001 ms)', 'request (1000 ms)']],
];

test.each(ERRORS)('%s is refused', (_name, options, parts) => {
  for (const part of parts) expect(() => rule(options)).toThrow(part);
});
