import type { TrafficDecision } from '../../decision';
import { listOf } from '../../manifests';
import type { PlannedWorkload, TransitionContext, TransitionFinding } from '../types';
import { at } from './equal';
import { serviceOf } from './renames';
import { Traffic } from './traffic';
import { commits, flowWords, percent } from './words';

/** A Service's targetPort and the ports of its pods that part ways, or that change together by number. */
export function portAlone(context: TransitionContext): TransitionFinding[] {
  const traffic = Traffic.of(context);
  return traffic.services.flatMap(service => {
    const [was, is] = [serviceOf(context.before, service), serviceOf(context.after, service)];
    if (was === undefined || is === undefined) return [];
    return [...movedPorts(traffic, service, was, is), ...portsOf(traffic, service).flatMap(port => {
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
    })];
  });
}

/** Ports of a Service that routes turn to in the commit that brings them, or turn from in the commit that takes them away. */
function movedPorts(traffic: Traffic, service: string, was: any, is: any): TransitionFinding[] {
  const flow = traffic.of(service).find(({ before, after }) => {
    const [from, to] = [portIn(before, service), portIn(after, service)];
    return from !== undefined && to !== undefined && from !== to && (targetOf(was, to) === undefined || targetOf(is, from) === undefined);
  });
  if (flow === undefined) return [];
  const [from, to] = [portIn(flow.before, service), portIn(flow.after, service)];
  return [{
    rule: 'transition/port-alone',
    severity: 'error',
    object: `Service ${service}`,
    message: `${flowWords(flow)} turns from port ${from} to ${to} of Service ${service}, which has only one of them before or after: until the gateway has taken both objects, these requests fail`,
    fix: commits(`add port ${to} to Service ${service} beside ${from}`, `turn the route to port ${to}`, `drop port ${from}`),
  }];
}

function portIn({ backends }: TrafficDecision, service: string): number | undefined {
  return backends.find(({ backend }) => backend === service)?.port;
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
