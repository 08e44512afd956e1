import { CanaryStage } from '../stage/canary-stage';
import { conditionsCommand, patchFileCommand, rolloutCommand } from './commands';
import { code } from './markdown';
import { patchFile, RunbookFacts } from './runbook-facts';
import { shellQuote } from './shell';
import { moveCommand } from './stages';

/** A way back from a stage. */
export interface WayBack {
  /** What to know before. */
  readonly text: string;
  /** What brings the traffic back at once; none where no change of the route does. */
  readonly command?: string;
  /** The stage that Git is brought to afterwards. */
  readonly to?: string;
}

/** The way back from a stage, in the words of the person who needs it now. */
export function wayBack(facts: RunbookFacts, stage: string | undefined): WayBack {
  switch (facts.pattern) {
    case 'canary':
      return canaryWayBack(facts, stage!);
    case 'blue-green': {
      const to = stage === 'green' ? 'blue' : 'green';
      return facts.idleAtFullSize === false
        ? { text: `${code(to)} is not at its full size: set \`idle: full\`, commit, and wait for its pods; then switch.` }
        : { text: `Every request goes to ${code(to)} again.`, command: toStage(facts, to), to };
    }
    default:
      return { text: 'Set the variant back to `deployed` under `variants` in the stage file (or its `stage` in the code): its audience'
        + ' is then treated as everyone else. Run synth, commit.' };
  }
}

/** What to do before a move, and the commands that show it. */
export function checksBefore(facts: RunbookFacts, to: string): { text: string; commands: string[] } {
  const conditions = conditionsCommand(facts.route);
  const rollout = (name: string) => facts.versions.filter(version => version.name === name && version.deployment !== undefined)
    .map(version => rolloutCommand(version.deployment!, version.namespace));
  if (facts.pattern === 'blue-green') {
    return { text: `All pods of ${code(to)} are ready, as many as the active side has, and the route of the last commit is in`
      + ' force.', commands: [...rollout(to), conditions] };
  }
  const [from, target] = [CanaryStage.named(facts.stage!), CanaryStage.named(to)];
  const streams = (version: string) => `Open streams on ${version} have ended: wait the longest of stream, session lifetime and 60 s.`;
  if (to === 'promoting') return { text: `You trust the new version. ${streams('stable')} Its pods are about to`
    + ' restart.', commands: [conditions] };
  if (from.kind === 'promoting') return { text: 'Stable has rolled out.', commands: [...rollout('stable'), conditions] };
  if (to === 'baseline' || to === 'contained') return { text: streams('the canary'), commands: [conditions] };
  if (to === 'rolled-back' || target.percent < from.percent) return { text: 'Nothing: take it at once.', commands: [] };
  if (to === 'deployed') return { text: 'No release of this app is under way.', commands: [conditions] };
  return {
    text: 'Every pod of the canary is ready, the route of the last commit is in force, and there were enough requests to judge.',
    commands: [...rollout('canary'), conditions],
  };
}

/** The commands of a move: stage file, synth, commit. */
export function moveCommands(facts: RunbookFacts, from: string | undefined, to: string): string[] {
  return [
    moveCommand(shellQuote(facts.app), facts, from, to),
    'npx cdk8s synth',
    `git add --all && git commit -m ${shellQuote(`${facts.app}: ${from === undefined ? '' : `${from} -> `}${to}`)}`,
  ];
}

function canaryWayBack(facts: RunbookFacts, stage: string): WayBack {
  switch (stage) {
    case 'baseline':
      return { text: 'No canary is under way. A release that has turned out bad is undone by a canary of the old definition, with'
        + ' `revert: true`: deployed, then full.' };
    case 'promoting':
      return { text: 'Every request goes to the canary, and stable is between two definitions: no change of the route helps. Bring the'
        + ' old definition back into stable first, wait for its pods, then roll back.', to: 'full' };
    case 'settled':
      return { text: 'The old definition runs nowhere any more: no change of the route helps. Start a canary of the old definition,'
        + ' with `revert: true`: deployed, then full.' };
    case 'rolled-back':
      return { text: 'Done already: every request goes to stable. If the canary\'s pods do harm (queue workers, timers), stop'
        + ' them.', command: toStage(facts, 'rolled-back') };
    case 'contained':
      return { text: 'Done already: the canary has no pods.' };
    default:
      return { text: 'Every request goes to stable again; the canary\'s pods'
        + ' stay up.', command: toStage(facts, 'rolled-back'), to: 'rolled-back' };
  }
}

function toStage({ app, route, ready }: RunbookFacts, stage: string): string {
  return ready?.stages.includes(stage)
    ? patchFileCommand(route, `${ready.folder}/${patchFile(stage)}`)
    : `cdk8s-traffic patch ${shellQuote(app)} --to ${stage}`;
}
