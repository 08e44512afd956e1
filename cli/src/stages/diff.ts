/** The difference of two texts as `diff -u` has it; empty where there is none. */
export function unifiedDiff(name: string, before: string, after: string): string {
  const edits = editsOf(linesOf(before), linesOf(after));
  const hunks = hunksOf(edits);
  return hunks.length === 0 ? '' : [`--- a/${name}`, `+++ b/${name}`, ...hunks.flatMap(hunk => render(edits, hunk))].join('\n');
}

/** Lines around a change. */
const CONTEXT = 3;

interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}

/** The longest common subsequence between the equal lines at both ends. */
function editsOf(before: readonly string[], after: readonly string[]): Edit[] {
  const least = Math.min(before.length, after.length);
  let head = 0;
  while (head < least && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < least - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const [a, b] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  const common = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const edits: Edit[] = before.slice(0, head).map(line => ({ sign: ' ', line }));
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) edits.push({ sign: ' ', line: a[i] }, ...(j++, i++, []));
    else if (i < a.length && (j >= b.length || common[i + 1][j] >= common[i][j + 1])) edits.push({ sign: '-', line: a[i++] });
    else edits.push({ sign: '+', line: b[j++] });
  }
  return [...edits, ...before.slice(before.length - tail).map((line): Edit => ({ sign: ' ', line }))];
}

/** From and to of each run of changes with its context; runs that meet are one. */
function hunksOf(edits: readonly Edit[]): [number, number][] {
  const hunks: [number, number][] = [];
  edits.forEach(({ sign }, at) => {
    if (sign === ' ') return;
    const [from, to] = [Math.max(0, at - CONTEXT), Math.min(edits.length, at + CONTEXT + 1)];
    const last = hunks.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else hunks.push([from, to]);
  });
  return hunks;
}

function render(edits: readonly Edit[], [from, to]: [number, number]): string[] {
  const count = (part: readonly Edit[], other: string) => part.filter(({ sign, line }) => sign !== other && line !== '').length;
  const side = (other: string) => {
    const lines = count(edits.slice(from, to), other);
    return `${count(edits.slice(0, from), other) + (lines === 0 ? 0 : 1)},${lines}`;
  };
  return [
    `@@ -${side('+')} +${side('-')} @@`,
    ...edits.slice(from, to).filter(({ line }) => line !== '').flatMap(({ sign, line }) => (
      line.endsWith('\n') ? [`${sign}${line.slice(0, -1)}`] : [`${sign}${line}`, '\\ No newline at end of file'])),
  ];
}
