import { isObject, JsonObject, listAt, objectAt, own } from './json.js';
import { labelValueErrors, percentErrors } from './names.js';
import { Report } from './report.js';
import { checkLabels } from './metadata.js';

/** A check of one type of a built-in kind; the types of its fields are right, but any field may be missing. */
export type CoreCheck = (value: JsonObject, path: string, report: Report) => void;

/** Reports a count that is neither a whole number from 0 on nor a percentage. */
export function checkCountOrPercent(value: unknown, path: string, report: Report): void {
  if (typeof value === 'number' && value < 0) report.invalid('schema/range', path, value, 'must be greater than or equal to 0');
  if (typeof value === 'string') for (const error of percentErrors(value)) report.invalid('schema/format', path, value, error);
}

/** Reports a percentage above 100. */
export function checkAtMostAll(value: unknown, path: string, report: Report): void {
  if (typeof value === 'string' && /^\d+%$/.test(value) && parseInt(value, 10) > 100) {
    report.invalid('schema/range', path, value, 'must not be greater than 100%');
  }
}

/** The number of a count or a percentage; 0 if it is none. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d+%$/.test(value) ? parseInt(value, 10) : 0;
}

/** Reports a label selector that no server takes. */
export function checkSelector(selector: JsonObject, path: string, report: Report): void {
  checkLabels(own(selector, 'matchLabels'), `${path}.matchLabels`, report);
  listAt(selector, 'matchExpressions').forEach((expression, i) => {
    const at = `${path}.matchExpressions[${i}]`;
    const { operator } = expression;
    const values = listAt(expression, 'values');
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) report.required(`${at}.values`, 'must be specified when `operator` is \'In\' or \'NotIn\'');
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0) report.forbidden(`${at}.values`, 'may not be specified when `operator` is \'Exists\' or \'DoesNotExist\'');
    } else if (operator !== undefined) {
      report.invalid('schema/enum', `${at}.operator`, operator, 'not a valid selector operator');
    }
    for (const value of values) for (const error of labelValueErrors(value)) report.invalid('schema/name', `${at}.values`, value, error);
  });
}

/** Whether the selector can be understood at all. */
export function isSelector(selector: JsonObject): boolean {
  const report = new Report();
  checkSelector(selector, '', report);
  return report.count === 0;
}

/** Whether the selector chooses a pod with the labels. */
export function selects(selector: JsonObject, labels: JsonObject): boolean {
  const wanted = Object.entries(objectAt(selector, 'matchLabels') ?? {});
  if (!wanted.every(([key, value]) => own(labels, key) === value)) return false;
  return listAt(selector, 'matchExpressions').every(expression => {
    const value = own(labels, String(expression.key));
    const values = listAt(expression, 'values');
    switch (expression.operator) {
      case 'In': return value !== undefined && values.includes(value);
      case 'NotIn': return value === undefined || !values.includes(value);
      case 'Exists': return value !== undefined;
      case 'DoesNotExist': return value === undefined;
      default: return true;
    }
  });
}

/** Whether the selector says nothing, and so would choose everything. */
export function isEmptySelector(selector: unknown): boolean {
  if (!isObject(selector)) return false;
  return Object.keys(objectAt(selector, 'matchLabels') ?? {}).length + listAt(selector, 'matchExpressions').length === 0;
}
