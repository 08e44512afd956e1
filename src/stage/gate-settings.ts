import { didYouMean, TrafficError } from '../errors';
import { quote } from '../names';

/** What `gate` asks of one metric's latency. */
export interface GateLatency {
  /** A request that takes longer is slow; a boundary of the histogram's buckets. */
  readonly seconds: number;
  /** Percentage points more of slow requests that the canary may have. */
  readonly margin?: number;
}

/** A metric of the user: bad ones of all, or a value that has a limit. `$version` and `$window` are put into the expressions. */
export interface GateMetric {
  readonly name: string;
  /** Expression for the number of bad ones within `$window`. */
  readonly bad?: string;
  /** Expression for the number of all within `$window`. */
  readonly total?: string;
  /** Percentage points more that the canary may have. */
  readonly margin?: number;
  /** Expression for a value of the canary at the moment. */
  readonly value?: string;
  /** The most it may be. */
  readonly max?: number;
  /** The least it may be. */
  readonly min?: number;
}

/** What decides whether a canary may go on, as the stage file states it under `gate`. */
export interface GateSettings {
  /** Percentage points more of errors that the canary may have. */
  readonly margin?: number;
  /** Chance of a wrong verdict over all metrics and stages, in percent. */
  readonly alpha?: number;
  /** Requests that each version must have. */
  readonly minRequests?: number;
  /** How long after the weight landed nothing is counted, such as '2m'. */
  readonly warmup?: string;
  readonly latency?: GateLatency;
  readonly metrics?: readonly GateMetric[];
  /** What is otherwise at a stage, by its name. */
  readonly stages?: { readonly [stage: string]: GateSettings };
}

/**
 * Checks the key `gate` of a stage file's entry.
 *
 * @throws when it holds an unknown key or a value that is not allowed
 */
export function checkGate(where: string, value: unknown, ofStage = false): GateSettings {
  const gate = mapOf(where, value, ofStage ? KEYS.filter(key => key !== 'stages' && key !== 'alpha') : KEYS);
  for (const [name, [above, most]] of Object.entries(RANGES)) {
    if (gate[name] !== undefined) checkRange(`${where}.${name}`, gate[name], above, most);
  }
  if (gate.minRequests !== undefined && !(Number.isInteger(gate.minRequests) && (gate.minRequests as number) > 0)) {
    throw new TrafficError(`${where}.minRequests is ${quote(gate.minRequests)}, but must be a whole number above 0`);
  }
  if (gate.warmup !== undefined) checkDuration(`${where}.warmup`, gate.warmup);
  if (gate.latency !== undefined) {
    const latency = mapOf(`${where}.latency`, gate.latency, ['seconds', 'margin']);
    checkRange(`${where}.latency.seconds`, latency.seconds, 0, 3600);
    if (latency.margin !== undefined) checkRange(`${where}.latency.margin`, latency.margin, 0, 100);
  }
  if (gate.metrics !== undefined) checkMetrics(`${where}.metrics`, gate.metrics);
  if (gate.stages !== undefined) {
    const stages = mapOf(`${where}.stages`, gate.stages, undefined);
    for (const [stage, settings] of Object.entries(stages)) {
      if (!STAGE.test(stage)) throw new TrafficError(`${where}.stages names ${quote(stage)}, but only weight-1 to weight-99 and full are judged`);
      checkGate(`${where}.stages.${stage}`, settings, true);
    }
  }
  return gate as GateSettings;
}

/** The settings at a stage: what is stated for it before what is stated for all. */
export function gateAt(settings: GateSettings, stage: string | undefined): GateSettings {
  const { stages, ...common } = settings;
  return { ...common, ...stage === undefined ? {} : stages?.[stage] };
}

const KEYS = ['margin', 'alpha', 'minRequests', 'warmup', 'latency', 'metrics', 'stages'];
const RANGES: { [name: string]: [number, number] } = { margin: [0, 100], alpha: [0, 50] };
const STAGE = /^(weight-([1-9]|[1-9][0-9])|full)$/;

function checkMetrics(where: string, value: unknown): void {
  if (!Array.isArray(value)) throw new TrafficError(`${where} is no list; list metrics, each with a name`);
  const names = new Set<unknown>(['errors', 'latency']);
  value.forEach((item, i) => {
    const metric = mapOf(`${where}[${i}]`, item, ['name', 'bad', 'total', 'margin', 'value', 'max', 'min']);
    const { name } = metric;
    if (typeof name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(name)) throw new TrafficError(`${where}[${i}].name is ${quote(name)}, but must be lower-case letters, digits and '-'`);
    if (names.has(name)) throw new TrafficError(`${where}[${i}].name is ${quote(name)}, which is taken; names of metrics differ`);
    names.add(name);
    const ratio = metric.bad !== undefined || metric.total !== undefined;
    for (const key of ratio ? ['bad', 'total'] : ['value']) {
      if (typeof metric[key] !== 'string' || metric[key] === '') {
        throw new TrafficError(`${where}[${i}].${key} is ${quote(metric[key])}, but must be an expression; a metric has either bad and total, or value with max or min`);
      }
      if (!(metric[key] as string).includes('$version')) throw new TrafficError(`${where}[${i}].${key} does not hold $version, so it would be the same for both versions`);
      if (ratio && !(metric[key] as string).includes('$window')) throw new TrafficError(`${where}[${i}].${key} does not hold $window; count with increase(...[$window])`);
    }
    const limits = ratio ? ['margin'] : ['max', 'min'];
    const foreign = ['margin', 'max', 'min', ...ratio ? ['value'] : []].filter(key => !limits.includes(key) && metric[key] !== undefined);
    if (foreign.length > 0) throw new TrafficError(`${where}[${i}] has ${foreign.join(' and ')}, which ${ratio ? 'a metric with bad and total' : 'a metric with a value'} does not take`);
    if (!ratio && metric.max === undefined && metric.min === undefined) throw new TrafficError(`${where}[${i}] has a value but neither max nor min`);
    if (metric.margin !== undefined) checkRange(`${where}[${i}].margin`, metric.margin, 0, 100);
    for (const key of ['max', 'min']) {
      if (metric[key] !== undefined && !Number.isFinite(metric[key])) throw new TrafficError(`${where}[${i}].${key} is ${quote(metric[key])}, but must be a number`);
    }
  });
}

function mapOf(where: string, value: unknown, known: string[] | undefined): { [name: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TrafficError(`${where} is ${quote(value)}, but must be a map`);
  const foreign = known === undefined ? undefined : Object.keys(value).find(name => !known.includes(name));
  if (foreign !== undefined) throw new TrafficError(`${where} has the key '${foreign}', but knows ${known!.join(', ')}${didYouMean(foreign, known!)}`);
  return value as { [name: string]: unknown };
}

function checkRange(where: string, value: unknown, above: number, most: number): void {
  if (typeof value !== 'number' || !(value > above && value <= most)) throw new TrafficError(`${where} is ${quote(value)}, but must be a number above ${above} and at most ${most}`);
}

function checkDuration(where: string, value: unknown): void {
  if (typeof value !== 'string' || !/^(?=.)(\d+h)?(\d+m)?(\d+s)?$/.test(value)) throw new TrafficError(`${where} is ${quote(value)}, but must be a duration such as 2m or 1h30m`);
}
