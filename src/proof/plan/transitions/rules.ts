import type { TransitionRule } from '../types';
import { capacity, capacityLate } from './capacity';
import { classBroken, classLost } from './classes';
import { grantRemoved } from './grants';
import { immutableField } from './immutable';
import { overrideWeakened } from './overrides';
import { portAlone } from './ports';
import { removedWithWeight, weightOnNew } from './presence';
import { hotfix, promotesOther, promotingWithStablePin } from './promotion';
import { recreate } from './recreate';
import { nameChanged } from './renames';
import { backendFilters, ruleList } from './rule-lists';
import { guardRemoved, replicasToHpa } from './scaling';
import { selectorChanged } from './selectors';
import { sharedConfig } from './shared-config';
import { step } from './step';
import { activeTemplate, canaryTemplate, pinnedImage, templateWithWeight } from './templates';
import { twoMoves } from './two-moves';

/** Every rule about a change, in the order in which findings are told: what is lost first, warnings last. */
export const TRANSITION_RULES: TransitionRule[] = [
  classLost, classBroken, overrideWeakened,
  step, twoMoves,
  weightOnNew, removedWithWeight, nameChanged, selectorChanged, grantRemoved,
  capacity, capacityLate, replicasToHpa,
  templateWithWeight, pinnedImage, canaryTemplate, activeTemplate, promotingWithStablePin, promotesOther, hotfix, sharedConfig,
  portAlone, recreate, backendFilters, immutableField,
  ruleList, guardRemoved,
];
