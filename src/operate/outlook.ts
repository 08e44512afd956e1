import type { VariantStage } from '../stage/variant-stage';
import { StageFacts } from './stages';

/** What a pattern tells of its stages, to those who write runbooks and patches. */
export interface PatternOutlook extends StageFacts {
  /** The route's manifest at another stage, with the workloads as they are. */
  readonly routeAt: (stage: string) => any;
}

/** What an outlook needs of a pattern. */
export interface Renderable {
  readonly route: { readonly object: { toJson(): any } };
  _forgetRules(): void;
}

/** The route's manifest while something is otherwise; afterwards all is as before. */
export function renderedWhile(pattern: Renderable, enter: () => void, leave: () => void): any {
  enter();
  pattern._forgetRules();
  try {
    return pattern.route.object.toJson();
  } finally {
    leave();
    pattern._forgetRules();
  }
}

/** Stages of audiences by name, as the stage file writes them. */
export function stageNames(stages: { [name: string]: VariantStage }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(stages).map(([name, stage]) => [name, stage.stageName]));
}
