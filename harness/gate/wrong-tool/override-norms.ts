import type { NormOverrides, NormTable } from '../../model/scenario/norm.ts';

/** The table with a project's own ranges; what most take is not known of those. */
export function overrideNorms(norms: NormTable, overrides: NormOverrides): NormTable {
  const own = Object.entries(overrides).map(([operation, range]) => [
    operation,
    { ...norms[operation as keyof NormTable], ...range, typicalMs: null },
  ]);
  return { ...norms, ...Object.fromEntries(own) };
}
