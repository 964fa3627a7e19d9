import type { SgNode } from '@ast-grep/napi';
import type { ProjectCode } from '../../../analysis/index.ts';
import type { DeclaredModel } from './orm-model.ts';

const HINT = /@Entity\b|@Table\b|@Schema\(|@\w*Column\b/u;
/** Column decorators of TypeORM, Sequelize, MikroORM and Mongoose. */
const COLUMN =
  /@(?:Column|PrimaryColumn|PrimaryGeneratedColumn|CreateDateColumn|UpdateDateColumn|DeleteDateColumn|VersionColumn|CreatedAt|UpdatedAt|DeletedAt|Property|PrimaryKey|Prop)\b/u;
/** Decorators that make a class a table; mere base classes of tables have none. */
const TABLE = /@(?:(?:Child)?Entity|Table|Schema)\b/u;
/** Option of a column that loads only if it is selected explicitly. */
const HIDDEN = /\bselect\s*:\s*false/u;

/** Returns a file's models: classes with columns. */
export function readJavaScriptModels(code: ProjectCode, file: string): readonly DeclaredModel[] {
  if (!HINT.test(code.textOf(file) ?? '')) return [];
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
