/** One thing that an API server would refuse, or that the validator cannot judge. */
export interface SchemaFinding {
  /** `schema/…` for the structure, `cel/…` for validation rules. */
  readonly rule: string;
  /** The field, as an API server writes it: `spec.rules[0].matches[1].path`; empty for the object as a whole. */
  readonly path: string;
  /** The whole sentence, with the path in front where the server puts it there. */
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

/** What is done with the object. */
export interface ValidateOptions {
  /** The object as it is in the cluster: transition rules then run, as they do on an update. */
  readonly old?: any;
  /** `status` judges `status` alone; every other write ignores it. Default `create`, or `update` if `old` is given. */
  readonly operation?: 'create' | 'update' | 'status';
}

/** The release channel of the Gateway API. */
export type Channel = 'standard' | 'experimental';

/** One entry of `x-kubernetes-validations`. */
export interface CelRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/** The keywords of a structural schema that are read here. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly default?: any;
  readonly enum?: any[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: string[];
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly allOf?: JsonSchema[];
  readonly anyOf?: JsonSchema[];
  readonly oneOf?: JsonSchema[];
  readonly not?: JsonSchema;
  readonly 'x-kubernetes-validations'?: CelRule[];
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
}
