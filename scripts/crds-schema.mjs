// Walking, cutting and enriching the structural schemas of CRDs; used by crds-build.mjs.

/** Keys of a schema that hold words of the upstream project; everything else is a fact. */
const WORDS = new Set(['description', 'x-kubernetes-validations']);

/** Calls back with every schema below (and with) `schema` and its path: `spec.rules[].name`; `{}` stands for the values of a map. */
export function walkSchema(schema, visit, path = '') {
  visit(schema, path);
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    walkSchema(child, visit, path === '' ? name : `${path}.${name}`);
  }
  if (schema.items) walkSchema(schema.items, visit, `${path}[]`);
  if (typeof schema.additionalProperties === 'object') walkSchema(schema.additionalProperties, visit, `${path}{}`);
}

/** A copy of the schema with its facts only. */
export function factsOf(schema) {
  const facts = {};
  for (const [key, value] of Object.entries(schema)) {
    if (WORDS.has(key)) continue;
    if (key === 'properties') {
      facts[key] = Object.fromEntries(Object.entries(value).map(([name, child]) => [name, factsOf(child)]));
    } else if (key === 'items' || (key === 'additionalProperties' && typeof value === 'object')) {
      facts[key] = factsOf(value);
    } else {
      facts[key] = structuredClone(value);
    }
  }
  return facts;
}

/** Keeps the fields on the way to one of the paths and all below it; each path must exist. */
export function cutSchema(schema, paths) {
  const known = new Set();
  walkSchema(schema, (_, path) => known.add(path));
  const missing = paths.filter(path => !known.has(path));
  if (missing.length > 0) throw new Error(`no such field in the official schema: ${missing.join(', ')}`);
  const kept = path => paths.some(p => p === path || isBelow(p, path) || isBelow(path, p));
  walkSchema(schema, (node, path) => {
    if (!node.properties) return;
    for (const name of Object.keys(node.properties)) {
      if (!kept(path === '' ? name : `${path}.${name}`)) delete node.properties[name];
    }
    if (node.required) {
      node.required = node.required.filter(name => name in node.properties);
      if (node.required.length === 0) delete node.required;
    }
  });
  return schema;
}

function isBelow(path, ancestor) {
  return path.startsWith(ancestor) && ['.', '[', '{'].includes(path[ancestor.length]);
}

/**
 * A place of the overlay, `KIND[,KIND] PATH`, as a test of kind and path. The PATH `.` is the whole object; in others `*` stands
 * for a part of a name and `**` for any number of fields, none included.
 */
export function placeMatcher(place) {
  const [, kinds, pattern] = /^([\w,]+) (\S+)$/.exec(place) ?? [];
  if (kinds === undefined) throw new Error(`not a place of the form "KIND path": ${place}`);
  const source = (pattern === '.' ? '' : pattern).split(/(\*\*\.?|\*)/).map(part => {
    if (part === '**.') return '(?:[^.]+\\.)*';
    if (part === '**') return '.*';
    if (part === '*') return '[^.[{]*';
    return part.replace(/[.[\]{}]/g, '\\$&');
  }).join('');
  const kindTest = new RegExp(`^(?:${kinds.replaceAll(',', '|')})$`);
  const pathTest = new RegExp(`^${source}$`);
  return (kind, path) => kindTest.test(kind) && pathTest.test(path);
}

/** Writes the descriptions and rules of the overlay into the schema of one kind; notes in `used` which entries found a place. */
export function applyOverlay(schema, kind, channel, overlay, used) {
  const here = entry => entry.channel === undefined || entry.channel === channel;
  walkSchema(schema, (node, path) => {
    for (const entry of overlay.descriptions) {
      if (!here(entry) || !entry.matches.some(matches => matches(kind, path))) continue;
      used.add(entry);
      if (node.description !== undefined) throw new Error(`two descriptions of ${kind} ${path}`);
      node.description = entry.text;
    }
    for (const entry of overlay.rules) {
      if (!here(entry) || !entry.matches.some(matches => matches(kind, path))) continue;
      used.add(entry);
      node['x-kubernetes-validations'] ??= [];
      node['x-kubernetes-validations'].push({ message: entry.message, rule: entry.rule });
    }
  });
}
