import type { Console } from '../console.js';
import { Exit } from '../exit.js';
import { percent } from '../words.js';
import { judgeShares, type ObservedShare, type ShareOptions, type ShareVerdict } from '../stats/share.js';
import { renderTable } from '../table.js';

/** What `verify` says. */
export interface VerifyAnswer {
  readonly verdict: ShareVerdict['verdict'];
  readonly pValue: number;
  readonly observed: Readonly<Record<string, number>>;
  readonly expected: Readonly<Record<string, number>>;
  readonly requestsNeeded: number;
  readonly message: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Of each observed share, the interval that holds the true one with `1 - alpha`. */
  readonly intervals: Readonly<Record<string, readonly [number, number]>>;
  readonly method: ShareVerdict['method'];
  /** The least deviation, in points, that these requests could have shown; null if none. */
  readonly detectable: number | null;
  /** Requests that told no version. */
  readonly failed?: number;
}

/** What is known beside the counts. */
export interface VerifyAbout {
  /** Whose requests were counted beside those of the split. */
  readonly mixed?: string;
  /** Whether callers inside the cluster may have been counted: then a share that differs proves nothing. */
  readonly perhapsMixed?: boolean;
  readonly failed?: number;
}

/** Exit code of each verdict. */
export const VERIFY_EXIT: Readonly<Record<VerifyAnswer['verdict'], number>> = { 'agree': Exit.done, 'differ': Exit.findings, 'too-few': Exit.wait };

/** Judges counts. Where others were counted too, they prove nothing: then the verdict is `too-few`, whatever they are. */
export function verifyCounts(observed: readonly ObservedShare[], options: ShareOptions, about: VerifyAbout = {}): VerifyAnswer {
  const { mixed, perhapsMixed = false, failed } = about;
  const judged = judgeShares(observed, options);
  const verdict = mixed !== undefined || (perhapsMixed && judged.verdict === 'differ') ? 'too-few' : judged.verdict;
  const record = <T>(value: (version: ShareVerdict['versions'][number]) => T) => Object.fromEntries(judged.versions.map(version => [version.name, value(version)]));
  return {
    verdict,
    pValue: judged.pValue,
    observed: record(version => version.observed),
    expected: record(version => version.expected),
    requestsNeeded: judged.requestsNeeded,
    message: messageOf(judged, verdict, about),
    counts: record(version => version.count),
    intervals: record(version => [version.low, version.high] as const),
    method: judged.method,
    detectable: judged.detectable ?? null,
    ...(failed !== undefined && { failed }),
  };
}

/** The answer for a reader. */
export function renderVerify(answer: VerifyAnswer, { colors, tableWidth }: Pick<Console, 'colors' | 'tableWidth'>): string {
  const paint = { 'agree': colors.green, 'differ': colors.red, 'too-few': colors.yellow }[answer.verdict];
  const rows = Object.keys(answer.expected).map(name => [
    name, String(answer.counts[name]), percent(answer.observed[name]), `${percent(answer.intervals[name][0])} to ${percent(answer.intervals[name][1])}`,
    percent(answer.expected[name]),
  ]);
  return `${paint(answer.verdict)}\n${renderTable(COLUMNS, rows, tableWidth, colors)}${answer.message}`;
}

const COLUMNS = [
  { title: 'VERSION' }, { title: 'REQUESTS', align: 'right' as const }, { title: 'SHARE', align: 'right' as const }, { title: 'INTERVAL', align: 'right' as const },
  { title: 'WEIGHT', align: 'right' as const },
];

function messageOf(judged: ShareVerdict, verdict: ShareVerdict['verdict'], { mixed, failed }: VerifyAbout): string {
  const { total, options, requestsNeeded, detectable } = judged;
  const telling = tellingOf(judged);
  const got = telling === undefined ? `${total} requests` : `${telling.name} got ${count(telling.count)} of ${count(total)} requests (${percent(telling.observed)}`
    + `, interval ${percent(telling.low)} to ${percent(telling.high)}), its weight is ${percent(telling.expected)}`;
  const seen = detectable === undefined ? 'they could not have shown any deviation' : `they could have shown a deviation of ${points(detectable)}`;
  const needed = `${count(requestsNeeded)} requests show one of ${points(options.deviation)}`;
  const notes = [
    ...judged.estimated ? ['counts of Prometheus are estimates: increase() extrapolates'] : [],
    ...failed ? [`${count(failed)} requests told no version, and are not among these`] : [],
  ];
  return [[sentence(verdict, judged, got, mixed), `${seen}; ${needed}`].join('; '), ...notes].join('\n');
}

function sentence(verdict: ShareVerdict['verdict'], judged: ShareVerdict, got: string, mixed: string | undefined): string {
  if (mixed !== undefined) {
    return `${got}: that proves nothing, since requests that the split does not decide are counted, too (${mixed}); count those of the split alone, and say --audience split`;
  }
  if (judged.verdict === 'differ' && verdict !== 'differ') {
    return `${got}: that differs, chance gives as much in ${percent(judged.pValue)} of cases, but these metrics would count callers inside the cluster as well, who follow no weights;`
      + ' if there are none, say --audience split, or inClusterCallers: false in the monitoring';
  }
  const { total, pValue, options } = judged;
  switch (verdict) {
    case 'differ':
      return `${got}: that differs, chance gives as much in ${percent(pValue)} of cases`;
    case 'agree':
      return `${got}: that agrees`;
    default:
      return total === 0 ? 'no request was counted' : `${got}: that proves nothing yet, ${pValue < options.alpha ? 'by less than the tolerance' : 'so few requests'}`;
  }
}

/** The version whose share is least probable; of two the one with the smaller weight, as that is the one people ask about. */
function tellingOf({ versions, total }: ShareVerdict): ShareVerdict['versions'][number] | undefined {
  if (total === 0) return undefined;
  return [...versions].sort((a, b) => a.pValue - b.pValue || a.expected - b.expected)[0];
}

function points(value: number): string {
  return `${Number(value.toPrecision(3))} points`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
