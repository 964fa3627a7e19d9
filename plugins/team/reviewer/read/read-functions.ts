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

/** A function of a file by its names, or all of one name where several have it. */
export interface NamedFunction {
  /** `outer.inner`; `(module)` for what stands in no function. */
  readonly name: string;
  /** From 1, of the first of them. */
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

/** Functions of a changed file: those before by name, and those after. */
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

/** A callback without a name belongs to the function that it stands in. */
function nameOf(node: SgNode): string {
  const own = node.children()[0] ?? node;
  return namesAround(own).toReversed().join('.') || MODULE;
}

/** Nodes of these kinds that stand in a function itself, not in another that is named. */
export function ownNodes({ nodes }: NamedFunction, ...kinds: readonly string[]): readonly SgNode[] {
  return nodes.flatMap((owner) => {
    const isModule = !FUNCTION_KINDS.has(kindOf(owner));
    return nodesOf(owner, ...kinds).filter((node) => {
      const around = functionAround(node);
      return isModule ? around === null : around?.id() === owner.id();
    });
  });
}
