import type { SgNode, SgRoot } from '@ast-grep/napi';
import { scopeOf } from './function-nodes.ts';
import type { Language } from './syntax-node-kinds-spans-and-children.ts';

/** Nodes that give a name a value, and the fields that they have it in. */
const BINDINGS = {
  python: [['assignment', 'left', 'right']],
  script: [
    ['variable_declarator', 'name', 'value'],
    ['assignment_expression', 'left', 'right'],
  ],
} as const;

interface AssignedValue {
  readonly start: number;
  readonly end: number;
  readonly value: SgNode;
}

type ValuesByName = ReadonlyMap<string, readonly AssignedValue[]>;

/** Most files cached: rules go through a project file by file and look up a few others. */
const MAX_CACHED_FILES = 16;
/** Cache by file. No weak map: the nodes in a value keep their whole file alive. */
const recentFiles = new Map<SgRoot, ValuesByName>();

/** Returns the values assigned to names in a file, cached since rules look up name after name. */
function assignedValues(root: SgRoot, language: Language): ValuesByName {
  const known = recentFiles.get(root) ?? findAssignedValues(root, language);
  recentFiles.delete(root);
  recentFiles.set(root, known);
  const [oldest] = recentFiles.size > MAX_CACHED_FILES ? recentFiles.keys() : [];
  if (oldest !== undefined) recentFiles.delete(oldest);
  return known;
}

function findAssignedValues(root: SgRoot, language: Language): ValuesByName {
  const found = new Map<string, AssignedValue[]>();
  for (const [kind, left, right] of BINDINGS[language]) {
    for (const node of root.root().findAll({ rule: { kind } })) {
      const [name, value] = [node.field(left)?.text(), node.field(right)];
      if (name === undefined || value === null) continue;
      const { start, end } = node.range();
      const all = found.get(name) ?? [];
      all.push({ start: start.index, end: end.index, value });
      found.set(name, all);
    }
  }
  return found;
}

/** All values that a name receives in a function: declarations first, each in source order. */
export function valuesOf(name: string, scope: SgNode, language: Language): readonly SgNode[] {
  const { start, end } = scope.range();
  return (assignedValues(scope.getRoot(), language).get(name) ?? []).flatMap((assignment) =>
    start.index <= assignment.start && assignment.end <= end.index ? [assignment.value] : [],
  );
}

/**
 * Returns the value of a name at a place: the last value assigned before it, in its function or the
 * module, or the one bound by a `with`; null if unknown.
 */
export function valueAt(node: SgNode, name: string, language: Language): SgNode | null {
  const scope = scopeOf(node);
  const offset = node.range().start.index;
  const precedingValues = valuesOf(name, scope, language).filter(
    (value) => value.range().end.index <= offset,
  );
  const withValue = language === 'python' ? findWithValue(name, scope) : null;
  const localValue = precedingValues.at(-1) ?? withValue;
  if (localValue !== null) return localValue;
  const fileValues = valuesOf(name, node.getRoot().root(), language);
  return fileValues.find((value) => scopeOf(value).parent() === null) ?? null;
}

/** `with open(p) as name:` */
function findWithValue(name: string, scope: SgNode): SgNode | null {
  const found = scope.findAll({ rule: { kind: 'as_pattern' } }).find((pattern) => {
    const target = pattern.children().find((child) => child.kind() === 'as_pattern_target');
    return target?.text() === name;
  });
  return found?.child(0) ?? null;
}
