import { Case } from './case';
import { add, autoscaler, containerOf, deployment, Edit, image, object, pin, replicas, rule, rules, service, stage, weights, without } from './shop';

/** Cases of the rules about pods, their templates and their guards. */
export const WORKLOAD_CASES: Case[] = [
  {
    rule: 'replicas-to-hpa', what: 'the autoscaler comes in the same commit', unsafe: [replicas('stable', undefined), add(autoscaler('cart-stable', 10))], message: 'spec.replicas (10) of Deployment shop/cart-stable is taken out of the manifest under 90 % in the commit that brings HorizontalPodAutoscaler shop/cart-stable: an absent field means 1 pod, until the autoscaler first acts',
    safe: [add(autoscaler('cart-stable', 10))],
  },
  {
    rule: 'replicas-to-hpa', what: 'no autoscaler at all', unsafe: [replicas('stable', undefined)], message: 'spec.replicas (10) of Deployment shop/cart-stable is taken out of the manifest under 90 %, and no autoscaler scales it: an absent field means 1 pod',
    safeGiven: [replicas('stable', 1)], safe: [replicas('stable', undefined)],
  },
  {
    rule: 'replicas-to-hpa', what: 'the autoscaler owns them already', severity: 'warning', given: [add(autoscaler('cart-stable', 10))],
    unsafe: [replicas('stable', undefined), add(autoscaler('cart-stable', 10))], message: 'spec.replicas (10) of Deployment shop/cart-stable is taken out of the manifest under 90 %; HorizontalPodAutoscaler shop/cart-stable scales it already, but a client-side apply puts the absent field to 1 once, and the pods above that end until the autoscaler brings them back',
    safeGiven: [add(autoscaler('cart-stable', 10)), rules(rule('all', 'cart-canary=1'))],
    safe: [replicas('stable', undefined), add(autoscaler('cart-stable', 10)), rules(rule('all', 'cart-canary=1'))],
  },
  {
    rule: 'template-with-weight', what: 'a canary', unsafe: [image('canary', '2'), weights(80, 20)], message: "the pod template of Deployment shop/cart-canary changes in the commit that takes shop/cart-canary from 10 % to 20 % of rule 'split' of HTTPRoute shop/cart: the weight arrives while old and new pods answer",
    safe: [weights(80, 20)],
  },
  {
    rule: 'pinned-image', what: 'an audience', given: [rules(pin('premium', 'cart-stable=1'), rule('split', 'cart-stable=100', 'cart-canary=0'))],
    unsafe: [rules(pin('premium', 'cart-canary=1'), rule('split', 'cart-stable=100', 'cart-canary=0')), image('canary', '2')], message: "the audience of rule 'premium' of HTTPRoute shop/cart turns from shop/cart-stable to shop/cart-canary in the commit that changes the pod template of Deployment shop/cart-canary: it meets pods that nobody has seen yet",
    safe: [rules(pin('premium', 'cart-canary=1'), rule('split', 'cart-stable=100', 'cart-canary=0'))],
  },
  {
    rule: 'canary-template', what: 'above 0 %', unsafe: [image('canary', '2')], message: "the pod template of the canary Deployment shop/cart-canary changes while shop/cart-canary has 10 % of rule 'split' of HTTPRoute shop/cart: requests meet a version that took no first step, and what was measured so far is of another",
    safeGiven: [weights(100, 0)], safe: [weights(100, 0), image('canary', '2')],
  },
  {
    rule: 'canary-template', what: 'with a live pin', given: [rules(pin('beta', 'cart-canary=1'), rule('split', 'cart-stable=100', 'cart-canary=0'))],
    unsafe: [rules(pin('beta', 'cart-canary=1'), rule('split', 'cart-stable=100', 'cart-canary=0')), image('canary', '2')], message: "the pod template of the canary Deployment shop/cart-canary changes while the audience of rule 'beta' of HTTPRoute shop/cart is on it: requests meet a version that took no first step, and what was measured so far is of another",
    safeGiven: [rules(pin('beta', 'cart-stable=1'), rule('split', 'cart-stable=100', 'cart-canary=0'))],
    safe: [rules(pin('beta', 'cart-stable=1'), rule('split', 'cart-stable=100', 'cart-canary=0')), image('canary', '2')],
  },
  {
    rule: 'canary-template', what: 'the smaller of two that say nothing of themselves', given: [plain(90, 10)], unsafe: [plain(90, 10, 'two:2')], message: "the pod template of the canary Deployment shop/two changes while shop/two has 10 % of rule 'split' of HTTPRoute shop/cart: requests meet a version that took no first step, and what was measured so far is of another",
    safeGiven: [plain(50, 50)], safe: [plain(50, 50, 'two:2')],
  },
  {
    rule: 'active-template', what: 'the active side', given: [pair(100, 0)], unsafe: [pair(100, 0, made => { containerOf(made.more[0]).image = 'cart-blue:2'; })], message: "the pod template of Deployment shop/cart-blue changes while its environment answers 100 % of rule 'split' of HTTPRoute shop/cart: the new definition meets everyone at once, and the way back is gone",
    safe: [pair(100, 0, made => { containerOf(made.more[1]).image = 'cart-green:2'; })],
  },
  {
    rule: 'promoting-with-stable-pin', what: 'a pin to stable',
    given: [stage('full'), rules(pin('premium', 'cart-stable=1'), rule('split', 'cart-stable=0', 'cart-canary=100'))],
    unsafe: [stage('promoting'), rules(pin('premium', 'cart-stable=1'), rule('split', 'cart-stable=0', 'cart-canary=100')), image('stable', '2')], message: "full -> promoting rolls another definition into Deployment shop/cart-stable, while rule 'premium' of HTTPRoute shop/cart still sends it requests (shop/cart-stable 100 %): its audience gets the release without a step of its own",
    safe: [stage('promoting', { pinnedRelease: 'rolling' }), rules(pin('premium', 'cart-stable=1'), rule('split', 'cart-stable=0', 'cart-canary=100')), image('stable', '2')],
  },
  {
    rule: 'promotes-other', what: 'another image', given: [stage('full'), weights(0, 100), replicas('canary', 10)],
    unsafe: [stage('promoting'), weights(0, 100), replicas('canary', 10), image('stable', '3')], message: 'cart is promoting, but Deployment shop/cart-stable gets cart-stable:3, and the canary that was tried ran cart-canary:1',
    safe: [stage('promoting'), weights(0, 100), replicas('canary', 10), made => { containerOf(made.stable).image = 'cart-canary:1'; }],
  },
  {
    rule: 'hotfix', what: 'with a move', given: [stage('weight-5')], unsafe: [stage('weight-25'), image('stable', '1.1')], message: 'the pod template of Deployment shop/cart-stable changes in the commit of cart weight-5 -> weight-25: when errors come, nobody can tell the fix from the move',
    safe: [stage('weight-25')],
  },
  {
    rule: 'hotfix', what: 'settled leads on with another definition', given: [stage('settled'), weights(100, 0)],
    unsafe: [stage('baseline'), rules(rule('split', 'cart-stable=100')), without('canary', 'canaryService'), image('stable', '3')], message: 'the pod template of Deployment shop/cart-stable changes in the commit of cart settled -> baseline: when errors come, nobody can tell the fix from the move; after settled, stable keeps exactly the definition that it runs',
    safe: [stage('baseline'), rules(rule('split', 'cart-stable=100')), without('canary', 'canaryService')],
  },
  {
    rule: 'hotfix', what: 'with other weights, without a stage file', given: [weights(50, 50)], unsafe: [weights(0, 100), image('stable', '2')], message: "the pod template of Deployment shop/cart-stable changes in the commit that takes shop/cart-stable from 50 % to 0 % of rule 'split' of HTTPRoute shop/cart: when errors come, nobody can tell the fix from the move",
    safeGiven: [weights(0, 100)], safe: [weights(0, 100), image('stable', '2')],
  },
  {
    rule: 'hotfix', what: 'alone', severity: 'warning', unsafe: [image('stable', '1.1')], message: "the pod template of Deployment shop/cart-stable changes at 90 % of rule 'split' of HTTPRoute shop/cart, while shop/cart-canary stands beside it: the canary may lack what is mended here, and its promotion would take it away again",
    safeGiven: [rules(rule('split', 'cart-stable=100'))], safe: [rules(rule('split', 'cart-stable=100')), image('stable', '1.1')],
  },
  {
    rule: 'shared-config', what: 'a ConfigMap of both versions', given: [config('stable', 'canary')], unsafe: [config('stable', 'canary'), made => { made.more[0].data.mode = 'b'; }], message: "ConfigMap shop/cart changes in place, and Deployment shop/cart-stable and Deployment shop/cart-canary, which share rule 'split' of HTTPRoute shop/cart, both read it: the change reaches every version at once and by-passes the split",
    safeGiven: [config('stable')], safe: [config('stable'), made => { made.more[0].data.mode = 'b'; }],
  },
  {
    rule: 'port-alone', what: 'targetPort', unsafe: [made => { made.stableService.spec.ports[0].targetPort = 9090; }], message: 'targetPort of port 80 of Service shop/cart-stable goes from 8080 to 9090, but Deployment shop/cart-stable declares 8080, under 90 %: requests are sent to a port where nobody listens',
    safeGiven: [made => { containerOf(made.stable).ports.push({ containerPort: 9090 }); }],
    safe: [made => { containerOf(made.stable).ports.push({ containerPort: 9090 }); made.stableService.spec.ports[0].targetPort = 9090; }],
  },
  {
    rule: 'port-alone', what: 'containerPort', unsafe: [made => { containerOf(made.stable).ports = [{ containerPort: 9090 }]; }], message: 'containerPort of Deployment shop/cart-stable goes from 8080 to 9090, but targetPort of port 80 of Service shop/cart-stable stays 8080, under 90 %: requests are sent to a port where nobody listens',
    safeGiven: [named(8080)], safe: [named(9090)],
  },
  {
    rule: 'port-alone', what: 'both by number', unsafe: [made => {
      containerOf(made.stable).ports = [{ containerPort: 9090 }];
      made.stableService.spec.ports[0].targetPort = 9090;
    }],
    message: 'targetPort of port 80 of Service shop/cart-stable goes from 8080 to 9090, together with the containerPort of Deployment shop/cart-stable: pods of both kinds stand side by side, under 90 %: requests are sent to a port where nobody listens',
    safe: [made => { containerOf(made.stable).ports.push({ containerPort: 9090 }); }],
  },
  {
    rule: 'port-alone', what: 'the port of the Service and of the route', given: [rules(rule('all', 'cart-stable=1'))],
    unsafe: [rules({ ...rule('all'), backendRefs: [{ name: 'cart-stable', port: 81 }] }), made => { made.stableService.spec.ports[0].port = 81; }], message: "rule 'all' of HTTPRoute shop/cart turns from port 80 to 81 of Service shop/cart-stable, which has only one of them before or after: until the gateway has taken both objects, these requests fail",
    safeGiven: [rules(rule('all', 'cart-stable=1')), made => { made.stableService.spec.ports.push({ name: 'b', port: 81, targetPort: 8080 }); }],
    safe: [rules({ ...rule('all'), backendRefs: [{ name: 'cart-stable', port: 81 }] }), made => { made.stableService.spec.ports.push({ name: 'b', port: 81, targetPort: 8080 }); }],
  },
  {
    rule: 'recreate', what: 'a template', given: [recreated], unsafe: [recreated, image('stable', '2')], message: 'Deployment shop/cart-stable has the strategy Recreate and 90 % through Service shop/cart-stable: its pod template changes, so every pod ends before the first new one starts',
    safe: [recreated, replicas('stable', 11)],
  },
  {
    rule: 'recreate', what: 'weight that comes to it', severity: 'warning', given: [recreated, weights(50, 50)], unsafe: [recreated, weights(90, 10)], message: 'Deployment shop/cart-stable has the strategy Recreate and 90 % through Service shop/cart-stable: its next change ends every pod before the first new one starts',
    safe: [recreated, weights(40, 60)],
  },
  {
    rule: 'backend-filters', what: 'added', unsafe: [made => { made.route.spec.rules[0].backendRefs[1].filters = [marked('a')]; }], message: "filters of single backends of rule 'split' of HTTPRoute shop/cart come or go under traffic (cart-canary from none to RequestHeaderModifier): gateways build the backends of such a rule in another way (on Envoy Gateway a cluster each in place of one), and requests in between get 503",
    safeGiven: [made => { made.route.spec.rules[0].backendRefs[1].filters = [marked('a')]; }],
    safe: [made => { made.route.spec.rules[0].backendRefs[1].filters = [marked('b')]; }],
  },
  {
    rule: 'immutable-field', what: 'the selector of a Deployment', unsafe: [made => { made.stable.spec.selector.matchLabels = { app: 'cart' }; }], message: 'spec.selector of Deployment shop/cart-stable goes from {"matchLabels":{"app":"cart","version":"stable"}} to {"matchLabels":{"app":"cart"}}, which the API server does not allow: the object stays as it was, and so may everything applied after it',
    safe: [made => { made.stable.spec.minReadySeconds = 5; }],
  },
  {
    rule: 'rule-list', what: 'a rule comes', severity: 'warning', unsafe: [rules(pin('premium', 'cart-stable=1'), rule('split', 'cart-stable=90', 'cart-canary=10'))], message: 'the list of rules of HTTPRoute shop/cart, which carries traffic, changes (added: premium): Envoy Gateway answers some requests of the whole route with 503 for a moment, measured up to 36 ms',
    safe: [rules(rule('everyone', 'cart-stable=90', 'cart-canary=10'))],
  },
  {
    rule: 'rule-list', what: 'a rule comes at the end', severity: 'warning', given: [rules(rule('split', 'cart-stable=90', 'cart-canary=10'))],
    unsafe: [rules(rule('split', 'cart-stable=90', 'cart-canary=10'), pin('premium', 'cart-stable=1'))], message: 'the list of rules of HTTPRoute shop/cart, which carries traffic, changes (added: premium): Envoy Gateway answers some requests of the rules that come or go with 503 for a moment, measured up to 36 ms',
    safe: [rules(rule('split', 'cart-stable=80', 'cart-canary=20'))],
  },
  {
    rule: 'rule-list', what: 'rules change places', severity: 'warning', given: [rules(rule('split', 'cart-stable=90', 'cart-canary=10'), pin('premium', 'cart-stable=1'))],
    unsafe: [rules(pin('premium', 'cart-stable=1'), rule('split', 'cart-stable=90', 'cart-canary=10'))], message: 'the list of rules of HTTPRoute shop/cart, which carries traffic, changes (in another order): Envoy Gateway answers some requests of the whole route with 503 for a moment, measured up to 36 ms',
    safe: [rules(rule('split', 'cart-stable=80', 'cart-canary=20'), pin('premium', 'cart-stable=1'))],
  },
  {
    rule: 'hpa-removed', what: 'an autoscaler', severity: 'warning', given: [add(autoscaler('cart-stable', 10)), replicas('stable', undefined)], unsafe: [], message: 'HorizontalPodAutoscaler shop/cart-stable no longer scales Deployment shop/cart-stable, which has 90 %: its pods go to 10 whatever the load (it kept 10 to 20)',
    safeGiven: [add(autoscaler('cart-stable', 10)), rules(rule('all', 'cart-canary=1'))], safe: [rules(rule('all', 'cart-canary=1'))],
  },
  {
    rule: 'pdb-removed', what: 'a budget', severity: 'warning', given: [budget('stable')], unsafe: [], message: 'PodDisruptionBudget shop/cart-stable is removed while Deployment shop/cart-stable, which it protects, has 90 % on 10 pods: draining nodes may end all of them at once',
    safeGiven: [budget('stable'), rules(rule('all', 'cart-canary=1'))], safe: [rules(rule('all', 'cart-canary=1'))],
  },
];

function plain(one: number, two: number, tag = 'two:1'): Edit {
  return made => {
    made.more.push(deployment('one', 10), deployment('two', 10), service('one'), service('two'));
    containerOf(made.more[1]).image = tag;
    made.route.spec.rules = [rule('split', `one=${one}`, `two=${two}`)];
  };
}

function pair(blue: number, green: number, edit: Edit = () => {}): Edit {
  return made => {
    made.more.push(deployment('cart-blue', 3), deployment('cart-green', 3), service('cart-blue'), service('cart-green'));
    made.route.spec.rules = [rule('split', `cart-blue=${blue}`, `cart-green=${green}`)];
    edit(made);
  };
}

function config(...versions: ('stable' | 'canary')[]): Edit {
  return made => {
    made.more.push(object('v1', 'ConfigMap', 'cart', { data: { mode: 'a' } }));
    for (const version of versions) containerOf(made[version]).envFrom = [{ configMapRef: { name: 'cart' } }];
  };
}

function named(port: number): Edit {
  return made => {
    made.stableService.spec.ports[0].targetPort = 'http';
    containerOf(made.stable).ports = [{ name: 'http', containerPort: port }];
  };
}

function recreated(made: { readonly stable: any }): void {
  made.stable.spec.strategy = { type: 'Recreate' };
}

function marked(value: string): any {
  return { type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'x-version', value }] } };
}

function budget(version: string): Edit {
  return add(object('policy/v1', 'PodDisruptionBudget', `cart-${version}`, { spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'cart', version } } } }));
}
