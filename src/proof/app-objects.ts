import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { TrafficModel } from './model';

/** An object of the app as it will be written, and where in the code it comes from. */
export interface AppObject {
  readonly path: string;
  readonly source: ApiObject;
  readonly json: any;
}

interface Snapshot {
  readonly fingerprint: string;
  /** The count of changes that it was made at. */
  readonly changes: number;
  readonly objects: AppObject[];
  problems?: string[];
  model?: TrafficModel;
}

const snapshots = new WeakMap<IConstruct, Snapshot>();
let changes = 0;

/** Says that what an object renders may have changed without a new construct or patch: a pin, a rule, a patch of a rule. */
export function noteChange(): void {
  changes++;
}

/** How often something has changed: a key for what is computed from rules. */
export function changeCount(): number {
  return changes;
}

/**
 * What a check finds in all objects of an app. cdk8s validates the whole app once for each chart, so the answer is kept until
 * the present run ends or something changes: else the cost would grow with the square of the number of charts.
 */
export function problemsOf(app: IConstruct, check: (objects: AppObject[]) => string[]): string[] {
  const snapshot = snapshotOf(app);
  snapshot.problems ??= check(snapshot.objects);
  return snapshot.problems;
}

/**
 * The model of all objects of an app, for the validation of a construct in it. The validation of the app itself comes first in
 * each run and brings the snapshot up to date; to look at all constructs again for each one that asks would cost their square.
 */
export function modelOf(app: IConstruct): TrafficModel {
  const kept = snapshots.get(app);
  const snapshot = kept?.changes === changes ? kept : snapshotOf(app);
  snapshot.model ??= TrafficModel.fromManifests(snapshot.objects.map(({ json }) => json));
  return snapshot.model;
}

function snapshotOf(app: IConstruct): Snapshot {
  const sources = app.node.findAll().filter((c): c is ApiObject => ApiObject.isApiObject(c));
  const fingerprint = `${changes}/${sources.length}/${sources.reduce((sum, source) => sum + patchCount(source), 0)}`;
  const kept = snapshots.get(app);
  if (kept?.fingerprint === fingerprint) return kept;
  const objects = sources.map(source => ({ path: source.node.path, source, json: source.toJson() }));
  const snapshot: Snapshot = { fingerprint, changes, objects };
  snapshots.set(app, snapshot);
  queueMicrotask(() => snapshots.delete(app));
  return snapshot;
}

function patchCount(source: ApiObject): number {
  return (source as unknown as { readonly patches?: unknown[] }).patches?.length ?? 0;
}
