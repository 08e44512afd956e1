/** One label of a selector: equal to one of the values, or matching a pattern. */
export interface LabelTest {
  readonly label: string;
  /** Values of which it has one. */
  readonly values?: readonly string[];
  /** A regular expression in place of values, anchored at both ends as Prometheus does. */
  readonly pattern?: string;
}

/** A selector of series: `name{label="value",other=~"a|b"}`. */
export function selector(metric: string, tests: readonly LabelTest[]): string {
  return `${metric}{${tests.map(matcher).join(',')}}`;
}

/** A string as PromQL writes it. */
export function promString(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}

/** A share or number of seconds as PromQL writes it, without an exponent that a reader stumbles over. */
export function promNumber(value: number): string {
  return String(Number(value.toPrecision(12)));
}

/** A bucket's boundary as label `le`: some client libraries write 1 and others 1.0. */
export function boundaryTest(boundary: number): LabelTest {
  const text = promNumber(boundary);
  return { label: 'le', pattern: Number.isInteger(boundary) ? `${text}(\\.0+)?` : text.replace('.', '\\.') + '0*' };
}

function matcher({ label, values, pattern }: LabelTest): string {
  if (pattern !== undefined) return `${label}=~${promString(pattern)}`;
  return values!.length === 1
    ? `${label}=${promString(values![0])}`
    : `${label}=~${promString(values!.map(literal).join('|'))}`;
}

/** A text as a regular expression that matches just it. */
function literal(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
