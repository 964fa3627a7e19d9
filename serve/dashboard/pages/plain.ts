import type { RenderOptions } from '../../../reports/reporter.ts';

/** Pages have no columns. */
export const PLAIN: RenderOptions = { width: 80, color: false };
