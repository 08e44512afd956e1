import { nameOf } from '../manifests';

/** Something wrong with an object, in words for the person who has to mend it. */
export interface Finding {
  /** Id of the rule, as in the catalogue: 'route/shadowed'. */
  readonly rule: string;
  readonly severity: Severity;
  /** The very object of the input. */
  readonly object: any;
  /** Where in the object: 'spec.rules[0].backendRefs[1]'. */
  readonly path: string;
  /** What is wrong, with the values got, and what happens in the cluster. */
  readonly message: string;
  /** What to write instead. */
  readonly fix: string;
  /** Other objects of the input that have a part in it. */
  readonly related?: readonly any[];
}

/** An error breaks requests, pods or drains; a warning may be meant. */
export type Severity = 'error' | 'warning';

/** What the check may take for granted. */
export interface CheckOptions {
  /**
   * Whether the input is all there is in the cluster: a reference to something outside it is an error then, else a warning.
   * @default false
   */
  readonly complete?: boolean;
  /** Name of an implementation, a key of GATEWAYS, whose conformance report is asked about each feature in use. */
  readonly gateway?: string;
  /** The channel of the CRDs in the cluster. The cross-object rules are the same in both. */
  readonly channel?: 'standard' | 'experimental';
}

/** An object as messages name it: "HTTPRoute shop/cart"; without a namespace where it states none. */
export function describe(object: any): string {
  const namespace = object?.metadata?.namespace;
  return `${object.kind} ${namespace === undefined || namespace === null ? '' : `${namespace}/`}${nameOf(object)}`;
}

/** "a, b and 3 more": the first few of many, so that a message stays readable. */
export function some(names: readonly string[], most = 3): string {
  if (names.length > most) return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
