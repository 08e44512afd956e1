import { wrap, type Console } from '../console.js';
import { ADDITIONS } from './framework.js';
import { patternOf } from './decide.js';
import { count, duration, percent, SAMPLE } from './sample-size.js';
import type { Decision, TrafficNeed } from './types.js';

/** The answer as a page for a person; warnings are not part of it, since they go to standard error. */
export function renderText(decision: Decision, { colors, width }: Console): string {
  const list = (lines: readonly string[]) => lines.map(line => `  - ${wrap(line, width, 4)}`);
  const section = (title: string, lines: readonly string[]) => (
    lines.length === 0 ? [] : ['', colors.bold(title), ...list(lines)]);
  const traffic = decision.traffic === undefined ? [] : [trafficText(decision.traffic)];
  const additions = decision.with.length === 0 ? '' : ` with ${decision.with.join(', ')}`;
  return [
    `${colors.bold('Pattern:')} ${colors.green(decision.pattern)}${additions}`,
    wrap(patternOf(decision.pattern).summary, width),
    ...section('Why', decision.reasons),
    ...section('Combined with', decision.with.map(addition => `${addition}: ${ADDITIONS[addition]}`)),
    ...section('What to watch', [...decision.watch, ...traffic]),
    '',
    colors.bold('Code'),
    '',
    decision.snippet,
  ].join('\n');
}

/** How much traffic a step needs, in a sentence. */
export function trafficText(traffic: TrafficNeed): string {
  const time = traffic.minutesPerStep === undefined ? '' : `, ${duration(traffic.minutesPerStep)} at`
    + ` ${count(traffic.requestsPerMinute ?? 0)} a minute`;
  return `To see the error rate double from ${percent(traffic.errorRate)} to ${percent(traffic.detects)} at`
    + ` ${percent(SAMPLE.confidence)} confidence and `
    + `${percent(SAMPLE.power)} power, a step of ${traffic.weight} % needs ${count(traffic.requestsPerStep)} requests, `
    + `${count(traffic.canaryRequests)} of them to the canary${time}.`;
}
