import { backendRefs, extensionRefs } from './backends';
import { certificateRefs } from './certificates';
import { clientHeaders } from './client-header';
import { conflictingRoutes } from './conflicts';
import { duplicateObjects } from './duplicates';
import { fallsThrough } from './fall-through';
import { checkGateway, unsupportedFeatures } from './features';
import { CheckOptions, Finding } from './finding';
import { grpcMirrors } from './gateway-mirror';
import { gatewayOrder } from './gateway-order';
import { headersThatLose } from './header-loses';
import { broadGrants, unattachedRoutes, unservedHostnames } from './parents';
import { isReadable } from './readable';
import { regexPaths } from './regex-path';
import { singleRules } from './rule-list';
import { autoscalers, blockingBudgets } from './scaling';
import { overlappingSelectors, selectorsWithoutPods } from './selection';
import { shadowedRules } from './shadowed';
import { Rule, Survey } from './survey';
import { byText } from '../../text';

export type { CheckOptions, Finding } from './finding';

const RULES: readonly Rule[] = [
  duplicateObjects, backendRefs, extensionRefs, certificateRefs, unattachedRoutes, unservedHostnames, broadGrants,
  singleRules, shadowedRules, headersThatLose, regexPaths, fallsThrough, conflictingRoutes, clientHeaders,
  selectorsWithoutPods, overlappingSelectors, autoscalers, blockingBudgets, unsupportedFeatures, gatewayOrder, grpcMirrors,
];

/**
 * What is wrong among objects, though each of them may be valid by itself. Objects that break their schema so far that they cannot be
 * read are left to the checks of the schema. In the order of the objects, then of the places in them, then of the rules.
 *
 * @throws TrafficError when options.gateway names no known implementation
 */
export function checkObjects(objects: any[], options: CheckOptions = {}): Finding[] {
  if (options.gateway !== undefined) checkGateway(options.gateway);
  const survey = new Survey(objects.filter(isReadable), options);
  const place = new Map(objects.map((object, i) => [object, i]));
  return RULES.flatMap(rule => rule(survey))
    .map(finding => ({ finding, at: place.get(finding.object)!, path: sortable(finding.path) }))
    .sort((a, b) => a.at - b.at || byText(a.path, b.path) || byText(a.finding.rule, b.finding.rule)
      || byText(a.finding.message, b.finding.message))
    .map(({ finding }) => finding);
}

/** A path whose numbers sort as numbers: rules[10] after rules[2]. */
function sortable(path: string): string {
  return path.replace(/\d+/g, digits => digits.padStart(6, '0'));
}
