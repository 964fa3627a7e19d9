import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, type ProjectCode, pythonLiteral } from '../../../analysis/index.ts';

/** Relation of a row, which an ORM queries when it is read. */
export interface Relation {
  readonly name: string;
  readonly orm: 'django' | 'sqlalchemy';
  /** `many`: rows; in Django, a manager that issues its query when it is called. */
  readonly leadsTo: 'one' | 'many';
  /** Target class of the relation; null if unknown. */
  readonly target: string | null;
  /** Set when the relation loads with the row, or never loads on demand. */
  readonly isEager: boolean;
  /** Set when a join table connects the two sides. */
  readonly isThrough: boolean;
  /** Inverse relation; null: there is none. */
  readonly reverse: Pick<Relation, 'name' | 'leadsTo' | 'isEager' | 'isThrough'> | null;
}

/** Model class as declared, before its base classes are resolved. */
export interface ModelWithRelations {
  readonly name: string;
  readonly file: string;
  readonly bases: readonly string[];
  readonly relations: readonly Relation[];
  readonly managers: readonly string[];
}

const HINT =
  /\b(?:models\.Model|\w*ForeignKey|OneToOneField|ManyToManyField|ParentalKey)\b|\b[rR]elationship\(|\bMapped\[|\b(?:Column|mapped_column)\(|__tablename__|\btable\s*=\s*True/u;
const KEY = /(?:^|\.)(?:(?!Generic)\w*ForeignKey|OneToOneField|ManyToManyField|ParentalKey)$/u;
const RELATIONSHIP = /(?:^|\.)[rR]elationship$/u;
/** Library that loads a relation read on one row for all rows of its query. */
const TOGETHER = /^auto_prefetch\./u;
/** A row of the list type that `Mapped[…]` names. */
const LIST = /\b(?:list|List|set|Set|Sequence|Collection|Iterable)\[/u;
/** Values of `lazy` with which SQLAlchemy loads a relation on demand. */
const ON_DEMAND: ReadonlySet<unknown> = new Set(['select', true]);

/** Reads the classes of a file that may be models, with the relations they declare. */
export function readModelsWithRelations(
  code: ProjectCode,
  file: string,
): readonly ModelWithRelations[] {
  if (!HINT.test(code.textOf(file) ?? '')) return [];
  const root = code.syntaxOf(file);
  const classes = root?.findAll({ rule: { kind: 'class_definition' } }) ?? [];
  // A class in a class, such as `Meta`, is no model.
  return classes
    .filter((classNode) => !isInClass(classNode))
    .map((classNode) => readClass(classNode, file));
}

function isInClass(node: SgNode): boolean {
  return node.ancestors().some((ancestor) => ancestor.kind() === 'class_definition');
}

function readClass(node: SgNode, file: string): ModelWithRelations {
  const name = node.field('name')?.text() ?? '';
  const above = node.field('superclasses')?.children() ?? [];
  const bases = above.flatMap((child) => {
    return child.kind() === 'identifier' || child.kind() === 'attribute'
      ? [child.text().replace(/^.*\./u, '')]
      : [];
  });
  const assignments = (node.field('body')?.children() ?? []).flatMap((statement) => {
    const assignment = statement.child(0);
    return statement.kind() === 'expression_statement' && assignment?.kind() === 'assignment'
      ? [assignment]
      : [];
  });
  const keys = assignments.flatMap((assignment) => {
    const value = assignment.field('right')?.text() ?? '';
    const table =
      /\bForeignKey\(\s*["']([\w.]+)\.\w+["']|\bforeign_key\s*=\s*["']([\w.]+)\.\w+["']/u.exec(
        value,
      );
    return table === null
      ? []
      : [assignment.field('left')?.text() ?? '', table[1] ?? table[2] ?? ''];
  });
  return {
    name,
    file,
    bases,
    relations: assignments.flatMap((assignment) => assignedRelation(assignment, name, keys)),
    managers: assignments.flatMap((assignment) =>
      assignment.field('left')?.text() === 'objects'
        ? (assignment
            .field('right')
            ?.text()
            .match(/\b[A-Z]\w*/gu) ?? [])
        : [],
    ),
  };
}

function assignedRelation(
  assignment: SgNode,
  owner: string,
  keys: readonly string[],
): readonly Relation[] {
  const [left, value] = [assignment.field('left'), assignment.field('right')];
  if (left?.kind() !== 'identifier' || value?.kind() !== 'call') return [];
  const callee = value.field('function')?.text() ?? '';
  if (KEY.test(callee)) return [djangoRelation(left.text(), value, callee, owner)];
  if (!RELATIONSHIP.test(callee)) return [];
  return [alchemyRelation(left.text(), value, assignment.field('type')?.text() ?? '', keys)];
}

function djangoRelation(name: string, call: SgNode, callee: string, owner: string): Relation {
  const given = argumentsOf(call);
  const [first] = given.filter((argument) => argument.kind() !== 'keyword_argument');
  const target = classNamed(keyword(given, 'to') ?? first ?? null, owner);
  const isMany = /ManyToManyField$/u.test(callee);
  const isEager = TOGETHER.test(callee);
  const isOne = /OneToOneField$/u.test(callee);
  const related = keyword(given, 'related_name');
  const back = related === null ? null : pythonLiteral(related);
  const plain = owner.toLowerCase() + (isOne ? '' : '_set');
  // `related_name="+"` disables the reverse relation. A computed name is unknown.
  const reverseName =
    related === null ? plain : typeof back === 'string' && !back.endsWith('+') ? back : null;
  return {
    name,
    orm: 'django',
    leadsTo: isMany ? 'many' : 'one',
    target,
    isEager,
    isThrough: isMany,
    reverse:
      reverseName === null
        ? null
        : { name: reverseName, leadsTo: isOne ? 'one' : 'many', isEager, isThrough: isMany },
  };
}

function alchemyRelation(
  name: string,
  call: SgNode,
  type: string,
  keys: readonly string[],
): Relation {
  const given = argumentsOf(call);
  const [first] = given.filter((argument) => argument.kind() !== 'keyword_argument');
  const written = /["']?(\w+)["']?\s*(?:\|\s*None\s*)?\]*["']?$/u.exec(type)?.[1] ?? null;
  const lazy = keyword(given, 'lazy');
  const isLoaded = lazy !== null && !ON_DEMAND.has(pythonLiteral(lazy));
  const isLoadedByType = /\b(?:WriteOnlyMapped|DynamicMapped)\b/u.test(type);
  const backref = keyword(given, 'backref');
  const back = backref === null ? null : /["'](\w+)["']/u.exec(backref.text())?.[1];
  const target = classNamed(first ?? null, '') ?? written;
  const isOne =
    keyword(given, 'uselist')?.text() === 'False' ||
    (type === '' ? keys.some((key) => isKeyOf(key, name, target)) : !LIST.test(type));
  return {
    name,
    orm: 'sqlalchemy',
    leadsTo: isOne ? 'one' : 'many',
    target,
    isEager: isLoaded || isLoadedByType,
    isThrough: false,
    reverse:
      back == null
        ? null
        : {
            name: back,
            leadsTo: isOne ? 'many' : 'one',
            isEager: /\blazy\s*=/u.test(backref?.text() ?? ''),
            isThrough: false,
          },
  };
}

/** `user_id`, or the table `users`, of a relation `user` or a class `User`. */
function isKeyOf(key: string, name: string, target: string | null): boolean {
  const plain = key
    .replace(/^.*\./u, '')
    .replace(/_id$/u, '')
    .replace(/s$/u, '')
    .replaceAll('_', '');
  return [name.replaceAll('_', ''), target].some(
    (candidate) => candidate?.toLowerCase() === plain.toLowerCase(),
  );
}

function keyword(given: readonly SgNode[], name: string): SgNode | null {
  return given.find((argument) => argument.field('name')?.text() === name)?.field('value') ?? null;
}

/**
 * Returns the class that an argument names: `Order`, `models.Order`, `'shop.Order'`, `'self'`,
 * `lambda: Order`; null if a setting names it.
 */
function classNamed(node: SgNode | null, owner: string): string | null {
  if (node === null) return null;
  const literal = pythonLiteral(node);
  const text = typeof literal === 'string' ? literal : node.text();
  if (text === 'self') return owner === '' ? null : owner;
  const name = /(\w+)$/u.exec(text)?.[1] ?? null;
  return name !== null && /^[A-Z]\w*[a-z]/u.test(name) ? name : null;
}
