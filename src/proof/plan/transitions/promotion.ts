import { CanaryStage } from '../../../stage/canary-stage';
import { canonicalText } from '../canonical';
import type { PlannedWorkload, TransitionContext, TransitionFinding } from '../types';
import { at } from './equal';
import { hasRole, plays, workloadsOf } from './roles';
import { canaryStages, StagePair } from './stages';
import { Flow, isSplit, namedIn, shareIn, Traffic } from './traffic';
import { commits, flowWords, keysText, percent, sharesText } from './words';

/** Promoting rolls the new definition into stable, which meets the audiences that are still pinned to stable. */
export function promotingWithStablePin(context: TransitionContext): TransitionFinding[] {
  return canaryStages(context).filter(isPromotion).flatMap(app => {
    if (app.after.pinnedRelease === 'rolling') return [];
    const changed = changedStables(context, app);
    const traffic = Traffic.of(context);
    const served = traffic.services.filter(service => traffic.standing(service).some(({ after }) => changed.includes(after)) && traffic.either(service) > 0);
    const flow = served.flatMap(service => traffic.of(service))[0];
    if (flow === undefined) return [];
    return [{
      rule: 'transition/promoting-with-stable-pin',
      severity: 'error',
      object: app.key,
      message: `${app.from.stageName} -> ${app.to.stageName} rolls another definition into ${keysText(changed)}, while ${flowWords(flow)} still sends it requests (${sharesText(flow.after.shares)}): its audience gets the release without a step of its own`,
      fix: `Write pinnedRelease: rolling under ${app.key} in the stage file, if that audience may get the release as a rolling update. Else: ${commits('turn the audience to the canary, or to a version of its own', `stage: ${app.to.stageName}`)}`,
    } satisfies TransitionFinding];
  });
}

/** Stable takes something else at promoting than what the canary ran. */
export function promotesOther(context: TransitionContext): TransitionFinding[] {
  return canaryStages(context).filter(({ from, to }) => from.kind === 'full' && to.kind === 'promoting').flatMap(({ key, app }) => {
    const [stable, canary] = [workloadsOf(context.after, app, 'stable'), workloadsOf(context.before, app, 'canary')];
    if (stable.length !== 1 || canary.length !== 1 || imagesOf(stable[0]) === imagesOf(canary[0])) return [];
    return [{
      rule: 'transition/promotes-other',
      severity: 'error',
      object: stable[0].key,
      message: `${key} is promoting, but ${stable[0].key} gets ${imagesOf(stable[0])}, and the canary that was tried ran ${imagesOf(canary[0])}`,
      fix: commits('stage: promoting with the canary\'s own definition for stable (leave canary: as it is)', 'begin a new canary for anything else'),
    } satisfies TransitionFinding];
  });
}

/** Stable's pods become others while a canary is out, which may lack what was mended; along with a move it is an error. */
export function hotfix(context: TransitionContext): TransitionFinding[] {
  const moved = canaryStages(context).filter(app => app.from.stageName !== app.to.stageName && !isPromotion(app));
  const moving = moved.flatMap(app => changedStables(context, app).map(({ key }): TransitionFinding => {
    const found = withMove(key, `of ${app.key} ${app.from.stageName} -> ${app.to.stageName}`, `stage: ${app.to.stageName}`);
    return !app.from.stableRunsNew ? found : {
      ...found,
      message: `${found.message}; after ${app.from.stageName}, stable keeps exactly the definition that it runs`,
      fix: commits(`stage: ${app.to.stageName}, with the ${app.from.stageName} definition as stable`, 'change stable by a canary of its own'),
    };
  }));
  const told = new Set([...moving.map(({ object }) => object), ...canaryStages(context).filter(isPromotion).flatMap(app => changedStables(context, app).map(({ key }) => key))]);
  return [...moving, ...aside(context).filter(({ object }) => !told.has(object))];
}

/** Stables that change while their canary stands beside them in a split. */
function aside(context: TransitionContext): TransitionFinding[] {
  const traffic = Traffic.of(context);
  return traffic.services.flatMap((service): TransitionFinding[] => {
    const changed = traffic.changed(service);
    const flow = changed.length === 0 ? undefined : traffic.of(service).find(one => canaryBeside(context, one, service) !== undefined);
    if (flow === undefined) return [];
    const object = keysText(changed.map(({ after }) => after));
    const [from, to] = [shareIn(flow.before, service), shareIn(flow.after, service)];
    if (from !== to) return [withMove(object, `that takes ${service} from ${percent(from)} to ${percent(to)} of ${flowWords(flow)}`, 'the weight')];
    return [{
      rule: 'transition/hotfix',
      severity: 'warning',
      object,
      message: `the pod template of ${object} changes at ${percent(from)} of ${flowWords(flow)}, while ${canaryBeside(context, flow, service)} stands beside it: the canary may lack what is mended here, and its promotion would take it away again`,
      fix: 'Bring the same change into the canary as well (roll it back, change it at deployed, begin again), or finish it first.',
    }];
  });
}

function withMove(object: string, move: string, then: string): TransitionFinding {
  return {
    rule: 'transition/hotfix',
    severity: 'error',
    object,
    message: `the pod template of ${object} changes in the commit ${move}: when errors come, nobody can tell the fix from the move`,
    fix: commits(`the fix of ${object} alone; wait until its rollout is complete`, then),
  };
}

/** The canary beside a stable version that answers a split: by its role, else the one of two that has fewer requests. */
function canaryBeside({ before, after }: TransitionContext, flow: Flow, service: string): string | undefined {
  const share = shareIn(flow.before, service);
  if (!isSplit(flow) || share === 0) return undefined;
  const others = namedIn(flow).filter(name => name !== service);
  if (plays([before, after], service, 'stable')) return others.find(name => plays([before, after], name, 'canary'));
  if ([service, ...others].some(name => hasRole([before, after], name))) return undefined;
  return others.find(name => shareIn(flow.before, name) > 0 && shareIn(flow.before, name) < share);
}

function isPromotion({ from, to }: StagePair<CanaryStage>): boolean {
  return (from.kind === 'full' && to.kind === 'promoting') || (from.kind === 'promoting' && to.kind === 'full');
}

function changedStables({ before, after }: TransitionContext, { app }: { readonly app: string }): PlannedWorkload[] {
  return workloadsOf(after, app, 'stable').filter(({ key, template }) => {
    const was = before.workloads.get(key);
    return was !== undefined && was.template !== template;
  });
}

function imagesOf({ object }: PlannedWorkload): string {
  const containers: any[] = at(object, 'spec', 'template', 'spec', 'containers') ?? [];
  return containers.map(({ image }) => typeof image === 'string' ? image : canonicalText(image)).sort().join(', ');
}
