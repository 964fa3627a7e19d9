import type { SgNode } from '@ast-grep/napi';
import { type ProjectCode, pythonLiteral } from '../../analysis/index.ts';
import type { TableModel } from '../document/audited-project-context-schema.ts';
import { isExcludedFile } from '../scoring/excluded-files.ts';
import { parsePrismaBlocks } from './parse-prisma-schema-blocks.ts';

/** Declarations of table names in classes and schemas. */
const SAYS_TABLE = /__tablename__|db_table|@@map|@Entity|(?:pg|mysql|sqlite)Table\b|@Table\b/u;
/** Decorators and functions that name a table first: TypeORM and MikroORM, Sequelize, Drizzle. */
const DECORATORS: ReadonlySet<string> = new Set(['Entity', 'Table']);
const TABLES: ReadonlySet<string> = new Set(['pgTable', 'mysqlTable', 'sqliteTable']);

/** Returns the classes that represent tables, as far as the code states it (T652-04). */
export function findTableClasses(code: ProjectCode): readonly TableModel[] {
  return code.files.flatMap((file) => {
    const isSchema = file.endsWith('.prisma');
    if ((!isSchema && code.languageOf(file) === null) || isExcludedFile(file)) return [];
    const text = code.textOf(file) ?? '';
    if (isSchema) return ofPrisma(file, text);
    const root = SAYS_TABLE.test(text) ? code.syntaxOf(file) : null;
    if (root === null) return [];
    return file.endsWith('.py') ? ofPython(file, root) : ofScript(file, root);
  });
}

/** `__tablename__ = "jobs"`, and `db_table = "jobs"` of a class Meta. */
function ofPython(file: string, root: SgNode): readonly TableModel[] {
  return root.findAll({ rule: { kind: 'assignment' } }).flatMap((assignment) => {
    const name = assignment.field('left')?.text();
    if (name !== '__tablename__' && name !== 'db_table') return [];
    const value = assignment.field('right');
    const table = value === null ? undefined : pythonLiteral(value);
    const inner = classAround(assignment);
    const model = name === 'db_table' && inner !== null ? classAround(inner) : inner;
    return typeof table === 'string' && model !== null ? [modelOf(table, model, file)] : [];
  });
}

function classAround(node: SgNode): SgNode | null {
  for (let at = node.parent(); at !== null; at = at.parent()) {
    if (at.kind() === 'class_definition') return at;
  }
  return null;
}

function ofScript(file: string, root: SgNode): readonly TableModel[] {
  return root.findAll({ rule: { kind: 'call_expression' } }).flatMap((call) => {
    const callee = call.field('function')?.text() ?? '';
    const table = tableOf(call);
    if (table === null) return [];
    const around = call.parent();
    if (DECORATORS.has(callee) && around?.kind() === 'decorator') {
      const model = classBehind(around);
      return model === null ? [] : [modelOf(table, model, file)];
    }
    const isDeclared = TABLES.has(callee) && around?.kind() === 'variable_declarator';
    return isDeclared ? [modelOf(table, around, file)] : [];
  });
}

/** `'jobs'`, `{ name: 'jobs' }` and `{ tableName: 'jobs' }`. */
function tableOf(call: SgNode): string | null {
  const [first] =
    call
      .field('arguments')
      ?.children()
      .filter((child) => child.isNamed()) ?? [];
  if (first?.kind() === 'string') return first.text().slice(1, -1);
  for (const pair of first?.kind() === 'object' ? first.children() : []) {
    const key = pair.kind() === 'pair' ? pair.field('key')?.text() : undefined;
    const value = pair.field('value');
    if ((key === 'name' || key === 'tableName') && value?.kind() === 'string') {
      return value.text().slice(1, -1);
    }
  }
  return null;
}

/** Returns the class of a decorator that is part of it or of the export statement around it. */
function classBehind(decorator: SgNode): SgNode | null {
  const around = decorator.parent();
  if (around?.kind() === 'class_declaration') return around;
  return around?.children().find((child) => child.kind() === 'class_declaration') ?? null;
}

/** Reads the models of a Prisma schema. Without `@@map`, the table has the name of the model. */
function ofPrisma(file: string, schema: string): readonly TableModel[] {
  return parsePrismaBlocks(schema)
    .filter(({ kind }) => kind === 'model')
    .map(({ name, line, lines }) => {
      const mapped = lines.flatMap(
        ({ text }) => /^@@map\(\s*(?:name:\s*)?"([^"]+)"/u.exec(text)?.[1] ?? [],
      );
      return { table: mapped[0] ?? name, model: name, file, line };
    });
}

function modelOf(table: string, model: SgNode, file: string): TableModel {
  const name = model.field('name')?.text() ?? '(class)';
  return { table, model: name, file, line: model.range().start.line + 1 };
}
