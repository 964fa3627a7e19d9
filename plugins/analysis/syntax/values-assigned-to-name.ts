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

interface Given {
  readonly start: number;
  readonly end: number;
  readonly value: SgNode;
}

type GivenByName = ReadonlyMap<string, readonly Given[]>;

/** Most files cached: rules go through a project file by file and look up a few others. */
const MOST_FILES = 16;
/** Cache by file. No weak map: the nodes in a value keep their whole file alive. */
const latest = new Map<SgRoot, GivenByName>();

/** Returns the values assigned to names in a file, cached since rules look up name after name. */
function givenIn(root: SgRoot, language: Language): GivenByName {
  const known = latest.get(root) ?? findGiven(root, language);
  latest.delete(root);
  latest.set(root, known);
  const [oldest] = latest.size > MOST_FILES ? latest.keys() : [];
  if (oldest !== undefined) latest.delete(oldest);
  return known;
}

function findGiven(root: SgRoot, language: Language): GivenByName {
  const found = new Map<string, Given[]>();
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
  return (givenIn(scope.getRoot(), language).get(name) ?? []).flatMap((assignment) =>
    start.index <= assignment.start && assignment.end <= end.index ? [assignment.value] : [],
  );
}

/**
 * Returns the value of a name at a place: the last value assigned before it, in its function or the
 * module, or the one bound by a `with`; null if unknown.
 */
export function valueAt(node: SgNode, name: string, language: Language): SgNode | null {
  const here = scopeOf(node);
  const at = node.range().start.index;
  const before = valuesOf(name, here, language).filter((value) => value.range().end.index <= at);
  const opened = language === 'python' ? openedAs(name, here) : null;
  const own = before.at(-1) ?? opened;
  if (own !== null) return own;
  const outside = valuesOf(name, node.getRoot().root(), language);
  return outside.find((value) => scopeOf(value).parent() === null) ?? null;
}

/** `with open(p) as name:` */
function openedAs(name: string, scope: SgNode): SgNode | null {
  const found = scope.findAll({ rule: { kind: 'as_pattern' } }).find((pattern) => {
    const target = pattern.children().find((child) => child.kind() === 'as_pattern_target');
    return target?.text() === name;
  });
  return found?.child(0) ?? null;
}
