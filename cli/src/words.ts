/** 'one app', '2 apps'. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** A share in percent with the digits that matter. */
export function percent(value: number): string {
  const digits = value * 100;
  return `${digits >= 10 || digits === 0 ? digits.toFixed(1).replace(/\.0$/, '') : Number(digits.toPrecision(2))} %`;
}
