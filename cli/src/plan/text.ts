import { wrap, type Console } from '../console.js';
import { isBlocking, type Plan, type PlannedFinding } from '../library.js';
import { renderTable, visible } from '../table.js';
import { changeWord, hiddenWords, objectWords, sentence, steps, trafficWords, verdict } from './words.js';

/** What a page for people holds. */
export interface PageOptions {
  /** Also what is unchanged. */
  readonly all?: boolean;
  /** Also some requests of each group. */
  readonly examples?: boolean;
}

/** The plan as a page for people: the verdict, moves, who gets what, objects, findings. */
export function renderPlan(plan: Plan, console: Console, { all = false, examples = false }: PageOptions = {}): string {
  const { colors, width } = console;
  const line = verdict(plan);
  const parts = [[colors.bold(plan.safe ? colors.green(line) : colors.red(line)), wrap(visible(sentence(plan)), width)].join('\n')];
  if (plan.moves.length > 0) parts.push(section('Moves', plan.moves.map(({ app, pattern, from, to }) => `${app} (${pattern}): ${from} -> ${to}`), console));
  const groups = plan.groups.filter(group => all || group.shown);
  const hidden = hiddenWords(plan, all);
  const note = hidden === undefined ? '' : colors.dim(`${hidden} (--all shows them)`);
  if (groups.length > 0) {
    const table = renderTable([{ title: 'WHO', wrap: true, min: 16 }, { title: 'TRAFFIC', wrap: true, min: 20 }, { title: 'CHANGE', wrap: true, min: 9 }],
      groups.map(group => [group.name, trafficWords(group), changeWord(group)]), console.tableWidth, colors);
    parts.push(`${table}${note}`.trimEnd());
  } else if (note !== '') {
    parts.push(note);
  }
  if (examples) parts.push(section('Such as', groups.flatMap(group => group.examples.map(request => `${group.short}: ${request}`)), console));
  if (plan.objects.length > 0) {
    parts.push(section('Objects', plan.objects.map(object => {
      const words = objectWords(object);
      return `${object.change} ${object.object}${words === '' ? '' : `: ${words}`}`;
    }), console));
  }
  if (plan.findings.length > 0) parts.push(ordered(plan.findings).map(finding => findingText(finding, console)).join('\n'));
  return parts.join('\n\n');
}

/** Reasons first, then warnings, then what is allowed. */
export function ordered(findings: readonly PlannedFinding[]): PlannedFinding[] {
  const rank = (finding: PlannedFinding) => (finding.allowed !== undefined ? 2 : isBlocking(finding) ? 0 : 1);
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

function section(title: string, lines: readonly string[], { colors, width }: Console): string {
  return [colors.bold(title), ...lines.map(line => `  ${wrap(visible(line), width - 2, 4)}`)].join('\n');
}

function findingText({ severity, rule, object, message, fix, allowed }: PlannedFinding, { colors, width }: Console): string {
  const word = allowed !== undefined ? colors.dim('allowed') : severity === 'error' ? colors.red('error') : colors.yellow('warning');
  const lines = allowed === undefined ? [message, ...steps(fix)] : [`reason: ${allowed}`, message];
  return [`${word} ${colors.cyan(rule)} ${visible(object)}`, ...lines.map(text => `    ${wrap(visible(text), width - 4, 4)}`)].join('\n');
}
