import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, bare, kindOf, spanOf } from '../../../analysis/index.ts';
import type { CodemodEdit } from '../codemod.ts';
import { readIndentation, replaceNode } from '../syntax/codemod-edits.ts';
import type { AnalysisContext } from '../syntax/type-aware-codemod.ts';
import type { LoopSyntax } from './loop-syntax.ts';
import { isUnchangedDuring, readCalleeName } from './syntax-node-lookups.ts';

/** Defers a statement's effect: its operands are computed now, and the change is made later. */
export function deferStatement(
  statement: SgNode,
  parts: LoopSyntax,
  scene: AnalysisContext,
  later: string,
): CodemodEdit {
  const only = bare(
    statement.namedChildren().find((namedChild) => kindOf(namedChild) !== 'comment') ?? statement,
  );
  const isCall = kindOf(only) === 'call_expression';
  const computed = [
    ...targetParts(isCall ? (only.field('function') ?? only) : (only.field('left') ?? only)),
    ...(isCall ? argumentsOf(only) : [only.field('right')].filter((value) => value !== null)),
  ];
  const { start } = spanOf(only);
  let text = only.text();
  const made: string[] = [];
  for (const part of computed.toReversed()) {
    const spread = kindOf(part) === 'spread_element' ? part.child(1) : null;
    const value = spread ?? part;
    if (isUnchangedDuring(value, parts.body, scene)) continue;
    const name = scene.bindings.freshName(nameFor(only));
    made.unshift(`const ${name} = ${value.text()};`);
    const at = spanOf(value);
    text = text.slice(0, at.start - start) + name + text.slice(at.end - start);
  }
  const step = isCall ? `${later}(() => ${text});` : `${later}(() => {\n  ${text};\n});`;
  const indent = readIndentation(scene.source, statement);
  const lines = [...made, ...step.split('\n')];
  const isInBlock = /^(?:statement_block|switch_case|switch_default)$/u.test(
    kindOf(statement.parent() ?? statement),
  );
  const isBare = !isInBlock && made.length > 0;
  const all = isBare ? ['{', ...lines.map((line) => `  ${line}`), '}'] : lines;
  return replaceNode(statement, all.join(`\n${indent}`));
}

/** Returns expressions evaluated on the way to a changed target: bracket keys, call arguments. */
function targetParts(target: SgNode): readonly SgNode[] {
  const inner = bare(target);
  const kind = kindOf(inner);
  const object =
    inner.field('object') ?? (kind === 'call_expression' ? inner.field('function') : null);
  const before = object === null ? [] : targetParts(object);
  if (kind === 'subscript_expression')
    return [...before, inner.field('index')].filter((part) => part !== null);
  return kind === 'call_expression' ? [...before, ...argumentsOf(inner)] : before;
}

function nameFor(change: SgNode): string {
  if (kindOf(change) !== 'call_expression') return 'value';
  const name = readCalleeName(change);
  return name === 'push' || name === 'unshift' ? 'pushed' : 'given';
}
