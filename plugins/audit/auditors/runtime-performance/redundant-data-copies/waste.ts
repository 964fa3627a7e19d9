import type { SgNode } from '@ast-grep/napi';
import type { SyntaxCandidate } from '../../../look/syntax-in.ts';

/** A copy that is made for nothing wherever it stands, or again and again. */
export interface Waste extends SyntaxCandidate {
  readonly type: 'waste';
  /** What is copied and how, as the end of a sentence that begins with the function. */
  readonly does: string;
  readonly instead: string;
  /** Turns at the most, of what is copied anew with each; null: nothing says, or it is copied once. */
  readonly most: number | null;
  /** Whether all that there is already is copied with each turn. */
  readonly grows: boolean;
  /** Why it has to be; null: it has not. */
  readonly excuse: string | null;
}

/** What a shape says, before it is known where it stands. */
export type WasteShape = Omit<Waste, keyof SyntaxCandidate | 'type' | 'excuse'> & {
  readonly excuse?: string;
};

export function fieldText(node: SgNode | null, field: string): string {
  return node?.field(field)?.text() ?? '';
}
