import { inFolder } from './support/manifests';
import { operate } from './support/operate';
import type { Run } from './support/run';

const OBJECTS = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart-bluegreen, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - name: split
      backendRefs:
        - {name: cart-blue, port: 80, weight: 100}
        - {name: cart-green, port: 80, weight: 0}
        - {name: legacy, namespace: other, port: 80, weight: 0}
---
apiVersion: v1
kind: Service
metadata: {name: cart-blue, namespace: shop}
spec: {selector: {app: cart, environment: blue}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: cart-green, namespace: shop}
spec: {selector: {app: cart, environment: green}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart-pods, namespace: shop}
spec: {template: {metadata: {labels: {app: cart, environment: blue, more: x}}}}
`;

const FILES = { 'dist/cart.yaml': OBJECTS, 'traffic.yaml': 'cart/blue-green: {stage: blue, idle: full}\n' };

async function runbook(args: readonly string[], files: Record<string, string> = {}): Promise<Run> {
  return inFolder({ ...FILES, ...files }, cwd => operate(cwd, ['runbook', ...args]));
}

test('facts come from the stage file, the manifests and the ready patches', async () => {
  const files = { 'cdk8s.yaml': 'app: none\n', 'ops/cart/patch-green.json': '[]', 'ops/cart/patch-blue.json': '[]', 'ops/cart/RUNBOOK.md': '' };
  const { code, stdout, stderr } = await runbook(['cart', '--json', '--gitops', 'argocd', '--contacts', 'call **me**'], files);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { page, ...facts } = JSON.parse(stdout);
  expect(facts).toEqual({
    app: 'cart/blue-green', pattern: 'blue-green', stage: 'blue', revert: false, idleAtFullSize: true,
    route: { kind: 'HTTPRoute', name: 'cart-bluegreen', namespace: 'shop' },
    versions: [
      { name: 'blue', service: 'cart-blue', deployment: 'cart-pods', namespace: 'shop' },
      { name: 'green', service: 'cart-green', namespace: 'shop' },
      { name: 'legacy', service: 'legacy', namespace: 'other' },
    ],
    ready: { folder: 'ops/cart', stages: ['blue', 'green'] },
    gitOps: { tool: 'argocd' },
    contacts: 'call **me**',
  });
  expect(page).toContain('kubectl patch httproute cart-bluegreen -n shop --type=json --patch-file=ops/cart/patch-green.json');
  expect(page).toContain('cdk8s-traffic advance cart/blue-green --to green');
  expect(page).toContain('## Contacts\n\ncall **me**');
});

test('the page alone for people, the same each time', async () => {
  const [first, second] = [await runbook(['cart', 'dist']), await runbook(['cart', 'dist'])];
  expect(first.stdout).toMatch(/^# `cart\/blue-green`: runbook\n/);
  expect(first).toEqual(second);
});

test.each<[string, string[], Record<string, string>, string]>([
  ['no stage file', ['cart', 'dist', '--file', 'no.yaml'], {}, 'the stage file no.yaml cannot be read'],
  ['no app', ['card', 'dist'], {}, "has no app 'card'"],
  ['no manifests', ['cart'], {}, 'no manifests given'],
  ['no patches', ['cart', 'dist', '--patches', 'ops'], {}, '--patches ops: there is no such folder'],
  ['a pattern mistyped', ['cart', 'dist'], { 'traffic.yaml': 'cart: {pattern: blue-gren}' }, 'Did you mean blue-green?'],
  ['steps that are none', ['cart', 'dist'], { 'traffic.yaml': 'cart: {stage: full, steps: 5}' }, 'steps must be a list of percentages'],
  ['a stage file that is a list', ['cart', 'dist'], { 'traffic.yaml': '- cart' }, 'must be a map from app to its stage'],
])('refused: %s', async (_name, args, files, message) => {
  const { code, stdout, stderr } = await runbook(args, files);
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
});
