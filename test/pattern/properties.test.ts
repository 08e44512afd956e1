import { App } from 'cdk8s';
import fc from 'fast-check';
import { AbTestChart, CanaryChart, CanaryStage, GatewayRef, Match, Version } from '../../src';
import { decide, Request } from '../support/router';
import { brokenRules, weights } from '../support/rules';
import { objectsOf } from '../support/walks';

const NAMES = ['x-a', 'x-b', 'x-c'];
const VALUES = ['1', '2'];
const PATHS = ['/api', '/api/v1', '/api/v1/items'];

/** Conditions of an audience: at least one, so that it sharpens the base. */
interface Audience {
  readonly path?: string;
  readonly headers: [string, string][];
  readonly query?: string;
}

const audience: fc.Arbitrary<Audience> = fc.record({
  path: fc.option(fc.constantFrom(...PATHS.slice(1)), { nil: undefined }),
  headers: fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...VALUES)), { maxLength: 2, selector: ([name]) => name }),
  query: fc.option(fc.constantFrom(...VALUES), { nil: undefined }),
}).filter(({ path, headers, query }) => path !== undefined || headers.length > 0 || query !== undefined);

const request: fc.Arbitrary<Request> = fc.record({
  path: fc.constantFrom(...PATHS, '/api/v1/items/7', '/api/other'),
  headers: fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom(...VALUES)),
  query: fc.dictionary(fc.constant('q'), fc.constantFrom(...VALUES)),
});

const stage: fc.Arbitrary<CanaryStage> = fc.oneof(
  fc.constantFrom(
    CanaryStage.baseline(), CanaryStage.deployed(), CanaryStage.preview(), CanaryStage.full(), CanaryStage.promoting(),
    CanaryStage.settled(), CanaryStage.rolledBack(), CanaryStage.contained(),
  ),
  fc.integer({ min: 1, max: 99 }).map(percent => CanaryStage.weight(percent)),
);

function toMatch({ path, headers, query }: Audience): Match {
  let match = path === undefined ? Match.everything() : Match.pathPrefix(path);
  for (const [name, value] of headers) match = match.andHeader(name, value);
  return query === undefined ? match : match.andQueryParam('q', query);
}

function belongs({ path, headers, query }: Audience, r: Request): boolean {
  return (path === undefined || r.path === path || r.path.startsWith(`${path}/`))
    && headers.every(([name, value]) => r.headers[name] === value)
    && (query === undefined || r.query.q === query);
}

/** Definitions that the library refuses with a reason: dead pins, orders that need more rules than a route has. */
function isRefusal(error: unknown): boolean {
  return /can never match|does not sharpen|need \d+ rules|match the same requests|has \d+ rules/.test(String(error));
}

/** What the app answers for; narrower paths beside a wide one are where an audience can be lost. */
const BASES = fc.constantFrom(
  Match.pathPrefix('/api'),
  Match.anyOf(Match.pathPrefix('/api'), Match.pathExact('/api/v1/items')),
  Match.anyOf(Match.pathPrefix('/api'), Match.pathPrefix('/api/v1/items')),
);
const PINS = fc.array(fc.tuple(audience, fc.constantFrom('stable', 'canary', 'extra')), { maxLength: 4 });

test('a canary of any pins and stage keeps the rules, and the first pin that a request belongs to wins', () => {
  let built = 0;
  fc.assert(fc.property(PINS, stage, fc.array(request, { minLength: 5, maxLength: 20 }), fc.integer({ min: 1, max: 40 }), BASES, (pins, at, requests, replicas, match) => {
    const app = new App();
    const chart = new CanaryChart(app, 'c', {
      app: 'a', port: 80, gateway: GatewayRef.named('g'), match, stage: at,
      stable: Version.deploy({ image: 'a:1', replicas }), canary: Version.deploy({ image: 'a:2' }),
    });
    const extra = chart.addVersion('extra', Version.deploy({ image: 'a:3' }));
    try {
      pins.forEach(([who, target], i) => chart.pin(`pin-${i}`, toMatch(who), target === 'extra' ? extra : chart.version(target)));
    } catch (error) {
      if (isRefusal(error)) return;
      throw error;
    }
    built++;
    const objects = objectsOf(app.synthYaml());
    expect(brokenRules(objects)).toEqual([]);
    const route = objects.find(({ kind }) => kind === 'HTTPRoute');
    const base = at.canaryExists ? { 'a-stable': 100 - at.percent, 'a-canary': at.percent } : { 'a-stable': 100 };
    for (const r of requests) {
      const pin = pins.find(([who]) => belongs(who, r));
      const target = pin?.[1] === 'canary' && !at.pinsLive ? 'stable' : pin?.[1];
      expect(weights(decide(route, r))).toEqual(target === undefined ? base : { [`a-${target}`]: 100 });
    }
  }), { numRuns: 400 });
  // Refusals are rare enough for the property to say something.
  expect(built).toBeGreaterThan(200);
});

test('an A/B test of any variants keeps the rules, and the first variant that a request belongs to answers', () => {
  let built = 0;
  fc.assert(fc.property(fc.array(audience, { minLength: 1, maxLength: 4 }), fc.array(request, { minLength: 5, maxLength: 20 }), (variants, requests) => {
    const app = new App();
    try {
      new AbTestChart(app, 'c', {
        app: 'a', port: 80, gateway: GatewayRef.named('g'), match: Match.pathPrefix('/api'),
        defaultVersion: Version.deploy({ image: 'a:1' }),
        variants: variants.map((who, i) => ({ name: `v${i}`, match: toMatch(who), version: Version.deploy({ image: `a:${i}` }) })),
      });
    } catch (error) {
      if (isRefusal(error) || /have the same match, so each needs a percent/.test(String(error))) return;
      throw error;
    }
    built++;
    const objects = objectsOf(app.synthYaml());
    expect(brokenRules(objects)).toEqual([]);
    const route = objects.find(({ kind }) => kind === 'HTTPRoute');
    for (const r of requests) {
      const first = variants.findIndex(who => belongs(who, r));
      expect(weights(decide(route, r))).toEqual({ [first < 0 ? 'a-stable' : `a-v${first}`]: 1 });
    }
  }), { numRuns: 300 });
  expect(built).toBeGreaterThan(100);
});

test('percents of an audience sum to 100 with the default', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 }), fc.boolean(), (percents, matched) => {
    const sum = percents.reduce((total, percent) => total + percent, 0);
    const app = new App();
    const build = () => new AbTestChart(app, 'c', {
      app: 'a', port: 80, gateway: GatewayRef.named('g'), match: Match.pathPrefix('/api'), defaultVersion: Version.deploy({ image: 'a:1' }),
      variants: percents.map((percent, i) => ({
        name: `v${i}`, percent, match: matched ? Match.header('x-a', '1') : undefined, version: Version.deploy({ image: `a:${i}` }),
      })),
    });
    if (sum > 100) {
      expect(build).toThrow(`sum to ${sum}`);
      return;
    }
    build();
    const objects = objectsOf(app.synthYaml());
    expect(brokenRules(objects)).toEqual([]);
    const rule = decide(objects.find(({ kind }) => kind === 'HTTPRoute'), { path: '/api', headers: { 'x-a': '1' }, query: {} });
    expect(weights(rule)).toEqual({ 'a-stable': 100 - sum, ...Object.fromEntries(percents.map((percent, i) => [`a-v${i}`, percent])) });
  }));
});
