import type { Console } from '../console.js';
import type { TrafficDecision, TrafficExplanation, TrafficRequest } from '../library.js';
import { renderTable, visible } from '../table.js';

/** A decision and the request that it is about. */
export interface Decided {
  /** Name of the class, where it is one. */
  readonly name?: string;
  readonly request: TrafficRequest;
  readonly decision: TrafficDecision;
}

/** One decision, as a page for people. */
export function renderDecision({ request, decision }: Decided, { colors }: Console): string {
  const lines: [string, string][] = [
    ['answered by', decision.route === undefined ? 'no route' : `${decision.routeKind} ${decision.route}, rule ${ruleOf(decision)}`],
    ['gateway', decision.gateway === undefined ? 'none' : `${decision.gateway}${decision.listener === undefined ? '' : `, listener ${decision.listener}`}`],
    ['status', statusOf(decision)],
  ];
  for (const [service, share] of Object.entries(decision.shares)) lines.push(['share', `${service} ${percentOf(share)}`]);
  if (decision.errorShare > 0) lines.push(['share', `status 500 ${percentOf(decision.errorShare)}`]);
  for (const { backend, percent } of decision.mirrors) lines.push(['mirror', `${backend} gets a copy of ${percentOf(percent / 100)}`]);
  lines.push(...changesOf(request, decision));
  const width = Math.max(...lines.map(([title]) => title.length));
  return [
    colors.bold(visible(request.describe())),
    ...lines.map(([title, text]) => `  ${title.padEnd(width)}  ${visible(text)}`),
    ...decision.notes.map(note => `  ${'note'.padEnd(width)}  ${visible(note)}`),
  ].join('\n');
}

/** Many decisions, a line each. */
export function renderDecisions(decided: readonly Decided[], { colors }: Console, width: number): string {
  const rows = decided.map(({ request, decision }) => [
    request.describe(), decision.grpcCode ?? String(decision.status), decision.route ?? '-', decision.rule === undefined ? '-' : ruleOf(decision),
    decision.redirect === undefined ? sharesOf(decision) : decision.describe(),
  ]);
  return renderTable([
    { title: 'REQUEST', min: 20, wrap: true }, { title: 'STATUS' }, { title: 'ROUTE' }, { title: 'RULE' }, { title: 'SHARES', min: 20, wrap: true },
  ], rows, width, colors);
}

/** How a decision came about: listeners, matches in order of precedence, matches that fail. */
export function renderExplanation({ candidates, misses, listeners }: TrafficExplanation, { colors }: Console, width: number): string {
  const rows = (list: TrafficExplanation['candidates']) => list.map(({ routeKind, route, rule, ruleName, conditions, hostname, why }) => [
    `${routeKind} ${route}`, ruleName ?? String(rule), `${hostname === undefined ? '' : `host ${hostname}, `}${conditions}`, why,
  ]);
  const table = (title: string, list: TrafficExplanation['candidates'], reason: string) => list.length === 0 ? [] : ['', colors.bold(title), renderTable([
    { title: 'ROUTE' }, { title: 'RULE' }, { title: 'CONDITIONS', min: 20, wrap: true }, { title: reason, min: 20, wrap: true },
  ], rows(list), width, colors).trimEnd()];
  return [
    ...listeners.map(listener => `  ${visible(listener)}`),
    ...table('Matches that fit, in order of precedence', candidates, 'WHY'),
    ...table('Matches that do not fit', misses, 'WHY NOT'),
  ].join('\n');
}

function ruleOf({ rule, ruleName }: TrafficDecision): string {
  return ruleName === undefined ? String(rule) : ruleName;
}

function statusOf({ status, grpcCode, redirect }: TrafficDecision): string {
  if (redirect === undefined) return grpcCode === undefined ? String(status) : `${grpcCode} (HTTP ${status})`;
  const { scheme, hostname, port, path } = redirect;
  return `${status}, redirect to ${scheme === undefined ? '' : `${scheme}://`}${hostname}${port === undefined ? '' : `:${port}`}${path}`;
}

function sharesOf(decision: TrafficDecision): string {
  return decision.route === undefined ? '-' : decision.describe();
}

/** What backends are sent, where it is not what came in. */
function changesOf(request: TrafficRequest, { backends }: TrafficDecision): [string, string][] {
  const told = new Set<string>();
  for (const { backend, host, path, headers, responseHeaders } of backends) {
    const changes: string[] = [];
    if (host !== request.host) changes.push(`host ${host}`);
    if (path !== request.path) changes.push(`path ${path}`);
    for (const { name, value } of headers) {
      if (!request.headers.some(header => header.name === name && header.value === value)) changes.push(`${name}: ${value}`);
    }
    for (const { name } of request.headers) {
      if (!headers.some(header => header.name === name)) changes.push(`without ${name}`);
    }
    for (const { set, add, remove } of responseHeaders) {
      changes.push(...[...set, ...add].map(({ name, value }) => `answer with ${name}: ${value}`), ...remove.map(name => `answer without ${name}`));
    }
    if (changes.length > 0) told.add(`${backend}: ${changes.join(', ')}`);
  }
  return [...told].map(text => ['changed', text]);
}

function percentOf(share: number): string {
  return `${Number((share * 100).toFixed(4))} %`;
}
