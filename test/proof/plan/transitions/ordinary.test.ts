import { findings } from './context';
import {
  add, autoscaler, containerOf, deployment, Edit, image, object, replicas, route, rule, rules, service, shop, weights, without,
} from './shop';

const SOLE = rules(rule('all', 'cart-stable=1'));
const APP = [deployment('pay', 2), service('pay'), route('pay', [rule('all', 'pay=1')], ['pay.example.com'])];

/** What teams do every day: a tool that speaks up at these is soon switched off. */
const ORDINARY: [what: string, given: Edit[], after: Edit[]][] = [
  ['nothing', [], []],
  ['a release of an app that has one version', [SOLE], [SOLE, image('stable', '2')]],
  ['more and fewer pods of an app that has one version', [SOLE], [SOLE, replicas('stable', 3)]],
  ['more pods of everything', [], [replicas('stable', 20), replicas('canary', 10)]],
  ['a weight that the pods cover', [], [weights(70, 30)]],
  ['the same shares by other weights', [], [weights(900, 100)]],
  ['the first deploy of an app', [], [add(...APP)]],
  ['another hostname', [], [made => { made.route.spec.hostnames.push('www.example.com'); }]],
  ['another path for the same rule', [], [made => { made.route.spec.rules[0].matches.push({ path: { type: 'PathPrefix', value: '/basket' } }); }]],
  ['timeouts', [], [made => { made.route.spec.rules[0].timeouts = { request: '5s' }; }]],
  ['a ConfigMap that nobody else reads', [add(object('v1', 'ConfigMap', 'a', { data: { a: '1' } }))], [add(object('v1', 'ConfigMap', 'a', { data: { a: '2' } }))]],
  ['labels and annotations of objects', [], [made => { made.stable.metadata.labels = { team: 'a' }; made.stableService.metadata.annotations = { a: 'b' }; }]],
  ['a new canary beside stable', [without('canary', 'canaryService'), SOLE], [rules(rule('all', 'cart-stable=100', 'cart-canary=0'))]],
  ['a canary that is taken away', [rules(rule('all', 'cart-stable=100', 'cart-canary=0'))], [without('canary', 'canaryService'), SOLE]],
  ['a release of a canary without weight', [weights(100, 0)], [weights(100, 0), image('canary', '2')]],
  ['an autoscaler beside replicas', [], [add(autoscaler('cart-stable', 10))]],
  ['another number in an autoscaler', [SOLE, add(autoscaler('cart-stable', 10)), replicas('stable', undefined)], [SOLE, add(autoscaler('cart-stable', 4)), replicas('stable', undefined)]],
  ['a port behind a name', [named(8080)], [named(9090)]],
  ['another container beside the app', [SOLE], [SOLE, made => { made.stable.spec.template.spec.containers.push({ name: 'proxy', image: 'proxy:1' }); }]],
];

test.each(ORDINARY)('no finding for %s', (_what, given, after) => {
  const [before, changed] = [shop(...given), shop(...after)];
  expect(findings(before.objects, changed.objects)).toEqual([]);
});

function named(port: number): Edit {
  return made => {
    SOLE(made);
    made.stableService.spec.ports[0].targetPort = 'http';
    containerOf(made.stable).ports = [{ name: 'http', containerPort: port }];
  };
}
