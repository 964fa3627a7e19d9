import { once, type ProjectCode } from '../../analysis/index.ts';

export interface PythonTable {
  readonly name: string;
  /** null: it is not written in the class, as with Django. */
  readonly table: string | null;
  readonly parents: readonly string[];
}

/** Words of which a file with a table name or a foreign key contains at least one. */
const HINT = /__tablename__|\b(?:ForeignKey|OneToOneField|ManyToManyField|foreign_key)\b/u;
/** `ForeignKey("orders.id")`, `Field(foreign_key="orders.id")`, `models.ForeignKey(Order)`. */
const KEY =
  /\b(?:ForeignKey|OneToOneField|ManyToManyField)\(\s*(?:to\s*=\s*)?["']?([\w.]+)|\bforeign_key\s*=\s*["']([\w.]+)/gu;

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
    const text = node.text();
    const table = /^\s+__tablename__\s*=\s*["'](\w+)["']/mu.exec(text)?.[1] ?? null;
    const parents = [...text.matchAll(KEY)].map(([, key, column]) => parentIn(key ?? column ?? ''));
    return table === null && parents.length === 0 ? [] : [{ name, table, parents }];
  });
}

/** `Order` of `shop.Order`, the table `orders` of `orders.id`. */
function parentIn(path: string): string {
  const parts = path.split('.');
  const last = parts.at(-1) ?? path;
  return /^[A-Z]/u.test(last) ? last : (parts.at(-2) ?? last);
}

/** True if a variable is named like a model instance: `job` or `new_job` of Job and of jobs. */
export function isNamedAfterTable(name: string, { name: model, table }: PythonTable): boolean {
  const words = model.replace(/(?<=[a-z\d])(?=[A-Z])/gu, '_').toLowerCase();
  const plain = name.toLowerCase();
  const names = [words, ...(table === null ? [] : [table.replace(/(?:es|s)$/u, ''), table])];
  return names.some((name) => plain === name || plain.endsWith(`_${name}`));
}
