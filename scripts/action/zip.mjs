import { inflateRawSync } from 'node:zlib';

/**
 * The one file of a zip archive, which must hold that file and nothing else. Nothing is written to a disk, so no name in the
 * archive leads anywhere; no more than `most` bytes are unpacked.
 */
export function onlyFile(zip, name, most) {
  const end = zip.lastIndexOf(END);
  if (end < 0 || end + 22 > zip.length) throw new Error('the artifact is no zip archive');
  const count = zip.readUInt16LE(end + 10);
  if (count !== 1) throw new Error(`the artifact holds ${count} files, but must hold ${name} alone`);
  const entry = zip.readUInt32LE(end + 16);
  if (entry + 46 > zip.length || !zip.subarray(entry, entry + 4).equals(ENTRY)) throw new Error('the artifact is a broken zip archive');
  const [method, packed, size] = [zip.readUInt16LE(entry + 10), zip.readUInt32LE(entry + 20), zip.readUInt32LE(entry + 24)];
  const found = zip.subarray(entry + 46, entry + 46 + zip.readUInt16LE(entry + 28)).toString('latin1');
  if (found !== name) throw new Error(`the artifact holds ${JSON.stringify(found.slice(0, 80))}, but must hold ${name} alone`);
  if (size > most) throw new Error(`${name} has ${size} bytes, but may have ${most}`);
  const local = zip.readUInt32LE(entry + 42);
  if (local + 30 > zip.length || !zip.subarray(local, local + 4).equals(LOCAL)) throw new Error('the artifact is a broken zip archive');
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  if (start + packed > zip.length) throw new Error('the artifact is a broken zip archive');
  const bytes = unpack(zip.subarray(start, start + packed), method, most);
  if (bytes.length !== size) throw new Error('the artifact is a broken zip archive');
  return bytes;
}

const END = Buffer.from('PK\x05\x06', 'latin1');
const ENTRY = Buffer.from('PK\x01\x02', 'latin1');
const LOCAL = Buffer.from('PK\x03\x04', 'latin1');

function unpack(bytes, method, most) {
  if (method === 0) return bytes;
  if (method !== 8) throw new Error(`the artifact is packed by method ${method}, which is not known here`);
  try {
    // The size that an archive states may be a lie.
    return inflateRawSync(bytes, { maxOutputLength: most });
  } catch {
    throw new Error('the artifact is a broken zip archive, or unpacks to more than it says');
  }
}
