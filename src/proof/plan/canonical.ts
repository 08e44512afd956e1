/** A text that is equal for equal plain values, whatever the order of their keys; absent and null are one. */
export function canonicalText(value: any): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  let text = '{';
  for (const key of Object.keys(value).sort()) {
    if (value[key] !== undefined && value[key] !== null) text += `${JSON.stringify(key)}:${canonicalText(value[key])},`;
  }
  return `${text}}`;
}
