import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  boundOf,
  type Loop,
  languageIn,
  once,
  type ProjectCode,
  valueAt,
} from '../../../../analysis/index.ts';
import { findEnclosingFunction } from '../../../analysis/enclosing-function.ts';
import type { AuditedCode } from '../../../rule.ts';
import { findPassedArguments } from './arguments-passed-by-all-callers.ts';

const MEMBERS: ReadonlySet<unknown> = new Set(['attribute', 'member_expression']);
/** Iterables that are spelled out in the code: constants, enumerations and settings. */
const CONSTANT =
  /^(?:\w+\.)*(?:[A-Z][A-Z\d_]+|[A-Z][a-zA-Z\d]*(?:\.choices)?)(?:\.(?:items|keys|values)\(\))?$|^Object\.(?:values|keys|entries)\((?:\w+\.)*[A-Z]\w*\)$/u;

/** Returns why a loop has few iterations, as far as the code shows; null if nothing shows it. */
export function explainFewIterations(
  audited: AuditedCode,
  file: string,
  loop: Loop,
  model: string | null,
  handful: number,
): string | null {
  const bound = boundOf(loop);
  if (bound.most !== null) {
    return bound.most <= handful ? `the loop has at most ${bound.most} iterations` : null;
  }
  const { over } = loop;
  const text = over.text().replace(/\s+/gu, ' ');
  if (CONSTANT.test(text)) return `${text} is a constant in the code`;
  const single = ofOne(audited, over, model);
  if (single !== null) return `the relation ${single} refers to at most one row`;
  const most = countKnownIterations(audited, file, loop);
  return most !== null && most <= handful ? `the loop has at most ${most} iterations` : null;
}

/** Counts elements of a list written out in a file, its class or its callers; null: nowhere. */
export function countKnownIterations(
  audited: AuditedCode,
  file: string,
  loop: Loop,
): number | null {
  if (MEMBERS.has(loop.over.kind())) return fieldTurns(loop);
  if (loop.over.kind() !== 'identifier') return null;
  return importedTurns(audited, file, loop) ?? handedTurns(audited, file, loop);
}

/** Syntax kinds of class fields in Python, TypeScript and JavaScript. */
const FIELDS: ReadonlySet<unknown> = new Set([
  'assignment',
  'public_field_definition',
  'field_definition',
]);

/** Counts elements of a field (`this.events`) that its class sets literally and never changes. */
function fieldTurns(loop: Loop): number | null {
  const { over } = loop;
  const name = (over.field('attribute') ?? over.field('property'))?.text();
  const holder = over.field('object')?.text() ?? '';
  const owner = over
    .ancestors()
    .find(
      (ancestor) =>
        ancestor.kind() === 'class_definition' || ancestor.kind() === 'class_declaration',
    );
  const body = owner?.field('body') ?? null;
  const isOwn = /^(?:self|cls|this)$/u.test(holder) || holder === owner?.field('name')?.text();
  if (body === null || name === undefined || !isOwn) return null;
  const fields = body.children().flatMap((child) => {
    const field = child.kind() === 'expression_statement' ? child.child(0) : child;
    const named = field?.field('left') ?? field?.field('name') ?? field?.field('property');
    const value = field?.field('right') ?? field?.field('value') ?? null;
    const isField = FIELDS.has(field?.kind());
    return isField && named?.text() === name && value !== null ? [value] : [];
  });
  const isChanged = new RegExp(
    `\\b(?:self|cls|this)\\.${name}(?:\\s*\\+?=[^=]|\\.(?:append|extend|push|insert|unshift|add)\\()`,
    'u',
  );
  const [value] = fields;
  if (fields.length !== 1 || value === undefined || isChanged.test(body.text())) return null;
  return boundOf({ ...loop, over: value }).most;
}

/** Returns a relation (`order.parent`) declared as a list of the single row its own key names. */
function ofOne({ code }: AuditedCode, over: SgNode, model: string | null): string | null {
  const name = over.kind() === 'attribute' ? over.field('attribute')?.text() : undefined;
  return name !== undefined && model !== null && ownParents(code).has(`${name} ${model}`)
    ? name
    : null;
}

const ownParents = once<ProjectCode, ReadonlySet<string>>((code) => {
  const files = code.files.filter(
    (file) => file.endsWith('.py') && /\bremote_side\b/u.test(code.textOf(file) ?? ''),
  );
  return new Set(files.flatMap((file) => parentsIn(code.syntaxOf(file))));
});

/** Lists relationships to a row of the same table by the row's own key, as name and class. */
function parentsIn(root: SgNode | null): readonly string[] {
  return (root?.findAll({ rule: { kind: 'assignment' } }) ?? []).flatMap((assignment) => {
    const call = assignment.field('right');
    if (
      call?.kind() !== 'call' ||
      !/(?:^|\.)relationship$/u.test(call.field('function')?.text() ?? '')
    )
      return [];
    const [target, ...options] = argumentsOf(call);
    const names = options.map((option) => option.field('name')?.text());
    const isParent = names.includes('remote_side') && !names.includes('secondary');
    const model = /\w+/u.exec(target?.text() ?? '')?.[0];
    return isParent && model !== undefined ? [`${assignment.field('left')?.text()} ${model}`] : [];
  });
}

/** Counts the elements of a list that another file of the project defines literally. */
function importedTurns({ code }: AuditedCode, file: string, loop: Loop): number | null {
  const known = code.importsOf(file).find(({ local }) => local === loop.over.text());
  const from = known === undefined ? null : code.moduleOf(file, known.source);
  const root = from === null ? null : code.syntaxOf(from);
  if (known === undefined || root === null) return null;
  const isPython = languageIn(file) === 'python';
  const kind = isPython ? 'assignment' : 'variable_declarator';
  const [left, right] = isPython ? ['left', 'right'] : ['name', 'value'];
  const exported = known.imported === 'default' ? exportedFrom(root) : null;
  if (exported !== null && exported.kind() !== 'identifier') {
    return boundOf({ ...loop, over: exported }).most;
  }
  const name = exported?.text() ?? known.imported;
  const given = root
    .findAll({ rule: { kind } })
    .filter((declaration) => declaration.field(left as 'left')?.text() === name)
    .map((declaration) => declaration.field(right as 'right'));
  const [value] = given;
  return given.length !== 1 || value == null ? null : boundOf({ ...loop, over: bare(value) }).most;
}

/** `export default [ … ]` */
function exportedFrom(root: SgNode): SgNode | null {
  const value = root.find({ rule: { kind: 'export_statement', regex: '^export default' } });
  return bare(value?.field('value') ?? null);
}

/** `[ … ] as const` */
function bare<Node extends SgNode | null>(node: Node): Node | SgNode {
  const isTyped = node?.kind() === 'as_expression' || node?.kind() === 'satisfies_expression';
  return (isTyped ? node?.child(0) : null) ?? node;
}

/** The longest of the lists that all callers write out for a parameter. */
function handedTurns(audited: AuditedCode, file: string, loop: Loop): number | null {
  const { over } = loop;
  const index = findEnclosingFunction(audited, file, over.range().start.index);
  const name = over.text();
  if (valueAt(over, name, languageIn(file)) !== null) return null;
  if (!audited.code.rawOf(index).parameters.includes(name)) return null;
  const counts = (findPassedArguments(audited, index, name) ?? []).map(
    ({ value }) => boundOf({ ...loop, over: value }).most,
  );
  const known = counts.filter((count) => count !== null);
  return known.length === 0 || known.length < counts.length ? null : Math.max(...known);
}
