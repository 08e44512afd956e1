import type { CanaryStage } from '../library.js';

/** What must be so before a canary leaves a stage on its usual way; undefined where nothing is waited for. */
export function canaryWait(app: string, stage: CanaryStage): string | undefined {
  const rollout = (version: string) => `kubectl rollout status deployment/${app}-${version}`;
  const streams = (version: string) => `open streams on ${version} have ended: the longest of stream, session lifetime and 60 seconds`;
  switch (stage.kind) {
    case 'deployed':
    case 'preview':
      return `Wait until every canary pod is ready: ${rollout('canary')}`;
    case 'weight':
      return 'Wait until there were enough requests to judge (cdk8s-traffic choose --requests-per-minute N says how long), and the pods'
        + ` that this commit adds are ready: ${rollout('canary')}`;
    case 'full':
      return `Wait until you trust the new version, and ${streams('stable')}. Its pods are about to restart.`;
    case 'promoting':
      return `Wait until stable has rolled out: ${rollout('stable')}`;
    case 'settled':
    case 'rolled-back':
      return `Wait until ${streams('the canary')}.`;
    default:
      return undefined;
  }
}
