import type { SgNode } from '@ast-grep/napi';
import { around, scopeOf } from '../../../../analysis/index.ts';
import type { AcquiredResource } from './acquired-resource.ts';

const EXITS = /^(return|raise|throw)_statement$/u;
const BLOCKS = /^(?:block|statement_block|module|program)$/u;

/** Returns the exits of a function after an acquisition that bypass all release calls. */
export function findLeakingExits(
  { node, file }: AcquiredResource,
  releases: readonly SgNode[],
): readonly SgNode[] {
  const scope = scopeOf(node);
  const kinds = ['return_statement', file.endsWith('.py') ? 'raise_statement' : 'throw_statement'];
  return scope
    .findAll({ rule: { any: kinds.map((kind) => ({ kind })) } })
    .filter(
      (exit) =>
        exit.range().start.index >= node.range().end.index &&
        scopeOf(exit).id() === scope.id() &&
        !releases.some((release) => isReleasedBefore(exit, release)),
    );
}

/** True if a releasing call has run before, in this block or an enclosing one. */
function isReleasedBefore(exit: SgNode, release: SgNode): boolean {
  const block = [...around(release)].find((outer) => BLOCKS.test(String(outer.kind())));
  const isEarlier = release.range().start.index < exit.range().end.index;
  return isEarlier && [...around(exit)].some((outer) => outer.id() === block?.id());
}

/** Describes an exit for messages: `the return at line 12`. */
export function formatExit(exit: SgNode): string {
  const word = EXITS.exec(String(exit.kind()))?.[1] ?? 'exit';
  return `the ${word} at line ${exit.range().start.line + 1}`;
}
