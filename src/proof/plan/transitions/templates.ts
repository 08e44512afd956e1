import type { TransitionContext, TransitionFinding } from '../types';
import { hasRole, plays, roleOf } from './roles';
import { Flow, isAudience, isSplit, namedIn, shareIn, Traffic } from './traffic';
import { commits, flowWords, keysText, percent } from './words';

/** Pods that become others in the commit that gives them weight: the new ones are not there when the weight is. */
export function templateWithWeight(context: TransitionContext): TransitionFinding[] {
  return risen(context).filter(({ flow }) => !isPin(flow)).map(({ service, flow, object }) => ({
    rule: 'transition/template-with-weight',
    severity: 'error',
    object,
    message: `the pod template of ${object} changes in the commit that takes ${service} from ${percent(shareIn(flow.before, service))} to ${percent(shareIn(flow.after, service))} of ${flowWords(flow)}: the weight arrives while old and new pods answer`,
    fix: commits(`change the template of ${object}, and wait until the rollout is complete`, `give ${service} its ${percent(shareIn(flow.after, service))}`),
  }));
}

/** A pinned audience that turns to another version, whose pods become others in the same commit. */
export function pinnedImage(context: TransitionContext): TransitionFinding[] {
  return risen(context).filter(({ flow }) => isPin(flow)).map(({ service, flow, object }) => ({
    rule: 'transition/pinned-image',
    severity: 'error',
    object,
    message: `the audience of ${flowWords(flow)} turns from ${Object.keys(flow.before.shares).join(' and ')} to ${service} in the commit that changes the pod template of ${object}: it meets pods that nobody has seen yet`,
    fix: commits(`change the template of ${object}, and wait until the rollout is complete`, `turn the audience to ${service}`),
  }));
}

/** A canary that becomes another while requests reach it: what was measured so far says nothing about the new one. */
export function canaryTemplate(context: TransitionContext): TransitionFinding[] {
  const traffic = Traffic.of(context);
  const sides = [context.before, context.after];
  return traffic.services.filter(service => traffic.before(service) > 0).flatMap(service => {
    const changed = traffic.changed(service);
    if (changed.length === 0) return [];
    const flow = traffic.of(service).find(({ before }) => shareIn(before, service) > 0 && (plays(sides, service, 'canary') || isMinority(context, service, before)));
    if (flow === undefined) return [];
    const object = keysText(changed.map(({ after }) => after));
    const live = isAudience(flow.ruleBefore) ? `the audience of ${flowWords(flow)} is on it` : `${service} has ${percent(shareIn(flow.before, service))} of ${flowWords(flow)}`;
    return [{
      rule: 'transition/canary-template',
      severity: 'error',
      object,
      message: `the pod template of the canary ${object} changes while ${live}: requests meet a version that took no first step, and what was measured so far is of another`,
      fix: commits('roll the canary back (stage: rolled-back), so that it has neither weight nor a live pin', `change the template of ${object} (stage: deployed), and wait until it is ready`, 'begin with the first step of the plan'),
    } satisfies TransitionFinding];
  });
}

/** The side of a blue-green pair that answers becomes another in place: there is no way back then. */
export function activeTemplate(context: TransitionContext): TransitionFinding[] {
  const traffic = Traffic.of(context);
  return traffic.services.flatMap(service => {
    const changed = traffic.changed(service).filter(({ after }) => roleOf(after).environment);
    const flow = traffic.of(service).find(one => isSplit(one) && shareIn(one.before, service) > 0);
    if (changed.length === 0 || flow === undefined) return [];
    const object = keysText(changed.map(({ after }) => after));
    const other = namedIn(flow).find(name => name !== service)!;
    return [{
      rule: 'transition/active-template',
      severity: 'error',
      object,
      message: `the pod template of ${object} changes while its environment answers ${percent(shareIn(flow.before, service))} of ${flowWords(flow)}: the new definition meets everyone at once, and the way back is gone`,
      fix: commits(`give the new definition to the idle side behind ${other}, and wait until it is ready`, `switch to ${other}`),
    } satisfies TransitionFinding];
  });
}

interface Risen {
  readonly service: string;
  readonly flow: Flow;
  readonly object: string;
}

/** Services whose share rises in some flow while the template of their pods changes, one flow of each sort. */
function risen(context: TransitionContext): Risen[] {
  const traffic = Traffic.of(context);
  return traffic.services.flatMap(service => {
    const changed = traffic.changed(service);
    if (changed.length === 0) return [];
    const object = keysText(changed.map(({ after }) => after));
    const flows = traffic.of(service).filter(({ before, after }) => shareIn(after, service) > shareIn(before, service));
    const first = [flows.find(flow => !isPin(flow)), flows.find(isPin)];
    return first.filter((flow): flow is Flow => flow !== undefined).map(flow => ({ service, flow, object }));
  });
}

function isPin({ ruleAfter, after, before }: Flow): boolean {
  return isAudience(ruleAfter) && Object.keys(after.shares).length === 1 && Object.keys(before.shares).length > 0;
}

/** Where nothing says which is the canary: of two that share the requests, the one that has fewer. */
function isMinority(context: TransitionContext, service: string, decision: Flow['before']): boolean {
  const shares = Object.keys(decision.shares);
  if (shares.length !== 2 || shares.some(name => hasRole([context.before, context.after], name))) return false;
  return shareIn(decision, service) < 0.5;
}
