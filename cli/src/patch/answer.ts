import { UsageError } from '../exit.js';
import {
  appliedManifest, applyCommand, conditionsCommand, FIELD_MANAGERS, isTracked, mergeCommand, mergePatch, moveCommand, moveProblem, nextSync,
  patchCommand, pauseCommands, provePatch, resumeCommands, routePatch, servicesOf, shellQuote, weightsCommand,
  type GitOpsCommand, type GitOpsRef, type PatchForm, type RouteRef, type StageFacts,
} from '../library.js';
import { visible } from '../table.js';
import { keyOf } from './find-route.js';
import { asked } from '../asked.js';

/** What a patch is made of. */
export interface PatchQuestion {
  /** Key in the stage file. */
  readonly app: string;
  readonly facts: StageFacts;
  readonly to: string;
  /** The route now, and all manifests of now. */
  readonly current: any;
  readonly objects: readonly any[];
  /** The route at the other stage, and all manifests of it. */
  readonly target: any;
  readonly targetObjects: readonly any[];
  readonly form: PatchForm;
  readonly strict: boolean;
  readonly gitOps?: GitOpsRef;
  readonly fieldManager?: string;
}

/** The answer of `patch`, as it is printed for programs. */
export interface PatchAnswer {
  readonly app: string;
  readonly from: string | null;
  readonly to: string;
  readonly route: RouteRef;
  readonly form: PatchForm;
  /** The JSON patch; for the other forms the merge patch, or the manifest that is applied. */
  readonly patch: unknown;
  readonly commands: {
    readonly pause: readonly GitOpsCommand[];
    readonly patch: string;
    readonly verify: readonly string[];
    readonly resume: readonly GitOpsCommand[];
  };
  readonly followUp: { readonly commands: readonly string[]; readonly notes: readonly string[] };
  /** Classes of requests that were decided again, each as at the target. */
  readonly classes: number;
  readonly warnings: readonly { readonly id: string; readonly message: string }[];
}

/** Makes the patch and tries it in memory; what it prints afterwards has been decided for every class of requests. */
export function answerPatch(question: PatchQuestion): PatchAnswer {
  const { app, facts, to, current, target, targetObjects, form, strict, gitOps } = question;
  checkServices(question);
  const { kind, metadata: { name, namespace } } = target;
  const route: RouteRef = { kind, name, namespace };
  const warnings = warningsOf(question);
  const changes = asked(() => routePatch(current, target, { strict }));
  // Where nothing differs the weights are stated all the same: the cluster may not be where these manifests are.
  const patch = changes.length > 0 ? changes : asked(() => routePatch(current, target, { strict, all: true }));
  const classes = asked(() => provePatch(current, patch, target, targetObjects));
  if (changes.length === 0) {
    const live = `kubectl get ${kind.toLowerCase()} ${name}${namespace === undefined ? '' : ` -n ${namespace}`} -o yaml`;
    warnings.push({
      id: 'same',
      message: `the manifests given are at ${to} already: the patch states the weights of every rule with several backends, and leaves`
        + ` the others; for what is live, give it: ${live} | cdk8s-traffic patch ${shellQuote(app)} --to ${to} -`,
    });
  }
  if (patch.length === 0 && form === 'json') {
    throw new UsageError(`${kind} ${keyOf(target)} is at ${to} already and no rule has weights, so there is nothing to patch`);
  }
  const fieldManager = question.fieldManager ?? FIELD_MANAGERS[gitOps?.tool ?? 'none'];
  const manifest = appliedManifest(target, current);
  const forms = {
    json: { value: patch, command: () => patchCommand(route, patch) },
    merge: { value: mergePatch(target), command: () => mergeCommand(route, mergePatch(target)) },
    ssa: { value: manifest, command: () => applyCommand(manifest, fieldManager) },
  };
  const source = app.split('/')[0];
  return {
    app,
    from: facts.stage ?? null,
    to,
    route,
    form,
    patch: forms[form].value,
    commands: {
      pause: pauseCommands(source, route, gitOps),
      patch: asked(forms[form].command),
      verify: [weightsCommand(route), conditionsCommand(route)],
      resume: resumeCommands(source, route, gitOps),
    },
    followUp: { commands: followUp(question), notes: nextSync(form, fieldManager, gitOps) },
    classes,
    warnings,
  };
}

/** The move of the stage file that Git needs; none where it is not known, or is not legal in one commit. */
function followUp({ app, facts, to }: PatchQuestion): string[] {
  if (!['canary', 'blue-green'].includes(facts.pattern) || facts.stage === to) return [];
  if (moveProblem(facts, to) !== undefined) return [];
  const from = facts.stage === undefined ? '' : `${facts.stage} -> `;
  return [
    moveCommand(shellQuote(app), facts, facts.stage, to),
    'npx cdk8s synth',
    `git add --all && git commit -m ${shellQuote(`${app}: ${from}${to}`)}`,
  ];
}

function warningsOf({ facts, to, form, current, fieldManager, gitOps }: PatchQuestion): { id: string; message: string }[] {
  const warnings = [];
  const problem = facts.stage === to ? undefined : moveProblem(facts, to);
  if (problem !== undefined) {
    warnings.push({
      id: 'move',
      message: `${problem}. The patch moves the route alone: Git cannot follow it in one commit, and pods for it may not be there`,
    });
  } else if (facts.pattern === 'canary' && facts.stage !== to && ['promoting', 'settled', 'contained', 'baseline'].includes(to)) {
    warnings.push({ id: 'workloads', message: `${to} is a change of workloads too: the patch moves the route alone` });
  }
  if (form === 'merge') {
    warnings.push({
      id: 'merge',
      message: 'a merge patch replaces the whole list of rules and guards nothing: a rule that somebody has added since is lost; prefer'
        + ' --form json',
    });
  }
  if (form === 'ssa' && gitOps === undefined && fieldManager === undefined) {
    warnings.push({
      id: 'field-manager',
      message: 'the field manager is kubectl, as of kubectl apply --server-side; say --gitops argocd or flux, or --field-manager NAME,'
        + " where another applies Git's manifests",
    });
  }
  if (form === 'ssa' && gitOps !== undefined && !isTracked(current)) {
    warnings.push({
      id: 'tracking', message: `the manifests given have no labels of ${gitOps.tool === 'flux' ? 'Flux' : 'Argo CD'}, which the apply`
        + ' would take from the live route until the next sync; give the live one: kubectl get … -o yaml | cdk8s-traffic patch … -',
    });
  }
  const unnamed = form === 'json' ? (current.spec?.rules ?? []).filter((rule: any) => rule?.name === undefined).length : 0;
  if (unnamed > 0) {
    warnings.push({ id: 'unnamed', message: `${unnamed} rules have no name, so only the names of their backends are guarded` });
  }
  return warnings;
}

/** Requests must not be led to a Service that is not there yet. Manifests without any Service, such as one live route, do not tell. */
function checkServices({ to, objects, current, target }: PatchQuestion): void {
  const services = new Set(objects.filter(({ kind }) => kind === 'Service').map(keyOf));
  if (services.size === 0) return;
  // What the route names today, and is not among the manifests, is deployed by others.
  servicesOf(current).forEach(key => services.add(key));
  const missing = asked(() => servicesOf(target, true)).filter(key => !services.has(key));
  if (missing.length > 0) {
    throw new UsageError(`at ${to} requests go to the Service ${missing.map(visible).join(', ')}, which the current manifests do not have:`
      + ' deploy it first, and wait for its pods');
  }
}
