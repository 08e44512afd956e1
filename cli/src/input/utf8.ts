import { isUtf8 } from 'node:buffer';

/** Where the first bytes stand that are not UTF-8; undefined where all are. */
export function badUtf8(bytes: Uint8Array): number | undefined {
  if (isUtf8(bytes)) return undefined;
  // The longest valid beginning, by halves: isUtf8 is native and fast, also on large files.
  let valid = 0;
  let step = bytes.length;
  while (step >= 1) {
    // A cut within a character is as good as the character's end.
    const end = Math.min(bytes.length, characterEnd(bytes, valid + step));
    if (end > valid && isUtf8(bytes.subarray(valid, end))) valid = end;
    else step = Math.floor(step / 2);
  }
  return valid;
}

/** The first place from `at` on that does not lie within a character, at most three bytes on. */
function characterEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < bytes.length && end < at + 3 && (bytes[end] & 0xC0) === 0x80) end++;
  return end;
}
