import type { RenderOptions } from '../../../harness/model/documents/reporter.ts';

/** Pages have no columns. */
export const PLAIN: RenderOptions = { width: 80, color: false };
