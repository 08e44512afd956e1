import { CanaryMoves, CanaryStage } from '../../src';
import { nextSync, pauseCommands, resumeCommands } from '../../src/operate/commands';
import { block, code, table } from '../../src/operate/markdown';
import { runbookPage } from '../../src/operate/runbook';
import { RunbookFacts } from '../../src/operate/runbook-facts';
import { legalMoves, moveCommand, moveProblem } from '../../src/operate/stages';

const FACTS: RunbookFacts = {
  app: 'cart', pattern: 'canary', stage: 'weight-25', steps: [5, 25], route: { kind: 'HTTPRoute', name: 'cart-canary', namespace: 'shop' },
  versions: [
    { name: 'stable', service: 'cart-stable', deployment: 'cart-stable', namespace: 'shop' },
    { name: 'canary', service: 'cart-canary', deployment: 'cart-canary', namespace: 'shop' },
  ],
};

const STAGES = ['baseline', 'deployed', 'preview', 'weight-5', 'weight-25', 'full', 'promoting', 'settled', 'rolled-back', 'contained'];

test.each(STAGES)('a canary at %s: every legal move with its command, and a way back', stage => {
  const page = runbookPage({ ...FACTS, stage });
  const moves = CanaryMoves.next(CanaryStage.named(stage), { steps: [5, 25] });
  expect([...page.matchAll(/^### To `(.*)`$/gm)].map(([, to]) => to)).toEqual(moves);
  for (const to of moves) expect(page).toContain(moveCommand('cart', { ...FACTS, stage }, stage, to));
  expect(page).toMatch(/## Roll back now\n\n[A-Z`]/);
  for (const state of STAGES) expect(page).toContain(`| \`${state}\` | `);
});

test.each<[string, string, string]>([
  ['weight-25', 'rolled-back', 'cdk8s-traffic rollback cart'],
  ['full', 'promoting', 'cdk8s-traffic promote cart'],
  ['settled', 'baseline', 'cdk8s-traffic finish cart'],
  ['rolled-back', 'baseline', 'cdk8s-traffic advance cart --to baseline'],
  ['weight-5', 'weight-25', 'cdk8s-traffic advance cart --to weight-25'],
])('%s -> %s is %s', (from, to, command) => {
  expect(moveCommand('cart', FACTS, from, to)).toBe(command);
});

test('the way back by a file where one lies ready, else by the command that prints it', () => {
  const ready = { folder: 'ops/cart', stages: ['rolled-back'] };
  const line = 'kubectl patch httproute cart-canary -n shop --type=json --patch-file=ops/cart/patch-rolled-back.json';
  expect(runbookPage({ ...FACTS, ready }).split('## Roll back now')[1].split('##')[0]).toContain(line);
  expect(runbookPage(FACTS).split('## Roll back now')[1].split('##')[0]).toContain('`cdk8s-traffic patch cart --to rolled-back` prints the commands');
  expect(runbookPage({ ...FACTS, ready, stage: 'promoting' }).split('## Roll back now')[1].split('##')[0]).not.toContain('kubectl patch');
});

test('blue-green: the other side, unless it is too small', () => {
  const facts: RunbookFacts = { ...FACTS, pattern: 'blue-green', stage: 'green', steps: undefined };
  expect(runbookPage(facts)).toContain('cdk8s-traffic patch cart --to blue');
  expect(runbookPage({ ...facts, idleAtFullSize: false })).toContain('`blue` is not at its full size');
  expect([legalMoves(facts), moveProblem({ ...facts, idleAtFullSize: false }, 'blue')]).toEqual([['blue'], expect.stringContaining('not at its full size')]);
});

test('variants: their stages, and no moves of a stage that there is not', () => {
  const page = runbookPage({ ...FACTS, pattern: 'tiers', stage: undefined, variants: { premium: 'live' } });
  expect(page).toContain('- `premium` is `live`');
  expect(page).not.toContain('## Moves from here');
  expect([legalMoves({ pattern: 'tiers' }), moveProblem({ pattern: 'tiers', stage: 'x' }, 'y'), moveProblem({ pattern: 'canary' }, 'full')]).toEqual([[], undefined, undefined]);
});

test.each<[string, RunbookFacts['gitOps'], string[], string[]]>([
  ['Argo CD', { tool: 'argocd' }, ['argocd app set cart --sync-policy none'], ['flux', 'Flux']],
  ['Flux, the route alone', { tool: 'flux', namespace: 'flux-system' }, ['kubectl annotate httproute cart-canary -n shop kustomize.toolkit.fluxcd.io/reconcile=disabled', 'kustomize.toolkit.fluxcd.io/reconcile-\n'], ['argocd app', 'flux suspend']],
  ['Flux, a Kustomization', { tool: 'flux', name: 'apps', namespace: 'flux-system' }, ['flux suspend kustomization apps -n flux-system', 'flux resume kustomization apps -n flux-system'], ['argocd app', 'reconcile=']],
  ['not known', undefined, ['argocd app set cart --sync-policy automated', 'kustomize.toolkit.fluxcd.io/reconcile=disabled', 'conflicts on .spec.rules', 'argocd app sync cart --resource gateway.networking.k8s.io:HTTPRoute:shop/cart-canary'], []],
])('pause and resume: %s', (_name, gitOps, parts, absent) => {
  const page = runbookPage({ ...FACTS, gitOps });
  for (const part of parts) expect(page).toContain(part);
  for (const part of absent) expect(page).not.toContain(part);
});

test('after a server-side apply there is nothing that the next sync conflicts with', () => {
  expect(nextSync('ssa', 'kustomize-controller').join(' ')).toMatch(/belong to the field manager kustomize-controller.*conflicts with nothing/);
});

test('hostile names stay text: in commands, in tables, in sentences', () => {
  const evil = "x'; rm -rf / | `id` @all <b>\n# heading";
  const page = runbookPage({ ...FACTS, app: evil, versions: [{ name: evil, service: evil, deployment: evil, namespace: evil }] });
  const outside = page.replace(/^(`{3,})sh\n[\s\S]*?^\1$/gm, '').replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
  expect(outside).toContain('## Moves from here');
  expect(outside).not.toMatch(/@all|<b>|rm -rf|^# heading/m);
  const [pause] = pauseCommands(evil, FACTS.route, { tool: 'argocd' });
  expect(pause.command).toBe('argocd app set \'x\'\\\'\'; rm -rf / | `id` @all <b>\n# heading\' --sync-policy none');
  expect(resumeCommands('a b', FACTS.route, { tool: 'argocd' })[0].command).toContain("'a b'");
});

test.each([
  ['plain', '`plain`'], ['a`b', '``a`b``'], ['`a`', '`` `a` ``'], ['a\nb', '`a b`'], ['a\u202Eb', '`a\\u{202e}b`'], ['\u001b[31m', '`\\u{1b}[31m`'],
])('code of %j is %s', (text, expected) => {
  expect(code(text)).toBe(expected);
});

test('a block is longer than what is in it, and a pipe is no column', () => {
  expect(block(['a ```` b'])).toBe('`````sh\na ```` b\n`````');
  expect(table(['a'], [['x|y']])).toBe('| a |\n|---|\n| x\\|y |');
});
