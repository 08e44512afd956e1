import { Option, type Command } from 'commander';
import { UsageError } from '../exit.js';
import type { GitOpsRef } from '../library.js';
import { oneOf } from '../options.js';

/** The options that say what applies the manifests from Git. */
export interface GitOpsOptions {
  readonly gitops?: GitOpsRef['tool'];
  readonly gitopsName?: string;
  readonly gitopsNamespace?: string;
}

/** Adds --gitops and what belongs to it. */
export function addGitOpsOptions(command: Command): void {
  command
    .addOption(new Option('--gitops <tool>', 'what applies from Git: argocd or flux (default: the commands of both are'
      + ' printed)').argParser(oneOf(['argocd', 'flux'])))
    .option('--gitops-name <name>', "Argo CD's Application (default: the app), or Flux's Kustomization (default: the route alone is"
      + ' paused)')
    .option('--gitops-namespace <namespace>', "namespace of Flux's Kustomization (default flux-system)");
}

/** What the options say; undefined for nothing. */
export function gitOpsOf({ gitops, gitopsName, gitopsNamespace }: GitOpsOptions): GitOpsRef | undefined {
  if (gitops === undefined) {
    if (gitopsName !== undefined || gitopsNamespace !== undefined) throw new UsageError('--gitops-name and --gitops-namespace say'
      + ' nothing without --gitops argocd or --gitops flux');
    return undefined;
  }
  if (gitopsNamespace !== undefined && gitops !== 'flux') throw new UsageError('--gitops-namespace is for --gitops flux; name an'
    + ' Application in another namespace by --gitops-name NAMESPACE/NAME');
  if (gitops === 'argocd') return { tool: gitops, name: gitopsName };
  return { tool: gitops, name: gitopsName, namespace: gitopsNamespace ?? 'flux-system' };
}
