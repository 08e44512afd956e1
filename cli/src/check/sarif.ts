import { CATALOGUE } from '../library.js';
import { placeOf } from './place.js';
import type { CheckResult, PlacedFinding, SilencedFinding } from './finding.js';

const HOME = 'https://github.com/cdk8s-traffic/cdk8s-traffic';

/** The findings as SARIF 2.1.0, for code scanning; silenced ones are there as suppressed. */
export function toSarif({ findings, silenced }: CheckResult, version: string): object {
  const all: (PlacedFinding | SilencedFinding)[] = [...findings, ...silenced];
  const ids = [...new Set(all.map(({ rule }) => rule))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'cdk8s-traffic', version, informationUri: HOME, rules: ids.map(ruleOf) } },
      columnKind: 'utf16CodeUnits',
      results: all.map(finding => ({
        ruleId: finding.rule,
        ruleIndex: ids.indexOf(finding.rule),
        level: finding.severity,
        message: { text: finding.fix === undefined ? finding.message : `${finding.message}\nFix: ${finding.fix}` },
        locations: [{
          physicalLocation: {
            artifactLocation: { uri: uriOf(finding.file) },
            ...(finding.line === undefined ? {} : { region: { startLine: finding.line, startColumn: finding.column ?? 1 } }),
          },
          ...(finding.object === '' ? {} : { logicalLocations: [{ fullyQualifiedName: [finding.object, finding.path].filter(Boolean).join(' '), kind: 'object' }] }),
        }],
        ...(finding.related === undefined ? {} : { relatedLocations: finding.related.map(relatedLocation) }),
        ...('reason' in finding ? { suppressions: [{ kind: 'external', justification: finding.reason }] } : {}),
      })),
    }],
  };
}

function ruleOf(id: string): object {
  const entry = CATALOGUE.find(rule => rule.id === id);
  return {
    id,
    ...(entry === undefined ? {} : {
      shortDescription: { text: entry.title },
      fullDescription: { text: entry.why },
      help: { text: entry.fix },
    }),
    helpUri: `${HOME}/blob/main/docs/findings.md#${id.replace(/[^a-z0-9-]/g, '')}`,
  };
}

/** Where a file stands, as code scanning wants it: relative to the root of the checkout. */
function uriOf(file: string): string {
  return placeOf(file).split('/').map(encodeURIComponent).join('/').replace(/^file%3A\/\//, 'file://');
}

/** A place 'file:line' as a location. */
function relatedLocation(place: string, id: number): object {
  const at = place.lastIndexOf(':');
  return { id, physicalLocation: { artifactLocation: { uri: uriOf(place.slice(0, at)) }, region: { startLine: Number(place.slice(at + 1)) } } };
}
