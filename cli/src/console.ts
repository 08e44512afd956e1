import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import { visible, visibleJson, visibleLines } from './escape.js';

/** picocolors' functions, switched on or off. */
export type Colors = ReturnType<typeof pc.createColors>;

/** The part of a stream that output needs. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** How much a command says beside its answer. */
export interface Verbosity {
  /** Nothing but the answer and errors. */
  readonly quiet?: boolean;
  /** How the answer came about. */
  readonly verbose?: boolean;
}

/**
 * Where a command writes: the answer to standard output, everything else to standard error. A stream is coloured only
 * where it is a terminal, so that a redirected one stays plain while the other keeps its colours.
 */
export class Console {
  /** Colours for the answer. */
  public readonly colors: Colors;
  private readonly errColors: Colors;
  /** Whether a passing line can be shown and taken back: both streams are a terminal that somebody watches. */
  public readonly live: boolean;
  /** How many lines will be taken back. */
  private passing = 0;

  constructor(
    private readonly out: OutputStream,
    private readonly err: OutputStream,
    env: NodeJS.ProcessEnv,
    private readonly verbosity: Verbosity = {},
  ) {
    this.colors = pc.createColors(wantsColor(out, env));
    this.errColors = pc.createColors(wantsColor(err, env));
    // A pager on standard output shares the terminal, so it is not enough that standard error is one.
    this.live = out.isTTY === true && err.isTTY === true && !verbosity.quiet && !env.NO_COLOR && env.TERM !== 'dumb' && !isCi(env);
  }

  /** The same streams with the verbosity that the command line asks for. */
  public with(verbosity: Verbosity, env: NodeJS.ProcessEnv): Console {
    return new Console(this.out, this.err, env, verbosity);
  }

  /** Columns for prose: the terminal's, within readable bounds; a terminal without a size says 0. */
  public get width(): number {
    return Math.min(100, Math.max(40, this.out.columns || 100));
  }

  /** Columns for tables: the terminal's; wide where the output is no terminal, so that nothing is cut for programs. */
  public get tableWidth(): number {
    return this.out.isTTY === true && this.out.columns ? Math.max(60, this.out.columns) : 160;
  }

  /** The answer. */
  public answer(text: string): void {
    this.passingLine();
    this.out.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** The answer as one JSON value. */
  public json(value: unknown): void {
    this.answer(visibleJson(value, 2));
  }

  /** A warning; silent with --quiet. */
  public warn(id: string, message: string): void {
    if (!this.verbosity.quiet) this.say(`${this.errColors.yellow('warning')} [${id}] ${visibleLines(message)}`);
  }

  /** A step on the way to the answer; only with --verbose. */
  public detail(message: string): void {
    if (this.verbosity.verbose) this.say(this.errColors.dim(visibleLines(message)));
  }

  /** Why the work could not be done. */
  public error(message: string): void {
    this.say(`${this.errColors.red('error')}: ${visibleLines(message)}`);
  }

  /** A word to the user that is neither answer nor error; silent with --quiet. */
  public note(message: string): void {
    if (!this.verbosity.quiet) this.say(visibleLines(message));
  }

  /** Shows a line that the next one replaces; without a text it is taken back. Does nothing where it is not `live`. */
  public passingLine(text?: string): void {
    this.passingLines(text === undefined ? undefined : visible(text));
  }

  /** Shows lines, such as a coloured table, that the next ones replace; without a text they are taken back. Does nothing where it is not `live`. */
  public passingLines(text?: string): void {
    if (!this.live) return;
    if (this.passing > 0) this.err.write(ERASE_LINE + ERASE_LINE_ABOVE.repeat(this.passing - 1));
    this.passing = 0;
    if (text === undefined) return;
    // A line that wraps, or has left the screen, could not be taken back.
    const [width, height] = [(this.err.columns || 80) - 1, Math.max(1, (this.err.rows || 24) - 1)];
    const lines = visibleLines(stripVTControlCharacters(text)).split('\n').slice(0, height).map(line => Array.from(line).slice(0, width).join(''));
    this.passing = lines.length;
    this.err.write(this.errColors.dim(lines.join('\n')));
  }

  private say(line: string): void {
    this.passingLine();
    this.err.write(`${line}\n`);
  }
}

/** NO_COLOR wins over FORCE_COLOR; without either a terminal decides (CI logs are not terminals). */
export function wantsColor(stream: OutputStream, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '') return !['0', 'false'].includes(env.FORCE_COLOR);
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** Back to the first column, and the line made empty. */
const ERASE_LINE = '\r\u001b[2K';

/** The same of the line above. */
const ERASE_LINE_ABOVE = '\u001b[1A\u001b[2K';

function isCi({ CI }: NodeJS.ProcessEnv): boolean {
  return CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0';
}

/** Breaks prose at spaces; every line but the first starts with `indent` spaces. */
export function wrap(text: string, width: number, indent = 0): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width - indent) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}
