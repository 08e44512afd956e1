import { placeOf } from './place.js';
import { workflowData, workflowProperty } from '../escape.js';
import type { PlacedFinding } from './finding.js';

/** The findings as workflow commands of GitHub Actions, which shows them in the diff. */
export function renderGithub(findings: readonly PlacedFinding[]): string {
  return findings.map(({ severity, rule, file, line, column, object, message, fix }) => {
    const properties = [
      `file=${workflowProperty(placeOf(file))}`,
      ...line === undefined ? [] : [`line=${line}`, `col=${column ?? 1}`],
      `title=${workflowProperty(`${rule}${object === '' ? '' : ` ${object}`}`)}`,
    ];
    return `::${severity} ${properties.join(',')}::${workflowData(fix === undefined ? message : `${message}\nfix: ${fix}`)}`;
  }).join('\n');
}
