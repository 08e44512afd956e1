import { isUtf8 } from 'node:buffer';

/** Where the first bytes stand that are not UTF-8; undefined where all are. */
export function badUtf8(bytes: Uint8Array): number | undefined {
  if (isUtf8(bytes)) return undefined;
  // The longest valid beginning, by halves, since isUtf8 is native and fast; then character by character.
  let valid = 0;
  for (let step = bytes.length; step >= 1;) {
    const end = characterStart(bytes, Math.min(bytes.length, valid + step));
    if (end > valid && isUtf8(bytes.subarray(valid, end))) valid = end;
    else step = Math.floor(step / 2);
  }
  for (let size = characterSize(bytes, valid); size > 0; size = characterSize(bytes, valid)) valid += size;
  return valid;
}

/** The beginning of the character that a place lies in, at most three bytes back. */
function characterStart(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > at - 3 && start < bytes.length && (bytes[start] & 0xC0) === 0x80) start--;
  return start;
}

/** The bytes of the character that begins here; 0 where none does. */
function characterSize(bytes: Uint8Array, at: number): number {
  return [1, 2, 3, 4].find(size => at + size <= bytes.length && isUtf8(bytes.subarray(at, at + size))) ?? 0;
}
