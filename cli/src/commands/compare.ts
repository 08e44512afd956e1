import { Option, type Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { countLines, patternOf } from '../compare/count.js';
import { judgeLogs, type CompareAnswer } from '../compare/judge.js';
import { Exit, UsageError } from '../exit.js';
import { percent } from '../words.js';
import { addCommonOptions, formatOf, type CommonOptions } from '../options.js';
import { withProgress } from '../progress.js';
import { renderTable } from '../table.js';

const FORMATS = ['text', 'json'] as const;

type CompareOptions = CommonOptions & {
  readonly stable?: readonly string[];
  readonly canary?: readonly string[];
  readonly pattern?: string;
  readonly requests?: string;
};

const EXIT: Readonly<Record<CompareAnswer['verdict'], number>> = { 'alike': Exit.done, 'more': Exit.findings, 'too-few': Exit.wait };

/** `compare`: how often a pattern stands in the logs of both versions. */
export const compare: CliCommand = {
  name: 'compare',
  summary: 'how often a pattern stands in the logs of both versions: a quick look for those who have no metrics',

  configure(command: Command): void {
    const many = (value: string, before: readonly string[] = []) => [...before, value];
    command
      .addOption(new Option('--stable <file>', 'logs of stable, - for standard input; repeatable').argParser(many))
      .addOption(new Option('--canary <file>', 'logs of the canary, - for standard input; repeatable').argParser(many))
      .option('--pattern <regex>', 'what is counted, such as \'level=error\' (RE2)')
      .option('--requests <regex>', 'lines that are a request, to divide by (default: all lines)');
    addCommonOptions(command, FORMATS);
    command.addHelpText('after', `
A heuristic: logs say what somebody wrote down. It warns where the canary has more than twice as many for its requests, and chance
does not explain it. Exit code 0 for alike, 1 for more, 3 for too few.

Examples:
  cdk8s-traffic compare --stable stable.log --canary canary.log --pattern 'level=error' --requests 'msg="request'
  kubectl logs -n shop -l app=cart,version=canary --tail=-1 | cdk8s-traffic compare --stable stable.log --canary - --pattern ' 5\\d\\d '`);
  },

  async run(command: Command, { console, terminal }: Context): Promise<number> {
    const options = command.opts<CompareOptions>();
    const format = formatOf(options, FORMATS);
    const { stable, canary, pattern, requests } = options;
    for (const [name, value] of Object.entries({ stable, canary, pattern })) {
      if (value === undefined) throw new UsageError(`--${name} is missing; give --stable FILE --canary FILE --pattern REGEX`);
    }
    if ([...stable!, ...canary!].filter(file => file === '-').length > 1) throw new UsageError('standard input can be the logs of one version only, and once');
    const patterns = { pattern: patternOf('--pattern', pattern!), requests: requests === undefined ? undefined : patternOf('--requests', requests) };
    const [s, c] = await withProgress(console, 'counting lines', async () => (
      [await countLines(stable!, patterns, terminal.input), await countLines(canary!, patterns, terminal.input)]));
    const answer = judgeLogs(s, c, requests === undefined ? 'lines' : 'requests');
    if (format === 'json') console.json(answer);
    else console.answer(render(answer, console));
    return EXIT[answer.verdict];
  },
};

function render({ verdict, stable, canary, message }: CompareAnswer, { colors, tableWidth }: Context['console']): string {
  const paint = { 'alike': colors.green, 'more': colors.red, 'too-few': colors.yellow }[verdict];
  const row = (name: string, { lines, requests, hits, rate }: CompareAnswer['stable']) => [name, String(lines), String(requests), String(hits), percent(rate)];
  const columns = ['LINES', 'REQUESTS', 'FOUND', 'RATE'].map(title => ({ title, align: 'right' as const }));
  const table = renderTable([{ title: 'VERSION' }, ...columns], [row('stable', stable), row('canary', canary)], tableWidth, colors);
  return `${paint(verdict)}\n${table}${message}\na heuristic: logs are no metrics`;
}
