import type { Console } from '../console.js';
import { renderTable } from '../table.js';
import { readyIn } from './judge-endpoints.js';
import { parentsText } from './judge-route.js';
import { scaledBy } from './judge-workload.js';
import { isRoute, isServiceRef, keyOf, servicesOf, type LiveState } from './state.js';

/** One fact of an object, as Git has it and as the cluster does. */
export interface SideBySide {
  readonly object: string;
  readonly what: string;
  readonly git: string;
  readonly cluster: string;
}

/** What a person compares first: images, replicas, weights, and whether the route is accepted. */
export function sideBySide(expected: readonly any[], live: LiveState): SideBySide[] {
  const rows: SideBySide[] = [];
  for (const object of expected) {
    const key = keyOf(object, live.namespace);
    const there = live.objects.get(key);
    const row = (what: string, git: string, cluster: () => string) => rows.push({
      object: key, what, git, cluster: there === undefined ? 'absent' : cluster(),
    });
    if (object.kind === 'Deployment') {
      row('image', images(object), () => images(there));
      row('replicas', replicasInGit(object, expected, live), () => replicasOf(there));
    } else if (isRoute(object)) {
      const rules: any[] = object.spec?.rules ?? [];
      const liveRules = there?.spec?.rules ?? [];
      rules.forEach((rule, index) => {
        if ((rule?.backendRefs ?? []).length === 0) return;
        row(`weights of ${rule.name ?? `rule ${index}`}`, weights(rule), () => weights(ruleLike(rule, liveRules, index)));
      });
      row('route', parentCount(object), () => parentsText(there, object, live));
    }
  }
  for (const { key } of servicesOf(expected, live.namespace)) {
    const slices = live.slices.get(key);
    if (slices !== undefined) rows.push({ object: key, what: 'endpoints', git: '-', cluster: `${readyIn(slices)} ready` });
  }
  return rows;
}

/** The facts as a table. Where the sides differ, a star says so: colour alone would be lost in a log. */
export function renderSideBySide(rows: readonly SideBySide[], console: Pick<Console, 'tableWidth' | 'colors'>): string {
  let before = '';
  const cells = rows.map(({ object, what, git, cluster }) => {
    const shown = object === before ? '' : object;
    before = object;
    return [shown, what, git, `${cluster}${comparable(what) && git !== cluster ? ' *' : ''}`];
  });
  return renderTable(COLUMNS, cells, console.tableWidth, console.colors);
}

const COLUMNS = [{ title: 'OBJECT', min: 20 }, { title: 'WHAT', wrap: true }, { title: 'GIT', wrap: true }, { title: 'CLUSTER',
  wrap: true }];

function parentCount({ spec }: any): string {
  const { length } = spec?.parentRefs ?? [];
  return `${length} ${length === 1 ? 'parent' : 'parents'}`;
}

function comparable(what: string): boolean {
  return what === 'image' || what.startsWith('weights of ');
}

function images({ spec }: any): string {
  return (spec?.template?.spec?.containers ?? []).map(({ image }: any) => image ?? '-').join(', ') || '-';
}

function replicasInGit(object: any, expected: readonly any[], live: LiveState): string {
  const scaler = scaledBy(object, expected, live.namespace);
  if (scaler === undefined || object.spec?.replicas === 0) return String(object.spec?.replicas ?? 1);
  return `${scaler.spec?.minReplicas ?? 1}-${scaler.spec?.maxReplicas} (autoscaler)`;
}

function replicasOf({ spec, status }: any): string {
  const { readyReplicas = 0, updatedReplicas = 0, replicas = 0 } = status ?? {};
  const wanted = spec?.replicas ?? 1;
  const old = replicas - updatedReplicas;
  return `${readyReplicas}/${wanted} ready${updatedReplicas < wanted ? `, ${updatedReplicas} new` : ''}${old > 0 ? `, ${old} old` : ''}`;
}

function ruleLike(rule: any, rules: readonly any[], index: number): any {
  return rule.name === undefined ? rules[index] : rules.find(other => other?.name === rule.name);
}

function weights(rule: any): string {
  if (rule === undefined) return 'no such rule';
  return (rule.backendRefs ?? []).map((ref: any) => `${isServiceRef(ref) ? '' : `${ref?.kind} `}${ref?.name}`
    + ` ${ref?.weight ?? 1}`).join(', ') || '-';
}
