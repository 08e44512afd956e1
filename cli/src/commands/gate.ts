import { InvalidArgumentError, type Command } from 'commander';
import { existsSync } from 'node:fs';
import type { CliCommand, Context } from '../command.js';
import { UsageError } from '../exit.js';
import { answerOf, GATE_EXIT, renderGate, type GateAnswer } from '../gate/answer.js';
import { askGate, nothingToJudge, type GatedApp, type GateQuestion } from '../gate/ask.js';
import { judgeRatio } from '../gate/check.js';
import { addGateLimits, gatePlan } from '../gate/settings.js';
import { watchGate } from '../gate/watch.js';
import { duration } from '../live/options.js';
import { addCommonOptions, formatOf, type CommonOptions } from '../options.js';
import { addMetricOptions, checkNoMetricOptions, prometheusOf } from '../prometheus/options.js';
import { withProgress } from '../progress.js';
import { findEntry, readStageFile, STAGE_FILE } from '../stages/stage-file.js';
import type { Arm } from '../stats/arms.js';
import { dispersion } from '../stats/option.js';

const FORMATS = ['text', 'json'] as const;

type GateCommandOptions = CommonOptions & GateQuestion & {
  readonly file?: string;
  readonly stable?: Arm;
  readonly canary?: Arm;
  readonly dispersion?: number;
  readonly watch?: boolean;
  readonly interval?: number;
  readonly timeout?: number;
};

/** `gate`: may the canary go on. */
export const gate: CliCommand = {
  name: 'gate',
  summary: 'whether the metrics of the canary allow the next step: pass, fail or wait',

  configure(command: Command): void {
    command
      .argument('[app]', 'key of the stage file, with --prometheus (default: the only one)')
      .argument('[manifests...]', 'where the metrics of the app are stated (default: the output that cdk8s.yaml names)')
      .option('--stable <errors/total>', 'counts of stable, in place of Prometheus', arm)
      .option('--canary <errors/total>', 'counts of the canary', arm)
      .option('--dispersion <number>', 'how much more these counts scatter than single failures would (default 1)', dispersion)
      .option('--file <file>', `the stage file (default ${STAGE_FILE})`)
      .option('--since <time>', 'when the weight came: 90m, or ISO 8601 (default: the commit of the stage)')
      .option('--stable-version <name>', 'name of stable (default: stable)')
      .option('--canary-version <name>', 'name of the canary (default: canary)');
    addGateLimits(command);
    addMetricOptions(command);
    command
      .option('--watch', 'ask again until there is a verdict')
      .option('--interval <time>', 'time between two looks with --watch (default 60s)', duration)
      .option('--timeout <time>', 'the longest that --watch waits (default: no limit)', duration);
    addCommonOptions(command, FORMATS);
    command.addHelpText('after', `
pass: surely not worse than stable by the margin, in every metric. fail: worse than stable, in one. wait: neither is known yet.
It may be asked as often as you like: the evidence holds at every look. Settings stand in the stage file under gate, also by stage.
Exit code 0 for pass, 1 for fail, 3 for wait.

Examples:
  cdk8s-traffic gate --stable 12/48210 --canary 3/2514
  cdk8s-traffic gate task-api --prometheus http://localhost:9090
  cdk8s-traffic gate task-api dist --since 90m --latency 0.25 --json
  cdk8s-traffic gate task-api --watch --timeout 4h`);
  },

  async run(command: Command, context: Context): Promise<number> {
    const options = command.opts<GateCommandOptions>();
    const format = formatOf(options, FORMATS);
    const show = (answer: GateAnswer) => (
      format === 'json' ? context.console.json(answer) : context.console.answer(renderGate(answer, context.console)));
    if (options.stable !== undefined || options.canary !== undefined) {
      const answer = byCounts(command, options, context);
      show(answer);
      return GATE_EXIT[answer.verdict];
    }
    const ask = asker(command, options, context);
    if (!options.watch) {
      if (options.interval !== undefined || options.timeout !== undefined) throw new UsageError('--interval and --timeout belong to --watch');
      const answer = await withProgress(context.console, 'asking Prometheus', ask);
      show(answer);
      return GATE_EXIT[answer.verdict];
    }
    if (options.at !== undefined) throw new UsageError('--watch looks at the present, and --at at one moment; give one of them');
    const { answer, exit } = await watchGate(ask, { intervalMs: options.interval ?? 60_000, timeoutMs: options.timeout }, context.console);
    if (answer !== undefined) show(answer);
    return exit;
  },
};

function byCounts(command: Command, options: GateCommandOptions, { console }: Context): GateAnswer {
  const { stable, canary, dispersion: stated, latency, watch, since } = options;
  if (stable === undefined || canary === undefined) throw new UsageError(`--${stable === undefined ? 'stable' : 'canary'} is missing; give both, as ERRORS/TOTAL`);
  if (command.args.length > 0 || options.prometheus !== undefined) throw new UsageError('give either counts (--stable, --canary) or an app and Prometheus');
  checkNoMetricOptions(options);
  const stray = Object.entries({ latency, watch, since }).find(([, value]) => value !== undefined);
  if (stray !== undefined) throw new UsageError(`--${stray[0]} is about Prometheus, which is not asked where counts are given`);
  const plan = gatePlan({ stages: 1, ...options }, {}, undefined);
  if (stated === undefined) console.detail('counts without times do not show whether failures come in bursts; say so by --dispersion');
  const check = judgeRatio({ metric: 'errors', bad: 'failed', stable, canary, margin: plan.margin, dispersion: stated ?? 1 }, plan, 1);
  return answerOf([check], { cannotSee: [] });
}

function asker(command: Command, options: GateCommandOptions, context: Context): () => Promise<GateAnswer> {
  const prometheus = prometheusOf(options, context.env);
  if (prometheus === undefined) {
    throw new UsageError('there is nothing to judge by; give counts (--stable ERRORS/TOTAL --canary ERRORS/TOTAL), or Prometheus (--prometheus URL or PROMETHEUS_URL)');
  }
  if (options.dispersion !== undefined) throw new UsageError('--dispersion goes with counts; with Prometheus it is estimated');
  const [app, ...manifests] = command.args;
  return async () => askGate(gated(app, options), manifests, options, prometheus, context);
}

/** Without a stage file an app can be judged, too, if it is said since when. */
function gated(app: string | undefined, { file, since }: GateCommandOptions): GatedApp {
  if (file === undefined && app !== undefined && since !== undefined && !existsSync(STAGE_FILE)) return { name: app, app };
  const stages = readStageFile(file ?? STAGE_FILE);
  const entry = findEntry(stages, app);
  const nothing = nothingToJudge(entry);
  if (nothing !== undefined) throw new UsageError(nothing);
  return { name: entry.name, app: entry.app, entry, file: stages };
}

function arm(value: string): Arm {
  const match = /^(\d{1,15})\/(\d{1,15})$/.exec(value);
  const [bad, total] = (match ?? []).slice(1).map(Number);
  if (match === null || bad > total) throw new InvalidArgumentError('Write the errors and the total, such as 3/2514.');
  return { bad, total };
}
