import { isIPv4, isIPv6 } from 'node:net';

/** An IP address as a number of 32 or 128 bits. */
export interface Ip {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

/** An IP network. */
export interface Cidr {
  readonly ip: Ip;
  readonly prefix: number;
}

/** The address in the text; undefined if it is none. `sloppy` reads leading zeros, as old Go did and CRD formats still do. */
export function parseIp(text: string, sloppy = false): Ip | undefined {
  const plain = sloppy && text.includes('.') ? text.replace(/(^|[.:])0+(?=\d+(\.|$))/g, '$1') : text;
  if (isIPv4(plain)) return { family: 4, bits: bitsOf(plain.split('.').map(Number), 8n) };
  if (!isIPv6(plain) || plain.includes('%')) return undefined;
  return { family: 6, bits: bitsOf(groupsOf(plain), 16n) };
}

/** The network in the text; undefined if it is none. */
export function parseCidr(text: string, sloppy = false): Cidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0 || !/^(0|[1-9]\d{0,2})$/.test(text.slice(slash + 1))) return undefined;
  const ip = parseIp(text.slice(0, slash), sloppy);
  const prefix = Number(text.slice(slash + 1));
  return ip === undefined || prefix > sizeOf(ip) ? undefined : { ip, prefix };
}

/** The network part of an address, the rest zero. */
export function maskedBits(ip: Ip, prefix: number): bigint {
  const rest = BigInt(sizeOf(ip) - prefix);
  return (ip.bits >> rest) << rest;
}

/** Whether the network holds the address. */
export function holdsIp(cidr: Cidr, ip: Ip): boolean {
  return cidr.ip.family === ip.family && maskedBits(ip, cidr.prefix) === maskedBits(cidr.ip, cidr.prefix);
}

/** The one way to write the address (RFC 5952). */
export function ipText(ip: Ip): string {
  if (ip.family === 4) return [24n, 16n, 8n, 0n].map(shift => (ip.bits >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => Number((ip.bits >> BigInt(112 - 16 * i)) & 0xffffn));
  const zeros = longestZeros(groups);
  const hex = (part: number[]) => part.map(group => group.toString(16)).join(':');
  return zeros === undefined ? hex(groups) : `${hex(groups.slice(0, zeros[0]))}::${hex(groups.slice(zeros[1]))}`;
}

function sizeOf(ip: Ip): number {
  return ip.family === 4 ? 32 : 128;
}

function bitsOf(parts: number[], width: bigint): bigint {
  return parts.reduce((bits, part) => (bits << width) | BigInt(part), 0n);
}

function groupsOf(text: string): number[] {
  const groups = (part: string): number[] => part === '' ? [] : part.split(':').flatMap(group => {
    if (!group.includes('.')) return [parseInt(group, 16)];
    const [a, b, c, d] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
  const [head, tail] = text.split('::');
  if (tail === undefined) return groups(head);
  const [before, after] = [groups(head), groups(tail)];
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function longestZeros(groups: number[]): [number, number] | undefined {
  let best: [number, number] | undefined;
  for (let from = 0; from < 8; from++) {
    let to = from;
    while (to < 8 && groups[to] === 0) to++;
    if (to - from >= 2 && (best === undefined || to - from > best[1] - best[0])) best = [from, to];
  }
  return best;
}
