import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  type Binding,
  bare,
  isInside,
  kindOf,
  nodesOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { AnalysisContext } from '../syntax/type-aware-codemod.ts';

/** Way in which a loop advances from one character of a text to the next. */
export interface CharacterRead {
  /** Statement that declares the character of the iteration. */
  readonly statement: SgNode;
  readonly character: Binding;
  readonly text: SgNode;
  readonly index: Binding;
  /** Set for `text[i++]` (increments on reading), unset for `for (…; i++)` (after iterations). */
  readonly isAhead: boolean;
  /** Condition that the loop tests before each iteration; empty if there is none. */
  readonly loopCondition: string;
  /** Name of a function that is called for the character; null if it is read directly. */
  readonly asked: string | null;
}

/** True for a name or a field path, which has no side effects. */
export function isNameOrField(node: SgNode): boolean {
  if (/^(?:identifier|this)$/u.test(kindOf(node))) return true;
  const object = kindOf(node) === 'member_expression' ? node.field('object') : null;
  return object !== null && isNameOrField(object) && !node.text().includes('?.');
}

/**
 * Returns the character read of a loop; null if the loop does not advance one character at a time,
 * or something else advances it.
 */
export function findCharacterRead(
  loop: SgNode,
  body: SgNode,
  character: Binding,
  scene: AnalysisContext,
): CharacterRead | null {
  for (const statement of body.namedChildren()) {
    const value = valueGiven(statement, character, scene);
    const read = value === null ? null : readBy(value);
    if (read === null) continue;
    const { text, place, asked } = read;
    const isAhead = kindOf(place) === 'update_expression' && /^\w+\+\+$/u.test(place.text());
    const name = isAhead ? place.field('argument') : place;
    const index = name !== null && kindOf(name) === 'identifier' ? scene.bindings.of(name) : null;
    if (index === null || !isNameOrField(text) || kindOf(text) !== 'identifier') return null;
    const reading = {
      statement,
      character,
      text,
      index,
      isAhead,
      asked,
      loopCondition: loopCondition(loop) ?? '',
    };
    return isSteady(loop, reading, scene) ? reading : null;
  }
  return null;
}

function valueGiven(
  statement: SgNode,
  character: Binding,
  { bindings }: AnalysisContext,
): SgNode | null {
  const first = statement.namedChildren()[0];
  if (first === undefined || statement.namedChildren().length !== 1) return null;
  if (kindOf(first) === 'variable_declarator') {
    return first.field('name')?.id() === character.node.id() ? first.field('value') : null;
  }
  if (kindOf(first) !== 'assignment_expression') return null;
  const left = first.field('left');
  const isOf = left !== null && kindOf(left) === 'identifier' && bindings.of(left) === character;
  return isOf ? first.field('right') : null;
}

function readBy(
  value: SgNode,
): { readonly text: SgNode; readonly place: SgNode; readonly asked: string | null } | null {
  const node = bare(value);
  if (kindOf(node) === 'subscript_expression') {
    const [text, place] = [node.field('object'), node.field('index')];
    return text === null || place === null ? null : { text, place, asked: null };
  }
  const callee = kindOf(node) === 'call_expression' ? node.field('function') : null;
  const [first, second, ...more] = argumentsOf(node);
  if (callee === null || first === undefined || more.length > 0) return null;
  if (kindOf(callee) === 'identifier') {
    return second === undefined ? null : { text: first, place: second, asked: callee.text() };
  }
  const text = callee.field('object');
  const isCharAt = callee.field('property')?.text() === 'charAt' && second === undefined;
  return isCharAt && text !== null ? { text, place: first, asked: null } : null;
}

/** True if the text is not reassigned, and only its read or the loop's step moves the index. */
function isSteady(
  loop: SgNode,
  { text, index, isAhead }: CharacterRead,
  { bindings }: AnalysisContext,
): boolean {
  const of = bindings.of(text);
  const inLoop = (all: readonly SgNode[]) =>
    all.filter((node) => isInside(spanOf(node), spanOf(loop)));
  if (of === null || inLoop(of.writes).length > 0 || index.kind === 'const') return false;
  if (isAhead) return loopCondition(loop) !== null;
  if (kindOf(loop) !== 'for_statement' || index.kind === 'var') return false;
  const step = loop.field('increment')?.text() ?? '';
  const steps = [`${index.name}++`, `++${index.name}`, `${index.name} += 1`];
  const test = loop.field('condition')?.text().replace(/;$/u, '').trim() ?? '';
  return steps.includes(step) && test === `${index.name} < ${text.text()}.length`;
}

/**
 * Returns the condition tested before each iteration, empty if there is none; null for other loops,
 * or if the test does more than compare.
 */
function loopCondition(loop: SgNode): string | null {
  if (loop.field('increment') !== null || kindOf(loop) === 'for_in_statement') return null;
  const condition = loop.field('condition');
  if (condition === null) return '';
  const node = bare(
    kindOf(condition) === 'expression_statement' ? (condition.child(0) ?? condition) : condition,
  );
  if (!isPureComparison(node)) return null;
  return /^(?:true|1|;)$/u.test(node.text()) ? '' : node.text();
}

/** True if an expression only compares: it has no calls, assignments or functions. */
export function isPureComparison(node: SgNode): boolean {
  const others = nodesOf(
    node,
    ...['call_expression', 'new_expression', 'await_expression', 'yield_expression'],
    ...['assignment_expression', 'augmented_assignment_expression', 'update_expression'],
    ...['arrow_function', 'function_expression'],
  );
  return others.length === 0;
}
