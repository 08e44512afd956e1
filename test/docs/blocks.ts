import * as fs from 'fs';
import * as path from 'path';

/** A fenced code block of a page. */
export interface Block {
  /** Path of the page from the root. */
  readonly page: string;
  /** Line of the page that its first line of text stands on, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** The HTML comment on the line before the fence, such as 'yaml: HTTPRoute/task-api-canary'. */
  readonly mark?: string;
}

/** The pages whose blocks are checked. */
export function pages(): string[] {
  return ['README.md', ...markdownUnder('docs')];
}

/** All fenced blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  const lines = fs.readFileSync(page, 'utf8').split('\n');
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(\w*)$/.exec(lines[i]);
    if (fence === null) continue;
    const end = lines.indexOf('```', i + 1);
    if (end < 0) throw new Error(`${page}:${i + 1}: the code block has no end`);
    const mark = /^<!-- (.*) -->$/.exec(lines[i - 1] ?? '')?.[1];
    blocks.push({ page, line: i + 2, language: fence[1], text: lines.slice(i + 1, end).map(line => `${line}\n`).join(''), mark });
    i = end;
  }
  return blocks;
}

/** 'page:line' as an editor opens it. */
export function placeOf({ page, line }: Block): string {
  return `${page}:${line}`;
}

/** The page with the text of some blocks replaced. */
export function withTexts(page: string, texts: Map<number, string>): string {
  const lines = fs.readFileSync(page, 'utf8').split('\n');
  for (const block of blocksOf(page).reverse()) {
    const text = texts.get(block.line);
    if (text === undefined) continue;
    lines.splice(block.line - 1, block.text.split('\n').length - 1, ...text.split('\n').slice(0, -1));
  }
  return lines.join('\n');
}

function markdownUnder(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true })
    .flatMap(entry => entry.isDirectory() ? markdownUnder(path.join(folder, entry.name)) : [path.join(folder, entry.name)])
    .filter(file => file.endsWith('.md'))
    .sort();
}
