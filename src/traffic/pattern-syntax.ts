import { TrafficError } from '../errors';
import { quote } from '../names';

/**
 * Checks a regular expression for what gateways of the RE2 family (Envoy, NGINX Gateway Fabric's and most others') refuse or
 * read in their own way: look-around, back references, unbalanced brackets. The dialect itself is implementation-specific
 * (Gateway API, PathMatchType and HeaderMatchType), which is why only the part common to all is let through.
 */
export function checkPattern(what: string, pattern: string, max: number): string {
  const refuse = (why: string): never => {
    throw new TrafficError(`${what} is the pattern ${quote(pattern)}, but ${why}`);
  };
  if (typeof pattern !== 'string' || pattern.length === 0) return refuse('must not be empty');
  if (pattern.length > max) return refuse(`has ${pattern.length} characters, at most ${max} are allowed`);
  let depth = 0;
  // What a quantifier would stand on: nothing, something to repeat, or another quantifier.
  let before: 'nothing' | 'item' | 'quantifier' | 'lazy' = 'nothing';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i];
    const quantifier = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})/.exec(pattern.slice(i));
    if (quantifier !== null) {
      if (before === 'nothing') refuse(`has '${quantifier[0]}' with nothing to repeat before it`);
      if (before === 'lazy' || (before === 'quantifier' && c !== '?')) refuse(`repeats a repetition by '${quantifier[0]}', which gateways with linear-time matching (RE2) refuse`);
      if ([quantifier[1], quantifier[2]].some(count => Number(count ?? 0) > 1000)) refuse(`repeats by '${quantifier[0]}', but RE2 allows at most 1000`);
      before = before === 'quantifier' ? 'lazy' : 'quantifier';
      i += quantifier[0].length - 1;
      continue;
    }
    before = c === '(' || c === '|' ? 'nothing' : 'item';
    if (c === '\\') {
      const named = /^\\[xpP]\{[^}]*\}/.exec(pattern.slice(i));
      i += named === null ? 1 : named[0].length - 1;
      if (i === pattern.length) refuse("ends with a single '\\'");
      if (named === null && /[1-9k]/.test(pattern[i])) refuse('uses a back reference, which gateways with linear-time matching (RE2) refuse');
    } else if (c === '[') {
      i = endOfClass(pattern, i);
      if (i < 0) refuse("has '[' without ']'");
    } else if (c === '(') {
      depth++;
      if (/^\(\?(=|!|<=|<!|>)/.test(pattern.slice(i))) {
        refuse('uses look-ahead, look-behind or an atomic group, which gateways with linear-time matching (RE2) refuse');
      }
      // Groups such as (?:...), (?i) and (?P<name>...): the '?' repeats nothing.
      const kind = /^\(\?(?:P?<[A-Za-z_][A-Za-z0-9_]*>|[a-zA-Z-]*[:)])/.exec(pattern.slice(i));
      if (kind !== null) {
        if (kind[0].endsWith(')')) depth--;
        i += kind[0].length - 1;
      }
    } else if (c === ')') {
      depth--;
      if (depth < 0) refuse("has ')' without '('");
    }
  }
  if (depth > 0) refuse("has '(' without ')'");
  return pattern;
}

/** A text as a pattern that matches just it. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function endOfClass(pattern: string, start: number): number {
  let i = start + 1;
  if (pattern[i] === '^') i++;
  if (pattern[i] === ']') i++;
  for (; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern.startsWith('[:', i)) {
      const end = pattern.indexOf(':]', i + 2);
      if (end > 0) i = end + 1;
    } else if (pattern[i] === ']') return i;
  }
  return -1;
}
