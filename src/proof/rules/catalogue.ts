import { REFERENCE_ENTRIES } from './entries-reference';
import { ROUTE_ENTRIES } from './entries-route';
import { SCHEMA_ENTRIES } from './entries-schema';
import { TRANSITION_ENTRIES } from './entries-transition';
import { WORKLOAD_ENTRIES } from './entries-workload';
import { RuleEntry } from './rule-entry';

export { GATEWAYS } from './gateways';
export type { GatewayEntry, Support } from './gateways';
export type { RuleEntry } from './rule-entry';

/** Every rule of `check` and `plan`, family by family, for `explain` and docs/findings.md. */
export const CATALOGUE: RuleEntry[] = [
  ...SCHEMA_ENTRIES, ...REFERENCE_ENTRIES, ...ROUTE_ENTRIES, ...WORKLOAD_ENTRIES, ...TRANSITION_ENTRIES,
];
