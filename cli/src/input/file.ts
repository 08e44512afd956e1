import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../exit.js';
import { unreadable } from './stat.js';

/**
 * The content of a file, or of a pipe such as the shell's <(…). Opened without waiting: a named pipe that nobody writes to
 * would otherwise hold the command for ever.
 */
export async function readFileOrPipe(full: string, name: string, most: number): Promise<Buffer> {
  let handle: number;
  try {
    handle = openSync(full, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw unreadable(name, full, error);
  }
  try {
    const found = fstatSync(handle);
    if (!found.isFile() && !found.isFIFO()) {
      throw new UsageError(`${name} is neither a file nor a folder, but a device or socket`);
    }
    if (found.isFile() && found.size > most) throw tooMuch(name);
    return found.isFIFO() ? await readPipe(handle, name, most) : readAll(handle, found.size, name, most);
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable(name, full, error);
  } finally {
    closeSync(handle);
  }
}

/** The content of standard input. */
export async function readStream(stream: NodeJS.ReadableStream, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of stream) {
      const bytes = typeof part === 'string' ? Buffer.from(part) : part;
      size += bytes.length;
      if (size > most) throw tooMuch('standard input');
      parts.push(bytes);
    }
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable('standard input', '', error);
  }
  return Buffer.concat(parts, size);
}

/** The most that all files together may have. */
export const MOST_INPUT = 64 * 1024 * 1024;

/** Said where the limit on the whole input is passed. */
export function tooMuch(name: string): UsageError {
  return new UsageError(`${name}: all manifests together may have ${MOST_INPUT / 1024 / 1024} MiB, and this is more; give fewer`
    + ' files at a time');
}

const PART = 64 * 1024;

function readAll(handle: number, size: number, name: string, most: number): Buffer {
  const whole = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const read = readSync(handle, whole, length, size - length, null);
    if (read === 0) break;
    length += read;
  }
  // Files under /proc say that they are empty.
  if (size > 0) return whole.subarray(0, length);
  const parts: Buffer[] = [];
  for (let part = readPart(handle); part.length > 0; part = readPart(handle)) {
    parts.push(part);
    length += part.length;
    if (length > most) throw tooMuch(name);
  }
  return Buffer.concat(parts);
}

async function readPipe(handle: number, name: string, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for (;;) {
    try {
      const part = readPart(handle);
      if (part.length === 0) break;
      length += part.length;
      if (length > most) throw tooMuch(name);
      parts.push(part);
    } catch (error) {
      // The writer has it open and has not written yet.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      await sleep(10);
    }
  }
  if (length === 0) throw new UsageError(`${name} is a pipe that nobody writes to`);
  return Buffer.concat(parts);
}

function readPart(handle: number): Buffer {
  const part = Buffer.allocUnsafe(PART);
  return part.subarray(0, readSync(handle, part, 0, PART, null));
}
