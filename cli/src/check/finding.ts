/** Something wrong with the manifests, and where it stands. */
export interface PlacedFinding {
  readonly severity: 'error' | 'warning';
  /** Id of the rule: a section of docs/findings.md, and a word for `explain`. */
  readonly rule: string;
  /** The file as the user named it. */
  readonly file: string;
  /** Which document of the file, from 0. */
  readonly document: number;
  /** 'Kind namespace/name'; '' for a document that is no object. */
  readonly object: string;
  /** Where in the object: 'spec.rules[0].backendRefs[1]'. */
  readonly path: string;
  readonly message: string;
  /** What to write instead. */
  readonly fix?: string;
  /** Line and column in the file, from 1. */
  readonly line?: number;
  readonly column?: number;
  /** Where other objects stand that have a part in it: 'file:line'. */
  readonly related?: readonly string[];
}

/** A finding that the configuration silences. */
export interface SilencedFinding extends PlacedFinding {
  readonly reason: string;
}

/** The outcome of a check. */
export interface CheckResult {
  readonly findings: PlacedFinding[];
  readonly silenced: SilencedFinding[];
  /** How many objects were looked at. */
  readonly objects: number;
  /** Findings beyond the most that are kept, counted only. */
  readonly omitted?: { readonly errors: number; readonly warnings: number };
}

/** An object as findings name it: 'HTTPRoute shop/cart'. */
export function nameOfObject(object: any): string {
  const text = (value: unknown) => typeof value === 'string' ? value : '';
  const namespace = text(object?.metadata?.namespace);
  const name = text(object?.metadata?.name) || text(object?.metadata?.generateName);
  return `${text(object?.kind) || 'object'} ${namespace === '' ? '' : `${namespace}/`}${name}`.trimEnd();
}
