import { GATEWAYS } from 'cdk8s-traffic/lib/src/proof/rules/gateways.js';

// The one door to the library's proof: deep paths, because the package's main file would load cdk8s, which takes half a second.
export { TrafficModel } from 'cdk8s-traffic/lib/src/proof/model.js';
export { TrafficRequest } from 'cdk8s-traffic/lib/src/proof/request.js';
export { TrafficError } from 'cdk8s-traffic/lib/src/errors.js';
export type { TrafficDecision } from 'cdk8s-traffic/lib/src/proof/decision.js';
export type { TrafficExplanation } from 'cdk8s-traffic/lib/src/proof/explanation.js';
export { countChanges, isBlocking, planChange, planJson } from 'cdk8s-traffic/lib/src/proof/plan/plan.js';
export type { Allowance, Plan, PlannedFinding } from 'cdk8s-traffic/lib/src/proof/plan/plan.js';
export { some } from 'cdk8s-traffic/lib/src/proof/plan/groups.js';
export type { ClassGroup } from 'cdk8s-traffic/lib/src/proof/plan/groups.js';
export type { ObjectChange } from 'cdk8s-traffic/lib/src/proof/plan/objects.js';
export { sideOf } from 'cdk8s-traffic/lib/src/proof/plan/side.js';
export type { Side } from 'cdk8s-traffic/lib/src/proof/plan/types.js';
export { TRANSITION_RULES } from 'cdk8s-traffic/lib/src/proof/plan/transitions/rules.js';
export { byText } from 'cdk8s-traffic/lib/src/text.js';
export { CATALOGUE } from 'cdk8s-traffic/lib/src/proof/rules/catalogue.js';
export { checkObjects } from 'cdk8s-traffic/lib/src/proof/rules/check.js';
export { MetricSource } from 'cdk8s-traffic/lib/src/observe/metric-source.js';
export { TrafficQueries } from 'cdk8s-traffic/lib/src/observe/queries.js';
export { METRICS_ANNOTATION } from 'cdk8s-traffic/lib/src/observe/watched.js';
export {
  applyCommand, conditionsCommand, FIELD_MANAGERS, mergeCommand, nextSync, patchCommand, pauseCommands, resumeCommands, weightsCommand,
} from 'cdk8s-traffic/lib/src/operate/commands.js';
export type { GitOpsCommand, GitOpsRef, PatchForm, RouteRef } from 'cdk8s-traffic/lib/src/operate/commands.js';
export { appliedManifest, isTracked, mergePatch, provePatch, routePatch, servicesOf } from 'cdk8s-traffic/lib/src/operate/patch.js';
export { runbookPage } from 'cdk8s-traffic/lib/src/operate/runbook.js';
export { stageOfFile } from 'cdk8s-traffic/lib/src/operate/runbook-facts.js';
export type { RunbookFacts, RunbookVersion } from 'cdk8s-traffic/lib/src/operate/runbook-facts.js';
export { shellQuote } from 'cdk8s-traffic/lib/src/operate/shell.js';
export { moveCommand, moveProblem } from 'cdk8s-traffic/lib/src/operate/stages.js';
export type { StageFacts } from 'cdk8s-traffic/lib/src/operate/stages.js';
export { BlueGreenStage } from 'cdk8s-traffic/lib/src/stage/blue-green-stage.js';
export { CanaryStage } from 'cdk8s-traffic/lib/src/stage/canary-stage.js';
export { gateAt } from 'cdk8s-traffic/lib/src/stage/gate-settings.js';
export type { GateMetric, GateSettings } from 'cdk8s-traffic/lib/src/stage/gate-settings.js';
export { BlueGreenMoves, CanaryMoves } from 'cdk8s-traffic/lib/src/stage/moves.js';
export { Stages } from 'cdk8s-traffic/lib/src/stage/stage-file.js';
export { WHAT_IF, whatIfFileEntry } from 'cdk8s-traffic/lib/src/stage/what-if.js';

/** Names of the gateways whose features are known. */
export const GATEWAY_NAMES: readonly string[] = Object.keys(GATEWAYS);
