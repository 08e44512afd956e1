import { markdownCode, markdownTable, markdownText } from '../escape.js';
import { isBlocking, type ClassGroup, type Plan, type PlannedFinding } from '../library.js';
import { ordered, type PageOptions } from './text.js';
import { changeWord, hiddenWords, objectWords, sentence, steps, trafficWords, verdict } from './words.js';
import { counted } from '../words.js';

/** GitHub refuses comments above 65,536 characters; bytes are counted, and room is left for what is put around it. */
const MOST = 65_000;
/** Findings are never left out, but told in fewer words where they would take more than this. */
const MOST_OF_FINDINGS = 40_000;

/** The plan as a comment on a pull request: the verdict first, then who gets what, then the rest folded. */
export function renderMarkdown(plan: Plan, { all = false }: PageOptions = {}): string {
  const groups = plan.groups.filter(group => all || group.shown);
  const hidden = hiddenWords(plan, all);
  const findings = findingsText(plan.findings);
  const page = new Page([
    `### ${plan.safe ? '✅' : '❌'} Traffic plan: ${verdict(plan)}`,
    '',
    cut(prose(sentence(plan)), 2_000),
    ...findings === '' ? [] : ['', findings],
  ]);
  page.list('moves', plan.moves.map(({ app, pattern, from, to }) => `- ${markdownCode(app)} (${prose(pattern)}): ${prose(from)} → ${prose(to)}`), ['']);
  const [head, line, ...rows] = markdownTable(['Who', 'Traffic', 'Change'], groups.map(cellsOf)).split('\n');
  page.list('lines of traffic', rows, ['', head, line]);
  if (hidden !== undefined) page.list('notes', [`${hidden}.`], ['']);
  page.list('objects', plan.objects.map(object => {
    const words = objectWords(object);
    return `- ${object.change} ${markdownCode(object.object)}${words === '' ? '' : `: ${prose(words)}`}`;
  }), ['', `<details><summary>${counted(plan.objects.length, 'object')}</summary>`, ''], ['', '</details>']);
  page.list('example requests', groups.flatMap(examplesOf), ['', '<details><summary>Example requests</summary>', ''], ['', '</details>']);
  return page.text();
}

/** Lines up to a number of bytes; what does not fit is counted. */
class Page {
  private readonly left: string[] = [];
  private size: number;

  public constructor(private readonly lines: string[]) {
    this.size = sizeOf(lines);
  }

  /** Adds as many lines of a list as fit, between what stands before and after them. */
  public list(what: string, items: readonly string[], before: readonly string[], after: readonly string[] = []): void {
    if (items.length === 0) return;
    // Room for what follows the list, and for the note about what was left out.
    let room = MOST - this.size - sizeOf(before) - sizeOf(after) - ROOM_FOR_NOTE;
    let count = 0;
    while (count < items.length && (room -= sizeOf([items[count]])) >= 0) count++;
    if (count > 0) this.push([...before, ...items.slice(0, count), ...after]);
    if (count < items.length) this.left.push(`${items.length - count} of ${items.length} ${what}`);
  }

  public text(): string {
    const note = this.left.length === 0 ? [] : ['', `Left out, since a comment has a limit: ${this.left.join('; ')}. The command \`cdk8s-traffic plan\` shows them.`];
    return `${[...this.lines, ...note].join('\n')}\n`;
  }

  private push(lines: readonly string[]): void {
    this.lines.push(...lines);
    this.size += sizeOf(lines);
  }
}

const ROOM_FOR_NOTE = 300;

function cellsOf(group: ClassGroup): string[] {
  return [prose(group.name), prose(trafficWords(group)), group.changes.length === 0 ? 'unchanged' : `**${changeWord(group)}**`];
}

function examplesOf({ short, examples }: ClassGroup): string[] {
  return examples.map(request => `- ${prose(short)}: ${markdownCode(request)}`);
}

/** The findings in as many words as there is room for. */
function findingsText(findings: readonly PlannedFinding[]): string {
  const list = ordered(findings);
  const forms = [
    () => list.map(finding => full(finding, true)),
    () => list.map(finding => full(finding, false)),
    () => list.map(finding => `- ${head(finding)}`),
    () => byRule(list),
  ];
  for (const form of forms) {
    const lines = form();
    if (sizeOf(lines) <= MOST_OF_FINDINGS) return lines.join('\n');
  }
  return cut(forms[forms.length - 1]().join('\n'), MOST_OF_FINDINGS);
}

function full(finding: PlannedFinding, withFix: boolean): string {
  const { message, fix, allowed } = finding;
  const reason = allowed === undefined ? '' : ` Allowed: ${prose(allowed)}`;
  const fixes = withFix && allowed === undefined ? steps(fix).map((step, i) => `\n  ${steps(fix).length > 1 ? `${i + 1}.` : '-'} ${prose(step)}`).join('') : '';
  return `- ${head(finding)}: ${prose(message)}.${reason}${fixes}`;
}

function head(finding: PlannedFinding): string {
  const word = finding.allowed !== undefined ? 'allowed' : isBlocking(finding) ? '**unsafe**' : 'warning';
  return `${word} ${markdownCode(finding.rule)} ${markdownCode(finding.object)}`;
}

function byRule(findings: readonly PlannedFinding[]): string[] {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].map(([rule, count]) => `- ${markdownCode(rule)}: ${counted(count, 'finding')} (run \`cdk8s-traffic plan\` for each)`);
}

/** Text of manifests among Markdown; the arrow is this command's own. */
function prose(text: string): string {
  return text.split(' -> ').map(markdownText).join(' → ');
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${Array.from(text).slice(0, most).join('')}…`;
}

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}
