// Names, labels and ports as k8s.io/apimachinery/pkg/util/validation judges them, in its words.
// The patterns run on texts whose length was checked before, and none of them backtracks.

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED})?`;

/** What is wrong with a name of the kind most objects have: a lowercase RFC 1123 subdomain. */
export function subdomainErrors(name: string): string[] {
  return checked(name, 253, SUBDOMAIN, 'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, \'-\' or \'.\', '
    + 'and must start and end with an alphanumeric character', ['example.com']);
}

/** What is wrong with a lowercase RFC 1123 label: a namespace, a container, a port of a Service. */
export function labelErrors(name: string): string[] {
  const errors = checked(name, 63, LABEL, 'a lowercase RFC 1123 label must consist of lower case alphanumeric characters or \'-\', '
    + 'and must start and end with an alphanumeric character', ['my-name', '123-abc']);
  return errors.map(error => error.startsWith('a lowercase') && matches(name, SUBDOMAIN) ? 'must not contain dots' : error);
}

/** What is wrong with a DNS-1035 label: the name of a Service. */
export function label1035Errors(name: string): string[] {
  return checked(name, 63, LABEL_1035, 'a DNS-1035 label must consist of lower case alphanumeric characters or \'-\', '
    + 'start with an alphabetic character, and end with an alphanumeric character', ['my-name', 'abc-123']);
}

/** What is wrong with a name that only has to fit into a path: roles and their bindings. */
export function pathSegmentErrors(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter(sign => name.includes(sign)).map(sign => `may not contain '${sign}'`);
}

/** What is wrong with the key of a label or an annotation. */
export function qualifiedNameErrors(key: string): string[] {
  const message = 'must consist of alphanumeric characters, \'-\', \'_\' or \'.\', and must start and end with an alphanumeric character';
  const examples = ['MyName', 'my.name', '123-abc'];
  const parts = key.split('/');
  if (parts.length > 2) {
    const words = `a qualified name ${regexError(message, QUALIFIED, examples)}`;
    return [`${words} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const name = parts[parts.length - 1];
  const wrong = parts.length === 1 ? [] : parts[0] === '' ? ['must be non-empty'] : subdomainErrors(parts[0]);
  const prefix = wrong.map(error => `prefix part ${error}`);
  const empty = name === '' ? ['name part must be non-empty'] : [];
  return [...prefix, ...empty, ...checked(name, 63, QUALIFIED, message, examples).map(error => `name part ${error}`)];
}

/** What is wrong with the value of a label. */
export function labelValueErrors(value: string): string[] {
  return checked(value, 63, LABEL_VALUE, 'a valid label must be an empty string or consist of alphanumeric characters, \'-\', \'_\' '
    + 'or \'.\', and must start and end with an alphanumeric character', ['MyValue', 'my_value', '12345']);
}

/** What is wrong with the name of a container's port. */
export function portNameErrors(name: string): string[] {
  const errors: string[] = [];
  if (name.length > 15) errors.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(name)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) errors.push('must contain at least one letter (a-z)');
  if (name.includes('--')) errors.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

/** What is wrong with a key of a ConfigMap or Secret. */
export function configKeyErrors(key: string): string[] {
  const errors = checked(key, 253, '[-._a-zA-Z0-9]+', 'a valid config key must consist of alphanumeric characters, \'-\', \'_\' or \'.\'',
    ['key.name', 'KEY_NAME', 'key-name']);
  if (key === '.') errors.push('must not be \'.\'');
  else if (key === '..') errors.push('must not be \'..\'');
  else if (key.startsWith('..')) errors.push('must not start with \'..\'');
  return errors;
}

/** What is wrong with a percentage such as 25%. */
export function percentErrors(text: string): string[] {
  return checked(text, Infinity, '[0-9]+%', 'a valid percent string must be a numeric string followed by an ending \'%\'', ['1%', '93%']);
}

function checked(text: string, max: number, regex: string, message: string, examples: string[]): string[] {
  const errors = Buffer.byteLength(text) > max ? [`must be no more than ${max} characters`] : [];
  return matches(text, regex) ? errors : [...errors, regexError(message, regex, examples)];
}

const compiled = new Map<string, RegExp>();

function matches(text: string, source: string): boolean {
  let regex = compiled.get(source);
  if (regex === undefined) compiled.set(source, regex = new RegExp(`^(?:${source})$`));
  // A name that goes on for pages is wrong whatever it is made of, and need not be read.
  return text.length <= 1000 && regex.test(text);
}

function regexError(message: string, regex: string, examples: string[]): string {
  return `${message} (e.g. ${examples.map(example => `'${example}'`).join(',  or ')}, regex used for validation is '${regex}')`;
}
