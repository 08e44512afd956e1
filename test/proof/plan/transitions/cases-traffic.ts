import { Case } from './case';
import { Edit, add, deployment, pin, replicas, route, rule, rules, service, stage, weights, without } from './shop';

/** Cases of the rules about requests, routes, and what stands behind them. */
export const TRAFFIC_CASES: Case[] = [
  {
    rule: 'class-lost', what: 'a path goes', given: [rules(rule('split', 'cart-stable=90', 'cart-canary=10'))],
    unsafe: [made => { made.route.spec.rules[0].matches[0].path.value = '/cart/v2'; }],
    message: "requests of 5 classes 'shop.example.com shop/cart split: as stated', 'shop.example.com shop/cart split: path /cart/' and 3 more lose their answer: shop/cart-stable 90 %, shop/cart-canary 10 % before, 404 (no route) after",
    safe: [made => { made.route.spec.rules[0].matches.push({ path: { type: 'PathPrefix', value: '/basket' } }); }],
  },
  {
    rule: 'class-lost', what: 'a hostname goes', given: [made => { made.route.spec.hostnames = ['shop.example.com', 'cart.example.com']; }],
    unsafe: [], message: "requests of 4 classes 'cart.example.com shop/cart split: as stated', 'cart.example.com shop/cart split: path /cart/' and 2 more lose their answer: shop/cart-stable 90 %, shop/cart-canary 10 % before, 404 (no route) after",
    safe: [made => { made.route.spec.hostnames = ['cart.example.com', 'shop.example.com', 'new.example.com']; }],
  },
  {
    rule: 'class-lost', what: 'a parentRef goes', given: [made => { made.route.spec.parentRefs = [{ name: 'edge' }, { name: 'inner' }]; }],
    unsafe: [], message: "requests of 4 classes 'shop.example.com shop/cart split: as stated', 'shop.example.com shop/cart split: path /cart/' and 2 more lose their answer: shop/cart-stable 90 %, shop/cart-canary 10 % before, 404 (no route) after",
    safe: [made => { made.route.spec.parentRefs = [{ name: 'inner' }, { name: 'edge' }]; }],
  },
  {
    rule: 'class-lost', what: 'a route goes', unsafe: [without('route')], message: "requests of 4 classes 'shop.example.com shop/cart split: as stated', 'shop.example.com shop/cart split: path /cart/' and 2 more lose their answer: shop/cart-stable 90 %, shop/cart-canary 10 % before, 404 (no route) after",
    safe: [],
  },
  {
    rule: 'class-broken', what: 'a redirect in place of a backend',
    unsafe: [rules({ ...rule('split'), backendRefs: undefined, filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: 'new.example.com' } }] })],
    message: "requests of 4 classes 'shop.example.com shop/cart split: as stated', 'shop.example.com shop/cart split: path /cart/' and 2 more get another kind of answer: shop/cart-stable 90 %, shop/cart-canary 10 % before, redirect 302 to new.example.com/cart after",
    safe: [weights(80, 20)],
  },
  {
    rule: 'class-broken', what: 'a redirect to another place', severity: 'warning',
    given: [rules({ ...rule('old'), backendRefs: undefined, filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: 'a.example.com' } }] })],
    unsafe: [rules({ ...rule('old'), backendRefs: undefined, filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: 'b.example.com' } }] })],
    message: "requests of 4 classes 'shop.example.com shop/cart old: as stated', 'shop.example.com shop/cart old: path /cart/' and 2 more are redirected elsewhere: redirect 302 to a.example.com/cart before, redirect 302 to b.example.com/cart after",
    safe: [rules({ ...rule('renamed'), backendRefs: undefined, filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: 'a.example.com' } }] })],
  },
  {
    rule: 'class-broken', what: 'a rewrite',
    unsafe: [made => { made.route.spec.rules[0].filters = [{ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/v2' } } }]; }],
    message: "requests of 4 classes 'shop.example.com shop/cart split: as stated', 'shop.example.com shop/cart split: path /cart/' and 2 more reach shop/cart-stable as shop.example.com/v2 in place of shop.example.com/cart: shop/cart-stable 90 %, shop/cart-canary 10 % before, shop/cart-stable 90 %, shop/cart-canary 10 % after",
    safe: [made => { made.route.spec.rules[0].filters = [{ type: 'ResponseHeaderModifier', responseHeaderModifier: { remove: ['server'] } }]; }],
  },
  {
    rule: 'class-broken', what: 'a rule goes and a wildcard of another route takes over',
    given: [add(route('web', [{ name: 'all', backendRefs: [{ name: 'web', port: 80 }] }])), made => { made.route.spec.rules.push({ ...rule('other', 'cart-stable'), matches: [{ path: { type: 'Exact', value: '/basket' } }] }); }],
    unsafe: [add(route('web', [{ name: 'all', backendRefs: [{ name: 'web', port: 80 }] }]))],
    message: "requests of 2 classes 'shop.example.com shop/cart other: as stated', 'shop.example.com shop/cart other: at another port' fall through to HTTPRoute shop/web, since their own rule is gone: shop/cart-stable 100 % before, shop/web 100 % after",
    safeGiven: [add(route('web', [{ name: 'all', backendRefs: [{ name: 'web', port: 80 }] }]))],
    safe: [add(route('web', [{ name: 'all', backendRefs: [{ name: 'cart-stable', port: 80 }] }]))],
  },
  {
    rule: 'override-weakened', what: 'an override is removed',
    given: [rules(pin('premium', 'cart-stable=100'), rule('split', 'cart-stable=90', 'cart-canary=10'))],
    unsafe: [], message: "rule 'premium' of HTTPRoute shop/cart sent 'shop.example.com shop/cart premium: as stated', 'shop.example.com shop/cart premium: path /cart/' and 3 more to shop/cart-stable alone, and no longer does: they fall into shop/cart-stable 90 %, shop/cart-canary 10 % of rule 'split' of HTTPRoute shop/cart",
    safe: [weights(100, 0)],
  },
  {
    rule: 'override-weakened', what: 'an override asks for more',
    given: [rules(pin('premium', 'cart-stable=100'), rule('split', 'cart-stable=90', 'cart-canary=10'))],
    unsafe: [rules(pin('premium', 'cart-stable=100'), rule('split', 'cart-stable=90', 'cart-canary=10')), made => { made.route.spec.rules[0].matches[0].method = 'GET'; }],
    message: "rule 'premium' of HTTPRoute shop/cart sent 'shop.example.com shop/cart premium: method POST' to shop/cart-stable alone, and no longer does: they fall into shop/cart-stable 90 %, shop/cart-canary 10 % of rule 'split' of HTTPRoute shop/cart",
    safe: [rules(pin('premium', 'cart-canary=100'), rule('split', 'cart-stable=90', 'cart-canary=10'))],
  },
  {
    rule: 'override-weakened', what: 'an override takes the shares of everyone',
    given: [rules(pin('premium', 'cart-stable=100'), rule('split', 'cart-stable=90', 'cart-canary=10'))],
    unsafe: [rules(pin('premium', 'cart-stable=90', 'cart-canary=10'), rule('split', 'cart-stable=90', 'cart-canary=10'))],
    message: "rule 'premium' of HTTPRoute shop/cart sent 'shop.example.com shop/cart premium: as stated', 'shop.example.com shop/cart premium: path /cart/' and 3 more to shop/cart-stable alone, and no longer does: they fall into shop/cart-stable 90 %, shop/cart-canary 10 %, the split of everyone",
    safe: [rules(pin('premium', 'cart-stable=50', 'cart-canary=50'), rule('split', 'cart-stable=90', 'cart-canary=10'))],
  },
  {
    rule: 'step', what: 'a step is left out', given: [stage('weight-5')], unsafe: [stage('weight-50')], message: 'weight-5 -> weight-50 is not a legal move: it is not the next step of the plan [5, 25, 50]; from weight-5 go to weight-25 or rolled-back',
    safe: [stage('weight-25')],
  },
  {
    rule: 'step', what: 'the plan changes with the move', given: [stage('weight-5')], unsafe: [stage('weight-50', { steps: [5, 50] })], message: 'weight-5 -> weight-50 is not a legal move: it is not the next step of the plan [5, 25, 50]; from weight-5 go to weight-25 or rolled-back (the steps change in the same commit; those before it count)',
    safeGiven: [stage('weight-5', { steps: [5, 50] })], safe: [stage('weight-50', { steps: [5, 50] })],
  },
  {
    rule: 'step', what: 'a blue-green switch to a reduced side', given: [made => { made.stages = { cart: { pattern: 'blue-green', stage: 'blue', idle: 'reduced' } }; }],
    unsafe: [made => { made.stages = { cart: { pattern: 'blue-green', stage: 'green' } }; }], message: 'blue -> green switches to a side that is not at its full size; first commit BlueGreenStage.blue({ idleAtFullSize: true }) and wait until its pods are ready',
    safe: [made => { made.stages = { cart: { pattern: 'blue-green', stage: 'blue' } }; }],
  },
  {
    rule: 'step', what: 'a stage that nobody knows', given: [stage('weight-5')], unsafe: [stage('weight-500')], message: 'the stage file after cannot be judged: canary weight is 500, but must be a whole number from 1 to 99',
    safe: [stage('weight-5', { hold: 'freeze' })],
  },
  {
    rule: 'two-moves', what: 'two patterns of one app',
    given: [stage('weight-5'), made => { made.stages!['cart/tiers'] = { variants: { premium: 'deployed' } }; }],
    unsafe: [stage('weight-25'), made => { made.stages!['cart/tiers'] = { variants: { premium: 'live' } }; }], message: 'cart weight-5 -> weight-25 and cart/tiers premium deployed -> live are in one commit, which is two moves of one app: when errors come, nobody can tell which of the two did it, and reverting the commit takes back both',
    safe: [stage('weight-25'), made => { made.stages!['cart/tiers'] = { variants: { premium: 'deployed' } }; }],
  },
  {
    rule: 'two-moves', what: 'two apps on one route',
    given: [stage('weight-5'), made => { made.stages!.pay = { pattern: 'blue-green', stage: 'blue' }; }, add(deployment('pay-blue', 2), service('pay-blue')), rules(pin('pay', 'pay-blue=1'), rule('split', 'cart-stable=90', 'cart-canary=10'))],
    unsafe: [stage('weight-25'), made => { made.stages!.pay = { pattern: 'blue-green', stage: 'green' }; }, add(deployment('pay-blue', 2), service('pay-blue')), rules(pin('pay', 'pay-blue=1'), rule('split', 'cart-stable=90', 'cart-canary=10'))],
    message: 'cart weight-5 -> weight-25 and pay blue -> green are in one commit and touch the same route: when errors come, nobody can tell which of the two did it, and reverting the commit takes back both',
    safeGiven: [stage('weight-5'), made => { made.stages!.pay = { pattern: 'blue-green', stage: 'blue' }; }, add(deployment('pay-blue', 2), service('pay-blue'))],
    safe: [stage('weight-25'), made => { made.stages!.pay = { pattern: 'blue-green', stage: 'green' }; }, add(deployment('pay-blue', 2), service('pay-blue'))],
  },
  {
    rule: 'two-moves', what: 'two splits of one route, without a stage file',
    given: [rules({ ...rule('pay', 'pay-a=90', 'pay-b=10'), matches: [{ path: { type: 'PathPrefix', value: '/pay' } }] }, rule('split', 'cart-stable=90', 'cart-canary=10'))],
    unsafe: [rules({ ...rule('pay', 'pay-a=50', 'pay-b=50'), matches: [{ path: { type: 'PathPrefix', value: '/pay' } }] }, rule('split', 'cart-stable=80', 'cart-canary=20'))],
    message: 'weights of shop/cart-canary and shop/cart-stable, and of shop/pay-a and shop/pay-b move in one commit, which is two patterns on one route: when errors come, nobody can tell which of the two did it, and reverting the commit takes back both',
    safe: [rules({ ...rule('pay', 'pay-a=50', 'pay-b=50'), matches: [{ path: { type: 'PathPrefix', value: '/pay' } }] }, rule('split', 'cart-stable=90', 'cart-canary=10'))],
  },
  {
    rule: 'weight-on-new', what: 'a Service', given: [without('canary', 'canaryService'), rules(rule('split', 'cart-stable=100'))], unsafe: [], message: "Service shop/cart-canary was not there before, and it gets 10 % of rule 'split' of HTTPRoute shop/cart in the same commit: the route is quicker than a pod, so its first requests get 503",
    safe: [weights(100, 0)],
  },
  {
    rule: 'weight-on-new', what: 'a workload', given: [without('canary'), weights(100, 0)], unsafe: [], message: "Deployment shop/cart-canary was not there before, and Service shop/cart-canary gets 10 % of rule 'split' of HTTPRoute shop/cart in the same commit: the route is quicker than a pod, so its first requests get 503",
    safe: [weights(100, 0)],
  },
  {
    rule: 'weight-on-new', what: 'a grant', given: [add(service('pay', 'money')), rules(rule('split', 'cart-stable=100'))],
    unsafe: [add(service('pay', 'money'), grant()), rules({ ...rule('split'), backendRefs: [{ name: 'cart-stable', port: 80, weight: 90 }, { name: 'pay', namespace: 'money', port: 80, weight: 10 }] })],
    message: "ReferenceGrant in money for HTTPRoute shop/cart was not there before, and Service money/pay gets 10 % of rule 'split' of HTTPRoute shop/cart in the same commit: until the gateway has seen the grant, these requests get 500",
    safeGiven: [add(service('pay', 'money'), grant()), rules(rule('split', 'cart-stable=100'))],
    safe: [add(service('pay', 'money'), grant()), rules({ ...rule('split'), backendRefs: [{ name: 'cart-stable', port: 80, weight: 90 }, { name: 'pay', namespace: 'money', port: 80, weight: 10 }] })],
  },
  {
    rule: 'weight-on-new', what: 'an app beside a catch-all', severity: 'warning', given: [catchAll],
    unsafe: [catchAll, add(deployment('pay', 2), service('pay'), route('pay', [{ ...rule('all', 'pay=1'), matches: [{ path: { type: 'PathPrefix', value: '/pay' } }] }]))], message: "Service shop/pay was not there before, and it gets 100 % of rule 'all' of HTTPRoute shop/pay in the same commit: the route is quicker than a pod, so its first requests get 503",
    safeGiven: [], safe: [add(deployment('pay', 2), service('pay'), route('pay', [{ ...rule('all', 'pay=1'), matches: [{ path: { type: 'PathPrefix', value: '/pay' } }] }]))],
  },
  {
    rule: 'removed-with-weight', what: 'a Service', unsafe: [without('canary', 'canaryService'), rules(rule('split', 'cart-stable=100'))], message: "Service shop/cart-canary is removed while it has 10 % of rule 'split' of HTTPRoute shop/cart, in the commit that takes its weight: requests that the gateway still sends it get an error",
    safeGiven: [weights(100, 0)], safe: [without('canary', 'canaryService'), rules(rule('split', 'cart-stable=100'))],
  },
  {
    rule: 'removed-with-weight', what: 'a workload that still has weight', unsafe: [without('canary')], message: "Deployment shop/cart-canary is removed while Service shop/cart-canary has 10 % of rule 'split' of HTTPRoute shop/cart and keeps 10 %: requests that the gateway still sends it get an error",
    safeGiven: [weights(100, 0)], safe: [without('canary'), weights(100, 0)],
  },
  {
    rule: 'removed-with-weight', what: 'scaled to 0', unsafe: [replicas('canary', 0), weights(100, 0)], message: "Deployment shop/cart-canary is scaled to 0 while Service shop/cart-canary has 10 % of rule 'split' of HTTPRoute shop/cart, in the commit that takes its weight: requests that the gateway still sends it get an error",
    safeGiven: [weights(100, 0)], safe: [replicas('canary', 0), weights(100, 0)],
  },
  {
    rule: 'name-changed', what: 'a workload', given: [rules(rule('all', 'pay=1')), add(deployment('pay', 3), service('pay'))],
    unsafe: [rules(rule('all', 'pay=1')), add({ ...deployment('pay', 3), metadata: { name: 'money', namespace: 'shop' } }, service('pay'))], message: 'Deployment shop/pay is replaced by Deployment shop/money under Service shop/pay, which has 100 %: the old pods go while the new ones start',
    safe: [rules(rule('all', 'pay=1')), add(deployment('pay', 3, { revisionHistoryLimit: 2 }), service('pay'))],
  },
  {
    rule: 'name-changed', what: 'a Service', given: [rules(rule('all', 'cart=1')), add(deployment('cart', 3), service('cart'))],
    unsafe: [rules(rule('all', 'basket=1')), add(deployment('cart', 3), { ...service('cart'), metadata: { name: 'basket', namespace: 'shop' } })], message: "Service shop/cart is replaced by Service shop/basket under 100 % of rule 'all' of HTTPRoute shop/cart: until the gateway knows the new name's endpoints, these requests fail",
    safeGiven: [rules(rule('all', 'cart=1')), add(deployment('cart', 3), service('cart'), { ...service('cart'), metadata: { name: 'basket', namespace: 'shop' } })],
    safe: [rules(rule('all', 'basket=1')), add(deployment('cart', 3), service('cart'), { ...service('cart'), metadata: { name: 'basket', namespace: 'shop' } })],
  },
  {
    rule: 'name-changed', what: 'a route', unsafe: [made => { made.route.metadata.name = 'basket'; }], message: "HTTPRoute shop/cart is replaced by HTTPRoute shop/basket, with shop/cart-stable 90 %, shop/cart-canary 10 % on it ('shop.example.com shop/cart split: as stated'): the old route may be gone before the gateway has taken the new one, and these requests get 404",
    safe: [add(route('basket', [rule('split', 'cart-stable=90', 'cart-canary=10')]))],
  },
  {
    rule: 'selector-changed', what: 'a selector that turns to other pods', unsafe: [made => { made.stableService.spec.selector = { app: 'cart', version: 'canary' }; }], message: 'the selector of Service shop/cart-stable goes from app=cart, version=stable to app=cart, version=canary under 90 %: while old and new pods stand side by side it selects Deployment shop/cart-canary where Deployment shop/cart-stable answered',
    safe: [made => { made.stableService.spec.selector = { version: 'stable' }; }],
  },
  {
    rule: 'selector-changed', what: 'labels of the pods', unsafe: [made => { made.stable.spec.template.metadata.labels = { app: 'cart', version: 'main' }; }], message: 'the labels of pods behind Service shop/cart-stable (app=cart, version=stable) change under 90 %: while old and new pods stand side by side it selects no pod where Deployment shop/cart-stable answered',
    safe: [made => { made.stable.spec.template.metadata.labels.team = 'a'; }],
  },
  {
    rule: 'selector-changed', what: 'a selector and labels together', unsafe: [made => {
      made.stable.spec.template.metadata.labels.team = 'a';
      made.stableService.spec.selector = { app: 'cart', version: 'stable', team: 'a' };
    }],
    message: 'the selector of Service shop/cart-stable goes from app=cart, version=stable to app=cart, version=stable, team=a under 90 %: while old and new pods stand side by side it selects no pod where Deployment shop/cart-stable answered',
    safeGiven: [made => { made.stable.spec.template.metadata.labels.team = 'a'; }],
    safe: [made => {
      made.stable.spec.template.metadata.labels.team = 'a';
      made.stableService.spec.selector = { app: 'cart', version: 'stable', team: 'a' };
    }],
  },
  {
    rule: 'grant-removed', what: 'a grant', given: [add(service('pay', 'money'), grant()), rules(across(10))], unsafe: [add(service('pay', 'money')), rules(across(10))], message: "the ReferenceGrant in money that lets HTTPRoutes of 'shop' refer to Service money/pay is removed or narrowed, and rule 'split' of HTTPRoute shop/cart still refers to it with weight 10: its share gets 500",
    safe: [add(service('pay', 'money'), grant('pay')), rules(across(10))],
  },
  {
    rule: 'grant-removed', what: 'a grant of a reference without weight', severity: 'warning', given: [add(service('pay', 'money'), grant()), rules(across(0))],
    unsafe: [add(service('pay', 'money'), grant('other')), rules(across(0))], message: "the ReferenceGrant in money that lets HTTPRoutes of 'shop' refer to Service money/pay is removed or narrowed, and rule 'split' of HTTPRoute shop/cart still refers to it with weight 0: the route reports ResolvedRefs false",
    safe: [add(service('pay', 'money')), rules(rule('split', 'cart-stable=90'))],
  },
  {
    rule: 'capacity', what: 'pods that leave with the weight', given: [replicas('canary', 5), weights(50, 50)], unsafe: [replicas('canary', 2), weights(90, 10)], message: "Deployment shop/cart-canary has 5 pods before and 2 after, but shop/cart-canary needs 5 for 50 % before and 10 % after of rule 'split' of HTTPRoute shop/cart, where 10 pods carry everything",
    safe: [weights(90, 10)],
  },
  {
    rule: 'capacity', what: 'too few pods on both sides', given: [replicas('canary', 1)], unsafe: [replicas('canary', 1), weights(80, 20)], message: "Deployment shop/cart-canary has 1 pod, but shop/cart-canary needs 2 for 10 % before and 20 % after of rule 'split' of HTTPRoute shop/cart, where 10 pods carry everything",
    safe: [replicas('canary', 1), weights(95, 5)],
  },
  {
    rule: 'capacity', what: 'stable shrinks below its share', unsafe: [replicas('stable', 8)], message: "Deployment shop/cart-stable has 10 pods before and 8 after, but shop/cart-stable needs 9 for 90 % of rule 'split' of HTTPRoute shop/cart, where 10 pods carry everything",
    safe: [replicas('stable', 9)],
  },
  {
    rule: 'capacity', what: 'a variant beside stable may be resized by its owner', given: [variant(10, 5)], unsafe: [variant(10, 1)], message: "Deployment shop/cart-one has 5 pods before and 1 after, but shop/cart-one needs 2 for 20 % of rule 'default' of HTTPRoute shop/cart, where 10 pods carry everything",
    safe: [variant(5, 5)],
  },
  {
    rule: 'capacity', what: 'stable shrinks while the canary is out', given: [stage('weight-5')], unsafe: [stage('weight-5'), replicas('stable', 9)], message: 'Deployment shop/cart-stable goes from 10 pods to 9 while cart is at weight-5: stable keeps its full size until the canary is gone, because a rollback gives it everything at once',
    safe: [stage('weight-5'), replicas('stable', 12)],
  },
  {
    rule: 'capacity', what: 'a sole backend takes over from a larger one', given: [rules(rule('all', 'cart-stable=1'))], unsafe: [rules(rule('all', 'cart-canary=1'))], message: "Deployment shop/cart-canary has 5 pods, but shop/cart-canary needs 10 for 0 % before and 100 % after of rule 'all' of HTTPRoute shop/cart, where 10 pods carry everything",
    safeGiven: [rules(rule('all', 'cart-stable=1')), replicas('canary', 10)], safe: [rules(rule('all', 'cart-canary=1')), replicas('canary', 10)],
  },
  {
    rule: 'capacity-late', what: 'pods that come with the weight', given: [replicas('canary', 1), weights(95, 5)], unsafe: [weights(50, 50)], message: "Deployment shop/cart-canary goes from 1 pod to 5 in the commit that gives shop/cart-canary 50 % of rule 'split' of HTTPRoute shop/cart (5 needed, where 10 pods carry everything): the route is quicker than a pod, so 1 pod must carry it for a while",
    safe: [weights(95, 5)],
  },
  {
    rule: 'capacity-late', what: 'pods that come from 0', given: [replicas('canary', 0), weights(100, 0)], unsafe: [], message: "Deployment shop/cart-canary goes from no pod to 5 in the commit that gives shop/cart-canary 10 % of rule 'split' of HTTPRoute shop/cart (1 needed, where 10 pods carry everything): the route is quicker than a pod, so no pod must carry it for a while",
    safe: [weights(100, 0)],
  },
];

function grant(name?: string): any {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1beta1', kind: 'ReferenceGrant', metadata: { name: 'from-shop', namespace: 'money' },
    spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }], to: [{ group: '', kind: 'Service', ...name === undefined ? {} : { name } }] },
  };
}

function across(weight: number): any {
  return { ...rule('split'), backendRefs: [{ name: 'cart-stable', port: 80, weight: 90 }, { name: 'pay', namespace: 'money', port: 80, weight }] };
}

/** An A/B test: no canary, so nobody rolls back to stable's full size. */
function variant(stable: number, one: number): Edit {
  return made => {
    made.more.push(deployment('cart-one', one), service('cart-one'));
    made.stable.spec.replicas = stable;
    made.route.spec.rules = [rule('default', 'cart-stable=80', 'cart-one=20')];
  };
}

/** A route that answers every other path of the host. */
function catchAll(made: { readonly more: any[] }): void {
  made.more.push(route('web', [{ ...rule('all', 'cart-stable=1'), matches: [{ path: { type: 'PathPrefix', value: '/' } }] }]));
}
