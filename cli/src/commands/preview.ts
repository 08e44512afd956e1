import type { Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import type { Console } from '../console.js';
import { visible } from '../escape.js';
import { Exit, UsageError } from '../exit.js';
import { percent } from '../words.js';
import { addCommonOptions, formatOf, type CommonOptions } from '../options.js';
import { binFolder, checkPrograms, install } from '../preview/binaries.js';
import type { Comparison } from '../preview/compare.js';
import type { PreviewSession } from '../preview/session.js';
import { withProgress } from '../progress.js';
import { renderTable } from '../table.js';

const FORMATS = ['text', 'json'] as const;

type PreviewOptions = CommonOptions & {
  readonly bin?: string;
  readonly install?: boolean;
  readonly check?: boolean;
};

/** `preview`: manifests on a real Envoy on this machine. */
export const preview: CliCommand = {
  name: 'preview',
  summary: 'run the manifests on a real Envoy on this machine, with a stand-in for each Service',

  configure(command: Command): void {
    command
      .argument('[manifests...]', 'files, folders, - for standard input, or git:REV:PATH')
      .option('--check', 'send every kind of request, compare the answers with what route says, and end')
      .option('--install', 'install what is missing of Envoy and Envoy Gateway, and end (needs Go and pip; some seven minutes)')
      .option('--bin <folder>', 'folder with envoy and envoy-gateway (default: TRAFFIC_PREVIEW_BIN, else the cache)');
    addCommonOptions(command, FORMATS);
    command.addHelpText('after', `
It prints where Envoy listens, and how many requests each Service got. A changed file is applied at once. Ctrl-C ends all of it, and
nothing is left behind. Linux only.

Examples:
  cdk8s-traffic preview --install
  cdk8s-traffic preview dist/task-api
  cdk8s-traffic preview dist --check --json`);
  },

  async run(command: Command, context: Context): Promise<number> {
    const { console, env } = context;
    const options = command.opts<PreviewOptions>();
    const format = formatOf(options, FORMATS);
    const bin = binFolder(options.bin, env);
    if (options.install) {
      if (command.args.length > 0 || options.check) throw new UsageError('--install installs and ends; give manifests without it');
      install(bin, text => console.note(text));
      console.answer(`envoy and envoy-gateway are in ${bin}`);
      return Exit.done;
    }
    if (command.args.length === 0) throw new UsageError('no manifests given; name files, folders, - for standard input, or git:REV:PATH');
    if (format === 'json' && !options.check) throw new UsageError('--json belongs to --check: a preview goes on until it is ended');
    checkPrograms(bin);
    const { PreviewSession: Session } = await import('../preview/session.js');
    const session = await withProgress(console, 'starting Envoy', () => Session.start(bin, command.args, context));
    try {
      if (options.check) {
        const found = await withProgress(console, 'asking Envoy', step => session.check(step));
        if (format === 'json') console.json(jsonOf(found));
        else console.answer(textOf(found));
        return found.disagreements.length === 0 ? Exit.done : Exit.findings;
      }
      console.answer(session.lines().join('\n'));
      return await until(session, context);
    } finally {
      await session.stop();
    }
  },
};

/** Shows who answers until Ctrl-C. */
async function until(session: PreviewSession, { console }: Context): Promise<number> {
  let said = '';
  const show = () => {
    const answered = session.answered();
    const sum = sumOf(answered);
    const text = answered.map(([service, count]) => `${service} ${count}${sum === 0 ? '' : ` (${percent(count / sum)})`}`).join(', ');
    if (sum === 0 || text === said) return;
    said = text;
    if (console.live) console.passingLines(tableOf(answered, console).trimEnd());
    else console.note(text);
  };
  session.watch(error => {
    if (error === undefined) console.note('the manifests have changed, and Envoy has them');
    else console.error(`${error.message}\nEnvoy goes on with the manifests before`);
  });
  const timer = setInterval(show, 1000);
  await new Promise<void>(done => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done());
  });
  clearInterval(timer);
  console.passingLines();
  console.answer(tableOf(session.answered(), console));
  return Exit.done;
}

function tableOf(answered: readonly [string, number][], { tableWidth, colors }: Console): string {
  const sum = sumOf(answered);
  const rows = answered.map(([service, count]) => [service, String(count), sum === 0 ? '-' : percent(count / sum)]);
  return renderTable([{ title: 'SERVICE' }, { title: 'REQUESTS', align: 'right' }, { title: 'SHARE', align: 'right' }], rows, tableWidth, colors);
}

function sumOf(answered: readonly [string, number][]): number {
  return answered.reduce((all, [, count]) => all + count, 0);
}

function jsonOf({ compared, sent, late, disagreements, left }: Comparison) {
  return {
    compared, sent, late,
    disagreements: disagreements.map(({ request, decided, what }) => ({ request: request.toJson(), decided, what })),
    left: left.map(({ request, why }) => ({ request: request.toJson(), why })),
  };
}

function textOf({ compared, sent, late, disagreements, left }: Comparison): string {
  const whys = [...new Set(left.map(({ why }) => why))].map(why => `${left.filter(one => one.why === why).length} kinds of requests were left out: ${why}`);
  return [
    ...disagreements.map(({ request, what }) => visible(`${request.describe()}: ${what}`)),
    `${compared} kinds of requests compared, ${sent} requests sent, ${disagreements.length === 0 ? 'no' : disagreements.length} answers otherwise than route says`,
    ...late > 0 ? [`${late} of them were right only when they were sent once more`] : [],
    ...whys.map(visible),
  ].join('\n');
}
