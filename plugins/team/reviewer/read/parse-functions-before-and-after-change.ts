import type { SgNode } from '@ast-grep/napi';
import {
  FUNCTION_KINDS,
  functionAround,
  kindOf,
  lineOf,
  namesAround,
  nodesOf,
} from '../../../analysis/index.ts';
import { type BranchFile, parseBranchFile } from './branch-diff.ts';

/** Function of a file by its qualified name, or all functions that share it. */
export interface NamedFunction {
  /** `outer.inner`; `(module)` for top-level code. */
  readonly name: string;
  /** Line of the first of them, from 1. */
  readonly line: number;
  readonly nodes: readonly SgNode[];
}

const MODULE = '(module)';

/** Functions of a file by name, so that they can be found again on the other side of a change. */
function functionsOf(root: SgNode): ReadonlyMap<string, NamedFunction> {
  const all = [root, ...nodesOf(root, ...FUNCTION_KINDS)];
  return new Map(
    [...Map.groupBy(all, (node) => (node.id() === root.id() ? MODULE : nameOf(node)))].map(
      ([name, nodes]) => {
        const [first = root] = nodes;
        return [name, { name, nodes, line: lineOf(first) }];
      },
    ),
  );
}

/** Reads the functions of a changed file: before the change by name, and after it. */
export function readFunctionsOnSides(file: BranchFile): {
  readonly before: ReadonlyMap<string, NamedFunction>;
  readonly after: readonly NamedFunction[];
} {
  const [base, head] = [parseBranchFile(file, 'base'), parseBranchFile(file, 'head')];
  return {
    before: base === null ? new Map() : functionsOf(base),
    after: head === null ? [] : [...functionsOf(head).values()],
  };
}

/** Returns the qualified name; an anonymous callback belongs to the function that contains it. */
function nameOf(node: SgNode): string {
  const own = node.children()[0] ?? node;
  return namesAround(own).toReversed().join('.') || MODULE;
}

/** Returns the nodes of these kinds directly in a function, not in a nested named function. */
export function ownNodes({ nodes }: NamedFunction, ...kinds: readonly string[]): readonly SgNode[] {
  return nodes.flatMap((owner) => {
    const isModule = !FUNCTION_KINDS.has(kindOf(owner));
    return nodesOf(owner, ...kinds).filter((node) => {
      const around = functionAround(node);
      return isModule ? around === null : around?.id() === owner.id();
    });
  });
}
