import { GATEWAYS } from 'cdk8s-traffic/lib/src/proof/rules/gateways.js';

// The one door to the library's proof: deep paths, because the package's main file would load cdk8s, which takes half a second.
export { TrafficModel } from 'cdk8s-traffic/lib/src/proof/model.js';
export { TrafficRequest } from 'cdk8s-traffic/lib/src/proof/request.js';
export { TrafficError } from 'cdk8s-traffic/lib/src/errors.js';
export type { TrafficDecision } from 'cdk8s-traffic/lib/src/proof/decision.js';
export type { TrafficExplanation } from 'cdk8s-traffic/lib/src/proof/explanation.js';
export { CATALOGUE } from 'cdk8s-traffic/lib/src/proof/rules/catalogue.js';
export { checkObjects } from 'cdk8s-traffic/lib/src/proof/rules/check.js';

/** Names of the gateways whose features are known. */
export const GATEWAY_NAMES: readonly string[] = Object.keys(GATEWAYS);
