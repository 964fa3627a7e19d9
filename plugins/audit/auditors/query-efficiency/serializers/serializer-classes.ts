import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, once, type ProjectCode, pythonLiteral } from '../../../../analysis/index.ts';

/** A field that a serializer of Django REST framework declares. */
export interface SerializerField {
  readonly name: string;
  /** Class of the field, such as `SerializerMethodField`. */
  readonly type: string;
  /** Path that the field reads, separated by dots. */
  readonly source: string;
  /** Method that works it out, of a `SerializerMethodField`. */
  readonly method: string;
  readonly line: number;
}

/** A serializer of a model. */
export interface SerializerClass {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly bases: readonly string[];
  /** null if `Meta` names no model. */
  readonly model: string | null;
  readonly fields: readonly SerializerField[];
  /** Names that `Meta.fields` lists. */
  readonly listed: readonly string[];
  /** Set when the serializer itself loads related data. */
  readonly loadsMore: boolean;
}

/** Returns the serializers of a project by name. A name shared by two serializers is left out. */
export const findSerializers = once<ProjectCode, ReadonlyMap<string, SerializerClass>>((code) => {
  const found = new Map<string, SerializerClass | null>();
  for (const file of new Set(code.facts.functions.map((codeFunction) => codeFunction.file))) {
    if (!file.endsWith('.py') || !/\w*Serializer\b/u.test(code.textOf(file) ?? '')) continue;
    const classes = code.syntaxOf(file)?.findAll({ rule: { kind: 'class_definition' } }) ?? [];
    for (const classNode of classes) {
      const read = readClass(classNode, file);
      if (!read.bases.some((base) => /Serializer(?:Mixin)?$/u.test(base))) continue;
      found.set(read.name, found.has(read.name) ? null : read);
    }
  }
  return new Map(
    [...found].flatMap(([name, serializer]) => (serializer === null ? [] : [[name, serializer]])),
  );
});

function readClass(node: SgNode, file: string): SerializerClass {
  const statements = node.field('body')?.children() ?? [];
  const meta = statements.find(
    (statement) =>
      statement.kind() === 'class_definition' && statement.field('name')?.text() === 'Meta',
  );
  const model = readClassAttribute(meta, 'model')?.text().replace(/^.*\./u, '') ?? null;
  const fields = readClassAttribute(meta, 'fields');
  return {
    name: node.field('name')?.text() ?? '',
    file,
    model,
    line: node.range().start.line + 1,
    bases: readBaseNames(node),
    fields: statements.flatMap((statement) => fieldOf(statement.child(0))),
    listed: (fields?.findAll({ rule: { kind: 'string' } }) ?? []).flatMap((literal) => {
      const name = pythonLiteral(literal);
      return typeof name === 'string' ? [name] : [];
    }),
    loadsMore: /\b(?:select_related|prefetch_related|prefetch_related_objects)\(/u.test(
      node.text(),
    ),
  };
}

/** Names of the bases of a class, as they are known in its file. */
export function readBaseNames(node: SgNode): readonly string[] {
  return (node.field('superclasses')?.children() ?? []).flatMap((child) => {
    const base = child.kind() === 'subscript' ? (child.field('value') ?? child) : child;
    const isName = base.kind() === 'identifier' || base.kind() === 'attribute';
    return isName ? [base.text().replace(/^.*\./u, '')] : [];
  });
}

/** Returns the value that a class body assigns to a name; null: none. */
export function readClassAttribute(node: SgNode | undefined, name: string): SgNode | null {
  for (const statement of node?.field('body')?.children() ?? []) {
    const assignment = statement.child(0);
    if (assignment?.kind() === 'assignment' && assignment.field('left')?.text() === name) {
      return assignment.field('right');
    }
  }
  return null;
}

function fieldOf(assignment: SgNode | null): readonly SerializerField[] {
  const call = assignment?.kind() === 'assignment' ? assignment.field('right') : null;
  const name = assignment?.field('left')?.text() ?? '';
  if (call?.kind() !== 'call') return [];
  const type = call.field('function')?.text().replace(/^.*\./u, '') ?? '';
  const given = argumentsOf(call);
  const textOf = (key: string): string | null => {
    const value = given.find((argument) => argument.field('name')?.text() === key)?.field('value');
    const literal = value == null ? undefined : pythonLiteral(value);
    return typeof literal === 'string' ? literal : null;
  };
  if (
    given.some((argument) =>
      /^(?:write_only\s*=\s*True|source\s*=\s*["']\*)/u.test(argument.text()),
    )
  ) {
    return [];
  }
  const line = call.range().start.line + 1;
  const method = textOf('method_name') ?? `get_${name}`;
  return [{ name, type, source: textOf('source') ?? name, method, line }];
}
