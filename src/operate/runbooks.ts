import * as fs from 'fs';
import * as path from 'path';
import { App } from 'cdk8s';
import { TrafficError } from '../errors';
import { quote } from '../names';
import { PatternBase } from '../pattern/pattern-base';
import { RouteProtocol } from '../route/protocol';
import { WHAT_IF } from '../stage/what-if';
import { warnOnce } from '../warnings';
import { GitOpsRef } from './commands';
import { asciiJson } from './shell';
import { PatchOperation, without } from './json-patch';
import { PatternOutlook } from './outlook';
import { provePatch, readyPatch } from './patch';
import { patchFile, RunbookFacts, stageOfFile } from './runbook-facts';
import { runbookPage } from './runbook';
import { patchableStages } from './stages';

/** Options of `Runbooks.write`. */
export interface RunbookOptions {
  /**
   * Whom to call, as Markdown, for the end of each page.
   * @default - no such part
   */
  readonly contacts?: string;
}

/**
 * Writes, for each pattern of an app, a page for the person on call and the patches that lead its route to another stage with
 * kubectl alone: what a rollback needs when neither npm nor CI is at hand.
 *
 * @example
 * app.synth();
 * Runbooks.write(app, 'ops');
 */
export class Runbooks {
  /**
   * Writes `RUNBOOK.md` and `patch-<stage>.json` into one folder for each pattern: `<folder>/<app>`, with the pattern's kind,
   * namespace and route behind it where several share the app. Patches that the present stage does not have any more are removed.
   * Call it after `app.synth()`, which writes manifests only. In a what-if run it writes nothing.
   *
   * @param folder relative to the working directory; not the output folder, or `kubectl apply -f` would meet the patches
   * @returns the files written, sorted
   * @throws when the folder is the output folder or within, there is no pattern, or a stage cannot be rendered
   */
  public static write(app: App, folder: string, options: RunbookOptions = {}): string[] {
    checkFolder(app, folder);
    const patterns = app.node.findAll().filter((construct): construct is PatternBase => construct instanceof PatternBase);
    if (patterns.length === 0) throw new TrafficError('there is no pattern in the app, so there is no runbook to write; call'
      + ' Runbooks.write(app, folder) after the charts');
    if ((process.env[WHAT_IF] ?? '').trim() !== '') {
      warnOnce(`what-if: ${WHAT_IF} is set, so the runbooks in ${folder} stay as they are`);
      return [];
    }
    const places = placesOf(patterns);
    const objects = app.charts.flatMap(chart => chart.toJson());
    // All is computed before anything is written: a stage that cannot be rendered leaves the files as they are.
    const base = folder.split(path.sep).join('/');
    const pages = patterns.map((pattern, index) => pageOf(pattern, path.posix.join(base, places[index]), objects, options));
    return pages.flatMap(({ place, files }) => writeFolder(place, files)).sort();
  }

  private constructor() {}
}

interface Page {
  readonly place: string;
  readonly files: Map<string, string>;
}

function pageOf(pattern: PatternBase, place: string, objects: any[], options: RunbookOptions): Page {
  const outlook = pattern._outlook();
  const patches = patchesOf(pattern, outlook, objects);
  const facts = factsOf(pattern, outlook, { folder: place, stages: [...patches.keys()] }, options);
  const files = new Map([...patches].map(([stage, patch]) => [patchFile(stage), patchText(patch)]));
  return { place, files: files.set('RUNBOOK.md', runbookPage(facts)) };
}

/** The ready patches by stage, each tried from every other stage. */
function patchesOf(pattern: PatternBase, outlook: PatternOutlook, objects: any[]): Map<string, PatchOperation[]> {
  const stages = patchableStages(outlook);
  const routes = new Map(stages.map(stage => [stage, rendered(pattern, outlook, stage)]));
  // Whoever is at baseline has no canary to come back from, and its list of backends would void the guards of all others.
  const sources = stages.filter(stage => stage !== 'baseline').map(stage => routes.get(stage));
  return new Map(stages.map(stage => {
    const target = routes.get(stage);
    const patch = readyPatch(target, sources);
    for (const source of sources) provePatch(source, patch, target, objects);
    return [stage, patch];
  }));
}

function rendered(pattern: PatternBase, outlook: PatternOutlook, stage: string): any {
  try {
    return outlook.routeAt(stage);
  } catch (error) {
    throw new TrafficError(`[${pattern.node.path}] the route cannot be rendered at stage ${quote(stage)}, so there is no patch to`
      + ` it: ${(error as Error).message}`);
  }
}

function factsOf(pattern: PatternBase, outlook: PatternOutlook, ready: RunbookFacts['ready'], { contacts }: RunbookOptions): RunbookFacts {
  const gitOps = pattern._gitOps;
  return {
    ...without(outlook, 'routeAt'),
    pattern: outlook.pattern,
    app: pattern.appName,
    route: {
      kind: pattern.route.protocol === RouteProtocol.GRPC ? 'GRPCRoute' : 'HTTPRoute',
      name: pattern.route.routeName,
      namespace: pattern.route.namespace,
    },
    versions: pattern.versions.map(({ versionName, serviceName, namespace, deployment }) => ({
      name: versionName, service: serviceName, namespace, deployment: deployment?.name,
    })),
    ready,
    gitOps: gitOps && { tool: gitOps.tool as GitOpsRef['tool'], name: gitOps.sourceName, namespace: gitOps.sourceNamespace },
    contacts,
  };
}

/** A line for each operation: a change of stage is then a small diff. */
function patchText(patch: readonly PatchOperation[]): string {
  return patch.length === 0 ? '[]\n' : `[\n${patch.map(operation => `  ${asciiJson(operation)}`).join(',\n')}\n]\n`;
}

/** The shortest names that tell the patterns apart. */
function placesOf(patterns: PatternBase[]): string[] {
  const names = patterns.map(pattern => {
    const { namespace = 'default', routeName } = pattern.route;
    return [pattern.appName, pattern._outlook().pattern, namespace, routeName];
  });
  return names.map(own => {
    const first = (name: string[], count: number) => name.slice(0, count).join('/');
    const parts = [1, 2, 3, 4].find(count => names.filter(other => first(own, count) === first(other, count)).length === 1);
    if (parts === undefined) throw new TrafficError(`two patterns have the app '${own[0]}' and the route '${own[3]}' in one namespace,`
      + ' so their runbooks cannot be told apart');
    return own.slice(0, parts).join('/');
  });
}

function checkFolder(app: App, folder: string): void {
  if (typeof folder !== 'string' || folder === '') throw new TrafficError(`the folder of the runbooks is ${quote(folder)}, but must be`
    + ' a path such as \'ops\'');
  const output = path.resolve(app.outdir);
  const target = path.resolve(folder);
  if (target === output || target.startsWith(output + path.sep)) {
    throw new TrafficError(`the folder of the runbooks is ${quote(folder)}, which is in the output folder ${quote(app.outdir)}: kubectl`
      + ' apply -f would take the patches for manifests; choose one beside it, such as \'ops\'');
  }
}

function writeFolder(place: string, files: Map<string, string>): string[] {
  fs.mkdirSync(place, { recursive: true });
  for (const file of fs.readdirSync(place)) {
    if (stageOfFile(file) !== undefined && !files.has(file)) fs.rmSync(path.join(place, file));
  }
  return [...files].map(([file, text]) => {
    const target = `${place}/${file}`;
    // Whole or not at all: somebody may read it at 3 AM.
    fs.writeFileSync(`${target}.tmp`, text);
    fs.renameSync(`${target}.tmp`, target);
    return target;
  });
}
