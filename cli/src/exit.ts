/** What the exit code of every command means. */
export const Exit = {
  /** Done, nothing wrong. */
  done: 0,
  /** Done, and there is something to look at: findings, or with --strict a warning. */
  findings: 1,
  /** Could not do the work: usage, or input that cannot be read. */
  unable: 2,
  /** Not decided yet: there is too little to go by. */
  wait: 3,
  /** Left by the user with Ctrl-C: 128 + SIGINT, as shells say it. */
  cancelled: 130,
} as const;

/** The user's input cannot be worked with; the message says what was got, what is allowed and what to do. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
