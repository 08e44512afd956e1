import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { TrafficError } from './errors';

/**
 * The documents of a YAML file, with errors that name file, line and column; a key that stands twice is an error.
 *
 * cdk8s.Yaml.load drops parse errors and starts a process for each file, so its own copy of the yaml package is used directly.
 */
export function readYamlFile(what: string, file: string): unknown[] {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new TrafficError(`${what} ${file} cannot be read (${code === 'ENOENT' ? `no such file in ${path.resolve(path.dirname(file))}` : code})`);
  }
  return readYamlText(what, file, text);
}

/** As `readYamlFile`, of the text that a file has, or is to have. */
export function readYamlText(what: string, file: string, text: string): unknown[] {
  const documents: YamlDocument[] = yamlOfCdk8s().parseAllDocuments(text, { version: '1.1', uniqueKeys: true });
  return documents.map(document => {
    if (document.errors.length > 0) {
      throw new TrafficError(`${what} ${file} is not valid YAML: ${document.errors[0].message.trimEnd()}`);
    }
    try {
      return document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      // An alias without its anchor, or aliases that grow without end.
      throw new TrafficError(`${what} ${file} is not valid YAML: ${(error as Error).message}`);
    }
  });
}

interface YamlDocument {
  readonly errors: { readonly message: string }[];
  toJS(options: { maxAliasCount: number }): unknown;
}

let loaded: { parseAllDocuments(text: string, options: object): YamlDocument[] } | undefined;

function yamlOfCdk8s() {
  loaded ??= createRequire(require.resolve('cdk8s'))('yaml');
  return loaded!;
}
