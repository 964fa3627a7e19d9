import type { SgNode } from '@ast-grep/napi';
import type { ProjectCode } from '../../../analysis/index.ts';
import type { DeclaredModel } from './orm-model.ts';

/** Words of which a file with models contains at least one. */
const HINT =
  /\bmapped_column\b|\bMapped\[|\bColumn\(|\btable\s*=\s*True|\bmodels\.Model\b|\bmodels\.\w+Field\(|\bSQLModel\b/u;
const COLUMN = /^(?:\w+\.)?(?:mapped_column|Column)\s*\(/u;
const DJANGO = /^(?:\w+\.)*(?:\w+Field|ForeignKey)\s*\(/u;
/** Attributes that are no columns of the table itself, or load only on demand. */
const NO_COLUMN =
  /^(?:\w+\.)*(?:relationship|Relationship|association_proxy|column_property|synonym|deferred|query_expression|ManyToManyField|GenericRelation|GenericForeignKey|declared_attr)\s*\(|\bdeferred\s*=\s*True|\bdeferred_raiseload\s*=/u;

/** Reads SQLAlchemy, SQLModel and Django classes of a file, with bases they take columns from. */
export function readPythonModels(code: ProjectCode, file: string): readonly DeclaredModel[] {
  if (!HINT.test(code.textOf(file) ?? '')) return [];
  const root = code.syntaxOf(file);
  return (root?.findAll({ rule: { kind: 'class_definition' } }) ?? []).map((node) =>
    readClass(node, file),
  );
}

function readClass(node: SgNode, file: string): DeclaredModel {
  const above = node.field('superclasses')?.text() ?? '';
  const isSqlModel = /\bSQLModel\b|\btable\s*=\s*True/u.test(above);
  const columns = (node.field('body')?.children() ?? []).flatMap((statement) => {
    const assignment = statement.child(0);
    if (statement.kind() !== 'expression_statement' || assignment?.kind() !== 'assignment')
      return [];
    return isColumn(assignment, isSqlModel) ? [assignment.field('left')?.text() ?? ''] : [];
  });
  const text = node.field('body')?.text() ?? '';
  const isDjango = /\bmodels\.Model\b/u.test(above);
  const bases = [...above.matchAll(/(?:^\(|,)\s*(?:\w+\.)*(\w+)\s*(?=[,)[])/gu)];
  return {
    name: node.field('name')?.text() ?? '',
    file,
    line: node.range().start.line + 1,
    bases: bases.map(([, name = '']) => name),
    // Django adds an `id` primary key if the model declares none.
    columns: isDjango && !/primary_key\s*=\s*True/u.test(text) ? ['id', ...columns] : columns,
    isRecord: false,
    isTable: !/__abstract__\s*=\s*True|\babstract\s*=\s*True/u.test(text),
  };
}

function isColumn(assignment: SgNode, isSqlModel: boolean): boolean {
  const value = assignment.field('right')?.text() ?? '';
  const type = assignment.field('type')?.text() ?? '';
  if (NO_COLUMN.test(value) || /\bClassVar\b|\bWriteOnlyMapped\b|\bDynamicMapped\b/u.test(type))
    return false;
  if (COLUMN.test(value) || DJANGO.test(value)) return true;
  return /^(?:\w+\.)?Mapped\[/u.test(type) || (isSqlModel && type !== '');
}
