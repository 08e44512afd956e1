import { parsePath, type ManifestDocument, type ReadResult } from '../input/read.js';
import { byText, checkObjects } from '../library.js';
import type { Step } from '../progress.js';
import type { SchemaStore } from '../schema/store.js';
import { nameOfObject, type CheckResult, type PlacedFinding } from './finding.js';
import { silence, type Silence } from './silence.js';

/** What a check is told beside the manifests. */
export interface CheckSettings {
  readonly complete?: boolean;
  readonly gateway?: string;
  readonly channel: 'standard' | 'experimental';
  readonly silences: readonly Silence[];
}

/** The most findings that are kept: nobody reads more, and hostile input could make millions. The others are counted. */
const MOST_FINDINGS = 20_000;

/**
 * Everything that is wrong with the manifests: documents that cannot be read, objects that an API server would refuse, and
 * objects that do not go together. In the order of files, documents and lines.
 */
export function check(
  { documents, problems }: ReadResult, store: SchemaStore, settings: CheckSettings, step: Step = () => undefined,
): CheckResult & { unused: Silence[] } {
  // Custom resource definitions among the manifests hold for the objects beside them.
  store.addCrdDocuments(documents.map(({ object }) => object).filter(object => object?.kind === 'CustomResourceDefinition'), 'the manifests');
  const found: PlacedFinding[] = problems.map(({ file, document = 0, line, column, message, rule }) => (
    { severity: 'error', rule, file, document, object: '', path: '', message, line, column }));
  const omitted = { errors: 0, warnings: 0 };
  const room = (severity: 'error' | 'warning') => {
    if (found.length < MOST_FINDINGS) return true;
    omitted[severity === 'error' ? 'errors' : 'warnings']++;
    return false;
  };
  const byObject = new Map<object, ManifestDocument>();
  documents.forEach((document, index) => {
    step(`checking object ${index + 1} of ${documents.length}`);
    byObject.set(document.object, document);
    for (const { severity, rule, path, message } of store.validate(document.object)) {
      if (room(severity)) found.push(placed(document, { severity, rule, path, message }));
    }
  });
  step('checking what goes together');
  const crossing = checkObjects(documents.map(({ object }) => object), settings);
  for (const { severity, rule, object, path, message, fix, related } of crossing) {
    if (!room(severity)) continue;
    const others = related?.map(other => byObject.get(other)!).map(({ file, line }) => `${file}:${line}`);
    found.push({ ...placed(byObject.get(object)!, { severity, rule, path, message, fix }), ...(others === undefined ? {} : { related: others }) });
  }
  const order = new Map<string, number>();
  for (const { file } of [...problems, ...documents]) order.set(file, order.get(file) ?? order.size);
  found.sort((a, b) => order.get(a.file)! - order.get(b.file)! || a.document - b.document || (a.line ?? 0) - (b.line ?? 0)
    || byText(a.object, b.object) || byText(a.path, b.path) || byText(a.rule, b.rule) || byText(a.message, b.message));
  const { unused, ...result } = silence(found, settings.silences);
  const left = omitted.errors + omitted.warnings > 0;
  // What was left out may be what a silence is for.
  return { ...result, objects: documents.length, unused: left ? [] : unused, ...(left ? { omitted } : {}) };
}

/** The API server's words hold the value; that of a Secret is for nobody's log. */
function withoutData(object: any, path: string, message: string): string {
  if (object?.kind !== 'Secret' || !/^(data|stringData)\b/.test(path)) return message;
  return message.replace(/(Invalid value: |Unsupported value: )"(?:[^"\\]|\\.)*"/g, '$1"(not shown)"');
}

function placed(document: ManifestDocument, finding: Pick<PlacedFinding, 'severity' | 'rule' | 'path' | 'message' | 'fix'>): PlacedFinding {
  const { severity, rule, path, fix } = finding;
  const message = withoutData(document.object, path, finding.message);
  const position = document.lineOf(parsePath(path)) ?? { line: document.line, column: 1 };
  return {
    severity, rule, file: document.file, document: document.document, object: nameOfObject(document.object), path, message,
    ...(fix === undefined ? {} : { fix }), ...position,
  };
}
