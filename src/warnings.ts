/** What was said already: a warning is said once a process, however often synthesis asks. */
const said = new Set<string>();

/** Prints a warning on stderr, once. cdk8s has no channel for warnings. */
export function warnOnce(message: string): void {
  if (said.has(message)) return;
  said.add(message);
  process.stderr.write(`cdk8s-traffic: warning: ${message}\n`);
}

/** Forgets what was said: for tests. */
export function forgetWarnings(): void {
  said.clear();
}
