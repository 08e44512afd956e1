import { TrafficError } from '../errors';
import { quote } from '../names';

/**
 * A text as one word of a POSIX shell, whatever stands in it: quotes, $, back-quotes, new lines. Plain words stay as they are.
 *
 * @throws when it holds a NUL, which no argument can
 */
export function shellQuote(text: string): string {
  if (text.includes('\0')) throw new TrafficError(`${quote(text)} holds a NUL character, which no command can be given`);
  return /^[A-Za-z0-9_/.:@%+,-][A-Za-z0-9_/.:=@%+,-]*$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;
}

/** JSON in one line of plain ASCII: whatever a manifest holds, nothing in it acts on a terminal or hides from a reader. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
