import type { SgNode } from '@ast-grep/napi';

/** A loop as it is looked at: what it goes through, by which names, and what each turn does. */
export interface LoopParts {
  readonly loop: SgNode;
  readonly left: SgNode;
  readonly body: SgNode;
}
