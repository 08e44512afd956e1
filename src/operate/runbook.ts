import {
  conditionsCommand, GitOpsCommand, nextSync, patchFileCommand, pauseCommands, resumeCommands, rolloutCommand, selectiveSync,
  weightsCommand,
} from './commands';
import { block, code, table } from './markdown';
import { patchFile, RunbookFacts } from './runbook-facts';
import { checksBefore, moveCommands, wayBack } from './runbook-moves';
import { legalMoves, stepsOf } from './stages';

/** The page for the person on call, as Markdown; the same facts give the same bytes. */
export function runbookPage(facts: RunbookFacts): string {
  const sections = [
    head(facts), rollBack(facts), moves(facts), everyState(facts), readyPatches(facts), checks(facts), gitOps(facts), weightZero(),
    cleanUp(facts), contacts(facts),
  ];
  return `${sections.filter(section => section !== '').join('\n\n')}\n`;
}

function head(facts: RunbookFacts): string {
  const { app, pattern, stage, route, versions, variants } = facts;
  const where = `${route.kind} ${route.namespace === undefined ? '' : `${route.namespace}/`}${route.name}`;
  const plan = pattern === 'canary' ? `, plan ${stepsOf(facts).join(', ')} %, then full` : '';
  const lines = [
    `# ${code(app)}: runbook`,
    '',
    `Written by cdk8s-traffic from the state in Git; a later run overwrites it. Pattern: ${pattern}. Route: ${code(where)}.`,
    '',
    ...stage === undefined ? [] : [`**Stage: ${code(stage)}**${plan}`, ''],
    ...Object.entries(variants ?? {}).map(([name, state]) => `- ${code(name)} is ${code(state)}`),
    ...Object.keys(variants ?? {}).length === 0 ? [] : [''],
    table(['Version', 'Service', 'Deployment'], versions.map(({ name, service, deployment, namespace }) =>
      [code(name), code(namespace === undefined ? service : `${namespace}/${service}`), deployment === undefined ? 'not here at this'
        + ' stage' : code(deployment)])),
  ];
  return lines.join('\n');
}

function rollBack(facts: RunbookFacts): string {
  const { text, command, to } = wayBack(facts, facts.stage);
  const parts = ['## Roll back now', text];
  if (command !== undefined) {
    if (command.startsWith('kubectl')) parts.push(block([command]), `Where ${toolOf(facts)} applies by itself, pause it first (see`
      + ' below), or it puts Git\'s weights back.');
    else parts.push(`${code(command)} prints the commands.`);
  }
  if (to !== undefined) parts.push(command === undefined ? 'In Git:' : 'Then bring Git to the same'
    + ' state:', block(moveCommands(facts, facts.stage, to)));
  return parts.join('\n\n');
}

function moves(facts: RunbookFacts): string {
  const next = legalMoves(facts);
  if (next.length === 0) return '';
  const parts = next.map(to => {
    const { text, commands } = checksBefore(facts, to);
    const own = facts.pattern === 'canary' && to === 'baseline' && facts.stage !== 'settled'
      ? '\n\nThe old definition stays; remove `canary:` from the stage file.' : '';
    return `### To ${code(to)}\n\nBefore: ${text}${own}\n\n${block([...commands, ...moveCommands(facts, facts.stage, to)])}`;
  });
  return ['## Moves from here', 'One move a commit; wait until it is applied before the next.', ...parts].join('\n\n');
}

function everyState(facts: RunbookFacts): string {
  const steps = stepsOf(facts).map(step => `weight-${step}`);
  const states = facts.pattern === 'canary'
    ? ['deployed', 'preview', ...steps, 'full', 'promoting', 'settled', 'rolled-back', 'contained', 'baseline']
    : facts.pattern === 'blue-green' ? ['blue', 'green'] : [];
  if (states.length === 0) return '';
  const rows = states.map(state => {
    const { text, command } = wayBack(facts, state);
    return [code(state), command === undefined ? text : code(command)];
  });
  return ['## The way back from every state', table([facts.pattern === 'canary' ? 'Stage' : 'The side that'
    + ' answers', 'Way back'], rows)].join('\n\n');
}

function readyPatches({ ready, route }: RunbookFacts): string {
  if (ready === undefined || ready.stages.length === 0) return '';
  return [
    '## Ready patches',
    'Each leads the route to one stage from whichever other it is at, with kubectl alone. It is refused, as a whole, where the names of'
      + ' rules or backends are not as expected. '
    + 'They fit the workloads of this commit: a stage that needs more pods, or another definition in stable, has none.',
    block(ready.stages.map(stage => patchFileCommand(route, `${ready.folder}/${patchFile(stage)}`))),
    'A patch that is refused says only that the request has an error. Read the weights back to see why:',
    block([weightsCommand(route)]),
  ].join('\n\n');
}

function checks({ route, versions }: RunbookFacts): string {
  const rollouts = versions.flatMap(({ deployment, namespace }) => deployment === undefined ? [] : [rolloutCommand(deployment, namespace)]);
  return [
    '## Checks',
    'Pods, weights in the cluster, and whether each Gateway has taken the route: `Accepted` and `ResolvedRefs` are `True`, and the'
      + ' number after `@` is the generation in the first line.',
    block([...rollouts, weightsCommand(route), conditionsCommand(route)]),
  ].join('\n\n');
}

function gitOps({ app, route, gitOps: ref }: RunbookFacts): string {
  const name = app.split('/')[0];
  const commands = (list: GitOpsCommand[]) => list.flatMap(({ command, note }) => [`${note}.`, block([command])]);
  const sync = ref?.tool === 'flux' ? [] : [
    'Argo CD, when the Application is degraded by a workload and the route has to go first: sync the route'
      + ' alone.', block([selectiveSync(name, route, ref)])];
  return [
    '## Pause and resume', ...commands(pauseCommands(name, route, ref)), 'Resume once the move is in'
      + ' Git:', ...commands(resumeCommands(name, route, ref)),
    ...sync, 'What the next sync does after a `kubectl patch`:', nextSync('json', 'kubectl', ref).map(line => `- ${line}`).join('\n'),
  ].join('\n\n');
}

function weightZero(): string {
  return [
    '## What weight 0 does not do',
    'It stops new requests only. Open streams (WebSocket, gRPC, long polls, keep-alive connections in the middle of an answer) stay'
      + ' with the pods they have, and a persistent session may keep its backend. '
    + 'Queue workers and timers in the pods go on. Before pods or Services are removed, wait the longest of stream, session lifetime'
    + ' and 60 s.',
  ].join('\n\n');
}

function cleanUp(facts: RunbookFacts): string {
  const texts: { [pattern: string]: string } = {
    'canary': 'After `rolled-back`: `contained` stops the canary\'s pods, `baseline` removes its objects. After `settled`: `baseline`,'
      + ' by `cdk8s-traffic finish`. Each is a commit of its own, after the wait above. '
      + `The objects are pruned by ${toolOf(facts)} where that is on; by hand: \`kubectl delete\` of what the commit removed.`,
    'blue-green': 'Both sides stay up. To save pods, `idle: reduced` in the stage file, in a commit after the switch; back to `idle:'
      + ' full` one commit before the next.',
  };
  return `## Clean-up\n\n${texts[facts.pattern] ?? 'First `deployed` for the variant, a commit later its removal from the code: its'
    + ' pods go after its traffic.'}`;
}

function contacts({ contacts: given }: RunbookFacts): string {
  return given === undefined || given.trim() === '' ? '' : `## Contacts\n\n${given.trim()}`;
}

function toolOf({ gitOps: ref }: RunbookFacts): string {
  return ref === undefined ? 'Argo CD or Flux' : { argocd: 'Argo CD', flux: 'Flux' }[ref.tool];
}
