/** The part of js-yaml 4 that is used here; the package brings no types. */
declare module 'js-yaml' {
  export interface TypeOptions {
    readonly kind: 'scalar' | 'sequence' | 'mapping';
    readonly resolve?: (data: any) => boolean;
    readonly construct?: (data: any) => unknown;
  }

  export class Type {
    constructor(tag: string, options: TypeOptions);
  }

  export class Schema {
    extend(definition: { implicit?: Type[]; explicit?: Type[] }): Schema;
  }

  export const FAILSAFE_SCHEMA: Schema;

  export class YAMLException extends Error {
    readonly reason: string;
    readonly mark?: { readonly position: number; readonly line: number; readonly column: number };
  }

  /** What the parser knows when it opens or closes a node. */
  export interface ParserState {
    readonly input: string;
    readonly position: number;
    readonly kind: 'scalar' | 'sequence' | 'mapping' | null;
    readonly result: unknown;
  }

  export interface LoadOptions {
    readonly schema?: Schema;
    readonly maxDepth?: number;
    readonly json?: boolean;
    readonly listener?: (event: 'open' | 'close', state: ParserState) => void;
  }

  export function loadAll(text: string, options: LoadOptions): unknown[];
}
