import type { Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { Exit, UsageError } from '../exit.js';
import { readObjects } from '../input/model.js';
import { duration } from '../live/options.js';
import { TrafficModel } from '../library.js';
import { addCommonOptions, formatOf, numberWithin, oneOf, positiveNumber, wholeNumber, type CommonOptions } from '../options.js';
import { addMetricOptions, checkNoMetricOptions, prometheusOf, type MetricOptions } from '../prometheus/options.js';
import { withProgress } from '../progress.js';
import { addRequestOptions, requestOf, type RequestOptions } from '../route/requests.js';
import { dispersion } from '../stats/option.js';
import { SHARE_DEFAULTS } from '../stats/share.js';
import { renderVerify, VERIFY_EXIT, verifyCounts, type VerifyAnswer } from '../verify/answer.js';
import { byName, expectedByManifests, nameAndNumber, type Expected, type Mixed } from '../verify/expected.js';
import { countsByPrometheus } from '../verify/prometheus.js';
import { readerOf, type ReaderOptions } from '../verify/reader.js';
import { countsByUrl } from '../verify/url.js';

const FORMATS = ['text', 'json'] as const;
const AUDIENCES = ['split', 'all'] as const;

/** The options of `verify`. */
export type VerifyOptions = CommonOptions & RequestOptions & MetricOptions & ReaderOptions & {
  readonly expect?: ReadonlyMap<string, number>;
  readonly observed?: ReadonlyMap<string, number>;
  readonly url?: string;
  readonly number?: number;
  readonly rate?: number;
  readonly concurrency?: number;
  readonly timeout?: number;
  readonly keepAlive?: boolean;
  readonly app?: string;
  readonly since?: string;
  readonly audience?: string;
  readonly alpha?: number;
  readonly power?: number;
  readonly deviation?: number;
  readonly tolerance?: number;
  readonly dispersion?: number;
};

/** `verify`: do observed counts agree with the weights. */
export const verify: CliCommand = {
  name: 'verify',
  summary: 'whether observed counts by version agree with the weights, and how many requests it takes to know',

  configure(command: Command): void {
    command
      .argument('[manifests...]', 'where the weights stand, with --path or --grpc for the request; or give --expect')
      .option('--expect <name=weight>', 'a version and its weight, repeatable', nameAndNumber)
      .option('--observed <name=count>', 'a version and how often it answered, repeatable', nameAndNumber)
      .option('--url <url>', 'send requests here, and count who answers')
      .option('-n, --number <number>', 'how many requests (default 500)', wholeNumber(10_000_000))
      .option('--rate <number>', 'requests per second, at most (default 50)', positiveNumber)
      .option('--concurrency <number>', 'requests under way at once, at most (default 10)', wholeNumber(10_000_000))
      .option('--timeout <time>', 'the longest that an answer may take (default 10s)', duration)
      .option('--keep-alive', 'use connections again (default: a new one each, which no balancer can stick to)')
      .option('--version-header <name>', 'the version is in this header of the answer')
      .option('--version-json <field>', 'the version is in this field of the answer, such as build.version')
      .option('--version-body <regex>', 'the version is what this pattern finds, or its first group');
    addRequestOptions(command);
    command
      .option('--app <app>', 'the app whose metrics are asked for, with --prometheus')
      .option('--since <time>', 'count from here: 30m, or ISO 8601 (default 10m), with --prometheus')
      .option('--audience <who>', 'split: the counts are of requests that the split decided, and of no others; all: callers inside the'
        + ' cluster are among them (default: by the manifests)', oneOf(AUDIENCES));
    addMetricOptions(command);
    command
      .option('--alpha <percent>', 'chance of "differ" though the weights are right (default 5)', numberWithin(50))
      .option('--power <percent>', 'chance of seeing the deviation (default 95)', numberWithin(100))
      .option('--deviation <points>', `percentage points that must not go unseen (default ${SHARE_DEFAULTS.deviation})`, numberWithin(100))
      .option('--tolerance <points>', `percentage points that do not matter (default ${SHARE_DEFAULTS.tolerance})`, numberWithin(100))
      .option('--dispersion <number>', 'how much more the counts scatter than single requests would, such as the requests that a kept connection'
        + ' sends to one version (default 1)', dispersion);
    addCommonOptions(command, FORMATS);
    command.addHelpText('after', `
agree: as the weights have it. differ: improbable under the weights, and by more than the tolerance. too-few: these counts could not
have shown it, or others than the split's requests are among them. Exit code 0 for agree, 1 for differ, 3 for too-few.

Examples:
  cdk8s-traffic verify --expect stable=95 --expect canary=5 --observed stable=95 --observed canary=5
  cdk8s-traffic verify dist/task-api --path /api/version --url http://localhost:8080/api/version -n 1000 --version-json version
  cdk8s-traffic verify dist/task-api --path /api/version --prometheus http://localhost:9090 --since 1h`);
  },

  async run(command: Command, context: Context): Promise<number> {
    const options = command.opts<VerifyOptions>();
    const format = formatOf(options, FORMATS);
    checkSource(options, context.env);
    const objects = command.args.length === 0 ? [] : await readObjects(command.args, context);
    const { expected, mixed } = expectedOf(objects, command.args.length > 0, options);
    const answer = await answerOf(expected, countedBeside(mixed, options), objects, options, context);
    if (format === 'json') context.console.json(answer);
    else context.console.answer(renderVerify(answer, context.console));
    const exit = VERIFY_EXIT[answer.verdict];
    return exit === Exit.done && options.strict && (answer.failed ?? 0) > 0 ? Exit.findings : exit;
  },
};

/** Whose requests are counted beside the split's: what the user says, else what the manifests show. */
function countedBeside(mixed: Mixed, { audience, url }: VerifyOptions): Mixed {
  if (audience === 'split') return undefined;
  return audience === 'all' && url === undefined ? mixed ?? 'callers inside the cluster' : mixed;
}

async function answerOf(expected: readonly Expected[], mixed: Mixed, objects: readonly any[], options: VerifyOptions, context: Context): Promise<VerifyAnswer> {
  const limits = limitsOf(options);
  if (options.observed !== undefined) return verifyCounts(byName(expected, options.observed), limits, { mixed });
  if (options.url !== undefined) {
    // These are requests of the class itself, and no others.
    const { counts, failed } = await withProgress(context.console, 'sending requests', step => countsByUrl(expected, options, step, context));
    return verifyCounts(byName(expected, counts), limits, { failed });
  }
  const prometheus = prometheusOf(options, context.env)!;
  const { counts, perhapsMixed } = await withProgress(context.console, 'asking Prometheus', () => countsByPrometheus(prometheus, expected, objects, options));
  return verifyCounts(counts, limits, { mixed, perhapsMixed: perhapsMixed && options.audience !== 'split' });
}

function expectedOf(objects: readonly any[], given: boolean, options: VerifyOptions): { expected: readonly Expected[]; mixed: Mixed } {
  const request = requestOf(options);
  if (options.expect !== undefined) {
    if (request !== undefined) throw new UsageError('--expect states the weights, and --path asks the manifests for them; give one of them');
    const expected = [...options.expect].map(([name, weight]) => ({ name, weight }));
    if (expected.length < 2) throw new UsageError('--expect is given for one version only; give every version of the split');
    if (expected.every(({ weight }) => weight === 0)) throw new UsageError('every weight of --expect is 0, so there is no share to compare with');
    return { expected, mixed: undefined };
  }
  if (!given) throw new UsageError('there are no weights to compare with; give --expect NAME=WEIGHT for each version, or manifests with --path');
  if (request === undefined) throw new UsageError('say by --path PATH or --grpc SERVICE/METHOD which request is meant, as shares differ by request');
  return expectedByManifests(TrafficModel.fromManifests([...objects], {}), request, objects);
}

function checkSource(options: VerifyOptions, env: NodeJS.ProcessEnv): void {
  const { observed, url, prometheus } = options;
  const sources = [observed !== undefined && '--observed', url !== undefined && '--url', prometheus !== undefined && '--prometheus'].filter(Boolean);
  if (sources.length > 1) throw new UsageError(`${sources.join(' and ')} exclude each other: counts come from one place`);
  if (observed !== undefined || url !== undefined) checkNoMetricOptions(options);
  if (url === undefined) {
    const flags = ['number', 'rate', 'concurrency', 'timeout', 'keepAlive', 'versionHeader', 'versionJson', 'versionBody'] as const;
    const stray = flags.find(flag => options[flag] !== undefined);
    if (stray !== undefined) throw new UsageError(`--${stray.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)} is about sending requests; give --url, too`);
  } else {
    readerOf(options);
  }
  if (sources.length === 0 && !env.PROMETHEUS_URL) {
    throw new UsageError('there are no counts; give --observed NAME=COUNT for each version, --url URL to send requests, or --prometheus URL');
  }
}

function limitsOf({ alpha, power, deviation, tolerance, dispersion }: VerifyOptions) {
  const given = { alpha: alpha === undefined ? undefined : alpha / 100, power: power === undefined ? undefined : power / 100, deviation, tolerance, dispersion };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
