import type { PlacedFinding } from './finding.js';

/** The findings as workflow commands of GitHub Actions, which shows them in the diff. */
export function renderGithub(findings: readonly PlacedFinding[]): string {
  return findings.map(({ severity, rule, file, line, column, object, message, fix }) => {
    const properties = [
      `file=${property(file)}`,
      ...line === undefined ? [] : [`line=${line}`, `col=${column ?? 1}`],
      `title=${property(`${rule}${object === '' ? '' : ` ${object}`}`)}`,
    ];
    return `::${severity} ${properties.join(',')}::${data(fix === undefined ? message : `${message}\nfix: ${fix}`)}`;
  }).join('\n');
}

/** What would end a workflow command or start another is escaped, as the runner's own toolkit does. */
function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
