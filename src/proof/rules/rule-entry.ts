/** What a rule is about: for `explain` and docs/findings.md. */
export interface RuleEntry {
  /** 'family/name'. */
  readonly id: string;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** What happens in the cluster. */
  readonly why: string;
  /** What to write. */
  readonly fix: string;
  /** YAML that triggers it. */
  readonly example?: string;
  /** 'error', 'warning', or when it is which. */
  readonly severity: string;
}

/** Severity of a reference to something outside the input. */
export const OUTSIDE = 'warning; error with --complete';
