import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, type Language } from './syntax-node-kinds-spans-and-children.ts';

/** Nodes that bind names, with the fields that contain the names and the value. */
const BINDINGS: Readonly<Record<Language, readonly (readonly [string, string, string])[]>> = {
  python: [
    ['assignment', 'left', 'right'],
    ['augmented_assignment', 'left', 'right'],
    ['named_expression', 'name', 'value'],
    ['for_statement', 'left', 'right'],
    ['for_in_clause', 'left', 'right'],
  ],
  script: [
    ['variable_declarator', 'name', 'value'],
    ['assignment_expression', 'left', 'right'],
    ['augmented_assignment_expression', 'left', 'right'],
    ['for_in_statement', 'left', 'right'],
  ],
};
const IDENTIFIERS: Readonly<Record<Language, readonly string[]>> = {
  python: ['identifier'],
  script: [
    'identifier',
    'shorthand_property_identifier',
    'this',
    'shorthand_property_identifier_pattern',
  ],
};
const ADDING_METHODS = /\.(?:append|add|extend|insert|push|unshift|set|update)$/u;
/** Most rounds in which values are followed from name to name; real code needs fewer. */
const MAX_ROUNDS = 5;

/** Returns the names that an expression depends on, without those of members and keywords. */
export function namesIn(node: SgNode, language: Language): ReadonlySet<string> {
  const rule = { any: IDENTIFIERS[language].map((kind) => ({ kind })) };
  const root = IDENTIFIERS[language].includes(String(node.kind())) ? [node] : [];
  const found = [...root, ...node.findAll({ rule })].filter((identifier) =>
    isValueName(identifier),
  );
  return new Set(found.map((identifier) => identifier.text()));
}

/** Returns true where an expression depends on one of the names. */
export function mentions(node: SgNode, names: ReadonlySet<string>, language: Language): boolean {
  return names.size > 0 && shares(namesIn(node, language), names);
}

/** These names, and all that take their value from them in a part of a function. */
export function namesFrom(
  scope: SgNode,
  sources: ReadonlySet<string>,
  language: Language,
): ReadonlySet<string> {
  if (sources.size === 0) return sources;
  const bindings = findBindings(scope, language);
  const names = new Set(sources);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = names.size;
    for (const { to, from } of bindings) {
      if (shares(from, names)) for (const name of to) names.add(name);
    }
    if (names.size === before) break;
  }
  return names;
}

interface Binding {
  readonly to: readonly string[];
  readonly from: ReadonlySet<string>;
}

function findBindings(scope: SgNode, language: Language): readonly Binding[] {
  const assignments = BINDINGS[language].flatMap(([kind, left, right]) =>
    scope.findAll({ rule: { kind } }).flatMap((node): readonly Binding[] => {
      const [target, value] = [node.field(left), node.field(right)];
      if (target === null || value === null) return [];
      return [{ to: assignedNames(target, language), from: namesIn(value, language) }];
    }),
  );
  const call = language === 'python' ? 'call' : 'call_expression';
  const additions = scope.findAll({ rule: { kind: call } }).flatMap((node): readonly Binding[] => {
    const callee = node.field('function');
    const collection = callee?.field('object');
    if (callee == null || collection == null || !ADDING_METHODS.test(callee.text())) return [];
    if (!IDENTIFIERS[language].includes(String(collection.kind()))) return [];
    const from = new Set(argumentsOf(node).flatMap((argument) => [...namesIn(argument, language)]));
    return [{ to: [collection.text()], from }];
  });
  return [...assignments, ...additions];
}

/** Returns the names assigned by `a`, `a, b` or `{ a, b: c }`; none for a member. */
function assignedNames(target: SgNode, language: Language): readonly string[] {
  if (['attribute', 'member_expression', 'subscript_expression'].includes(String(target.kind()))) {
    return [];
  }
  const base = target.kind() === 'subscript' ? (target.field('value') ?? target) : target;
  return [...namesIn(base, language)].filter((name) => name !== 'this' && name !== 'self');
}

function shares(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const name of some) if (others.has(name)) return true;
  return false;
}

function isValueName(node: SgNode): boolean {
  const parent = node.parent();
  if (parent === null) return true;
  const name =
    parent.kind() === 'attribute'
      ? parent.field('attribute')
      : parent.kind() === 'keyword_argument'
        ? parent.field('name')
        : null;
  return name === null || name.id() !== node.id();
}
