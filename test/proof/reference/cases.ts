// Decisions that the specification fixes and upstream's conformance suite leaves untested, as one table for reference and model.
import { ATTACHMENT_CASES } from './cases-attachment';
import { BACKEND_CASES } from './cases-backends';
import { MATCHING_CASES } from './cases-matching';
import { PRECEDENCE_CASES } from './cases-precedence';
import { DecideCase } from './case-parts';

/** Every case. */
export const DECIDE_CASES: DecideCase[] = [...PRECEDENCE_CASES, ...MATCHING_CASES, ...ATTACHMENT_CASES, ...BACKEND_CASES];

/** Cases by title, for test.each. */
export const CASES_BY_TITLE: [string, DecideCase][] = DECIDE_CASES.map(one => [`${one.title} (${one.cites})`, one]);

/** Fails where a decision's JSON is not what the case expects. */
export function expectDecision(decision: any, { expected }: DecideCase): void {
  expect(Object.fromEntries(Object.keys(expected).map(field => [field, decision[field]]))).toEqual(expected);
}
