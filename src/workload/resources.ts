import { TrafficError } from '../errors';
import { k8s } from '../k8s';
import { quote } from '../names';
import { ResourceOptions } from './version-options';

const UNITS: Record<string, number> = {
  m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
};

/** Requests and limits of a container. @throws when one is no quantity, or a request is above its limit */
export function resources(o: ResourceOptions | undefined): k8s.ResourceRequirements | undefined {
  if (o === undefined) return undefined;
  for (const [name, request, limit] of [['cpu', o.cpu, o.cpuLimit], ['memory', o.memory, o.memoryLimit]] as const) {
    if (request !== undefined && limit !== undefined && amount(name, request) > amount(`${name}Limit`, limit)) {
      throw new TrafficError(`resources.${name} is ${quote(request)}, but ${name}Limit is ${quote(limit)}; a request is at most its limit`);
    }
  }
  return { requests: quantities('', o.cpu, o.memory), limits: quantities('Limit', o.cpuLimit, o.memoryLimit) };
}

function quantities(ending: string, cpu?: string, memory?: string) {
  const list = Object.entries({ cpu, memory }).filter(([, value]) => value !== undefined);
  return list.length === 0 ? undefined : Object.fromEntries(list.map(([name, value]) => {
    amount(`${name}${ending}`, value!);
    return [name, k8s.Quantity.fromString(value!)];
  }));
}

/** A quantity as a number: cores, or bytes. */
function amount(name: string, value: string): number {
  const parts = /^(\d+(?:\.\d+)?)(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/.exec(value);
  if (parts === null) {
    throw new TrafficError(`resources.${name} is ${quote(value)}, but must be a quantity such as '250m', '1' or '512Mi'`);
  }
  if (name.startsWith('memory') && parts[2] === 'm') {
    throw new TrafficError(`resources.${name} is ${quote(value)}, which is thousandths of a byte; 'Mi' are mebibytes`);
  }
  return Number(parts[1]) * (parts[2] === undefined ? 1 : UNITS[parts[2]]);
}
