import { listOf } from '../../manifests';
import type { PlannedWorkload, TransitionContext, TransitionFinding } from '../types';
import { at } from './equal';
import { serviceOf } from './renames';
import { Traffic } from './traffic';
import { commits, percent } from './words';

/** A Service's targetPort and the ports of its pods that part ways, or that change together by number. */
export function portAlone(context: TransitionContext): TransitionFinding[] {
  const traffic = Traffic.of(context);
  return traffic.services.flatMap(service => {
    const [was, is] = [serviceOf(context.before, service), serviceOf(context.after, service)];
    if (was === undefined || is === undefined) return [];
    return portsOf(traffic, service).flatMap(port => {
      const [from, to] = [targetOf(was, port), targetOf(is, port)];
      if (from === undefined || to === undefined) return [];
      return traffic.standing(service).flatMap(({ before, after }) => {
        const problem = problemOf(service, port, { from, to }, { before, after });
        return problem === undefined ? [] : [{
          rule: 'transition/port-alone',
          severity: 'error',
          object: `Service ${service}`,
          message: `${problem}, under ${percent(traffic.either(service))}: requests are sent to a port where nobody listens`,
          fix: `${commits('let the pods listen on both ports and declare both, and wait until the rollout is complete', 'change targetPort of the Service', 'drop the old port')} A targetPort by name needs one commit only, since each pod is reached at its own port.`,
        } satisfies TransitionFinding];
      });
    });
  });
}

type Port = number | string;

function problemOf(
  service: string, port: number, { from, to }: { from: Port; to: Port }, { before, after }: { before: PlannedWorkload; after: PlannedWorkload },
): string | undefined {
  if (from !== to) {
    if (serves(before, to) && serves(after, from)) return undefined;
    const both = serves(after, to) && !serves(after, from) ? `, together with the containerPort of ${after.key}: pods of both kinds stand side by side` : `, but ${(serves(before, to) ? after : before).key} declares ${declared(serves(before, to) ? after : before)}`;
    return `targetPort of port ${port} of Service ${service} goes from ${from} to ${to}${both}`;
  }
  if (!serves(before, from) || serves(after, from) || declared(after) === 'no port') return undefined;
  return `containerPort of ${after.key} goes from ${declared(before)} to ${declared(after)}, but targetPort of port ${port} of Service ${service} stays ${from}`;
}

/** Ports of a Service that routes send requests to. */
function portsOf(traffic: Traffic, service: string): number[] {
  const ports = traffic.of(service).flatMap(({ before, after }) => [...before.backends, ...after.backends])
    .filter(({ backend }) => backend === service).map(({ port }) => port);
  return [...new Set(ports.filter((port): port is number => port !== undefined))];
}

function targetOf(service: any, port: number): Port | undefined {
  const found = listOf(service.spec?.ports).find((one: any) => one?.port === port);
  return found === undefined ? undefined : found.targetPort ?? port;
}

function containerPorts({ object }: PlannedWorkload): any[] {
  return listOf(at(object, 'spec', 'template', 'spec', 'containers')).flatMap((container: any) => listOf(container?.ports));
}

/** Whether the pods declare that they listen at a target. */
function serves(workload: PlannedWorkload, target: Port): boolean {
  return containerPorts(workload).some(({ containerPort, name }) => containerPort === target || (typeof target === 'string' && name === target));
}

function declared(workload: PlannedWorkload): string {
  return containerPorts(workload).map(({ containerPort, name }) => name === undefined ? `${containerPort}` : `${containerPort} (${name})`).join(', ') || 'no port';
}
