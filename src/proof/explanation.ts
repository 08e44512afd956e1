import { TrafficDecision } from './decision';
import { EntryPoint, listenerFor, Listener } from './listeners';
import { Candidate, compareCandidates } from './precedence';
import { kindFits } from './route-index';
import { describeTest, firstFailure } from './request-test';
import { TrafficRequest } from './request';

/** A match that a request satisfies or nearly satisfies. */
export interface ExplainedMatch {
  /** 'HTTPRoute' or 'GRPCRoute'. */
  readonly routeKind: string;
  /** The route as 'namespace/name'. */
  readonly route: string;
  /** Place of the rule in the route, from 0. */
  readonly rule: number;
  /** Name of the rule. */
  readonly ruleName?: string;
  /** Place of the match in the rule, from 0. */
  readonly match: number;
  /** Hostname of the route that admits the request. */
  readonly hostname?: string;
  /** The conditions in words. */
  readonly conditions: string;
  /** For the winner why it stands before the next; for others why the one before stands before them, or what does not hold. */
  readonly why: string;
}

/** How a decision came about; made by `TrafficModel.explain`. */
export interface TrafficExplanation {
  /** The decision. */
  readonly decision: TrafficDecision;
  /** Matches that the request satisfies, in order of precedence; the first one wins. */
  readonly candidates: ExplainedMatch[];
  /** Matches of the same listener that it does not satisfy, with the first condition that does not hold; at most 20. */
  readonly misses: ExplainedMatch[];
  /** Listeners that were asked, in words. */
  readonly listeners: string[];
}

const MOST_MISSES = 20;

/** How the entry points answer a request: all that takes part in the decision. */
export function explain(request: TrafficRequest, entries: EntryPoint[], decision: TrafficDecision): TrafficExplanation {
  const asked = entries.map(entry => ({ entry, listener: listenerFor(entry, request.host) }));
  const winner = asked.find(({ listener }) => listener !== undefined && listener.index.find(request) !== undefined)?.listener
    ?? asked.find(({ listener }) => listener !== undefined)?.listener;
  const candidates = winner?.index.all(request) ?? [];
  return {
    decision,
    candidates: candidates.map((candidate, i) => explained(candidate, reasonAt(candidates, i))),
    misses: missesOf(request, winner, candidates),
    listeners: asked.map(({ entry, listener }) => describeAsked(entry, listener, listener === winner, request.host)),
  };
}

/** Why one candidate wins over another, in words. */
export function whyBefore(winner: Candidate, other: Candidate): string {
  return compareCandidates(winner, other).why;
}

function reasonAt(candidates: Candidate[], i: number): string {
  if (candidates.length === 1) return 'no other match fits';
  return i === 0 ? `it comes first: ${whyBefore(candidates[0], candidates[1])}` : `after the one before: there ${whyBefore(candidates[i - 1], candidates[i])}`;
}

function missesOf(request: TrafficRequest, listener: Listener | undefined, found: Candidate[]): ExplainedMatch[] {
  const taken = new Set(found.map(({ match }) => match));
  const missed = (listener?.index.matchesFor(request.host) ?? []).filter(({ match }) => !taken.has(match));
  return missed.slice(0, MOST_MISSES).map(candidate => explained(candidate,
    kindFits(candidate.match, request) ? firstFailure(candidate.match.test, request) ?? '' : 'it takes gRPC calls only'));
}

function explained({ match, hostname }: Candidate, why: string): ExplainedMatch {
  const { rule, index, test } = match;
  return {
    routeKind: rule.route.kind,
    route: rule.route.key,
    rule: rule.index,
    ...(rule.name === undefined ? {} : { ruleName: rule.name }),
    match: index,
    ...(hostname === '' ? {} : { hostname }),
    conditions: describeTest(test),
    why,
  };
}

function describeAsked({ gateway, port }: EntryPoint, listener: Listener | undefined, answers: boolean, host: string): string {
  const where = `Gateway ${gateway.key}${port === undefined ? '' : ` on port ${port}`}`;
  if (listener === undefined) return `${where}: no listener answers for '${host}'`;
  const name = `${listener.name === undefined ? '' : ` '${listener.name}'`}${listener.hostname === undefined ? '' : ` for '${listener.hostname}'`}`;
  return `${where}: ${gateway.assumed ? 'assumed ' : ''}listener${name}${answers ? ', which answers' : ''}`;
}
