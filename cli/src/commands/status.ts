import type { Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { Exit, UsageError } from '../exit.js';
import { addLiveOptions, checkLiveOptions, type LiveOptions } from '../live/options.js';
import { liveStatus, renderLiveStatus } from '../live/status.js';
import { addCommonOptions, formatOf, type CommonOptions } from '../options.js';
import { sinceWhen, type Since } from '../stages/history.js';
import { nextMoves, placeOf } from '../stages/moves.js';
import { entriesOf, entryProblem, findEntry, readStageFile, STAGE_FILE, type Entry, type StageFile } from '../stages/stage-file.js';
import { renderTable } from '../table.js';

const FORMATS = ['text', 'json'] as const;

/** `status`: where every app of the stage file stands. */
export const status: CliCommand = {
  name: 'status',
  summary: 'where each app of the stage file stands, and its next move',

  configure(command: Command): void {
    command
      .argument('[app]', 'key of the stage file: app, or app/pattern (default: all)')
      .option('--file <file>', `the stage file (default ${STAGE_FILE})`);
    addLiveOptions(command, 'read the cluster, and show it beside Git: images, replicas, weights, and what a move would wait for');
    addCommonOptions(command, FORMATS);
    command.addHelpText('after', `
Examples:
  cdk8s-traffic status
  cdk8s-traffic status task-api --json
  cdk8s-traffic status task-api --live --context production`);
  },

  async run(command: Command, context: Context): Promise<number> {
    const { console } = context;
    const options = command.opts<CommonOptions & LiveOptions & { readonly file?: string }>();
    checkLiveOptions(options, '--live', options.live);
    const format = formatOf(options, FORMATS);
    const file = readStageFile(options.file ?? STAGE_FILE);
    const entries = command.args.length === 0 ? entriesOf(file) : command.args.map(name => findEntry(file, name));
    const problems = entries.flatMap(({ key }) => entryProblem(file.stages, key) ?? []);
    if (problems.length > 0) throw new UsageError(problems.join('\n'));
    const live = options.live && entries.length > 0 ? await liveStatus(file, entries, options, context) : undefined;
    const found = statusOf(file, entries).map((one, index) => (live === undefined ? one : { ...one, live: live.get(entries[index].key) }));
    if (format === 'json') {
      console.json(found);
    } else if (found.length === 0) {
      console.answer(`the stage file ${file.path} has no app yet`);
    } else {
      const rows = found.map(({ app, pattern, stage, next, hold, since }) => (
        [app, pattern, stage, next.join(', ') || '-', sinceText(since), hold ?? '-']));
      console.answer(renderTable(COLUMNS, rows, console.tableWidth, console.colors));
      for (const { key, name } of live === undefined ? [] : entries) {
        console.answer(`\n${renderLiveStatus(name, live!.get(key)!, console)}`);
      }
    }
    const looks = [...live?.values() ?? []];
    if (looks.some(look => 'error' in look)) return Exit.unable;
    const unready = looks.some(look => 'ready' in look && !look.ready);
    return options.strict && (unready || found.some(({ hold }) => hold !== undefined)) ? Exit.findings : Exit.done;
  },
};

const COLUMNS = [
  ...['APP', 'PATTERN', 'STAGE'].map(title => ({ title })),
  ...['NEXT', 'SINCE', 'HELD'].map(title => ({ title, wrap: true })),
];

/** Where an app stands. */
interface Status {
  readonly app: string;
  readonly pattern: string;
  readonly stage: string;
  /** The moves that one commit may make, the usual next one first. */
  readonly next: readonly string[];
  readonly peak?: number;
  readonly variants?: { readonly [name: string]: string };
  readonly hold?: string;
  /** null where the file is in no git repository. */
  readonly since: Since | null;
}

function statusOf(file: StageFile, entries: readonly Entry[]): Status[] {
  const since = sinceWhen(file);
  return entries.map(entry => ({
    app: entry.name,
    pattern: entry.pattern,
    stage: placeOf(entry),
    next: nextMoves(entry),
    peak: entry.data.peak,
    variants: entry.data.variants,
    hold: file.stages.holdReason(entry.key),
    since: since.get(entry.key) ?? null,
  }));
}

function sinceText(since: Since | null): string {
  if (since === null) return '-';
  if (since.commit === undefined) return 'not committed';
  return `${since.orLonger ? 'before ' : ''}${since.commit.slice(0, 8)} ${since.date!.slice(0, 10)} ${since.subject}`;
}
