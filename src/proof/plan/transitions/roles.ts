import { podLabels } from '../../rules/pods';
import type { PlannedWorkload, Side } from '../types';

/** The part that a workload plays in its app. */
export interface Role {
  /** Label 'app' of its pods; undefined where they have none. */
  readonly app?: string;
  /** Label 'version', or 'environment' of a blue-green pair; else what its name ends in. */
  readonly version?: string;
  /** Whether it is a side of a blue-green pair. */
  readonly environment: boolean;
}

/** The role of a workload by the labels that this library and others give it. */
export function roleOf({ object, name }: PlannedWorkload): Role {
  const { app, version, environment } = podLabels(object);
  const ending = /-(stable|primary|canary)$/.exec(name)?.[1];
  const named = ['stable', 'canary', 'primary'].includes(version) ? version : ending ?? version;
  if (environment === 'blue' || environment === 'green') return { app, version: environment, environment: true };
  return { app, version: named === 'primary' ? 'stable' : named, environment: false };
}

/** Whether one of the workloads behind a Service, on either side, plays a part. */
export function plays(sides: readonly Side[], service: string, version: 'stable' | 'canary'): boolean {
  return sides.some(side => side.podsOf(service).some(workload => roleOf(workload).version === version));
}

/** Whether it is known of a Service what part it plays. */
export function hasRole(sides: readonly Side[], service: string): boolean {
  return sides.some(side => side.podsOf(service).some(workload => {
    const { app, version, environment } = roleOf(workload);
    return environment || version === 'stable' || version === 'canary' || (app !== undefined && version !== undefined);
  }));
}

/** The workloads of one version of an app. */
export function workloadsOf(side: Side, app: string, version: string): PlannedWorkload[] {
  let index = kept.get(side);
  if (index === undefined) {
    index = new Map();
    for (const workload of side.workloads.values()) {
      const role = roleOf(workload);
      const key = `${role.app}/${role.version}`;
      index.set(key, [...index.get(key) ?? [], workload]);
    }
    kept.set(side, index);
  }
  return index.get(`${app}/${version}`) ?? [];
}

/** Workloads by 'app/version': a tree of thousands of apps asks for each. */
const kept = new WeakMap<Side, Map<string, PlannedWorkload[]>>();
