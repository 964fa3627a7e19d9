import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, once, type ProjectCode, pythonLiteral } from '../../analysis/index.ts';

/** Python class that maps to a table. */
export interface PythonTable {
  readonly name: string;
  /** null: it is not written in the class, as with Django. */
  readonly table: string | null;
  /** Tables and classes that its foreign keys name. */
  readonly parents: readonly string[];
}

/** Words of which a file with a table name or a foreign key contains at least one. */
const HINT = /__tablename__|\b(?:ForeignKey|OneToOneField|ManyToManyField|foreign_key)\b/u;
const KEY = /(?:^|\.)(?:ForeignKey|OneToOneField|ManyToManyField)$/u;

/**
 * Returns every Python model of a project with its table and its parents (T652-04). Columns of
 * models are in `models/`; the mapping of classes to tables, for every language, is in
 * `map-orm-classes-to-table-names.ts`.
 */
export const findPythonTables = once((code: ProjectCode): readonly PythonTable[] =>
  code.files.filter((file) => file.endsWith('.py')).flatMap((file) => modelsIn(code, file)),
);

function modelsIn(code: ProjectCode, file: string): readonly PythonTable[] {
  const root = HINT.test(code.textOf(file) ?? '') ? code.syntaxOf(file) : null;
  return (root?.findAll({ rule: { kind: 'class_definition' } }) ?? []).flatMap((node) => {
    const name = node.field('name')?.text() ?? '';
    const table = tableOf(node);
    const parents = parentsOf(node);
    return table === null && parents.length === 0 ? [] : [{ name, table, parents }];
  });
}

/** `__tablename__ = "jobs"` */
function tableOf(node: SgNode): string | null {
  for (const statement of node.field('body')?.children() ?? []) {
    const assignment = statement.child(0);
    if (assignment?.kind() !== 'assignment' || assignment.field('left')?.text() !== '__tablename__')
      continue;
    const value = assignment.field('right');
    const table = value === null ? undefined : pythonLiteral(value);
    if (typeof table === 'string') return table;
  }
  return null;
}

/** `mapped_column(ForeignKey("orders.id"))`, `Field(foreign_key="orders.id")`, `models.ForeignKey(Order)`. */
function parentsOf(node: SgNode): readonly string[] {
  return node.findAll({ rule: { kind: 'call' } }).flatMap((call) => {
    const isKey = KEY.test(call.field('function')?.text() ?? '');
    const given = argumentsOf(call);
    const named = given.find(
      (argument) => argument.field('name')?.text() === (isKey ? 'to' : 'foreign_key'),
    );
    const to = named?.field('value') ?? (isKey ? given[0] : undefined);
    if (to === undefined || to.kind() === 'keyword_argument') return [];
    const literal = pythonLiteral(to);
    const path = typeof literal === 'string' ? literal : to.text();
    // A key of Django leads to a class; the others lead to a column.
    const isDjango = isKey && call.parent()?.kind() === 'assignment';
    const parts = path.split('.');
    return [(isDjango ? parts.at(-1) : (parts.at(-2) ?? parts.at(-1))) ?? path];
  });
}

/** True if a variable is named like a model instance: `job` or `new_job` of Job and of jobs. */
export function isNamedAfterTable(name: string, { name: model, table }: PythonTable): boolean {
  const words = model.replace(/(?<=[a-z\d])(?=[A-Z])/gu, '_').toLowerCase();
  const plain = name.toLowerCase();
  const names = [words, ...(table === null ? [] : [table.replace(/(?:es|s)$/u, ''), table])];
  return names.some((name) => plain === name || plain.endsWith(`_${name}`));
}
