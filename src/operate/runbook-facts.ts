import { GitOpsRef, RouteRef } from './commands';
import { StageFacts } from './stages';

/** A version of the app, as commands name it. */
export interface RunbookVersion {
  readonly name: string;
  /** Name of the Service. */
  readonly service: string;
  /** Name of the Deployment; absent where others deploy it, or the stage has none. */
  readonly deployment?: string;
  readonly namespace?: string;
}

/** What a runbook is written from. */
export interface RunbookFacts extends StageFacts {
  /** The app's key in the stage file: `app` or `app/pattern`. */
  readonly app: string;
  readonly route: RouteRef;
  readonly versions: readonly RunbookVersion[];
  /** Patches that lie ready, by stage, and their folder as commands name it. */
  readonly ready?: { readonly folder: string; readonly stages: readonly string[] };
  readonly gitOps?: GitOpsRef;
  /** Whom to call, as Markdown. */
  readonly contacts?: string;
}

/** Name of the file of a ready patch. */
export function patchFile(stage: string): string {
  return `patch-${stage}.json`;
}

/** Stage of the file of a ready patch; undefined for any other file. */
export function stageOfFile(file: string): string | undefined {
  return /^patch-([a-z0-9-]+)\.json$/.exec(file)?.[1];
}
