// Small alphabets, so that random rules and requests meet often, and the pieces that every generator needs.
import * as fc from 'fast-check';

/** '-' sorts before '/', so 'a-b/r' comes before 'a/r'. */
export const NAMESPACES = ['infra', 'a', 'a-b'];
export const GATEWAYS = ['g1', 'g2', 'g3'];
export const SERVICES = ['s1', 's2', 's3'];
export const LISTENERS = ['l1', 'l2', 'l3', 'l4'];
export const PORTS = [80, 443, 8080];
export const HOSTNAMES = ['a.example', '*.example', '*.a.example', 'x.a.example', 'b.example'];
export const PATHS = ['/', '/a', '/a/', '/a/b', '/ab', '/a/b/c'];
export const HEADER_NAMES = ['X', 'x', 'y', 'z'];
export const VALUES = ['1', 'A', 'a', 'v1'];
/** The last two are no patterns, and match nothing. */
export const PATTERNS = ['.*', '[a-z]+', 'v?[0-9]', 'A|a', '1(,1)?', '(?:', '*a'];
export const PATH_PATTERNS = ['/a.*', '/a/?', '/(a|ab)', '/.*', '/a(/[a-z])+', '/[a-z]/b', '/(', '/a{2,1}'];
export const METHODS = ['GET', 'POST', 'PUT'];
export const GRPC_SERVICES = ['s.A', 's.AB', 't.A'];
export const GRPC_METHODS = ['M', 'MM', 'N'];
export const GRPC_PATTERNS = ['.*', 's\\..*', 'M+', '[MN]', '(s|t)\\.A', '['];

/** Some value `often` times of 10, else undefined, which `plain` leaves out. */
export function maybe<T>(arbitrary: fc.Arbitrary<T>, often = 5): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: often, arbitrary }, { weight: 10 - often, arbitrary: fc.constant(undefined) });
}

export function pick<T>(...values: T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...values);
}

/** Values by how often they come. */
export function weighted<T>(...values: [number, T][]): fc.Arbitrary<T> {
  return fc.oneof(...values.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));
}

/** A copy as a YAML file would give it: no undefined values. */
export function plain<T>(object: T): T {
  return JSON.parse(JSON.stringify(object));
}

export function listOf<T>(arbitrary: fc.Arbitrary<T>, minLength: number, maxLength: number,
  key?: (value: T) => unknown): fc.Arbitrary<T[]> {
  const size = { minLength, maxLength, size: 'max' as const };
  return key === undefined ? fc.array(arbitrary, size) : fc.uniqueArray(arbitrary, { ...size, selector: key });
}
