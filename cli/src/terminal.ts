import type { Readable, Writable } from 'node:stream';

/** The streams that questions are asked on, and whether somebody is there to answer. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
  readonly interactive: boolean;
}

/** The process's own terminal: somebody answers only where both ends are one. */
export function processTerminal(): Terminal {
  return {
    input: process.stdin,
    output: process.stdout,
    interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
  };
}
