import { IConstruct } from 'constructs';
import { unusedStages } from '../stage/what-if';
import { modelOf, problemsOf } from './app-objects';
import { duplicateObjects } from './duplicates';
import { competingRoutes } from './route-conflicts';
import { holdsIn } from './rules/conflicts';
import { overlappingSelectors } from './selectors';

/** Checks over all objects of an app, ours and the user's, whatever chart they are in. */
export class AppChecks {
  /** Adds the checks to the app that a construct belongs to, once. */
  public static ensure(scope: IConstruct): void {
    const app = scope.node.root;
    if (ensured.has(app)) return;
    ensured.add(app);
    app.node.addValidation({ validate: () => problems(app) });
  }

  private constructor() {}
}

const ensured = new WeakSet<IConstruct>();

function problems(app: IConstruct): string[] {
  const found = problemsOf(app, objects => [
    ...duplicateObjects(objects),
    ...overlappingSelectors(objects),
    ...competingRoutes(objects, conflict => holdsIn(modelOf(app), conflict)),
  ]);
  return [...found, ...unusedStages(app)];
}
