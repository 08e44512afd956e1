// Dates, durations and bytes of JSON as CEL knows them.
import { CelInput, CelResult, celEnv, isCelError, parse, plan } from '@bufbuild/cel';

const env = celEnv();
const converters = new Map(['timestamp', 'duration'].map(name => [name, plan(env, parse(`${name}(text)`))]));

/** The time in an RFC 3339 text; the text itself if it is none. */
export function timestampOf(text: string): CelInput {
  return converted('timestamp', text.toUpperCase(), text);
}

/** The duration in a text; the text itself if CEL cannot read it. */
export function durationOf(text: string): CelInput {
  return converted('duration', text, text);
}

/** The bytes in base64. */
export function bytesOf(text: string): CelInput {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function converted(name: string, text: string, otherwise: string): CelInput {
  const result: CelResult = converters.get(name)!({ text });
  return isCelError(result) ? otherwise : result as CelInput;
}
