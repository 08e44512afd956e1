import { didYouMean, TrafficError } from '../errors';
import { quote } from '../names';
import { warnOnce } from '../warnings';
import { readYamlFile } from '../yaml-file';

/**
 * The spec of the one Deployment in a file, or of the one that is named. What else the file holds is said in a warning, since
 * it will be missing from the output.
 */
export function deploymentInFile(path: string, name: string | undefined): any {
  const objects = readYamlFile('manifest', path).filter(isObject).flatMap(object => object.kind === 'List' ? object.items ?? [] : [object]);
  const deployments = objects.filter(object => object.kind === 'Deployment');
  const names = deployments.map(object => String(object.metadata?.name));
  if (deployments.length === 0) {
    const kinds = objects.map(object => String(object.kind)).join(', ');
    throw new TrafficError(`manifest ${path} holds no Deployment${kinds === '' ? '' : `, only ${kinds}`}`);
  }
  if (name === undefined && deployments.length > 1) {
    throw new TrafficError(`manifest ${path} holds ${deployments.length} Deployments (${names.join(', ')}); say which by the option deployment`);
  }
  const chosen = name === undefined ? deployments[0] : deployments[names.indexOf(name)];
  if (chosen === undefined) {
    throw new TrafficError(`manifest ${path} holds no Deployment ${quote(name)}, only ${names.map(quote).join(', ')}${didYouMean(name!, names)}`);
  }
  const left = objects.filter(object => object !== chosen).map(object => `${object.kind} ${object.metadata?.name}`);
  if (left.length > 0) {
    warnOnce(`${path}: Version.fromFile takes the Deployment ${chosen.metadata?.name}; not taken over: ${left.join(', ')}`);
  }
  for (const what of ['labels', 'annotations']) {
    const own = Object.keys(chosen.metadata?.[what] ?? {});
    if (own.length > 0) {
      warnOnce(`${path}: the ${what} of the Deployment ${chosen.metadata?.name} itself are not taken over (${own.join(', ')}); state them by the option ${what}`);
    }
  }
  return chosen.spec;
}

function isObject(value: any): value is any {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
