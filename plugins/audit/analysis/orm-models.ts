import type { SgNode } from '@ast-grep/napi';
import { once, type ProjectCode } from '../../analysis/index.ts';
import type { AuditedCode } from '../rule.ts';
import { parsePrismaBlocks } from './parse-prisma-schema-blocks.ts';

const known = once(readModels);

/** The models of a project by name: classes, and models of Prisma as their client calls them. */
export function findModels({ code }: AuditedCode): ReadonlyMap<string, Model> {
  return known(code);
}

function readModels(code: ProjectCode): ReadonlyMap<string, Model> {
  const files = new Set(code.facts.functions.map(({ file }) => file));
  const raw = [...files].flatMap((file) =>
    file.endsWith('.py') ? readPythonModels(code, file) : readJavaScriptModels(code, file),
  );
  const byName = new Map<string, DeclaredModel>();
  for (const model of [...raw, ...readPrismaModels(code)]) {
    const before = byName.get(model.name);
    // If two models share a name, the one with fewer columns is used, so that less is reported.
    if (before === undefined || before.columns.length > model.columns.length)
      byName.set(model.name, model);
  }
  return new Map(
    [...byName.values()]
      .filter(({ isTable }) => isTable)
      .map(({ name, file, line, isRecord, ...rest }) => {
        const columns = columnsOf({ name, file, line, isRecord, ...rest }, byName, new Set());
        return [name, { name, file, line, isRecord, columns: [...new Set(columns)] }];
      }),
  );
}

function columnsOf(
  model: DeclaredModel,
  all: ReadonlyMap<string, DeclaredModel>,
  seen: Set<string>,
): readonly string[] {
  if (seen.has(model.name)) return [];
  seen.add(model.name);
  const inherited = model.bases.flatMap((base) => {
    const above = all.get(base);
    return above === undefined ? [] : columnsOf(above, all, seen);
  });
  return [...inherited, ...model.columns];
}

/** Reads all Prisma models, named as in the Prisma client: `jobEvent` for `JobEvent`. */
function readPrismaModels(code: ProjectCode): readonly DeclaredModel[] {
  const files = code.files.filter((file) => file.endsWith('.prisma'));
  const blocks = files.flatMap((file) =>
    parsePrismaBlocks(code.textOf(file) ?? '')
      .filter(({ kind }) => kind === 'model')
      .map((block) => ({ ...block, file })),
  );
  const names = new Set(blocks.map(({ name }) => name));
  return blocks.map(({ name, file, line, lines }) => ({
    name: name.charAt(0).toLowerCase() + name.slice(1),
    file,
    line,
    bases: [],
    isTable: true,
    isRecord: false,
    columns: lines.flatMap(({ text }) => {
      const [, field, type = ''] = /^(\w+)\s+(\w+)/u.exec(text) ?? [];
      return field === undefined || names.has(type) ? [] : [field];
    }),
  }));
}

/** Words of which a file with models contains at least one. */
const PYTHON_HINT =
  /\bmapped_column\b|\bMapped\[|\bColumn\(|\btable\s*=\s*True|\bmodels\.Model\b|\bmodels\.\w+Field\(|\bSQLModel\b/u;
const PYTHON_COLUMN = /^(?:\w+\.)?(?:mapped_column|Column)\s*\(/u;
const DJANGO = /^(?:\w+\.)*(?:\w+Field|ForeignKey)\s*\(/u;
/** Attributes that are no columns of the table itself, or load only on demand. */
const NO_COLUMN =
  /^(?:\w+\.)*(?:relationship|Relationship|association_proxy|column_property|synonym|deferred|query_expression|ManyToManyField|GenericRelation|GenericForeignKey|declared_attr)\s*\(|\bdeferred\s*=\s*True|\bdeferred_raiseload\s*=/u;

/** Reads SQLAlchemy, SQLModel and Django classes of a file, with bases they take columns from. */
function readPythonModels(code: ProjectCode, file: string): readonly DeclaredModel[] {
  if (!PYTHON_HINT.test(code.textOf(file) ?? '')) return [];
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
  if (PYTHON_COLUMN.test(value) || DJANGO.test(value)) return true;
  return /^(?:\w+\.)?Mapped\[/u.test(type) || (isSqlModel && type !== '');
}

const SCRIPT_HINT = /@Entity\b|@Table\b|@Schema\(|@\w*Column\b/u;
/** Column decorators of TypeORM, Sequelize, MikroORM and Mongoose. */
const COLUMN_DECORATOR =
  /@(?:Column|PrimaryColumn|PrimaryGeneratedColumn|CreateDateColumn|UpdateDateColumn|DeleteDateColumn|VersionColumn|CreatedAt|UpdatedAt|DeletedAt|Property|PrimaryKey|Prop)\b/u;
/** Decorators that make a class a table; mere base classes of tables have none. */
const TABLE_DECORATOR = /@(?:(?:Child)?Entity|Table|Schema)\b/u;
/** Option of a column that loads only if it is selected explicitly. */
const HIDDEN_COLUMN = /\bselect\s*:\s*false/u;

function readJavaScriptModels(code: ProjectCode, file: string): readonly DeclaredModel[] {
  if (!SCRIPT_HINT.test(code.textOf(file) ?? '')) return [];
  // A grammar takes no kinds but its own.
  const kinds = /\.[cm]?tsx?$/u.test(file) ? ['abstract_class_declaration'] : [];
  const any = ['class_declaration', ...kinds].map((kind) => ({ kind }));
  const classes = code.syntaxOf(file)?.findAll({ rule: { any } }) ?? [];
  return classes.map((node) => readEntity(node, file));
}

function readEntity(node: SgNode, file: string): DeclaredModel {
  const body = node.field('body')?.children() ?? [];
  // A decorator is inside the field that it decorates, or precedes it.
  let before = '';
  const columns: string[] = [];
  for (const member of body) {
    if (member.kind() === 'decorator') before += member.text();
    else if (member.isNamed() && member.kind() !== 'comment') {
      const own = member.children().filter((child) => child.kind() === 'decorator');
      const marks = before + own.map((decorator) => decorator.text()).join('');
      before = '';
      const name = (member.field('name') ?? member.field('property'))?.text();
      if (name !== undefined && COLUMN_DECORATOR.test(marks) && !HIDDEN_COLUMN.test(marks))
        columns.push(name);
    }
  }
  const heritage =
    node
      .children()
      .find((child) => child.kind() === 'class_heritage')
      ?.text() ?? '';
  const above = /extends\s+(\w+)/u.exec(heritage)?.[1];
  const decorators = decoratorsOf(node);
  return {
    name: node.field('name')?.text() ?? '',
    file,
    line: node.range().start.line + 1,
    columns,
    bases: above === undefined ? [] : [above],
    isTable: decorators.some((decorator) => TABLE_DECORATOR.test(decorator)),
    isRecord: decorators.some((decorator) => /@(?:Table|Schema)\b/u.test(decorator)),
  };
}

function decoratorsOf(node: SgNode): readonly string[] {
  const around = node.parent()?.kind() === 'export_statement' ? node.parent() : null;
  return [...node.children(), ...(around?.children() ?? [])].flatMap((child) =>
    child.kind() === 'decorator' ? [child.text()] : [],
  );
}

/** Class of the project, or model of a Prisma schema, that maps to a table. */
export interface Model {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** Column names, including those of bases and mixins, without columns loaded only on demand. */
  readonly columns: readonly string[];
  /** Set if rows have methods of their own, as in Sequelize and Mongoose, using any column. */
  readonly isRecord: boolean;
}

/** Model as declared, before its base classes are resolved. */
interface DeclaredModel extends Model {
  readonly bases: readonly string[];
  readonly isTable: boolean;
}
