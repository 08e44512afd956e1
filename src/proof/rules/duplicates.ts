import { groupOf } from '../manifests';
import { describe, Finding } from './finding';
import { Survey } from './survey';

/** Items whose manifests have one group, kind, namespace and name: the first, and each that follows it. */
export function duplicatesAmong<T>(items: readonly T[], manifest: (item: T) => any): [T, T][] {
  const first = new Map<string, T>();
  return items.flatMap(item => {
    const { kind, metadata } = manifest(item);
    const key = JSON.stringify([groupOf(manifest(item)), kind, metadata?.namespace ?? '', metadata?.name]);
    const other = first.get(key);
    if (other !== undefined) return [[other, item] as [T, T]];
    first.set(key, item);
    return [];
  });
}

/** Objects that are in the input more than once. */
export function duplicateObjects(survey: Survey): Finding[] {
  return duplicatesAmong(survey.manifests.objects, object => object).map(([first, object]) => ({
    rule: 'reference/duplicate-object',
    severity: 'error',
    object,
    path: 'metadata.name',
    message: `the ${describe(object)} is in the input twice: applied together, the later one overwrites the earlier`,
    fix: 'Delete one of them, or give it another name or namespace',
    related: [first],
  }));
}
