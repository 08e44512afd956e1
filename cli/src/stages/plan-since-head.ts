import type { Context } from '../command.js';
import { pathInRepository } from '../input/git.js';
import { countChanges, isBlocking, planChange, TRANSITION_RULES, type Allowance, type Plan } from '../library.js';
import { readSides } from '../plan/sides.js';
import type { StageFile } from './stage-file.js';
import type { Copies } from './synth.js';

/** Plans from the last commit to what the app would be with another text of the stage file. */
export async function planSinceHead(
  copies: Copies, file: StageFile, text: string, allow: readonly Allowance[], context: Context,
): Promise<Plan> {
  const { app } = copies;
  const next = await copies.of(text);
  const at = (path: string) => `git:HEAD:${pathInRepository(path, app.folder)}`;
  const sides = await readSides({
    before: at(app.output), after: next.output, stagesBefore: at(file.real), stagesAfter: next.stages,
  }, context);
  return planChange(sides.before, sides.after, TRANSITION_RULES, { allow });
}

/** A plan in a few lines: what changes for whom, and what was found. */
export function planLines(plan: Plan): string[] {
  const groups = plan.groups.filter(({ change }) => change !== 'none');
  const shown = groups.slice(0, 10).map(({ name, change, traffic, details }) => `${change}: ${name}:`
    + ` ${[traffic, ...details].filter(part => part !== '').join('; ')}`);
  const classes = countChanges(plan).map(({ change, count }) => `${count} ${change}`).join(', ');
  return [
    `Plan: ${plan.safe ? 'safe' : 'UNSAFE'} (classes of requests: ${classes || 'none'})`,
    ...shown.map(line => `- ${line}`),
    ...groups.length > shown.length ? [`- and ${groups.length - shown.length} more`] : [],
    ...plan.findings.map(finding => {
      const word = finding.allowed !== undefined ? `allowed (${finding.allowed})` : isBlocking(finding) ? 'unsafe' : 'warning';
      return `- ${word} [${finding.rule}] ${finding.object}: ${finding.message}`;
    }),
  ];
}

/** What makes a plan unsafe, with the safe sequence of commits. */
export function unsafeLines(plan: Plan): string[] {
  return plan.findings.filter(isBlocking).flatMap(({ rule, object, message, fix }) => [`[${rule}] ${object}: ${message}`, `  ${fix}`]);
}
