import { compareClasses } from '../../../src/proof/plan/classes';
import { sideOf } from '../../../src/proof/plan/side';
import { State, taskApi } from './task-api';

/** Changes of the classes of each audience: premium, everybody else, and those that no rule names. */
function changes(before: any[], after: any[]): { premium: string; others: string; none: string } {
  const found = { premium: new Set<string>(), others: new Set<string>(), none: new Set<string>() };
  for (const one of compareClasses(sideOf(before), sideOf(after))) {
    const api = /^\/api(\/|$)/.test(one.request.path);
    const premium = one.request._header('x-api-tier') === 'premium';
    found[!api ? 'none' : premium ? 'premium' : 'others'].add([one.change, ...one.changes.slice(1)].join('+'));
  }
  const text = (set: Set<string>) => [...set].sort().join(', ') || '-';
  return { premium: text(found.premium), others: text(found.others), none: text(found.none) };
}

const rewrite = (path: string) => ({ filters: [{ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: path } } }] });
const redirect = (hostname: string) => ({ backendRefs: [], filters: [{ type: 'RequestRedirect', requestRedirect: { hostname } }] });
const set = (value: string) => ({ filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'x-a', value }] } }] });
const policy = (requests: number) => ({
  apiVersion: 'gateway.envoyproxy.io/v1alpha1',
  kind: 'BackendTrafficPolicy',
  metadata: { name: 'limit', namespace: 'task-api' },
  spec: { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'task-api-canary' }], limit: requests },
});
const parent = (fields: object) => ({ route: { parentRefs: [{ name: 'edge', ...fields }] } });

// Kinds of changes: the issue, "marked none, shift, gain, loss or break"; release and altered of the design.
test.each<[string, State, State, Partial<ReturnType<typeof changes>>]>([
  ['nothing', {}, {}, { premium: 'none', others: 'none' }],
  ['another weight', {}, { weight: 25 }, { premium: 'none', others: 'shift' }],
  ['other weights of the same shares (BackendRef.weight is proportional)', { weight: 50 }, { split: { backendRefs: [
    { name: 'task-api-stable', port: 8000, weight: 1 }, { name: 'task-api-canary', port: 8000, weight: 1 }] } }, { others: 'none' }],
  ['a backend of weight 0 more', { split: { backendRefs: [{ name: 'task-api-stable', port: 8000 }] } }, { weight: 0 }, { others: 'none' }],
  ['another image of stable', {}, { stableImage: 'task-api:v3' }, { premium: 'release', others: 'release' }],
  ['another image of stable, and a weight', {}, { weight: 25, stableImage: 'task-api:v3' }, { premium: 'release', others: 'shift+release' }],
  ['an image without a share', { weight: 100, pin: false }, { weight: 100, pin: false, stableImage: 'task-api:v3' }, { others: 'none' }],
  ['replicas', {}, { stableReplicas: 12 }, { premium: 'none', others: 'none' }],
  ['scaled to 0', {}, { stableReplicas: 0 }, { premium: 'release' }],
  ['timeouts (HTTPRouteRule.timeouts)', {}, { split: { timeouts: { request: '5s' } } }, { premium: 'none', others: 'altered' }],
  ['retries (HTTPRouteRule.retry)', {}, { split: { retry: { attempts: 2 } } }, { others: 'altered' }],
  ['timeouts and a weight', {}, { weight: 25, split: { timeouts: { request: '5s' } } }, { others: 'shift+altered' }],
  ['headers (HTTPHeaderFilter)', { split: set('1') }, { split: set('2') }, { premium: 'none', others: 'altered' }],
  ['a mirror (HTTPRequestMirrorFilter)', {}, { split: { filters: [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'task-api-canary', port: 8000 } } }] } }, { others: 'altered' }],
  ['a policy on the route', { more: [policy(10)] }, { more: [policy(20)] }, { premium: 'altered', others: 'altered' }],
  ['another rewrite (HTTPPathModifier)', { split: rewrite('/v1') }, { split: rewrite('/v2') }, { premium: 'none', others: 'break+altered' }],
  ['a redirect in place of backends', {}, { split: redirect('new.example.com') }, { others: 'break+shift+altered' }],
  ['a redirect elsewhere', { split: redirect('a.example.com') }, { split: redirect('b.example.com') }, { others: 'break+altered' }],
  ['a backend of another namespace without a grant (RefNotPermitted)', {}, { split: { backendRefs: [{ name: 'other', namespace: 'else', port: 1 }] } }, { others: 'loss' }],
  ['errors for a part (RefNotPermitted)', {}, { split: { backendRefs: [
    { name: 'task-api-stable', port: 8000, weight: 95 }, { name: 'task-api-canary', namespace: 'else', port: 8000, weight: 5 }] } }, { others: 'loss+shift' }],
  ['no pin any more', {}, { pin: false }, { premium: 'shift', others: 'none' }],
  ['a narrower path', {}, { route: { rules: [] } }, { premium: 'loss', others: 'loss' }],
  ['another Gateway', {}, { route: { parentRefs: [{ name: 'inner' }] } }, { premium: 'gain, loss', others: 'gain, loss' }],
  ['a listener in place of another', parent({ sectionName: 'http' }), parent({ sectionName: 'https' }), { premium: 'gain, loss' }],
  // ParentReference.sectionName: without one the route attaches to every listener, those named elsewhere among them.
  ['one listener in place of all', parent({}), parent({ sectionName: 'https' }), { premium: 'loss, none' }],
  ['all listeners in place of one', parent({ sectionName: 'https' }), parent({}), { premium: 'gain, none' }],
  ['a hostname', {}, { route: { hostnames: ['a.example.com'] } }, { premium: 'loss, none' }],
])('%s', (_what, before, after, expected) => {
  expect(changes(taskApi(before), taskApi(after))).toMatchObject(expected);
});

test('a Gateway that only one side has is no change of what it was assumed to be', () => {
  const gateway = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'edge', namespace: 'task-api' },
    spec: { gatewayClassName: 'any', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  };
  expect(changes(taskApi(), taskApi({ more: [gateway] }))).toMatchObject({ premium: 'none', others: 'none' });
  expect(changes(taskApi({ more: [gateway] }), taskApi())).toMatchObject({ premium: 'none', others: 'none' });
});

test('an empty side gives gain or loss', () => {
  expect(changes([], taskApi())).toEqual({ premium: 'gain', others: 'gain', none: 'none' });
  expect(changes(taskApi(), [])).toEqual({ premium: 'loss', others: 'loss', none: 'none' });
});
