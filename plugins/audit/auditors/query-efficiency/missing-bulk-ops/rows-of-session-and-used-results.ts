import type { SgNode } from '@ast-grep/napi';
import { type CallSite, type Loop, once, type ProjectCode } from '../../../../analysis/index.ts';
import { resolveVariable } from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';
import { resolveRowModel } from '../interprocedural/resolve-model-method-call-on-loop-row.ts';
import { listQueries } from '../queries/list-queries-in-function.ts';
import { readAssignedName } from '../reads/expand-query-call-chain.ts';

export const LOADED =
  'the session has already loaded the row, so adding the row again does nothing';
/** Expressions that return rows loaded by a session. */
const LOADS =
  /\b[A-Z]\w*\.query\b|\.query\(\s*(?:\w+\.)?[A-Z]|\bselect\(|\.scalars\(|\.(?:all|fetchall)\(\)/u;
/** Calls that return an existing row: `get_by_id`, `scalar_one_or_none`. */
const GIVES_ROW =
  /^(?:await )?[\w.]*\b(?:get|get_(?!or_create)\w+|find\w*|one|one_or_none|first|scalar\w*)\(/u;
const CASCADE = /\bcascade\s*=\s*['"][^'"]*(?:delete|all)\b/u;

/** Returns why adding a row to a session in a loop is no insert for a batch; null: it is one. */
export function explainSessionAdd(
  audited: AuditedCode,
  site: CallSite,
  node: SgNode,
  loop: Loop,
): string | null {
  const added = /^\(\s*(\w+)\s*,?\s*\)$/u.exec(site.raw.argumentText)?.[1];
  if (added === undefined) return null;
  const [before, after] = splitBody(node, loop);
  const isElement = loop.names.includes(added);
  // The row was looked up in the iteration, or given and only changed.
  const assigned = [...before.matchAll(new RegExp(`(?:^|\\n)\\s*${added} = (.*)`, 'gu'))];
  const isChanged = isElement && new RegExp(`\\b${added}\\.\\w+ \\+?= `, 'u').test(before);
  const isLoaded =
    assigned.length === 0 ? isChanged : assigned.every(([, value = '']) => GIVES_ROW.test(value));
  if (isLoaded || (isElement && iteratesLoadedRows(audited, site, loop))) return LOADED;
  const isUsed = new RegExp(`\\b${added}\\.(?:id|pk)\\b`, 'u').test(after);
  return isUsed && /\.(?:flush|commit|refresh)\(/u.test(after)
    ? `the key of ${added} is used in the same iteration`
    : null;
}

/** Returns why one DELETE for all leaves related rows that a session deletes; null: none. */
export function explainOrmCascade(audited: AuditedCode, site: CallSite, loop: Loop): string | null {
  const classes = cascadingClasses(audited.code);
  const model = resolveRowModel(audited, site, loop);
  if (model === null ? classes.size === 0 : !classes.has(model)) return null;
  return `the session also deletes the dependents of ${model ?? 'a row'}; batch the deletes only if the database deletes them too (ON DELETE CASCADE)`;
}

/** Names of the Python classes with a relation whose rows are deleted together with the row. */
const cascadingClasses = once<ProjectCode, ReadonlySet<string>>((code) => {
  const files = code.sources.filter(
    (file) => file.endsWith('.py') && CASCADE.test(code.textOf(file) ?? ''),
  );
  const classes = files.flatMap(
    (file) => code.syntaxOf(file)?.findAll({ rule: { kind: 'class_definition' } }) ?? [],
  );
  return new Set(
    classes
      .filter((classNode) => CASCADE.test(classNode.text()))
      .map((classNode) => classNode.field('name')?.text() ?? ''),
  );
});

/** True if a loop goes through rows that were loaded here or by a function called for them. */
export function iteratesLoadedRows(audited: AuditedCode, site: CallSite, { over }: Loop): boolean {
  const text = over.text();
  const name = /^(?:(?:enumerate|list|sorted|reversed|set)\()?(\w+)\)?$/u.exec(text)?.[1];
  const origin = name === undefined ? null : resolveVariable(audited, site, name);
  const made = origin === null ? text : `${origin.of}${origin.argumentText}`;
  if (LOADS.test(made)) return true;
  const callee = /^([\w.]+)\(/u.exec(made)?.[1] ?? origin?.of;
  const call = audited.code
    .callsOf(site.function)
    .find((callSite) => callSite.call.callee === callee && !callSite.call.isGuess);
  return (call?.call.targets ?? []).some((target) => listQueries(audited, target).length > 0);
}

/** Returns the variable with a call's result that is used later in the iteration, or null. */
export function findUsedCallResult(node: SgNode, loop: Loop): string | null {
  const parent = node.parent();
  const name = readAssignedName(
    parent !== null && /^await/u.test(String(parent.kind())) ? parent : node,
  );
  if (name === null) return null;
  const [, after] = splitBody(node, loop);
  return new RegExp(`\\b${name}\\b`, 'u').test(after) ? name : null;
}

/** Returns the text of an iteration before and after a node. */
function splitBody(node: SgNode, { body }: Loop): readonly [string, string] {
  const { start, end } = node.range();
  const first = body.range().start.index;
  return [body.text().slice(0, start.index - first), body.text().slice(end.index - first)];
}
