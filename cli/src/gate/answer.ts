import type { Console } from '../console.js';
import { Exit } from '../exit.js';
import { renderTable } from '../table.js';
import { percent } from '../words.js';
import type { GateCheck, GateVerdict } from './check.js';

/** What a gate says. */
export interface GateAnswer {
  readonly verdict: GateVerdict;
  readonly checks: readonly GateCheck[];
  readonly message: string;
  /** What the source of the metrics cannot see. */
  readonly cannotSee: readonly string[];
  /** Hours until the last verdict at the present traffic. */
  readonly hours?: number;
  readonly app?: string;
  readonly stage?: string;
  /** When counting began and when it was looked, ISO 8601. */
  readonly from?: string;
  readonly at?: string;
}

/** Exit code of each verdict. */
export const GATE_EXIT: Readonly<Record<GateVerdict, number>> = { pass: Exit.done, fail: Exit.findings, wait: Exit.wait };

/** One verdict of several: a single fail fails, all must pass to pass. */
export function overall(checks: readonly GateCheck[]): GateVerdict {
  if (checks.some(({ verdict }) => verdict === 'fail')) return 'fail';
  return checks.every(({ verdict }) => verdict === 'pass') ? 'pass' : 'wait';
}

/** The answer to a set of checks. */
export function answerOf(checks: readonly GateCheck[], about: Omit<GateAnswer, 'verdict' | 'checks' | 'message' | 'hours'>): GateAnswer {
  const verdict = overall(checks);
  const telling = checks.filter(check => check.verdict === verdict);
  const hours = checks.every(check => check.verdict !== 'wait' || check.hours !== undefined)
    ? Math.max(0, ...checks.map(check => check.hours ?? 0)) : undefined;
  return {
    verdict,
    checks,
    message: `${verdict}: ${telling.map(({ metric, message }) => `${metric}: ${message}`).join('; ')}`,
    ...about,
    ...(verdict === 'wait' && hours !== undefined && hours > 0 && { hours }),
  };
}

/** The answer for a reader. */
export function renderGate(answer: GateAnswer, { colors, tableWidth }: Pick<Console, 'colors' | 'tableWidth'>): string {
  const paint = { pass: colors.green, fail: colors.red, wait: colors.yellow }[answer.verdict];
  const { app, stage, from, at, checks, cannotSee } = answer;
  const where = app === undefined ? '' : ` ${app}${stage === undefined ? '' : ` at ${stage}`}`;
  const when = from === undefined ? '' : `, counted from ${from} to ${at}`;
  const rows = checks.map(({ metric, stable, canary, value, verdict, evidence, dispersion }) => [
    metric,
    stable === undefined ? '-' : rate(stable),
    canary === undefined ? String(value ?? '-') : rate(canary),
    evidence === undefined ? '-' : `${short(evidence.eFail)}/${short(evidence.needFail)}`,
    evidence === undefined ? '-' : `${short(evidence.ePass)}/${short(evidence.needPass)}`,
    dispersion === undefined ? '-' : dispersion.toFixed(1),
    verdict,
  ]);
  return [
    paint(`${answer.verdict}${where}${when}`),
    ...rows.length === 0 ? [] : [renderTable(COLUMNS, rows, tableWidth, colors).trimEnd()],
    ...checks.map(({ metric, message }) => `${metric}: ${message}`),
    ...rows.length === 0 ? [answer.message] : [],
    ...cannotSee.length === 0 ? [] : [`not seen by these metrics: ${cannotSee.join('; ')}`],
  ].join('\n');
}

const COLUMNS = [
  { title: 'METRIC' }, { title: 'STABLE' }, { title: 'CANARY' }, { title: 'WORSE', align: 'right' as const }, { title: 'NOT WORSE', align: 'right' as const },
  { title: 'SCATTER', align: 'right' as const }, { title: 'VERDICT' },
];

function rate({ bad, total, rate: share }: { readonly bad: number; readonly total: number; readonly rate: number }): string {
  return `${Math.round(bad)}/${Math.round(total)} ${percent(share)}`;
}

/** Evidence runs from nothing to astronomical; what matters is how far it is from enough. */
function short(value: number): string {
  if (value >= 1000) return '>999';
  return value >= 10 ? value.toFixed(0) : value.toFixed(1);
}
