// Puts all mutants of a file into its code, each behind a question: `$m(7) ? mutant : original`.
import ts from 'typescript';
import { canEmpty, changesOf } from './mutators.mjs';

/** The code of a TypeScript file as JavaScript. */
export function transpile(file, code) {
  const { outputText } = ts.transpileModule(code, {
    fileName: file,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true, inlineSourceMap: false },
  });
  return outputText;
}

/** The TypeScript of a file with its mutants in it, and what they are, numbered from `first` on. */
export function instrument(file, source, first) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true);
  const mutants = [];
  const text = node => source.slice(node.getStart(), node.end);
  const note = (node, mutator, replacement) => {
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
    const id = first + mutants.length;
    mutants.push({ id, file, line: line + 1, mutator, original: text(node), replacement });
    return `$m(${id})`;
  };
  return { code: emit(tree), mutants };

  function emit(node) {
    if (isType(node)) return text(node);
    const changes = changesOf(node, text).map(({ mutator, replacement }) => `${note(node, mutator, replacement)} ? (${replacement}) : `);
    const emptied = canEmpty(node) ? note(node, 'block', '{}') : undefined;
    const inner = children(node, ts.isCaseClause(node) && emptied);
    if (emptied !== undefined && ts.isBlock(node)) return `{ if (!${emptied}) ${inner} }`;
    return changes.length === 0 ? inner : `(${changes.join('')}(${inner}))`;
  }

  function children(node, emptied) {
    let at = node.kind === ts.SyntaxKind.SourceFile ? 0 : node.getStart();
    let result = '';
    const statements = new Set(node.statements ?? []);
    let opened = false;
    ts.forEachChild(node, child => {
      result += source.slice(at, child.getStart());
      if (emptied && !opened && statements.has(child)) {
        result += `if (!${emptied}) {`;
        opened = true;
      }
      result += emit(child);
      at = child.end;
    });
    return `${result}${opened ? '}' : ''}${source.slice(at, node.end)}`;
  }
}

/** Parts that are gone at run time, or that stand for themselves. */
function isType(node) {
  return ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node)
    || ts.isExportDeclaration(node) || ts.isEnumDeclaration(node) || ts.isTypeParameterDeclaration(node);
}
