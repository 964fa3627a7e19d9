import type { SgNode } from '@ast-grep/napi';
import type { SyntaxCandidate } from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';

/** Copy that is needless, or that is made over and over. */
export interface WastefulCopy extends SyntaxCandidate {
  readonly type: 'waste';
  /** Description of the copy, as the end of a sentence whose subject is the function. */
  readonly does: string;
  readonly instead: string;
  /** Maximum number of iterations that each make a copy; null if unknown, or for a single copy. */
  readonly most: number | null;
  /** Set when each iteration copies everything collected so far. */
  readonly grows: boolean;
  /** Why it has to be; null: it has not. */
  readonly exemption: string | null;
}

/** Waste as recognized by its syntax, before its place is known. */
export type WastefulCopyPattern = Omit<
  WastefulCopy,
  keyof SyntaxCandidate | 'type' | 'exemption'
> & {
  readonly exemption?: string;
};

export function readFieldText(node: SgNode | null, field: string): string {
  return node?.field(field)?.text() ?? '';
}
