import type { PlannedWorkload, TransitionContext, TransitionFinding } from '../types';
import { Traffic } from './traffic';
import { percent } from './words';

/** The strategy Recreate under weight: it ends every pod before it starts the first new one. */
export function recreate(context: TransitionContext): TransitionFinding[] {
  const traffic = Traffic.of(context);
  const told = new Set<string>();
  return traffic.services.flatMap(service => traffic.standing(service).flatMap(({ before, after }): TransitionFinding[] => {
    if (!isRecreated(after) || told.has(after.key)) return [];
    const [changed, fresh, arrives] = [before.template !== after.template, !isRecreated(before), traffic.after(service) > traffic.before(service)];
    if (!changed && !fresh && !arrives) return [];
    told.add(after.key);
    const how = changed ? 'its pod template changes, so every pod ends before the first new one starts' : 'its next change ends every pod before the first new one starts';
    return [{
      rule: 'transition/recreate',
      severity: changed || fresh ? 'error' : 'warning',
      object: after.key,
      message: `${after.key} has the strategy Recreate and ${percent(traffic.either(service))} through Service ${service}: ${how}`,
      fix: 'Set strategy.type: RollingUpdate with maxUnavailable: 0 in a commit before. Where two versions must never run at once, move the weight to another workload first, and change this one at 0 %.',
    }];
  }));
}

function isRecreated({ object }: PlannedWorkload): boolean {
  return object.kind === 'Deployment' && object.spec?.strategy?.type === 'Recreate';
}
