import { PatchOperation } from './json-patch';
import { asciiJson, shellQuote } from './shell';

/** A route as commands name it. */
export interface RouteRef {
  /** 'HTTPRoute' or 'GRPCRoute'. */
  readonly kind: string;
  readonly name: string;
  /** Absent: the namespace of the user's context. */
  readonly namespace?: string;
}

/** What applies the manifests from Git, as far as it is known. */
export interface GitOpsRef {
  readonly tool: 'argocd' | 'flux';
  /** The Application or Kustomization. */
  readonly name?: string;
  readonly namespace?: string;
}

/** A command that stops or restarts the tool that applies from Git. */
export interface GitOpsCommand {
  readonly tool: 'argocd' | 'flux';
  readonly command: string;
  /** What it does, and what to know of it. */
  readonly note: string;
}

/** How a route is changed: a JSON patch, a server-side apply, or a merge patch. */
export type PatchForm = 'json' | 'ssa' | 'merge';

/** The field manager that a tool applies with. */
export const FIELD_MANAGERS = { argocd: 'argocd-controller', flux: 'kustomize-controller', none: 'kubectl' } as const;

const FLUX_RECONCILE = 'kustomize.toolkit.fluxcd.io/reconcile';

/** `kubectl patch` with a JSON patch in the command line. */
export function patchCommand(route: RouteRef, patch: readonly PatchOperation[]): string {
  return `kubectl patch ${resource(route)} --type=json -p ${shellQuote(asciiJson(patch))}`;
}

/** `kubectl patch` with a JSON patch that lies ready in a file. */
export function patchFileCommand(route: RouteRef, file: string): string {
  return `kubectl patch ${resource(route)} --type=json --patch-file=${shellQuote(file)}`;
}

/** `kubectl patch` with a merge patch. */
export function mergeCommand(route: RouteRef, patch: unknown): string {
  return `kubectl patch ${resource(route)} --type=merge -p ${shellQuote(asciiJson(patch))}`;
}

/** A server-side apply of a whole manifest. */
export function applyCommand(manifest: unknown, fieldManager: string): string {
  return `printf '%s\\n' ${shellQuote(asciiJson(manifest))} | kubectl apply --server-side`
    + ` --field-manager=${shellQuote(fieldManager)} --force-conflicts -f -`;
}

/** Reads the weights back: a refused patch does not say which of its tests failed. */
export function weightsCommand(route: RouteRef): string {
  const path = String.raw`{range .spec.rules[*]}{.name}:{range .backendRefs[*]} {.name}={.weight}{end}{"\n"}{end}`;
  return `kubectl get ${resource(route)} -o jsonpath=${shellQuote(path)}`;
}

/** Reads the conditions of each parent: each must be True, and at the generation in the first line. */
export function conditionsCommand(route: RouteRef): string {
  const path = String.raw`generation {.metadata.generation}{"\n"}`
    + String.raw`{range .status.parents[*]}{.parentRef.name}:`
    + String.raw`{range .conditions[*]} {.type}={.status}@{.observedGeneration}{end}{"\n"}{end}`;
  return `kubectl get ${resource(route)} -o jsonpath=${shellQuote(path)}`;
}

/** Waits for the pods of a Deployment. */
export function rolloutCommand(deployment: string, namespace: string | undefined): string {
  return `kubectl rollout status deployment/${shellQuote(deployment)}${inNamespace(namespace)}`;
}

/** How to keep the tool from putting Git's weights back; for both tools where it is not known which. */
export function pauseCommands(app: string, route: RouteRef, gitOps?: GitOpsRef): GitOpsCommand[] {
  return ofTools(gitOps, {
    argocd: ({ name }) => [{
      tool: 'argocd',
      command: `argocd app set ${shellQuote(name ?? app)} --sync-policy none`,
      note: 'Argo CD: it applies nothing by itself until resumed. No effect where an ApplicationSet or an app of apps owns the'
        + ' Application: pause that one, or annotate the Application with argocd.argoproj.io/skip-reconcile=true',
    }],
    flux: ({ name, namespace }) => [name === undefined ? {
      tool: 'flux',
      command: `kubectl annotate ${resource(route)} ${FLUX_RECONCILE}=disabled --overwrite`,
      note: 'Flux: it leaves this route alone until resumed',
    } : {
      tool: 'flux',
      command: `flux suspend kustomization ${shellQuote(name)}${inNamespace(namespace)}`,
      note: 'Flux: it applies nothing of this Kustomization until resumed',
    }],
  });
}

/** How to give the route back to the tool. */
export function resumeCommands(app: string, route: RouteRef, gitOps?: GitOpsRef): GitOpsCommand[] {
  return ofTools(gitOps, {
    argocd: ({ name }) => [{
      tool: 'argocd',
      command: `argocd app set ${shellQuote(name ?? app)} --sync-policy automated`,
      note: 'Argo CD: add --self-heal and --auto-prune where they were on before',
    }],
    flux: ({ name, namespace }) => [name === undefined ? {
      tool: 'flux',
      command: `kubectl annotate ${resource(route)} ${FLUX_RECONCILE}-`,
      note: 'Flux: it applies this route again',
    } : {
      tool: 'flux',
      command: `flux resume kustomization ${shellQuote(name)}${inNamespace(namespace)}`,
      note: 'Flux: it applies this Kustomization again',
    }],
  });
}

/** Argo CD's sync of the route alone. */
export function selectiveSync(app: string, route: RouteRef, gitOps?: GitOpsRef): string {
  const name = route.namespace === undefined ? route.name : `${route.namespace}/${route.name}`;
  return `argocd app sync ${shellQuote(gitOps?.name ?? app)} --resource ${shellQuote(`gateway.networking.k8s.io:${route.kind}:${name}`)}`;
}

/** What the next apply of Git does to a route that was changed by hand, by the form of the change. */
export function nextSync(form: PatchForm, fieldManager: string, gitOps?: GitOpsRef): string[] {
  const back = 'Until the move is committed and merged, a sync puts the old weights back.';
  if (form === 'ssa') {
    return [back, `The rules belong to the field manager ${fieldManager}, as after an apply of Git: the next sync conflicts with nothing.`];
  }
  const lines = [back];
  if (gitOps === undefined) {
    lines.push('kubectl apply --server-side conflicts on .spec.rules, which the patch has taken over (the list has one owner): give it'
      + ' --force-conflicts once the move is in Git.',
    'A client-side kubectl apply of the old commit succeeds and puts the old weights back without a word.');
  }
  if (gitOps === undefined || gitOps.tool === 'argocd') {
    lines.push('Argo CD applies client-side, or with ServerSideApply=true by force: either way without a conflict and without a word.');
  }
  if (gitOps === undefined || gitOps.tool === 'flux') {
    lines.push('Flux applies server-side by force: without a conflict and without a word.');
  }
  return lines;
}

function ofTools(gitOps: GitOpsRef | undefined, of: Record<'argocd' | 'flux', (gitOps: GitOpsRef) => GitOpsCommand[]>): GitOpsCommand[] {
  const tools: GitOpsRef[] = gitOps === undefined ? [{ tool: 'argocd' }, { tool: 'flux' }] : [gitOps];
  return tools.flatMap(each => of[each.tool](each));
}

function resource({ kind, name, namespace }: RouteRef): string {
  return `${kind.toLowerCase()} ${shellQuote(name)}${inNamespace(namespace)}`;
}

function inNamespace(namespace: string | undefined): string {
  return namespace === undefined ? '' : ` -n ${shellQuote(namespace)}`;
}
