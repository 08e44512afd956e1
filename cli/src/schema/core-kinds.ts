import { isObject, own } from './json.js';
import { JsonSchema } from './types.js';

/** The file that scripts/core-schemas.mjs builds. */
export interface CoreFile {
  /** Which release of Kubernetes, and whose work. */
  readonly source: string;
  /** `apps/v1/Deployment` to the name of its definition. */
  readonly kinds: { readonly [kind: string]: string };
  readonly definitions: { readonly [name: string]: JsonSchema };
}

/** A schema of a built-in kind, which knows the name of its definition. */
export interface CoreSchema extends JsonSchema {
  readonly 'x-core-name'?: string;
}

/** The kinds that are built into an API server. */
export class CoreKinds {
  private readonly linked = new Map<string, CoreSchema>();
  private readonly apiVersions: ReadonlySet<string>;

  public constructor(private readonly file: CoreFile) {
    this.apiVersions = new Set(Object.keys(file.kinds).map(kind => kind.slice(0, kind.lastIndexOf('/'))));
  }

  /** The schema of a kind; undefined if it is not built in. */
  public schema(apiVersion: string, kind: string): CoreSchema | undefined {
    const name = own(this.file.kinds, `${apiVersion}/${kind}`);
    return name === undefined ? undefined : this.definition(name);
  }

  /** Whether the API version is built in with all its kinds, so that any other kind is a slip. */
  public hasVersion(apiVersion: string): boolean {
    return this.apiVersions.has(apiVersion);
  }

  private definition(name: string): CoreSchema {
    let schema = this.linked.get(name);
    if (schema === undefined) {
      const created: CoreSchema = { 'x-core-name': name };
      schema = created;
      // Before its parts, which may lead back to it.
      this.linked.set(name, schema);
      Object.assign(created, this.linkedPart(own(this.file.definitions, name) ?? {}));
    }
    return schema;
  }

  /** A part of a definition with what it refers to, and with limits and formats as Go's types have them. */
  private linkedPart(part: JsonSchema): JsonSchema {
    if (part.$ref !== undefined) return this.definition(part.$ref);
    const { properties, items, additionalProperties, ...rest } = part;
    return {
      ...rest,
      ...(rest.format === 'int32' ? { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 } : {}),
      ...(rest.format === 'byte' ? { format: 'kubernetes-bytes' } : {}),
      ...(properties === undefined ? {} : { properties: this.linkedParts(properties) }),
      ...(items === undefined ? {} : { items: this.linkedPart(items) }),
      ...(isObject(additionalProperties) ? { additionalProperties: this.linkedPart(additionalProperties as JsonSchema) } : {}),
    };
  }

  private linkedParts(properties: { readonly [name: string]: JsonSchema }): { readonly [name: string]: JsonSchema } {
    return Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, this.linkedPart(part)]));
  }
}
