import { setTimeout as sleep } from 'node:timers/promises';
import type { TrafficDecision, TrafficModel, TrafficRequest } from '../library.js';
import { judgeShares } from '../stats/share.js';
import { copiesDifference, isPartly, settle } from './copies.js';
import type { Answer, Client } from './send.js';
import type { PreviewListener } from './translate.js';

/** A request whose answer is not what was decided. */
export interface Disagreement {
  readonly request: TrafficRequest;
  readonly decided: any;
  /** What is otherwise, in words. */
  readonly what: string;
}

/** What a comparison saw. */
export interface Comparison {
  readonly compared: number;
  /** Requests that were sent: a split is asked many times. */
  readonly sent: number;
  /** Requests whose answer was right only when they were sent once more: Envoy may take a moment for the endpoints of what it was just given. */
  readonly late: number;
  readonly disagreements: readonly Disagreement[];
  /** Requests that no listener here takes, or that cannot be sent. */
  readonly left: readonly { readonly request: TrafficRequest; readonly why: string }[];
}

/** What a comparison needs. */
export interface CompareInput {
  readonly model: TrafficModel;
  readonly requests: readonly TrafficRequest[];
  readonly listeners: readonly PreviewListener[];
  readonly client: Client;
  /** How often a request is sent that several may answer. */
  readonly repeat: number;
  /** How often each Service heard the requests of an id; where it is given, copies (mirrors) are compared as well. */
  readonly heardOf?: (id: string) => ReadonlyMap<string, number>;
  /** Requests under way at once. */
  readonly concurrency?: number;
  /** Also compares what the specification leaves open. */
  readonly strict?: boolean;
  /** Told after each request. */
  readonly step?: (done: number) => void;
}

/** How long a failure has to become the right answer, in milliseconds. */
const PAUSE = 200;

/** Chance of a split that is right but looks wrong: so small that thousands of splits raise no false alarm. */
const ALPHA = 1e-7;

/**
 * Sends requests to Envoy, and compares each answer with the decision. Those that several backends may answer come last and one after the other: Envoy
 * walks the backends of a rule in turn, so two that alternate would each seem to be stuck to one.
 */
export async function compareWithEnvoy(input: CompareInput): Promise<Comparison> {
  const { model, requests, listeners, client, concurrency = 16, strict = false, heardOf, step } = input;
  const disagreements: Disagreement[] = [];
  const left: { request: TrafficRequest; why: string }[] = [];
  let [sent, late, done] = [0, 0, 0];
  const places: Place[] = [];
  for (const request of requests) {
    const decision = model.decide(request);
    const port = portOf(request, decision, listeners);
    const why = port === undefined ? 'no listener here takes it' : strict ? undefined : open(request);
    if (why === undefined) places.push({ request, decision, port: port!, id: String(places.length) });
    else left.push({ request, why });
  }
  const asked: Asked[] = [];
  const one = async (place: Place, times: number, atOnce: number) => {
    const { request, decision, port, id } = place;
    const ask = async (as: string) => {
      const answers: Answer[] = [];
      await inParallel(times, atOnce, async () => answers.push(await client.send(port, request, heardOf === undefined ? undefined : as)));
      sent += answers.length;
      return { answers, as, what: difference(decision, answers) };
    };
    try {
      let told = await ask(id);
      if (told.what !== undefined && told.answers.some(isFailure)) {
        await sleep(PAUSE);
        told = await ask(`${id} again`);
        if (told.what === undefined) late++;
      }
      if (told.what !== undefined) disagreements.push({ request, decided: decision.toJson(), what: told.what });
      asked.push({ ...place, id: told.as, answers: countByBackend(told.answers), times });
    } catch (error) {
      left.push({ request, why: (error as Error).message });
    }
    step?.(++done);
  };
  const [several, single] = [places.filter(isSplit), places.filter(place => !isSplit(place))];
  await inParallel(single.length, concurrency, index => one(single[index], 1, 1));
  for (const place of several) await one(place, input.repeat, concurrency);
  if (heardOf !== undefined) disagreements.push(...await copied(asked, heardOf));
  return { compared: requests.length - left.length, sent, late, disagreements, left };
}

interface Place {
  readonly request: TrafficRequest;
  readonly decision: TrafficDecision;
  readonly port: number;
  readonly id: string;
}

/** A request that was sent, and who answered how often. */
interface Asked extends Place {
  readonly times: number;
  readonly answers: ReadonlyMap<string, number>;
}

function isSplit({ decision: { backends, errorShare, mirrors } }: Place): boolean {
  return backends.length + (errorShare > 0 ? 1 : 0) > 1 || mirrors.some(isPartly);
}

/** Copies come after the answers, so they are counted when no more come. */
async function copied(asked: readonly Asked[], heardOf: (id: string) => ReadonlyMap<string, number>): Promise<Disagreement[]> {
  await settle(() => asked.reduce((sum, { id }) => [...heardOf(id).values()].reduce((all, count) => all + count, sum), 0));
  return asked.flatMap(({ request, decision, id, times, answers }) => {
    const what = copiesDifference(decision, times, answers, heardOf(id));
    return what === undefined ? [] : [{ request, decided: decision.toJson(), what }];
  });
}

/** Whether Envoy itself answered, with a failure. */
function isFailure({ backend, status, grpcStatus = 0 }: Answer): boolean {
  return backend === undefined && (status >= 500 || grpcStatus > 0);
}

function countByBackend(answers: readonly Answer[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { backend } of answers) if (backend !== undefined) counts.set(backend, (counts.get(backend) ?? 0) + 1);
  return counts;
}

/** Does something so many times, so many at once. */
async function inParallel(times: number, atOnce: number, body: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(atOnce, times) }, async () => {
    while (next < times) await body(next++);
  }));
}

/** What the specification leaves to the gateway: then either answer is right. */
function open({ headers }: TrafficRequest): string | undefined {
  const names = headers.map(({ name }) => name.toLowerCase());
  return new Set(names).size < names.length ? 'a header is sent twice, which the Gateway API leaves to the gateway' : undefined;
}

/** The port of the listener that decides; undefined where there is none such. */
function portOf(request: TrafficRequest, { gateway, listener }: TrafficDecision, listeners: readonly PreviewListener[]): number | undefined {
  const there = listeners.filter(one => gateway === undefined || one.gateway === gateway);
  const named = there.filter(one => (listener === undefined || one.name === listener) && (request.port === undefined || one.stated === request.port));
  // No listener decides: then any of the stated port will do, as it answers 404.
  const found = named[0] ?? there.find(one => listener === undefined && (request.port === undefined || one.stated === request.port));
  return found?.port;
}

function difference(decision: TrafficDecision, answers: readonly Answer[]): string | undefined {
  const first = answers.map(answer => differenceOf(decision, answer)).find(what => what !== undefined);
  return first ?? splitDifference(decision, answers);
}

/** What of a single answer is otherwise. */
function differenceOf(decision: TrafficDecision, answer: Answer): string | undefined {
  const { backend, status, grpcStatus } = answer;
  if (backend !== undefined) {
    const decided = decision.backends.filter(one => one.backend === backend);
    if (decided.length === 0) return `${backend} answers, but ${sharesText(decision)} was decided`;
    return answer.seen === undefined ? undefined : sentDifference(decided, answer);
  }
  if (decision.redirect !== undefined) return redirectDifference(decision, answer);
  if (decision.grpcCode !== undefined) {
    if (decision.errorShare > 0 && decision.grpcCode === 'OK') return undefined;
    const codes: Record<string, number[]> = { OK: [0], UNIMPLEMENTED: [12], UNAVAILABLE: [14, 2, 13] };
    // Without a route Envoy answers with the HTTP status that clients take for the code.
    const asHttp: Record<string, number> = { UNIMPLEMENTED: 404, UNAVAILABLE: 500 };
    const fits = grpcStatus === undefined ? status === asHttp[decision.grpcCode] : codes[decision.grpcCode]?.includes(grpcStatus);
    return fits ? undefined : `gRPC status ${grpcStatus ?? `none, HTTP ${status}`}, but ${decision.grpcCode} was decided`;
  }
  if (decision.errorShare > 0 && status === 500) return undefined;
  return status === decision.status && decision.backends.length === 0 ? undefined : `status ${status}, but ${decision.status} from ${sharesText(decision)} was decided`;
}

/** What the backend was sent: its path, and the headers that were to be set or removed. */
function sentDifference(decided: TrafficDecision['backends'], { seen }: Answer): string | undefined {
  const problems = decided.map(({ path, host, headers }) => {
    const gotPath = seen!.path.split('?')[0];
    if (gotPath !== path) return `the backend was sent the path ${gotPath}, but ${path} was decided`;
    if (host !== '' && seen!.headers.host !== host) return `the backend was sent the host ${seen!.headers.host}, but ${host} was decided`;
    const wrong = headers.find(({ name }) => {
      const all = headers.filter(other => other.name.toLowerCase() === name.toLowerCase()).flatMap(({ value }) => value.split(/, ?/));
      const got = seen!.headers[name.toLowerCase()];
      return name.toLowerCase() !== 'cookie' && String(got).split(/, ?/).join(',') !== all.join(',');
    });
    return wrong === undefined ? undefined : `the backend was sent ${wrong.name}: ${String(seen!.headers[wrong.name.toLowerCase()])}, but ${wrong.value} was decided`;
  });
  return problems.includes(undefined) ? undefined : problems[0];
}

function redirectDifference({ redirect, status }: TrafficDecision, answer: Answer): string | undefined {
  if (answer.status !== status) return `status ${answer.status}, but a redirect with ${status} was decided`;
  const { scheme = 'http', hostname, port, path } = redirect!;
  const expected = new URL(`${scheme}://${hostname || 'localhost'}${port === undefined ? '' : `:${port}`}${path}`);
  let got: URL;
  try {
    got = new URL(String(answer.headers.location), expected);
  } catch {
    return `the redirect leads to ${String(answer.headers.location)}`;
  }
  // The port of the listener here is another than that of the manifests.
  const same = got.pathname === expected.pathname && (hostname === '' || got.hostname === expected.hostname) && (scheme === undefined || got.protocol === expected.protocol);
  return same ? undefined : `the redirect leads to ${got.href}, but ${expected.href} was decided`;
}

function splitDifference({ shares, errorShare }: TrafficDecision, answers: readonly Answer[]): string | undefined {
  if (answers.length < 2) return undefined;
  const weights = { ...shares, ...errorShare > 0 && { error: errorShare } };
  const observed = Object.entries(weights).map(([name, weight]) => ({
    name, weight, count: answers.filter(({ backend = 'error' }) => backend === name).length,
  }));
  const { verdict } = judgeShares(observed, { alpha: ALPHA });
  return verdict === 'differ' ? `of ${answers.length} requests ${observed.map(({ name, count }) => `${name} got ${count}`).join(', ')}, but ${sharesText({ shares })} was decided` : undefined;
}

function sharesText({ shares }: Pick<TrafficDecision, 'shares'>): string {
  return Object.entries(shares).map(([service, share]) => `${service} ${Number((share * 100).toFixed(2))} %`).join(', ') || 'no backend';
}
