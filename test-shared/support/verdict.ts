import { RuleFailure, ruleFailures } from './cel';
import { JsonObject, Schema } from './crds';
import { structuralErrors, withDefaults } from './structural';

export interface Verdict {
  readonly accepted: boolean;
  readonly errors: string[];
  readonly failures: RuleFailure[];
}

/** What an API server with strict field validation says of the object: to a write of its status, or to any other write. */
export function verdictOf(object: JsonObject, schema: Schema, operation: string): Verdict {
  const { status, ...rest } = object;
  const full = withDefaults(operation === 'status' && status !== undefined ? { ...rest, status } : rest, schema);
  const errors = structuralErrors(full, schema);
  const failures = ruleFailures(full, schema);
  return { accepted: errors.length === 0 && failures.length === 0, errors, failures };
}

/** The verdict in words, for the message of a failed test. */
export function describeVerdict(verdict: Verdict): string {
  const failures = verdict.failures.map(f => `${f.path}: ${f.rule.message}${f.error === undefined ? '' : ` (${f.error})`}`);
  return [...verdict.errors, ...failures].join('\n');
}
