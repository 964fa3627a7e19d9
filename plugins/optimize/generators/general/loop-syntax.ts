import type { SgNode } from '@ast-grep/napi';

/** Parts of a loop: its header, its variables and its body. */
export interface LoopSyntax {
  readonly loop: SgNode;
  readonly left: SgNode;
  readonly body: SgNode;
}
