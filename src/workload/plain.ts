/**
 * A Deployment spec as plain JSON: what the generated classes make of it, and what they would drop. They know the fields of one
 * Kubernetes version only, and lose a plain '100m' or 8000 where they expect a Quantity or IntOrString.
 *
 * @param given the spec as the user gave it
 * @param rendered the same, rendered by the generated class
 */
export function withoutLoss(given: any, rendered: any): any {
  if (given === undefined) return rendered;
  if (Array.isArray(given)) {
    const same = Array.isArray(rendered) && rendered.length === given.length;
    return given.map((item, i) => withoutLoss(item, same ? rendered[i] : undefined));
  }
  if (typeof given !== 'object' || given === null || given instanceof Date) return rendered ?? given;
  if (isWrapped(given)) return given.value;
  const known = Object.keys(rendered ?? {});
  const merged = { ...rendered };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    // The classes write hostIpc and the like for hostIPC.
    const key = name in merged ? name : known.find(other => other.toLowerCase() === name.toLowerCase()) ?? name;
    merged[key] = withoutLoss(value, rendered?.[key]);
  }
  return merged;
}

/** Quantity and IntOrString of the generated classes. */
function isWrapped(given: object): given is { readonly value: string | number } {
  return ['Quantity', 'IntOrString'].includes(given.constructor?.name) && 'value' in given;
}
