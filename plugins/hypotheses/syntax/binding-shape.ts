import type { SgNode } from '@ast-grep/napi';
import type { TypeFile } from '../codemod.ts';
import type { Binding, Bindings } from './bindings.ts';
import type { GivenShape } from './given-shape.ts';
import { documentedVariable } from './jsdoc.ts';
import { isReading } from './list-reading.ts';
import { isExported, kindOf, operatorOf } from './nodes.ts';
import { parameterShape } from './parameter-shape.ts';
import { partShape, patternOf } from './part-shape.ts';
import type { Next, Shape } from './shape.ts';
import { typeShape } from './type-shape.ts';

/** What the shape of a name is read from. */
interface Around {
  readonly file: TypeFile;
  readonly bindings: Bindings;
  readonly given: GivenShape;
  readonly next: Next;
}

/** What a name stands for; null: nothing is known. */
export function ofBinding(binding: Binding, around: Around): Shape | null {
  const { declaration, isPart, kind, node } = binding;
  const { file, next } = around;
  const annotation = declaration.field('type');
  const isOptional = kindOf(declaration) === 'optional_parameter';
  if (annotation !== null && !isPart && !isOptional) return typeShape(file, annotation);
  if (binding.writes.length > 0) return null;
  if (isPart) return ofPart(binding, around);
  if (kind === 'parameter') return parameterShape({ name: node, declaration }, around);
  if (kindOf(declaration) === 'for_in_statement') return elementOf(declaration, next);
  return kindOf(declaration) === 'variable_declarator' ? ofVariable(binding, around) : null;
}

function elementOf(loop: SgNode, next: Next): Shape | null {
  const isAwaited = loop.children().some((one) => kindOf(one) === 'await');
  // What `in` gives are names of properties, whatever it is asked of.
  if (operatorOf(loop) === 'in') return { kind: 'string' };
  const list = next(loop.field('right'));
  return !isAwaited && list?.kind === 'array' && list.isDense ? list.element : null;
}

function ofVariable({ declaration, references }: Binding, around: Around): Shape | null {
  const { file, bindings, next } = around;
  const documented = documentedVariable(declaration);
  if (documented !== null) return typeShape(file, documented);
  const shape = next(declaration.field('value'));
  // Without a type nothing keeps others from putting something else into it.
  const isOwn = !isExported(declaration);
  if (shape?.kind === 'array') {
    const isOnlyRead = isOwn && references.every((one) => isReading(one, { bindings }));
    return isOnlyRead ? shape : { kind: 'array', element: null, isDense: false };
  }
  if (shape?.kind !== 'object' || kindOf(declaration.field('value') ?? declaration) !== 'object') {
    return shape;
  }
  return isOwn && references.every((one) => isFieldRead(one, shape, bindings)) ? shape : null;
}

/** Whether a use of an object only reads a field of it, whose list, if it is one, is only read. */
function isFieldRead(use: SgNode, shape: Shape & { kind: 'object' }, bindings: Bindings): boolean {
  const member = use.parent();
  if (member === null || kindOf(member) !== 'member_expression') return false;
  if (member.field('object')?.id() !== use.id()) return false;
  const name = member.field('property')?.text() ?? '';
  const field = shape.fields.get(name);
  if (field?.kind === 'array') return isReading(member, { bindings });
  const parent = member.parent();
  const kind = parent === null ? '' : kindOf(parent);
  const isTarget =
    /^(?:augmented_)?assignment_expression$/u.test(kind) &&
    parent?.field('left')?.id() === member.id();
  const isPlain = field != null && field.kind !== 'object';
  return isPlain && !isTarget && !/^(?:update|unary)_expression|pattern|for_in/u.test(kind);
}

/** A name within a pattern: a part of what the pattern takes apart. */
function ofPart({ node, kind, declaration }: Binding, around: Around): Shape | null {
  const pattern = patternOf(node);
  const whole = [declaration, ...DECLARED_AS.map((field) => declaration.field(field))];
  if (pattern === null || !whole.some((one) => one?.id() === pattern.id())) return null;
  // A default may lack what a type promises.
  if (kindOf(declaration) === 'assignment_pattern') return null;
  const taken: Binding = {
    ...{ name: '', kind, node: pattern, declaration, isPart: false },
    ...{ scope: { start: 0, end: 0 }, references: [], writes: [] },
  };
  return partShape(node, pattern, ofBinding(taken, around));
}

/** Where a declaration has its name, or the pattern of its names. */
const DECLARED_AS = ['pattern', 'name', 'left'];
