import { AppObject } from './app-objects';

/** Two objects of one kind, namespace and name: in the cluster the second would overwrite the first. */
export function duplicateObjects(objects: AppObject[]): string[] {
  const first = new Map<string, AppObject>();
  return objects.flatMap(object => {
    const { apiVersion, kind, metadata } = object.json;
    const group = String(apiVersion).includes('/') ? String(apiVersion).split('/')[0] : '';
    const key = JSON.stringify([group, kind, metadata?.namespace ?? '', metadata?.name]);
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, object);
      return [];
    }
    return [
      `the ${kind} ${name(object)} is made twice, by ${other.path} and by ${object.path}; one would overwrite the other. Give one another name (name, routeName) or namespace`,
    ];
  });
}

function name(object: AppObject): string {
  const { namespace, name: own } = object.json.metadata;
  return `${namespace === undefined ? '' : `${namespace}/`}${own}`;
}
