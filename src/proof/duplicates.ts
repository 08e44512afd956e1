import { AppObject } from './app-objects';
import { duplicatesAmong } from './rules/duplicates';

/** Two objects of one kind, namespace and name: in the cluster the second would overwrite the first. */
export function duplicateObjects(objects: AppObject[]): string[] {
  return duplicatesAmong(objects, ({ json }) => json).map(([other, object]) =>
    `the ${object.json.kind} ${name(object)} is made twice, by ${other.path} and by ${object.path}; one would overwrite the other. Give one another name (name, routeName) or namespace`);
}

function name(object: AppObject): string {
  const { namespace, name: own } = object.json.metadata;
  return `${namespace === undefined ? '' : `${namespace}/`}${own}`;
}
