/** An object of the input, with the place that it came from. */
export interface ManifestDocument {
  /** The file as the user named it, `<stdin>`, or `git:REV:path`. */
  readonly file: string;
  /** Which document of the file, from 0; the items of a List have the List's. */
  readonly document: number;
  /** The line of its first content, from 1. */
  readonly line: number;
  /** The object as plain JSON data. */
  readonly object: any;
  /** Line and column (from 1) of a field, or of its nearest parent that is there. */
  lineOf(path: readonly (string | number)[]): Position | undefined;
}

/** A place in a file, from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A document that cannot be read as a manifest. */
export interface InputProblem {
  readonly file: string;
  readonly document?: number;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  readonly rule: 'schema/yaml';
}

/** What was read, in the order of the arguments, files, and documents. */
export interface ReadResult {
  readonly documents: ManifestDocument[];
  readonly problems: InputProblem[];
  /** What was left out, and why. */
  readonly warnings: string[];
}

/** A file's name and content. */
export interface Source {
  readonly name: string;
  readonly bytes: Buffer;
  /** Whether it was found in a folder, not named by the user. */
  readonly listed?: boolean;
}
