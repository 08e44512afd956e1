import { shellQuote } from './library.js';

// Texts of manifests come from anybody. Whatever prints one passes it through the function for the place it goes to.

/**
 * For a terminal: every character that it would act on, or that a reader could not see, spelled out as \u{…}: control and
 * escape characters, line breaks, and those that turn the direction of writing. The log of a CI job is such a terminal: what
 * its runner would take for a command is spelled out, too.
 */
export function visible(text: string): string {
  return inert(text.replace(UNSEEN, spelled));
}

/** As `visible`, for texts of several lines: their line breaks and tabs stay. */
export function visibleLines(text: string): string {
  return inert(text.replace(UNSEEN_IN_LINES, spelled));
}

/** As JSON, in which no character acts on a terminal or hides: the same value, since \u202E is U+202E to every parser. */
export function visibleJson(value: unknown, indent?: number): string {
  // Line breaks stand between values only: JSON.stringify writes those within texts as \n.
  return JSON.stringify(value, undefined, indent).replace(UNSEEN_IN_LINES, character => (
    Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')))
    .replace(HASH_COMMAND, '#\\u0023');
}

/**
 * For Markdown of GitHub and GitLab: no markup, HTML, mention, reference, link or line break. Where names stand among
 * words, `markdownCode` reads better.
 */
export function markdownText(text: string): string {
  return quiet(visible(text))
    .replace(/[\\`*_{}[\]()#+!~>=^$-]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;');
}

/** For Markdown: a code span, whatever back-quotes it holds. In a table it needs `markdownTable`, as all with a pipe does. */
export function markdownCode(text: string): string {
  const shown = visible(text);
  if (shown === '') return '';
  const fence = '`'.repeat(longestRun(shown) + 1);
  const pad = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A Markdown table of cells that are Markdown: a pipe ends a cell even within code, unless it is escaped. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replace(/\|/g, '\\|').replace(/[\r\n]+/g, ' ')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** For Markdown: a block of code, whatever it holds. */
export function markdownBlock(text: string, language = ''): string {
  const shown = visibleLines(text).replace(/\n+$/, '');
  const fence = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}${language}\n${shown}\n${fence}`;
}

/** For the message of a workflow command of GitHub Actions: nothing in it ends the command or starts another. */
export function workflowData(text: string): string {
  return visibleLines(text.replace(/\r\n/g, '\n')).replace(/%/g, '%25').replace(/\n/g, '%0A');
}

/** For a property of a workflow command of GitHub Actions, such as its title. */
export function workflowProperty(text: string): string {
  return workflowData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

/**
 * For a command that is printed to be copied: one word of a shell. Where it holds what a terminal would act on, the word is
 * written as $'…', which bash, zsh and ksh read back as it was.
 */
export function shellWord(text: string): string {
  if (visible(text) === text || text.includes('\0')) return shellQuote(text);
  // Byte by byte: what \u means depends on the reader's locale.
  const bytes = (character: string) => [...Buffer.from(character)].map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  // A hexadecimal digit after an escape would be taken for a part of it, so the quotes are closed and opened again.
  const escaped = text.replace(/[\\']/g, '\\$&').replace(UNSEEN, bytes).replace(HASH_COMMAND, '#\\x23');
  const quoted = escaped.replace(/(\\x[0-9a-f]{2})(?=[0-9a-f])/gi, "$1'$$'");
  return `$'${quoted}'`;
}

/**
 * Controls, format characters (direction, zero width, tags), separators of lines and paragraphs, half characters, and those
 * of private use. The variation selectors of emoji stay.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
const UNSEEN_IN_LINES = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

/** '::error::' begins a command of GitHub's runner wherever a line begins, even after spaces. */
const COLON_COMMAND = /^([^\S\n]*):(?=:[a-z-]+(?: [^\n]*)?::)/gim;
/** '##[error]', '##vso[…]' and '##teamcity[…]' are commands of several runners wherever they stand. */
const HASH_COMMAND = /##(?=[a-z]*\[)/gi;

function inert(text: string): string {
  return text.replace(COLON_COMMAND, '$1\\u{3A}').replace(HASH_COMMAND, '#\\u{23}');
}

function spelled(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16).toUpperCase()}}`;
}

/**
 * A space of no width after what would notify a person or mark an issue, and within what would become a link: entities and
 * backslashes do not help, since both look at the text that is shown.
 */
function quiet(text: string): string {
  return text
    .replace(/(?<![A-Za-z0-9_])@(?=[\p{L}\p{N}_])/gu, '@\u200B')
    .replace(/#(?=\d)|\bgh-(?=\d)/gi, '$&\u200B')
    .replace(/:(?=\/\/)|\bwww(?=\.)/gi, '$&\u200B');
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
