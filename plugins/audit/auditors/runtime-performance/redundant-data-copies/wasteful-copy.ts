import type { SgNode } from '@ast-grep/napi';
import type { SyntaxCandidate } from '../../../analysis/find-syntax.ts';

/** A copy that is made for nothing wherever it stands, or again and again. */
export interface WastefulCopy extends SyntaxCandidate {
  readonly type: 'waste';
  /** Description of the copy, as the end of a sentence whose subject is the function. */
  readonly does: string;
  readonly instead: string;
  /** Turns at the most, of what is copied anew with each; null: nothing says, or it is copied once. */
  readonly most: number | null;
  /** Set when each iteration copies everything collected so far. */
  readonly grows: boolean;
  /** Why it has to be; null: it has not. */
  readonly excuse: string | null;
}

/** Waste as recognized by its syntax, before its place is known. */
export type WastefulCopyPattern = Omit<WastefulCopy, keyof SyntaxCandidate | 'type' | 'excuse'> & {
  readonly excuse?: string;
};

export function readFieldText(node: SgNode | null, field: string): string {
  return node?.field(field)?.text() ?? '';
}
