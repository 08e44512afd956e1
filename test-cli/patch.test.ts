import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { buildCli, ROOT } from './support/build';
import { operate } from './support/operate';
import type { Run } from './support/run';
import { inFolder } from './support/manifests';

/** A route at a weight of v2, with its Services. */
function shop(weight: number, more = '', name = 'cart-canary'): string {
  const service = (version: string) => `
---
apiVersion: v1
kind: Service
metadata: {name: cart-${version}, namespace: shop}
spec: {selector: {app: cart, version: ${version}}, ports: [{port: 80}]}`;
  return `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - name: "it's $HOME \`id\`\\n# all"
      matches: [{path: {type: PathPrefix, value: /cart}}]
      backendRefs:
        - {name: cart-stable, port: 80, weight: ${100 - weight}}
        - {name: cart-canary, port: 80, weight: ${weight}}
${more}${service('stable')}${service('canary')}
`;
}

const STAGES = '# the cart\ncart:\n  stage: weight-25\n  steps: [5, 25]\n';
const FILES = { 'now.yaml': shop(25), 'then.yaml': shop(0), 'traffic.yaml': STAGES };

async function patch(args: readonly string[], files: Record<string, string> = {}, input = ''): Promise<Run> {
  return inFolder({ ...FILES, ...files }, cwd => operate(cwd, ['patch', ...args], input));
}

const TARGET = ['cart', '--to', 'rolled-back', 'now.yaml', '--target', 'then.yaml'];

test('for people: lines of a shell, from the pause to the resume', async () => {
  const { code, stdout, stderr } = await patch([...TARGET, '--gitops', 'flux']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const commands = stdout.split('\n').filter(line => line !== '' && !line.startsWith('#'));
  expect(commands.map(line => line.split(' ').slice(0, 3).join(' '))).toEqual([
    'kubectl annotate httproute', 'kubectl patch httproute', 'kubectl get httproute', 'kubectl get httproute',
    'cdk8s-traffic rollback cart', 'npx cdk8s synth', 'git add --all', 'kubectl annotate httproute',
  ]);
  expect(stdout).toMatch(/^# cart: weight-25 -> rolled-back, HTTPRoute shop\/cart-canary\n# Tried in memory: \d+ classes of requests are answered as at rolled-back\./);
});

test('for programs: the fields of the contract', async () => {
  const { code, stdout } = await patch([...TARGET, '--json', '--gitops', 'argocd', '--gitops-name', 'shop apps']);
  const answer = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(Object.keys(answer).sort()).toEqual(['app', 'classes', 'commands', 'followUp', 'form', 'from', 'patch', 'route', 'to']);
  expect(answer).toMatchObject({
    app: 'cart', from: 'weight-25', to: 'rolled-back', route: { kind: 'HTTPRoute', name: 'cart-canary', namespace: 'shop' },
    commands: { pause: [{ command: "argocd app set 'shop apps' --sync-policy none" }], resume: [{ command: "argocd app set 'shop apps' --sync-policy automated" }] },
    followUp: { commands: ['cdk8s-traffic rollback cart', 'npx cdk8s synth', "git add --all && git commit -m 'cart: weight-25 -> rolled-back'"] },
  });
  expect(answer.patch.map(({ op, path }: any) => `${op} ${path}`)).toEqual([
    'test /spec/rules/0/name', 'test /spec/rules/0/backendRefs/0/name', 'test /spec/rules/0/backendRefs/1/name',
    'replace /spec/rules/0/backendRefs/0/weight', 'replace /spec/rules/0/backendRefs/1/weight',
  ]);
});

/** Runs the command with a kubectl that prints its arguments and what it is given, each ended by a 0x01. */
function run(command: string): string[] {
  const kubectl = 'kubectl() { for word in "$@"; do printf \'%s\\001\' "$word"; done; [ -t 0 ] || cat; }\n';
  return spawnSync('sh', ['-c', kubectl + command], { encoding: 'utf8', input: '' }).stdout.split('\u0001');
}

test('what the shell hands to kubectl is the patch, whatever the names are', async () => {
  const { stdout } = await patch([...TARGET, '--json']);
  const answer = JSON.parse(stdout);
  const [, , name, , namespace, type, , json] = run(answer.commands.patch);
  expect([name, namespace, type]).toEqual(['cart-canary', 'shop', '--type=json']);
  expect(JSON.parse(json)).toEqual(answer.patch);
  expect(answer.patch[0].value).toBe("it's $HOME `id`\n# all");
  expect(run(answer.commands.verify[0]).slice(0, 5)).toEqual(['get', 'httproute', 'cart-canary', '-n', 'shop']);
});

test.each([
  [['--gitops', 'argocd'], 'argocd-controller'], [['--gitops', 'flux'], 'kustomize-controller'], [[], 'kubectl'], [['--field-manager', "me 'n you"], "me 'n you"],
])('a server-side apply as whoever applies Git: %j', async (options, manager) => {
  const { stdout, stderr } = await patch([...TARGET, '--form', 'ssa', '--json', ...options]);
  const answer = JSON.parse(stdout);
  const words = run(answer.commands.patch);
  expect(words.slice(0, -1)).toEqual(['apply', '--server-side', `--field-manager=${manager}`, '--force-conflicts', '-f', '-']);
  expect(JSON.parse(words.at(-1)!)).toEqual(answer.patch);
  expect(answer.patch).toEqual(parse(shop(0).split('\n---')[0]));
  expect(stderr).toMatch(options.length === 0 ? /\[field-manager\]/ : options[0] === '--gitops' ? /\[tracking\]/ : /^$/);
});

test('a merge patch has every rule, and a warning', async () => {
  const { code, stdout, stderr } = await patch([...TARGET, '--form', 'merge', '--json']);
  const answer = JSON.parse(stdout);
  expect(JSON.parse(run(answer.commands.patch)[7])).toEqual({ spec: { rules: parse(shop(0).split('\n---')[0]).spec.rules } });
  expect([code, stderr]).toEqual([0, expect.stringContaining('replaces the whole list of rules')]);
});

test('strict guards the weights, and makes a warning a finding', async () => {
  const { code, stdout } = await patch([...TARGET, '--strict', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).patch).toContainEqual({ op: 'test', path: '/spec/rules/0/backendRefs/1/weight', value: 25 });
  expect((await patch(['cart', '--to', 'full', 'now.yaml', '--target', 'then.yaml', '--strict', '--json'])).code).toBe(0);
  expect((await patch(['cart', '--to', 'promoting', 'now.yaml', '--target', 'then.yaml', '--strict', '--json'])).code).toBe(1);
});

test('what is live, on standard input', async () => {
  const live = shop(5).split('\n---')[0];
  const { code, stdout } = await patch(['cart', '--to', 'weight-25', '-', '--target', 'now.yaml', '--json', '--strict'], {}, live);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).patch).toContainEqual({ op: 'test', path: '/spec/rules/0/backendRefs/1/weight', value: 5 });
});

test('where nothing differs all weights are stated, and it is said how to ask of what is live', async () => {
  const { code, stdout, stderr } = await patch(['cart', '--to', 'weight-25', 'now.yaml', '--target', 'now.yaml', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ followUp: { commands: [] }, patch: [{}, {}, {}, { op: 'replace', value: 75 }, { op: 'replace', value: 25 }] });
  expect(stderr).toContain('[same] the manifests given are at weight-25 already');
});

test.each<[string, string[], Record<string, string>, RegExp]>([
  ['a move that one commit cannot make', ['cart', '--to', 'promoting', 'now.yaml', '--target', 'then.yaml'], {}, /\[move\] weight-25 -> promoting is not a legal move/],
  ['a move of workloads', ['cart', '--to', 'contained', 'now.yaml', '--target', 'then.yaml'], { 'traffic.yaml': 'cart: {stage: rolled-back}' }, /\[workloads\] contained is a change of workloads too/],
  ['rules without names', [...TARGET], { 'now.yaml': shop(25).replace(/ - name: .*\n {6}/, ' - '), 'then.yaml': shop(0).replace(/ - name: .*\n {6}/, ' - ') }, /\[unnamed\] 1 rules have no name/],
])('a warning: %s', async (_name, args, files, message) => {
  const { code, stderr } = await patch(args, files);
  expect([code, stderr]).toEqual([0, expect.stringMatching(message)]);
});

const OTHER = shop(25, '    - {name: more, backendRefs: [{name: cart-stable, port: 80}]}\n');

test.each<[string, string[], Record<string, string>, string]>([
  ['no stage', ['cart', 'now.yaml'], {}, '--to STAGE is missing'],
  ['a stage mistyped', ['cart', '--to', 'roled-back'], {}, "did you mean 'rolled-back'?"],
  ['a stage of another pattern', ['cart', '--to', 'green'], {}, "stage is 'green', but must be one of baseline"],
  ['an app mistyped', ['card', '--to', 'full'], {}, "the stage file traffic.yaml has no app 'card'. Did you mean cart?"],
  ['an app of two patterns', ['cart', '--to', 'full'], { 'traffic.yaml': 'cart/canary: {stage: full}\ncart/tiers: {}' }, 'say which, cart/canary or cart/tiers'],
  ['a stage file that is not there', ['cart', '--to', 'full', '--file', 'x.yaml'], {}, 'the stage file x.yaml cannot be read (no such file)'],
  ['a stage file that is no YAML', ['cart', '--to', 'full'], { 'traffic.yaml': 'cart: {stage: [' }, 'is not valid YAML'],
  ['a stage that the file mistypes', ['cart', '--to', 'full'], { 'traffic.yaml': 'cart: {stage: ful}' }, "did you mean 'full'?"],
  ['a stage that the file lacks', ['cart', '--to', 'full'], { 'traffic.yaml': 'cart: {steps: [5]}' }, 'cart in the stage file has no stage'],
  ['no project', ['cart', '--to', 'full', 'now.yaml'], {}, 'there is no cdk8s.yaml here or above'],
  ['no manifests', ['cart', '--to', 'full'], {}, 'no manifests given, and there is no cdk8s.yaml'],
  ['variants', ['cart', '--to', 'live', 'now.yaml'], { 'traffic.yaml': 'cart: {pattern: tiers}' }, 'give it with --target MANIFESTS'],
  ['another list of rules', [...TARGET], { 'then.yaml': OTHER }, 'the list of rules differs'],
  ['no route', [...TARGET], { 'then.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a}' }, 'there is no HTTPRoute or GRPCRoute among the manifests'],
  ['a route of another app', [...TARGET], { 'then.yaml': shop(0, '', 'x').replace(/app: cart/g, 'app: x'), 'now.yaml': shop(0, '', 'x').replace(/app: cart/g, 'app: x') }, 'no route leads to a Service of cart'],
  ['a route by a name that there is not', [...TARGET, '--route', 'cart-canari'], {}, '--route cart-canari: there is no such route'],
  ['two routes', [...TARGET], { 'then.yaml': `${shop(0, '', 'a')}---\n${shop(0, '', 'b')}` }, 'cart has 2 routes: shop/a, shop/b; say which by --route'],
  ['a name that no server takes', [...TARGET], { 'then.yaml': shop(0).replace('name: cart-canary, namespace: shop}\nspec:\n  parent', 'name: cart-canary, namespace: "shop; id"}\nspec:\n  parent') }, "the route's namespace is \"shop; id\""],
  ['a Service that is not there yet', [...TARGET], { 'then.yaml': shop(0).replace(/name: cart-stable, port/, 'name: cart-next, port') }, 'requests go to the Service shop/cart-next, which the current manifests do not have'],
  ['a field manager of a patch', [...TARGET, '--field-manager', 'me'], {}, '--field-manager is for --form ssa'],
  ['a name without its tool', [...TARGET, '--gitops-name', 'x'], {}, 'say nothing without --gitops'],
  ['a namespace of an Application', [...TARGET, '--gitops', 'argocd', '--gitops-namespace', 'x'], {}, '--gitops-namespace is for --gitops flux'],
  ['another form', [...TARGET, '--form', 'strategic'], {}, 'Choose from json, ssa, merge'],
])('refused: %s', async (_name, args, files, message) => {
  const { code, stdout, stderr } = await patch(args, files);
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
  expect(stderr).toMatch(/^error: /m);
});

test('a Service of others, which the route names already, may get requests', async () => {
  const foreign = (text: string) => text.replace(/---\napiVersion: v1\nkind: Service\nmetadata: {name: cart-canary[^-]*/, '');
  const { code, stderr } = await patch(['cart', '--to', 'rolled-back', 'now.yaml', '--target', 'then.yaml'], {
    'now.yaml': foreign(shop(100)), 'then.yaml': foreign(shop(25)),
  });
  expect(foreign(shop(100))).not.toContain('metadata: {name: cart-canary, namespace: shop}\nspec: {selector');
  expect([code, stderr]).toEqual([0, '']);
});

/** A project whose cdk8s is a script. */
async function project(script: string, args: readonly string[]): Promise<Run> {
  return inFolder({ ...FILES, 'cdk8s.yaml': 'app: none\noutput: out\n', 'out/now.k8s.yaml': shop(25) }, async cwd => {
    mkdirSync(join(cwd, 'node_modules/.bin'), { recursive: true });
    writeFileSync(join(cwd, 'node_modules/.bin/cdk8s'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(cwd, 'node_modules/.bin/cdk8s'), 0o755);
    const result = await operate(cwd, ['patch', ...args]);
    expect(readFileSync(join(cwd, 'out/now.k8s.yaml'), 'utf8')).toBe(shop(25));
    return result;
  });
}

const TOLD = 'echo "what-if: CDK8S_TRAFFIC_STAGE puts cart at stage \'rolled-back\'" >&2';

test('without manifests the project is synthesised at the other stage, into a folder of its own', async () => {
  const { code, stdout, stderr } = await project(
    `[ "$CDK8S_TRAFFIC_STAGE" = cart=rolled-back ] && [ "$1 $2 $3" = "synth --no-validate --output" ] && mkdir -p "$4" && cp then.yaml "$4/" && ${TOLD}`, ['cart', '--to', 'rolled-back', '--json']);
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout).patch.at(-1)).toMatchObject({ op: 'replace', value: 0 });
});

test.each([
  ['an app that fails', 'echo "Error: no such thing" >&2; echo "    at place (file.ts:1)" >&2; exit 1', /cdk8s synth of .* at cart=rolled-back failed; give .*--target MANIFESTS.*\nError: no such thing\n$/s],
  ['an app that has not taken the stage', 'mkdir -p "$4" && cp now.yaml "$4/"', /has no canary or blue-green pair 'cart'/],
])('refused: %s', async (_name, script, message) => {
  const { code, stdout, stderr } = await project(script, ['cart', '--to', 'rolled-back']);
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
});

test('the example of this project, by its own cdk8s: every stage that its move may lead to', async () => {
  buildCli();
  const { code, stdout, stderr } = await operate(ROOT, ['patch', 'task-api', '--to', 'rolled-back', '--file', 'examples/task-api/traffic.yaml', '--json']);
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ app: 'task-api', route: { name: 'task-api-canary', namespace: 'task-api' } });
  expect(JSON.parse(stdout).patch.filter(({ path }: any) => path.endsWith('weight')).map(({ value }: any) => value)).toEqual([100, 0]);
}, 60_000);
