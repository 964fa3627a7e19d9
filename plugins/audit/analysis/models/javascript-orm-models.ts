import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, type ProjectCode } from '../../../analysis/index.ts';
import type { DeclaredModel } from './orm-model.ts';

const HINT =
  /@Entity\b|@Table\b|@Schema\(|@\w*Column\b|(?:pg|mysql|sqlite)Table\(|\bSchema\b|\bDataTypes\b/u;
/** Column decorators of TypeORM, Sequelize, MikroORM and Mongoose. */
const COLUMN =
  /@(?:Column|PrimaryColumn|PrimaryGeneratedColumn|CreateDateColumn|UpdateDateColumn|DeleteDateColumn|VersionColumn|CreatedAt|UpdatedAt|DeletedAt|Property|PrimaryKey|Prop)\b/u;
/** Decorators that make a class a table; mere base classes of tables have none. */
const TABLE = /@(?:(?:Child)?Entity|Table|Schema)\b/u;
/** Option of a column that loads only if it is selected explicitly. */
const HIDDEN = /\bselect\s*:\s*false/u;

/** Returns a file's models: classes with columns, Drizzle tables, Sequelize or Mongoose models. */
export function readJavaScriptModels(code: ProjectCode, file: string): readonly DeclaredModel[] {
  if (!HINT.test(code.textOf(file) ?? '')) return [];
  const root = code.syntaxOf(file);
  if (root === null) return [];
  const isTypeScript = /\.[cm]?tsx?$/u.test(file);
  const classes = root.findAll({
    rule: {
      any: ['class_declaration', ...(isTypeScript ? ['abstract_class_declaration'] : [])].map(
        (kind) => ({ kind }),
      ),
    },
  });
  return [
    ...classes.map((node) => readEntity(node, file)),
    ...root
      .findAll({ rule: { kind: 'variable_declarator' } })
      .flatMap((node) => readTable(node, file)),
    ...root
      .findAll({ rule: { kind: 'call_expression' } })
      .flatMap((node) => readDefined(node, file)),
    ...readSchemas(root, file),
  ];
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
      if (name !== undefined && COLUMN.test(marks) && !HIDDEN.test(marks)) columns.push(name);
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
    isTable: decorators.some((decorator) => TABLE.test(decorator)),
    isRecord: decorators.some((decorator) => /@(?:Table|Schema)\b/u.test(decorator)),
  };
}

/** Returns the decorators of a class, part of the class or of the export statement around it. */
function decoratorsOf(node: SgNode): readonly string[] {
  const around = node.parent()?.kind() === 'export_statement' ? node.parent() : null;
  return [...node.children(), ...(around?.children() ?? [])].flatMap((child) =>
    child.kind() === 'decorator' ? [child.text()] : [],
  );
}

/** `Order.init({ … }, { sequelize })`, `sequelize.define('Order', { … })` and `new Schema({ … })` of a model. */
function readDefined(call: SgNode, file: string): readonly DeclaredModel[] {
  const callee = call.field('function')?.text() ?? '';
  const [first, second] = argumentsOf(call);
  const [, initialised] = /^([A-Z]\w*)\.init$/u.exec(callee) ?? [];
  const isDefined = /(?:^|\.)sequelize\.define$/u.test(callee) && first?.kind() === 'string';
  const name = initialised ?? (isDefined ? first.text().slice(1, -1) : undefined);
  const shape = initialised === undefined ? second : first;
  if (name === undefined || shape?.kind() !== 'object') return [];
  const line = call.range().start.line + 1;
  return [{ name, file, line, columns: keysOf(shape), bases: [], isTable: true, isRecord: true }];
}

/** `const orders = new Schema({ … })` with `model('Order', orders)`. */
function readSchemas(root: SgNode, file: string): readonly DeclaredModel[] {
  const models = root.findAll({ rule: { kind: 'call_expression' } }).flatMap((call) => {
    const isModel = /^(?:mongoose\.)?model(?:<.*>)?$/su.test(call.field('function')?.text() ?? '');
    const [name, schema] = isModel ? argumentsOf(call) : [];
    return name?.kind() === 'string' && schema !== undefined
      ? [{ name: name.text().slice(1, -1), schema: schema.text() }]
      : [];
  });
  return root.findAll({ rule: { kind: 'new_expression' } }).flatMap((made) => {
    const isSchema = /^(?:mongoose\.)?Schema$/u.test(made.field('constructor')?.text() ?? '');
    const [shape] = isSchema ? argumentsOf(made) : [];
    const held = made.parent()?.field('name')?.text();
    const name = models.find(({ schema }) => schema === held)?.name;
    if (shape?.kind() !== 'object' || name === undefined) return [];
    // A document has a key that no schema names.
    const columns = ['_id', ...keysOf(shape)];
    const line = made.range().start.line + 1;
    return [{ name, file, line, columns, bases: [], isTable: true, isRecord: true }];
  });
}

function keysOf(object: SgNode): readonly string[] {
  return object
    .children()
    .flatMap((child) => (child.kind() === 'pair' ? [child.field('key')?.text() ?? ''] : []));
}

/** `export const users = pgTable('users', { … })`. */
function readTable(node: SgNode, file: string): readonly DeclaredModel[] {
  const value = node.field('value');
  if (value?.kind() !== 'call_expression') return [];
  if (!/(?:pg|mysql|sqlite)Table$/u.test(value.field('function')?.text() ?? '')) return [];
  const shape = value
    .field('arguments')
    ?.children()
    .find((child) => child.kind() === 'object');
  const name = node.field('name')?.text() ?? '';
  const line = node.range().start.line + 1;
  return shape === undefined
    ? []
    : [{ name, file, line, columns: keysOf(shape), bases: [], isTable: true, isRecord: false }];
}
