import { UsageError } from '../exit.js';
import { CanaryMoves, CanaryStage, moveCommand, shellQuote } from '../library.js';
import { nearest } from '../nearest.js';
import { canaryWait } from './canary-wait.js';
import type { Move, MoveOptions, Nothing } from './move.js';
import type { Entry } from './stage-file.js';
import type { Change } from './yaml-edit.js';

/** The canary's next stage, or the one asked for. @throws UsageError for a move that is not legal, with those that are */
export function advanceCanary(entry: Entry, to: string | undefined, options: MoveOptions = {}): Move | Nothing {
  const from = stageOf(entry);
  if (to === undefined && options.externallyPromoted) return advanceCanary(entry, 'settled', options);
  const name = to ?? nextOf(entry)[0];
  const target = named(name, options.externallyPromoted === true || entry.data.externallyPromoted === true);
  if (options.externallyPromoted && target.kind !== 'settled') throw new UsageError('--externally-promoted is for the move to settled:'
    + ' it says that others have rolled the new definition into stable');
  checkDeployOptions(target, options);
  const redeploys = target.kind === 'deployed' && options.image !== undefined && options.image !== entry.data.canary;
  if (name === from.stageName && !redeploys) return { entry, at: name, said: `${entry.name} is at ${name} already; nothing to do` };
  const problem = CanaryMoves.problem(from, target, planOf(entry));
  if (problem !== undefined) throw new UsageError(`${entry.name}: ${problem}`);
  switch (target.kind) {
    case 'baseline':
      return toBaseline(entry, from);
    case 'deployed':
      return toDeployed(entry, from, options);
    default:
      return move(entry, from, target, {
        changes: options.externallyPromoted ? [{ path: ['externallyPromoted'], value: true, after: 'stage' }] : [],
        notes: target.kind === 'rolled-back' && from.percent > 0 ? ['Every request goes to stable again; the canary\'s pods stay up.'] : [],
      });
  }
}

/** The way back from wherever the canary is. */
export function rollbackCanary(entry: Entry): Move | Nothing {
  const from = stageOf(entry);
  const name = shellQuote(entry.name);
  switch (from.kind) {
    case 'baseline':
      return {
        entry, at: 'baseline',
        said: `${entry.name} is at baseline: no canary is under way, and every request goes to stable. To take a finished release back,`
          + ` start a canary of the old image: cdk8s-traffic advance ${name} --to deployed --image OLD --revert`,
      };
    case 'rolled-back':
    case 'contained':
      return {
        entry, at: from.kind,
        said: `${entry.name} is ${from.kind} already: every request goes to`
          + ` stable${from.kind === 'contained' ? '' : '. If the canary\'s pods do harm (queue workers, timers), stop them: cdk8s-traffic'
            + ` advance ${name} --to contained`}`,
      };
    case 'promoting':
      return move(entry, from, CanaryStage.full(), {
        changes: [],
        notes: ['Step 1 of 2: stable is between two definitions, so it gets the old one back first; the canary still answers every'
          + ' request.'],
        wait: `Wait until stable has rolled out the old definition: kubectl rollout status deployment/${entry.app}-stable`,
        next: `cdk8s-traffic rollback ${name}`,
      });
    case 'settled':
      return revertSettled(entry, from);
    default:
      return advanceCanary(entry, 'rolled-back');
  }
}

/** The canary's definition goes into stable. */
export function promoteCanary(entry: Entry): Move | Nothing {
  if (entry.data.externallyPromoted === true) {
    throw new UsageError(`${entry.name}: stable is deployed by others (externallyPromoted), so it is not promoted here; once its owner`
      + ` has rolled the new definition out: cdk8s-traffic advance ${shellQuote(entry.name)} --to settled`);
  }
  return advanceCanary(entry, 'promoting');
}

/** The release is over: the canary goes, by its own definition taken over into stable or by being given up. */
export function finishCanary(entry: Entry): Move | Nothing {
  return advanceCanary(entry, 'baseline');
}

/** The stages that one commit may lead to, the usual next one first. */
export function nextOf(entry: Entry): string[] {
  return CanaryMoves.next(stageOf(entry), planOf(entry));
}

function toBaseline(entry: Entry, from: CanaryStage): Move {
  const { canary, stable } = entry.data;
  const taken = from.kind === 'settled' && canary !== undefined;
  return move(entry, from, CanaryStage.baseline(), {
    stableStays: 'required',
    changes: [
      // Where the code states stable's image, it is changed there; the proof says so.
      ...taken && stable !== undefined ? [{ path: ['stable'], value: canary } as Change] : [],
      ...['canary', 'revert', 'externallyPromoted'].map((key): Change => ({ path: [key] })),
    ],
    notes: taken ? [`The release is over: stable is ${canary}.`] : from.kind === 'settled' ? [] : ['The canary is given up; its objects'
      + ' go with this commit.'],
  });
}

function toDeployed(entry: Entry, from: CanaryStage, { image, revert }: MoveOptions): Move {
  const { canary, stable } = entry.data;
  const settled = from.kind === 'settled';
  if (settled && canary !== undefined && image === undefined) {
    throw new UsageError(`${entry.name}: the next canary needs its image, since ${canary} becomes stable with this move: cdk8s-traffic`
      + ` advance ${shellQuote(entry.name)} --to deployed --image IMAGE`);
  }
  // A way back that is followed by another image is none any more.
  const forward: Change[] = image !== undefined && from.kind !== 'baseline' ? [{ path: ['revert'] }] : [];
  const changes: Change[] = [
    ...settled && canary !== undefined && stable !== undefined ? [{ path: ['stable'], value: canary } as Change] : [],
    ...image === undefined ? [] : [{ path: ['canary'], value: image, after: 'stable' } as Change],
    ...revert ? [{ path: ['revert'], value: true } as Change] : forward,
    { path: ['externallyPromoted'] },
    from.kind === 'contained' ? { path: ['after'], value: 'contained', after: 'stage' } : { path: ['after'] },
  ];
  const missing = image === undefined && canary === undefined
    ? ['The stage file states no image for the canary, so the code must; else give --image IMAGE.'] : [];
  return move(entry, from, CanaryStage.deployed(), { changes, notes: missing, ...settled ? { stableStays: 'required' } : {} });
}

/** The old definition runs nowhere any more, so it comes back as a canary that may go to full at once. */
function revertSettled(entry: Entry, from: CanaryStage): Move {
  const { canary, stable } = entry.data;
  if (canary === undefined || stable === undefined) {
    throw new UsageError(`${entry.name} is settled: stable runs the new definition, and the old one runs nowhere any more. The way back`
      + ' is a canary of the old definition; the stage file does not state both images, so write it in the code: stable takes the'
        + ` canary's definition as it is, canary the old one, then stage: deployed and revert: true in ${entry.name}`);
  }
  const made = toDeployed(entry, from, { image: stable, revert: true });
  return {
    ...made,
    direction: 'back',
    stableStays: 'wanted',
    notes: [`Step 1 of 2: the old definition (${stable}) runs nowhere any more, so it is deployed as a canary first, which may then take`
      + ' every request at once.'],
    next: `cdk8s-traffic advance ${shellQuote(entry.name)} --to full`,
  };
}

function move(entry: Entry, from: CanaryStage, to: CanaryStage, rest: Partial<Move> & Pick<Move, 'changes' | 'notes'>): Move {
  const { data } = entry;
  const peak = peakAfter(data.peak, from, to);
  const then = CanaryMoves.next(to, planOf(entry))[0];
  const lower = to.kind === 'weight' && to.percent < from.percent;
  const back = lower || to.kind === 'rolled-back' || (from.kind === 'promoting' && to.kind === 'full');
  return {
    entry,
    from: from.stageName,
    to: to.stageName,
    direction: back ? 'back' : 'forward',
    wait: canaryWait(entry.app, to),
    next: to.kind === 'baseline' ? undefined : moveCommand(shellQuote(entry.name), { pattern: 'canary' }, to.stageName, then),
    ...rest,
    changes: [
      { path: ['stage'], value: to.stageName },
      ...peak === 'kept' ? [] : [{ path: ['peak'], value: peak, after: 'stage' } as Change],
      ...rest.changes.some(({ path }) => path[0] === 'after') ? [] : [{ path: ['after'] } as Change],
      ...rest.changes,
    ],
  };
}

/** The highest weight since deployed: raised on the way up, and gone with the canary that it was of. */
function peakAfter(stated: number | undefined, from: CanaryStage, to: CanaryStage): number | undefined | 'kept' {
  switch (to.kind) {
    case 'weight':
    case 'full':
    case 'promoting':
    case 'rolled-back':
      return Math.max(from.kind === 'deployed' ? 0 : stated ?? 0, from.percent, to.percent);
    case 'settled':
    case 'contained':
      return 'kept';
    default:
      return undefined;
  }
}

function checkDeployOptions({ kind }: CanaryStage, { image, revert }: MoveOptions): void {
  if (image !== undefined && kind !== 'deployed') throw new UsageError('--image is for the move to deployed, and this one leads to'
    + ` ${kind}: a canary's definition changes only while no request reaches it`);
  if (revert && kind !== 'deployed') throw new UsageError(`--revert is for the move to deployed, and this one leads to ${kind}`);
}

function stageOf({ data }: Entry): CanaryStage {
  return CanaryStage.named(data.stage);
}

function planOf({ data }: Entry): { steps?: number[]; revert: boolean } {
  return { steps: data.steps, revert: data.revert === true };
}

function named(name: string, externallyPromoted: boolean): CanaryStage {
  const names = ['baseline', 'deployed', 'preview', 'full', 'promoting', 'settled', 'rolled-back', 'contained'];
  if (!names.includes(name) && !/^weight-([1-9]|[1-9]\d)$/.test(name)) {
    const near = nearest(name, [...names, `weight-${/\d*$/.exec(name)![0]}`]);
    throw new UsageError(`--to ${name}: a canary's stage is one of ${names.join(', ')}, or weight-N (N from 1 to`
      + ` 99)${near === undefined ? '' : `\n(Did you mean ${near}?)`}`);
  }
  return name === 'settled' ? CanaryStage.settled({ externallyPromoted }) : CanaryStage.named(name);
}
