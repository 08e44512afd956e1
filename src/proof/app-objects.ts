import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';

/** An object of the app as it will be written, and where in the code it comes from. */
export interface AppObject {
  readonly path: string;
  readonly source: ApiObject;
  readonly json: any;
}

interface Snapshot {
  readonly fingerprint: string;
  readonly objects: AppObject[];
}

const snapshots = new WeakMap<IConstruct, Snapshot>();
let changes = 0;

/** Says that what an object renders may have changed without a new construct or patch: a pin, a rule, a patch of a rule. */
export function noteChange(): void {
  changes++;
}

/**
 * All objects of an app as JSON. cdk8s validates the whole app once for each chart, so the answer is kept until the present run
 * ends or something changes: else the cost would grow with the square of the number of charts.
 */
export function appObjects(app: IConstruct): AppObject[] {
  const sources = app.node.findAll().filter((c): c is ApiObject => ApiObject.isApiObject(c));
  const fingerprint = `${changes}/${sources.length}/${sources.reduce((sum, source) => sum + patchCount(source), 0)}`;
  const kept = snapshots.get(app);
  if (kept?.fingerprint === fingerprint) return kept.objects;
  const objects = sources.map(source => ({ path: source.node.path, source, json: source.toJson() }));
  snapshots.set(app, { fingerprint, objects });
  queueMicrotask(() => snapshots.delete(app));
  return objects;
}

function patchCount(source: ApiObject): number {
  return (source as unknown as { readonly patches?: unknown[] }).patches?.length ?? 0;
}
