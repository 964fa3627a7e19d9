import { z } from 'zod';
import { type NormOverrides, type NormTable, normOverridesSchema } from '../../model/norm.ts';
import { UserError } from '../../model/user-error.ts';

/** The table with a project's own ranges; what most take is not known of those. */
export function overrideNorms(norms: NormTable, overrides: NormOverrides): NormTable {
  const own = Object.entries(overrides).map(([operation, range]) => [
    operation,
    { ...norms[operation as keyof NormTable], ...range, typicalMs: null },
  ]);
  return { ...norms, ...Object.fromEntries(own) };
}

/**
 * A project's own ranges, as it wrote them: `{"query-indexed": {"lowMs": 1, "highMs": 4, "source": "…"}}`.
 * @param place - Where they are written, for the message.
 * @throws UserError for what is no range of a kind of work that is known.
 */
export function parseNormOverrides(value: unknown, place: string): NormOverrides {
  const parsed = normOverridesSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UserError({
    code: 'bad-norms',
    message: `The norms in ${place} cannot be used: ${z.prettifyError(parsed.error).replace(/\s*\n\s*/g, ' ')}.`,
    remedy:
      'Give each kind of work `lowMs`, `highMs` and `source`; docs/wrong-tool-gate.md lists the kinds.',
  });
}
