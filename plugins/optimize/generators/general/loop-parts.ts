import type { SgNode } from '@ast-grep/napi';

/** Parts of a loop: its header, its variables and its body. */
export interface LoopParts {
  readonly loop: SgNode;
  readonly left: SgNode;
  readonly body: SgNode;
}
