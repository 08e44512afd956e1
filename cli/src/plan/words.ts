import { countChanges, isBlocking, some, type ClassGroup, type ObjectChange, type Plan } from '../library.js';
import { counted } from '../words.js';

/** The verdict: 'safe in one commit', or 'NOT safe in one commit: 2 reasons'. */
export function verdict({ safe, findings }: Plan): string {
  const allowed = findings.filter(({ severity, allowed: reason }) => severity === 'error' && reason !== undefined).length;
  const warnings = findings.filter(({ severity, allowed: reason }) => severity === 'warning' && reason === undefined).length;
  const reasons = findings.filter(isBlocking).length;
  const more = [
    ...allowed === 0 ? [] : [`${counted(allowed, 'error')} allowed`],
    ...warnings === 0 ? [] : [counted(warnings, 'warning')],
  ];
  const tail = more.length === 0 ? '' : ` (${more.join(', ')})`;
  return `${safe ? 'safe in one commit' : `NOT safe in one commit: ${counted(reasons, 'reason')}`}${tail}`;
}

/** The most groups that one sentence holds. */
const MOST_IN_SENTENCE = 3;

/** What happens, in a sentence: 'premium users: unchanged; everybody else: task-api-canary 5 % -> 25 %'. */
export function sentence(plan: Plan): string {
  const shown = plan.groups.filter(group => group.shown);
  if (shown.length === 0) return 'no request is answered otherwise';
  const routes = new Set(shown.flatMap(group => group.routes));
  if (shown.length > MOST_IN_SENTENCE || routes.size > 1) {
    return countChanges(plan).map(({ change, count }) => `${CHANGES[change]} ${counted(count, 'kind')} of requests`).join('; ');
  }
  // Who stays comes first: that is what a reviewer worries about.
  return [...shown].sort((a, b) => a.changes.length === 0 ? b.changes.length === 0 ? 0 : -1 : b.changes.length === 0 ? 1 : 0)
    .map(({ short, changes, traffic, details }) => `${short}: ${changes.length === 0 ? 'unchanged' : shortTraffic(traffic, changes, details)}`).join('; ');
}

/** How a change reads. */
export function changeWord({ changes }: ClassGroup): string {
  return changes.length === 0 ? 'unchanged' : changes.join(', ');
}

/** What happens to a group, and what goes with it. */
export function trafficWords({ traffic, details }: ClassGroup): string {
  return [traffic, ...details].join('; ');
}

/** An object's change in one line: 'changed  Deployment shop/cart: image cart:1 -> cart:2, and 3 other fields'. */
export function objectWords({ what, otherFields }: ObjectChange): string {
  const more = otherFields === 0 ? [] : [`${what.length === 0 ? '' : 'and '}${counted(otherFields, what.length === 0 ? 'field' : 'other field')}`];
  return [...what, ...more].join(', ');
}

/** What is not shown, in words; undefined where everything is. */
export function hiddenWords({ groups }: Plan, all: boolean): string | undefined {
  const hidden = all ? [] : groups.filter(group => !group.shown);
  if (hidden.length === 0) return undefined;
  const classes = hidden.reduce((sum, group) => sum + group.classes, 0);
  return `${counted(classes, 'more kind')} of requests ${classes === 1 ? 'is' : 'are'} unchanged`;
}

/** Steps of a fix, each of its own: 'Commit 1: …', 'Commit 2: …'. */
export function steps(fix: string): string[] {
  return fix.split(/ (?=Commit \d+: )/);
}

export { some };

const CHANGES: { [change: string]: string } = {
  break: 'broken:', loss: 'lost:', gain: 'gained:', shift: 'shifted:', release: 'released:', altered: 'altered:', none: 'unchanged:',
};

/** Of a shift only what rises: the rest follows from it. */
function shortTraffic(traffic: string, changes: readonly string[], details: readonly string[]): string {
  const first = changes[0] === 'shift' ? traffic.split(', ')[0] : traffic;
  return [first, ...details].join(', ');
}
