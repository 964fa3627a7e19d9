import type { SgNode } from '@ast-grep/napi';
import type { ProjectCode } from 'perf-harness';
import type { RawModel } from './model.ts';

const HINT = /@Entity\b|@(?:\w*)Column\(|(?:pg|mysql|sqlite)Table\(/u;
const COLUMN =
  /@(?:Column|PrimaryColumn|PrimaryGeneratedColumn|CreateDateColumn|UpdateDateColumn|DeleteDateColumn|VersionColumn)\s*\(/u;
/** Loaded only where it is asked for. */
const HIDDEN = /\bselect\s*:\s*false/u;

/** Entities of TypeORM and tables of Drizzle in a file. */
export function scriptModels(code: ProjectCode, file: string): readonly RawModel[] {
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
  ];
}

function readEntity(node: SgNode, file: string): RawModel {
  const body = node.field('body')?.children() ?? [];
  // A decorator stands in the field that it is of, or before it.
  let before = '';
  const columns: string[] = [];
  for (const member of body) {
    if (member.kind() === 'decorator') before += member.text();
    else if (member.isNamed() && member.kind() !== 'comment') {
      const own = member.children().filter((one) => one.kind() === 'decorator');
      const marks = before + own.map((one) => one.text()).join('');
      before = '';
      const name = (member.field('name') ?? member.field('property'))?.text();
      if (name !== undefined && COLUMN.test(marks) && !HIDDEN.test(marks)) columns.push(name);
    }
  }
  const heritage =
    node
      .children()
      .find((one) => one.kind() === 'class_heritage')
      ?.text() ?? '';
  const above = /extends\s+(\w+)/u.exec(heritage)?.[1];
  const around = node.parent()?.kind() === 'export_statement' ? node.parent() : node;
  return {
    name: node.field('name')?.text() ?? '',
    ...{ file, line: node.range().start.line + 1, columns },
    bases: above === undefined ? [] : [above],
    isTable: /@(?:Child)?Entity\b/u.test(around?.text().slice(0, 2000) ?? ''),
  };
}

/** `export const users = pgTable('users', { … })`. */
function readTable(node: SgNode, file: string): readonly RawModel[] {
  const value = node.field('value');
  if (value?.kind() !== 'call_expression') return [];
  if (!/(?:pg|mysql|sqlite)Table$/u.test(value.field('function')?.text() ?? '')) return [];
  const shape = value
    .field('arguments')
    ?.children()
    .find((one) => one.kind() === 'object');
  const columns = shape
    ?.children()
    .flatMap((one) => (one.kind() === 'pair' ? [one.field('key')?.text() ?? ''] : []));
  const name = node.field('name')?.text() ?? '';
  const line = node.range().start.line + 1;
  return columns === undefined ? [] : [{ name, file, line, columns, bases: [], isTable: true }];
}
