import { App } from 'cdk8s';
import { applyPatch } from '../../src/operate/json-patch';
import { appliedManifest, isTracked, mergePatch, provePatch, routePatch } from '../../src/operate/patch';
import { objectsOf, WALKS } from '../support/walks';

/** A route as one would write it by hand, all defaults left out. */
function route(change: (copy: any) => void = () => undefined): any {
  const made = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: {
      parentRefs: [{ name: 'edge' }],
      rules: [
        { name: 'staff', matches: [{ headers: [{ name: 'x-staff', value: 'true' }] }], backendRefs: [{ name: 'cart-v1', port: 80, weight: 100 }] },
        { name: 'split', matches: [{ path: { value: '/' } }], backendRefs: [{ name: 'cart-v1', port: 80, weight: 95 }, { name: 'cart-v2', port: 80, weight: 5 }] },
      ],
    },
  };
  change(made);
  return made;
}

const weights = (...values: number[]) => (copy: any) => values.forEach((weight, at) => { copy.spec.rules[1].backendRefs[at].weight = weight; });

const GUARDS = [
  { op: 'test', path: '/spec/rules/0/name', value: 'staff' },
  { op: 'test', path: '/spec/rules/1/name', value: 'split' },
  { op: 'test', path: '/spec/rules/1/backendRefs/0/name', value: 'cart-v1' },
  { op: 'test', path: '/spec/rules/1/backendRefs/1/name', value: 'cart-v2' },
];
const MOVE = [
  { op: 'replace', path: '/spec/rules/1/backendRefs/0/weight', value: 100 },
  { op: 'replace', path: '/spec/rules/1/backendRefs/1/weight', value: 0 },
];

test('names of rules and of touched backends are guarded, then all weights of the rule replaced', () => {
  expect(routePatch(route(), route(weights(100, 0)))).toEqual([...GUARDS, ...MOVE]);
});

test('strict guards the current weights of all rules too', () => {
  expect(routePatch(route(), route(weights(100, 0)), { strict: true })).toEqual([
    { op: 'test', path: '/spec/rules/0/name', value: 'staff' },
    { op: 'test', path: '/spec/rules/1/name', value: 'split' },
    { op: 'test', path: '/spec/rules/0/backendRefs/0/weight', value: 100 },
    ...GUARDS.slice(2),
    { op: 'test', path: '/spec/rules/1/backendRefs/0/weight', value: 95 },
    { op: 'test', path: '/spec/rules/1/backendRefs/1/weight', value: 5 },
    ...MOVE,
  ]);
});

test('a strict patch is refused where somebody has moved the weights, a plain one leads to the target', () => {
  const live = route(weights(75, 25));
  expect(() => applyPatch(live, routePatch(route(), route(weights(100, 0)), { strict: true }))).toThrow('does not hold');
  expect(applyPatch(live, routePatch(route(), route(weights(100, 0))))).toEqual(route(weights(100, 0)));
});

test('nothing that differs gives no patch, or with all the weights of every rule with several backends', () => {
  expect(routePatch(route(), route())).toEqual([]);
  expect(routePatch(route(), route(), { all: true })).toEqual([...GUARDS, { ...MOVE[0], value: 95 }, { ...MOVE[1], value: 5 }]);
});

test('another list of backends is replaced as a whole', () => {
  const baseline = route(copy => { copy.spec.rules[1].backendRefs = [{ name: 'cart-v1', port: 80, weight: 100 }]; });
  expect(routePatch(route(), baseline)).toEqual([...GUARDS, { op: 'replace', path: '/spec/rules/1/backendRefs', value: [{ name: 'cart-v1', port: 80, weight: 100 }] }]);
  expect(applyPatch(baseline, routePatch(baseline, route()))).toEqual(route());
});

test('a weight that is not stated is added, since it cannot be replaced', () => {
  const unstated = route(copy => copy.spec.rules[1].backendRefs.forEach((ref: any) => delete ref.weight));
  const patch = routePatch(unstated, route(weights(100, 0)), { strict: true });
  expect(patch.filter(({ op }) => op === 'add').map(({ path }) => path)).toEqual(MOVE.map(({ path }) => path));
  // BackendRef.weight: "defaults to 1"; the live object has it, and takes the patch too.
  const live = route(weights(1, 1));
  expect(applyPatch(live, patch)).toEqual(route(weights(100, 0)));
});

test('the namespace of a backend is guarded where it is stated', () => {
  const apart = (weight: number) => route(copy => { copy.spec.rules[1].backendRefs[1] = { name: 'cart-v2', namespace: 'other', port: 80, weight }; });
  expect(routePatch(apart(5), apart(0))).toContainEqual({ op: 'test', path: '/spec/rules/1/backendRefs/1/namespace', value: 'other' });
});

test('defaults that the cluster fills in are no difference', () => {
  const live = route(copy => {
    copy.spec.parentRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }];
    copy.spec.rules[0].matches = [{ path: { type: 'PathPrefix', value: '/' }, headers: [{ type: 'Exact', name: 'x-staff', value: 'true' }] }];
    copy.spec.rules[1].matches = [{ path: { type: 'PathPrefix', value: '/' } }];
    copy.spec.rules.forEach((rule: any) => rule.backendRefs.forEach((ref: any) => Object.assign(ref, { group: '', kind: 'Service' })));
  });
  expect(routePatch(live, route(weights(100, 0)))).toEqual([...GUARDS, ...MOVE]);
});

test.each<[string, (copy: any) => void, string]>([
  ['a rule more', copy => copy.spec.rules.push({ name: 'x' }), "the list of rules differs: now 'staff', 'split', then 'staff', 'split', 'x'"],
  ['another order', copy => copy.spec.rules.reverse(), 'the list of rules differs'],
  ['another name', copy => { copy.spec.rules[0].name = 'crew'; }, 'the list of rules differs'],
  ['another match', copy => { copy.spec.rules[0].matches[0].headers[0].value = 'yes'; }, "the rule 'staff' differs in matches"],
  ['another filter', copy => { copy.spec.rules[1].filters = [{ type: 'RequestHeaderModifier' }]; }, "the rule 'split' differs in filters"],
  ['a timeout', copy => { copy.spec.rules[1].timeouts = { request: '1s' }; }, "the rule 'split' differs in timeouts"],
  ['another host', copy => { copy.spec.hostnames = ['shop.example']; }, 'hostnames differ'],
  ['another Gateway', copy => { copy.spec.parentRefs[0].name = 'inner'; }, 'parentRefs differ'],
  ['another route', copy => { copy.metadata.name = 'basket'; }, 'the current route is HTTPRoute shop/cart, but the target is HTTPRoute shop/basket'],
  ['a weight that is no number', copy => { copy.spec.rules[1].backendRefs[0].weight = '100'; }, 'the weight of the backend cart-v1 is "100", but must be a number'],
])('no patch leads to %s', (_name, change, message) => {
  expect(() => routePatch(route(), route(change))).toThrow(message);
});

test('the merge patch has every rule in it, and the applied manifest only what Git has, and what Git\'s tools know it by', () => {
  expect(mergePatch(route()).spec.rules).toHaveLength(2);
  const live = {
    ...route(), status: {},
    metadata: {
      ...route().metadata, uid: '1', resourceVersion: '2', generation: 3, creationTimestamp: 'x', managedFields: [],
      labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'other': 'x' },
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', 'argocd.argoproj.io/tracking-id': 'shop:…' },
    },
  };
  expect(appliedManifest(live)).toEqual({ ...route(), metadata: { ...route().metadata, labels: live.metadata.labels, annotations: { 'argocd.argoproj.io/tracking-id': 'shop:…' } } });
  expect(appliedManifest(route(), live)).toEqual({
    ...route(), metadata: { ...route().metadata, labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' }, annotations: { 'argocd.argoproj.io/tracking-id': 'shop:…' } },
  });
  expect([isTracked(live), isTracked(route())]).toEqual([true, false]);
});

test('a patch that leads elsewhere is an internal error, told with the request', () => {
  const target = route(weights(100, 0));
  expect(provePatch(route(), routePatch(route(), target), target, [])).toBeGreaterThan(4);
  expect(() => provePatch(route(), routePatch(route(), target).slice(0, -1), target, [])).toThrow(/^the patch of HTTPRoute shop\/cart leads GET .* to shop\/cart-v1 95\.2381 %/);
  const live = { ...route(), metadata: { ...route().metadata, creationTimestamp: '2020-01-01T00:00:00Z' } };
  const rival = { ...route(weights(1, 1)), metadata: { name: 'a', namespace: 'shop', creationTimestamp: '2021-01-01T00:00:00Z' } };
  // The age of the live route decides in the cluster before and after; it must not tell patch and target apart here.
  expect(provePatch(live, routePatch(live, target), target, [rival, target])).toBeGreaterThan(4);
});

test('between any two stages of a canary with its objects, audiences included, a patch leads to the other', () => {
  const walk = WALKS.find(({ name }) => name === 'canary, with audiences')!;
  const states = walk.steps.slice(1, 10).map(({ name, build }) => {
    const app = new App();
    build(app);
    const objects = objectsOf(app.synthYaml());
    return { name, objects, route: objects.find(({ kind }) => kind === 'HTTPRoute') };
  });
  for (const from of states) {
    for (const to of states) {
      const patch = routePatch(from.route, to.route);
      expect([from.name, to.name, applyPatch(from.route, patch)]).toEqual([from.name, to.name, to.route]);
      expect(provePatch(from.route, patch, to.route, to.objects)).toBeGreaterThan(10);
    }
  }
});
