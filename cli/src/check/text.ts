import type { Console } from '../console.js';
import { visible } from '../table.js';
import type { CheckResult } from './finding.js';
import { counted } from '../words.js';

/** The findings as a page for people. */
export function renderFindings(result: CheckResult, { colors }: Console): string {
  const { findings } = result;
  const lines = findings.flatMap(finding => {
    const place = `${finding.file}${finding.line === undefined ? '' : `:${finding.line}:${finding.column ?? 1}`}`;
    const severity = finding.severity === 'error' ? colors.red('error') : colors.yellow('warning');
    const where = [finding.object, finding.path].filter(part => part !== '').join(' ');
    return [
      `${colors.bold(visible(place))} ${severity} ${colors.cyan(finding.rule)}${where === '' ? '' : ` ${visible(where)}`}`,
      ...indented(finding.message),
      ...(finding.related ?? []).map(place => `    see also ${visible(place)}`),
      ...finding.fix === undefined ? [] : indented(`fix: ${finding.fix}`),
    ];
  });
  return [...lines, ...lines.length === 0 ? [] : [''], summary(result)].join('\n');
}

/** '12 objects: 1 error, 2 warnings (1 silenced)'. */
export function summary({ findings, silenced, objects, omitted }: CheckResult): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const parts = [counted(errors, 'error'), counted(findings.length - errors, 'warning')];
  const told = findings.length === 0 ? 'nothing found' : parts.filter(part => !part.startsWith('0 ')).join(', ');
  const more = omitted === undefined ? '' : ` and, not shown, ${counted(omitted.errors, 'error')} and ${counted(omitted.warnings, 'warning')} more`;
  const rules = findings.length === 0 ? '' : '; `cdk8s-traffic explain RULE` says more';
  return `${counted(objects, 'object')}: ${told}${more}${silenced.length === 0 ? '' : ` (${silenced.length} silenced)`}${rules}`;
}

function indented(text: string): string[] {
  return text.split('\n').map(line => `    ${visible(line)}`);
}
