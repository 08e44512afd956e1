import { FAILSAFE_SCHEMA, Type, type Schema } from 'js-yaml';

/**
 * Scalars as kubectl reads them: sigs.k8s.io/yaml is a YAML 1.1 reader (go-yaml 2) with exceptions of its own, so that
 * neither the 1.1 nor the 1.2 schema of a library fits: yes and on are true, 0777 and 0o777 are octal, 08 is 8, 1_000 is
 * 1000, but 1:30 and dates stay text.
 */
export function plainScalar(text: string): unknown {
  const first = text.charCodeAt(0);
  if (first === MINUS || first === PLUS || first === DOT || (first >= ZERO && first <= NINE)) return numeric(text);
  return WORDS.has(text) ? WORDS.get(text) : text;
}

/** js-yaml's schema with these scalars, and the tags that kubectl has a meaning for; every other tag is an error. */
export const KUBECTL_SCHEMA: Schema = schema();

const [MINUS, PLUS, DOT, ZERO, NINE] = ['-', '+', '.', '0', '9'].map(character => character.charCodeAt(0));

const WORDS = new Map<string, unknown>([
  ...['', '~', 'null', 'Null', 'NULL'].map(word => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map(word => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map(word => [word, false] as const),
]);

const SPECIAL = /^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/;
const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** Go reads up to 2^64 - 1, and down to -2^63; what a prefixed integer has beyond that is text. */
const MOST = 2 ** 64;

function numeric(text: string): unknown {
  if (SPECIAL.test(text)) return text.includes('n') || text.includes('N') ? special(text) : text;
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer = INTEGER.exec(plain);
  if (integer !== null && integer[2].length > 1 && integer[2].startsWith('0')) {
    const digits = /^0[0-7]/.test(integer[2]) ? `0o${integer[2].slice(1)}` : integer[2].toLowerCase();
    const size = Number(digits);
    if (size >= (integer[1] === '-' ? MOST / 2 : MOST)) return text;
    return integer[1] === '-' && size !== 0 ? -size : size;
  }
  if (!FLOAT.test(plain)) return text;
  const value = Number(plain);
  // Go refuses to round 1e400 to infinity and leaves the text; -0 is written as 0.
  if (!Number.isFinite(value)) return text;
  return value === 0 ? 0 : value;
}

function special(text: string): number {
  if (/nan/i.test(text)) return NaN;
  return text.startsWith('-') ? -Infinity : Infinity;
}

function schema(): Schema {
  // js-yaml asks resolve() and then construct() about the same text, so the value is kept between the two.
  let value: unknown;
  const implicit = (text: string) => {
    value = plainScalar(text);
    return value !== text;
  };
  return FAILSAFE_SCHEMA.extend({
    implicit: [
      new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: text => text === '<<' }),
      new Type('cdk8s-traffic:plain', { kind: 'scalar', resolve: implicit, construct: () => value }),
    ],
    explicit: [
      typed('null', found => found === null),
      typed('bool', found => typeof found === 'boolean'),
      typed('int', found => Number.isInteger(found)),
      typed('float', found => typeof found === 'number'),
      new Type('tag:yaml.org,2002:timestamp', { kind: 'scalar' }),
      new Type('tag:yaml.org,2002:binary', {
        kind: 'scalar',
        resolve: text => {
          const digits = String(text).replace(/\s/g, '');
          return digits.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(digits);
        },
        construct: text => Buffer.from(text, 'base64').toString(),
      }),
    ],
  });
}

/** A tag such as !!int, which admits the text only where a plain scalar would be of that kind. */
function typed(name: string, admits: (value: unknown) => boolean): Type {
  return new Type(`tag:yaml.org,2002:${name}`, {
    kind: 'scalar',
    resolve: text => admits(plainScalar(text ?? '')),
    construct: text => plainScalar(text ?? ''),
  });
}
