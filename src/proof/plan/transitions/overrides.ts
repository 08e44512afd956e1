import type { ReadRule } from '../../manifests';
import { byText } from '../../../text';
import { canonicalText } from '../canonical';
import type { TransitionContext, TransitionFinding } from '../types';
import { Flow, isSameRule, namedBy, Traffic } from './traffic';
import { classesText, commits, ruleWords, sharesText } from './words';

/** Overrides removed or weakened while the rule below divides its requests: an audience falls into the split. */
export function overrideWeakened(context: TransitionContext): TransitionFinding[] {
  const { flows } = Traffic.of(context);
  return flows.flatMap((flow): TransitionFinding[] => {
    const { names, before, after, ruleBefore, ruleAfter } = flow;
    if (ruleBefore === undefined || ruleAfter === undefined) return [];
    const [only, ...more] = Object.keys(before.shares);
    if (only === undefined || more.length > 0 || Object.keys(after.shares).length < 2) return [];
    const gone = !isSameRule(ruleBefore, ruleAfter) && sameRoute(ruleBefore, ruleAfter) && !wasBase(flow);
    if (!gone && !isSwitchedOff(flow, flows)) return [];
    return [{
      rule: 'transition/override-weakened',
      severity: 'error',
      object: `${ruleBefore.route.kind} ${ruleBefore.route.key}`,
      message: `${ruleWords(ruleBefore)} sent ${classesText(names)} to ${only} alone, and no longer does: they fall into ${sharesText(after.shares)}${gone ? ` of ${ruleWords(ruleAfter)}` : ', the split of everyone'}`,
      fix: `${commits('finish the split, or roll it back, so that one version answers everyone', `remove or narrow ${ruleWords(ruleBefore)}`)} To move the audience, turn its own rule to the version that it shall get.`,
    }];
  });
}

function sameRoute(a: ReadRule, b: ReadRule): boolean {
  return a.route.kind === b.route.kind && a.route.key === b.route.key;
}

/** A split that one version has alone is no override: the rule after may be the same one under another name. */
function wasBase({ ruleBefore, ruleAfter }: Flow): boolean {
  const named = namedBy(ruleBefore);
  return named.length > 1 && canonicalText(named.sort(byText)) === canonicalText(namedBy(ruleAfter).sort(byText));
}

/** Whether a rule stays and takes over the shares of a wider rule of its route: a pin that is no longer live. */
function isSwitchedOff({ ruleBefore, ruleAfter, after }: Flow, flows: Flow[]): boolean {
  // A variant that goes live divides its audience too, but has listed its versions before.
  if (!isSameRule(ruleBefore, ruleAfter) || namedBy(ruleBefore).length > 1) return false;
  return flows.some(other => other.ruleAfter !== undefined && other.ruleAfter !== ruleAfter && sameRoute(other.ruleAfter, ruleAfter!)
    && conditions(other.ruleAfter) < conditions(ruleAfter!) && canonicalText(other.after.shares) === canonicalText(after.shares));
}

/** How many headers and query parameters a rule asks for at the least. */
function conditions(rule: ReadRule): number {
  return Math.min(...rule.matches.map(({ test }) => test.headers.length + test.query.length));
}
