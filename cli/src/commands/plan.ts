import { Option, type Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { Exit, UsageError } from '../exit.js';
import { planChange, planJson, TRANSITION_RULES } from '../library.js';
import { addCommonOptions, formatOf, type CommonOptions } from '../options.js';
import { allowances } from '../plan/allow.js';
import { renderMarkdown } from '../plan/markdown.js';
import { readSides, sidesSince } from '../plan/sides.js';
import { STAGE_FILE } from '../plan/stages.js';
import { renderPlan } from '../plan/text.js';
import { withProgress } from '../progress.js';

const FORMATS = ['text', 'json', 'markdown'] as const;

type PlanOptions = CommonOptions & {
  readonly since?: string;
  readonly file?: string;
  readonly stagesBefore?: string;
  readonly stagesAfter?: string;
  readonly allow?: readonly string[];
  readonly reason?: readonly string[];
  readonly complete?: boolean;
  readonly all?: boolean;
};

/** `plan`: what a change does to traffic, and whether it is safe in one commit. */
export const plan: CliCommand = {
  name: 'plan',
  summary: 'what a change does to traffic, and whether it is safe in one commit',

  configure(command: Command): void {
    const many = (value: string, before: readonly string[] = []) => [...before, value];
    command
      .argument('<sides...>', 'BEFORE and AFTER: files, folders, or git:REV:PATH; with --since only PATH')
      .option('--since <rev>', 'compare PATH with what it was at this revision')
      .option('--file <file>', `stage file, read at the revision of each side (default ${STAGE_FILE}, where a side is in git)`)
      .option('--stages-before <file>', 'stage file of BEFORE')
      .option('--stages-after <file>', 'stage file of AFTER')
      .addOption(new Option('--allow <rule>', 'allow what this rule finds, with --reason; repeatable').argParser(many))
      .addOption(new Option('--reason <text>', 'why it is allowed: one for all, or one for each --allow').argParser(many))
      .option('--complete', 'the manifests are all there is: a Service or Gateway outside of them does not exist')
      .option('--all', 'also show what is unchanged');
    addCommonOptions(command, FORMATS);
    command.addHelpText('after', `
Examples:
  cdk8s-traffic plan git:HEAD:dist dist
  cdk8s-traffic plan git:origin/main:dist git:HEAD:dist --format markdown
  cdk8s-traffic plan --since "$LAST_SYNCED" dist --file traffic.yaml
  cdk8s-traffic plan old new --allow transition/class-lost --reason 'nobody calls /old since May'`);
  },

  async run(command: Command, context: Context): Promise<number> {
    const { console } = context;
    const options = command.opts<PlanOptions>();
    const format = formatOf(options, FORMATS);
    const allow = allowances(options.allow ?? [], options.reason ?? []);
    const sides = await readSides({ ...sidesOf(command.args, options.since), ...options }, context);
    const found = await withProgress(console, 'comparing the requests', () => planChange(sides.before, sides.after, TRANSITION_RULES, { allow }));
    for (const { rule } of found.unused) console.warn('plan/unused-allow', `--allow ${rule} allows nothing: the rule finds nothing here; leave it out`);
    if (format === 'json') console.json(planJson(found));
    else if (format === 'markdown') console.answer(renderMarkdown(found, options));
    else console.answer(renderPlan(found, console, { all: options.all, examples: options.verbose }));
    if (!found.safe) return Exit.findings;
    const warned = found.unused.length > 0 || found.findings.some(({ allowed }) => allowed === undefined);
    return options.strict && warned ? Exit.findings : Exit.done;
  },
};

function sidesOf(args: readonly string[], since: string | undefined): { before: string; after: string } {
  if (since !== undefined) {
    if (args.length !== 1) throw new UsageError(`--since REV takes one PATH, but there are ${args.length}: ${args.join(' ')}`);
    return sidesSince(since, args[0]);
  }
  if (args.length !== 2) {
    throw new UsageError(`plan takes BEFORE and AFTER, but got ${args.length === 1 ? `only ${args[0]}; to compare it with a revision: plan --since REV ${args[0]}` : `${args.length}: ${args.join(' ')}`}`);
  }
  if (args[0] === '-' && args[1] === '-') throw new UsageError('only one side can be read from standard input');
  return { before: args[0], after: args[1] };
}
