// What can be changed at one place of the code. Texts are left alone: nearly all of them are words of messages.
import ts from 'typescript';

const K = ts.SyntaxKind;
/** Operators and what stands in for them. */
const SWAPS = new Map([
  [K.LessThanToken, ['<=', '>=']], [K.LessThanEqualsToken, ['<', '>']], [K.GreaterThanToken, ['>=', '<=']], [K.GreaterThanEqualsToken, ['>', '<']],
  [K.EqualsEqualsEqualsToken, ['!==']], [K.ExclamationEqualsEqualsToken, ['===']],
  [K.AmpersandAmpersandToken, ['||']], [K.BarBarToken, ['&&']], [K.QuestionQuestionToken, ['&&']],
  [K.PlusToken, ['-']], [K.MinusToken, ['+']], [K.AsteriskToken, ['/']], [K.SlashToken, ['*']], [K.PercentToken, ['*']],
  [K.PlusEqualsToken, ['-=']], [K.MinusEqualsToken, ['+=']], [K.QuestionQuestionEqualsToken, ['&&=']],
]);
/** Operators whose result is a condition: it is also made true and false. */
const CONDITIONS = new Set([...SWAPS.keys()].slice(0, 6));
const METHODS = new Map(Object.entries({
  some: 'every', every: 'some', startsWith: 'endsWith', endsWith: 'startsWith', toLowerCase: 'toUpperCase', toUpperCase: 'toLowerCase', min: 'max', max: 'min',
  indexOf: 'lastIndexOf', lastIndexOf: 'indexOf',
}));
/** Methods whose call is replaced by what it is called on. */
const DROPPED = new Set(['filter', 'slice', 'sort', 'reverse', 'trim', 'concat']);

/** The changes of an expression: the name of the mutator and the code in its place. */
export function changesOf(node, text) {
  const changes = [];
  const add = (mutator, replacement) => changes.push({ mutator, replacement });
  if (ts.isBinaryExpression(node)) binary(node, text, add);
  else if (isCondition(node)) condition(node, add);
  if (node.kind === K.TrueKeyword) add('boolean', 'false');
  if (node.kind === K.FalseKeyword) add('boolean', 'true');
  if (ts.isPrefixUnaryExpression(node)) unary(node, text, add);
  if (ts.isPostfixUnaryExpression(node)) add('update', `${text(node.operand)}${node.operator === K.PlusPlusToken ? '--' : '++'}`);
  if (ts.isArrayLiteralExpression(node) && !isTarget(node)) add('array', node.elements.length > 0 ? '[]' : '["mutant"]');
  if (ts.isObjectLiteralExpression(node) && !isTarget(node) && node.properties.length > 0) add('object', '{}');
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) add('arrow', '() => undefined');
  if (ts.isCallExpression(node) && !isInnerLink(node)) method(node, text, add);
  if (isChain(node) && !isInnerLink(node)) optional(node, text, add);
  if (node.kind === K.RegularExpressionLiteral) regex(node.getText(), add);
  return changes;
}

/** Whether a block can be emptied: any but that of a constructor that calls super. */
export function canEmpty(node) {
  if (ts.isCaseClause(node)) return node.statements.length > 0;
  return ts.isBlock(node) && node.statements.length > 0
    && !(ts.isConstructorDeclaration(node.parent) && node.parent.parent.heritageClauses?.some(({ token }) => token === K.ExtendsKeyword));
}

function binary(node, text, add) {
  const { left, right, operatorToken: { kind } } = node;
  const strings = kind === K.PlusToken && [left, right].some(side => ts.isStringLiteral(side) || ts.isTemplateExpression(side));
  for (const operator of strings ? [] : SWAPS.get(kind) ?? []) add('operator', `(${text(left)}) ${operator} (${text(right)})`);
  if (CONDITIONS.has(kind) || isCondition(node)) condition(node, add);
}

function condition(node, add) {
  add('condition', 'false');
  if (!isLoopCondition(node)) add('condition', 'true');
}

function unary({ operator, operand }, text, add) {
  if (operator === K.ExclamationToken) add('boolean', text(operand));
  if (operator === K.MinusToken) add('unary', `+${text(operand)}`);
  if (operator === K.PlusPlusToken) add('update', `--${text(operand)}`);
  if (operator === K.MinusMinusToken) add('update', `++${text(operand)}`);
}

function method({ expression, arguments: args }, text, add) {
  if (!ts.isPropertyAccessExpression(expression) || expression.questionDotToken) return;
  const name = expression.name.text;
  if (METHODS.has(name)) add('method', `${text(expression.expression)}.${METHODS.get(name)}(${args.map(text).join(', ')})`);
  if (DROPPED.has(name)) add('method', text(expression.expression));
}

/** Each '?.' of a chain by itself. */
function optional(node, text, add) {
  const whole = text(node);
  const start = node.getStart();
  for (let link = node; link !== undefined && isLink(link); link = link.expression) {
    const token = link.questionDotToken;
    if (token === undefined) continue;
    const [before, after] = [whole.slice(0, token.getStart() - start), whole.slice(token.end - start)];
    add('optional chaining', `${before}${ts.isPropertyAccessExpression(link) ? '.' : ''}${after}`);
  }
}

function regex(source, add) {
  const changes = [[/^\/\^/, '/'], [/\$(?=\/[a-z]*$)/, ''], [/\[\^/, '['], [/(?<!\\)\+/, ''], [/(?<!\\)\*/, ''], [/\\d/, '\\D'], [/\\s/, '\\S']];
  for (const [what, instead] of changes) {
    if (what.test(source)) add('regex', source.replace(what, instead));
  }
}

/** Whether an expression decides on a branch or a loop. */
function isCondition(node) {
  const { parent, kind } = node;
  if (parent === undefined || kind === K.TrueKeyword || kind === K.FalseKeyword) return false;
  return isLoopCondition(node) || (ts.isIfStatement(parent) && parent.expression === node) || (ts.isConditionalExpression(parent) && parent.condition === node);
}

function isLoopCondition(node) {
  return isLoop(node.parent) && (node.parent.condition === node || node.parent.expression === node);
}

function isLoop(node) {
  return ts.isWhileStatement(node) || ts.isDoStatement(node) || ts.isForStatement(node);
}

/** Whether a literal is what is assigned to. */
function isTarget({ parent, pos }) {
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === K.EqualsToken && parent.left.pos === pos;
}

function isLink(node) {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node) || ts.isNonNullExpression(node);
}

function isChain(node) {
  return isLink(node) && (node.flags & ts.NodeFlags.OptionalChain) !== 0;
}

/** Whether a link is not the last one of a chain with '?.': the chain ends as a whole. */
function isInnerLink(node) {
  const { parent } = node;
  return isLink(parent) && parent.expression === node && (parent.flags & ts.NodeFlags.OptionalChain) !== 0;
}
