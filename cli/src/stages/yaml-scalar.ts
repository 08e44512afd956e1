import { parseDocument, type Scalar } from 'yaml';
import { visible, visibleJson } from '../escape.js';

/** A value as YAML writes it, in the style that the value before it had: quotes stay, and plain texts stay plain where they can. */
export function scalarText(value: string | number | boolean, flow: boolean | undefined, style?: Scalar.Type | null): string {
  if (typeof value !== 'string') return String(value);
  if (style === 'QUOTE_SINGLE' && isPrintable(value)) return `'${value.replaceAll("'", "''")}'`;
  if (style === 'QUOTE_DOUBLE' || !isPlain(value, flow === true)) return visibleJson(value);
  return value;
}

/** Whether a text means itself without quotes, to readers of YAML 1.1 and 1.2, within { } or without. */
function isPlain(text: string, flow: boolean): boolean {
  return isPrintable(text) && !/^[&*!]/.test(text) && (['1.1', '1.2'] as const).every(version => {
    const document = parseDocument(flow ? `{k: ${text}}` : `k: ${text}`, { version });
    return document.errors.length === 0 && JSON.stringify(document.toJS()) === JSON.stringify({ k: text });
  });
}

/** Of one line, and without what a terminal would act on or hide. */
function isPrintable(text: string): boolean {
  return visible(text) === text;
}
