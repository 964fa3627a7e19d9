import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, once, type ProjectCode, pythonLiteral } from '../../../../analysis/index.ts';

/** A field that a serializer of Django REST framework declares. */
export interface SerializerField {
  readonly name: string;
  /** Class of the field, such as `SerializerMethodField`. */
  readonly type: string;
  /** What it is read from, by dots. */
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
  /** null: `Meta` names none. */
  readonly model: string | null;
  readonly fields: readonly SerializerField[];
  /** Names that `Meta.fields` lists. */
  readonly listed: readonly string[];
  /** It sees to what comes with its rows itself. */
  readonly loadsMore: boolean;
}

/** The serializers of a project by name. A name that two share stands for none. */
export const serializersOf = once<ProjectCode, ReadonlyMap<string, SerializerClass>>((code) => {
  const found = new Map<string, SerializerClass | null>();
  for (const file of new Set(code.facts.functions.map((one) => one.file))) {
    if (!file.endsWith('.py') || !/\w*Serializer\b/u.test(code.textOf(file) ?? '')) continue;
    const classes = code.syntaxOf(file)?.findAll({ rule: { kind: 'class_definition' } }) ?? [];
    for (const one of classes) {
      const read = readClass(one, file);
      if (!read.bases.some((base) => /Serializer(?:Mixin)?$/u.test(base))) continue;
      found.set(read.name, found.has(read.name) ? null : read);
    }
  }
  return new Map([...found].flatMap(([name, one]) => (one === null ? [] : [[name, one]])));
});

function readClass(node: SgNode, file: string): SerializerClass {
  const statements = node.field('body')?.children() ?? [];
  const meta = statements.find(
    (one) => one.kind() === 'class_definition' && one.field('name')?.text() === 'Meta',
  );
  const model = valueIn(meta, 'model')?.text().replace(/^.*\./u, '') ?? null;
  const fields = valueIn(meta, 'fields');
  return {
    name: node.field('name')?.text() ?? '',
    file,
    model,
    line: node.range().start.line + 1,
    bases: basesOf(node),
    fields: statements.flatMap((one) => fieldOf(one.child(0))),
    listed: (fields?.findAll({ rule: { kind: 'string' } }) ?? []).flatMap((one) => {
      const name = pythonLiteral(one);
      return typeof name === 'string' ? [name] : [];
    }),
    loadsMore: /\b(?:select_related|prefetch_related|prefetch_related_objects)\(/u.test(
      node.text(),
    ),
  };
}

/** Names of the bases of a class, as they are known in its file. */
export function basesOf(node: SgNode): readonly string[] {
  return (node.field('superclasses')?.children() ?? []).flatMap((one) => {
    const base = one.kind() === 'subscript' ? (one.field('value') ?? one) : one;
    const isName = base.kind() === 'identifier' || base.kind() === 'attribute';
    return isName ? [base.text().replace(/^.*\./u, '')] : [];
  });
}

/** What a class gives to a name; null: nothing. */
export function valueIn(node: SgNode | undefined, name: string): SgNode | null {
  for (const statement of node?.field('body')?.children() ?? []) {
    const one = statement.child(0);
    if (one?.kind() === 'assignment' && one.field('left')?.text() === name) {
      return one.field('right');
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
    const value = given.find((one) => one.field('name')?.text() === key)?.field('value');
    const literal = value == null ? undefined : pythonLiteral(value);
    return typeof literal === 'string' ? literal : null;
  };
  if (given.some((one) => /^(?:write_only\s*=\s*True|source\s*=\s*["']\*)/u.test(one.text()))) {
    return [];
  }
  const line = call.range().start.line + 1;
  const method = textOf('method_name') ?? `get_${name}`;
  return [{ name, type, source: textOf('source') ?? name, method, line }];
}
