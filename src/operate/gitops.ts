import type { ApiObject } from 'cdk8s';
import { TrafficError } from '../errors';
import { quote } from '../names';
import type { Workload } from '../workload/workload';

/** Options of `GitOps.argoCd`. */
export interface ArgoCdOptions {
  /**
   * Name of the Application that applies this app, for the commands of the runbook.
   * @default - the app's name
   */
  readonly application?: string;
}

/** Options of `GitOps.flux`. */
export interface FluxOptions {
  /**
   * Name of the Kustomization that applies this app, for the commands of the runbook.
   * @default - the runbook pauses the route alone, by an annotation
   */
  readonly kustomization?: string;
  /**
   * Namespace of the Kustomization.
   * @default 'flux-system'
   */
  readonly namespace?: string;
}

/**
 * What applies the manifests from Git. It says which commands the runbook holds; for Argo CD it also puts what is removed at the
 * end of a release last.
 *
 * No sync waves between workload and route, and no dependsOn from the route to the workload: one order cannot serve both ways,
 * and a workload that is not healthy would hold up the very change of the route that takes its traffic away.
 */
export class GitOps {
  /**
   * Argo CD. Deployment, Service, autoscaler and disruption budget of every version get the sync option `PruneLast=true`, so that
   * they go after the route that no longer names them; without it they go in the first wave.
   */
  public static argoCd(options: ArgoCdOptions = {}): GitOps {
    return new GitOps('argocd', options.application);
  }

  /** Flux. Nothing is rendered: its kustomize-controller removes objects after it has applied the others. */
  public static flux(options: FluxOptions = {}): GitOps {
    return new GitOps('flux', options.kustomization, options.namespace ?? 'flux-system');
  }

  private constructor(
    /** 'argocd' or 'flux'. */
    public readonly tool: string,
    /** Name of the Application or Kustomization, if stated. */
    public readonly sourceName?: string,
    /** Namespace of the Kustomization. */
    public readonly sourceNamespace?: string,
  ) {
    for (const name of [sourceName, sourceNamespace]) {
      if (name === '') throw new TrafficError(`a name in GitOps.${tool === 'argocd' ? 'argoCd' : 'flux'} is ${quote(name)}; leave it`
        + ' out, or name the object');
    }
  }

  /**
   * Marks the objects of a version.
   *
   * @internal
   */
  public _mark({ deployment, service, autoscaler, disruptionBudget }: Workload): void {
    if (this.tool !== 'argocd') return;
    for (const object of [deployment, service, autoscaler, disruptionBudget]) {
      if (object !== undefined) pruneLast(object);
    }
  }
}

const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/** Other sync options stay; a decision about PruneLast that the user has taken does too. */
function pruneLast(object: ApiObject): void {
  const stated: string | undefined = object.metadata.toJson().annotations?.[SYNC_OPTIONS];
  const options = (stated ?? '').split(',').map(option => option.trim()).filter(option => option !== '');
  if (options.some(option => option.startsWith('PruneLast='))) return;
  object.metadata.addAnnotation(SYNC_OPTIONS, [...options, 'PruneLast=true'].join(','));
}
