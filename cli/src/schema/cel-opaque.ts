// Values that Kubernetes adds to CEL (URL, IP, quantity, optional …). For the evaluator each is a map, so that it can be passed on and
// compared; what it really is stands beside it.
import { CelMap, CelScalar, CelType, celFunc, celMap, celMethod, CelInput, mapType } from '@bufbuild/cel';

const payloads = new WeakMap<object, object>();

/** The type under which the evaluator passes these values on. */
export const OPAQUE = mapType(CelScalar.DYN, CelScalar.DYN);

/** A value of CEL for the payload; two are equal if their kinds and texts are. */
export function opaque(kind: string, text: string, payload: object): CelMap {
  const value = celMap(new Map([['@kind', kind], ['@text', text]]));
  payloads.set(value, payload);
  return value;
}

/** The payload of a value if it is of the class. */
export function payloadOf<T extends object>(value: unknown, type: new (...args: any[]) => T): T | undefined {
  const payload = typeof value === 'object' && value !== null ? payloads.get(value) : undefined;
  return payload instanceof type ? payload : undefined;
}

/** Like `payloadOf`, but other values are an error of the rule. */
export function needPayload<T extends object>(value: unknown, type: new (...args: any[]) => T): T {
  const payload = payloadOf(value, type);
  if (payload === undefined) throw new Error('no such overload');
  return payload;
}

/** A function of any name and types, without the types of TypeScript for each. */
export function func(name: string, args: readonly CelType[], result: CelType, run: (...args: any[]) => CelInput) {
  return celFunc(name, args, result, run as never);
}

/** A method of any name and types; the target is the first argument of `run`. */
export function method(
  name: string, target: CelType, args: readonly CelType[], result: CelType, run: (target: any, ...args: any[]) => CelInput,
) {
  return celMethod(name, target, args, result, function (this: unknown, ...values: unknown[]) {
    return run(this, ...values);
  } as never);
}
