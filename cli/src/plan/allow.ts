import { UsageError } from '../exit.js';
import { CATALOGUE, type Allowance } from '../library.js';
import { suggestion } from '../nearest.js';

/**
 * What `--allow RULE --reason TEXT` allows: a reason for each, or one for all.
 *
 * @throws UsageError where a reason is missing, or a rule is not known
 */
export function allowances(rules: readonly string[], reasons: readonly string[]): Allowance[] {
  if (rules.length === 0 && reasons.length > 0) throw new UsageError('--reason says why a finding is allowed; give --allow RULE with it');
  if (rules.length === 0) return [];
  if (reasons.length === 0 || reasons.some(reason => reason.trim() === '')) {
    throw new UsageError(`--allow ${rules[0]} needs --reason TEXT: who reads the plan later wants to know why`);
  }
  if (reasons.length > 1 && reasons.length !== rules.length) {
    throw new UsageError(`there are ${rules.length} --allow and ${reasons.length} --reason; give one reason for all, or one for each in the same order`);
  }
  return rules.map((rule, i) => ({ rule: known(rule), reason: reasons[reasons.length === 1 ? 0 : i] }));
}

function known(rule: string): string {
  const ids = CATALOGUE.map(({ id }) => id).filter(id => id.startsWith('transition/'));
  const id = rule.includes('/') ? rule : `transition/${rule}`;
  if (ids.length > 0 && !ids.includes(id)) throw new UsageError(`--allow ${rule}: there is no such rule about changes. ${suggestion(id, ids)}`);
  return id;
}
