import type { SgNode } from '@ast-grep/napi';
import type { CodemodSource } from '../codemod.ts';
import type { Knowledge } from './calm.ts';

/** A file with what is known of its names and values. */
export interface Scene extends Knowledge {
  readonly source: CodemodSource;
  readonly root: SgNode;
}
