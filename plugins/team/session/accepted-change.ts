import { z } from 'zod';

export const acceptedChangeSchema = z
  .object({
    id: z.string().describe('Id of the hypothesis: `H1`.'),
    optimization: z
      .string()
      .nullable()
      .describe(
        'Optimization that this change implements; null means the change was made as part of a fix.',
      ),
    title: z.string(),
    added: z.number().nullable().describe('Lines added by the patch; null means unknown.'),
    removed: z.number().nullable(),
    gain: z
      .string()
      .nullable()
      .describe(
        'Gain of the workstream with all changes over the workstream without this change; null means this is the only change.',
      ),
  })
  .readonly();
/** Accepted change of a workstream, with its gain in addition to the others, and its size. */
export type AcceptedChange = z.infer<typeof acceptedChangeSchema>;

/** Formats `H1: Look tags up in a Set (+2 -1 lines; alone [day] wall_time -18.4 %)`. */
export function formatAcceptedChange({ id, title, added, removed, gain }: AcceptedChange): string {
  const parts = [
    ...(added === null || removed === null ? [] : [`+${added} -${removed} lines`]),
    ...(gain === null ? [] : [`alone ${gain}`]),
  ];
  return parts.length === 0 ? `${id}: ${title}` : `${id}: ${title} (${parts.join('; ')})`;
}
