import type { Command } from 'commander';
import { CATALOGUE, type RuleEntry } from 'cdk8s-traffic/lib/src/proof/rules/catalogue.js';
import type { CliCommand, Context } from '../command.js';
import { wrap, type Console } from '../console.js';
import { Exit, UsageError } from '../exit.js';
import { nearest } from '../nearest.js';
import { addCommonOptions, formatOf, type CommonOptions } from '../options.js';

const FORMATS = ['text', 'json'] as const;

/** `explain`: what a finding means, why it matters, how to fix it. */
export const explain: CliCommand = {
  name: 'explain',
  summary: 'what a finding means, why it matters, how to fix it',

  configure(command: Command): void {
    command.argument('[rule]', 'id of the rule, such as route/shadowed; without one all rules are listed');
    addCommonOptions(command, FORMATS);
    command.addHelpText('after', '\nExamples:\n  cdk8s-traffic explain route/shadowed\n  cdk8s-traffic explain | grep transition/');
  },

  async run(command: Command, { console }: Context): Promise<number> {
    const format = formatOf(command.opts<CommonOptions>(), FORMATS);
    const id = command.args[0];
    if (id === undefined) {
      if (format === 'json') console.json(CATALOGUE);
      else console.answer(listText(console));
      return Exit.done;
    }
    const entry = find(id);
    if (format === 'json') console.json(entry);
    else console.answer(entryText(entry, console));
    return Exit.done;
  },
};

/** The entry of an id; the part after '/' is enough where only one family has it. */
function find(id: string): RuleEntry {
  const ids = CATALOGUE.map(entry => entry.id);
  const found = CATALOGUE.filter(entry => entry.id === id || entry.id.split('/')[1] === id);
  if (found.length === 1) return found[0];
  const near = found.length > 1 ? found.map(entry => entry.id).join(' or ') : nearest(id, ids) ?? nearestShort(id);
  throw new UsageError(`there is no rule '${id}'${near === undefined
    ? '\n(cdk8s-traffic explain, without a rule, lists them all)'
    : `\n(Did you mean ${near}?)`}`);
}

/** A rule that is near when the family is left out: 'shadow' for route/shadowed. */
function nearestShort(id: string): string | undefined {
  const name = nearest(id, CATALOGUE.map(entry => entry.id.split('/')[1]));
  return CATALOGUE.find(entry => entry.id.split('/')[1] === name)?.id;
}

function listText({ colors }: Console): string {
  const width = Math.max(...CATALOGUE.map(({ id }) => id.length));
  return CATALOGUE.map(({ id, title }) => `${colors.bold(id.padEnd(width))}  ${title}`).join('\n');
}

function entryText({ id, title, severity, why, fix, example }: RuleEntry, { colors, width }: Console): string {
  const parts = [
    `${colors.bold(id)}: ${title}`,
    `${colors.bold('Severity')}  ${wrap(severity, width, 10)}`,
    `${colors.bold('Why')}  ${wrap(why, width, 5)}`,
    `${colors.bold('Fix')}  ${wrap(fix, width, 5)}`,
  ];
  if (example !== undefined) {
    parts.push(`${colors.bold('Example')} that triggers it\n\n${example.split('\n').map(line => `  ${line}`.trimEnd()).join('\n')}`);
  }
  return parts.join('\n\n');
}
