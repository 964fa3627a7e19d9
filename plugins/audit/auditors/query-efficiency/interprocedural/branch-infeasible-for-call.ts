import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, around, type Language, namesIn } from '../../../../analysis/index.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Value that a condition requires: `teamId`, or `signedUrls` of `options`. */
interface Wanted {
  readonly name: string;
  readonly field: string | null;
}

/** Argument that a call passes for a parameter. */
interface Given {
  /** null if no argument is passed. */
  readonly value: SgNode | null;
  readonly byDefault: SgNode | null;
}

/** Nodes that wrap an expression without changing its meaning. */
const WRAPS: ReadonlySet<unknown> = new Set(['parenthesized_expression', 'non_null_expression']);
const NOTHING = /^(?:undefined|null|false|None|False|\{\s*\})$/u;

/**
 * True if a call makes a place infeasible: a condition there requires a parameter, or an option of
 * a parameter, that the call does not pass.
 */
export function isInfeasibleBranch(
  audited: AuditedCode,
  target: number,
  call: SgNode,
  place: SgNode,
  language: Language,
): boolean {
  const wanted = wantedAt(place);
  const scope = wanted.length === 0 ? null : findFunctionNode(audited, target);
  const given = scope === null ? null : givenTo(audited, target, scope, call, language);
  if (given === null) return false;
  return wanted.some(({ name, field }) => {
    const argument = given.get(name);
    return argument !== undefined && !isChanged(scope, name) && isMissing(argument, field);
  });
}

/** True if code runs only where a value is missing: `row.owner ?? (await find(row.ownerId))`. */
export function isFallbackBranch(place: SgNode): boolean {
  let inner = place;
  for (const outer of around(place)) {
    const operator = outer.field('operator')?.text() ?? '';
    const isRight = outer.field('right')?.id() === inner.id();
    if (isRight && /^(?:\?\?|\|\||or)$/u.test(operator)) return true;
    if (isOtherBranch(outer, inner)) return true;
    inner = outer;
  }
  return false;
}

/** `cond ? item.row : await find(item.id)` */
function isOtherBranch(outer: SgNode, inner: SgNode): boolean {
  if (outer.kind() === 'ternary_expression') {
    return outer.field('alternative')?.id() === inner.id() && isMember(outer.field('consequence'));
  }
  const [first, , last] = outer.children().filter((child) => child.isNamed());
  return (
    outer.kind() === 'conditional_expression' &&
    last?.id() === inner.id() &&
    isMember(first ?? null)
  );
}

function isMember(node: SgNode | null): boolean {
  return node?.kind() === 'member_expression' || node?.kind() === 'attribute';
}

/** Returns the values that the conditions around a place require. */
function wantedAt(place: SgNode): readonly Wanted[] {
  const found: Wanted[] = [];
  let inner = place;
  for (const outer of around(place)) {
    const isTaken =
      outer.field('consequence')?.id() === inner.id() ||
      (outer.kind() === 'binary_expression' &&
        outer.field('operator')?.text() === '&&' &&
        outer.field('right')?.id() === inner.id());
    const condition = outer.field('condition') ?? outer.field('left');
    if (isTaken && condition !== null) found.push(...conjuncts(condition));
    inner = outer;
  }
  return found;
}

function conjuncts(condition: SgNode): readonly Wanted[] {
  const kind = String(condition.kind());
  if (WRAPS.has(kind)) {
    const inside = condition.children().find((child) => child.isNamed());
    return inside === undefined ? [] : conjuncts(inside);
  }
  const operator = condition.field('operator')?.text();
  if (operator === '&&' || operator === 'and') {
    return ['left', 'right'].flatMap((side) => {
      const part = condition.field(side);
      return part === null ? [] : conjuncts(part);
    });
  }
  if (kind === 'identifier') return [{ name: condition.text(), field: null }];
  const object = condition.field('object');
  const field = condition.field('property') ?? condition.field('attribute');
  return object?.kind() === 'identifier' && field !== null && isMember(condition)
    ? [{ name: object.text(), field: field.text() }]
    : [];
}

/** Returns the argument for each parameter; null: the arguments cannot be traced. */
function givenTo(
  audited: AuditedCode,
  target: number,
  scope: SgNode,
  call: SgNode,
  language: Language,
): ReadonlyMap<string, Given> | null {
  const args = argumentsOf(call);
  const spreads = ['spread_element', 'list_splat', 'dictionary_splat'];
  if (args.some((argument) => spreads.includes(String(argument.kind())))) return null;
  const listed = scope.field('parameters')?.children() ?? [];
  const named = listed.filter((parameter) => parameter.isNamed() && parameter.kind() !== 'comment');
  return language === 'python'
    ? byName(audited.code.rawOf(target).parameters, named, args)
    : byPlace(named, args);
}

function byName(
  names: readonly string[],
  parameters: readonly SgNode[],
  args: readonly SgNode[],
): ReadonlyMap<string, Given> {
  const plain = names[0] === 'self' || names[0] === 'cls' ? names.slice(1) : names;
  const found = new Map<string, Given>();
  for (const parameter of parameters) {
    const name = parameter.field('name')?.text();
    const byDefault = parameter.field('value');
    if (name === undefined || byDefault === null) continue;
    const keyword = args.find((arg) => arg.field('name')?.text() === name);
    const placed = args.filter((arg) => arg.kind() !== 'keyword_argument')[plain.indexOf(name)];
    found.set(name, { value: keyword?.field('value') ?? placed ?? null, byDefault });
  }
  return found;
}

function byPlace(
  parameters: readonly SgNode[],
  args: readonly SgNode[],
): ReadonlyMap<string, Given> {
  const found = new Map<string, Given>();
  for (const [at, parameter] of parameters.entries()) {
    const pattern = parameter.field('pattern') ?? parameter;
    const value = args[at] ?? null;
    if (pattern.kind() === 'identifier') {
      found.set(pattern.text(), { value, byDefault: parameter.field('value') });
    } else if (pattern.kind() === 'object_pattern' && value !== null && isWhole(value)) {
      for (const part of pattern.children()) {
        if (part.kind() !== 'shorthand_property_identifier_pattern') continue;
        if (!hasField(value, part.text())) {
          found.set(part.text(), { value: null, byDefault: null });
        }
      }
    }
  }
  return found;
}

function isMissing({ value, byDefault }: Given, field: string | null): boolean {
  const held = value ?? byDefault;
  if (held === null) return true;
  if (field === null) return held.text() !== '{}' && NOTHING.test(held.text());
  return NOTHING.test(held.text()) || (isWhole(held) && !hasField(held, field));
}

/** True for an object literal without spread elements. */
function isWhole(node: SgNode): boolean {
  return (
    node.kind() === 'object' && node.children().every((child) => child.kind() !== 'spread_element')
  );
}

function hasField(object: SgNode, name: string): boolean {
  return object
    .children()
    .some((child) => (child.field('key') ?? child.field('name') ?? child).text() === name);
}

/** True if the function reassigns the parameter, so the argument no longer gives its value. */
function isChanged(scope: SgNode | null, name: string): boolean {
  const kinds = ['assignment_expression', 'augmented_assignment_expression'];
  const isPython = scope?.getRoot().root().kind() === 'module';
  const rule = {
    any: (isPython ? ['assignment', 'augmented_assignment'] : kinds).map((kind) => ({ kind })),
  };
  return (scope?.findAll({ rule }) ?? []).some((assignment) => {
    const left = assignment.field('left');
    return (
      left !== null &&
      (left.text() === name || namesIn(left, isPython ? 'python' : 'script').has(name))
    );
  });
}
