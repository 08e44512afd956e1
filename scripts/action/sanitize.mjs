/**
 * Markdown that anybody may have written, made fit to stand under a bot's name: tables, code and folded parts stay; it
 * notifies nobody, links to nothing but this project's documentation, loads no picture and hides nothing.
 *
 * What would do so is broken by a space of no width, which shows neither in prose nor in code. Entities and backslashes
 * would not do: mentions and addresses are looked for in the text as it is shown.
 */
export function sanitize(markdown) {
  return visible(markdown)
    // HTML, comments among it (so no marker is forged), but for what folds and breaks lines.
    .replace(/<(?!\/?(?:details|summary|b|code|br)>)/g, `<${NOTHING}`)
    .replace(/!(?=\[)/g, `!${NOTHING}`)
    .replace(/\]\(([^)\n]*)/g, (found, address) => DOCUMENTATION.test(address) ? found : `]${NOTHING}(${address}`)
    // Definitions of links: [name]: address
    .replace(/\](?=:)/g, `]${NOTHING}`)
    // Addresses become links without any markup.
    .replace(/https?:\/\/[^\s)]*|:\/\/|\bwww\./gi, found => (
      DOCUMENTATION.test(found) ? found : found.replace(/:(?=\/\/)|^www/i, `$&${NOTHING}`)))
    // Within a word, as in an image's digest, it is none.
    .replace(/(?<![A-Za-z0-9_])@(?=[\p{L}\p{N}_])/gu, `@${NOTHING}`)
    .replace(/#(?=\d)|\bgh-(?=\d)/gi, `$&${NOTHING}`);
}

const NOTHING = '\u200B';
const DOCUMENTATION = /^https:\/\/github\.com\/cdk8s-traffic\/cdk8s-traffic\/blob\/main\/docs\/(?!.*\.\.)[\w./#-]*$/;

/** Controls, format characters, separators and the like are spelled out, but for line breaks, tabs and what `plan` breaks mentions by. */
function visible(text) {
  return text.replace(/\r\n/g, '\n').replace(/(?![\n\t\u200B])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu,
    character => `\\u{${character.codePointAt(0).toString(16).toUpperCase()}}`);
}
