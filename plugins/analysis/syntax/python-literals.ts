import type { SgNode } from '@ast-grep/napi';
import type { ProjectCode } from '../project-code-with-call-sites-and-syntax-trees.ts';

/** A value that is written down. */
export type PythonLiteral = string | number | boolean | null;

/** Returns the value of a number, plain string, `True`, `False`, `None`; undefined for others. */
export function pythonLiteral(node: SgNode): PythonLiteral | undefined {
  switch (node.kind()) {
    case 'integer':
    case 'float': {
      const value = Number(node.text().replaceAll('_', ''));
      return Number.isNaN(value) ? undefined : value;
    }
    case 'unary_operator': {
      const value = node.field('argument');
      const inner = value === null ? undefined : pythonLiteral(value);
      return node.text().startsWith('-') && typeof inner === 'number' ? -inner : undefined;
    }
    case 'true':
      return true;
    case 'false':
      return false;
    case 'none':
      return null;
    case 'parenthesized_expression': {
      const inner = node.child(1);
      return inner === null ? undefined : pythonLiteral(inner);
    }
    case 'string': {
      const parts = node.children();
      if (parts.some((part) => part.kind() === 'interpolation')) return undefined;
      return parts.map((part) => (part.kind() === 'string_content' ? part.text() : '')).join('');
    }
    default:
      return undefined;
  }
}

/**
 * Returns the value of an expression: the expression itself, or the value of a name that is set
 * once, in its function, at the top of its module, or in a module it is imported from (one hop).
 * null if it cannot be known statically.
 */
export function pythonValue(code: ProjectCode, file: string, node: SgNode): SgNode | null {
  if (node.kind() === 'identifier') {
    const local = localValue(node);
    return local === undefined ? moduleValue(code, file, node.text()) : local;
  }
  if (node.kind() !== 'attribute') return node;
  const [module, name] = [node.field('object')?.text(), node.field('attribute')?.text()];
  if (module === undefined || name === undefined) return null;
  for (const { local, source, imported } of code.importsOf(file)) {
    if (local !== module) continue;
    const path =
      imported === '*' ? source : `${source}${source.endsWith('.') ? '' : '.'}${imported}`;
    const target = code.resolveModule(file, path);
    if (target !== null) return topLevelValue(code, target, name);
  }
  return null;
}

/**
 * Value of a local name. undefined: its function does not define the name; null: it is assigned
 * more than once, or a parameter.
 */
function localValue(node: SgNode): SgNode | null | undefined {
  const name = node.text();
  for (let at = node.parent(); at !== null; at = at.parent()) {
    if (at.kind() !== 'function_definition') continue;
    const assignments = at
      .findAll({ rule: { kind: 'assignment' } })
      .filter((assignment) => assignment.field('left')?.text() === name);
    if (assignments.length > 0)
      return assignments.length === 1 ? (assignments[0]?.field('right') ?? null) : null;
    const parameters = at.field('parameters')?.findAll({ rule: { kind: 'identifier' } }) ?? [];
    if (parameters.some((identifier) => identifier.text() === name)) return null;
  }
  return undefined;
}

function moduleValue(code: ProjectCode, file: string, name: string): SgNode | null {
  const value = topLevelValue(code, file, name);
  if (value !== null) return value;
  const importedName = code.importsOf(file).find(({ local }) => local === name);
  const target = importedName === undefined ? null : code.resolveModule(file, importedName.source);
  return importedName === undefined || target === null
    ? null
    : topLevelValue(code, target, importedName.imported);
}

/** null: it is not set there, or more than once. */
function topLevelValue(code: ProjectCode, file: string, name: string): SgNode | null {
  const values = (code.syntaxOf(file)?.children() ?? []).flatMap((statement) => {
    const assignment = statement.kind() === 'expression_statement' ? statement.child(0) : null;
    const assignsName =
      assignment?.kind() === 'assignment' && assignment.field('left')?.text() === name;
    return assignsName ? (assignment.field('right') ?? []) : [];
  });
  return values.length === 1 ? (values[0] ?? null) : null;
}
